"""The functions of FEEL. `BUILTINS` has them by name; `outside` makes one of a caller's Python function."""

from __future__ import annotations

from ..names import table_of
from . import contexts, conversion, lists, numbers, ranges, statistics, strings, temporal  # noqa: F401  (each declares its functions)
from .described import Description, Parameter, describe_functions
from .outside import outside
from .registry import BUILTINS, Builtin

WORDS = table_of(BUILTINS)

__all__ = ["BUILTINS", "WORDS", "Builtin", "Description", "Parameter", "describe_functions", "outside"]
