"""Where in a model a text stands: the names it may use, and how texts become closures there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..compiler import Closure, Scope, compile_node
from ..compiler.scope import Unit
from ..errors import Diagnostic, FeelSyntaxError, Source, Spot
from ..expression import compiled_tests, parse, parse_tests
from ..limits import Limits
from ..names import WordTable
from ..run import Frame
from ..syntax import Tests
from ..types import MISFIT, Type, TypeLookup, coerce, misfit
from ..values import PYTHON, Function


@dataclass(frozen=True)
class Setting:
    """What all texts of a model share. `problems` gathers the texts that are no FEEL, `tables` every decision table.

    `drawn` are the names of the model's elements, of which a text sees those that its element requires.
    """

    functions: Mapping[str, Function]
    words: WordTable
    limits: Limits
    types: TypeLookup
    problems: list[Diagnostic] = field(default_factory=list)
    tables: list[tuple[Any, Place]] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Place:
    """A scope within an element, and the names known there."""

    setting: Setting
    element: str
    element_id: str | None
    known: tuple[str, ...]
    scope: Scope

    def inner(self, names: Iterable[str]) -> Place:
        """A place within, that has more names."""
        names = tuple(names)
        return replace(self, known=self.known + names, scope=self.scope.inner(names))

    def inner_names(self, names: Iterable[str]) -> Place:
        """The same scope, with names that the parser must know besides."""
        return replace(self, known=self.known + tuple(names))

    def at(self, scope: Scope) -> Place:
        """The same place in another scope, whose names it takes over."""
        found: list[str] = []
        walk: Scope | None = scope
        while walk is not None and walk is not self.scope:
            found += walk.names or ()
            walk = walk.parent
        return replace(self, known=self.known + tuple(found), scope=scope)

    def _scope(self, text: str) -> Scope:
        setting = self.setting
        unit = Unit(Source(text, self.element), setting.functions, setting.types, self.known, setting.drawn)
        return Scope(unit, self.scope.names, self.scope.parent, self.scope.is_filter)

    def literal(self, text: str) -> Closure:
        """A FEEL expression. One that cannot be read is null, and a problem of the model."""
        try:
            node = parse(text, self.known, self.setting.words, self.setting.limits)
            return compile_node(node, self._scope(text))
        except (FeelSyntaxError, RecursionError) as error:
            return self._unreadable(text, error)

    def tests(self, text: str) -> Callable[[Frame, Any], bool | None]:
        """Unary tests. Those that cannot be read never match, and are a problem of the model."""
        try:
            return self.compiled(parse_tests(text, self.known, self.setting.words, self.setting.limits), text)
        except (FeelSyntaxError, RecursionError) as error:
            broken = self._unreadable(text, error)
            return lambda frame, value: broken(frame)

    def compiled(self, node: Tests, text: str) -> Callable[[Frame, Any], bool | None]:
        """Unary tests that are read already."""
        return compiled_tests(node, self._scope(text))

    def spot(self, text: str) -> Spot:
        """The place of a whole text."""
        return Spot(Source(text, self.element), 0, len(text))

    def problem(self, text: str, hint: str | None = None) -> Closure:
        """Null, always for the same reason."""
        diagnostic = Diagnostic(text, None, None, self.element, hint)
        self.setting.problems.append(diagnostic)

        def broken(frame: Frame) -> None:
            frame.run.keep(diagnostic)

        return broken

    def _unreadable(self, text: str, error: Exception) -> Closure:
        if not isinstance(error, FeelSyntaxError):
            return self.problem("a text is nested too deep")
        message = f"found {error.found}, expected {error.expected}"
        diagnostic = Diagnostic(message, error.line, error.column, self.element, error.hint, text[:200])
        self.setting.problems.append(diagnostic)

        def broken(frame: Frame) -> None:
            frame.run.keep(diagnostic)

        return broken

    def typed(self, closure: Closure, ref: str | None, noun: str) -> Closure:
        """The closure, its value coerced into a type; a value that does not fit is null."""
        kind = None if ref is None else self.setting.types(ref)
        if ref is None or kind is None or kind.name == "Any":
            return closure
        return self.fitted(closure, kind, noun)

    def fitted(self, closure: Closure, kind: Type, noun: str) -> Closure:
        """As `typed`, with the type itself."""
        element = self.element
        ready = PYTHON.get(kind.name) if type(kind) is Type else None

        def run(frame: Frame) -> Any:
            value = closure(frame)
            if value is None or type(value) is ready:
                return value
            fitted = coerce(value, kind)
            if fitted is MISFIT:
                frame.run.keep(Diagnostic(f"{noun} {misfit(value, kind)}", None, None, element))
                return None
            return fitted

        return run
