"""A run meets the house: steps by the registry, decisions by the pinned tables. What happens is noted as facts.

Facts are the part of a journal entry that a replay cannot compute: what a step answered, what a decision decided.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exc

from app import feel
from app.engine.spiff.definition import Definition
from app.engine.spiff.events import Thrown
from app.engine.trouble import StepFailed, Stopped
from app.errors import AppError, DesignError, Invalid, NotFound
from app.registry import acting_as, find_step

Fact = dict[str, Any]
MAX_HOPS = 50
"""How many messages or signals may lead to each other at once before it is called a loop (broadcasts.BIRTH: a birth counts ten)."""


class Live:
    """The outside of a run in the house. `before_step` is called before every step, which may write.

    by: whose input it is that the run works on. entry: (process, seq) of the journal entry that it will become.
    hops: how many messages and signals led to each other until this one came.
    is_asked_by_person: somebody waits for the answer, so a step's refusal (Conflict, Invalid …) is shown to them.
    """

    def __init__(self, now: datetime, before_step: Callable[[], None]) -> None:
        self.now = now
        self.facts: list[Fact] = []
        self.before_step = before_step
        self.is_asked_by_person = False
        self.by = "system"
        self.entry: tuple[int, int] | None = None
        self.hops = 0

    def end_loops(self, thrown: list[Thrown]) -> None:
        """Stops at the element that would throw after too many hops: it would go on for ever, and nobody would see it."""
        if thrown and self.hops >= MAX_HOPS:
            one = thrown[0]
            kind = "信号" if one.is_signal else "消息"
            raise Stopped(one.element, f"{kind} {one.name} 循环：已经相互引发 {self.hops} 次，不再发出")

    def call_step(self, element: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Calls the step; its refusal to a person (an AppError below 500) passes, anything else is StepFailed."""
        try:
            step = find_step(name)
            arguments = step.arguments(variables)
        except DesignError as error:
            raise Stopped(element, error.message) from error
        self.before_step()
        try:
            with acting_as(self.by, entry=self.entry):
                result = plain(step.call(**copy.deepcopy(arguments)) or {}, f"{name} 的结果")
        except (exc.OperationalError, exc.InterfaceError):
            raise
        except Exception as error:
            if self.is_asked_by_person and isinstance(error, AppError) and error.status < 500:
                raise
            raise StepFailed(element, name, error) from error
        self.facts.append(
            {"kind": "step_called", "element": element, "step": name, "arguments": arguments, "result": result}
        )
        return result

    def decide(self, element: str, definition: Definition, decision: str, variables: dict[str, Any]) -> Any:
        """The decision's value, with its trace among the facts; a null for a reason nobody meant is Stopped."""
        if definition.decision is None:
            raise Stopped(element, f"没有决策 {decision}")
        try:
            version, model = definition.decision(decision)
        except (Stopped, NotFound) as error:
            raise Stopped(element, f"没有决策 {decision}：部署时有，现在找不到") from error
        result = model.decide(decision, variables, self.now)
        if result.diagnostics and feel.holds_null(result.value):
            cause = result.diagnostics[0]
            within = f"{cause.element}: " if cause.element not in (None, decision) else ""
            raise Stopped(element, f"决策 {decision}: {within}{cause}")
        value = feel.to_plain(result.value)
        self.facts.append(
            {
                "kind": "decided",
                "element": element,
                "decision": decision,
                "version": version,
                "trace": [_traced(trace) for trace in result.trace],
                "result": value,
            }
        )
        return value


def _traced(trace: Any) -> dict[str, Any]:
    return {
        "decision": trace.decision_id or trace.decision,
        "table": trace.table,
        "inputs": [[text, feel.to_plain(value)] for text, value in trace.inputs],
        "rules": [
            {"index": m.index, "id": m.id, "annotations": m.annotations, "output": feel.to_plain(m.output)}
            for m in trace.matched
        ],
        "output": feel.to_plain(trace.output),
    }


DEEPEST, LONGEST = 100, 1_000_000
"""Lists and contexts inside each other, and characters of a text, that process data hold."""


def taken(value: Any, what: str) -> Any:
    """What a caller gives as process data, see `plain`. Invalid, which names the variable, for what they cannot hold."""
    try:
        return plain(value, what)
    except TypeError as error:
        raise Invalid(str(error)) from None


def plain(value: Any, what: str, depth: int = 0) -> Any:
    """The value as process data holds it: JSON, with Decimal for fractions and ISO text for days. TypeError for the rest."""
    if value is None or type(value) in (bool, Decimal):
        return value
    if depth > DEEPEST:
        raise TypeError(f"{what}: 嵌套超过 {DEEPEST} 层")
    exact = _EXACTLY.get(type(value))
    if exact is not None:
        return exact(value, what, depth)
    for kind, convert in _PLAIN:
        if isinstance(value, kind):
            return convert(value, what, depth)
    raise TypeError(f"{what}: {type(value).__name__} 不能作为流程数据")


_INTEGER = 2**63


def _integer(value: int, what: str, depth: int) -> int | Decimal:
    return int(value) if -_INTEGER <= value < _INTEGER else Decimal(int(value))


def _float(value: float, what: str, depth: int) -> int | Decimal:
    if not math.isfinite(value):
        raise TypeError(f"{what}: {value} 不是数")
    return _integer(int(value), what, depth) if value.is_integer() else Decimal(repr(value))


def _context(value: dict[Any, Any], what: str, depth: int) -> dict[str, Any]:
    return {
        _text(str(name), what): plain(item, what if depth else f"{what} 的 {str(name)[:40]!r}", depth + 1)
        for name, item in value.items()
    }


def _items(value: list[Any] | tuple[Any, ...], what: str, depth: int) -> list[Any]:
    return [plain(item, what, depth + 1) for item in value]


def _text(value: str, what: str, depth: int = 0) -> str:
    """Raises TypeError for a text that is too long, or no Unicode text at all (half of a surrogate pair)."""
    if len(value) > LONGEST:
        raise TypeError(f"{what}: 文本超过 {LONGEST} 个字符")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise TypeError(f"{what}: 文本里有不完整的字符") from None
    return str(value)


_PLAIN: tuple[tuple[Any, Callable[[Any, str, int], Any]], ...] = (
    (str, _text),
    (int, _integer),
    (dict, _context),
    ((list, tuple), _items),
    (float, _float),
    (date, lambda value, what, depth: value.isoformat()),
)
_EXACTLY: dict[type, Callable[[Any, str, int], Any]] = {str: _text, int: _integer, dict: _context, list: _items}
"""The same for what most data are made of, found without asking one after the other."""
