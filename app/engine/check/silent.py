"""What would be read over in silence: what other engines do at an element and this one does not, and rare attributes.

Drawing, colours, simulation figures and whatever else of a tool's own has no meaning for who runs the diagram, and is left alone.
"""

from __future__ import annotations

from app.engine.errors_at import Problems
from app.engine.profile import THROWING
from app.engine.source import ZEEBE, Node, child, children, tag
from app.engine.triggers import TIMER_KINDS

_ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
}
_HARMLESS = (
    "asyncBefore", "asyncAfter", "async", "exclusive", "jobPriority", "taskPriority", "historyTimeToLive", "versionTag",
    "isStartableInTasklist", "failedJobRetryTimeCycle", "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon",
    "packageName", "version", "adHoc", "metaData", "import",
)  # fmt: skip
"""They say how another engine cuts its transactions and keeps its history, or what its editor shows."""
_INSTEAD = {
    **dict.fromkeys(("class", "expression", "delegateExpression", "topic", "type", "connector", "field"),
                    "步骤写在 zeebe:taskDefinition type"),
    **dict.fromkeys(("formKey", "formRef", "formData", "formRefBinding"), "表单写在 zeebe:formDefinition formId"),
    **dict.fromkeys(("assignee", "candidateUsers", "candidateGroups"), "谁来办写在 zeebe:assignmentDefinition"),
    **dict.fromkeys(("dueDate", "followUpDate"), "期限写在 zeebe:taskSchedule dueDate"),
    **dict.fromkeys(("decisionRef", "mapDecisionResult", "decisionRefBinding"), "决策写在 zeebe:calledDecision"),
    **dict.fromkeys(("collection", "elementVariable"), "列表写在 zeebe:loopCharacteristics"),
    **dict.fromkeys(("inputOutput", "in", "out", "resultVariable"), "变量写在 zeebe:ioMapping"),
    **dict.fromkeys(("executionListener", "taskListener"), "画成一个服务任务"),
}  # fmt: skip
_READ: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ioMapping", "properties", "versionTag", "modelerTemplate"), ()),
    **dict.fromkeys(("formDefinition", "userTask", "assignmentDefinition", "taskSchedule"), ("userTask",)),
    "taskDefinition": ("serviceTask", "sendTask", "scriptTask", "businessRuleTask", *THROWING),
    "calledDecision": ("businessRuleTask",),
    "calledElement": ("callActivity",),
    "script": ("scriptTask",),
    "loopCharacteristics": ("multiInstanceLoopCharacteristics",),
    "subscription": ("message",),
}
"""What is read, and on which elements alone; () on any."""
_ZEEBE = {
    "executionListeners": "画成一个服务任务",
    "taskListeners": "在用户任务前后画服务任务",
    "taskHeaders": "把固定的值写成输入映射",
    "priorityDefinition": "用期限 zeebe:taskSchedule dueDate 排先后",
    "userTaskForm": "表单放在 forms/ 里，用 zeebe:formDefinition formId 写它的名称",
    "candidateUsers": "用 candidateGroups（角色@机构）或 assignee",
    "followUpDate": "用 dueDate",
    "bindingType": "去掉：被调用的版本在部署时固定",
}
_ATTRIBUTES = {
    "startQuantity": ("1", "画一个并行网关"),
    "completionQuantity": ("1", "画一个并行网关"),
    "instantiate": ("false", "画一个消息开始事件"),
    "eventGatewayType": ("Exclusive", "画一个并行网关，后面接捕获事件"),
    "behavior": ("All", "用边界事件或循环之后的网关"),
}
"""Attribute → the only value that runs, and what to draw instead of another."""


def check(process: Node, problems: Problems) -> None:
    """Whatever in a process has a meaning that would be lost."""
    for node in process.iter():
        if tag(node) and tag(node) != "extensionElements":
            _engines(node, problems)
            _zeebe(node, problems)
            _drawn(node, problems)


def _owner(node: Node) -> Node:
    """The element to be named: of a loop or an event definition the one it stands on."""
    while not (node.get("id") and not tag(node).endswith(("Definition", "Characteristics"))) and tag(node.getparent()):
        node = node.getparent()
    return node


def _extensions(node: Node) -> list[Node]:
    found = child(node, "extensionElements")
    return [one for one in found if one.tag.startswith("{")] if found is not None else []


def _engines(node: Node, problems: Problems) -> None:
    found: dict[str, list[str]] = {}
    for name in (*node.attrib, *(one.tag for one in _extensions(node))):
        space, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
        if space in _ENGINES and local not in _HARMLESS:
            found.setdefault(_ENGINES[space], []).append(local)
    for engine, names in found.items():
        hints = dict.fromkeys(_INSTEAD.get(name, "用 Camunda 8 的写法") for name in names)
        problems.at(_owner(node), f"{engine} 的写法在这里不起作用：{', '.join(sorted(set(names)))}", "；".join(hints))


def _zeebe(node: Node, problems: Problems) -> None:
    for one in _extensions(node):
        space, _, local = one.tag[1:].partition("}")
        if space != ZEEBE:
            continue
        if local not in _READ:
            problems.at(_owner(node), f"zeebe:{local} 在这里不起作用", _ZEEBE.get(local, "删去它"))
        elif not _may_stand(local, node):
            hint = f"它只用在 {'、'.join(_READ[local])} 上：换成这样的元素，或删去它"
            problems.at(_owner(node), f"zeebe:{local} 在 {tag(node)} 上不起作用", hint)
        for name in ("candidateUsers", "followUpDate", "bindingType"):
            if one.get(name) and (name, one.get(name)) not in (
                ("bindingType", "latest"),
                ("bindingType", "deployment"),
            ):
                problems.at(_owner(node), f"zeebe:{local} 的 {name} 在这里不起作用", _ZEEBE[name])


def _may_stand(local: str, node: Node) -> bool:
    """Whether it is read on this element; a step on an event only in place of its message, or a signal would not be sent."""
    places = _READ[local]
    is_without_message = tag(node) in THROWING and child(node, "messageEventDefinition") is None
    return not places or tag(node) in places and not is_without_message


def _drawn(node: Node, problems: Problems) -> None:
    for name, (only, hint) in _ATTRIBUTES.items():
        if node.get(name, only) != only:
            problems.at(_owner(node), f'{name}="{node.get(name)}" 不能执行', hint)
    if children(node, "eventDefinitionRef"):
        problems.at(node, "事件的触发器写在别处（eventDefinitionRef）", "把触发器直接画在事件上")
    if child(node, "loopCardinality") is not None:
        hint = "用 zeebe:loopCharacteristics inputCollection，例如 =for i in 1..3 return i"
        problems.at(_owner(node), "多实例的次数 loopCardinality 不能执行", hint)
    if sum(child(node, name) is not None for name in TIMER_KINDS) > 1:
        problems.at(_owner(node), "定时器写了几种时间", "timeDate、timeDuration、timeCycle 只留一个")
    _condition(node, problems)


def _condition(node: Node, problems: Problems) -> None:
    told = (
        node.get("language", "") if tag(node) in ("conditionExpression", "loopCondition", "completionCondition") else ""
    )
    if told and "feel" not in told.lower():
        problems.at(_owner(node), f"条件的语言是 {told}", "条件用 FEEL 写，例如 =amount > 1000")
