"""A plan: what would become of every running process of a diagram in another version. Nothing is written or sent.

Every process is tried on a copy: its state is loaded, put on the new version, and run until it waits; a step or decision
that would be reached is not called. So a plan is the dry run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.engine import definitions, rows
from app.engine.live import Live
from app.engine.records import DiagramVersion
from app.engine.rows import Row
from app.engine.spiff import codec, runner
from app.engine.spiff.definition import Definition
from app.engine.spiff.scope import Run
from app.engine.spiff.transplant import Mapping, Stand, Transplant
from app.engine.trouble import Stopped
from app.errors import Invalid, NotFound
from app.registry import nearest
from app.store import clock, db, tenant

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


@dataclass
class MovePlan:
    """A diagram's processes and another version. versions: version → processes on it; timers, tasks: kept as they are.

    renews: open tasks get the new version's form, group and due date (counted from when they were opened), not only later ones.
    """

    diagram: str
    to: int
    version_id: int
    mapping: Mapping
    renews: bool
    versions: dict[int, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    timers: int = 0
    tasks: int = 0

    @property
    def left(self) -> list[Fate]:
        """The processes that would stay behind."""
        return [fate for fate in self.fates if fate.why]

    @property
    def going(self) -> int:
        """How many would go over."""
        return len(self.fates) - len(self.left)


class Reached(Exception):
    """On a copy: a step or a decision would be next."""


class Still(Live):
    """The outside of a copy: nothing is called."""

    def call_step(self, element: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Would be called."""
        raise Reached(element)

    def decide(self, element: str, definition: Definition, decision: str, variables: dict[str, Any]) -> Any:
        """Would be decided."""
        raise Reached(element)


@dataclass
class Tried:
    """A process on a copy in the new version: what its tokens do, what keeps it back, whether it would go on at once."""

    stands: list[Stand]
    why: list[str]
    goes_on: bool = False
    timers: int = 0
    tasks: int = 0


def try_out(row: Row, target: Definition, mapping: Mapping) -> Tried:
    """Tries a process on a copy."""
    outside, at = Still(row.suspended_at or clock.now(), lambda: None), definitions.definition
    run = codec.load(row.content, at, outside) if row.content is not None else Run(at(row.version_id), outside)
    found = Transplant(run, target, mapping)
    tried = Tried(found.stands, [*words(found.blocked), *kept_input(row, target)])
    if tried.why:
        return tried
    kept = {one.token for one in runner.waiting(run)}
    try:
        found.carry_out()
    except Reached:
        tried.goes_on = True
    except Stopped as error:
        tried.why.append(str(error))
    tried.goes_on = tried.goes_on or bool(run.path)
    if tried.goes_on and row.state != "running":
        tried.why.append(at_rest())
    waits = Counter(one.kind for one in runner.waiting(run) if one.token in kept)
    tried.timers, tried.tasks = waits["timer"], waits["task"]
    return tried


def at_rest() -> str:
    """Why a process that does not run stays, when it would go on in the new version."""
    return _("换过去以后会立即往前走：请先恢复流程或排除故障。")


def words(stands: list[Stand]) -> list[str]:
    """The reasons of blocked tokens, each once, with the element."""
    return list(dict.fromkeys(f"{stand.element}：{stand.why}" for stand in stands))


def kept_input(row: Row, target: Definition) -> list[str]:
    """What keeps a process back that stopped before its first step: its start event has to be there."""
    given = (row.trouble or {}).get("input", {})
    event = given.get("event") if given.get("kind") == "start" else None
    if event and event not in target.spec.start.starts:
        return [f"{event}：" + _("新版里没有这个开始事件。")]
    return []


def plan_move(diagram: str, *, to: int | None = None, mapping: Mapping | None = None, renews: bool = False) -> MovePlan:
    """What would become of all processes of a diagram that run on another version than `to` (the newest).

    NotFound for an unknown diagram or version; Invalid for a mapping that names what is not drawn.
    """
    target = definitions.definition(version_of(diagram, to))
    plan = MovePlan(diagram, target.version, target.id, dict(mapping or {}), renews)
    versions = known_versions(diagram)
    _check_mapping(plan.mapping, [definitions.definition(one) for one in versions if one != target.id], target)
    counted: Counter[tuple[Any, ...]] = Counter()
    for row in _rows([one for one in versions if one != target.id]):
        tried = try_out(row, target, plan.mapping)
        version = versions[row.version_id]
        plan.versions[version] = plan.versions.get(version, 0) + 1
        plan.fates.append(Fate(row.id, row.business_key, version, row.state, tuple(tried.why), tried.goes_on))
        plan.timers, plan.tasks = plan.timers + tried.timers, plan.tasks + tried.tasks
        counted.update((one.diagram, one.element, one.fate, one.to, one.why) for one in tried.stands)
    names = {one: name for version in versions for one, name in _names(definitions.definition(version))}
    plan.places = [
        Place(where, element, names.get((where, element), element), fate, over, why, tokens)
        for (where, element, fate, over, why), tokens in sorted(counted.items())
    ]
    return plan


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


def _rows(versions: list[int]) -> Iterator[Row]:
    """The live processes of these versions, a page at a time, in the order of their ids."""
    last = 0
    while True:
        found = rows.run_sql(
            f"SELECT {rows.PROCESS} FROM process p WHERE p.tenant = %(tenant)s AND p.version_id = ANY(%(versions)s) "
            "AND p.state = ANY(%(live)s) AND p.id > %(last)s ORDER BY p.id LIMIT %(page)s",
            {"tenant": tenant(), "versions": versions, "live": list(LIVE), "last": last, "page": PAGE},
        ).all()
        yield from (rows.as_row(one) for one in found)
        if len(found) < PAGE:
            return
        last = found[-1][0]


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
