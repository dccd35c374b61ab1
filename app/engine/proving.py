"""Proof of a process: its journal is whole, its diagrams are those it began with, replaying gives what was written, and
what the database says of it today is what the journal says.

`prove` names the first thing that is not so. It believes nothing but the journal, and the journal only as far as its chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.engine import definitions, journal, rows
from app.engine.queries import looked_at
from app.engine.replay import Replayed, replay
from app.engine.rows import Row
from app.engine.spiff import codec, runner
from app.engine.spiff.scope import Run
from app.engine.values import Entry
from app.store import tenant

INPUTS = ("task_completed", "timer_fired", "message", "signal", "skipped", "token_moved", "retried")
"""Entries after which a process that stopped goes on."""
BECOMES = {"stopped": "troubled", "cancelled": "cancelled", "suspended": "suspended", "resumed": "running"}


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is not as it was written. seq: the entry where it shows, 0 where it is the process row.

    what: missing, changed, doubled, tail, head (the chain); version (a diagram or decision); replay; begun, state, content,
    outcome, due, tasks, messages, signals (what the database says today). then: as it was written; now: as it is.
    """

    process_id: int
    seq: int
    what: str
    then: Any = None
    now: Any = None


def prove(process_id: int) -> Fault | None:
    """The first fault of a process, or None when everything fits. NotFound where there is none. Nothing is written."""
    if _looked(rows.read_process(process_id)) is None:
        return None
    # somebody may have worked on it between two of the questions: believed is what is still there when nobody can
    return _looked(rows.lock_process(process_id))


def _looked(row: Row) -> Fault | None:
    found = journal.entries(row.id)
    entries = [entry for entry, _text in found]
    fault = next(chain(_chain(row, found), _versions(row, entries)), None)
    if fault is not None:
        return fault
    played = _played(row)
    return played if isinstance(played, Fault) else next(_today(row, entries, played), None)


def _chain(row: Row, found: list[tuple[Entry, str]]) -> Iterator[Fault]:
    head, expected = journal.GENESIS, 1
    for entry, text in found:
        if entry.seq != expected:
            yield Fault(row.id, min(expected, entry.seq), "missing" if entry.seq > expected else "doubled")
        right = journal.digest(
            head, row.id, entry.seq, entry.at, entry.by, entry.kind, entry.element, text, entry.state
        )
        if entry.hash != right:
            yield Fault(row.id, entry.seq, "changed", entry.hash, right)
        head, expected = entry.hash, expected + 1
    if row.seq != expected - 1:
        yield Fault(row.id, expected, "tail", row.seq, expected - 1)
    if row.head != head:
        yield Fault(row.id, row.seq, "head", row.head, head)


def _versions(row: Row, entries: list[Entry]) -> Iterator[Fault]:
    """The diagrams and decisions: each as its checksum says, and all together as the entries say: the first, and each move."""
    moves = [(entry.seq, entry.data["in"]) for entry in entries if entry.kind == "moved"]
    began = entries[0].data["in"].get("seal") if entries and entries[0].kind == "started" else None
    first = moves[0][1]["from"] if moves else row.version_id  # the version it began with
    written = [(1, first, began), *((seq, given["to"], given.get("seal")) for seq, given in moves)]
    seals: dict[int, str] = {}
    for version in dict.fromkeys([*(number for _seq, number, _seal in written), row.version_id]):
        seals[version], altered = definitions.sealed(version)
        for name, then, now in altered:
            yield Fault(row.id, 0, "version", f"{name} {then[:12]}", f"{name} {now[:12]}")
    for seq, version, then in written:
        if then not in (None, seals[version]):
            yield Fault(row.id, seq, "version", f"{row.diagram} {then[:12]}", f"{row.diagram} {seals[version][:12]}")


def _played(row: Row) -> Replayed | Fault:
    try:
        played = replay(row.id)
    except Exception as error:  # noqa: BLE001  whatever a forged entry makes of a run, it is a fault of this process
        return Fault(row.id, row.seq, "replay", "", f"{type(error).__name__}: {error}"[:500])
    differs = played.divergence
    return (
        Fault(row.id, differs["seq"], "replay", _short(differs["then"]), _short(differs["now"])) if differs else played
    )


