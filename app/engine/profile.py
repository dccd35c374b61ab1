"""What the Camunda 8 profile says about one element: the `zeebe:` extension elements, read once and compiled.

Reading collects problems instead of raising, so that a check can list all of them. A `Profile` is immutable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app import feel
from app.engine.expressions import Expression, literal_or_expression
from app.engine.source import Node, child, tag, text_of, zeebe, zeebe_children

ROOT = "Start"
"""The name of the engine's own root in every stored state: no drawn element may have it as its id."""
LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
"""The marks by which an activity is done again and again."""
THROWING = ("intermediateThrowEvent", "endEvent")
"""The events that throw; with a task definition they call a step instead of sending their message."""
Report = Callable[[Node, str, str], None]
"""report(node, text, hint): takes a problem at its element."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """`zeebe:input` or `zeebe:output`: the value of `source` goes to the variable `target` (a path of names)."""

    source: Expression
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """`zeebe:loopCharacteristics` of a multi-instance."""

    is_sequential: bool
    collection: Expression
    element: str | None
    result_collection: str | None
    result_element: Expression | None
    completion: Expression | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """`standardLoopCharacteristics`: again while `condition` holds, at most `maximum` times."""

    condition: Expression | None
    tests_before: bool
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """`zeebe:calledElement`."""

    diagram: str
    takes_all: bool
    gives_all: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything our engine needs of an element beyond its place in the flow."""

    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()
    step: str | None = None
    form: str | None = None
    groups: Expression | None = None
    assignee: Expression | None = None
    due: Expression | None = None
    decision: str | None = None
    script: Expression | None = None
    result_variable: str | None = None
    call: Call | None = None
    loop: Loop | None = None
    repeat: Repeat | None = None
    properties: dict[str, str] = field(default_factory=dict)
    rewind_key: Expression | None = None
    barred: Expression | None = None
    """Actors that the data name who may not do this one (`not_actors`): four eyes beyond the diagram's own file."""

    @property
    def rewind_message(self) -> str:
        """The message that is sent when the element is undone by a rewind: the diagram's compensation, or ""."""
        return self.properties.get("on_rewind", "").strip()

    @property
    def keeps_date(self) -> bool:
        """Whether a timer's date was announced (`keeps_date` = yes): it stays when a suspension gives back days."""
        return self.properties.get("keeps_date", "").strip() == "yes"

    @property
    def skips_missed(self) -> bool:
        """Whether a cycle that the clock comes late to fires only its last missed turn (`missed_turns` = skip).

        Without it (or with `each`) every missed turn fires once, in order, each at its own moment.
        """
        return self.properties.get("missed_turns", "").strip() == "skip"

    @property
    def not_by(self) -> tuple[str, ...]:
        """The elements whose performer may not do this one."""
        return tuple(name.strip() for name in self.properties.get("not_by", "").split(",") if name.strip())


