"""Trials of decision tables: cases written beside them.

Begin with `read_cases(text, model) -> Cases` (cases.py says how they are written), `play(model, cases) -> list[Played]`,
`uncovered(model, played) -> list[Unreached]`: the rules that no case reached.
"""

from __future__ import annotations

from .cases import Case, CaseError, Cases, read_cases
from .difference import Difference, difference
from .play import Played, Unreached, play, play_one, uncovered

__all__ = [
    "Case",
    "CaseError",
    "Cases",
    "Difference",
    "Played",
    "Unreached",
    "difference",
    "play",
    "play_one",
    "read_cases",
    "uncovered",
]
