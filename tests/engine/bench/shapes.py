"""The diagrams that are measured beside the real ones."""

from __future__ import annotations

from tests.engine.drawing import boundary, diagram, end, flow, node, start, timer, user

STAGES = 15
PAYLOAD = {"applicant": "陈志明", "note": "x" * 900, "number": "A-1", "level": "street", "members": [1, 2, 3]}
"""About 1 KB."""


def review(condition: str, wait: str) -> bytes:
    """48 elements: 15 stages, each a task with a reminder that may be asked again; expressions in the tongue of who runs it."""
    elements = [start()]
    for n in range(STAGES):
        following = f"u{n + 1}" if n + 1 < STAGES else "done"
        elements += [user(f"u{n}"), node("exclusiveGateway", f"g{n}", default=f"g{n}_to_{following}")]
        elements += [boundary(f"r{n}", f"u{n}", timer(wait), interrupting=False), flow(f"r{n}", "told")]
        elements += [flow(f"u{n}", f"g{n}", following), flow(f"g{n}", f"u{n}", when=condition)]
    return diagram(*elements, flow("begin", "u0"), end(), end("told"), id="bench_review")


TIMER = diagram(
    start(),
    node("intermediateCatchEvent", "t", inside=timer("=date and time(when)", "timeDate")),
    node("intermediateCatchEvent", "later", inside=timer("P30D")),
    end(),
    flow("begin", "t", "later", "done"),
    id="bench_timer",
)
FILES = {"bench_review.bpmn": review('=outcome = "back"', "P30D"), "bench_timer.bpmn": TIMER}
