"""Open tasks worked out anew after an edit: who may do them, until when, what their forms begin with.

Everything is worked out twice, before and after the edit and at the moment the task opened: what the edit itself changes
is changed, nothing else. So a date that was moved by a suspension keeps its days, and a claim stays where the group does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.engine import definitions, rows, shifting
from app.engine.expressions import moment
from app.engine.live import Live
from app.engine.opening import opened_row
from app.engine.spiff import codec, displace
from app.engine.spiff.token import Token
from app.engine.trouble import Stopped
from app.engine.visit import Visit
from app.errors import Invalid
from app.store import tenant

What = dict[str, Any]
_FIELDS = ("role", "organisation", "assignee", "barred", "due_at")


def outlook(visit: Visit, number: int, name: str, after: Any) -> list[What]:
    """What an edit would change in the open tasks; the visit stays as it is. Invalid where a task could not be worked out.

    Each: {token, element, at: when it opened, changes: {field: [before, after]}, inputs: {name: [before, after]}}.
    """
    copy = codec.load(
        codec.packed(codec.structure(visit.run)), definitions.definition, Live(visit.now, lambda: None)
    )  # fmt: skip
    opened = _opened(visit.row.id)
    tasks = {one: token for one in opened if (token := copy.find(one)) is not None}
    edited = copy.find(number)
    assert edited is not None
    try:
        before = {one: _seen(token, opened[one]) for one, token in tasks.items()}
        displace.edit_anew(copy, edited, name, after, opened)
        return list(_changes(tasks, before, {one: _seen(token, opened[one]) for one, token in tasks.items()}, opened))
    except Stopped as error:
        raise Invalid(_("改过以后，等着的待办不能重新确定：%(why)s", why=str(error))) from error


def _opened(process_id: int) -> dict[int, datetime]:
    found = rows.run_sql(
        "SELECT token, started_at FROM task WHERE tenant = %(tenant)s AND process_id = %(process)s AND state = 'open' ORDER BY token",
        {"tenant": tenant(), "process": process_id},
    )
    return {token: rows.in_zone(at) for token, at in found.all()}


def _seen(token: Token, at: datetime) -> tuple[What, What]:
    """What a task says of itself, and its inputs."""
    row = opened_row(token, "", at)
    due = row["due_at"]
    return {name: row[name] for name in _FIELDS} | {"due_at": due and due.isoformat()}, displace.inputs_of(token)


def _changes(
    tasks: dict[int, Token],
    before: dict[int, tuple[What, What]],
    after: dict[int, tuple[What, What]],
    opened: dict[int, datetime],
) -> Iterator[What]:
    for number, token in tasks.items():
        changes, inputs = (_differing(one, other) for one, other in zip(before[number], after[number], strict=True))
        if changes or inputs:
            at, element = opened[number].isoformat(), token.task_spec.element_id
            yield {"token": number, "element": element, "at": at, "changes": changes, "inputs": inputs}


def _differing(before: What, after: What) -> What:
    differs = (name for name in after if codec.json_bytes(before.get(name)) != codec.json_bytes(after[name]))
    return {name: [before.get(name), after[name]] for name in differs}


def opened_at(tasks: list[What] | None) -> dict[int, datetime]:
    """Token → when it opened, of the tasks that an edit changes: for `displace.edit_anew`."""
    return {one["token"]: moment(one["at"]) for one in tasks or []}


def write(process_id: int, tasks: list[What] | None) -> None:
    """Writes into the wait index what an edit has changed, after its visit was saved."""
    for one in tasks or []:
        _write(process_id, one["token"], one["changes"])


def _write(process_id: int, number: int, changes: What) -> None:
    values: What = {"tenant": tenant(), "process": process_id, "token": number}
    where = "WHERE tenant = %(tenant)s AND process_id = %(process)s AND token = %(token)s AND state = 'open'"
    found = rows.run_sql(f"SELECT assignee, due_at FROM task {where} FOR UPDATE", values).first()
    if found is None or not changes:
        return
    new: What = {name: change[1] for name, change in changes.items()}
    if "due_at" in new:
        new["due_at"] = _due(rows.local(found[1]), *changes["due_at"])
    if "assignee" not in new and _falls_away(found[0], new):
        new["assignee"] = None
    columns = ", ".join(f"{name} = %({name})s" for name in new)
    rows.run_sql(f"UPDATE task SET {columns} {where}", {**values, **new})


def _due(stood: datetime | None, before: str | None, after: str | None) -> datetime | None:
    """The new date, later by the days by which the old one had been moved since the task opened."""
    if after is None or stood is None or before is None:
        return moment(after) if after is not None else None
    return shifting.shifted(moment(after), max(0, (stood.date() - moment(before).date()).days))


def _falls_away(assignee: str | None, new: What) -> bool:
    """Whether who holds the task holds it no longer: it is another group's now, or they are barred from it."""
    return bool(assignee) and ("role" in new or "organisation" in new or f" {assignee} " in new.get("barred", ""))
