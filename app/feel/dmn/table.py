"""Decision tables into closures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..compare import equal
from ..compiler import Closure, Test
from ..errors import Diagnostic, Fail
from ..run import Frame
from .place import Place
from .policies import CHOOSE, policy_of
from .trace import Match, Trace
from .xml import Element, child, children, text_in, type_ref

NO_OUTPUT = "no rule matches and there is no default output"


@dataclass(slots=True)
class Rule:
    """A row: the tests of its columns that say more than `-`, its outputs, and its annotations."""

    index: int
    id: str | None
    tests: list[tuple[int, Test]]
    outputs: list[Closure]
    annotations: dict[str, str]


@dataclass(slots=True)
class Column:
    """An output column: its name, its values in order of priority, its default."""

    name: str
    ranked: Callable[[Frame], list[Any]] | None
    default: Closure | None


def decision_table(element: Element, place: Place) -> Closure:
    """The closure of a decision table; it leaves a Trace."""
    policy = policy_of(element.get("hitPolicy"), element.get("aggregation"))
    if policy not in CHOOSE and policy != "C#":
        noun, name = ("aggregation", "aggregation") if policy == "C?" else ("hit policy", "hitPolicy")
        return place.problem(f"the {noun} {element.get(name)} is not known")
    place.setting.tables.append((element, place))
    return Table(element, place, policy).run


def _input_text(column: Element) -> str:
    return (text_in(child(column, "inputExpression")) or column.get("label") or "").strip()


class Table:
    """A compiled decision table."""

    __slots__ = ("place", "policy", "id", "texts", "inputs", "allowed", "columns", "rules")

    def __init__(self, element: Element, place: Place, policy: str) -> None:
        self.place, self.policy, self.id = place, policy, element.get("id")
        inputs = list(children(element, "input"))
        outputs = list(children(element, "output"))
        self.texts = [_input_text(column) for column in inputs]
        self.inputs = [self._input(column, text) for column, text in zip(inputs, self.texts, strict=False)]
        self.allowed = [self._allowed(column) for column in inputs]
        self.columns = [self._column(column) for column in outputs]
        self._check_outputs()
        names = [column.get("name") or f"annotation {i}" for i, column in enumerate(children(element, "annotation"), 1)]
        self.rules = [self._rule(i, rule, outputs, names) for i, rule in enumerate(children(element, "rule"), 1)]

    def _input(self, column: Element, text: str) -> Closure:
        closure = self.place.literal(text)
        return self.place.typed(closure, type_ref(child(column, "inputExpression")), f"input '{text}'")

    def _allowed(self, column: Element) -> tuple[Test, str] | None:
        text = (text_in(child(column, "inputValues")) or "").strip()
        return (self.place.tests(text), text[:200]) if text else None

    def _column(self, column: Element) -> Column:
        values = text_in(child(column, "outputValues"))
        default = text_in(child(column, "defaultOutputEntry"))
        closure = self.place.literal(default) if default and default.strip() else None
        if not (values and values.strip()):  # a type that names its values, in their order, has said them already
            values = getattr(self.place.setting.types(type_ref(column) or "Any"), "text", None)
        ranked = self.place.literal(f"[{values}]") if values and self.policy in ("P", "O") else None
        return Column(column.get("name") or "", ranked, closure)

    def _check_outputs(self) -> None:
        names = [column.name for column in self.columns]
        if len(names) > 1 and (len(set(names)) < len(names) or "" in names):
            self.place.problem("several outputs need a name each, and each its own")
        if len(names) > 1 and self.policy in ("C+", "C<", "C>"):
            self.place.problem("only one output can be aggregated")
        if self.policy in ("P", "O") and not any(column.ranked for column in self.columns):
            self.place.problem("the hit policy needs output values, the most important first")

    def _cell(self, index: int, entry: Element, column: Element) -> Closure:
        text = (text_in(entry) or "").strip()
        if text in ("", "-"):
            return self.place.problem(f"rule {index} has no output", "write null where none is meant")
        return self.place.typed(self.place.literal(text), type_ref(column), f"the output of rule {index}")

    def _rule(self, index: int, rule: Element, outputs: list[Element], names: list[str]) -> Rule:
        tests: list[tuple[int, Test]] = []
        entries = list(children(rule, "inputEntry"))
        if len(entries) != len(self.inputs):
            self.place.problem(f"rule {index} has {len(entries)} input cells, the table {len(self.inputs)} inputs")
        for i, entry in enumerate(entries[: len(self.inputs)]):
            text = text_in(entry) or ""
            if text.strip() not in ("", "-"):
                tests.append((i, self.place.tests(text)))
        written = list(children(rule, "outputEntry"))
        if len(written) != len(outputs):
            self.place.problem(f"rule {index} has {len(written)} output cells, the table {len(outputs)} outputs")
        cells = [self._cell(index, entry, column) for entry, column in zip(written, outputs, strict=False)]
        return Rule(index, rule.get("id"), tests, cells, self._annotations(rule, names))

    @staticmethod
    def _annotations(rule: Element, names: list[str]) -> dict[str, str]:
        texts = [(text_in(entry) or "").strip() for entry in children(rule, "annotationEntry")]
        found = {names[i] if i < len(names) else f"annotation {i + 1}": text for i, text in enumerate(texts) if text}
        description = (text_in(rule, "description") or "").strip()
        return {**found, "description": description} if description else found

    def run(self, frame: Frame) -> Any:
        """Evaluates the table."""
        run = frame.run
        values = [read(frame) for read in self.inputs]
        for i, test in enumerate(self.allowed):
            if test is not None and values[i] is not None and not _is_allowed(test[0], frame, values[i]):
                text = f"input '{self.texts[i]}' has a value that is not allowed"
                run.keep(self._diagnostic(text, f"allowed are {test[1]}"))
                return None
        matched = self._matched(frame, values)
        run.step(len(self.rules) * (len(values) + 1))
        trace = Trace(
            self.place.element, self.place.element_id, self.id, self.policy, list(zip(self.texts, values, strict=False))
        )
        outputs = [self._output(rule, frame) for rule in matched]
        trace.matched = [
            Match(rule.index, rule.id, rule.annotations, output) for rule, output in zip(matched, outputs, strict=False)
        ]
        trace.output = self._chosen(outputs, frame, values)
        if run.trace is not None:
            run.trace.append(trace)
        return trace.output

    def _matched(self, frame: Frame, values: list[Any]) -> list[Rule]:
        found = []
        first = self.policy == "F"
        for rule in self.rules:
            for i, test in rule.tests:
                value = values[i]
                if not (test(frame, value) is True if value is not None else _is_met_by_null(test, frame)):
                    break
            else:
                found.append(rule)
                if first:
                    break
        return found

    def _output(self, rule: Rule, frame: Frame) -> Any:
        if len(self.columns) == 1:
            return rule.outputs[0](frame) if rule.outputs else None
        return {column.name: cell(frame) for column, cell in zip(self.columns, rule.outputs, strict=False)}

    def _chosen(self, outputs: list[Any], frame: Frame, values: list[Any]) -> Any:
        if self.policy == "C#":
            return Decimal(len(outputs))
        if not outputs:
            return self._default(frame, values)
        try:
            return CHOOSE[self.policy](outputs, self._rank(frame))
        except Fail as fail:
            frame.run.keep(self._diagnostic(fail.text))
            return None

    def _rank(self, frame: Frame) -> Callable[[Any], tuple[int, ...]]:
        if self.policy not in ("P", "O"):
            return lambda output: ()
        orders = [column.ranked(frame) if column.ranked else [] for column in self.columns]
        single = len(self.columns) == 1
        names = [column.name for column in self.columns]

        def rank(output: Any) -> tuple[int, ...]:
            cells = [output] if single else [output.get(name) for name in names]
            return tuple(_place_of(cell, ranked) for cell, ranked in zip(cells, orders, strict=False))

        return rank

    def _default(self, frame: Frame, inputs: list[Any]) -> Any:
        if not any(column.default for column in self.columns):
            if self.policy in ("R", "O", "C"):
                return []
            lacking = [text for text, value in zip(self.texts, inputs, strict=True) if value is None]
            frame.run.keep(self._diagnostic(NO_OUTPUT, f"{lacking[0]} is null" if lacking else None))
            return None
        values = [column.default(frame) if column.default else None for column in self.columns]
        value = (
            values[0]
            if len(values) == 1
            else {column.name: value for column, value in zip(self.columns, values, strict=False)}
        )
        return value

    def _diagnostic(self, text: str, hint: str | None = None) -> Diagnostic:
        return Diagnostic(text, None, None, self.place.element, hint)


def _is_allowed(test: Test, frame: Frame, value: Any) -> bool:
    """Whether a value, or every item of a list, is among the values of its column. One that cannot be compared is not."""
    before = len(frame.run.diagnostics)
    met = test(frame, value) is True or type(value) is list and all(test(frame, item) is True for item in value)
    del frame.run.diagnostics[before:]
    return met


def _is_met_by_null(test: Test, frame: Frame) -> bool:
    """Whether null meets a cell's tests. That it cannot be compared is no slip: the cell is not met, and nothing more is said."""
    before = len(frame.run.diagnostics)
    met = test(frame, None) is True
    del frame.run.diagnostics[before:]
    return met


def _place_of(value: Any, ranked: list[Any] | None) -> int:
    for i, other in enumerate(ranked or []):
        if equal(value, other) is True:
            return i
    return len(ranked or [])
