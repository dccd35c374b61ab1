"""A journey's hands: one application and everybody who acts on it, through the engine's verbs and the real forms.

`begin()` hands an application in; `upto(…)` lets the scripted officers act until somebody in particular is asked;
`act(…)` types into the form of the open task; `clock(…)` lets time pass and the ticker do its work. Moments are in
Asia/Shanghai, and the clock belongs to the walk.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app import engine
from app.allocation import queries as allocation
from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Case
from app.engine.records import Process
from app.exchange import queries as checks
from app.exchange import rehearsal
from app.exchange.simulators import registries
from app.publicity import commands as publicity
from app.publicity import queries as notices
from app.publicity.pages.objections import _start
from app.publicity.records import Notice, NoticeEntry, Objection
from app.rehearsal import demo, life, officers
from app.store import clock, db, get, tenant, transaction
from app.store.database import ZONE
from app.web import forms

ALONE, COUPLE = "000041", "000154"
"""Eligible applications of the demonstration: one person of category 70, two of category 40 (income is tested)."""
MONDAY = "2026-03-02 09:00"
CITIZEN = "citizen:5"
GROUNDS = {"manner": "anonymous", "grounds": "income", "text": "收入不实", "lead": "每天在小区门口摆摊，有照片"}
TYPED = {
    "portal.supplement": {"supplement_note": "已补齐", "supplement_done": "on"},
    "portal.correct": {"correction_note": "已更正收入"},
    "review.integrity": {"finding": "cleared", "finding_note": "核查未发现问题"},
    "desk.urge": {"urge_note": "已督促经办人"},
}
"""What is typed where nothing is said: by the citizen and by officers whom the rehearsal does not play."""


@cache
def application(ref: str) -> dict[str, Any]:
    """The demonstration's application of that reference."""
    with demo.APPLICATIONS.open(encoding="utf-8") as lines:
        return next(one for one in map(json.loads, lines) if one["external_ref"] == ref)


@cache
def _known() -> dict[str, Any]:
    return registries.load(demo.REGISTRIES).records


