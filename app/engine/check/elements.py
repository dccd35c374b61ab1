"""The check of single elements: what they are, and the names they use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.engine.check import events
from app.engine.check.expressions import check_names
from app.engine.check.scope import Scope
from app.engine.errors_at import Problems
from app.engine.expressions import Expression
from app.engine.profile import LOOPS, THROWING, Profile, Reader, is_task
from app.engine.source import Node, child, tag, zeebe
from app.engine.triggers import drawn_trigger
from app.registry import nearest

if TYPE_CHECKING:
    from app.engine.check.file import Known

REFUSED = {
    "adHocSubProcess": ("即席子流程不能执行", "用普通子流程，把各步的条件画成网关"),
    "transaction": ("事务子流程不能执行", "用普通子流程和边界事件"),
    "complexGateway": ("复杂网关不能执行", "用并行、排他或包容网关画出来"),
    "choreographyTask": ("编排任务不能执行", "用发送任务和接收任务"),
    "subChoreography": ("编排不能执行", "用发送任务和接收任务"),
}
_NAMES = "改成已有的名称，或先把它加进来"
_GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")


def check(node: Node, scope: Scope, problems: Problems, reader: Reader, known: Known) -> Profile | None:
    """All problems of one element; its profile."""
    kind = tag(node)
    if not node.get("id"):
        problems.at(node, f"元素 {kind} 没有 id", "给它一个 id，文件里只用一次")
        return None
    if kind in REFUSED:
        problems.at(node, *REFUSED[kind])
        return None
    profile = reader.profile(node)
    _expressions(profile, node, problems)
    _repeats(node, profile, problems)
    if node.get("isForCompensation") == "true":
        problems.at(node, "补偿不能执行", "画一条明确的撤销路径")
    if kind.endswith("Event"):
        events.check(node, scope, problems, reader)
    elif kind in _CHECKS:
        _CHECKS[kind](node, profile, problems, known)
    elif kind not in (*_GATEWAYS, "task", "manualTask", "subProcess"):
        problems.at(node, f"不支持的元素 {kind}", "用任务、子流程、网关或事件画出来")
    _more(node, profile, scope, problems, reader, known)
    return profile


def _more(node: Node, profile: Profile, scope: Scope, problems: Problems, reader: Reader, known: Known) -> None:
    kind = tag(node)
    if kind in ("receiveTask", "sendTask"):
        events.check_trigger(node, problems, reader)
    if kind in THROWING and profile.step is not None:  # then it calls the step, as a send task does
        _step(node, profile, problems, known)
    if kind == "userTask":
        _not_by(node, profile, scope, problems)


def _repeats(node: Node, profile: Profile, problems: Problems) -> None:
    drawn = [name for name in LOOPS if child(node, name) is not None]
    if drawn and not is_task(node):  # BPMN has them on activities alone; elsewhere a token would be lost or doubled
        problems.at(node, "多实例和循环只能画在任务、子流程和调用活动上", "删去这个标记，把要重复的部分画成子流程")
    if len(drawn) > 1:
        problems.at(node, "多实例和循环只能二选一", "逐个处理列表用多实例，反复做同一件事用循环")
    if profile.loop is not None and bool(profile.loop.result_collection) != (profile.loop.result_element is not None):
        problems.at(node, "outputCollection 和 outputElement 要一起写", "写出收集结果的变量和每次的结果，或两个都删去")


def _expressions(profile: Profile, node: Node, problems: Problems) -> None:
    found: list[Expression | None] = [mapping.source for mapping in (*profile.inputs, *profile.outputs)]
    found += [profile.groups, profile.assignee, profile.due, profile.script, profile.rewind_key, profile.barred]
    if profile.loop is not None:
        found += [profile.loop.collection, profile.loop.result_element, profile.loop.completion]
    if profile.repeat is not None:
        found.append(profile.repeat.condition)
    for expression in found:
        check_names(expression, node, problems)


def _step(node: Node, profile: Profile, problems: Problems, known: Known) -> None:
    if profile.step is None or not profile.step:
        problems.at(node, "没有写明步骤", "在任务定义 type 里写步骤名，例如 publicity.open_notice")
    elif profile.step not in known.steps:
        problems.at(node, f"没有名为 {profile.step} 的步骤{nearest(profile.step, known.steps)}", _NAMES)


def _user(node: Node, profile: Profile, problems: Problems, known: Known) -> None:
    if known.forms is not None and not profile.form:
        problems.at(node, "没有表单", "在 formDefinition 里写表单名，例如 review.examine")
    elif known.forms is not None and profile.form not in known.forms:
        problems.at(node, f"没有名为 {profile.form} 的表单{nearest(profile.form or '', known.forms)}", _NAMES)


def _not_by(node: Node, profile: Profile, scope: Scope, problems: Problems) -> None:
    tasks = scope.user_tasks()
    for name in profile.not_by:
        if name not in tasks:
            problems.at(
                node, f"not_by 里的 {name} 不是用户任务{nearest(name, tasks)}", "写用户任务的 id，几个之间用逗号"
            )


def _script(node: Node, profile: Profile, problems: Problems, known: Known) -> None:
    script = zeebe(node, "script")
    if child(node, "script") is not None:
        problems.at(node, "脚本只能是 FEEL，不能是 Python 或别的语言", "用 zeebe:script expression 写 FEEL")
        return
    if profile.step:
        _step(node, profile, problems, known)
    elif script is None or not script.get("expression"):
        problems.at(node, "没有脚本", "在 zeebe:script 里写 FEEL 表达式和结果变量")
    elif not profile.result_variable:
        problems.at(node, "脚本没有结果变量", "写 resultVariable")


def _rule(node: Node, profile: Profile, problems: Problems, known: Known) -> None:
    if profile.step:
        _step(node, profile, problems, known)
    elif not profile.decision:
        problems.at(node, "没有写明决策", "在 calledDecision 里写 decisionId")
    elif profile.decision.startswith("="):
        problems.at(node, "决策名不能是表达式", "直接写决策的 id")
    elif profile.decision not in known.decisions:
        problems.at(node, f"没有名为 {profile.decision} 的决策{nearest(profile.decision, known.decisions)}", _NAMES)
    if profile.decision and not profile.result_variable:
        problems.at(node, "决策没有结果变量", "写 resultVariable")


def _call(node: Node, profile: Profile, problems: Problems, known: Known) -> None:
    name = profile.call.diagram if profile.call is not None else ""
    if not name:
        problems.at(node, "没有写明调用哪个流程", "在 calledElement 里写 processId")
    elif name.startswith("="):
        problems.at(node, "被调用的流程不能是表达式", "直接写流程的 id，版本在部署时固定")
    elif name not in known.diagrams:
        problems.at(node, f"没有名为 {name} 的流程{nearest(name, known.diagrams)}", _NAMES)


def _send(node: Node, profile: Profile, problems: Problems, known: Known) -> None:
    if profile.step:
        _step(node, profile, problems, known)
    elif drawn_trigger(node) is None:
        problems.at(node, "发送任务没有消息，也没有步骤", "选一个消息，或写任务定义 type")


def _receive(node: Node, profile: Profile, problems: Problems, known: Known) -> None:
    if drawn_trigger(node) is None:
        problems.at(node, "接收任务没有消息", "选一个消息，并写它的关联键")


_CHECKS: dict[str, Callable[[Node, Profile, Problems, Known], None]] = {
    "serviceTask": _step,
    "userTask": _user,
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "callActivity": _call,
    "sendTask": _send,
    "receiveTask": _receive,
}
