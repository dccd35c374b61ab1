"""Whether what a token waits for on its element is still the same on an element of another version; if not, why, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.engine.spiff.calls import CallActivity, SubProcess
from app.engine.spiff.events import BoundaryEvent, CatchEvent
from app.engine.spiff.gateways import InclusiveGateway, ParallelGateway, _reaching
from app.engine.spiff.loops import MultiInstance, StandardLoop
from app.engine.spiff.scope import _Scope
from app.engine.spiff.tasks import UserTask
from app.engine.spiff.token import WAITING, Token
from app.engine.spiff.triggered import EventStart, EventSubProcess

_KINDS: tuple[tuple[type, Any], ...] = (
    (BoundaryEvent, _l("边界事件")),
    (EventStart, _l("事件子流程的开始事件")),
    (UserTask, _l("用户任务")),
    (CatchEvent, _l("等待的事件")),
    (MultiInstance, _l("多实例")),
    (StandardLoop, _l("循环")),
    (EventSubProcess, _l("事件子流程")),
    (SubProcess, _l("子流程")),
    (CallActivity, _l("调用活动")),
    (ParallelGateway, _l("并行汇合")),
    (InclusiveGateway, _l("包容汇合")),
)
"""The kinds of elements on which a token can stand still."""


class Home(Protocol):
    """Where a scope goes: the part of a version, and the new names of its tokens."""

    part: Any
    names: dict[int, str]


def _kind(spec: Any) -> tuple[type, Any]:
    return next((one for one in _KINDS if isinstance(spec, one[0])), (type(spec), _l("不会停留的元素")))


def why_not(token: Token, spec: Any, home: Home, *, is_named: bool) -> str:
    """Why the token cannot stand on the new element, or "". `is_named`: a mapping names it."""
    if spec is None:
        return _("新版里同一层没有这个元素。") if not is_named else _("新版里同一层没有写明的元素。")
    (old, was), (new, is_now) = _kind(token.task_spec), _kind(spec)
    if old is not new:
        return _("原来是%(old)s，新版的 %(element)s 是%(new)s。", old=was, element=spec.element_id, new=is_now)
    check = _CHECKS.get(old)
    return check(token, spec, home, is_named) if check is not None else ""


def _event(token: Token, spec: Any, home: Home, is_named: bool) -> str:
    before, after = token.task_spec.trigger, spec.trigger
    if before.kind != after.kind:
        return _("等的不再是同一种事件（定时器、消息……）。")
    if before.name != after.name and before.kind in ("message", "signal") and not is_named:
        return _(
            "等的消息或信号从 %(old)s 改名为 %(new)s；如果是同一件事，请写明这个元素对应它自己。",
            old=before.name,
            new=after.name,
        )
    return ""


def _boundary(token: Token, spec: Any, home: Home, is_named: bool) -> str:
    if not still_watches(token, spec, home):
        return _("新版里它不附在同一个活动上，或者等的不再是同一种事件。")
    return _event(token, spec, home, is_named)


def _begins(token: Token, spec: Any, home: Home, is_named: bool) -> str:
    if not still_watches(token, spec, home):
        return _("新版里它等的不再是同一种事件。")
    return _event(token, spec, home, is_named)


def still_watches(token: Token, spec: Any, home: Home) -> bool:
    """Whether a boundary event is drawn at the same activity in the new version, and waits for the same kind of thing.

    The start event of an event subprocess: in the same scope.
    """
    if isinstance(token.task_spec, EventStart):
        return isinstance(spec, EventStart) and spec.trigger.kind == token.task_spec.trigger.kind
    activity = home.part.task_specs[home.names[token.parent.id]]
    same_kind = isinstance(spec, BoundaryEvent) and spec.trigger.kind == token.task_spec.trigger.kind
    return same_kind and spec.name in activity.boundaries


def _loop(token: Token, spec: Any, home: Home, is_named: bool) -> str:
    before, after = token.task_spec.loop, spec.loop
    if before.is_sequential != after.is_sequential:
        return _("多实例在依次和并行之间换了，办了一半的不能接着办。")
    if before.element != after.element:
        return _("多实例里每一项的变量从 %(old)s 改名为 %(new)s。", old=before.element, new=after.element)
    return ""


def _call(token: Token, spec: Any, home: Home, is_named: bool) -> str:
    before, after = token.task_spec.extensions.call, spec.extensions.call
    if before is None or after is None or before.diagram != after.diagram:
        return _("新版里调用的是另一个流程。")
    return ""


_CHECKS: dict[type, Callable[[Token, Any, Home, bool], str]] = {
    CatchEvent: _event,
    BoundaryEvent: _boundary,
    EventStart: _begins,
    MultiInstance: _loop,
    CallActivity: _call,
}


# joins -------------------------------------------------------------------------------------------------------------


def starving(
    scope: _Scope, part: Any, live: set[str], renamed: Callable[[_Scope, str], str]
) -> Iterator[tuple[str, str]]:
    """(gateway, why): the joins of the new version that would wait for ever for a branch which nobody has set out on.

    live: new names of what is alive. A join that waits in vain in the old version too is no reason to stay there.
    """
    before = {token.task_spec.name for token in scope.live}
    for gateway in [spec for spec in part.task_specs.values() if isinstance(spec, ParallelGateway)]:
        lacking = _lacking(gateway, live, {renamed(scope, via) for via in _arrived(scope, gateway.name, renamed)})
        old = next((one for one in _old_joins(scope) if renamed(scope, one.name) == gateway.name), None)
        if lacking and (old is None or not _lacking(old, before, _arrived(scope, old.name, None))):
            names = ", ".join(lacking)
            yield gateway.element_id, _("新版的汇合还要等从 %(names)s 来的分支，这个流程里不会再有。", names=names)


def _old_joins(scope: _Scope) -> list[Any]:
    return [spec for spec in scope.spec.task_specs.values() if isinstance(spec, ParallelGateway)]  # type: ignore[attr-defined]


def _arrived(scope: _Scope, name: str, renamed: Callable[[_Scope, str], str] | None) -> set[str]:
    """The flows by which tokens have come that wait at the join of that (new, with `renamed`) name."""
    waiting = [token for token in scope.live if token._state == WAITING and "via" in token.internal_data]
    at = [one for one in waiting if (renamed(scope, one.task_spec.name) if renamed else one.task_spec.name) == name]
    return {token.internal_data["via"] for token in at}


def _lacking(gateway: Any, live: set[str], arrived: set[str]) -> list[str]:
    """The incoming flows that stay empty though others are or can be filled."""
    if len(gateway._inputs) < 2:
        return []
    reach = _reaching(gateway)
    fed = {flow for flow in gateway._inputs if flow in arrived or reach[flow] & live}
    return [flow for flow in gateway._inputs if flow not in fed] if fed else []
