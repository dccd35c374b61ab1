"""The two entries to FEEL: an expression, and unary tests. Both are compiled once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from .builtins import BUILTINS, WORDS, outside
from .compiler import Closure, Scope, compile_node, compile_test
from .compiler.scope import Unit, no_types
from .errors import Diagnostic, Fail, FeelSyntaxError, LimitReached, Source
from .grammar import unary_test
from .limits import DEFAULT, Limits
from .names import WordTable, table_of
from .parser import Parser
from .plain import from_plain
from .run import NESTED, Frame, Run
from .syntax import Node, Tests
from .temporal import DateTime
from .values import Function

Functions = Mapping[str, "Function | Callable[..., Any]"]
NOTHING: Mapping[str, Any] = {}


def with_functions(functions: Functions | None) -> tuple[dict[str, Function], WordTable]:
    """The built-ins and the caller's own, and the names among them that the parser must know."""
    if not functions:
        return BUILTINS, WORDS  # type: ignore[return-value]
    known = {**BUILTINS, **{name: outside(name, body) for name, body in functions.items()}}
    return known, table_of(known)


def moment(now: Any) -> DateTime | None:
    """The caller's clock as FEEL holds it. Raises TypeError for what is no moment."""
    if now is None or type(now) is DateTime:
        return now
    if not isinstance(now, datetime):
        raise TypeError(f"now must be a datetime, not {type(now).__name__}")
    moment: DateTime = from_plain(now)
    return moment


def mapping(variables: Any) -> Mapping[str, Any]:
    """The caller's variables. Raises TypeError for what is no mapping of names to values."""
    if type(variables) is dict or isinstance(variables, Mapping):
        return variables
    raise TypeError(f"variables must be a mapping of names to values, not {type(variables).__name__}")


def guarded(text: str, read: Callable[[], Any]) -> Any:
    """What `read` gives; a text nested too deep for Python itself is a syntax error too."""
    try:
        return read()
    except RecursionError:
        raise FeelSyntaxError(1, 1, "a text nested too deep", "a simpler one") from None


def parse(text: str, names: Iterable[str] = (), words: WordTable = WORDS, limits: Limits = DEFAULT) -> Node:
    """An expression as nodes; a leading `=` is passed over. Raises FeelSyntaxError."""
    _check_length(text, limits)
    parser = Parser(text, names, words, limits.nesting)
    parser.skip("=")
    node = parser.expression()
    parser.done()
    return node


def parse_tests(text: str, names: Iterable[str] = (), words: WordTable = WORDS, limits: Limits = DEFAULT) -> Tests:
    """Unary tests as a node: `-`, `not(…)` or tests with commas. Raises FeelSyntaxError."""
    _check_length(text, limits)
    parser = Parser(text, names, words, limits.nesting)
    if not text.strip() or parser.token.kind == "-" and parser.tokens[1].kind == "end":
        return Tests(0, len(text), [], False, False)
    if parser.token.text == "not" and parser.tokens[1].kind == "(":
        negated = _negated_tests(parser, text)
        if negated is not None:
            return negated
    tests = _tests(parser)
    parser.done()
    return Tests(0, len(text), tests, False, parser.input_seen)


def _check_length(text: str, limits: Limits) -> None:
    if len(text) > limits.source:
        raise FeelSyntaxError(1, 1, f"a text of {len(text)} characters", f"at most {limits.source}")


def _tests(parser: Parser) -> list[Node]:
    tests = [unary_test(parser, 0)]
    while parser.skip(","):
        tests.append(unary_test(parser, 0))
    return tests


def _negated_tests(parser: Parser, text: str) -> Tests | None:
    """The tests in `not(…)`, or None when more follows and `not` is just the function."""
    parser.at = 2
    tests = _tests(parser)
    if parser.skip(")") and parser.token.kind == "end":
        return Tests(0, len(text), tests, True, parser.input_seen)
    parser.at = 0
    parser.nesting = 0
    return None


class _Compiled:
    """What expressions and unary tests share."""

    __slots__ = ("text", "source", "limits", "node")

    def __init__(self, text: str, limits: Limits, element: str | None, node: Node) -> None:
        self.text, self.limits, self.node = text, limits, node
        self.source = Source(text, element)

    def _stopped(self, run: Run, error: Exception) -> None:
        text = str(error) if isinstance(error, LimitReached) else "the evaluation is nested too deep"
        run.diagnostics.insert(
            0, Diagnostic(text, 1, 1, self.source.element, "make the expression smaller", self.text[:200])
        )


