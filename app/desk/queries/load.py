"""The load a supervisor looks after: by stage, by person, on the diagrams; where cases stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from app import engine
from app.cases.process import STAGE_NAMES_EN
from app.cases.records import Case
from app.cases.rules import BANDS, FINAL_STATES
from app.cases.words import language
from app.desk.queries.lists import yellow
from app.people import Person
from app.people import queries as people
from app.people.queries import Officer
from app.store import db, tenant

NOBODY = "nobody"


@dataclass
class Line:
    """A line of a table of load: what or who, how many tasks, how many late and soon, how long the average one waits."""

    key: str
    name: str
    place: str = ""
    tasks: int = 0
    late: int = 0
    soon: int = 0
    by_stage: Counter[str] = field(default_factory=Counter)
    waited: float = 0.0
    away: bool = False

    @property
    def option(self) -> tuple[str, str]:
        """The line as a choice of a filter."""
        return self.key, self.name.partition("/")[0]

    def add(self, heap: engine.Heap) -> None:
        """Counts a heap in."""
        self.waited = (self.waited * self.tasks + heap.waited_days * heap.tasks) / (self.tasks + heap.tasks)
        self.tasks += heap.tasks
        self.late += heap.late
        self.soon += heap.soon
        self.by_stage[heap.name] += heap.tasks


@dataclass(frozen=True)
class Overview:
    """What a supervisor sees first. `unclaimed` are the tasks nobody has taken; `cases` how many are at each stage."""

    tasks: int
    late: int
    soon: int
    unclaimed: int
    stages: list[Line]
    persons: list[Line]
    places: list[Line]
    pictures: list[engine.Picture]
    cases: list[tuple[str, int]]
    officers: dict[str, list[Officer]]
    """Who may be given tasks, by place name."""


def overview(person: Person) -> Overview:
    """The load of the subtree the supervisor looks after."""
    heaps = engine.load(person.watched(), yellow=yellow())
    places = people.organisation_names({heap.organisation for heap in heaps if heap.organisation})
    officers = _officers(heaps)
    whole = Line("", "")
    for heap in heaps:
        whole.add(heap)
    return Overview(
        tasks=whole.tasks,
        late=whole.late,
        soon=whole.soon,
        unclaimed=sum(heap.tasks for heap in heaps if heap.assignee is None),
        stages=_grouped(heaps, lambda heap: heap.name, lambda key: key),
        persons=_persons(heaps, officers, places),
        places=_grouped(heaps, lambda heap: heap.organisation or "", lambda key: places.get(key, key)),
        pictures=[engine.heat(diagram, heaps) for diagram in _diagrams(heaps)],
        cases=_cases(person),
        officers=_by_place(officers, places),
    )


def _grouped(heaps: Iterable[engine.Heap], key: Callable[[engine.Heap], str], name: Callable[[str], str]) -> list[Line]:
    """Lines by what `key(heap)` says, the latest and longest first."""
    found: dict[str, Line] = {}
    for heap in heaps:
        at = key(heap)
        found.setdefault(at, Line(at, name(at))).add(heap)
    return sorted(found.values(), key=lambda line: (-line.late, -line.tasks, line.name))


def _officers(heaps: Iterable[engine.Heap]) -> dict[tuple[str, str], list[Officer]]:
    """Who works the queues in which something lies, by (role, organisation)."""
    queues = {(heap.role, heap.organisation) for heap in heaps if heap.role and heap.organisation}
    return {queue: people.officers_of(*queue) for queue in sorted(queues)}


def _persons(
    heaps: list[engine.Heap], officers: dict[tuple[str, str], list[Officer]], places: dict[str, str]
) -> list[Line]:
    """A line a person, also of those who have nothing; who holds a task without the role any more is `away`."""
    found: dict[str, Line] = {}
    for (_role, place), listed in officers.items():
        for officer in listed:
            found.setdefault(officer.actor, Line(officer.actor, officer.name, places.get(place, place)))
    known = people.names_of({heap.assignee for heap in heaps if heap.assignee})
    for heap in heaps:
        if heap.assignee is None:
            continue
        here = {officer.actor for officer in officers.get((heap.role or "", heap.organisation or ""), [])}
        line = found.setdefault(heap.assignee, Line(heap.assignee, known[heap.assignee]))
        line.place = line.place or places.get(heap.organisation or "", "")
        line.away = line.away or heap.assignee not in here
        line.add(heap)
    return sorted(found.values(), key=lambda line: (-line.late, -line.tasks, line.place, line.name))


def _by_place(officers: dict[tuple[str, str], list[Officer]], places: dict[str, str]) -> dict[str, list[Officer]]:
    found: dict[str, dict[str, Officer]] = {}
    for (_role, place), listed in officers.items():
        found.setdefault(places.get(place, place), {}).update({officer.actor: officer for officer in listed})
    return {place: sorted(by_actor.values(), key=lambda o: o.name) for place, by_actor in sorted(found.items())}


def _diagrams(heaps: Iterable[engine.Heap]) -> list[str]:
    """The diagrams on which something waits, the fullest first."""
    sums: Counter[str] = Counter()
    for heap in heaps:
        sums[heap.diagram] += heap.tasks
    return [diagram for diagram, _sum in sums.most_common()]


def _cases(person: Person) -> list[tuple[str, int]]:
    """How many living cases of the subtree stand at each stage, by its name."""
    query = sa.select(Case.stage, sa.func.count()).where(
        Case.tenant == tenant(), Case.state.not_in(FINAL_STATES), Case.district.in_(person.under)
    )
    counts = {stage: n for stage, n in db.session.execute(query.group_by(Case.stage))}
    names = STAGE_NAMES_EN if language() == "en" else {band.key: band.name for band in BANDS}
    return [(names[band.key], counts.get(band.key, 0)) for band in BANDS]
