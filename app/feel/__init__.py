"""FEEL and DMN: what analysts type, read, compiled and evaluated. Pure: no Flask, no database, no clock of its own.

    >>> compile_expression('if income < 5000 then "A" else "B"')({"income": 4200})
    'A'

Begin with `compile_expression(text, names=(), *, functions=None, limits=…, element=None) -> Expression`:
  `expression(variables, now=None)` gives the bare value, `expression.evaluate(variables, now=None)` gives `(value, diagnostics)`.
  A null that was meant has no diagnostic (`holds_null(value)` looks into lists and contexts too); a null with one names the sub-expression that failed (`str(diagnostic)`, `.line`, `.column`, `.hint`).
`compile_unary_tests(text, names=(), …) -> UnaryTests`: called with `(value, variables, now=None)`, gives True, False or None.
`describe_functions(more) -> list[Description]`: every function with its parameters, result and a line in two languages, for editors.
`names`: variable names of several words or with operator signs (`monthly income`, `profit-loss`).
`functions`: more built-ins, `{"working days between": callable}`; a callable gets FEEL values, may return plain ones, and refuses by ValueError.

Values in: int, Decimal, float (by its shortest text), str, bool, None, date, datetime, time, timedelta, list, dict.
Values out: Decimal, str, bool, None, list, dict, Date, Time, DateTime, DaysDuration, MonthsDuration, Range, Function.
`to_plain`/`from_plain` turn them into what JSON holds and back (plain.py says exactly how).
`timer(value)` reads what a timer event holds; `names_in(expression)` says which variables are read.
Errors: FeelSyntaxError (line, column, found, expected, hint) when compiling; nothing is raised when evaluating,
except TypeError for what is no call: variables that are no mapping, a `now` that is no datetime. Values FEEL has not (NaN, sets, bytes) are null and told.
"""

from __future__ import annotations

from .builtins import BUILTINS, Description, describe_functions
from .errors import Diagnostic, FeelError, FeelSyntaxError
from .expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from .limits import Limits
from .plain import from_plain, to_plain
from .reads import names_in
from .temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from .text import text_of
from .timers import NotATimer, Timer, is_iso_timer, timer
from .values import Function, Range, holds_null

__all__ = [
    "BUILTINS",
    "Date",
    "DateTime",
    "DaysDuration",
    "Description",
    "Diagnostic",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "Function",
    "Limits",
    "MonthsDuration",
    "NotATimer",
    "Range",
    "Time",
    "Timer",
    "UnaryTests",
    "compile_expression",
    "compile_unary_tests",
    "describe_functions",
    "from_plain",
    "holds_null",
    "is_iso_timer",
    "names_in",
    "text_of",
    "timer",
    "to_plain",
]
