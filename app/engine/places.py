"""Where processes stand, for who looks after them: tokens with their variables, what stopped and why, where to go instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.engine import definitions, intervening, journal, rows
from app.engine.queries import looked_at, process_value
from app.engine.spiff import displace, runner
from app.engine.spiff.definition import Definition
from app.engine.spiff.token import Token
from app.engine.values import Process
from app.store import tenant


@dataclass(frozen=True, slots=True)
class Standing:
    """A live token. kind: what it waits for (task, timer, message, signal, inside, join); key: of a message or signal; due: of a timer.

    inside: the subprocess, called diagram or multi-instance it stands for; may_not_…: why it may not be set elsewhere or passed on, "" when it may.
    """

    token: int
    diagram: str
    element: str
    name: str
    kind: str
    key: str
    due: datetime | None
    variables: dict[str, Any]
    may_not_move: str
    may_not_skip: str


def standing(process_id: int) -> list[Standing]:
    """The live tokens of a process, without boundary events that only watch. Empty when it has ended."""
    run = looked_at(rows.read_process(process_id))
    if run is None:
        return []
    waits = {waiting.token: waiting for waiting in runner.waiting(run)}
    return [
        _standing(token, waits.get(token.id)) for token in run.tokens() if not hasattr(token.task_spec, "interrupts")
    ]


def _standing(token: Token, waiting: runner.Waiting | None) -> Standing:
    spec = token.task_spec
    inner = token.id in token.workflow.top_workflow.subprocesses or any(child.is_live for child in token.children)
    return Standing(
        token.id,
        token.workflow.definition.diagram,
        spec.element_id,
        spec.bpmn_name or spec.element_id,
        waiting.kind if waiting is not None else "inside" if inner else "join",
        f"{waiting.name} {waiting.key}".strip()
        if waiting is not None and waiting.kind in ("message", "signal")
        else "",
        waiting.due if waiting is not None else None,
        dict(token.variables),
        displace.why_not_leave(token),
        displace.why_not_pass(spec),
    )


def destinations(process_id: int, token: int | None) -> list[tuple[str, str]]:
    """(element, name) of where a token may be set: one that stands, or (None) the one of a process in trouble."""
    row = rows.read_process(process_id)
    part: Any = None
    if token is None:
        part = intervening.part_of(definitions.definition(row.version_id), (row.trouble or {}).get("element", ""))
    else:
        run = looked_at(row)
        found = run.find(token) if run is not None else None
        part = found.workflow.spec if found is not None else None
    specs = part.task_specs if part is not None else {}
    return [(name, spec.bpmn_name or name) for name, spec in specs.items() if not displace.why_not_enter(part, name)]


def element_names(process_id: int) -> dict[str, str]:
    """How the elements of a process, and of the diagrams it calls, are called: id → name."""
    row = rows.read_process(process_id)
    versions = dict.fromkeys([*journal.versions_before(process_id), row.version_id])
    return {
        spec.element_id: spec.bpmn_name
        for version in versions
        for one in _all(definitions.definition(version))
        for spec in one.specs()
        if getattr(spec, "element_id", "") and getattr(spec, "bpmn_name", None)
    }


def _all(at: Definition) -> Iterator[Definition]:
    yield at
    for name in at.calls():
        if at.called is not None:
            yield from _all(at.called(name))


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which processes in trouble are asked for; empty means any. cause: part of what is told; since: when it stopped."""

    diagram: str = ""
    element: str = ""
    cause: str = ""
    since: datetime | None = None


_WHERE = (
    "p.tenant = %(tenant)s AND p.state = 'troubled' AND (%(diagram)s = '' OR p.diagram = %(diagram)s) "
    "AND (%(element)s = '' OR p.trouble->>'element' = %(element)s) "
    "AND (%(cause)s = '' OR strpos(lower(p.trouble->>'text'), lower(%(cause)s)) > 0) "
    "AND (%(since)s::timestamptz IS NULL OR (p.trouble->>'at')::timestamptz >= %(since)s)"
)


def troubled(sieve: Sieve, *, page: int = 1, size: int = 25) -> tuple[list[Process], int]:
    """One page of the processes in trouble, the newest trouble first; and how many there are in all."""
    values: dict[str, Any] = {
        "tenant": tenant(), "diagram": sieve.diagram, "element": sieve.element, "cause": sieve.cause,
        "since": sieve.since, "size": size, "offset": (page - 1) * size,
    }  # fmt: skip
    total = rows.run_sql(f"SELECT count(*) FROM process p WHERE {_WHERE}", values).scalar_one()
    found = rows.run_sql(
        f"SELECT {rows.PROCESS} FROM process p WHERE {_WHERE} ORDER BY p.trouble->>'at' DESC, p.id DESC "
        "LIMIT %(size)s OFFSET %(offset)s",
        values,
    ).all()
    return [process_value(rows.as_row(row)) for row in found], total


def trouble_places() -> list[tuple[str, str, int]]:
    """(diagram, element, how many) of all processes in trouble, the most first."""
    found = rows.run_sql(
        "SELECT p.diagram, p.trouble->>'element', count(*) FROM process p WHERE p.tenant = %(tenant)s "
        "AND p.state = 'troubled' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        {"tenant": tenant()},
    )
    return [(diagram, element, n) for diagram, element, n in found]
