"""More of the profile as a table: event subprocesses and signals. See `matrix`."""

from __future__ import annotations

from tests.engine.drawing import boundary, call, diagram, end, flow, message, node, script, start, timer, user
from tests.engine.matrix import ERROR, FAIL, HELLO, HI, RISE, STOP, UP, A, B, Case, K, around, line, sub

NEWS = '<bpmn:signal id="news" name="news"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="news"/>'
HEARD = ("hear", "news", {"said": 1})
W, P = ("do", "w", {"z": 2}), ("do", "p", {"x": 2})


def begun(
    trigger: str, *middle: str, beside: bool = False, id: str = "e", outputs: dict[str, str] | None = None
) -> str:
    """An event subprocess: <id>_s → the middle → <id>_o."""
    names = [drawn.split('id="')[1].split('"')[0] for drawn in middle]
    inner = start(f"{id}_s", inside=trigger, isInterrupting="false" if beside else "true", outputs=outputs)
    ways = flow(f"{id}_s", *names, f"{id}_o")
    return node("subProcess", id, inside=inner + "".join(middle) + end(f"{id}_o") + ways, triggeredByEvent="true")


def apart(*middle: str, event: str, **more: object) -> bytes:
    """begin → the middle → done, and the event subprocess."""
    return line(*middle, **more).replace(b"</bpmn:process>", event.encode() + b"</bpmn:process>")  # type: ignore[arg-type]


def inside(event: str, *middle: str, **more: object) -> bytes:
    """begin → p, in it the middle and the event subprocess → b → done."""
    return line(sub("p", *around(*middle), event), user("b"), **more)  # type: ignore[arg-type]


SPLIT = (
    start(), node("parallelGateway", "f"), user("a"), user("b"), node("parallelGateway", "j"), end(),
    flow("begin", "f", "a", "j", "done"), flow("f", "b", "j"),
)  # fmt: skip
SAYS = node("intermediateThrowEvent", "say", inside=SIGNAL, inputs={"said": "=1"})
SAID = (user("go"), SAYS)
THROWS = diagram(
    start(), node("parallelGateway", "f"), *SAID, user("a"), boundary("x", "a", SIGNAL, interrupting=False), user("w"),
    end("e1"), end("e2"), end("e3"), flow("begin", "f", "go", "say", "e1"), flow("f", "a", "e2"), flow("x", "w", "e3"),
    root=NEWS,
)  # fmt: skip