@dataclass
class Walk:
    """An application on its way: its case, its process, its own clock, and what the departments know."""

    number: str
    case_id: int
    process_id: int
    now: datetime
    departments: registries.Registries
    objections: list[str] = field(default_factory=list)

    # reading ------------------------------------------------------------------------------------------------------

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return cases.case_by_id(self.case_id)

    @property
    def state(self) -> str:
        """The code of the case's state."""
        return self.case.state

    @property
    def process(self) -> engine.Process:
        """The application's process."""
        return engine.process(self.process_id)

    @property
    def letters(self) -> list[str]:
        """The kinds of the letters written, oldest first."""
        return [letter.kind for letter in reversed(cases.letters(self.case))]

    @property
    def timeline(self) -> list[str]:
        """The kinds of the lines that officers read, oldest first."""
        return [entry.kind for entry in reversed(cases.timeline(self.case, "officer"))]

    def tasks(self, key: str | None = None) -> list[engine.Task]:
        """The open tasks of the case, or of another business key."""
        return engine.open_tasks(business_key=key or self.number)

    def task(self, element: str, key: str | None = None) -> engine.Task:
        """The one open task of that element."""
        found = [task for task in self.tasks(key) if task.element == element]
        assert len(found) == 1, f"{element}: {[t.element for t in self.tasks(key)]} open, {self.process.trouble}"
        return found[0]

    def due(self, element: str) -> str:
        """The last permitted day of the open task."""
        return str(self.task(element).due_on)

    @property
    def entry(self) -> NoticeEntry:
        """The entry of the notice that is open."""
        (found,) = notices.open_entries(self.case_id)
        return found

    @property
    def waiting_entry(self) -> Any:
        """The entry on the waiting list, or None."""
        return allocation.entry_of(self.case_id)

    def urges(self) -> list[engine.Task]:
        """What supervisors are asked about this case."""
        return [task for task in self.tasks() if task.form == "desk.urge"]

    # acting -------------------------------------------------------------------------------------------------------

    def at(self) -> AbstractContextManager[Any]:
        """The walk's moment and one transaction."""
        stack = ExitStack()
        stack.enter_context(clock.fixed(self.now))
        stack.enter_context(transaction())
        return stack

    def clock(self, moment: str | datetime) -> Walk:
        """Time passes until that moment; the ticker has run by then."""
        at = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        assert at >= self.now, f"the clock stands at {self.now}"
        self.now = at
        with clock.fixed(self.now):
            while engine.tick():
                pass
        return self

    def answers(self, task: engine.Task, typed: dict[str, Any] | None) -> dict[str, Any]:
        """What the task's form makes of what is typed; its refusals are raised by field."""
        variables = engine.variables(task.id)
        if typed is None and task.form in officers.SCRIPT:
            return officers.answers(task.form, officers.Sitting(variables, self.case_id, self.now.date()))
        values: MultiDict[str, Any] = MultiDict()
        for name, value in (typed if typed is not None else TYPED[str(task.form)]).items():
            values.setlist(name, value if isinstance(value, list) else [value])
        filled = forms.find(str(task.form)).fill(values, variables)
        assert not filled.errors, filled.errors
        return dict(filled.answers)

    def act(self, element: str, typed: dict[str, Any] | None = None, *, by: str = "", key: str | None = None) -> Walk:
        """Somebody who may does the open task of that element: types, and hands in; it takes twenty minutes."""
        return self.finish(self.task(element, key), typed, by=by)

    def finish(self, task: engine.Task, typed: dict[str, Any] | None = None, *, by: str = "") -> Walk:
        """Does that task."""
        with self.at():
            who = by or self.officer(task)
            done = engine.complete(task.id, self.answers(task, typed), by=who)
            assert done.state in ("running", "done"), done.trouble
        self.now += timedelta(minutes=20)
        return self

    def officer(self, task: engine.Task) -> str:
        """Somebody of the task's role and organisation whom four eyes do not bar; the citizen for the citizen's."""
        if task.role == "applicant":
            assert task.organisation == self.number
            return CITIZEN
        return officers.actor_for(str(task.role), str(task.organisation), list(task.barred))

    def correct(self, change: Callable[[dict[str, Any]], object]) -> Walk:
        """The applicant corrects the declaration, as the portal hands it in, and answers."""
        with self.at():
            declared = copy.deepcopy(cases.declaration_of(self.case))
            change(declared)
            assert case_commands.correct_declaration(self.case, declared, by=CITIZEN)
        return self.act("correct")

    def opinion(self, opinion: str, reasons: str = "材料与事实不符", **typed: Any) -> Walk:
        """The handler of the level examines with that opinion, and the approver agrees."""
        self.act("examine", {"opinion": opinion, "reasons": "" if opinion == "agree" else reasons, **typed})
        return self.act("approve")

    def ask_departments(self) -> int:
        """The departments answer what they were asked; how many rounds that took."""
        with self.at():
            awaited = checks.awaited_round(self.case_id)
            if awaited is None:
                return 0
            for message in rehearsal.answer_round(awaited, self.departments):
                engine.send(message.name, message.key, message.data, by="system")
            return 1

    def withdraw(self) -> Walk:
        """The applicant withdraws."""
        with self.at():
            assert engine.send("withdraw", self.number, {}, by=CITIZEN).outcome == "delivered"
        return self

    def object_to(self, form_key: str = "k") -> str:
        """Somebody objects to the open entry, as the page receives it; the objection's number."""
        with self.at():
            receipt = publicity.receive_objection(self.entry.id, GROUNDS, [], form_key=form_key)
            _start(receipt.objection, get(Notice, self.entry.notice_id))
            self.objections.append(receipt.objection.number)
        return self.objections[-1]

    def decide(self, objection: str, verdict: str, remedy: str = "") -> Walk:
        """The level receives, investigates and decides an objection."""
        self.act("receive_objection", {"admissible": "yes", "receive_note": "线索具体"}, key=objection)
        self.act("investigate", {"findings": "已走访邻里"}, key=objection)
        typed = {"verdict": verdict, "verdict_reasons": "经核实"} | ({"remedy": remedy} if remedy else {})
        return self.act("decide", typed, key=objection)

    # going on -----------------------------------------------------------------------------------------------------

    def upto(self, element: str, level: str = "") -> Walk:
        """Everybody acts as in the rehearsal until a task of that element (of that level) is open."""

        def is_there() -> bool:
            found = [task for task in self.tasks() if task.element == element]
            return any(not level or engine.variables(task.id)["level"] == level for task in found)

        return self._until(is_there)

    def upto_notice(self, level: int) -> Walk:
        """The same until the notice of that level is open."""
        return self._until(lambda: any(entry.level == level for entry in notices.open_entries(self.case_id)))

    def upto_joint_check(self) -> Walk:
        """The same until the departments' answers are awaited."""
        return self._until(lambda: "await_answers" in live_elements(engine.picture(self.process_id)))

    def to_end(self) -> Walk:
        """The same until the process has ended."""
        return self._until(lambda: self.process.state == "done")

    def _until(self, is_there: Callable[[], bool]) -> Walk:
        for _ in range(200):
            if is_there():
                return self
            assert self.process.state == "running", (self.process.state, self.process.trouble)
            tasks = [task for task in self.tasks() if task.form != "desk.urge"]
            if tasks:
                self.finish(tasks[0])
            elif not self.ask_departments():
                self.wait()
        raise AssertionError("the journey goes round in circles")

    def wait(self) -> Walk:
        """Time passes until the application's next timer."""
        due = self.process.due_at
        assert due is not None, "nobody is asked and nothing is due"
        return self.clock(due)


def live_elements(picture: engine.Picture) -> set[str]:
    """The elements with a token, of a picture and of what it calls."""
    return set(picture.live).union(*(live_elements(inner) for inner in picture.called))


def begin(ref: str = ALONE, at: str = MONDAY, **changes: Any) -> Walk:
    """An application of the demonstration is handed in, with `changes` in it."""
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    asked = application(ref) | {"submitted_on": moment.date().isoformat()} | changes
    known = {one["id_number"]: copy.deepcopy(_known()[one["id_number"]]) for one in asked["members"]}
    started = life.begin(asked, moment)
    return Walk(started.number, started.case_id, started.process.id, moment, registries.Registries(known))


def all_processes() -> list[int]:
    """The ids of all processes of this database."""
    return list(db.session.scalars(sa.select(Process.id).where(Process.tenant == tenant()).order_by(Process.id)))


def objection_of(number: str) -> Objection:
    """The objection of that number."""
    return notices.objection_by_number(number)
