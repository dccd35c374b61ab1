"""What an administrator may do to a run by hand: another value, a token passed on or set elsewhere, an earlier state.

Each is the same when it is replayed. `why_not_…` say in words where an intervention would make no sense.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.engine.spiff.element import Element, Start
from app.engine.spiff.gateways import _Choosing, _Joining
from app.engine.spiff.loops import _Repeating
from app.engine.spiff.merge import same
from app.engine.spiff.runner import settle_displaced
from app.engine.spiff.scope import Run, SubRun, _Scope
from app.engine.spiff.token import COMPLETED, Token
from app.engine.spiff.triggered import EventSubProcess

_MISSING = object()


# another value -----------------------------------------------------------------------------------------------------


def edit(run: Run, token: Token, name: str, value: Any) -> None:
    """Gives a variable another value wherever, in the token's diagram run, it has the value that the token sees.

    A branch that has changed it keeps its own. A name local to the token's element is changed there only.
    """
    local = token.internal_data.get("local") or {}
    if name in local:
        local[name] = value
        return
    before = token.data.get(name, _MISSING)
    for data in _everywhere(run, token):
        if _fits(data, name, before):
            data[name] = value
    token.data[name] = value


def edit_anew(run: Run, token: Token, name: str, value: Any, opened: dict[int, datetime]) -> None:
    """As `edit`; then inputs of these tasks (token → when it opened) are worked out anew, as far as the edit changes them."""
    tasks = [(task, at) for number, at in opened.items() if (task := run.find(number)) is not None]
    before = [_worked_out(task, at) for task, at in tasks]
    edit(run, token, name, value)
    for (task, at), then in zip(tasks, before, strict=True):
        for key, now in _worked_out(task, at).items():
            if key not in then or not same(then[key], now):
                task.internal_data.setdefault("local", {})[key] = now


def inputs_of(token: Token) -> dict[str, Any]:
    """The inputs of an element, as its token has them."""
    local = token.internal_data.get("local") or {}
    return {key: local[key] for key in _input_names(token) if key in local}


def _input_names(token: Token) -> dict[str, None]:
    return dict.fromkeys(mapping.target[0] for mapping in token.task_spec.extensions.inputs)


def _worked_out(token: Token, at: datetime) -> dict[str, Any]:
    """What the inputs would come to, had the element been entered at that moment with the data of now."""
    names, local = _input_names(token), token.internal_data.get("local") or {}
    found = {key: value for key, value in local.items() if key not in names}
    token.task_spec.work_out(found, token.data, at)
    return {key: found[key] for key in names if key in found}


def _fits(data: dict[str, Any], name: str, before: Any) -> bool:
    here = data.get(name, _MISSING)
    return here is before or (here is not _MISSING and before is not _MISSING and same(here, before))


def _everywhere(run: Run, token: Token) -> Iterator[dict[str, Any]]:
    """All data of the diagram run the token belongs to: of tokens, of branches that ended, of forks."""
    home = _diagram_run(token.workflow)
    forks: set[int] = set()
    for scope in run.scopes:
        if _diagram_run(scope) is not home:
            continue
        for one in scope.tasks.values():
            forks.update(number for number, _branch in one.forks)
            yield one.data
        for data, branches in scope.ended:
            forks.update(number for number, _branch in branches)
            yield data
    for number in sorted(forks & run.forks.keys()):
        yield run.forks[number]


def _diagram_run(scope: Any) -> Any:
    """The scope of the whole diagram in which an embedded subprocess stands."""
    while isinstance(scope, SubRun) and scope.spec is not scope.definition.spec:
        scope = scope.parent_workflow
    return scope


# a token elsewhere -------------------------------------------------------------------------------------------------


def why_not_pass(spec: Any) -> str:
    """Why a token may not be passed on over this element, or ""."""
    if isinstance(spec, (_Choosing, _Joining)):
        return _("网关不能跳过：它决定去向。请修改变量，或者把令牌移到它后面的元素。")
    if hasattr(spec, "interrupts"):
        return _("附在活动边上的事件不能跳过：请跳过它所附的活动。")
    return ""


def why_not_enter(part: Any, element: str) -> str:
    """Why a token of this part of a diagram (the process or one subprocess) may not be set on that element, or ""."""
    spec = part.task_specs.get(element)
    if not isinstance(spec, Element) or isinstance(spec, Start) or spec.element_id != element:
        return _("元素 %(element)s 不在同一层流程里：不能移进或移出子流程、被调用的流程和多实例。", element=element)
    if hasattr(spec, "interrupts"):
        return _("附在活动边上的事件不能作为去处：请移到它后面的元素。")
    if isinstance(spec, EventSubProcess):
        return _("事件子流程不能作为去处：它由自己的开始事件启动。")
    if isinstance(spec, _Joining) and len(spec._inputs) > 1:
        return _("汇合网关不能作为去处：它等的是各条分支。请移到它后面的元素。")
    return ""


def why_not_leave(token: Token) -> str:
    """Why this token may not be set elsewhere, or ""."""
    if is_instance(token):
        return _("多实例（或循环）中的一次不能移出：请跳过这一次，或者移动整个多实例。")
    return why_not_turn_away(token.task_spec)


def why_not_turn_away(spec: Any) -> str:
    """Why a token that comes to this element may not be sent elsewhere, or ""."""
    if hasattr(spec, "interrupts"):
        return _("附在活动边上的事件不能移动：请移动它所附的活动。")
    return ""


def is_instance(token: Token) -> bool:
    """Whether the token is one instance of a loop."""
    parent = token.parent
    return isinstance(getattr(parent, "task_spec", None), _Repeating) and parent.is_live


def pass_on(run: Run, token: Token) -> None:
    """The token goes on as if its element were done, with nothing to say; what waited inside and beside it is gone."""
    _end_rivals(token)
    _keep_inner_changes(token)
    for child in token.children:
        child.cancel()
    token.task_spec._on_cancel(token)
    token._state = COMPLETED
    token.task_spec.leave(token)
    settle_displaced(run)


def set_on(run: Run, token: Token, element: str) -> None:
    """The token goes to another element of its scope; what waited inside and beside it is gone."""
    _end_rivals(token)
    _keep_inner_changes(token)
    child = token._add_child(token.workflow.spec.task_specs[element])
    token.cancel(keep=child)
    child.task_spec._update(child)
    settle_displaced(run)


def _keep_inner_changes(token: Token) -> None:
    if hasattr(token.task_spec, "changed_inside"):
        token.task_spec.take(token, token.task_spec.changed_inside(token))


def _end_rivals(token: Token) -> None:
    race = token.internal_data.pop("race", None)
    for rival in token.workflow.live if race is not None else ():
        if rival is not token and rival.internal_data.get("race") == race:
            rival.cancel()


# an earlier state --------------------------------------------------------------------------------------------------


def renumber(run: Run, counter: int) -> None:
    """Gives every token a number above `counter`: what waited under the old numbers stays what it was."""
    run.counter = max(counter, run.counter)
    numbers = {token.id: run.next_id() for scope in run.scopes for token in scope.tasks.values()}
    for scope in run.scopes:
        _renumber_scope(scope, numbers)
    run.subprocesses = {numbers[number]: scope for number, scope in run.subprocesses.items()}
    run.opened = [token for token in run.tokens() if token.task_spec.opens_task]


def _renumber_scope(scope: _Scope, numbers: dict[int, int]) -> None:
    for token in scope.tasks.values():
        token.id = numbers[token.id]
        token._parent = numbers.get(token._parent) if token._parent is not None else None
        token._children = [numbers[child] for child in token._children if child in numbers]
    scope.tasks = {token.id: token for token in scope.tasks.values()}
    if isinstance(scope, SubRun):
        scope.parent_task_id = numbers[scope.parent_task_id]
