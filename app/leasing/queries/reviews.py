"""What may be asked of yearly reviews."""

from __future__ import annotations

from datetime import date

from app.calendar import months_after
from app.leasing.records import Lease
from app.store import clock


def next_review(lease: Lease) -> date:
    """The next anniversary of the lease after today."""
    years = 1
    while (day := months_after(lease.start_on, 12 * years)) <= clock.today():
        years += 1
    return day
