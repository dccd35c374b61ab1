"""联合审查: everybody agrees, somebody is unknown, nobody answers in time, answers that are still fresh."""

from __future__ import annotations

from collections.abc import Callable

from app import engine
from app.cases import queries as cases
from app.exchange import queries, rehearsal
from app.exchange.simulators.invented import UNKNOWN
from app.exchange.steps import take_answer
from tests.exchange.by_hand import typed_all, typed_from
from tests.journeys.acceptance import is_registered
from tests.journeys.table import journey, journeys
from tests.journeys.walk import COUPLE, Walk, begin

FLAT = {"address": "香洲区拱北街道126号", "area": 92, "share": 0.5, "use": "住宅", "signed_only": False}


def result(walk: Walk) -> tuple[int, str | None]:
    """How many rounds there were, and the result of the last."""
    rounds = queries.rounds(walk.case_id)
    return len(rounds), rounds[-1].result


def _income(category: int, first: str) -> Callable[[], object]:
    def is_checked_or_not() -> None:
        walk = begin(category=category, graduated_on="2024-06-30", education="本科").upto_joint_check()
        walk.ask_departments()
        (task,) = walk.tasks()
        assert task.element == first
        assert (task.role, task.organisation) == ("civil_affairs" if category <= 40 else "district_reviewer", "XZ")
        due = {"civil_affairs": "2026-03-16", "examine": "2026-03-23"}
        assert str(task.due_on) == due[first]

    is_checked_or_not.__name__ = f"in_category_{category}_the_{first}_comes_after_the_joint_check"
    return is_checked_or_not


journeys(_income, *((category, "civil_affairs" if category <= 40 else "examine") for category in range(10, 80, 10)))


@journey
def departments_that_agree_ask_nobody() -> None:
    walk = begin().upto_joint_check()
    assert walk.state == "3005" and walk.tasks() == []
    assert walk.ask_departments() == 1
    assert result(walk) == (1, "passed") and walk.state == "3010"
    assert [task.element for task in walk.tasks()] == ["examine"]


@journey
def each_unknown_person_is_looked_into_by_an_officer_of_the_district() -> None:
    walk = begin(COUPLE).upto_joint_check()
    for record in walk.departments.records.values():
        record[UNKNOWN] = ["land"]
    walk.ask_departments()
    tasks = walk.tasks()
    assert [(t.element, t.role, t.organisation) for t in tasks] == [("assist", "district_reviewer", "XZ")] * 2
    assert walk.state == "3006" and {str(task.due_on) for task in tasks} == {"2026-03-16"}
    walk.finish(tasks[0], typed_all("nothing"))
    assert [task.element for task in walk.tasks()] == ["assist"] and result(walk) == (1, None)
    walk.finish(tasks[1], typed_from({"houses": [FLAT] * 3}))
    assert result(walk) == (1, "mismatch") and walk.state == "3010"
    assert [task.element for task in walk.tasks()] == ["civil_affairs"]


@journey
def what_stays_unknown_leaves_the_check_unresolved_and_a_person_decides() -> None:
    walk = begin().upto_joint_check()
    for record in walk.departments.records.values():
        record[UNKNOWN] = ["police"]
    walk.ask_departments()
    walk.act("assist", typed_all("no_record"))
    assert result(walk) == (1, "unresolved") and walk.case.closed_at is None
    assert [task.element for task in walk.tasks()] == ["examine"]


@journey
def departments_silent_for_five_working_days_are_asked_by_hand() -> None:
    walk = begin().upto_joint_check().clock("2026-03-16 23:59:59")
    assert walk.tasks() == []
    walk.clock("2026-03-17 00:00")
    tasks = walk.tasks()
    assert len(tasks) == 8 and {str(task.due_on) for task in tasks} == {"2026-03-18"}
    record = next(iter(walk.departments.records.values()))
    walk.clock("2026-03-18 09:00")
    for task in tasks:
        walk.finish(task, typed_from(record))
    assert result(walk) == (1, "passed")
    assert walk.due("examine") == "2026-03-25"  # ten working days, and the two in which people found out
    assert [pause.reason for pause in cases.pauses(walk.case) if pause.ended_at] == ["assistance"]
    is_registered(walk.upto("examine", "district").opinion("agree").to_end())


@journey
def departments_that_answer_after_all_end_the_tasks_of_who_finds_out() -> None:
    walk = begin().upto_joint_check().clock("2026-03-17 00:00")
    assert {task.element for task in walk.tasks()} == {"assist"}
    with walk.at():
        for check in queries.valid_checks(queries.rounds(walk.case_id)[-1].id):
            row = {"check_id": check.id, "department": check.department}
            for message in take_answer(row, rehearsal.answer(row, walk.departments), None):
                engine.send(message.name, message.key, message.data, by="system")
    assert result(walk) == (1, "passed") and [task.element for task in walk.tasks()] == ["examine"]


@journey
def answers_of_less_than_thirty_days_are_not_asked_for_again() -> None:
    walk = begin().upto("examine", "district").opinion("return_previous", "请核实住房情况").upto_notice(1)
    walk.upto("examine", "district")
    assert result(walk) == (2, "passed") and queries.awaited_round(walk.case_id) is None


@journey
def a_difference_is_shown_and_rejects_nobody() -> None:
    walk = begin(COUPLE).upto_joint_check()
    next(iter(walk.departments.records.values()))["income_monthly"] = 90000
    walk.ask_departments()
    assert result(walk) == (1, "mismatch") and walk.case.closed_at is None
    assert [task.element for task in walk.tasks()] == ["civil_affairs"]
