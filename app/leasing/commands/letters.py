"""Letters about a lease: to the household's case where it has one, else to the holder."""

from __future__ import annotations

from typing import Any

from app.cases import commands as cases
from app.leasing.commands.beginnings import tell_case
from app.leasing.commands.exits import recipient
from app.leasing.records import Lease


def write(lease: Lease, kind: str, title: str, data: dict[str, Any]) -> None:
    """Writes a letter of that kind, and a line on the timeline where there is one."""
    if lease.case_id is not None:
        tell_case(lease, kind, title, letter=kind, **data)
        return
    about = {"lease_number": lease.number, "unit_name": lease.unit_name or "—"}
    cases.write_to(recipient(lease), kind, {**about, **data}, issuer=lease.district)
