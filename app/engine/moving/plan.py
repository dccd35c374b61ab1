"""A plan: what would become of every running process of a diagram in another version. Nothing is written or sent.

Every process is tried on a copy (`trying`): so a plan is the dry run. Where there are many, `dry_runs` makes it in the
background, some at a time.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import exc

from app.engine import definitions, rows
from app.engine.moving.trying import Tried, try_out
from app.engine.records import DiagramVersion
from app.engine.rows import Row
from app.engine.spiff.definition import Definition
from app.engine.spiff.transplant import Mapping
from app.errors import Invalid, NotFound
from app.registry import nearest
from app.store import db, tenant

_log = logging.getLogger("anju.engine")
PAGE = 500
LIVE = ("running", "troubled", "suspended")


@dataclass(frozen=True, slots=True)
class Place:
    """An element on which processes stand: how many tokens, and what becomes of them. fate: same, mapped, added, dropped, blocked."""

    diagram: str
    element: str
    name: str
    fate: str
    to: str
    why: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What would become of one process. why: what keeps it back, in words; empty when it goes. goes_on: it would not only wait."""

    process_id: int
    business_key: str
    version: int
    state: str
    why: tuple[str, ...]
    goes_on: bool


Met = tuple[str, str, str, str, str]
"""Diagram, element, fate, where to, why: what tokens on an element meet."""


@dataclass
class MovePlan:
    """A diagram's processes and another version. versions: version → processes on it; timers, tasks: kept as they are.

    tally: what stands where, counted; left, others: those that would stay and those that would go (of a dry run in the
    background the first ones); staying, going: how many.
    renews: open tasks get the new version's form, group and due date (counted from when they were opened), not only later ones.
    """

    diagram: str
    to: int
    version_id: int
    mapping: Mapping
    renews: bool
    versions: dict[int, int] = field(default_factory=dict)
    tally: Counter[Met] = field(default_factory=Counter)
    left: list[Fate] = field(default_factory=list)
    others: list[Fate] = field(default_factory=list)
    staying: int = 0
    going: int = 0
    timers: int = 0
    tasks: int = 0

    @cached_property
    def places(self) -> list[Place]:
        """The elements on which processes stand, in the order of their ids."""
        known = known_versions(self.diagram)
        names = {one: name for version in known for one, name in _names(definitions.definition(version))}
        return [
            Place(where, element, names.get((where, element), element), fate, over, why, tokens)
            for (where, element, fate, over, why), tokens in sorted(self.tally.items())
        ]

    def add(self, row: Row, version: int, tried: Tried) -> None:
        """One process more was tried."""
        fate = Fate(row.id, row.business_key, version, row.state, tuple(tried.why), tried.goes_on)
        self.versions[version] = self.versions.get(version, 0) + 1
        (self.left if fate.why else self.others).append(fate)
        self.staying, self.going = self.staying + bool(fate.why), self.going + (not fate.why)
        self.timers, self.tasks = self.timers + tried.timers, self.tasks + tried.tasks
        self.tally.update((one.diagram, one.element, one.fate, one.to, one.why) for one in tried.stands)


def plan_move(diagram: str, *, to: int | None = None, mapping: Mapping | None = None, renews: bool = False) -> MovePlan:
    """What would become of all processes of a diagram that run on another version than `to` (the newest).

    NotFound for an unknown diagram or version; Invalid for a mapping that names what is not drawn.
    """
    plan = empty_plan(diagram, to=to, mapping=mapping, renews=renews)
    try_all(plan, live_rows(other_versions(plan)))
    return plan


def empty_plan(diagram: str, *, to: int | None, mapping: Mapping | None, renews: bool) -> MovePlan:
    """A plan in which nothing was tried yet. Raises as `plan_move`."""
    target = definitions.definition(version_of(diagram, to))
    plan = MovePlan(diagram, target.version, target.id, dict(mapping or {}), renews)
    _check_mapping(plan.mapping, [definitions.definition(one) for one in other_versions(plan)], target)
    return plan


def other_versions(plan: MovePlan) -> list[int]:
    """The ids of the versions from which processes would go."""
    return [one for one in known_versions(plan.diagram) if one != plan.version_id]


def try_all(plan: MovePlan, found: Iterable[Row]) -> int:
    """Tries these processes on copies and adds what becomes of them; the id of the last one."""
    target, versions, last = definitions.definition(plan.version_id), known_versions(plan.diagram), 0
    for row in found:
        plan.add(row, versions[row.version_id], _tried(row, target, plan.mapping))
        last = row.id
    return last


