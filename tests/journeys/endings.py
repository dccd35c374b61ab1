"""What may happen at any stage: the applicant withdraws, a step is overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app import engine
from app.desk import commands as desk
from app.publicity import commands as publicity
from app.publicity import queries as notices
from tests.journeys.acceptance import SUPPLEMENT, is_registered, is_withdrawn
from tests.journeys.table import journey, journeys
from tests.journeys.walk import CITIZEN, Walk, begin, objection_of

CONCRETE = {"admissible": "yes", "receive_note": "线索具体"}
FOUND = {"findings": "已走访邻里"}
DOUMEN = "000115"
"""One person of category 40 in 斗门区."""
STAGES: dict[str, Callable[[Walk], object]] = {
    "acceptance": lambda walk: walk,
    "supplement": lambda walk: walk.act("accept", SUPPLEMENT),
    "home_visit": lambda walk: walk.upto("home_visit"),
    "examination": lambda walk: walk.upto("examine", "street"),
    "approval": lambda walk: walk.upto("approve", "street"),
    "correction": lambda walk: walk.upto("examine", "street").opinion("return_applicant"),
    "suspicion": lambda walk: walk.upto("examine", "street").opinion("suspect"),
    "notice_1": lambda walk: walk.upto_notice(1),
    "joint_check": lambda walk: walk.upto_joint_check(),
    "assistance": lambda walk: walk.upto_joint_check().clock("2026-03-17 08:00"),
    "civil_affairs": lambda walk: walk.upto("civil_affairs"),
    "second_review": lambda walk: walk.upto("examine", "district"),
    "notice_2": lambda walk: walk.upto_notice(2),
    "final_review": lambda walk: walk.upto("approve", "city"),
    "notice_3": lambda walk: walk.upto_notice(3),
    "registration": lambda walk: walk.upto("register"),
}


def _withdrawn(stage: str) -> Callable[[], object]:
    def ends() -> None:
        walk = begin(DOUMEN)
        STAGES[stage](walk)
        was_shown = len(notices.open_entries(walk.case_id))
        is_withdrawn(walk.withdraw())
        assert was_shown == stage.startswith("notice")
        assert notices.open_entries(walk.case_id) == []
        assert ("notice_taken_down" in walk.timeline) == bool(was_shown)
        assert walk.ask_departments() in (0, 1)  # a late answer finds nobody and changes nothing
        is_withdrawn(walk.clock(walk.now.replace(month=9)))
        assert walk.letters.count("withdrawn") == 1

    ends.__name__ = f"an_applicant_may_withdraw_at_{stage}"
    return ends


journeys(_withdrawn, *((stage,) for stage in STAGES))


UNDER_WAY: dict[str, Callable[[Walk, str], object]] = {
    "receive_objection": lambda walk, objection: walk,
    "investigate": lambda walk, objection: walk.act("receive_objection", CONCRETE, key=objection),
    "decide": lambda walk, objection: walk.act("receive_objection", CONCRETE, key=objection).act(
        "investigate", FOUND, key=objection
    ),
}


def _objection_closed(element: str) -> Callable[[], object]:
    def ends_with_its_case() -> None:
        walk = begin().upto_notice(2)
        objection, other = walk.object_to("a"), walk.object_to("b")
        UNDER_WAY[element](walk, objection)
        assert [task.element for task in walk.tasks(objection)] == [element]
        is_withdrawn(walk.withdraw())
        assert (
            walk.timeline[-2:] == ["objection_closed", "objection_closed"] and notices.open_entries(walk.case_id) == []
        )
        for number in (objection, other):
            is_closed_with_its_case(walk, number, "该申请已经撤回")

    ends_with_its_case.__name__ = f"an_objection_at_{element}_is_answered_without_a_verdict_when_its_case_is_withdrawn"
    return ends_with_its_case


journeys(_objection_closed, *((element,) for element in UNDER_WAY))


def is_closed_with_its_case(walk: Walk, number: str, why: str) -> None:
    """Nobody is asked of the objection any more, and the objector has an answer on paper."""
    objection = objection_of(number)
    assert (objection.state, objection.verdict, objection.remedy) == ("answered", "needless", "none")
    assert why in objection.verdict_reasons and "objection_answer" not in walk.letters
    assert walk.tasks(number) == [] and [process.state for process in engine.processes_of(number)] == ["done"]
    assert publicity.reply_to(objection).startswith(b"%PDF")


@journey
def an_objection_ends_with_its_case_however_that_ends() -> None:
    walk = begin().upto_notice(1)
    objection = walk.object_to()
    with walk.at():
        engine.cancel(walk.process_id, reason="登记有误", by="officer:1")
    is_closed_with_its_case(walk, objection, "该申请已经终止办理")
    assert notices.open_entries(walk.case_id) == [] and walk.timeline[-2:] == ["voided", "notice_taken_down"]
    assert walk.state == "7010" and walk.case.closed_at is not None and walk.letters[-1] == "voided"


@journey
def a_rejected_application_is_shown_nowhere_and_leaves_no_objection_open() -> None:
    walk = begin().upto_notice(1)
    upheld, other = walk.object_to("a"), walk.object_to("b")
    walk.decide(upheld, "upheld", "reject").wait()
    assert walk.state == "2060", "the second objection is still looked into"
    walk.decide(other, "not_upheld")
    assert walk.state == "4060" and notices.open_entries(walk.case_id) == []
    for number in (upheld, other):
        assert objection_of(number).state == "answered" and walk.tasks(number) == []


@journey
def a_cancelled_application_that_is_not_shown_is_only_void() -> None:
    walk = begin().upto("examine", "district")
    with walk.at():
        engine.cancel(walk.process_id, reason="登记有误", by="officer:1")
    assert walk.state == "7010" and "notice_taken_down" not in walk.timeline


@journey
def an_objection_that_was_decided_stays_decided_when_its_case_is_withdrawn() -> None:
    walk = begin().upto_notice(2)
    objection = walk.object_to()
    walk.decide(objection, "not_upheld").withdraw()
    is_withdrawn(walk)
    assert objection_of(objection).verdict == "not_upheld"


@journey
def nobody_withdraws_after_registration() -> None:
    walk = begin().to_end()
    with walk.at():
        assert engine.send("withdraw", walk.number, {}, by=CITIZEN).outcome == "kept"
    walk.clock(walk.now.replace(month=9))
    is_registered(walk)


A_MOMENT = timedelta(seconds=1)


def last_day(task: engine.Task) -> datetime:
    """The last second in which the task is in time."""
    assert task.due_at is not None
    return task.due_at - A_MOMENT


OVERDUE: dict[str, tuple[str, str, str]] = {
    "home_visit": ("home_visit", "", "入户调查"),
    "first_review": ("examine", "street", "镇街初审"),
    "civil_affairs": ("civil_affairs", "", "区民政收入核对"),
    "second_review": ("examine", "district", "区复审"),
    "final_review": ("examine", "city", "市终审"),
    "registration": ("register", "", "登记轮候"),
}


def _eased(stage: str) -> Callable[[], object]:
    element, level, _name = OVERDUE[stage]

    def is_urged_no_more() -> None:
        walk = begin(DOUMEN).upto(element, level)
        walk.clock(last_day(walk.task(element)) + A_MOMENT)
        (urge,) = walk.urges()
        walk.act(element)
        assert walk.urges() == [] and engine.task(urge.id).state == "cancelled"
        supervision = engine.process(urge.process_id)
        assert supervision.state == "done"
        last = engine.history(supervision.id)[-1]
        assert (last.kind, last.element, last.by) == ("message", "late_task_ended", f"process:{walk.process_id}")
        is_registered(walk.to_end())

    is_urged_no_more.__name__ = f"nobody_need_urge_any_more_once_the_{stage}_is_done"
    return is_urged_no_more


journeys(_eased, *((stage,) for stage in OVERDUE))


@journey
def nobody_need_urge_any_more_once_the_applicant_withdraws() -> None:
    walk = begin(DOUMEN).upto("examine", "street")
    walk.clock(last_day(walk.task("examine")) + A_MOMENT)
    (urge,) = walk.urges()
    is_withdrawn(walk.withdraw())
    assert engine.process(urge.process_id).state == "done"


@journey
def an_urge_that_was_suspended_with_its_case_ends_with_it() -> None:
    walk = begin(DOUMEN).upto("examine", "street")
    walk.clock(last_day(walk.task("examine")) + A_MOMENT)
    (urge,) = walk.urges()
    with walk.at():
        desk.suspend_case(walk.case, "不可抗力", by="officer:1")
        engine.send("withdraw", walk.number, {}, by=CITIZEN)
    assert walk.tasks() == []
    with walk.at():
        desk.resume_case(walk.case, by="officer:1")
    is_withdrawn(walk)
    assert engine.process(urge.process_id).state == "done"


CITY_STAGES = ("final_review", "registration")


def _overdue(stage: str) -> Callable[[], object]:
    element, level, name = OVERDUE[stage]

    def is_urged() -> None:
        walk = begin(DOUMEN).upto(element, level)
        task = walk.task(element)
        walk.clock(last_day(task))
        assert walk.urges() == []
        walk.clock(last_day(task) + A_MOMENT)
        (urge,) = walk.urges()
        assert (urge.role, urge.organisation) == ("supervisor", "ZH" if stage in CITY_STAGES else "DM")
        known = engine.variables(urge.id)
        assert (known["task_name"], known["due_on"]) == (name, str(task.due_on))
        assert walk.task(element).id == task.id  # it stays to be done
        walk.finish(urge)
        assert engine.process(urge.process_id).state == "done"
        is_registered(walk.to_end())
        assert len(engine.processes_of(walk.number)) == 2

    is_urged.__name__ = f"the_supervisor_hears_once_of_an_overdue_{stage}"
    return is_urged


journeys(_overdue, *((stage,) for stage in OVERDUE))


@journey
def an_approver_who_gets_a_case_in_time_and_sleeps_is_overdue_too() -> None:
    walk = begin(DOUMEN).upto("approve", "district")
    walk.clock(last_day(walk.task("approve")) + A_MOMENT)
    (urge,) = walk.urges()
    assert engine.variables(urge.id)["task_name"] == "区复审"


@journey
def nobody_is_urged_who_acts_on_the_last_day() -> None:
    walk = begin(DOUMEN)
    while walk.process.state == "running":
        tasks = walk.tasks()
        if tasks:
            walk.clock(max(walk.now, last_day(tasks[0]).replace(hour=12))).finish(tasks[0])
        elif not walk.ask_departments():
            walk.wait()
    is_registered(walk)
    assert len(engine.processes_of(walk.number)) == 1
