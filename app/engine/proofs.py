"""Proofs by night: a part of all processes is proven, in turn; what does not fit stays listed until it is proven again.

For the operators' list and the log. `prove_tonight` is the ticker's, any number of which may run: a process that is
proven twice in a night has lost nobody anything.
"""

from __future__ import annotations

import logging
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app import settings
from app.engine import rows
from app.engine.proving import Fault, prove
from app.store import Json, Moment, Record, clock, insist, refers, tenant

_log = logging.getLogger("anju.engine")


class Proof(Record):
    """When a process was proven last. fault: {seq, what, then, now}, or None when everything fitted."""

    process_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    fault: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    __table_args__ = (
        refers("process_id", "process.id"),
        UniqueConstraint("tenant", "process_id"),
        Index(None, "tenant", "at"),
        Index("ix_proof_fault", "tenant", "id", postgresql_where=sa.text("fault IS NOT NULL")),
    )


def prove_tonight(limit: int) -> int:
    """Proves up to `limit` processes of tonight's sample; how many. Nothing outside the hours of the settings.

    First those whose last proof found a fault, then the next by number after the last one proven, round and round.
    """
    chosen, now = settings.current().engine, clock.now()
    if not chosen.proof_from <= now.hour < chosen.proof_until:
        return 0
    begun = datetime.combine(now.date(), time(chosen.proof_from), now.tzinfo)
    found = insist(lambda: _next(limit, chosen.proof_sample, begun))
    for process_id in found:
        insist(lambda process_id=process_id: note(process_id))  # type: ignore[misc]
    return len(found)


_AGAIN = (
    "SELECT process_id FROM proof WHERE tenant = %(tenant)s AND fault IS NOT NULL AND at < %(begun)s "
    "ORDER BY id LIMIT %(limit)s"
)
_LAST = (
    "SELECT process_id FROM proof WHERE tenant = %(tenant)s AND fault IS NULL ORDER BY at DESC, process_id DESC LIMIT 1"
)
_AFTER = (
    "SELECT p.id FROM process p LEFT JOIN proof f ON f.tenant = p.tenant AND f.process_id = p.id "
    "WHERE p.tenant = %(tenant)s AND p.id > %(last)s AND (f.at IS NULL OR f.at < %(begun)s) ORDER BY p.id LIMIT %(limit)s"
)


def _next(limit: int, sample: int, begun: datetime) -> list[int]:
    values: dict[str, Any] = {"tenant": tenant(), "begun": begun}
    done = rows.run_sql("SELECT count(*) FROM proof WHERE tenant = %(tenant)s AND at >= %(begun)s", values).scalar_one()
    limit = min(limit, sample - done)
    if limit <= 0:
        return []
    found = list(rows.run_sql(_AGAIN, {**values, "limit": limit}).scalars())
    last = rows.run_sql(_LAST, values).scalar() or 0
    for after in (last, 0):  # past the last number it begins anew
        more = rows.run_sql(_AFTER, {**values, "last": after, "limit": limit}).scalars()
        found += [number for number in more if number not in found]
    return found[:limit]


_NOTED = (
    "INSERT INTO proof (tenant, process_id, at, fault) VALUES (%(tenant)s, %(id)s, %(at)s, %(fault)s) "
    "ON CONFLICT (tenant, process_id) DO UPDATE SET at = excluded.at, fault = excluded.fault"
)


def note(process_id: int) -> Fault | None:
    """Proves a process and keeps what came of it, for the operators' list; a fault goes to the log too."""
    fault = prove(process_id)
    kept = {"seq": fault.seq, "what": fault.what, "then": fault.then, "now": fault.now} if fault is not None else None
    values = {"tenant": tenant(), "id": process_id, "at": clock.now(), "fault": rows.json_text(kept)}
    rows.run_sql(_NOTED, values)
    if fault is not None:
        # no value of the process goes into the log: they may be personal
        _log.error("process %s is not as it was written: %s at entry %s", process_id, fault.what, fault.seq)
    return fault


def faults() -> list[tuple[Fault, datetime, str]]:
    """(fault, when it was found, business key) of every process whose last proof found one, the newest first."""
    return _faults("true", {})


def fault_of(process_id: int) -> tuple[Fault, datetime, str] | None:
    """What the last proof of a process found, as `faults` has it; None when everything fitted or it was never proven."""
    return next(iter(_faults("f.process_id = %(id)s", {"id": process_id})), None)


def _faults(which: str, values: dict[str, Any]) -> list[tuple[Fault, datetime, str]]:
    statement = (
        "SELECT f.process_id, f.fault::text, f.at, p.business_key FROM proof f JOIN process p ON p.tenant = f.tenant "
        f"AND p.id = f.process_id WHERE f.tenant = %(tenant)s AND f.fault IS NOT NULL AND {which} "
        "ORDER BY f.at DESC, f.process_id DESC LIMIT 200"
    )
    found = rows.run_sql(statement, {**values, "tenant": tenant()})
    return [(Fault(number, **rows.codec.json_value(text)), rows.in_zone(at), key) for number, text, at, key in found]


def fault_counts() -> dict[str, int]:
    """How many processes have a fault by their last proof, by what the fault is; from the index of the faults alone."""
    found = rows.run_sql(
        "SELECT fault->>'what', count(*) FROM proof WHERE tenant = %(tenant)s AND fault IS NOT NULL GROUP BY 1 ORDER BY 1",
        {"tenant": tenant()},
    )
    return {what: count for what, count in found}


def processes_after(last: int, *, part: int = 0, parts: int = 1, size: int = 200) -> list[int]:
    """The numbers of the next processes after `last` that fall to one of several who share the work."""
    statement = (
        "SELECT id FROM process WHERE tenant = %(tenant)s AND id > %(last)s AND id %% %(parts)s = %(part)s "
        "ORDER BY id LIMIT %(size)s"
    )
    values = {"tenant": tenant(), "last": last, "part": part, "parts": parts, "size": size}
    return list(rows.run_sql(statement, values).scalars())


def how_many() -> int:
    """How many processes there are."""
    count: int = rows.run_sql(
        "SELECT count(*) FROM process WHERE tenant = %(tenant)s", {"tenant": tenant()}
    ).scalar_one()
    return count
