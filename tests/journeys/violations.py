"""Violations and the credit record: every exit of every gateway of the diagrams violation and integrity."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import current_app

from app import engine
from app.integrity import commands, queries
from app.integrity.records import IntegrityRecord, Violation
from app.leasing import commands as leasing
from app.people import queries as people
from app.registry import find_panel
from app.store import db, transaction
from tests.journeys.exits import DAYS, TYPED, Exit
from tests.journeys.leases import CHIEF, CLERK, LINE
from tests.journeys.table import journey

TYPED |= {
    "integrity.investigate": {
        "is_violation": "yes",
        "findings": "转租他人",
        "evidence": "笔录",
        "proposed": "退回住房",
    },
    "integrity.urge_objection": {"urge_note": "立即送达告知书"},
    "integrity.statement": {"wants_hearing": "no", "heard_text": "称借住"},
    "integrity.hearing": {"presider": "李明", "hearing_record": "维持"},
    "integrity.draft_decision": {"decision_order": "退回住房", "fine": "1000", "orders_return": "on"},
    "integrity.approve_decision": {"violation_opinion": "agree"},
    "integrity.examine_repair": {"repair_finding": "meets", "repair_reasons": "已经改正"},
    "integrity.approve_repair": {"repair_opinion": "agree"},
}
DAYS["integrity.hearing"] = "hearing_on"
SUPERVISOR = ("supervisor", "ZH")


def reported(kind: str = "1") -> Exit:
    """A violation that is known since 1 June 2026; `number` is that of the violation."""
    one = Exit("", date(2026, 6, 1))
    with one.at(time(9)), transaction():
        lease, _is_new = leasing.take_lease({**LINE, "ownership": 1})
        by = people.officers_of(*CLERK)[0].actor
        answers = {
            "lease_number": lease.number,
            "kind": kind,
            "source": "report",
            "known_on": "2026-06-01",
            "report": "住的是别人",
        }
        one.number = commands.report_violation(answers, by=by).number
    return one


def noticed(kind: str = "1") -> Exit:
    one = reported(kind).does("investigate").does("deliver")
    assert one.asked == ["statement"] and one.due() == "2026-06-08"
    return one


def violation() -> Violation:
    db.session.expire_all()
    return db.session.query(Violation).one()


def record() -> IntegrityRecord:
    db.session.expire_all()
    return db.session.query(IntegrityRecord).one()


def decided(kind: str = "1", **draft: Any) -> Exit:
    one = noticed(kind).on("2026-06-09").does("draft_decision", **draft)
    return one.does("approve_decision", CHIEF).does("deliver")


@journey
def a_violation_is_decided_recorded_and_the_home_is_to_be_left() -> None:
    one = decided()
    with transaction():
        assert violation().state == "decided" and violation().decision["fine"] == 1000
        held = record()
        assert (held.violation, held.barred_until) == ("1", date(2031, 6, 9))
        [exit_task] = engine.open_tasks(business_key="ZL2026-000001")
        assert exit_task.form == "leasing.exit_evidence" and held.published_on is None
    one.number = violation().number
    assert one.asked == ["deliver"], "the notice of the record is to be served"
    one.does("deliver")
    with transaction():
        assert record().published_on == date(2026, 6, 9)


@journey
def officers_see_the_lease_and_what_is_owed_beside_every_task() -> None:
    one = reported()
    with transaction():
        [task] = engine.open_tasks(business_key=one.number)
        known, panel = engine.variables(task.id), find_panel(str(task.form))
        assert panel is not None
        with current_app.test_request_context("/"):
            page = panel(known)
    assert "ZL2026-000001" in page and known["person_mask"] in page and "截至 2026-06-01" in page


@journey
def a_hearing_is_held_when_it_is_asked_for() -> None:
    one = noticed().does("statement", wants_hearing="yes").does("hearing").does("draft_decision", orders_return="")
    one.does("approve_decision", CHIEF, violation_opinion="return", violation_reasons="请补充").does("draft_decision")
    one.does("approve_decision", CHIEF, violation_opinion="drop", violation_reasons="情节轻微")
    with transaction():
        assert violation().state == "cleared" and db.session.query(IntegrityRecord).count() == 0


@journey
def who_only_makes_a_statement_is_decided_about_without_a_hearing() -> None:
    one = noticed("8").does("statement").does("draft_decision", fine="", orders_return="")
    one.does("approve_decision", CHIEF).does("deliver").does("deliver")
    with transaction():
        assert record().barred_until is None and record().published_on is None
        assert engine.open_tasks(business_key="ZL2026-000001") == []


@journey
def what_is_not_so_ends_without_a_word() -> None:
    reported().does("investigate", is_violation="no", proposed="")
    with transaction():
        assert violation().state == "unfounded"


@journey
def the_six_months_of_a_known_sublet_warn_the_supervisor_and_then_it_is_too_late() -> None:
    one = reported().on("2026-11-02")
    assert one.asked == ["investigate"], "the fifth month ends on 1 November, a Sunday, so on the 2nd"
    one.on("2026-11-03")
    assert sorted(one.asked) == ["investigate", "urge_objection"]
    one.does("urge_objection", SUPERVISOR).on("2026-12-01")
    assert one.asked == ["investigate"]
    one.on("2026-12-02")
    with transaction():
        assert one.asked == [] and violation().state == "lapsed"


@journey
def a_record_runs_out_on_its_day() -> None:
    one = decided().does("deliver").on("2031-06-09")
    with transaction():
        assert queries.barring([held]) if (held := record().person) else record().state == "current"
    one.on("2031-06-10")
    with transaction():
        assert record().state == "expired"
        assert [line.kind for line in queries.history(record().id)] == ["recorded", "published", "expired"]


def asks(one: Exit, kind: str) -> Exit:
    with one.at(), transaction():
        commands.ask_repair(record(), kind, "已经搬回居住", by="citizen:1")
    return one


@journey
def a_repair_is_refused_and_granted_by_two() -> None:
    one = asks(decided().does("deliver"), "repair").does("examine_repair", repair_finding="fails")
    one.does("approve_repair", CHIEF, repair_opinion="refuse")
    assert record().state == "current"
    asks(one, "repair").does("examine_repair").does("approve_repair", CHIEF)
    assert record().state == "repaired"


@journey
def an_objection_that_holds_revokes_the_record() -> None:
    asks(decided().does("deliver"), "objection").does("examine_repair").does("approve_repair", CHIEF)
    assert record().state == "revoked"
