"""The check of events: which triggers may stand where, and that what they name is there."""

from __future__ import annotations

from app.engine.check.expressions import check_names
from app.engine.check.scope import Scope, waits
from app.engine.errors_at import Problems
from app.engine.profile import Reader
from app.engine.source import Node, tag, zeebe_children
from app.engine.triggers import KINDS, Drawn, definitions_on, drawn_trigger, is_event_subprocess
from app.feel import is_iso_timer

ALLOWED = {
    "startEvent": ("message", "signal"),
    "endEvent": ("message", "signal", "error", "escalation", "terminate"),
    "intermediateCatchEvent": ("timer", "message", "signal"),
    "intermediateThrowEvent": ("message", "signal", "escalation"),
    "boundaryEvent": ("timer", "message", "signal", "error", "escalation"),
}
BEGINS = ("timer", "message", "signal", "error", "escalation")
"""What may begin an event subprocess."""
_INSTEAD = {
    "link": "链接事件不能执行：用流向直接连起来",
    "signal": "信号只能在开始、中间、边界或结束事件上",
    "compensate": "补偿不能执行：画一条明确的撤销路径",
    "cancel": "取消事件不能执行：用边界消息事件打断子流程",
    "conditional": "条件事件不能执行：用消息或定时器，再用网关判断",
    "timer": "等待画成中间捕获事件；到时启动由外面发消息，画成消息开始事件",
    "message": "用中间事件、边界事件或消息开始事件",
    "error": "错误只能由错误结束事件抛出，由事件子流程的开始事件，或子流程、调用活动上的边界事件接住",
    "escalation": "升级由中间抛出事件或结束事件抛出，由事件子流程的开始事件，或子流程、调用活动上的边界事件接住",
    "terminate": "终止只能是结束事件",
}


def check(node: Node, scope: Scope, problems: Problems, reader: Reader) -> None:
    """All problems of one event."""
    kind, found = tag(node), definitions_on(node)
    if kind not in ALLOWED:
        problems.at(node, f"不支持的事件 {kind}", "用开始、中间、边界或结束事件")
        return
    if len(found) > 1:
        problems.at(node, "一个事件只能有一个触发器", "分成几个事件，或用事件网关")
    for definition in found:
        name = KINDS[tag(definition)]
        if name not in (BEGINS if _begins(node) else ALLOWED[kind]):
            problems.at(node, f"{kind} 不能是 {name} 事件", _INSTEAD[name])
            return
    if kind in ("intermediateCatchEvent", "boundaryEvent") and not found:
        problems.at(node, "事件没有触发器", "选择定时器、消息或信号")
    check_trigger(node, problems, reader)
    if kind == "boundaryEvent":
        _boundary(node, scope, problems)


def _begins(node: Node) -> bool:
    return tag(node) == "startEvent" and is_event_subprocess(node.getparent())


def check_trigger(node: Node, problems: Problems, reader: Reader) -> None:
    """The message, error or timer that a trigger names."""
    drawn = drawn_trigger(node)
    if drawn is None:
        return
    if drawn.is_missing:
        what = "没有写时间" if drawn.kind == "timer" else f"指向的 {drawn.kind} 不存在或没有名称"
        problems.at(node, f"{drawn.kind} 事件{what}", "在属性面板里补上")
        return
    if drawn.kind == "timer":
        _timer(node, drawn, problems, reader)
    if drawn.kind == "message":
        _message(node, drawn, problems, reader)
    if drawn.kind == "signal" and drawn.name.startswith("="):
        problems.at(node, f"信号的名称 {drawn.name} 不能是表达式", "直接写名称，例如 policy_changed")


def _timer(node: Node, drawn: Drawn, problems: Problems, reader: Reader) -> None:
    text = drawn.timer or ""
    if not text.startswith("=") and not is_iso_timer(text):
        hint = "写 ISO 8601，例如 PT1H、P15D、2026-03-02T00:00:00+08:00，或以 = 开头的 FEEL"
        problems.at(node, f"定时器 {text} 不是 ISO 8601", hint)
        return
    check_names(reader.either(node, text, drawn.timer_kind), node, problems)
    for one in zeebe_children(node, "properties", "property"):
        if one.get("name") == "missed_turns" and (one.get("value") or "").strip() not in ("each", "skip"):
            hint = "写 each（错过的每次都补上）或 skip（只补最后一次）"
            problems.at(node, f"missed_turns 的值 {one.get('value')} 不认识", hint)
    if drawn.timer_kind == "timeCycle" and not _goes_beside(node):
        problems.at(
            node,
            "循环定时器只能用在不打断的边界事件或事件子流程上",
            "改成 timeDuration，或把边界事件（事件子流程的开始事件）改成不打断的",
        )


def _goes_beside(node: Node) -> bool:
    """Whether what happens leaves the rest alone."""
    if tag(node) == "boundaryEvent":
        return node.get("cancelActivity", "true") == "false"
    return _begins(node) and node.get("isInterrupting", "true") == "false"


def _message(node: Node, drawn: Drawn, problems: Problems, reader: Reader) -> None:
    catches = tag(node) in ("intermediateCatchEvent", "boundaryEvent", "receiveTask") or _begins(node)
    if catches and not (drawn.key or "").strip():
        problems.at(
            node, f"消息 {drawn.name} 没有关联键", "在消息上写 zeebe:subscription correlationKey，例如 =case_number"
        )
    check_names(reader.either(node, drawn.key, "correlationKey"), node, problems)


def _boundary(node: Node, scope: Scope, problems: Problems) -> None:
    activity = scope.by_id.get(node.get("attachedToRef"))
    if activity is None:
        problems.at(node, f"边界事件附着的 {node.get('attachedToRef')} 不存在", "把它附着到同一层的活动上")
        return
    drawn = drawn_trigger(node)
    kind = drawn.kind if drawn is not None else ""
    is_scope = tag(activity) in ("subProcess", "callActivity")
    if not waits(activity):
        problems.at(
            node, "这个活动不等待，边界事件永远不会发生", "把边界事件放在用户任务、接收任务、子流程或调用活动上"
        )
    elif kind in ("error", "escalation") and not is_scope:
        problems.at(node, f"{kind} 边界事件只能放在子流程或调用活动上", "把会出错的部分画成子流程，边界事件放在它上面")
    if kind == "error" and node.get("cancelActivity", "true") == "false":
        problems.at(node, "错误边界事件总是打断的", "把 cancelActivity 设为 true")
    if not scope.leaving.get(node.get("id", "")):
        problems.at(node, "边界事件后面没有流向", "画一条流向，说明之后做什么")
