"""What an approved proposal does to a process: edit, skip, move, cancel, rewind, unmove. Each is a journal entry that replays.

`look` checks a proposal when it is made (and says what stands there now); `carry_out` checks again and does it.
An edit may have the open tasks worked out anew (`renewing`). A token is named by its number; without one, the element is that on which a process in trouble stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from app.engine import clockwork, definitions, due, messages, renewing, rewinding
from app.engine.displacing import apply_displaced, standing
from app.engine.moving import going, moves
from app.engine.rows import Row
from app.engine.spiff import codec, displace
from app.engine.spiff.definition import Definition
from app.engine.values import Process
from app.engine.visit import Visit
from app.errors import Conflict, Invalid
from app.store import clock

What = dict[str, Any]
INPUTS = {"complete": "answers", "message": "data", "start": "data"}
"""What a kept input has given: kind → the key under which its variables stand."""


def look(row: Row, kind: str, what: What) -> What:
    """The proposal as it is kept: checked, with what stands there now. Conflict or Invalid with words."""
    if row.state in ("done", "cancelled") and kind != "rewind":
        raise Conflict(_("这件事项已经结束；要重新办理，请退回到以前的一步。"))
    return _LOOKS[kind](Visit(row, clock.now()), what)


def carry_out(row: Row, kind: str, what: What, signed: What) -> Process:
    """Does it to a locked process. `signed`: by, at, proposed_by, reason, proposal. Conflict when it no longer fits."""
    if kind == "cancel":
        return clockwork.cancel(row.id, reason=signed["reason"], by=signed["by"], signed=signed)
    if kind == "rewind":
        return messages.finish(rewinding.rewind(row, what["to"], {**signed, "kind": kind}))
    if kind == "unmove":
        _fits(_LOOKS[kind](Visit(row, clock.now()), what), what)
        return moves.undone(row, signed)
    visit = Visit(row, clock.now())
    if row.state == "running" and not due.fire(visit, visit.now):
        raise Conflict(_("流程在到期的定时器上出现故障，操作没有生效。请先处理故障。"))
    _fits(_LOOKS[kind](visit, what), what)
    return _DEEDS[kind](visit, {**signed, "kind": kind, **what})


def _fits(now: What, what: What) -> None:
    if codec.json_bytes(now) != codec.json_bytes(what):
        raise Conflict(_("提出以后情况已经变化，这项提议不再适用。请按现在的情况重新提出。"))


# edit --------------------------------------------------------------------------------------------------------------


def _look_edit(visit: Visit, what: What) -> What:
    name = what["name"]
    if not name.isidentifier():
        raise Invalid(_("变量名 %(name)s 不能用：只写字母、数字和下划线。", name=name))
    if what.get("token") is None:
        given = _kept_values(visit.row)
    else:
        token = standing(visit, what["token"])
        given = token.variables
    found = {"token": what.get("token"), "name": name, "after": what["after"]}
    if name in given:
        found["before"] = given[name]
        if codec.json_bytes(given[name]) == codec.json_bytes(what["after"]):
            raise Invalid(_("变量 %(name)s 现在就是这个值，没有改动。", name=name))
    if what.get("renews") and found["token"] is not None:
        found |= {"renews": True, "tasks": renewing.outlook(visit, found["token"], name, what["after"])}
    return found


def _kept_values(row: Row) -> dict[str, Any]:
    """The variables of the input on which a process in trouble stopped."""
    given = (row.trouble or {}).get("input", {})
    if row.state != "troubled" or given.get("kind") not in INPUTS:
        raise Conflict(_("这个流程没有停在一项可以修改的输入上。"))
    return given[INPUTS[given["kind"]]]


def _edit(visit: Visit, given: What) -> Process:
    if given["token"] is None:
        kept = visit.row.trouble["input"]  # type: ignore[index]
        place = INPUTS[kept["kind"]]
        changed = {**kept, place: {**kept[place], given["name"]: given["after"]}}
        visit.row.trouble = {**visit.row.trouble, "input": changed}  # type: ignore[dict-item]
        element = visit.row.trouble["element"]
    else:
        token = standing(visit, given["token"])
        opened = renewing.opened_at(given.get("tasks"))
        displace.edit_anew(visit.run, token, given["name"], given["after"], opened)
        element = token.task_spec.element_id
    visit.note(given, "edited", element)
    done = messages.finish(visit)
    renewing.write(done.id, given.get("tasks"))
    return done


# skip and move -----------------------------------------------------------------------------------------------------


def _look_skip(visit: Visit, what: What) -> What:
    if what.get("token") is None:
        part = _part(visit.row, what["element"])
        spec = part.task_specs[what["element"]]
    else:
        spec = standing(visit, what["token"]).task_spec
    _refuse(displace.why_not_pass(spec))
    return {"token": what.get("token"), "element": spec.element_id}


def _look_move(visit: Visit, what: What) -> What:
    if what.get("token") is None:
        part = _part(visit.row, what["element"])
        element = what["element"]
        _refuse(displace.why_not_turn_away(part.task_specs[element]))
    else:
        token = standing(visit, what["token"])
        _refuse(displace.why_not_leave(token))
        part, element = token.workflow.spec, token.task_spec.element_id
    _refuse(displace.why_not_enter(part, what["to"]))
    if what["to"] == element:
        raise Invalid(_("令牌已经在这个元素上。"))
    return {"token": what.get("token"), "element": element, "to": what["to"]}


def _refuse(why: str) -> None:
    if why:
        raise Conflict(why)


def _part(row: Row, element: str) -> Any:
    """The part of a diagram (process or subprocess) with the element on which a process in trouble stopped."""
    if row.state != "troubled" or (row.trouble or {}).get("element") != element:
        raise Conflict(_("流程不是停在元素 %(element)s 上。", element=element))
    found = part_of(definitions.definition(row.version_id), element)
    if found is None:
        raise Conflict(_("流程停下的地方不是一个可以跳过或移动的元素。"))
    return found


def part_of(at: Definition, element: str) -> Any:
    """The process or subprocess, in a diagram or in one that it calls, in which an element is drawn; or None."""
    for part in (at.spec, *at.embedded.values()):
        if element in part.task_specs:
            return part
    inner = (at.called(name) for name in at.calls()) if at.called is not None else iter(())
    return next((found for one in inner if (found := part_of(one, element)) is not None), None)


def _skip(visit: Visit, given: What) -> Process:
    return _displace(visit, given, "skipped", "")


def _move(visit: Visit, given: What) -> Process:
    return _displace(visit, given, "token_moved", given["to"])


def _displace(visit: Visit, given: What, kind: str, to: str) -> Process:
    """A token that stands is passed on or set elsewhere; where a step failed, the kept input is tried with a detour."""
    if given["token"] is not None:
        if visit.row.state != "running":
            raise Conflict(_("流程正在故障或中止中：只能跳过或移动出故障的元素。"))
        apply_displaced(visit, given)
        return messages.finish(visit)
    kept = visit.row.trouble["input"]  # type: ignore[index]
    detours = {**kept.get("detours", {}), given["element"]: to}
    visit.row.trouble = {**visit.row.trouble, "input": {**kept, "detours": detours}}  # type: ignore[dict-item]
    visit.note(given, kind, given["element"])
    messages.finish(visit)
    return clockwork.retry(visit.row.id, by=given["by"])


# cancel and rewind -------------------------------------------------------------------------------------------------


def _look_cancel(visit: Visit, what: What) -> What:
    return {}


def _look_rewind(visit: Visit, what: What) -> What:
    rewinding.preview(visit.row.id, what["to"])
    return {"to": what["to"]}


def _look_unmove(visit: Visit, what: What) -> What:
    """Where the process stood before its last move, and from which version to which it went."""
    moved = going.stands_since(visit.row.id)
    given = moved.data["in"]
    versions = [definitions.definition(given[name]).version for name in ("from", "to")]
    return {"to": moved.seq - 1, "versions": versions}


_LOOKS: dict[str, Callable[[Visit, What], What]] = {
    "edit": _look_edit,
    "skip": _look_skip,
    "move": _look_move,
    "cancel": _look_cancel,
    "rewind": _look_rewind,
    "unmove": _look_unmove,
}
_DEEDS: dict[str, Callable[[Visit, What], Process]] = {"edit": _edit, "skip": _skip, "move": _move}
KINDS = tuple(_LOOKS)
