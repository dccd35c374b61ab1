"""The check of event subprocesses: one start event with a trigger, no flow in or out, and no two that want the same thing."""

from __future__ import annotations

from app.engine.check.scope import Scope
from app.engine.errors_at import Problems
from app.engine.profile import LOOPS
from app.engine.source import Node, child, tag
from app.engine.triggers import definitions_on, drawn_trigger, is_event_subprocess


def check(scope: Scope, problems: Problems) -> None:
    """The event subprocesses of one scope, as they stand in it and beside each other."""
    wanted: dict[tuple[str, str], str] = {}
    for node in [one for one in scope.nodes if is_event_subprocess(one) and one.get("id")]:
        _apart(node, scope, problems)
        for start in [one for one in node if tag(one) == "startEvent"]:
            _once(start, wanted, problems)


def _apart(node: Node, scope: Scope, problems: Problems) -> None:
    name = node.get("id")
    if scope.leaving.get(name) or scope.entering.get(name):
        problems.at(node, "事件子流程不能有流入或流出的流向", "删去流向：它由自己的开始事件启动")
    for event in scope.boundaries(node):
        problems.at(event, "事件子流程上不能有边界事件", "把要看着的部分画成事件子流程里的普通子流程")
    if any(child(node, loop) is not None for loop in LOOPS):
        problems.at(node, "事件子流程不能是多实例或循环", "在它里面画多实例")


def _once(start: Node, wanted: dict[tuple[str, str], str], problems: Problems) -> None:
    """Of two for the same message, signal or code nobody could say which one is meant."""
    drawn = drawn_trigger(start)
    if drawn is None or drawn.kind == "timer" or drawn.is_missing:
        return
    what = drawn.name if drawn.kind in ("message", "signal") else drawn.code or ""
    other = wanted.setdefault((drawn.kind, what), start.get("id", ""))
    if other != start.get("id", ""):
        problems.at(start, f"{other} 已经在等同一个 {drawn.kind} {what}".rstrip(), "合成一个事件子流程，里面再分")


def check_start(scope: Scope, problems: Problems) -> None:
    """The start event inside: one, with a trigger; an error always interrupts."""
    starts = scope.starts()
    if len(starts) != 1:
        problems.at(scope.node, "事件子流程要有且只有一个开始事件", "画一个带触发器的开始事件，其余的另画事件子流程")
    for start in starts:
        drawn = drawn_trigger(start)
        if not definitions_on(start):
            problems.at(start, "事件子流程的开始事件没有触发器", "选择定时器、消息、信号、错误或升级")
        elif drawn is not None and drawn.kind == "error" and start.get("isInterrupting") == "false":
            problems.at(start, "错误开始事件总是打断的", "把 isInterrupting 设为 true")
