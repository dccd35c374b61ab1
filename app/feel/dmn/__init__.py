"""DMN models, 1.1 to 1.5: decision requirements graphs, decision tables, boxed expressions.

Begin with `load(source, resolve=None, *, functions=None, limits=…) -> Model`:
  `model.decide(name_or_id, inputs, now=None)` gives a Result: `value`, `diagnostics`, `trace`.
  `model.decisions` are the names, `model.inputs(decision)` what one needs, `model.problems` what cannot be read.
External Java and PMML are refused: such a function is null, with a diagnostic.
"""

from __future__ import annotations

from .model import Model, Needed, load
from .trace import Match, Result, Trace
from .xml import DmnError

__all__ = ["DmnError", "Match", "Model", "Needed", "Result", "Trace", "load"]
