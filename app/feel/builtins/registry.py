"""How a built-in is declared: its name, its parameters with types, and a Python function that gets them checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import Fail
from ..run import Run
from ..values import KINDS, Function, kind_of

Body = Callable[..., Any]
_GROUPS = {
    "point": (
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    ),
    "duration": ("days and time duration", "years and months duration"),
    "day": ("date", "date and time"),
}
_OTHER_NAME = re.compile(r"/\w+")
_KIND_TYPES = {kind: python for python, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `also` is its other name; `accepts` are Python types, empty accepts anything, null included."""

    name: str
    also: str
    kind: str
    accepts: frozenset[type]
    optional: bool
    many: bool
    nullable: bool


def _param(text: str) -> Param:
    name, _, kind = (part.strip() for part in text.partition(":"))
    many, name = name.startswith("*"), name.lstrip("*")
    optional, name = name.endswith("?"), name.rstrip("?")
    nullable, kind = kind.endswith("?"), kind.rstrip("?")
    name, _, also = name.partition("/")
    kinds = [part for word in kind.split("|") for part in _GROUPS.get(word.strip(), (word.strip(),))]
    accepts = frozenset(_KIND_TYPES[part] for part in kinds if part in _KIND_TYPES)
    return Param(name, also, kind, accepts, optional, many, nullable)


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature of a built-in and the function behind it."""

    params: tuple[Param, ...]
    body: Body
    text: str

    def bind(self, args: list[Any]) -> list[Any] | None:
        """The arguments as the parameters want them; None when they do not fit."""
        params = self.params
        if len(args) > len(params):
            if not params or not params[-1].many:
                return None
            params = params + (params[-1],) * (len(args) - len(params))
        bound: list[Any] = []
        for i, param in enumerate(params):
            if i >= len(args):
                if param.optional or param.many:
                    break
                return None
            value = fitted(args[i], param)
            if value is _NO:
                return None
            bound.append(value)
        return bound

    def bind_named(self, args: dict[str, Any]) -> list[Any] | None:
        """The same for arguments by name."""
        if any(param.also in args for param in self.params):
            own = {param.also: param.name for param in self.params}
            args = {own.get(name, name): value for name, value in args.items()}
        if not set(args) <= {param.name for param in self.params}:
            return None
        bound: list[Any] = []
        for param in self.params:
            if param.name not in args:
                if not param.optional:
                    return None
                bound.append(None)
                continue
            if param.many and type(args[param.name]) is list:
                bound.extend(args[param.name])
                continue
            value = fitted(args[param.name], param)
            if value is _NO:
                return None
            bound.append(value)
        return bound


_NO: Any = object()


def fitted(value: Any, param: Param) -> Any:
    """A value as a parameter wants it: a list out of a single item, an item out of a list of one; or _NO."""
    kind = type(value)
    if kind in param.accepts or param.kind == "any":
        return value
    if value is None and param.nullable:
        return None
    if param.kind == "function" and isinstance(value, Function):
        return value
    if list in param.accepts and value is not None:
        return [value]
    if kind is list and len(value) == 1 and type(value[0]) in param.accepts:
        return value[0]
    return _NO


class Builtin(Function):
    """A function that is part of FEEL, or that the caller adds."""

    __slots__ = ("name", "overloads")

    def __init__(self, name: str) -> None:
        self.name = name
        self.overloads: list[Overload] = []

    def add(self, signature: str, body: Body) -> None:
        """Adds a signature."""
        params = tuple(_param(part) for part in signature.split(",") if part.strip())
        self.overloads.append(Overload(params, body, _OTHER_NAME.sub("", signature)))

    def call(self, run: Run, args: list[Any]) -> Any:
        for overload in self.overloads:
            bound = overload.bind(args)
            if bound is not None:
                return self._result(overload, run, bound)
        raise Fail(f"takes ({self.signature}), not ({', '.join(map(kind_of, args))})")

    def call_named(self, run: Run, args: dict[str, Any]) -> Any:
        run.step(1)
        for overload in self.overloads:
            bound = overload.bind_named(args)
            if bound is not None:
                return self._result(overload, run, bound)
        raise Fail(
            f"takes ({self.signature}), not ({', '.join(f'{name}: {kind_of(value)}' for name, value in args.items())})"
        )

    def _result(self, overload: Overload, run: Run, bound: list[Any]) -> Any:
        run.step(4)
        try:
            return overload.body(run, *bound)
        except ArithmeticError:
            raise Fail("the number is too large or has no value") from None
        except UnicodeError:
            raise Fail("the string holds half a character") from None

    @property
    def signature(self) -> str:
        """The parameters, as messages and editors show them."""
        return " or ".join(overload.text for overload in self.overloads)


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, *signatures: str) -> Callable[[Body], Body]:
    """Declares a built-in, `@builtin("substring", "string: string, start position: number, length?: number")`; several signatures may share a body.

    In a signature `name/other` may be called by either name, `name?` may be left out, `*name` takes any number, `type?` takes null, `a|b` takes either; types `any`, `point` (what has an
    order), `day` (a date with or without time) and `duration` stand for several. The body's first argument is the Run.
    """

    def declare(body: Body) -> Body:
        entry = BUILTINS.setdefault(name, Builtin(name))
        for signature in signatures:
            entry.add(signature, body)
        return body

    return declare