def _tried(row: Row, target: Definition, mapping: Mapping) -> Tried:
    """One that cannot even be tried stays behind with that reason: it keeps no plan from being made."""
    try:
        return try_out(row, target, mapping)
    except exc.DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001  a fault of ours in one process
        _log.exception("process %s could not be tried on a copy", row.id)
        return Tried([], [f"{type(error).__name__}: {error}"])


def version_of(diagram: str, version: int | None) -> int:
    """The id of a version of a diagram, of the newest when none is said. NotFound."""
    newest = definitions.newest(diagram)
    if version is None:
        return newest
    found = next((one for one, number in known_versions(diagram).items() if number == version), None)
    if found is None:
        raise NotFound(_("流程图 %(diagram)s 没有第 %(version)s 版。", diagram=diagram, version=version))
    return found


def known_versions(diagram: str) -> dict[int, int]:
    """The versions of a diagram: id → number, oldest first."""
    at = DiagramVersion
    found = sa.select(at.id, at.version).where(at.tenant == tenant(), at.diagram == diagram).order_by(at.version)
    return {row[0]: row[1] for row in db.session.execute(found)}


def live_diagrams() -> list[tuple[str, str, int, int, int]]:
    """(diagram, its name, newest version, live processes, those of them on an older version) of every diagram."""
    found = rows.run_sql(
        "SELECT v.diagram, max(v.name) FILTER (WHERE v.version = n.version), max(n.version), count(p.id), count(p.id) FILTER (WHERE v.version < n.version) "
        "FROM diagram_version v JOIN (SELECT diagram, max(version) AS version FROM diagram_version "
        "WHERE tenant = %(tenant)s GROUP BY diagram) n ON n.diagram = v.diagram "
        "LEFT JOIN process p ON p.tenant = v.tenant AND p.version_id = v.id AND p.state = ANY(%(live)s) "
        "WHERE v.tenant = %(tenant)s GROUP BY v.diagram ORDER BY 5 DESC, 1",
        {"tenant": tenant(), "live": list(LIVE)},
    ).all()
    return [tuple(row) for row in found]


def live_rows(versions: list[int]) -> Iterator[Row]:
    """The live processes of these versions, in the order of their ids; read a page at a time."""
    last = 0
    while True:
        found = rows_after(versions, last, PAGE)
        yield from found
        if len(found) < PAGE:
            return
        last = found[-1].id


_OURS = "FROM process p WHERE p.tenant = %(tenant)s AND p.version_id = ANY(%(versions)s) AND p.state = ANY(%(live)s)"


def rows_after(versions: list[int], last: int, limit: int) -> list[Row]:
    """The next live processes of these versions whose ids come after `last`."""
    found = rows.run_sql(
        f"SELECT {rows.PROCESS} {_OURS} AND p.id > %(last)s ORDER BY p.id LIMIT %(limit)s",
        {"tenant": tenant(), "versions": versions, "live": list(LIVE), "last": last, "limit": limit},
    ).all()
    return [rows.as_row(one) for one in found]


def how_many(plan: MovePlan) -> int:
    """How many processes a plan would have to try."""
    values = {"tenant": tenant(), "versions": other_versions(plan), "live": list(LIVE)}
    return int(rows.run_sql(f"SELECT count(*) {_OURS}", values).scalar_one())


def _check_mapping(mapping: Mapping, before: list[Definition], target: Definition) -> None:
    old = {name for one in before for name in _keys(one, one.diagram)}
    new = {element for part in whole(target) for element in part.element_ids()}
    for one, other in mapping.items():
        if one not in old:
            raise Invalid(_("旧版里没有元素 %(name)s%(hint)s", name=one, hint=nearest(one, sorted(old))))
        if other not in new:
            raise Invalid(_("新版里没有元素 %(name)s%(hint)s", name=other, hint=nearest(other, sorted(new))))


def _keys(definition: Definition, main: str) -> set[str]:
    """How a mapping names the elements: those of the diagram itself also without its name."""
    inner = {f"{part.diagram}/{element}" for part in whole(definition) for element in part.element_ids()}
    return inner | {name.removeprefix(f"{main}/") for name in inner if name.startswith(f"{main}/")}


def _names(definition: Definition) -> Iterator[tuple[tuple[str, str], str]]:
    for part in whole(definition):
        for spec in part.specs():
            if getattr(spec, "bpmn_name", None):
                yield (part.diagram, spec.element_id), spec.bpmn_name


def whole(definition: Definition) -> Iterator[Definition]:
    """A version of a diagram and all that it calls."""
    yield definition
    for name in definition.calls():
        if definition.called is not None:
            yield from whole(definition.called(name))
