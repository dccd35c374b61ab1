"""Grows random diagrams from a seed: blocks in blocks, whatever the profile holds, each with one way in and one way out.

No two elements write one variable, so that parallel branches do not clash by their drawing; what the dice of a run decide
stands in the variables x0 … x5.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.engine.drawing import (
    boundary,
    call,
    diagram,
    end,
    flow,
    loop,
    message,
    node,
    script,
    service,
    start,
    timer,
    user,
)

DICE = 6
RISE = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
FAIL = '<bpmn:errorEventDefinition errorRef="err"/>'
ROOT = (
    '<bpmn:escalation id="esc" name="Up" escalationCode="U"/><bpmn:error id="err" name="No" errorCode="E1"/>'
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A drawn part: its first and its last element."""

    first: str
    last: str


@dataclass
class Garden:
    """One diagram while it grows. calls: whether another diagram may be called."""

    dice: random.Random
    calls: bool
    prefix: str = "e"
    count: int = 0
    parts: list[str] = field(default_factory=list)
    messages: dict[str, str | None] = field(default_factory=dict)
    signals: list[str] = field(default_factory=list)
    begun: int = 0

    def name(self) -> str:
        """A new id."""
        self.count += 1
        return f"{self.prefix}{self.count}"

    def put(self, *drawn: str) -> None:
        """Adds elements or flows to the scope that grows."""
        self.parts += drawn

    def condition(self) -> str:
        """What depends on the dice of a run."""
        return f"=x{self.dice.randrange(DICE)} > {self.dice.randrange(10)}"

    def caught(self, id: str) -> str:
        """A message of the element's own."""
        self.messages[f"m{id}"] = "=number"
        return message(f"m_m{id}")

    def heard(self, id: str) -> str:
        """A signal of the element's own, or one that another waits for too."""
        if not self.signals or self.dice.random() < 0.7:
            self.signals.append(f"s{id}")
        return _signal(self.dice.choice(self.signals))

    def wait(self) -> str:
        """A timer of some hours or days."""
        return timer(self.dice.choice(("PT1H", "PT30H", "P1D", "P2D", '=duration("P3D")')))

    # blocks -----------------------------------------------------------------------------------------------------

    def block(self, depth: int) -> Block:
        """Any block; deep down only tasks."""
        grow = self.dice.choice(_LEAVES if depth <= 0 else _LEAVES + _NESTED * 2)
        return grow(self, depth - 1)

    def chain(self, depth: int) -> Block:
        """One to three blocks after each other."""
        blocks = [self.block(depth) for _ in range(self.dice.randrange(1, 4))]
        for before, after in zip(blocks, blocks[1:], strict=False):
            self.put(flow(before.last, after.first))
        return Block(blocks[0].first, blocks[-1].last)

    def scope(self, depth: int, ending: str = "") -> str:
        """The inside of a subprocess: a chain from a start to an end."""
        outer, self.parts = self.parts, []
        begin, done = self.name(), self.name()
        inner = self.chain(depth)
        self.put(start(begin), end(done, inside=ending), flow(begin, inner.first), flow(inner.last, done))
        self.beside(depth)
        inside, self.parts = "".join(self.parts), outer
        return inside

    def beside(self, depth: int) -> None:
        """Now and then an event subprocess in the scope that grows."""
        if self.dice.random() < 0.7:
            return
        id, begin, done = self.name(), self.name(), self.name()
        kind = self.dice.choice(("timer", "cycle", "message", "signal", "signal", "error", "escalation"))
        interrupting = kind == "error" or kind != "cycle" and self.dice.random() < 0.5
        triggers = {
            "timer": self.wait, "cycle": lambda: timer("R3/PT20H", "timeCycle"), "message": lambda: self.caught(id),
            "signal": lambda: self.heard(id), "error": lambda: FAIL, "escalation": lambda: RISE,
        }  # fmt: skip
        outer, self.parts = self.parts, []
        self.begun += 1
        inner = self.chain(depth - 1)
        self.begun -= 1
        drawn = start(begin, inside=triggers[kind](), isInterrupting=str(interrupting).lower())
        self.put(drawn, end(done), flow(begin, inner.first), flow(inner.last, done))
        inside, self.parts = "".join(self.parts), outer
        self.put(node("subProcess", id, inside=inside, triggeredByEvent="true"))


