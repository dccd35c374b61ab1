"""How much one evaluation may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one evaluation. A step is about one node of the expression evaluated, a quarter of a microsecond.

    The default keeps an evaluation under about a second; `Limits.gateway()` under about 50 ms.
    """

    steps: int = 1_500_000
    depth: int = 48
    text: int = 1_000_000
    items: int = 500_000
    source: int = 100_000
    nesting: int = 60

    @classmethod
    def gateway(cls) -> Limits:
        """For conditions on a diagram: a thirtieth of the default's steps."""
        return cls(steps=50_000, text=100_000, items=25_000)


DEFAULT = Limits()