def _short(value: Any) -> Any:
    return value if isinstance(value, (int, bool, type(None))) else str(value)[:500]


def _today(row: Row, entries: list[Entry], played: Replayed) -> Iterator[Fault]:
    yield from _begun(row, entries)
    written = next((entry.state for entry in reversed(entries) if entry.state), "")
    try:
        run = looked_at(row)
        now = codec.fingerprint(codec.structure(run)) if run is not None else written
    except Exception as error:  # noqa: BLE001  bytes that are no state any more
        yield Fault(row.id, 0, "content", written, type(error).__name__)
        return
    if now != written:
        yield Fault(row.id, 0, "content", written, now)
    yield from _ended(row, entries, played)
    yield from _waits(row, run)


def _begun(row: Row, entries: list[Entry]) -> Iterator[Fault]:
    if not entries or entries[0].kind != "started":
        return
    first = entries[0]
    if (first.by, first.at) != (row.started_by, row.started_at):
        then = f"{first.by} {first.at.isoformat()}"
        yield Fault(row.id, 1, "begun", then, f"{row.started_by} {row.started_at.isoformat()}")
    key = first.data["in"].get("business_key", row.business_key)
    if key != row.business_key:
        yield Fault(row.id, 1, "begun", key, row.business_key)


def _ended(row: Row, entries: list[Entry], played: Replayed) -> Iterator[Fault]:
    state = "running"
    for entry in entries:
        if entry.kind in BECOMES:
            state = BECOMES[entry.kind]
        elif entry.kind in INPUTS and state == "troubled":
            state = "running"
        elif entry.kind == "rewound" and not entry.data["in"].get("is_exact"):
            state = "running"  # one that had ended goes on
    if state == "running" and not played.live:
        state = "done"
    if state != row.state or (row.content is None and played.live):
        yield Fault(row.id, 0, "state", state, row.state)
    if state == "done" and played.variables != row.outcome:
        yield Fault(row.id, 0, "outcome", _short(played.variables), _short(row.outcome))


_TASKS = "SELECT token, element FROM task WHERE tenant = %(tenant)s AND process_id = %(id)s AND state = 'open' ORDER BY token"
_MESSAGES = "SELECT token, element, name, key FROM subscription WHERE tenant = %(tenant)s AND process_id = %(id)s ORDER BY token"
_SIGNALS = "SELECT token, element, name FROM signal_subscription WHERE tenant = %(tenant)s AND process_id = %(id)s ORDER BY token"


def _waits(row: Row, run: Run | None) -> Iterator[Fault]:
    """The wait index: open tasks, subscriptions, the next timer."""
    waiting = sorted(runner.waiting(run), key=lambda one: one.token) if run is not None else []
    values = {"tenant": tenant(), "id": row.id}
    tasks = [(one.token, one.element) for one in waiting if one.kind == "task"]
    open_ones = [tuple(one) for one in rows.run_sql(_TASKS, values)]
    if tasks != open_ones:
        yield Fault(row.id, 0, "tasks", _short(tasks), _short(open_ones))
    messages = [(one.token, one.element, one.name, one.key) for one in waiting if one.kind == "message"]
    subscribed = [tuple(one) for one in rows.run_sql(_MESSAGES, values)]
    if messages != subscribed:
        yield Fault(row.id, 0, "messages", _short(messages), _short(subscribed))
    signals = [(one.token, one.element, one.name) for one in waiting if one.kind == "signal"]
    listening = [tuple(one) for one in rows.run_sql(_SIGNALS, values)]
    if signals != listening:
        yield Fault(row.id, 0, "signals", _short(signals), _short(listening))
    due = min((one.due for one in waiting if one.due is not None), default=None)
    if row.state == "running" and due != row.due_at:
        yield Fault(row.id, 0, "due", _short(due), _short(row.due_at))