def _signal(name: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="{name}"/>'


def _tell(garden: Garden, depth: int) -> Block:
    """Throws a signal, or an escalation; what a signal has begun throws none, or it would begin itself without end."""
    id, dice = garden.name(), garden.dice
    inside = _signal(dice.choice(garden.signals)) if garden.signals and not garden.begun else RISE
    garden.put(node("intermediateThrowEvent", id, inside=inside, inputs={f"t_{id}": "=x5"}))
    return Block(id, id)


def _script(garden: Garden, depth: int) -> Block:
    id = garden.name()
    garden.put(script(id, garden.dice.choice(("=x0 + 1", "=string(today())", "=x1 / 4", "=[x2, {a: x3}]")), f"v_{id}"))
    return Block(id, id)


def _user(garden: Garden, depth: int) -> Block:
    id = garden.name()
    garden.put(user(id))
    return Block(id, id)


def _service(garden: Garden, depth: int) -> Block:
    id = garden.name()
    garden.put(service(id, "engine.add", inputs={"a": "=x4", "b": "=2"}, outputs={f"s_{id}": "=total"}))
    return Block(id, id)


def _catch(garden: Garden, depth: int) -> Block:
    id = garden.name()
    inside = garden.dice.choice((garden.wait, lambda: garden.caught(id), lambda: garden.heard(id)))()
    garden.put(node("intermediateCatchEvent", id, inside=inside))
    return Block(id, id)


def _listed(garden: Garden, depth: int) -> Block:
    id, dice = garden.name(), garden.dice
    until = dice.choice(("", "=loopCounter = 2"))
    many = loop(
        dice.choice(("=[1, 2, 3]", "=[]", "=[x0]")), "i", f"r_{id}", "=i", sequential=dice.random() < 0.5, until=until
    )
    drawn = dice.choice((
        lambda: user(id, inside=many), lambda: script(id, "=i + 1", "t", inside=many),
        lambda: node("subProcess", id, inside=garden.scope(depth) + many),
    ))  # fmt: skip
    garden.put(drawn())
    return Block(id, id)


def _again(garden: Garden, depth: int) -> Block:
    id = garden.name()
    many = f'<bpmn:standardLoopCharacteristics loopMaximum="{garden.dice.randrange(1, 4)}"/>'
    garden.put(
        garden.dice.choice(
            (lambda: user(id, inside=many), lambda: script(id, "=loopCounter", f"v_{id}", inside=many))
        )()
    )
    return Block(id, id)


def _called(garden: Garden, depth: int) -> Block:
    if not garden.calls:
        return _user(garden, depth)
    id = garden.name()
    garden.put(call(id, "inner", outputs={f"c_{id}": "=x0"}))
    return Block(id, id)


def _branches(garden: Garden, depth: int, kind: str) -> Block:
    fork, join, dice = garden.name(), garden.name(), garden.dice
    many = dice.randrange(2, 5)
    ways = [garden.chain(depth) for _ in range(many)]
    chooses = kind != "parallelGateway"
    more = {"default": f"{fork}_to_{ways[-1].first}"} if chooses else {}
    garden.put(node(kind, fork, **more), node(kind, join))
    for number, way in enumerate(ways):
        when = garden.condition() if chooses and number < many - 1 else None
        garden.put(flow(fork, way.first, when=when), flow(way.last, join))
    return Block(fork, join)


def _choice(garden: Garden, depth: int) -> Block:
    return _branches(garden, depth, "exclusiveGateway")


def _parallel(garden: Garden, depth: int) -> Block:
    return _branches(garden, depth, "parallelGateway")


def _inclusive(garden: Garden, depth: int) -> Block:
    return _branches(garden, depth, "inclusiveGateway")


def _round(garden: Garden, depth: int) -> Block:
    """A loop drawn with gateways, two or three turns."""
    first, merge, count, more = (garden.name() for _ in range(4))
    inner, out = garden.chain(depth), garden.name()
    garden.put(
        script(first, "=0", f"n_{first}"), node("exclusiveGateway", merge), script(count, f"=n_{first} + 1", f"n_{first}"),
        node("exclusiveGateway", more, default=f"{more}_to_{out}"), node("task", out), flow(first, merge, inner.first),
        flow(inner.last, count, more), flow(more, merge, when=f"=n_{first} < {garden.dice.randrange(2, 4)}"), flow(more, out),
    )  # fmt: skip
    return Block(first, out)


def _race(garden: Garden, depth: int) -> Block:
    gate, merge = garden.name(), garden.name()
    garden.put(node("eventBasedGateway", gate), node("exclusiveGateway", merge))
    for _ in range(garden.dice.randrange(2, 4)):
        event, way = _catch(garden, depth), garden.block(depth)
        garden.put(flow(gate, event.first, way.first), flow(way.last, merge))
    return Block(gate, merge)


def _watched(garden: Garden, depth: int) -> Block:
    """A task, subprocess or call with boundary events."""
    id, merge, dice = garden.name(), garden.name(), garden.dice
    kind = dice.choice(("user", "sub", "sub", "call"))
    ending = dice.choice(("", "", FAIL, RISE, "<bpmn:terminateEventDefinition/>")) if kind == "sub" else ""
    if kind == "sub":
        garden.put(node("subProcess", id, inside=garden.scope(depth, ending)))
    else:
        garden.put(call(id, "inner") if kind == "call" and garden.calls else user(id))
    garden.put(node("exclusiveGateway", merge), flow(id, merge))
    for _ in range(dice.randrange(1, 3)):
        _event(garden, id, merge, depth)
    if ending in (FAIL, RISE):
        _event(garden, id, merge, depth, ending)
    return Block(id, merge)


def _event(garden: Garden, on: str, merge: str, depth: int, inside: str = "") -> None:
    id, dice = garden.name(), garden.dice
    interrupting = inside == FAIL or dice.random() < 0.5
    cycle = lambda: timer("R3/PT20H", "timeCycle") if not interrupting else garden.wait()  # noqa: E731
    inside = inside or dice.choice((garden.wait, cycle, lambda: garden.caught(id), lambda: garden.heard(id)))()
    garden.begun += 1
    way = garden.block(depth)
    garden.begun -= 1
    garden.put(boundary(id, on, inside, interrupting=interrupting), flow(id, way.first))
    if not interrupting:
        merge = garden.name()
        garden.put(end(merge))
    garden.put(flow(way.last, merge))


_LEAVES: list[Callable[[Garden, int], Block]] = [_script, _user, _user, _service, _catch, _again, _called, _tell]
_NESTED: list[Callable[[Garden, int], Block]] = [
    _choice, _parallel, _inclusive, _round, _race, _watched, _watched, _listed,
]  # fmt: skip


def grown(seed: int, depth: int = 3) -> tuple[bytes, ...]:
    """The files of a random diagram `main`, and of `inner`, which it may call."""
    dice = random.Random(seed)
    return _file(dice, "main", depth, calls=True), _file(dice, "inner", 1, calls=False)


def _file(dice: random.Random, id: str, depth: int, *, calls: bool) -> bytes:
    garden = Garden(dice, calls, prefix=id[0])
    inner = garden.chain(depth)
    garden.put(start(), end(), flow("begin", inner.first), flow(inner.last, "done"))
    garden.beside(depth - 1)
    signals = "".join(f'<bpmn:signal id="{name}" name="{name}"/>' for name in garden.signals)
    return diagram(*garden.parts, id=id, messages=garden.messages, root=ROOT + signals)
