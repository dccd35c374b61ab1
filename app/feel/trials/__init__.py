"""Trials of decision tables: cases written beside them, and what those cases would not notice.

Begin with `read_cases(text, model) -> Cases` (cases.py says how they are written), `play(model, cases) -> list[Played]`,
`uncovered(model, played) -> list[Unreached]`: the rules that no case reached.
`tried(model, cases) -> Iterator[Verdict]` puts one small mistake after the other into the model and says which ones no case notices.
"""

from __future__ import annotations

from .cases import Case, CaseError, Cases, read_cases
from .difference import Difference, difference
from .mutants import Mutant, mutants
from .play import Played, Unreached, play, play_one, uncovered
from .verdict import Failing, Verdict, tried, unused

__all__ = [
    "Case",
    "CaseError",
    "Cases",
    "Difference",
    "Failing",
    "Mutant",
    "Played",
    "Unreached",
    "Verdict",
    "difference",
    "mutants",
    "play",
    "play_one",
    "read_cases",
    "tried",
    "uncovered",
    "unused",
]
