"""The supervisor: load, what is late first, many reassigned at once, and the task that escalation brings."""

from __future__ import annotations

import re
from typing import Any

from app import engine
from app.desk import commands, queries
from app.people import commands as people
from app.people import queries as people_queries

from .conftest import Office


def test_the_overview_counts_by_stage_person_and_place_of_the_subtree(office: Office, at: Any) -> None:
    first, second, elsewhere = office.matter(1), office.matter(2), office.matter(3, town="440403107")
    office.bring(first, "home_visit")
    engine.claim(office.task(first).id, by=office.actor("reviewer"))
    found = queries.overview(office.person("boss"))
    assert (found.tasks, found.late, found.soon, found.unclaimed) == (2, 0, 0, 1)
    assert {line.name: line.tasks for line in found.stages} == {"入户调查": 1, "受理审查": 1}
    assert {line.name: line.tasks for line in found.persons} == {"江家乐": 1, "陈雅文": 0}
    assert dict(found.cases)["镇街初审"] == 1
    assert [picture.live for picture in found.pictures] == [{"home_visit": 1, "accept": 1}]
    assert queries.overview(office.person("city-boss")).tasks == 3
    page = office.get("boss", "/desk/overview")
    assert first.number in page and second.number in page and elsewhere.number not in page
    assert second.number not in office.get("boss", f"/desk/overview?person={office.actor('reviewer')}")
    assert first.number not in office.get("boss", "/desk/overview?person=nobody")
    at("2026-04-30 09:00")
    late = office.get("boss", "/desk/overview?due=overdue")
    assert first.number in late and "已逾期" in late


def test_only_supervisors_have_the_overview(office: Office) -> None:
    for who in ("reviewer", "district", "auditor"):
        office.get(who, "/desk/overview", 403)
        office.post(who, "/desk/overview/reassign", 403)


def test_a_supervisor_looks_and_reassigns_but_does_not_decide(office: Office) -> None:
    case = office.matter()
    task = office.task(case)
    page = office.get("boss", f"/desk/tasks/{task.id}")
    assert "您是主管" in page and 'name="outcome"' not in page and "改派给" in page
    for send in ("", "/draft", "/claim"):
        office.post("boss", f"/desk/tasks/{task.id}{send}", 403, outcome="accept")
    assert "您是主管" in office.post("boss", "/desk/claim", task=[task.id])
    engine.claim(task.id, by=office.actor("reviewer"))
    page = office.post("boss", f"/desk/tasks/{task.id}/hand-over", to=office.actor("colleague"))
    assert "已移交给 陈雅文" in page and office.task(case).assignee == office.actor("colleague")
    office.post("boss", f"/desk/tasks/{task.id}/hand-over", to="queue")
    assert office.task(case).assignee is None


def test_many_are_reassigned_at_once_with_a_refusal_for_each_that_could_not(office: Office) -> None:
    first, second, foreign = office.matter(1), office.matter(2), office.matter(3, town="440403107")
    approve = office.matter(4)
    office.bring(approve, "approve")
    engine.claim(office.task(first).id, by=office.actor("reviewer"))
    ids = [office.task(case).id for case in (first, second, foreign, approve)]
    page = office.post("boss", "/desk/overview/reassign", task=ids, to=office.actor("colleague"))
    assert "已把 2 项改派给 陈雅文" in page
    assert f"{approve.number} 审批：不在这一环节的岗位上" in page and "找不到您要的内容" in page
    assert {office.task(case).assignee for case in (first, second)} == {office.actor("colleague")}
    assert office.task(foreign).assignee is None and office.task(approve).assignee is None
    assert "已把 1 项退回队列" in office.post("boss", "/desk/overview/reassign", task=ids[:1], to="queue")
    assert "请先勾选" in office.post("boss", "/desk/overview/reassign", to="queue")
    assert "选择改派给谁" in office.post("boss", "/desk/overview/reassign", task=ids, to="")


def test_who_holds_a_task_without_the_post_any_more_is_shown(office: Office) -> None:
    engine.claim(office.task(office.matter()).id, by=office.actor("reviewer"))
    (grant,) = people_queries.role_grants(office.officers["reviewer"].id)
    people.revoke_role(grant.id, by="system")
    assert "已不在岗" in office.get("boss", "/desk/overview")


def test_what_no_diagram_watches_is_told_to_the_supervisor_once(office: Office, at: Any) -> None:
    case = office.matter()
    examine = office.bring(case, "examine")
    suspicion = {"opinion": "suspect", "reasons": "收入证明疑似伪造", "codes": None}
    engine.complete(examine.id, suspicion, by=office.actor("reviewer"))
    approve = office.task(case)
    engine.complete(approve.id, {"approval": "agree", "approval_note": None}, by=office.actor("approver"))
    integrity = office.task(case)
    assert integrity.element == "integrity"
    assert commands.raise_overdue(100) == 0
    at("2026-06-30 09:00")
    assert commands.raise_overdue(100) >= 1
    assert commands.raise_overdue(100) == 0
    urges = [t for t in engine.open_tasks(business_key=case.number) if t.form == "desk.urge"]
    assert [(t.role, t.organisation) for t in urges] == [("supervisor", "XZ")]
    page = office.get("boss", "/desk")
    assert "督办处理" in page and case.number in page
    page = office.get("boss", f"/desk/tasks/{urges[0].id}")
    assert "诚信核查" in page and f"/desk/tasks/{integrity.id}" in page and f"/desk/cases/{case.number}" in page
    assert "已提请主管督办" in office.get("boss", f"/desk/cases/{case.number}")
    office.post("boss", f"/desk/tasks/{urges[0].id}", 422, urge_note="")
    assert "已办结" in office.post("boss", f"/desk/tasks/{urges[0].id}", urge_note="已电话催办")


def test_what_the_diagram_watches_the_desk_leaves_to_it(office: Office, at: Any) -> None:
    case = office.matter()
    visit = office.bring(case, "home_visit")
    at("2026-06-30 09:00")
    commands.raise_overdue(100)
    assert [t.id for t in engine.open_tasks(business_key=case.number)] == [visit.id]
    engine.run_due(visit.process_id)
    (urge,) = [t for t in engine.open_tasks(business_key=case.number) if t.form == "desk.urge"]
    page = office.get("boss", f"/desk/tasks/{urge.id}")
    assert re.search(rf'href="/desk/tasks/{visit.id}"', page) and "已逾期" in page
    office.get("other-boss", f"/desk/tasks/{urge.id}", 404)
    office.get("reviewer", f"/desk/tasks/{urge.id}", 404)
