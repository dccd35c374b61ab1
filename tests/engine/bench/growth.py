"""`--growth`: how the time of one transaction depends on what has gathered, drawn as SVG in instance/bench."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from datetime import timedelta

from app.store import clock, transaction
from tests.engine.bench import crowd, place
from tests.engine.bench.turns import Ours

WIDTH, HEIGHT, EDGE = 640, 360, 60
Points = list[tuple[float, float]]


def grow(url: str, *, quick: bool) -> None:
    """Draws transaction time against history length, size of data, pending timers and number of processes."""
    most = 4 if quick else 6
    drawn: dict[str, Callable[[], Points]] = {
        "history": _history,
        "data": _data,
        "processes": lambda: _rows(url, most, timers=False),
        "timers": lambda: _rows(url, most, timers=True),
    }
    for name, measure in drawn.items():
        points = measure()
        path = place.FOLDER / f"growth_{name}.svg"
        path.write_text(picture(f"ms per transaction / {name}", points), encoding="utf-8")
        print(name, *(f"{x:g}:{y:.2f}ms" for x, y in points), "→", path, flush=True)


def _median(process: Ours, rounds: int = 60) -> float:
    return statistics.median(process.turn().ms for _ in range(rounds))


def _history() -> Points:
    process, points, done = Ours(), [], 0
    for until in (1, 30, 100, 300, 600, 1000, 2000):
        while done < until:
            process.turn()
            done += 1
        points.append((until, _median(process)))
        done += 60
    return points


def _data() -> Points:
    return [(kb, _median(Ours(ballast="x" * 1000 * kb))) for kb in (1, 3, 10, 30, 100, 300)]


def _rows(url: str, most: int, *, timers: bool) -> Points:
    """10³ … 10^most processes, all waiting for a timer in the future, or for nobody's (due_at empty)."""
    with transaction():
        when = clock.now() + timedelta(days=9)
    points, there = [], 0
    for power in range(3, most + 1):
        crowd.fill(url, when, 10**power - there, apart=1 if timers else None)
        there = 10**power
        place.settle(url)
        points.append((there, _median(Ours(), 200)))
    return points


def picture(title: str, points: Points) -> str:
    """A line over a logarithmic axis; the vertical one begins at zero."""
    low, high = math.log10(points[0][0]), math.log10(points[-1][0])
    top = max(y for _, y in points) * 1.2

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low) / (high - low)
        return EDGE + across * (WIDTH - 2 * EDGE), HEIGHT - EDGE - y / top * (HEIGHT - 2 * EDGE)

    places = [(*at(x, y), x, y) for x, y in points]
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b, _, _ in places)
    marks = "".join(
        f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3"/><text x="{a:.1f}" y="{b - 10:.1f}">{y:.2f}</text>'
        f'<text x="{a:.1f}" y="{HEIGHT - EDGE + 20}">{x:g}</text>'
        for a, b, x, y in places
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12" '
        f'text-anchor="middle"><rect width="100%" height="100%" fill="white"/><text x="{WIDTH / 2}" y="24">{title}</text>'
        f'<path d="M{EDGE} {EDGE}V{HEIGHT - EDGE}H{WIDTH - EDGE}" fill="none" stroke="black"/>'
        f'<polyline points="{line}" fill="none" stroke="black"/>{marks}</svg>'
    )
