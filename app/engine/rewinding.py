"""Rewind: a process stands again where it stood after an earlier entry. A new entry says so; nothing is erased.

`preview` says what happened since, and what of it cannot be taken back. The state comes from the journal alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.engine import definitions, journal, rows, shifting, starting
from app.engine.expressions import moment
from app.engine.profile import Profile
from app.engine.queries import looked_at
from app.engine.replay import Diverged, Player, played, set_back
from app.engine.rows import Row
from app.engine.spiff.definition import Definition
from app.engine.spiff.events import Thrown, key_text
from app.engine.trouble import StepFailed, Stopped
from app.engine.values import Entry
from app.engine.visit import Visit
from app.errors import Conflict, DesignError
from app.store import clock, db, tenant
from app.store.records import Outbox

STEPS = (
    "started",
    "task_completed",
    "timer_fired",
    "message",
    "signal",
    "edited",
    "skipped",
    "token_moved",
    "rewound",
    "moved",
)
"""Entries after which a process stands somewhere: where it may be set back to."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What a rewind sets aside. gone: what has left the house; waiting: what is still to be sent; both outbox rows.

    entries: everything since, oldest first; decided, called: facts in them; compensations: messages the diagram names.
    """

    to: Entry
    entries: list[Entry]
    gone: list[Outbox]
    waiting: list[Outbox]
    decided: list[dict[str, Any]]
    called: list[dict[str, Any]]
    compensations: list[Thrown]


def preview(process_id: int, to: int) -> Undone:
    """What happened since entry `to`. Conflict where the process cannot be set back to it; NotFound."""
    return _undone(rows.read_process(process_id), to)


def targets(process_id: int) -> list[Entry]:
    """The entries a process may be set back to, newest first."""
    row = rows.read_process(process_id)
    return [] if row.state == "suspended" else _targets(row, journal.effective(journal.history(process_id)))


def _targets(row: Row, counting: list[Entry]) -> list[Entry]:
    """Where a running or ended process stands already is no target; in trouble it drops the input that was kept."""
    found = [entry for entry in reversed(counting) if entry.kind in STEPS and entry.state]
    return found[1:] if row.state in ("running", "done") else found


def _undone(row: Row, to: int) -> Undone:
    if row.state == "suspended":
        raise Conflict(_("这件事项已中止，请先恢复，再退回到以前的一步。"))
    counting = journal.effective(journal.history(row.id))
    target = next((entry for entry in _targets(row, counting) if entry.seq == to), None)
    if target is None:
        raise Conflict(
            _("流程不能退回到第 %(seq)s 条记录：它已经停在那里，或者那条记录已作废、没有让流程停下。", seq=to)
        )
    since = [entry for entry in counting if entry.seq > to]
    facts = [fact for entry in since for fact in entry.facts]
    sent = _sent(row.id, [entry.seq for entry in since])
    return Undone(
        target,
        since,
        [one for one in sent if one.attempts or one.state == "done"],
        [one for one in sent if not one.attempts and one.state != "done"],
        [fact for fact in facts if fact["kind"] == "decided"],
        [fact for fact in facts if fact["kind"] == "step_called"],
        [*_revived(row), *_compensations(row, since)],
    )


def _sent(process_id: int, entries: list[int]) -> list[Outbox]:
    ours = (Outbox.tenant == tenant()) & (Outbox.process_id == process_id) & Outbox.entry.in_(entries)
    return list(db.session.scalars(sa.select(Outbox).where(ours).order_by(Outbox.id.desc())))


def _revived(row: Row) -> Iterator[Thrown]:
    """A process that had ended goes on: a diagram that begins with `<its diagram>_revived` does what must be done first."""
    name = f"{row.diagram}_revived"
    if row.state in ("done", "cancelled") and starting.by_message(name) is not None:
        yield Thrown("", name, row.business_key, {"business_key": row.business_key, "process_id": row.id})


def _compensations(row: Row, since: list[Entry]) -> Iterator[Thrown]:
    """The messages that undone elements name (`on_rewind`), the last element first, each with what its step answered."""
    known = dict.fromkeys([row.version_id, *reversed(journal.versions_before(row.id))])
    versions, run = [definitions.definition(number) for number in known], looked_at(row)
    if run is None and row.state == "cancelled":
        run = _state(row, row.seq - 1).run  # a cancelled process knows nothing any more: as it was just before
    variables = dict(run.live[0].data) if run is not None and run.live else dict(row.outcome or {})
    for entry in reversed(since):
        facts = [fact for fact in entry.facts if fact["kind"] == "step_called"]
        for step in reversed(entry.data.get("path", [])):
            diagram, _slash, element = step.rpartition("/")
            profile = next(filter(None, (_profile(main, diagram, element) for main in versions)), None)
            if profile is not None and profile.rewind_message:
                key = _key(profile, variables, element) if profile.rewind_key else row.business_key
                data = {"element": element, "process_id": row.id, "business_key": row.business_key, "entry": entry.seq}
                data["result"] = _answer(facts, element)
                yield Thrown(element, profile.rewind_message, key, data)


def _answer(facts: list[dict[str, Any]], element: str) -> dict[str, Any]:
    """What the step of an element answered when it ran last among these; taken out, so that the time before comes next."""
    at = next((at for at in reversed(range(len(facts))) if facts[at]["element"] == element), None)
    return dict(facts.pop(at)["result"]) if at is not None else {}


def _key(profile: Profile, variables: dict[str, Any], element: str) -> str:
    """The correlation key that the element gives. Conflict where it comes to nothing: a recall must find its addressee."""
    try:
        return key_text(profile.rewind_key(variables, clock.now()), element)  # type: ignore[misc]
    except Stopped as error:
        raise Conflict(_("不能退回：%(why)s", why=str(error))) from error


def _profile(main: Definition, diagram: str, element: str) -> Any:
    at = _called(main, diagram) if diagram else main
    specs = at.specs() if at is not None else []
    return next((spec.extensions for spec in specs if getattr(spec, "element_id", "") == element), None)


def _called(at: Definition, diagram: str) -> Definition | None:
    """The called diagram of that name, wherever under `at` it is called."""
    for name in at.calls():
        inner = at.called(name) if at.called is not None else None
        found = inner if name == diagram else _called(inner, diagram) if inner is not None else None
        if found is not None:
            return found
    return None


def rewind(row: Row, to: int, given: dict[str, Any]) -> Visit:
    """Sets a locked process back; the visit is to be finished. Conflict with words where it cannot be done."""
    undone = _undone(row, to)
    earlier = _state(row, to)
    if earlier.suspended_at is not None:
        raise Conflict(_("那时事项正在中止，请选择中止以前的一条记录。"))
    visit = Visit(row, clock.now())
    days = (visit.now.date() - undone.to.at.date()).days
    counter = visit.run.counter if row.content is not None else _state(row, row.seq).run.counter
    given = {**given, "to": to, "counter": counter, "days": days}
    row.state, row.trouble, row.ended_at, row.outcome = "running", None, None, None

    def act() -> None:
        earlier.run.outside = visit.live
        set_back(earlier.run, counter, earlier.at, days)
        visit.run = earlier.run

    if not visit.apply(given, act, kind="rewound", element="", now=moment(given["at"])):  # type: ignore[arg-type]
        raise Conflict(_("不能退回：%(why)s", why=(visit.process.trouble or {}).get("text", "")))
    for opened in visit.opened.values():
        if opened["due_at"] is not None:
            opened["due_at"] = shifting.shifted(opened["due_at"], days)
    standing = [f"{token.workflow.definition.diagram}/{token.task_spec.element_id}" for token in visit.run.tokens()]
    visit.thrown += [replace(one, data={**one.data, "standing": standing}) for one in undone.compensations]
    return visit


def exactly(row: Row, given: dict[str, Any]) -> Visit:
    """Puts a locked process where it stood after entry `to`; since then nothing has happened that moved a token."""
    earlier, visit = _state(row, given["to"]), Visit(row, clock.now())
    given = {**given, "counter": visit.run.counter}

    def act() -> None:
        earlier.run.outside = visit.live
        set_back(earlier.run, given["counter"], earlier.at, 0, is_exact=True)
        visit.run = earlier.run

    if not visit.apply(given, act, kind="rewound", element="", now=moment(given["at"])):  # type: ignore[arg-type]
        raise Conflict(_("不能退回：%(why)s", why=(visit.process.trouble or {}).get("text", "")))
    return visit


def _state(row: Row, until: int) -> Player:
    entries = [entry for entry, _text in journal.entries(row.id, until)]
    try:
        return played(definitions.definition(journal.first_version(row.id, row.version_id)), entries)
    except (Diverged, Stopped, StepFailed, DesignError) as error:
        raise Conflict(_("不能退回：重放与当时的记录不一致（%(why)s）。请先查明原因。", why=str(error))) from error
