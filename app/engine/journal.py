"""The journal: what was put into a process, and what it led to. Each entry carries the hash of the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from app.engine import rows
from app.engine.spiff import codec
from app.engine.values import Entry
from app.store import tenant

GENESIS = "0" * 64


def chained(
    head: str,
    process_id: int,
    seq: int,
    at: datetime,
    by: str,
    kind: str,
    element: str,
    data: dict[str, Any],
    state: str,
) -> dict[str, Any]:
    """An entry as it is written: with its hash over everything in it and the hash before."""
    text = codec.json_bytes(data).decode()
    return {
        "seq": seq, "at": at, "by": by, "kind": kind, "element": element, "data": text, "state": state,
        "hash": digest(head, process_id, seq, at, by, kind, element, text, state),
    }  # fmt: skip


def digest(
    head: str, process_id: int, seq: int, at: datetime, by: str, kind: str, element: str, data: str, state: str
) -> str:
    """SHA-256 over the canonical form of an entry (`data` as its exact text) and the hash before it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    content = rows.canonical({"head": head, "entry": [process_id, seq, moment, by, kind, element, data, state]})
    return hashlib.sha256(content).hexdigest()


_COLUMNS = "process_id, seq, at, by, kind, element, data::text, state, hash"


def entries(process_id: int, until: int | None = None) -> list[tuple[Entry, str]]:
    """The entries of a process in order, each with the exact text of its data."""
    found = rows.run_sql(
        f"SELECT {_COLUMNS} FROM journal WHERE tenant = %(tenant)s AND process_id = %(id)s "
        "AND at >= (SELECT started_at FROM process WHERE tenant = %(tenant)s AND id = %(id)s) "  # earlier months are not opened
        "AND (%(until)s::bigint IS NULL OR seq <= %(until)s) ORDER BY seq",
        {"tenant": tenant(), "id": process_id, "until": until},
    )
    return [(_entry(row), row[6]) for row in found]


def _entry(row: Any) -> Entry:
    process_id, seq, at, by, kind, element, data, state, digested = row
    return Entry(process_id, seq, rows.in_zone(at), by, kind, element, codec.json_value(data), state, digested)


def versions_before(process_id: int) -> list[int]:
    """The ids of the versions that a process has been moved away from, oldest first: it began in the first of them."""
    found = rows.run_sql(
        "SELECT data->'in'->>'from' FROM journal WHERE tenant = %(tenant)s AND process_id = %(id)s AND kind = 'moved' "
        "AND at >= (SELECT started_at FROM process WHERE tenant = %(tenant)s AND id = %(id)s) ORDER BY seq",
        {"tenant": tenant(), "id": process_id},
    )
    return [int(version) for version in found.scalars()]


def first_version(process_id: int, now: int) -> int:
    """The id of the version in which a process began: where its journal starts; `now` is the one it has today."""
    return next(iter(versions_before(process_id)), now)


def history(process_id: int) -> list[Entry]:
    """The entries of a process in order, for the history a person reads."""
    return [entry for entry, _ in entries(process_id)]


def effective(found: Iterable[Entry]) -> list[Entry]:
    """The entries that still count: what a rewind has set aside is left out, the rewind itself stays."""
    kept: list[Entry] = []
    for entry in found:
        if entry.kind == "rewound":
            kept = [one for one in kept if one.seq <= entry.data["in"]["to"]]
        kept.append(entry)
    return kept


def first_break(process_id: int) -> int | None:
    """The seq of the first entry whose hash does not fit, or None when the chain is whole."""
    head, expected = GENESIS, 1
    for entry, text in entries(process_id):
        right = digest(head, process_id, entry.seq, entry.at, entry.by, entry.kind, entry.element, text, entry.state)
        if entry.seq != expected or entry.hash != right:
            return entry.seq
        head, expected = entry.hash, expected + 1
    return None
