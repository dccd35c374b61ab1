"""`scripts/bench engine`: a table with what is aimed at, and last one line of JSON. `--growth` draws instead; `--quick` is small.

The aims are for a machine that does a bare INSERT and COMMIT in 0.36 ms (`raw_commit_ms`), with nobody else on its cores.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable

from tests.engine.bench import crowd, growth, place, real, shapes, turns

AIMS: dict[str, tuple[str, float]] = {
    "complete_vs_raw": ("≤", 5),
    "json_vs_complete": ("≥", 5),
    "turn600_vs_turn1": ("≤", 1.15),
    "sql_per_complete": ("≤", 12),
    "commits_per_complete": ("≤", 1),
    "state_bytes": ("≤", 2048),
    "wal_bytes": ("≤", 3072),
    "timers_per_s": ("≥", 800),
    "timers_100k_s": ("≤", 240),
    "due_query_ms": ("≤", 2),
    "replay_per_s": ("≥", 800),
}
COMPARED = f"""json: the same {3 * shapes.STAGES + 3} elements, 1 KB of data and COMMIT as SpiffWorkflow's JSON in a text column, its spec in it;
both are medians over whole lives of {turns.LIFE} transactions, so half-way through one; the lives of all take turns.
cold: only the first transaction of each turn, after another's work. raw: one INSERT and COMMIT."""
KEYS = [*AIMS, "raw_commit_ms"]


def main() -> None:
    """Measures and prints."""
    wishes = argparse.ArgumentParser(prog="scripts/bench engine")
    wishes.add_argument("--growth", action="store_true", help="time against size, as SVG in instance/bench")
    wishes.add_argument("--quick", action="store_true", help="small crowds: a look, not a measurement")
    chosen = wishes.parse_args()
    with place.own_place() as (app, url):
        if chosen.growth:
            growth.grow(url, quick=chosen.quick)
            return
        sizes = {"due": 5_000, "pending": 50_000, "small": 2_000} if chosen.quick else {}
        found = _parts(
            {
                "turns": lambda: turns.turns(url, 4 if chosen.quick else 14),
                "requests": lambda: real.requests(app),
                "lives": real.lives,
                "crowd": lambda: crowd.crowd(url, **sizes),
            }
        )
    print(COMPARED)
    _show(found)


def _parts(works: dict[str, Callable[[], dict[str, float]]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, work in works.items():
        began = time.monotonic()
        found.update(work())
        print(f"{name}: {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    return found


def _show(found: dict[str, float]) -> None:
    for name, value in found.items():
        sign, aim = AIMS.get(name, ("", 0.0))
        kept = not sign or (value <= aim if sign == "≤" else value >= aim)
        print(f"{name:<24}{value:>12.3f}   {f'{sign} {aim:g}' if sign else '':<10}{'' if kept else 'missed'}")
    print(json.dumps({key: round(found[key], 3) for key in KEYS}))


if __name__ == "__main__":
    main()