TRIGGERED = [
    Case("event subprocess, message, interrupting", (apart(user("a"), event=begun(message("m_hello"), user("w")), **HELLO),), (HI, W), K, {"key": "k", "z": 2}, "e"),
    Case("event subprocess that is not begun", (apart(user("a"), event=begun(message("m_hello"), user("w")), **HELLO),), (("do", "a", {"y": 1}),), K, {"key": "k", "y": 1}, "done"),
    Case("event subprocess, waits", (apart(user("a"), event=begun(message("m_hello"), user("w")), **HELLO),), data=K, waits=("a", "e_s")),
    Case("event subprocess, message, beside, twice", (apart(user("a"), event=begun(message("m_hello"), user("w"), beside=True), **HELLO),), (HI, HI, W, A, ("do", "w", {"v": 3})), K, {"key": "k", "z": 2, "v": 3}, "e"),
    Case("event subprocess, beside, sees and tells", (apart(user("a"), user("b"), script("s", "=v * 2", "u"), event=begun(message("m_hello"), script("w", "=x + said", "v"), beside=True), **HELLO),), (("do", "a", {"x": 5}), HI, B), K, {"key": "k", "x": 5, "v": 6, "u": 12}),
    Case("event subprocess, beside, the last writer counts", (apart(user("a"), event=begun(message("m_hello"), user("w"), beside=True), **HELLO),), (HI, ("do", "a", {"x": 1}), ("do", "w", {"x": 2})), K, {"key": "k", "x": 2}),
    Case("event subprocess, beside branches", (diagram(*SPLIT, begun(message("m_hello"), user("w"), beside=True), **HELLO),), (HI, ("do", "a", {"y": 1}), W, ("do", "b", {"z": 3})), K, {"key": "k", "y": 1, "z": 3}),
    Case("event subprocess, in the place of branches", (diagram(*SPLIT, begun(message("m_hello"), user("w")), **HELLO),), (("do", "a", {"y": 1}), HI, W), K, {"key": "k", "y": 1, "z": 2}, "e"),
    Case("event subprocess, what it brings by outputs", (apart(user("a"), event=begun(message("m_hello"), script("w", "=got + 1", "v"), outputs={"got": "=said"}), **HELLO),), (HI,), K, {"key": "k", "v": 2}),
    Case("event subprocess, timer, interrupting", (apart(user("a"), user("b"), event=begun(timer("P2D"), script("w", '=string(today())', "on"))),), (("days", 1), A, ("days", 2.5)), {}, {"on": "2026-03-04"}, "e"),
    Case("event subprocess, timer cycle, beside", (apart(user("a"), event=begun(timer("R2/P1D", "timeCycle"), script("w", "=n + 1", "n"), beside=True)),), (("days", 5), A), {"n": 0}, {"n": 2}, "done"),
    Case("event subprocess, timer, beside, once", (apart(user("a"), event=begun(timer("P1D"), user("w"), beside=True)),), (("days", 3), A, W), outcome={"z": 2}),
    Case("event subprocess, error", (diagram(start(), user("a"), end("bad", inside=FAIL), flow("begin", "a", "bad"), begun(FAIL, user("w")), root=ERROR),), (("do", "a", {"y": 1}), W), outcome={"y": 1, "z": 2}, ends="e"),
    Case("event subprocess, error of an inner subprocess", (apart(sub("p", start("i"), user("u"), end("bad", inside=FAIL), flow("i", "u", "bad")), event=begun(FAIL, user("w")), root=ERROR),), (("do", "u", {"y": 1}), W), outcome={"y": 1, "z": 2}, ends="e"),
    Case("event subprocess, error of a called diagram", (apart(call("c", "inner"), event=begun(FAIL, user("w")), root=ERROR), diagram(start(), user("a"), end("bad", inside=FAIL), flow("begin", "a", "bad"), id="inner", root=ERROR)), (A, W), outcome={"z": 2}, ends="e"),
    Case("event subprocess that fails itself", (diagram(start(), user("a"), end("bad", inside=FAIL), flow("begin", "a", "bad"), node("subProcess", "e", inside=start("e_s", inside=FAIL) + user("w") + end("worse", inside=FAIL) + flow("e_s", "w", "worse"), triggeredByEvent="true"), root=ERROR),), (A, W), trouble="worse"),
    Case("event subprocess, escalation, interrupting", (apart(node("intermediateThrowEvent", "up", inside=RISE), user("a"), event=begun(RISE, user("w")), root=UP),), (W,), outcome={"z": 2}, ends="e"),
    Case("event subprocess, escalation, beside", (apart(node("intermediateThrowEvent", "up", inside=RISE), user("a"), event=begun(RISE, user("w"), beside=True), root=UP),), (A, W), outcome={"z": 2}, ends="e"),
    Case("event subprocess, signal, interrupting", (apart(user("a"), event=begun(SIGNAL, user("w")), root=NEWS),), (HEARD, W), outcome={"z": 2}, ends="e"),
    Case("event subprocess, signal, beside, twice", (apart(user("a"), event=begun(SIGNAL, user("w"), beside=True), root=NEWS),), (HEARD, HEARD, W, ("do", "w", {"v": 1}), A), outcome={"z": 2, "v": 1}, ends="done"),
    Case("event subprocess of a subprocess, interrupting", (inside(begun(message("m_hello"), user("w")), user("u"), **HELLO),), (HI, W, B), K, {"key": "k", "z": 2}, "done"),
    Case("event subprocess of a subprocess, beside", (inside(begun(message("m_hello"), user("w"), beside=True), user("u"), **HELLO),), (HI, ("do", "u", {"y": 1}), W, B), K, {"key": "k", "y": 1, "z": 2}, "done"),
    Case("event subprocess in an event subprocess", (apart(user("a"), event=node("subProcess", "e", inside=start("e_s", inside=SIGNAL) + user("w") + end("e_o") + flow("e_s", "w", "e_o") + begun(message("m_hello"), user("v"), id="q"), triggeredByEvent="true"), root=NEWS, **HELLO),), (HEARD, HI, ("do", "v", {"y": 1})), K, {"key": "k", "y": 1}, "e"),
    Case("event subprocess beside, ended by a terminate end", (diagram(start(), user("a"), end("x", inside=STOP), flow("begin", "a", "x"), begun(message("m_hello"), user("w"), beside=True), **HELLO),), (HI, A), K, K, "x"),
    Case("event subprocess takes the place of one beside", (apart(user("a"), event=begun(message("m_hello"), user("w"), beside=True) + begun(timer("P1D"), user("v"), id="q"), **HELLO),), (HI, ("days", 2), ("do", "v", {"y": 1})), K, {"key": "k", "y": 1}, "q"),
    Case("signal, intermediate catch", (line(node("intermediateCatchEvent", "r", inside=SIGNAL, outputs={"got": "=said"}), root=NEWS),), (HEARD,), outcome={"got": 1}),
    Case("signal, boundary, interrupting", (diagram(start(), user("a"), boundary("x", "a", SIGNAL), user("b"), end(), end("gone"), flow("begin", "a", "done"), flow("x", "b", "gone"), root=NEWS),), (HEARD, B), outcome={"said": 1}, ends="gone"),
    Case("signal, boundary, beside", (diagram(start(), user("a"), boundary("x", "a", SIGNAL, interrupting=False), user("b"), end(), end("gone"), flow("begin", "a", "done"), flow("x", "b", "gone"), root=NEWS),), (HEARD, A, B), outcome={"said": 1}, ends="gone"),
    Case("signal, event gateway", (diagram(start(), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "t", inside=timer("P1D")), node("intermediateCatchEvent", "r", inside=SIGNAL), end("e1"), end("e2"), flow("begin", "g", "t", "e1"), flow("g", "r", "e2"), root=NEWS),), (HEARD,), outcome={"said": 1}, ends="e2"),
    Case("signal start", (diagram(start(), start("other", inside=SIGNAL), user("a"), end(), flow("begin", "a", "done"), flow("other", "a"), root=NEWS),), (A,), outcome={}),
    Case("signal, thrown and heard in one process", (THROWS,), (("do", "go", {}), W, A), outcome={"said": 1, "z": 2}, ends="e2"),
    Case("signal, end", (diagram(start(), node("parallelGateway", "f"), user("go"), end("say", inside=SIGNAL), node("intermediateCatchEvent", "r", inside=SIGNAL), end(), flow("begin", "f", "go", "say"), flow("f", "r", "done"), root=NEWS),), (("do", "go", {}),), outcome={}, ends="done"),
    Case("signal that nobody waits for yet", (diagram(start(), SAYS, node("intermediateCatchEvent", "r", inside=SIGNAL), end(), flow("begin", "say", "r", "done"), root=NEWS),), waits=("r",)),
]  # fmt: skip
