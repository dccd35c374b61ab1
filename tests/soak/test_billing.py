"""One month's billing of 100,000 leases, killed in the middle and started again. The time is printed, not judged."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from tests.leasing.test_month import bill_killed

pytestmark = pytest.mark.soak


def test_a_month_of_100_000_leases_is_billed_once(committed: Flask) -> None:
    began = time.perf_counter()
    bill_killed(100_000)
    print(
        f"100,000 bills with a kill in the middle, filling and checking included: {time.perf_counter() - began:.0f} s"
    )
