"""A caller's Python function as a FEEL function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from ..errors import Fail
from ..plain import from_plain
from ..run import Run
from ..values import Function


class Outside(Function):
    """Takes FEEL values, gives what `from_plain` knows. Its parameters are the callable's, `_` read as a space.

    It refuses its arguments by raising ValueError or TypeError; the message becomes the diagnostic of the null.
    """

    __slots__ = ("name", "params", "needed", "many", "body")

    def __init__(self, name: str, body: Callable[..., Any]) -> None:
        self.name, self.body = name, body
        self.params: list[str] = []
        self.needed, self.many = 0, False
        for param in inspect.signature(body).parameters.values():
            self.many = self.many or param.kind is param.VAR_POSITIONAL
            if param.kind in (param.POSITIONAL_ONLY, param.POSITIONAL_OR_KEYWORD):
                self.params.append(param.name.strip("_").replace("_", " "))
                self.needed += param.default is param.empty

    def call(self, run: Run, args: list[Any]) -> Any:
        run.step(8)
        if len(args) < self.needed or len(args) > len(self.params) and not self.many:
            raise Fail(f"takes ({', '.join(self.params)}), not {len(args)} arguments")
        try:
            return from_plain(self.body(*args))
        except (ValueError, TypeError, ArithmeticError) as error:
            raise Fail(str(error) or type(error).__name__) from error

    def call_named(self, run: Run, args: dict[str, Any]) -> Any:
        count = len(args)
        if set(args) != set(self.params[:count]) or count < self.needed:
            raise Fail(f"takes ({', '.join(self.params)}), not ({', '.join(args)})")
        return self.call(run, [args[name] for name in self.params[:count]])


def outside(name: str, body: Callable[..., Any] | Function) -> Function:
    """A function under the name that expressions call it by."""
    return body if isinstance(body, Function) else Outside(name, body)
