"""FEEL's types: which values they hold, which conform to which, and how a value is coerced into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .syntax import TypeNode
from .temporal import Date, DateTime, Time
from .values import KINDS, Function, Range, kind_of


@dataclass(frozen=True)
class Type:
    """A simple type by its name; `Any` holds everything, `Null` only null."""

    name: str

    def holds(self, value: Any) -> bool:
        """Whether a value is of this type. Null is of type Null, and of Any only by `accepts`."""
        if self.name == "Any":
            return value is not None
        return (KINDS.get(type(value)) or kind_of(value)) == self.name

    def accepts(self, value: Any) -> bool:
        """As `holds`, and null is accepted by every type."""
        return value is None or self.holds(value)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class ListType(Type):
    """`list<item>`."""

    item: Type

    def holds(self, value: Any) -> bool:
        return type(value) is list and all(self.item.accepts(item) for item in value)

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True)
class RangeType(Type):
    """`range<item>`."""

    item: Type

    def holds(self, value: Any) -> bool:
        return type(value) is Range and all(end is None or self.item.holds(end) for end in (value.low, value.high))

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True)
class ContextType(Type):
    """`context<key: type>`; a value may have more keys."""

    fields: tuple[tuple[str, Type], ...]

    def holds(self, value: Any) -> bool:
        return type(value) is dict and all(key in value and kind.accepts(value[key]) for key, kind in self.fields)

    def __str__(self) -> str:
        return "context<" + ", ".join(f"{key}: {kind}" for key, kind in self.fields) + ">"


@dataclass(frozen=True)
class FunctionType(Type):
    """`function<params>->result`."""

    params: tuple[Type, ...]
    result: Type

    def holds(self, value: Any) -> bool:
        own = getattr(value, "type", None) if isinstance(value, Function) else None
        return isinstance(own, FunctionType) and conforms(own, self)

    def accepts(self, value: Any) -> bool:
        """As an argument any function with so many parameters will do whose types are not known to be others."""
        own = getattr(value, "type", None)
        if isinstance(value, Function) and not isinstance(own, FunctionType):
            return True
        if isinstance(own, FunctionType) and own.result == ANY:
            own = FunctionType("function", own.params, self.result)
        return value is None or isinstance(own, FunctionType) and conforms(own, self)

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.params))}>->{self.result}"


ANY = Type("Any")
NULL = Type("Null")
SIMPLE = {
    name: Type(name)
    for name in (
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
}
SIMPLE |= {
    "Any": ANY,
    "any": ANY,
    "Null": Type("null"),
    "null": Type("null"),
    "dateTime": SIMPLE["date and time"],
    "dayTimeDuration": SIMPLE["days and time duration"],
    "yearMonthDuration": SIMPLE["years and months duration"],
    "days and time duration": SIMPLE["days and time duration"],
    "day and time duration": SIMPLE["days and time duration"],
    "year and month duration": SIMPLE["years and months duration"],
    "list": Type("list"),
    "context": Type("context"),
    "function": Type("function"),
    "range": Type("range"),
}
TypeLookup = Callable[[str], Type | None]


def type_from(node: TypeNode, lookup: TypeLookup = lambda name: None) -> Type | None:
    """The type that a text names; None for a name nobody defined."""
    if node.args is None:
        return lookup(node.name) or SIMPLE.get(node.name)
    parts = [type_from(arg, lookup) for arg in node.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if node.name == "context":
        return ContextType("context", tuple(zip(node.keys or [], known, strict=False)))
    if node.name == "function":
        result = type_from(node.result, lookup) if node.result else ANY
        return FunctionType("function", tuple(known), result) if result else None
    if len(known) != 1:
        return None
    return ListType("list", known[0]) if node.name == "list" else RangeType("range", known[0])


def conforms(a: Type, b: Type) -> bool:
    """Whether every value of type `a` is one of type `b`."""
    if b == ANY or a == b or a.name == "null":
        return True
    if isinstance(a, FunctionType) and isinstance(b, FunctionType):
        pairs = zip(b.params, a.params, strict=False)
        return len(a.params) == len(b.params) and all(conforms(x, y) for x, y in pairs) and conforms(a.result, b.result)
    if isinstance(a, ContextType) and isinstance(b, ContextType):
        own = dict(a.fields)
        return all(key in own and conforms(own[key], kind) for key, kind in b.fields)
    if isinstance(a, (ListType, RangeType)) and type(a) is type(b):
        return conforms(a.item, b.item)  # type: ignore[attr-defined]
    return type(b) is Type and a.name == b.name


def misfit(value: Any, kind: Type) -> str:
    """What is wrong with a value that does not fit a type; names the entry of a context or the item of a list."""
    where = _misfit_at(value, kind)
    inside = f": {where}" if where else ""
    return f"is {kind_of(value)} and does not fit its type {kind}{inside}"


def _misfit_at(value: Any, kind: Type) -> str:
    allowed: str = getattr(kind, "text", "")
    kind = getattr(kind, "base", kind)
    if allowed and kind.accepts(value):
        return f"it is not among {allowed}"
    if isinstance(kind, ContextType) and type(value) is dict:
        lacking = [f"there is no entry '{key}'" for key, _ in kind.fields if key not in value]
        return next(iter(lacking or _inside((f"entry '{key}'", value[key], inner) for key, inner in kind.fields)), "")
    if isinstance(kind, ListType) and type(value) is list:
        return next(_inside((f"item {number}", item, kind.item) for number, item in enumerate(value, 1)), "")
    return ""


def _inside(parts: Iterable[tuple[str, Any, Type]]) -> Iterator[str]:
    for name, part, kind in parts:
        if not kind.accepts(part):
            yield f"{name}: {_misfit_at(part, kind) or f'it is {kind_of(part)}, not {kind}'}"


class _Misfit:
    """What `coerce` gives when a value cannot become one of the type."""


MISFIT = _Misfit()


def coerce(value: Any, kind: Type) -> Any:
    """The value as the type wants it: a single item out of its list or into one, a date as a date and time. Else MISFIT."""
    if value is None or kind.accepts(value):
        return value
    base = getattr(kind, "base", None)
    if base is not None:  # some values of another type: first into that one, then only if it is among them
        fitted = coerce(value, base)
        return fitted if fitted is not MISFIT and kind.accepts(fitted) else MISFIT
    if kind.name == "list":
        item: Type = kind.item if isinstance(kind, ListType) else ANY
        if type(value) is not list:
            inner = coerce(value, item)
            return MISFIT if inner is MISFIT else [inner]
        items = [coerce(entry, item) for entry in value]
        return MISFIT if any(entry is MISFIT for entry in items) else items
    if type(value) is list and len(value) == 1:
        return value[0] if kind.accepts(value[0]) else MISFIT
    if type(value) is Date and kind.name == "date and time":
        return DateTime(value, Time(0, 0, 0, 0, 0))
    return MISFIT
