"""What editors show of the functions: name, parameters, result and a line in two languages, read off their declarations.

The result is the Python function's own annotation, the line its docstring, `中文。 / English.`
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from ..values import KINDS, Function
from .outside import Outside, outside
from .registry import BUILTINS, Builtin, Overload

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as named arguments call it. `type` is FEEL's; alternatives are parted by `|`."""

    name: str
    type: str
    optional: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """One signature of a function; a function with several has as many of these. `says` is a line by language."""

    name: str
    parameters: tuple[Parameter, ...]
    result: str
    says: Mapping[str, str]

    @property
    def signature(self) -> str:
        """`substring(string: string, start position: number, length?: number): string`."""
        listed = ", ".join(f"{'*' * p.many}{p.name}{'?' * p.optional}: {p.type}" for p in self.parameters)
        return f"{self.name}({listed}): {self.result}"

    def plain(self, language: str = "zh") -> dict[str, Any]:
        """As JSON holds it, in the shape that FEEL editors for the browser take (`name`, `type`, `params`, `info`)."""
        params = [{"name": p.name, "type": p.type, "optional": p.optional, "many": p.many} for p in self.parameters]
        info = f"{self.says[language]}\n{self.signature}"
        return {"name": self.name, "type": "function", "params": params, "result": self.result, "info": info}


def describe_functions(more: Mapping[str, Function | Callable[..., Any]] | None = None) -> list[Description]:
    """Every function that expressions may call, by name: for completion and linting in editors.

    `more`: the caller's own, as given to `compile_expression`; their annotations and docstrings are read too.
    """
    known = {**BUILTINS, **{name: outside(name, body) for name, body in (more or {}).items()}}
    return [found for name in sorted(known) for found in _described(name, known[name])]


def _described(name: str, function: Function) -> Iterator[Description]:
    if isinstance(function, Builtin):
        for overload in function.overloads:
            yield Description(name, _parameters(overload), _result(overload.body), _says(overload.body))
    elif isinstance(function, Outside):
        yield Description(name, _arguments(function), _result(function.body), _says(function.body))


def _parameters(overload: Overload) -> tuple[Parameter, ...]:
    return tuple(Parameter(p.name, p.kind, p.optional, p.many) for p in overload.params)


def _arguments(function: Outside) -> tuple[Parameter, ...]:
    hints, params = get_type_hints(function.body), inspect.signature(function.body).parameters.values()
    named = zip(function.params, params, strict=False)
    return tuple(Parameter(name, _kind(hints.get(p.name)), p.default is not p.empty) for name, p in named)


def _result(body: Callable[..., Any]) -> str:
    return _kind(get_type_hints(body).get("return"))


def _kind(hint: Any) -> str:
    """A Python annotation as FEEL's type; null goes without saying."""
    if isinstance(hint, UnionType):
        return "|".join(_kind(part) for part in get_args(hint) if part is not type(None))
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "|".join(f'"{choice}"' for choice in args)
    if origin is list and args[0] is not Any:
        return f"list<{_kind(args[0])}>"
    return KINDS.get(origin or hint, "any")


def _says(body: Callable[..., Any]) -> dict[str, str]:
    """The first line of the docstring by language; where it is in one language only, the same in both."""
    line = (inspect.getdoc(body) or "").partition("\n")[0]
    chinese, _, english = line.partition(" / ")
    return dict(zip(LANGUAGES, (chinese, english or chinese), strict=True))
