"""One process goes over to another version, in the caller's transaction; and one is taken back to where it stood before.

Kept: the numbers of tokens, so open tasks with their drafts and claims; due dates; positions in loops; subscriptions.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.engine import definitions, journal, messages, rewinding, rows
from app.engine.moving.trying import at_rest, kept_input, words
from app.engine.opening import opened_row
from app.engine.rows import Row
from app.engine.spiff import codec, runner
from app.engine.spiff.transplant import Mapping, Transplant
from app.engine.values import Entry, Process
from app.engine.visit import Visit
from app.errors import Conflict
from app.store import clock, tenant


def go_over(row: Row, version_id: int, mapping: Mapping, *, renews: bool, signed: dict[str, Any]) -> str:
    """Moves a locked process; what keeps it back, in words, or "" when it has moved. `signed`: by, proposed_by, reason, move.

    One that stays behind is as it was: nothing is written, and it is not in trouble for it. The entry holds the seal of the
    version it goes to and the fingerprint of the state that was moved: what an undo gives back is proven to be that.
    """
    target, visit = definitions.definition(version_id), Visit(row, clock.now())
    found = Transplant(visit.run, target, mapping)
    kept = [*words(found.blocked), *kept_input(row, target)]
    if kept:
        return "\n".join(kept)
    at = row.suspended_at or visit.now  # a suspended process has had no time since: what is new counts from there
    given = {
        **signed, "kind": "version", "at": visit.now.isoformat(), "from": row.version_id, "to": version_id,
        "mapping": mapping, "renews": renews, "seal": definitions.seal_at_start(version_id),
        "before": codec.fingerprint(codec.structure(visit.run)),
    }  # fmt: skip
    if row.trouble is not None:
        row.trouble = {**row.trouble, "input": _renamed(row.trouble["input"], mapping)}
    state, trouble = row.state, row.trouble
    if not visit.apply(given, found.carry_out, kind="moved", element="", now=at):  # type: ignore[arg-type]
        return (row.trouble or {}).get("text", "")
    if visit.run.path and state != "running":
        return at_rest()
    row.state, row.trouble = state, trouble
    _finish(visit, renews=renews)
    return ""


def _renamed(given: dict[str, Any], mapping: Mapping) -> dict[str, Any]:
    """The input kept in trouble, with the detours of administrators on the new elements."""
    if "detours" not in given:
        return given
    return {
        **given,
        "detours": {mapping.get(one, one): mapping.get(other, other) for one, other in given["detours"].items()},
    }


def _finish(visit: Visit, *, renews: bool) -> Process:
    """Writes the visit; tasks and subscriptions keep their rows, which say now what the elements are called."""
    row, before = visit.row, visit.before
    after = {one.token: one for one in runner.waiting(visit.run)}
    visit.before = {number: after.get(number, one) for number, one in before.items()}
    changed = [one for number, one in after.items() if number in before and before[number] != one or renews]
    tasks = [_task(visit, one.token, renews=renews) for one in changed if one.kind == "task" and one.token in before]
    done = messages.finish(visit)
    for task in filter(None, tasks):
        _write(row.id, "task", task)
    for one in changed:
        if one.kind == "message" and one.token in before:
            _write(row.id, "subscription", {"token": one.token, "element": one.element, "name": one.name})
        if one.kind == "signal" and one.token in before:
            _write(row.id, "signal_subscription", {"token": one.token, "element": one.element, "name": one.name})
    return done


_RENEWED = ("name", "form", "role", "organisation", "barred", "due_at")


def _task(visit: Visit, number: int, *, renews: bool) -> dict[str, Any] | None:
    """What an open task's row says now. Its time has run since it was opened: a new due date counts from then."""
    token, row = visit.run.find(number), visit.row
    found = rows.run_sql(
        "SELECT started_at FROM task WHERE tenant = %(tenant)s AND process_id = %(process)s AND token = %(token)s",
        {"tenant": tenant(), "process": row.id, "token": number},
    ).scalar()
    if token is None or found is None:
        return None
    task: dict[str, Any] = {"token": number, "element": token.task_spec.element_id}
    if renews:
        opened = opened_row(token, row.business_key, rows.in_zone(found))
        task.update({name: opened[name] for name in _RENEWED})
    return task


def _write(process_id: int, table: str, values: dict[str, Any]) -> None:
    columns = ", ".join(f"{name} = %({name})s" for name in values if name != "token")
    rows.run_sql(
        f"UPDATE {table} SET {columns} WHERE tenant = %(tenant)s AND process_id = %(process)s AND token = %(token)s",
        {**values, "tenant": tenant(), "process": process_id},
    )


# back --------------------------------------------------------------------------------------------------------------


def last_move(process_id: int) -> tuple[Entry, bool] | None:
    """The last move of a process that still counts, and whether it has stood still since; None when it never moved."""
    counting = journal.effective(journal.history(process_id))
    moved = next((entry for entry in reversed(counting) if entry.kind == "moved"), None)
    if moved is None:
        return None
    steps = (*rewinding.STEPS, "suspended", "resumed", "cancelled")
    return moved, not any(entry.seq > moved.seq and entry.kind in steps for entry in counting)


def stands_since(process_id: int) -> Entry:
    """The last move of a process, to be taken back. Conflict when it never moved or has gone on since."""
    found = last_move(process_id)
    if found is None:
        raise Conflict(_("这个流程没有换过版本。"))
    moved, is_still = found
    if not is_still:
        raise Conflict(_("换版以后流程已经往前走了：请用“退回到以前”，退到第 %(seq)s 条记录以前。", seq=moved.seq))
    return moved


def take_back(row: Row, signed: dict[str, Any]) -> Process:
    """A locked process stands again exactly where it stood before its last move. `signed`: by, at, reason, who proposed it.

    Conflict as `stands_since`, and when the state that comes back is not the one that was moved.
    """
    moved = stands_since(row.id)
    given = {**signed, "kind": "rewind", "to": moved.seq - 1, "days": 0, "is_exact": True}
    return _finish(rewinding.exactly(row, given), renews=bool(moved.data["in"]["renews"]))
