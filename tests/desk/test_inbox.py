"""The inbox: one's own queues only, with filters that stay, counts, views, and many tasks at once."""

from __future__ import annotations

import re
from typing import Any

from app import engine
from app.desk import commands, queries
from tests.cases.households import member

from .conftest import Office


def counts(page: str) -> dict[str, int]:
    """{name: count} of the views."""
    views = re.search(r'<nav class="views".*?</nav>', page, re.S)
    assert views
    return {
        name.strip(): int(n) for name, n in re.findall(r'<a [^>]*>([^<]+) <span class="count[^"]*">(\d+)<', views[0])
    }


def test_an_officer_sees_the_tasks_of_role_and_street_only(office: Office) -> None:
    mine, theirs = office.matter(1), office.matter(2, town="440403107")
    page = office.get("reviewer", "/desk")
    assert mine.number in page and theirs.number not in page
    assert mine.applicant_name in page and "还剩 5 个工作日" in page
    assert mine.number not in office.get("approver", "/desk")
    assert theirs.number in office.get("elsewhere", "/desk")
    assert "这里没有待办" in office.get("district", "/desk")


def test_views_count_and_filters_stay_until_they_are_cleared(office: Office) -> None:
    first, second = office.matter(1), office.matter(2)
    engine.claim(office.task(first).id, by=office.actor("reviewer"))
    assert counts(office.get("reviewer", "/desk")) == {"全部": 2, "我领取的": 1, "未领取": 1, "快到期": 0, "已逾期": 0}
    assert second.number not in office.get("reviewer", "/desk?holder=mine")
    again = office.get("reviewer", "/desk")
    assert second.number not in again and first.number in again, "the filter is kept for the session"
    assert second.number in office.get("reviewer", "/desk?clear")
    assert second.number in office.get("reviewer", "/desk")
    assert first.number in office.get("colleague", "/desk?holder=others")
    assert second.number not in office.get("colleague", "/desk")


def test_what_is_due_is_found_in_words(office: Office, at: Any) -> None:
    case = office.matter(1)
    assert "没有符合这些条件的待办" in office.get("reviewer", "/desk?due=soon")
    at("2026-03-06 09:00")
    assert counts(office.get("reviewer", "/desk?clear"))["快到期"] == 1
    page = office.get("reviewer", "/desk?due=soon")
    assert case.number in page and "还剩 1 个工作日" in page
    at("2026-03-09 09:00")
    page = office.get("reviewer", "/desk?due=today")
    assert case.number in page and "今天到期" in page
    assert case.number not in office.get("reviewer", "/desk?due=overdue")
    visit = office.bring(case, "home_visit")
    at("2026-04-30 09:00")
    page = office.get("reviewer", "/desk?due=overdue")
    assert str(visit.due_on) in page and "已逾期" in page and counts(page)["已逾期"] == 1


def test_search_by_number_or_name_and_by_stage(office: Office) -> None:
    first = office.matter(1)
    second = office.matter(2, members=[{**member(7), "name": "司徒文"}])
    assert second.number not in office.get("reviewer", f"/desk?q={first.number[-6:].lower()}")
    by_name = office.get("reviewer", "/desk?q=司徒")
    assert second.number in by_name and first.number not in by_name
    office.bring(first, "home_visit")
    page = office.get("reviewer", "/desk?name=入户调查")
    assert first.number in page and second.number not in page
    assert "入户调查 (1)" in page
    assert "没有符合这些条件的待办" in office.get("reviewer", "/desk?q=%25' OR 1=1")


def test_the_inbox_sorts_both_ways_and_pages(office: Office) -> None:
    numbers = [office.matter(n).number for n in range(1, 28)]
    page = office.get("reviewer", "/desk?sort=number")
    assert page.index(numbers[0]) < page.index(numbers[1])
    assert numbers[26] not in page and "第 1–25 项，共 27 项" in page
    assert numbers[26] in office.get("reviewer", "/desk?sort=number&page=2")
    assert numbers[26] in office.get("reviewer", "/desk"), "the page is kept as well"
    assert numbers[26] in office.get("reviewer", "/desk?sort=number&page=99"), "a page that is gone leads to the last"
    assert 'aria-sort="descending"' in office.get("reviewer", "/desk?sort=-due")


def test_a_view_is_saved_counted_overwritten_and_dropped_and_is_ones_own(office: Office) -> None:
    office.matter(1)
    office.get("reviewer", "/desk?holder=free&sort=number")
    assert "视图“急件”已保存" in office.post("reviewer", "/desk/views", name=" 急件 ")
    assert counts(office.get("reviewer", "/desk"))["急件"] == 1
    office.get("reviewer", "/desk?holder=mine")
    page = office.post("reviewer", "/desk/views", name="急件")
    assert counts(page)["急件"] == 0
    assert "急件" not in office.get("colleague", "/desk")
    (view,) = queries.saved_views(office.officers["reviewer"].id)
    office.post("colleague", f"/desk/views/{view.id}/drop", 404)
    assert "急件”已删除" in office.post("reviewer", f"/desk/views/{view.id}/drop")
    assert "请给视图起一个名字" in office.post("reviewer", "/desk/views", 422, name="  ")


def test_many_are_claimed_at_once_with_a_refusal_for_each_that_could_not_be_had(office: Office) -> None:
    free, taken, elsewhere = office.matter(1), office.matter(2), office.matter(3, town="440403107")
    engine.claim(office.task(taken).id, by=office.actor("colleague"))
    ids = [office.task(case).id for case in (free, taken, elsewhere)]
    page = office.post("reviewer", "/desk/claim", task=ids)
    assert "已领取 1 项" in page
    assert f"{taken.number} 受理审查：这项任务已由别人签收" in page
    assert elsewhere.number not in page and "找不到您要的内容" in page
    assert office.task(free).assignee == office.actor("reviewer")
    assert office.task(taken).assignee == office.actor("colleague")
    assert "请先勾选" in office.post("reviewer", "/desk/claim")


def test_a_task_kept_after_the_role_was_lost_is_not_shown_any_more(office: Office) -> None:
    case = office.matter(1)
    engine.assign(office.task(case).id, office.actor("elsewhere"), by="system")
    assert case.number not in office.get("elsewhere", "/desk")
    office.get("elsewhere", f"/desk/tasks/{office.task(case).id}", 404)


def test_too_many_views_are_refused(office: Office) -> None:
    account = office.officers["reviewer"].id
    for n in range(20):
        commands.keep_view(account, f"视图{n}", {})
    office.post("reviewer", "/desk/views", 422, name="又一个")
