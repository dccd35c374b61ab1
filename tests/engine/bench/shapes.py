"""The diagrams that are measured beside the real ones."""

from __future__ import annotations

from tests.engine.drawing import diagram, end, flow, node, start, timer, user

STAGES = 22
PAYLOAD = {"applicant": "陈志明", "note": "x" * 900, "number": "A-1", "level": "street", "members": [1, 2, 3]}
"""About 1 KB."""


def review(condition: str, id: str = "bench_review") -> bytes:
    """46 elements: 22 stages, each a task that may be asked again. `condition` in the tongue of who runs it."""
    elements = [start()]
    for n in range(STAGES):
        following = f"u{n + 1}" if n + 1 < STAGES else "done"
        elements += [user(f"u{n}"), node("exclusiveGateway", f"g{n}", default=f"g{n}_to_{following}")]
        elements += [flow(f"u{n}", f"g{n}", following), flow(f"g{n}", f"u{n}", when=condition)]
    return diagram(*elements, flow("begin", "u0"), end(), id=id)


TIMER = diagram(
    start(),
    node("intermediateCatchEvent", "t", inside=timer("=date and time(when)", "timeDate")),
    node("intermediateCatchEvent", "later", inside=timer("P30D")),
    end(),
    flow("begin", "t", "later", "done"),
    id="bench_timer",
)
FILES = {"bench_review.bpmn": review('=outcome = "back"'), "bench_timer.bpmn": TIMER}
