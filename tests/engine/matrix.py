"""The whole profile as a table: for each element and each trap a small diagram, what is done to it, and how it must end.

`RUNS` run in every mode with the same path, variables, tasks and timers; `REFUSED` are refused with what to draw instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.engine.drawing import (
    boundary,
    call,
    diagram,
    end,
    flow,
    loop,
    message,
    node,
    rule,
    script,
    service,
    start,
    timer,
    user,
)

Act = tuple[Any, ...]
"""("do", element, answers), ("say", message, key, data), ("hear", signal, data) or ("days", since the beginning)."""


@dataclass(frozen=True)
class Case:
    """acts are applied in order. outcome: the last variables (None: not looked at); ends: the last element of the path.

    waits: what still waits when it does not end; trouble: the element at which the last act stops.
    """

    name: str
    files: tuple[bytes, ...]
    acts: tuple[Act, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, Any] | None = None
    ends: str | None = None
    waits: tuple[str, ...] = ()
    trouble: str | None = None


def fee(variables: dict[str, Any]) -> Any:
    """What the decision of DECISION says."""
    return 1 if variables["amount"] < 10 else Decimal("2.5")


def line(*middle: str, **more: Any) -> bytes:
    """begin → the middle → done."""
    names = [drawn.split('id="')[1].split('"')[0] for drawn in middle]
    return diagram(start(), *middle, end(), flow("begin", *names, "done"), **more)


def sub(id: str, *elements: str, **more: Any) -> str:
    """An embedded subprocess."""
    return node("subProcess", id, inside="".join(elements), **more)


def around(*middle: str) -> tuple[str, ...]:
    """The inside of a subprocess: i → the middle → o."""
    names = [drawn.split('id="')[1].split('"')[0] for drawn in middle]
    return (start("i"), *middle, end("o"), flow("i", *names, "o"))


def forked(*branches: str, join: str = "parallelGateway", before: str = "", after: str = "") -> bytes:
    """begin → fork → one element a branch → join → done."""
    names = [drawn.split('id="')[1].split('"')[0] for drawn in branches]
    ways = [flow("fork", name, "join") for name in names]
    return diagram(
        start(), node("parallelGateway", "fork"), *branches, node(join, "join"), end(), flow("begin", "fork"), *ways,
        flow("join", "done"), before, after,
    )  # fmt: skip


def beside(event: str, *, on: str = user("a"), more: str = "", **named: Any) -> bytes:
    """begin → a → done, with the boundary event x on a, which leads to the user task b and the end gone."""
    return diagram(
        start(), on, event, user("b"), end(), end("gone"), flow("begin", "a", "done"), flow("x", "b", "gone"), more,
        **named,
    )  # fmt: skip


HELLO: dict[str, Any] = {"messages": {"hello": "=key"}}
ERROR = '<bpmn:error id="err" name="No" errorCode="E1"/>'
UP = '<bpmn:escalation id="esc" name="Up" escalationCode="U"/>'
FAIL = '<bpmn:errorEventDefinition errorRef="err"/>'
RISE = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
STOP = "<bpmn:terminateEventDefinition/>"
WHILE = "<bpmn:standardLoopCharacteristics {}><bpmn:loopCondition>=n &lt; 3</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
CHOICE = (
    user("a"), user("b"), user("c"), node("exclusiveGateway", "m"), end(), flow("begin", "g"),
    flow("g", "a", when="=x > 10"), flow("g", "b", when="=x > 5"), flow("g", "c"), flow("a", "m"), flow("b", "m"),
    flow("c", "m", "done"),
)  # fmt: skip
RACE = diagram(
    start(), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "t1", inside=timer("P1D")),
    node("intermediateCatchEvent", "t2", inside=timer("P2D")), node("receiveTask", "r", messageRef="m_hello"),
    end("e1"), end("e2"), end("e3"), flow("begin", "g", "t1", "e1"), flow("g", "t2", "e2"), flow("g", "r", "e3"), **HELLO,
)  # fmt: skip
LONG = diagram(
    start(), node("exclusiveGateway", "m"), user("first"), script("s", "=n + 1", "n"), script("s2", "=n * 2", "d"),
    node("manualTask", "s3"), node("exclusiveGateway", "g", default="g_to_last"), user("last"), end(),
    flow("begin", "first", "m", "s", "s2", "s3", "g"), flow("g", "m", when="=n < 600"), flow("g", "last", "done"),
)  # fmt: skip
ROUND = diagram(
    start(), node("exclusiveGateway", "m"), node("parallelGateway", "f"), user("a"), user("b"),
    node("parallelGateway", "j"), script("count", "=n + 1", "n"), node("exclusiveGateway", "g", default="g_to_done"), end(),
    flow("begin", "m", "f", "a", "j", "count", "g"), flow("f", "b", "j"), flow("g", "m", when="=n < 2"), flow("g", "done"),
)  # fmt: skip


def eight() -> bytes:
    """Eight forks of two branches in a row, a person in the fourth."""
    elements, flows, before = [], [], "begin"
    for number in range(8):
        names = (f"a{number}", f"b{number}")
        elements += [node("parallelGateway", f"f{number}"), node("parallelGateway", f"j{number}")]
        elements += [user(name) if number == 3 else script(name, "=1", name) for name in names]
        flows += [flow(before, f"f{number}"), *(flow(f"f{number}", name, f"j{number}") for name in names)]
        before = f"j{number}"
    return diagram(start(), *elements, end(), *flows, flow(before, "done"))


DOUBLE = diagram(
    start(), script("d", "=n * 2", "m"), user("look"), end(), flow("begin", "d", "look", "done"), id="inner"
)
FAILS = diagram(
    start(), user("a"), end("bad", inside=FAIL), flow("begin", "a", "bad"), id="inner", root=ERROR
)  # fmt: skip
LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="Street"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
    '<bpmn:lane id="l2" name="City"><bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
)
PAPERS = (
    '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="ref" dataObjectRef="o"/><bpmn:dataStoreReference id="store"/>'
    '<bpmn:textAnnotation id="ta"><bpmn:text>t</bpmn:text></bpmn:textAnnotation>'
    '<bpmn:association id="as" sourceRef="a" targetRef="ta"/><bpmn:group id="gr"/>'
)
USES = (
    '<bpmn:property id="pr"/><bpmn:dataInputAssociation id="di"><bpmn:sourceRef>ref</bpmn:sourceRef>'
    "<bpmn:targetRef>pr</bpmn:targetRef></bpmn:dataInputAssociation>"
)
A, B, C = ("do", "a", {}), ("do", "b", {}), ("do", "c", {})
HI = ("say", "hello", "k", {"said": 1})
K = {"key": "k"}

RUNS = [
    Case("none and manual task", (line(node("task", "a"), node("manualTask", "b")),), outcome={}, ends="done"),
    Case("user task", (line(user("a")),), (("do", "a", {"x": 1.5, "y": [{"b": 1, "a": None}]}),), outcome={"x": Decimal("1.5"), "y": [{"b": 1, "a": None}]}),
    Case("service task", (line(service("a", "engine.add", inputs={"a": "=n", "b": "=2"})),), data={"n": 1}, outcome={"n": 1, "total": 3}),
    Case("service task with outputs", (line(service("a", "engine.add", inputs={"a": "=1"}, outputs={"s.t": "=total"})),), outcome={"s": {"t": 2}}),
    Case("script task", (line(script("a", "=n / 4", "q")),), data={"n": 1}, outcome={"n": 1, "q": Decimal("0.25")}),
    Case("business rule task", (line(rule("d", "fee", "fee"), user("a")),), (A,), {"amount": 12}, {"amount": 12, "fee": Decimal("2.5")}),
    Case("send task", (line(node("sendTask", "s", messageRef="m_hello"), **HELLO),), data=K, outcome=K),
    Case("receive task", (line(node("receiveTask", "r", messageRef="m_hello"), **HELLO),), (HI,), K, {"key": "k", "said": 1}),
    Case("call activity", (line(call("c", "inner")), DOUBLE), (("do", "look", {"seen": True}),), {"n": 2}, {"n": 2, "m": 4, "seen": True}),
    Case("call activity, outputs", (line(call("c", "inner", 'propagateAllParentVariables="false"', inputs={"n": "=5"}, outputs={"r": "=m"})), DOUBLE), (("do", "look", {}),), {"x": 1}, {"x": 1, "r": 10}),
    Case("subprocess", (line(sub("p", *around(user("a"), script("s", "=x + 1", "y")), inputs={"h": "=1"})),), (("do", "a", {"x": 1}),), outcome={"x": 1, "y": 2}),
    Case("subprocess in a subprocess", (line(sub("p", start("p1"), sub("q", *around(user("a"))), end("p2"), flow("p1", "q", "p2"))),), (("do", "a", {"x": 1}),), outcome={"x": 1}),
    Case("exclusive gateway, first", (diagram(start(), node("exclusiveGateway", "g", default="g_to_c"), *CHOICE),), (A,), {"x": 11}, {"x": 11}),
    Case("exclusive gateway, second", (diagram(start(), node("exclusiveGateway", "g", default="g_to_c"), *CHOICE),), (B,), {"x": 6}, {"x": 6}),
    Case("exclusive gateway, default", (diagram(start(), node("exclusiveGateway", "g", default="g_to_c"), *CHOICE),), (C,), {"x": 1}, {"x": 1}),
    Case("exclusive gateway, a misspelt name", (diagram(start(), node("exclusiveGateway", "g", default="g_to_c"), *CHOICE),), data={"y": 1}, trouble="g"),
    Case("parallel gateway merges what changed", (forked(user("a"), user("b"), user("c")),), (("do", "b", {"y": 2}), ("do", "a", {"x": 5}), C), {"x": 1, "y": 1}, {"x": 5, "y": 2}),
    Case("parallel gateway, a stale branch last", (forked(user("a"), user("b")),), (("do", "a", {"x": 2}), ("do", "b", {"x": 1})), {"x": 1}, {"x": 2}),
    Case("parallel gateway, the same change", (forked(user("a"), user("b")),), (("do", "a", {"x": 2}), ("do", "b", {"x": 2})), {"x": 1}, {"x": 2}),
    Case("parallel gateway, a clash", (forked(user("a"), user("b")),), (("do", "a", {"x": 2}), ("do", "b", {"x": 3})), {"x": 1}, trouble="join"),
    Case("parallel gateway in a loop", (ROUND,), (A, B, B, A), {"n": 0}, {"n": 2}),
    Case("parallel gateway that waits in vain", (diagram(start(), node("exclusiveGateway", "g", default="g_to_b"), user("a"), user("b"), node("parallelGateway", "j"), end(), flow("begin", "g"), flow("g", "a", when="=x"), flow("g", "b", "j"), flow("a", "j", "done")),), (A,), {"x": True}, trouble="j"),
    Case("eight splits in a row", (eight(),), (("do", "b3", {}), ("do", "a3", {})), outcome={f"{b}{n}": 1 for n in range(8) if n != 3 for b in "ab"}, ends="done"),
    Case("several flows from a task", (diagram(start(), user("a"), user("b"), user("c"), flow("begin", "a", "b"), flow("a", "c")),), (A, ("do", "c", {"x": 1}), ("do", "b", {"y": 1})), outcome={"x": 1, "y": 1}),
    Case("inclusive gateway", (diagram(start(), node("inclusiveGateway", "g", default="g_to_c"), user("a"), user("b"), user("c"), node("inclusiveGateway", "m"), end(), flow("begin", "g"), flow("g", "a", when="=x > 1"), flow("g", "b", when="=x > 2"), flow("g", "c"), flow("a", "m"), flow("b", "m"), flow("c", "m", "done")),), (B, ("do", "a", {"y": 1})), {"x": 3}, {"x": 3, "y": 1}),
    Case("inclusive gateway, default", (diagram(start(), node("inclusiveGateway", "g", default="g_to_c"), user("a"), user("c"), node("inclusiveGateway", "m"), end(), flow("begin", "g"), flow("g", "a", when="=x > 1"), flow("g", "c"), flow("a", "m"), flow("c", "m", "done")),), (C,), {"x": 0}, {"x": 0}),
    Case("event gateway, message", (RACE,), (HI,), K, {"key": "k", "said": 1}, "e3"),
    Case("event gateway, first of two timers", (RACE,), (("days", 1.5),), K, K, "e1"),
    Case("event gateway, waits", (RACE,), data=K, waits=("r", "t1", "t2")),
    Case("parallel multi-instance", (line(user("a", inside=loop("=[1, 2, 3]", "i", "got", "=i * f"))),), (("do", "a", {"f": 1}), ("do", "a", {"f": 10}), ("do", "a", {"f": 100})), outcome={"got": [1, 20, 300]}),
    Case("multi-instance that has enough", (line(user("a", inside=loop("=[1, 2, 3]", "i", "got", "=ok", until="=ok"))),), (("do", "a", {"ok": False}), ("do", "a", {"ok": True})), outcome={"got": [False, True, None]}),
    Case("sequential multi-instance", (line(user("a", inside=loop("=[1, 2]", "i", "got", "=i + f", sequential=True))),), (("do", "a", {"f": 1}), ("do", "a", {"f": 2})), outcome={"got": [2, 4]}),
    Case("multi-instance of nothing", (line(user("a", inside=loop("=[]", "i", "got", "=i"))),), outcome={"got": []}),
    Case("multi-instance of something else", (line(user("a", inside=loop("=n", "i", "got", "=i"))),), data={"n": 3}, trouble="a"),
    Case("multi-instance subprocess", (line(sub("p", *around(user("a")), loop("=[1, 2]", "i", "got", "=i + f"))),), (("do", "a", {"f": 10}), ("do", "a", {"f": 20})), outcome={"got": [11, 22]}),
    Case("multi-instance call", (line(call("c", "inner", inside=loop("=[1, 2]", "n", "got", "=m", sequential=True))), DOUBLE), (("do", "look", {}), ("do", "look", {})), outcome={"got": [2, 4]}),
    Case("standard loop", (line(script("s", "=n + 1", "n", inside=WHILE.format(""))),), data={"n": 0}, outcome={"n": 3}),
    Case("standard loop of a person, tested before", (line(user("a", inside=WHILE.format('testBefore="true"'))),), (("do", "a", {"n": 2}), ("do", "a", {"n": 3})), {"n": 0}, {"n": 3}),
    Case("standard loop that does not begin", (line(user("a", inside=WHILE.format('testBefore="true"'))),), data={"n": 3}, outcome={"n": 3}),
    Case("timer, intermediate", (line(node("intermediateCatchEvent", "t", inside=timer('=duration("P1M")')), script("s", "=string(today())", "on")),), (("days", 30), ("days", 40)), outcome={"on": "2026-04-02"}),
    Case("timer at a date", (line(node("intermediateCatchEvent", "t", inside=timer("2026-03-05T00:00:00+08:00", "timeDate"))),), (("days", 5),), outcome={}),
    Case("timer, boundary, interrupting", (beside(boundary("x", "a", timer("P1D"))),), (("days", 2), B), outcome={}, ends="gone"),
    Case("timer, boundary, late", (beside(boundary("x", "a", timer("P1D"))),), (("do", "a", {"x": 1}), ("days", 3)), outcome={"x": 1}, ends="done"),
    Case("timer, boundary, beside, again and again", (beside(boundary("x", "a", timer("R3/P1D", "timeCycle"), interrupting=False)),), (("days", 2.5), B, A, B), outcome={}, ends="gone"),
    Case("timer, boundary, missed turns skipped", (beside(boundary("x", "a", timer("R/P1D", "timeCycle"), interrupting=False, extension='<zeebe:properties><zeebe:property name="missed_turns" value="skip"/></zeebe:properties>')),), (("days", 9.5),), waits=("a", "b", "x")),
    Case("message start", (diagram(start(), start("other", inside=message("m_begin")), user("a"), end(), flow("begin", "a", "done"), flow("other", "a"), messages={"begin": None}),), (A,), outcome={}),
    Case("message, intermediate catch", (line(node("intermediateCatchEvent", "r", inside=message("m_hello"), outputs={"got": "=said"}), **HELLO),), (HI,), K, {"key": "k", "got": 1}),
    Case("message, thrown", (line(node("intermediateThrowEvent", "s", inside=message("m_hello"), inputs={"t": '="hi"'}), **HELLO),), data=K, outcome=K),
    Case("message, end", (diagram(start(), end("e", inside=message("m_hello")), flow("begin", "e"), **HELLO),), data=K, outcome=K, ends="e"),
    Case("message, without a key", (line(node("receiveTask", "r", messageRef="m_hello"), **HELLO),), data={"key": None}, trouble="r"),
    Case("message, boundary, interrupting", (beside(boundary("x", "a", message("m_hello")), **HELLO),), (HI, B), K, {"key": "k", "said": 1}, "gone"),
    Case("message, boundary, beside", (beside(boundary("x", "a", message("m_hello"), interrupting=False), **HELLO),), (HI, A, B), K, {"key": "k", "said": 1}),
    Case("message ends a subprocess", (beside(boundary("x", "a", message("m_hello")), on=sub("a", *around(user("p"), user("q"))), **HELLO),), (("do", "p", {"z": 1}), HI, B), K, {"key": "k", "z": 1, "said": 1}, "gone"),
    Case("error end, caught", (beside(boundary("x", "a", FAIL), on=sub("a", start("i"), user("p"), end("bad", inside=FAIL), flow("i", "p", "bad")), root=ERROR),), (("do", "p", {}), B), outcome={}, ends="gone"),
    Case("error end of a called diagram", (diagram(start(), call("c", "inner"), boundary("x", "c", FAIL), end(), end("gone"), flow("begin", "c", "done"), flow("x", "gone"), root=ERROR), FAILS), (A,), outcome={}, ends="gone"),
    Case("error end, not caught", (diagram(start(), user("a"), end("bad", inside=FAIL), flow("begin", "a", "bad"), root=ERROR),), (A,), trouble="bad"),
    Case("escalation, interrupting", (beside(boundary("x", "a", RISE), on=sub("a", *around(node("intermediateThrowEvent", "up", inside=RISE), user("p"))), root=UP),), (B,), outcome={}, ends="gone"),
    Case("escalation, beside", (beside(boundary("x", "a", RISE, interrupting=False), on=sub("a", *around(node("intermediateThrowEvent", "up", inside=RISE), user("p"))), root=UP),), (B, ("do", "p", {"y": 1})), outcome={"y": 1}, ends="done"),
    Case("escalation end", (beside(boundary("x", "a", RISE, interrupting=False), on=sub("a", start("i"), user("p"), end("o", inside=RISE), flow("i", "p", "o")), root=UP),), (("do", "p", {}), B), outcome={}),
    Case("terminate end", (diagram(start(), node("parallelGateway", "f"), user("a"), user("b"), end("e", inside=STOP), end(), flow("begin", "f", "a", "e"), flow("f", "b", "done")),), (A,), outcome={}, ends="e"),
    Case("terminate end of a subprocess", (line(sub("p", start("i"), node("parallelGateway", "f"), user("a"), user("b"), end("e", inside=STOP), end("o"), flow("i", "f", "a", "e"), flow("f", "b", "o")), user("c")),), (A, C), outcome={}, ends="done"),
    Case("lanes", (diagram(LANES, start(), user("a"), user("b"), end(), flow("begin", "a", "b", "done")),), (A, B), outcome={}),
    Case("data objects and annotations", (diagram(PAPERS, start(), user("a", inside=USES), end(), flow("begin", "a", "done")),), (A,), outcome={}),
    Case("a loop of 600 turns", (LONG,), (("do", "first", {}), ("do", "last", {})), {"n": 0}, {"n": 600, "d": 1200}),
    Case("a loop without end", (diagram(start(), user("a"), script("s", "=n + 1", "n"), flow("begin", "a", "s", "s")),), (A,), {"n": 0}, trouble="s"),
    Case("variables named typename and $n", (line(user("a")),), (("do", "a", {"__class__": "y"}),), {"typename": "x", "$n": "z"}, {"typename": "x", "$n": "z", "__class__": "y"}),
    Case("a flow without an end event", (diagram(start(), user("a"), flow("begin", "a")),), (("do", "a", {"x": 1}),), outcome={"x": 1}),
    Case("ids that the parser uses itself", (diagram(start("begin"), user("End"), user("main.EndJoin"), user("StartEventSplit"), end(), flow("begin", "End", "main.EndJoin", "StartEventSplit", "done")),), (("do", "End", {}), ("do", "main.EndJoin", {}), ("do", "StartEventSplit", {})), outcome={}),
    Case("Chinese ids", (diagram(start(), user("街道初审"), end("完成"), flow("begin", "街道初审", "完成")),), (("do", "街道初审", {"结果": "通过"}),), outcome={"结果": "通过"}, ends="完成"),
]  # fmt: skip
