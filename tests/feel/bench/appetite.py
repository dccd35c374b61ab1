"""How soon what wants too much is stopped, in milliseconds of its own thread."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from app.feel import compile_expression
from tests.feel.greed import GREEDY, LIMITS, VARIABLES

GOALS = {"gateway": 50.0, "default": 1000.0}


def worst(limit: str, shown: int = 3) -> dict[str, float]:
    """The expressions that run longest until that limit stops them."""
    found = {}
    for name, text in GREEDY.items():
        expression = compile_expression(text, limits=LIMITS[limit])
        begin = time.thread_time()
        expression.evaluate(VARIABLES, datetime(2026, 3, 2, tzinfo=UTC))
        found[name] = (time.thread_time() - begin) * 1e3
    return dict(sorted(found.items(), key=lambda pair: -pair[1])[:shown])