class Reader:
    """Reads the profile of elements, reporting what is wrong with them."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def expression(self, node: Node, text: str | None, place: str, *, is_strict: bool = False) -> Expression | None:
        """A compiled FEEL text, or None with the problem reported; None for an empty text."""
        if not text or not text.strip():
            return None
        try:
            return Expression(text, node.get("id") or "", place, is_strict=is_strict)
        except feel.FeelError as error:
            self.report(node, f"{place}：表达式 {text.strip()} 不是 FEEL：{error}", _python_hint(text))
            return None

    def either(self, node: Node, text: str | None, place: str) -> Expression | None:
        """A place where Camunda takes plain text or, after `=`, FEEL."""
        return self.expression(node, literal_or_expression(text), place) if text and text.strip() else None

    def profile(self, node: Node) -> Profile:
        """The profile of one flow element."""
        values: dict[str, Any] = {
            "inputs": self._mappings(node, "input"),
            "outputs": self._mappings(node, "output"),
            "properties": {
                p.get("name", ""): p.get("value", "") for p in zeebe_children(node, "properties", "property")
            },
            "loop": self._loop(node),
            "repeat": self._repeat(node),
        }
        key = values["properties"].get("on_rewind_key")
        values["rewind_key"] = self.either(node, key, "on_rewind_key")
        values["barred"] = self.either(node, values["properties"].get("not_actors"), "not_actors")
        for read in (self._task, self._people, self._script):
            values.update(read(node))
        return Profile(**values)

    def _mappings(self, node: Node, kind: str) -> tuple[Mapping, ...]:
        found = []
        for mapping in zeebe_children(node, "ioMapping", kind):
            target = mapping.get("target", "")
            path = tuple(part.strip() for part in target.split("."))
            if not all(path):
                self.report(node, f"{kind} 没有目标变量", "填写 target，例如 case_id")
                continue
            source = self.either(node, mapping.get("source") or "=null", f"{kind} {target}")
            if source is not None:
                found.append(Mapping(source, path))
        return tuple(found)

    def _task(self, node: Node) -> dict[str, Any]:
        task, decision, called = (
            zeebe(node, "taskDefinition"),
            zeebe(node, "calledDecision"),
            zeebe(node, "calledElement"),
        )
        values: dict[str, Any] = {}
        if task is not None:
            values["step"] = (task.get("type") or "").strip().lstrip("=").strip().strip('"')
        if decision is not None:
            values["decision"] = decision.get("decisionId") or ""
            values["result_variable"] = decision.get("resultVariable") or None
        if called is not None:
            values["call"] = Call(
                called.get("processId") or "",
                called.get("propagateAllParentVariables", "true") == "true",
                called.get("propagateAllChildVariables", "true") == "true",
            )
        return values

    def _people(self, node: Node) -> dict[str, Any]:
        form, who, when = (zeebe(node, name) for name in ("formDefinition", "assignmentDefinition", "taskSchedule"))
        values: dict[str, Any] = {}
        if form is not None:
            values["form"] = form.get("formId") or form.get("externalReference") or form.get("formKey")
        if who is not None:
            values["groups"] = self.either(node, who.get("candidateGroups"), "candidateGroups")
            values["assignee"] = self.either(node, who.get("assignee"), "assignee")
        if when is not None:
            values["due"] = self.either(node, when.get("dueDate"), "dueDate")
        return values

    def _script(self, node: Node) -> dict[str, Any]:
        script = zeebe(node, "script")
        if script is None:
            return {}
        return {
            "script": self.expression(node, script.get("expression"), "script"),
            "result_variable": script.get("resultVariable") or None,
        }

    def _loop(self, node: Node) -> Loop | None:
        drawn = child(node, "multiInstanceLoopCharacteristics")
        if drawn is None:
            return None
        told = zeebe(drawn, "loopCharacteristics")
        text = told.get("inputCollection") if told is not None else None
        collection = self.expression(node, text, "inputCollection")
        if not text:
            self.report(node, "多实例没有 inputCollection", "在 zeebe:loopCharacteristics 里写出要逐个处理的列表")
        if collection is None or told is None:
            return None
        return Loop(
            drawn.get("isSequential") == "true",
            collection,
            told.get("inputElement") or None,
            told.get("outputCollection") or None,
            self.expression(node, told.get("outputElement"), "outputElement"),
            self.expression(node, text_of(child(drawn, "completionCondition")), "completionCondition", is_strict=True),
        )

    def _repeat(self, node: Node) -> Repeat | None:
        drawn = child(node, "standardLoopCharacteristics")
        if drawn is None:
            return None
        condition = self.expression(node, text_of(child(drawn, "loopCondition")), "loopCondition", is_strict=True)
        maximum = drawn.get("loopMaximum")
        if condition is None and not (maximum or "").isdigit():
            self.report(node, "循环没有条件也没有次数", "写出 loopCondition 或 loopMaximum")
        return Repeat(condition, drawn.get("testBefore") == "true", int(maximum) if (maximum or "").isdigit() else None)


_PYTHON = ("==", "!", "&&", "||", " is ", "lambda", "__", "import", "len(", "None", "True", "False", "'")


def _python_hint(text: str) -> str:
    if text.strip().startswith(("${", "#{")):
        return f"这是别的引擎的写法，FEEL 写作：={text.strip()[2:].rstrip('}').strip()}"
    if "==" in text:
        return "FEEL 用一个 = 比较：=x = 1"
    if any(sign in text for sign in _PYTHON):
        return "这里写 FEEL，不是 Python：比较用 =，文本用双引号，and、or、not(…)"
    return ""


def condition_of(flow: Node) -> str:
    """The text of a sequence flow's condition, "" when it has none."""
    return text_of(child(flow, "conditionExpression"))


def is_task(node: Node) -> bool:
    """Whether a flow node is an activity (task, subprocess, call)."""
    name = tag(node).lower()
    return name.endswith("task") or name in ("subprocess", "callactivity")