class Expression(_Compiled):
    """A compiled expression. Called with variables it gives the bare value; `evaluate` gives diagnostics too."""

    __slots__ = ("run_in",)

    def __init__(self, text: str, closure: Closure, limits: Limits, element: str | None, node: Node) -> None:
        super().__init__(text, limits, element, node)
        self.run_in = closure

    def __call__(self, variables: Mapping[str, Any] = NOTHING, *, now: datetime | DateTime | None = None) -> Any:
        run = Run(self.limits, moment(now))
        try:
            value = self.run_in(Frame(mapping(variables), None, run))
            return run.measure(value) if type(value) in NESTED else value
        except (LimitReached, RecursionError):
            return None

    def evaluate(
        self, variables: Mapping[str, Any] = NOTHING, now: datetime | DateTime | None = None
    ) -> tuple[Any, list[Diagnostic]]:
        """The value and why parts of it are null. A null without any diagnostic was meant."""
        run = Run(self.limits, moment(now))
        try:
            return run.measure(self.run_in(Frame(mapping(variables), None, run))), run.diagnostics
        except (LimitReached, RecursionError) as error:
            self._stopped(run, error)
            return None, run.diagnostics

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests(_Compiled):
    """Compiled unary tests. Called with a value and variables: True, False, or None when the value cannot be compared."""

    __slots__ = ("meets",)

    def __init__(
        self, text: str, meets: Callable[[Frame, Any], bool | None], limits: Limits, element: str | None, node: Node
    ) -> None:
        super().__init__(text, limits, element, node)
        self.meets = meets

    def __call__(
        self, value: Any, variables: Mapping[str, Any] = NOTHING, now: datetime | DateTime | None = None
    ) -> bool | None:
        return self.evaluate(value, variables, now)[0]

    def evaluate(
        self, value: Any, variables: Mapping[str, Any] = NOTHING, now: datetime | DateTime | None = None
    ) -> tuple[bool | None, list[Diagnostic]]:
        """Whether the value meets the tests, and why it is null when it is."""
        run = Run(self.limits, moment(now))
        try:
            return self.meets(Frame(mapping(variables), None, run), from_plain(value)), run.diagnostics
        except (LimitReached, RecursionError) as error:
            self._stopped(run, error)
        except Fail as fail:
            run.keep(Diagnostic(fail.text, 1, 1, self.source.element))
        return None, run.diagnostics

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def compiled_tests(node: Tests, scope: Scope) -> Callable[[Frame, Any], bool | None]:
    """Unary tests as a function of a frame and a value."""
    inner = scope.inner(["?"]) if node.uses_input else scope
    tests = [compile_test(test, inner) for test in node.tests]
    if not tests:
        return lambda frame, value: True
    if len(tests) == 1 and not node.negated and not node.uses_input:
        return tests[0]
    negated, uses_input = node.negated, node.uses_input

    def meets(frame: Frame, value: Any) -> bool | None:
        result: bool | None = False
        within = Frame({"?": value}, frame, frame.run) if uses_input else frame
        for test in tests:
            met = test(within, value)
            if met:
                return not negated
            if met is None:
                result = None
        return result if result is None else negated

    return meets


def _new_scope(text: str, element: str | None, known: Mapping[str, Function], names: tuple[str, ...]) -> Scope:
    return Scope(Unit(Source(text, element), known, no_types, names), None, None)


def _names(text: str, names: Iterable[str]) -> tuple[str, ...]:
    if not isinstance(text, str):
        raise TypeError(f"FEEL is text, a str, not {type(text).__name__}")
    if isinstance(names, (str, bytes)):
        raise TypeError(f"names must be several names, such as [{names!r}], not one text")
    found = tuple(names)
    for name in found:
        if not isinstance(name, str):
            raise TypeError(f"a name must be a str, not {type(name).__name__}")
    return found


@lru_cache(maxsize=4096)
def _expression(text: str, names: tuple[str, ...], limits: Limits, element: str | None) -> Expression:
    return _build_expression(text, names, None, limits, element)


def _build_expression(
    text: str, names: tuple[str, ...], functions: Functions | None, limits: Limits, element: str | None
) -> Expression:
    known, words = with_functions(functions)
    node = guarded(text, lambda: parse(text, names, words, limits))
    closure = guarded(text, lambda: compile_node(node, _new_scope(text, element, known, names)))
    return Expression(text, closure, limits, element, node)


def compile_expression(
    text: str,
    names: Iterable[str] = (),
    *,
    functions: Functions | None = None,
    limits: Limits = DEFAULT,
    element: str | None = None,
) -> Expression:
    """An expression ready to be called. `names`: variables of several words or with operator signs; the rest need not be told.

    `functions`: more built-ins, by the name expressions use. `element`: whose text it is, for diagnostics. Raises FeelSyntaxError.
    """
    if not functions:
        return _expression(text, _names(text, names), limits, element)
    return _build_expression(text, _names(text, names), functions, limits, element)


@lru_cache(maxsize=4096)
def _tests_kept(text: str, names: tuple[str, ...], limits: Limits, element: str | None) -> UnaryTests:
    return _build_tests(text, names, None, limits, element)


def _build_tests(
    text: str, names: tuple[str, ...], functions: Functions | None, limits: Limits, element: str | None
) -> UnaryTests:
    known, words = with_functions(functions)
    node = guarded(text, lambda: parse_tests(text, names, words, limits))
    meets = guarded(text, lambda: compiled_tests(node, _new_scope(text, element, known, names)))
    return UnaryTests(text, meets, limits, element, node)


def compile_unary_tests(
    text: str,
    names: Iterable[str] = (),
    *,
    functions: Functions | None = None,
    limits: Limits = DEFAULT,
    element: str | None = None,
) -> UnaryTests:
    """Unary tests (`> 5`, `"a", "b"`, `not([1..3])`, `-`) ready to be called with a value and variables. Raises FeelSyntaxError."""
    if not functions:
        return _tests_kept(text, _names(text, names), limits, element)
    return _build_tests(text, _names(text, names), functions, limits, element)
