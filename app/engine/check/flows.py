"""The check of the flows: where they lead, their conditions, and what no token ever reaches."""

from __future__ import annotations

from app.engine.check import triggered
from app.engine.check.expressions import check_names
from app.engine.check.scope import Scope
from app.engine.errors_at import Problems
from app.engine.profile import Reader, condition_of
from app.engine.source import Node, tag
from app.engine.triggers import drawn_trigger, is_event_subprocess
from app.registry import nearest

_CHOOSING = ("exclusiveGateway", "inclusiveGateway")


def check(scope: Scope, problems: Problems, reader: Reader) -> None:
    """All problems of the flows of one scope."""
    _starts(scope, problems)
    for flow in scope.flows:
        _ends(flow, scope, problems)
    for node in scope.nodes:
        _conditions(node, scope, problems, reader)
        if tag(node) == "eventBasedGateway":
            _race(node, scope, problems)
    _reach(scope, problems)
    triggered.check(scope, problems)


def _starts(scope: Scope, problems: Problems) -> None:
    if scope.is_begun_by_event:
        triggered.check_start(scope, problems)
        return
    starts = scope.starts()
    plain = [node for node in starts if drawn_trigger(node) is None]
    if not starts:
        problems.at(scope.node, "没有开始事件", "画一个开始事件")
    _signals(starts, problems)
    if len(plain) > 1:
        for node in plain[1:]:
            problems.at(node, "有几个普通开始事件", "只留一个普通开始事件；消息开始事件可以有几个")
    if not scope.is_process and starts and (len(starts) != 1 or not plain):
        problems.at(scope.node, "子流程只能有一个普通开始事件", "在里面画一个不带触发器的开始事件")


def _signals(starts: list[Node], problems: Problems) -> None:
    """A signal begins a process once, not at each of its starts."""
    heard: set[str] = set()
    for node in starts:
        drawn = drawn_trigger(node)
        if drawn is None or drawn.kind != "signal":
            continue
        if drawn.name in heard:
            problems.at(node, f"有几个开始事件等同一个信号 {drawn.name}", "只留一个：一个信号只启动一次")
        heard.add(drawn.name)


def _ends(flow: Node, scope: Scope, problems: Problems) -> None:
    for end in ("sourceRef", "targetRef"):
        name = flow.get(end, "")
        if name not in scope.by_id:
            problems.at(
                flow,
                f"流向的 {end} {name or '（空）'} 不在这一层{nearest(name, scope.by_id)}",
                "两端都要连上同一层的元素；流向不能跨越子流程边界",
            )
    source, target = scope.by_id.get(flow.get("sourceRef")), scope.by_id.get(flow.get("targetRef"))
    if source is not None and tag(source) == "endEvent":
        problems.at(source, "结束事件后面还有流向", "结束事件不能有流出的流向")
    if target is not None and tag(target) in ("startEvent", "boundaryEvent"):
        problems.at(target, "流向不能进入开始事件或边界事件", "让流向进入它后面的元素")


def _conditions(node: Node, scope: Scope, problems: Problems, reader: Reader) -> None:
    leaving = scope.leaving.get(node.get("id", ""), [])
    if tag(node) not in _CHOOSING:
        _no_choice(node, leaving, problems)
        return
    default = node.get("default")
    if default and default not in [flow.get("id") for flow in leaving]:
        problems.at(node, f"默认流向 {default} 不是从这个网关流出的", "另选默认流向")
    if not leaving:
        problems.at(node, "网关没有流出的流向", "画出流向，或删除网关")
    for flow in leaving:
        _condition(flow, node, len(leaving), problems, reader)
    if len(leaving) > 1 and not default:
        problems.at(node, "没有默认流向", "把其中一条流向设为默认，否则条件都不成立时流程会停住")


def _no_choice(node: Node, leaving: list[Node], problems: Problems) -> None:
    for flow in leaving:
        if condition_of(flow):
            hint = "在它前面画一个排他网关，把条件写在网关的流向上"
            problems.at(flow, "只有排他网关和包容网关的流向可以有条件", hint)
    if node.get("default"):
        problems.at(node, "只有排他网关和包容网关有默认流向", "在它后面画一个排他网关，默认流向从网关流出")


def _condition(flow: Node, gateway: Node, count: int, problems: Problems, reader: Reader) -> None:
    text, is_default = condition_of(flow), flow.get("id") == gateway.get("default")
    if text and is_default:
        problems.at(flow, "默认流向不能再有条件", "去掉条件，或另选默认流向")
    if not text and not is_default and count > 1:
        problems.at(flow, "流向没有条件，也不是默认流向", "写一个 FEEL 条件，例如 =amount > 1000")
    check_names(reader.expression(flow, text, "条件", is_strict=True), flow, problems)


def _race(node: Node, scope: Scope, problems: Problems) -> None:
    leaving = scope.leaving.get(node.get("id", ""), [])
    if len(leaving) < 2:
        problems.at(node, "事件网关至少要有两条流向", "只等一件事时直接画中间捕获事件")
    for flow in leaving:
        target = scope.by_id.get(flow.get("targetRef"))
        if target is None:
            continue
        trigger = drawn_trigger(target)
        catches = tag(target) in ("intermediateCatchEvent", "receiveTask") and trigger is not None
        if not catches or trigger is None or trigger.kind not in ("timer", "message", "signal"):
            problems.at(
                target,
                "事件网关后面只能是定时、消息或信号的中间捕获事件、接收任务",
                "把要等的画成捕获事件，别的放在它后面",
            )
        elif len(scope.entering.get(target.get("id", ""), [])) > 1:
            problems.at(target, "事件网关后面的事件不能再有别的流入", "给另一条路再画一个事件")


def _reach(scope: Scope, problems: Problems) -> None:
    reached = scope.reachable()
    for node in scope.nodes:
        if node.get("id") not in reached and tag(node) != "startEvent" and not _stands_apart(node):
            problems.at(node, "没有流向到达这个元素", "连上流向，或删除它")


def _stands_apart(node: Node) -> bool:
    """Drawn without a flow on purpose: what is wrong with it is said elsewhere."""
    return is_event_subprocess(node) or node.get("isForCompensation") == "true"
