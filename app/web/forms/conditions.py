"""What a form's FEEL expressions say: whether a part is hidden, and what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from app import calendar, feel
from app.errors import DesignError
from app.feel import FeelSyntaxError, names_in, text_of, to_plain
from app.store import clock

from .parts import Part


def _is_working_day(date_: feel.Date) -> bool:
    """机关在这一天上班（法定节假日、周末为否，调休上班为是）。 / Whether offices work on that day."""
    return calendar.is_working_day(date(date_.year, date_.month, date_.day))


FUNCTIONS = {"is working day": _is_working_day}
"""What a form's rules may ask beside FEEL's own functions."""


@lru_cache(maxsize=1024)
def compiled(expression: str) -> feel.Expression:
    """A form's expression, with its own functions. Raises FeelSyntaxError."""
    return feel.compile_expression(expression, functions=FUNCTIONS)


@dataclass(frozen=True)
class Option:
    """One thing to choose: the value answered, its label in Chinese and in English."""

    value: Any
    label: str
    label_en: str = ""

    @property
    def key(self) -> str:
        """The value as it stands in the page."""
        return str(self.value)

    def words(self, language: str) -> str:
        """The label in that language."""
        return self.label_en or self.label if language == "en" else self.label


def holds(expression: str, context: Mapping[str, Any]) -> bool:
    """Whether a condition is true. What cannot be told is shown, never hidden."""
    return bool(expression) and evaluate(expression, context) is True


def evaluate(expression: str, context: Mapping[str, Any]) -> Any:
    """A FEEL expression's value as plain JSON; DesignError when it cannot be read."""
    try:
        known = compiled(expression)
    except FeelSyntaxError as wrong:
        raise DesignError(f"表单里的表达式无法读取：{expression}:{wrong}") from wrong
    return to_plain(known.evaluate(context, _now(expression))[0])


def _now(expression: str) -> datetime | None:
    return clock.now() if "today(" in expression or "now(" in expression else None


def reads(expression: str) -> set[str]:
    """The names an expression reads; none when it cannot be read."""
    try:
        return set(names_in(compiled(expression))) if expression else set()
    except FeelSyntaxError:
        return set()


def fill_in(text: str, context: Mapping[str, Any]) -> str:
    """A static text with its `{{expression}}` filled in; a text that begins with `=` is one expression."""
    if text.startswith("="):
        return _shown(evaluate(text, context))
    pieces = text.split("{{")
    out = [pieces[0]]
    for piece in pieces[1:]:
        expression, closed, rest = piece.partition("}}")
        out.append(_shown(evaluate(expression, context)) + rest if closed else "{{" + piece)
    return "".join(out)


def _shown(value: Any) -> str:
    return "" if value is None else text_of(value)


def options(part: Part, context: Mapping[str, Any]) -> tuple[Option, ...]:
    """What may be chosen: the file's `values`, the expression's list, or the variable named by `valuesKey`."""
    expression = part.spec.get("valuesExpression")
    if expression:
        listed = evaluate(str(expression), context)
    elif part.spec.get("valuesKey"):
        listed = context.get(str(part.spec["valuesKey"]))
    else:
        listed = part.spec.get("values")
    english = str(part.properties.get("values_en") or "").split("|")
    found = [_option(one) for one in listed if one is not None] if isinstance(listed, list) else []
    if len(english) == len(found):
        found = [Option(one.value, one.label, one.label_en or text) for one, text in zip(found, english, strict=True)]
    return tuple(_first(part, found, context))


def _first(part: Part, found: list[Option], context: Mapping[str, Any]) -> list[Option]:
    """Those first, and marked, that the property `first` names; nothing less may be chosen than without it."""
    named = evaluate(str(part.properties["first"]), context) if part.properties.get("first") else None
    if not isinstance(named, list) or not named:
        return found
    mark, mark_en = (str(part.properties.get(key) or "") for key in ("first_mark", "first_mark_en"))
    first = [Option(one.value, one.label + mark, one.label_en + mark_en) for one in found if one.value in named]
    return first + [one for one in found if one.value not in named]


def _option(one: Any) -> Option:
    if not isinstance(one, Mapping):
        return Option(one, str(one))
    value = one.get("value")
    return Option(value, str(one.get("label", value)), str(one.get("label_en") or ""))
