"""A repair from the report to its end: by the real forms, over every way of the diagram."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from app import engine
from app.people import commands as people
from app.rehearsal import officers
from app.stock import commands, queries
from app.stock.pages.repairs import _start_data
from app.stock.records import Repair
from app.store import clock, transaction
from app.store.database import ZONE
from app.web import forms
from tests.journeys.table import journey

HOME = {
    "project_code": "XZ01", "project_name": "安居苑", "kind": "1", "ownership": "1", "town": "440402001",
    "longitude": 113.55, "latitude": 22.27, "unit_price": 25, "price_from": "2026-01-01", "building": "1栋", "floors": 9,
    "number": "101", "floor": 1, "area": 40, "state": "5",
}  # fmt: skip
TYPED: dict[str, dict[str, str]] = {
    "accept": {"accepted": "yes", "accept_note": "属于维修范围"},
    "assign": {"worker": "安顺维修队", "order_note": ""},
    "work": {"done_on": "2026-03-02", "work_text": "更换水管"},
    "confirm": {"solved": "yes", "rating": "4", "comment": "谢谢"},
}


@dataclass
class Walk:
    """A repair on its way, and its clock."""

    number: str
    now: datetime

    @property
    def repair(self) -> Repair:
        with transaction():
            return queries.repair(self.number)

    def task(self, element: str) -> engine.Task:
        """The one open task of the repair; it is of that element."""
        (found,) = [task for task in engine.open_tasks(business_key=self.number) if task.diagram == "repair"]
        assert found.element == element, found.element
        return found

    def act(self, *elements: str, **typed: str) -> Walk:
        """Those who may do the tasks, one after the other; `typed` changes what is typed."""
        for element in elements:
            with clock.fixed(self.now), transaction():
                task = self.task(element)
                answers = self.answers(task, {**TYPED[element], **typed})
                done = engine.complete(task.id, answers, by=self.who(task))
                assert done.state in ("running", "done"), done.trouble
            self.now += timedelta(minutes=20)
        return self

    def answers(self, task: engine.Task, typed: dict[str, str]) -> dict[str, Any]:
        filled = forms.find(str(task.form)).fill(MultiDict(typed), engine.variables(task.id))
        assert not filled.errors, filled.errors
        return dict(filled.answers)

    def who(self, task: engine.Task) -> str:
        if task.role == "applicant":
            assert task.organisation == self.number
            return f"citizen:{queries.repair(self.number).account_id}"
        return officers.actor_for(str(task.role), str(task.organisation), list(task.barred))

    def clock(self, moment: str) -> Walk:
        """Time passes; the ticker has run by then."""
        self.now = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        with clock.fixed(self.now):
            while engine.tick():
                pass
        return self

    def urges(self) -> list[str]:
        """What the supervisor of the district is asked about."""
        with transaction():
            found = engine.inbox([("supervisor", ["XZ"])], actor="officer:0").items
            return [engine.variables(task.id)["task_name"] for task in found if task.form == "desk.urge"]


def reported(*, by_tenant: bool = True, urgent: bool = False) -> Walk:
    """On Monday, 2 March 2026, at 9:00 a pipe breaks."""
    now = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    with clock.fixed(now), transaction():
        commands.take_rows(json.dumps(HOME).encode(), by="system")
        home = queries.home("XZ01-1栋-101")
        tenant = people.register_citizen("13800138000", "11010519491231002X", "申请人甲", "four plain words here")
        home.unit.account_id = tenant.id
        inspector = officers.actor_for("district_reviewer", "XZ", [])
        by, account = (f"citizen:{tenant.id}", tenant.id) if by_tenant else (inspector, None)
        report = commands.RepairReport("1", urgent, "水管破裂", [], "k", by, account)
        repair, _is_new = commands.report_repair(home, report)
        engine.start("repair", business_key=repair.number, data=_start_data(repair), by=by)
        return Walk(repair.number, now)


def history(walk: Walk) -> list[str]:
    """The states of the repair in the history of its home, oldest first."""
    with transaction():
        lines = queries.events(queries.repair(walk.number).unit_id)
        return [line.detail["state"] for line in reversed(lines) if line.kind == "repair" and line.detail]


@journey
def a_tenant_reports_and_rates_what_was_mended() -> None:
    walk = reported()
    assert walk.task("accept").due_on is not None and str(walk.task("accept").due_on) == "2026-03-04"
    walk.act("accept")
    assert str(walk.task("assign").due_on) == "2026-03-04"
    walk.act("assign")
    assert str(walk.task("work").due_on) == "2026-03-11"
    walk.act("work")
    assert (walk.repair.worker, walk.repair.answer, walk.repair.state) == ("安顺维修队", "更换水管", "4")
    walk.act("confirm")
    assert (walk.repair.state, walk.repair.rating, walk.repair.comment) == ("5", 4, "谢谢")
    assert walk.repair.ended_at is not None
    assert history(walk) == ["1", "2", "3", "4", "5"]


@journey
def an_urgent_repair_has_shorter_days() -> None:
    walk = reported(urgent=True)
    assert str(walk.task("accept").due_on) == "2026-03-03"
    walk.act("accept", "assign")
    assert str(walk.task("work").due_on) == "2026-03-04"


@journey
def a_repair_that_is_the_tenants_own_is_refused_with_the_reason() -> None:
    walk = reported().act("accept", accepted="no", accept_note="灯泡由承租人更换")
    assert (walk.repair.state, walk.repair.answer) == ("6", "灯泡由承租人更换")
    assert engine.open_tasks(business_key=walk.number) == []


@journey
def what_is_not_mended_goes_back_to_be_repaired() -> None:
    walk = reported().act("accept", "assign", "work").act("confirm", solved="no", comment="还在漏")
    assert (walk.repair.state, walk.repair.comment, walk.repair.rating) == ("3", "还在漏", None)
    walk.act("work", "confirm")
    assert (walk.repair.state, walk.repair.rating) == ("5", 4)
    assert history(walk) == ["1", "2", "3", "4", "3", "4", "5"]


@journey
def silence_confirms_after_seven_days_without_a_rating() -> None:
    walk = reported().act("accept", "assign", "work").clock("2026-03-09 23:59")
    assert walk.repair.state == "4"
    walk.clock("2026-03-10 00:00")
    assert (walk.repair.state, walk.repair.rating) == ("5", None)


@journey
def an_inspectors_report_is_confirmed_by_another_officer() -> None:
    walk = reported(by_tenant=False).act("accept", "assign", "work")
    assert (walk.task("confirm").role, walk.task("confirm").organisation) == ("district_approver", "XZ")
    assert len(walk.task("confirm").barred) == 1
    assert walk.act("confirm").repair.state == "5"


@journey
def who_is_late_is_urged_by_the_supervisor_until_it_is_done() -> None:
    walk = reported().clock("2026-03-05 00:00")
    assert walk.urges() == ["受理报修"]
    walk.act("accept")
    assert walk.urges() == []
    walk.clock("2026-03-10 00:00")
    assert walk.urges() == ["派单"]
    walk.act("assign").clock("2026-03-21 00:00")
    assert walk.urges() == ["登记维修结果"]
    assert walk.act("work", "confirm").urges() == []
