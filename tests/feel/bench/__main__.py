"""Prints every figure with its goal, and last all of them as one line of JSON."""

from __future__ import annotations

import json

from tests.feel.bench import appetite, others, speed, tables


def _say(name: str, figure: float, unit: str, goal: str = "") -> None:
    print(f"{name:30} {figure:9.2f} {unit}{f'  (goal {goal})' if goal else ''}", flush=True)


def main() -> None:
    """Measures everything."""
    found: dict[str, dict[str, float]] = {"µs": speed.figures()}
    for name, figure in found["µs"].items():
        _say(name, figure, "µs", f"≤ {speed.GOALS[name]:.0f}" if name in speed.GOALS else "")
    found["times as long"] = others.ratios()
    for name, figure in found["times as long"].items():
        _say(name, figure, "× ours", f"≥ {others.GOAL:.0f}")
    for limit, goal in appetite.GOALS.items():
        found[f"stopped ms, {limit}"] = appetite.worst(limit)
        for name, figure in found[f"stopped ms, {limit}"].items():
            _say(f"{limit}: {name}", figure, "ms", f"≤ {goal:.0f}")
    found["analysis ms"] = tables.figures()
    for name, figure in found["analysis ms"].items():
        _say(f"analysis: {name}", figure, "ms", f"≤ {tables.GOAL:.0f}")
    print(
        json.dumps(
            {kind: {n: round(f, 2) for n, f in each.items()} for kind, each in found.items()}, ensure_ascii=False
        )
    )


if __name__ == "__main__":
    main()
