"""The one page of every user task: decided once, nothing typed is lost, four eyes, two people at once."""

from __future__ import annotations

import io
import re
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app import engine
from app.cases import commands as cases
from app.errors import NotAllowed
from app.people import commands as people
from app.store import clock, db, files

from .conftest import VISIT, Office, equip

SUPPLEMENT = {"outcome": "supplement", "missing": ["D06"], "missing_other": "收入证明缺少单位盖章"}


def test_everything_needed_to_decide_is_on_one_page(office: Office) -> None:
    case = office.matter()
    image = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(image, "png")
    cases.add_document(case, "D02", files.keep(image.getvalue(), "身份证.png"), member_ordinal=0)
    task = office.bring(case, "home_visit")
    office.post("reviewer", f"/desk/cases/{case.number}/notes", text="门牌换过，走西门", back=f"/desk/tasks/{task.id}")
    page = office.get("reviewer", f"/desk/tasks/{task.id}")
    for said in ("入户调查", "还剩", "身份证.png", "受理回执", "正在办理：", "门牌换过，走西门", "已受理"):
        assert said in page, said
    assert 'name="visitor_1"' in page and "data-diagram" in page and "data-autosave" in page
    assert "康宁路7号" in page, "the panel of the form's name shows where to go"
    assert "440402198501100" not in page


def test_a_decision_is_taken_and_one_goes_on_with_the_same_matter(office: Office) -> None:
    case = office.matter()
    page = office.post("reviewer", f"/desk/tasks/{office.task(case).id}", outcome="accept", key="a")
    assert f"已办结：{case.number} 受理审查" in page and "接着办理同一事项的下一环节：入户调查" in page
    page = office.post("reviewer", f"/desk/tasks/{office.task(case).id}", key="b", **VISIT)
    assert "<h1>经办审核" in page
    page = office.post("reviewer", f"/desk/tasks/{office.task(case).id}", key="c", opinion="agree")
    assert "已办结" in page and "<h1>工作台" in page, "the approver is another one: back to the inbox"
    assert office.task(case).element == "approve"


def test_what_is_wrong_is_said_at_its_field_and_kept_with_everything_typed(office: Office) -> None:
    case = office.matter()
    task = office.task(case)
    page = office.post(
        "reviewer", f"/desk/tasks/{task.id}", 422, outcome="refuse", missing=["D06", "D07"], missing_other=""
    )
    assert 'href="#f-missing_other"' in page and "请填写“逐项说明”" in page
    assert page.startswith("<!doctype html>") and "<title>请修改" in page
    assert len(re.findall(r'value="D0[67]"[^>]*checked', page)) == 2
    again = office.get("reviewer", f"/desk/tasks/{task.id}")
    assert "上次保存的草稿" in again and len(re.findall(r'value="D0[67]"[^>]*checked', again)) == 2
    assert office.task(case).assignee == office.actor("reviewer"), "who types has the task"
    assert engine.task(task.id).state == "open"


def test_a_draft_is_kept_when_it_is_not_valid_by_button_and_by_itself(office: Office) -> None:
    task = office.task(office.matter())
    page = office.post("reviewer", f"/desk/tasks/{task.id}/draft", outcome="supplement", missing_other="缺")
    assert "草稿已保存，任务已归您办理" in page and "缺</textarea>" in page
    answer = office.browser("reviewer").post(
        f"/desk/tasks/{task.id}/draft", data={"outcome": "refuse"}, headers={"X-Requested-With": "autosave"}
    )
    assert answer.status_code == 204
    assert (engine.task(task.id).draft or {})["outcome"] == "refuse"
    answer = office.browser("colleague").post(
        f"/desk/tasks/{task.id}/draft", data={"outcome": "accept"}, headers={"X-Requested-With": "autosave"}
    )
    assert answer.status_code == 409 and "已由别人签收" in answer.get_data(as_text=True)
    assert answer.mimetype == "text/plain"
    assert (engine.task(task.id).draft or {})["outcome"] == "refuse"


def test_asking_again_which_questions_apply_keeps_nothing(office: Office) -> None:
    task = office.task(office.matter())
    page = office.post("reviewer", f"/desk/tasks/{task.id}", 200, outcome="supplement", again="outcome")
    assert "missing_other" in page and "还没有提交" in page
    assert engine.task(task.id).draft is None and engine.task(task.id).assignee is None


def test_who_comes_second_sees_who_was_quicker_both_decisions_and_may_leave_a_note(office: Office) -> None:
    case = office.matter()
    task = office.task(case)
    office.get("colleague", f"/desk/tasks/{task.id}")
    office.post("reviewer", f"/desk/tasks/{task.id}", outcome="accept", key="first")
    page = office.post("colleague", f"/desk/tasks/{task.id}", 409, key="second", **SUPPLEMENT)
    assert "同事先办结了这一项" in page and "江家乐 在 2026-03-02 09:00 办结" in page
    theirs, ours = page.split('id="ours"')
    assert "<dd>受理</dd>" in theirs and "收入证明缺少单位盖章" in ours and "一次性告知补正" in ours
    assert "收入证明缺少单位盖章" in re.search(r"<textarea.*?</textarea>", page, re.S)[0]  # type: ignore[index]
    assert office.task(case).element == "home_visit"
    assert "已办结" in office.get("colleague", f"/desk/tasks/{task.id}")


def test_a_double_click_is_one_decision(office: Office) -> None:
    case = office.matter()
    task = office.task(case)
    for _click in range(2):
        page = office.post("reviewer", f"/desk/tasks/{task.id}", outcome="accept", key="same")
        assert f"已办结：{case.number} 受理审查" in page
    assert [e.kind for e in engine.history(task.process_id)].count("task_completed") == 1
    page = office.post(
        "reviewer", f"/desk/tasks/{task.id}", 409, outcome="refuse", missing_other="改主意了", key="other"
    )
    assert "这一项您已经办结" in page and "改主意了" in page


def test_a_colleague_who_took_the_task_meanwhile_is_named_and_what_was_typed_stays(office: Office) -> None:
    task = office.task(office.matter())
    office.post("colleague", f"/desk/tasks/{task.id}/claim")
    page = office.post("reviewer", f"/desk/tasks/{task.id}", 409, **SUPPLEMENT)
    assert "没有提交" in page and "已由别人签收" in page and "收入证明缺少单位盖章</textarea>" in page
    page = office.post("reviewer", f"/desk/tasks/{task.id}", 422, outcome="supplement", missing_other="")
    assert (engine.task(task.id).draft, engine.task(task.id).assignee) == (None, office.actor("colleague"))
    page = office.get("reviewer", f"/desk/tasks/{task.id}")
    assert "陈雅文 正在办理这一项" in page and 'name="outcome"' not in page


def test_claim_release_and_hand_over_to_a_colleague_of_the_same_post(office: Office) -> None:
    case = office.matter()
    task = office.task(case)
    assert "现在由您办理" in office.post("reviewer", f"/desk/tasks/{task.id}/claim")
    office.post("colleague", f"/desk/tasks/{task.id}/claim", 409)
    office.post("colleague", f"/desk/tasks/{task.id}/release", 409)
    assert "已退回队列" in office.post("reviewer", f"/desk/tasks/{task.id}/release")
    office.post("reviewer", f"/desk/tasks/{task.id}/hand-over", 422, to=office.actor("approver"))
    office.post("reviewer", f"/desk/tasks/{task.id}/hand-over", 422, to="officer:999999")
    page = office.post("reviewer", f"/desk/tasks/{task.id}/hand-over", to=office.actor("colleague"))
    assert "已移交给 陈雅文" in page and office.task(case).assignee == office.actor("colleague")
    office.post("reviewer", f"/desk/tasks/{task.id}/hand-over", 409, to=office.actor("reviewer"))


def test_four_eyes_are_shown_and_hold_also_after_a_hand_over(office: Office) -> None:
    case = office.matter()
    examine = office.bring(case, "examine")
    both = office.officers["reviewer"]
    people.grant_role(both.id, "street_approver", "440402001", by="system")
    engine.complete(examine.id, {"opinion": "agree", "reasons": None, "codes": None}, by=both.actor)
    approve = office.task(case)
    page = office.get("reviewer", f"/desk/tasks/{approve.id}")
    assert "经办与审批不能是同一人" in page and 'name="approval"' not in page
    assert case.number not in office.get("reviewer", "/desk?clear")
    page = office.post("reviewer", f"/desk/tasks/{approve.id}", 403, approval="agree")
    assert "经办与审批不能是同一人" in page
    page = office.get("approver", f"/desk/tasks/{approve.id}")
    assert "李浩然" in page and "江家乐</option>" not in page, "not offered either"
    office.post("approver", f"/desk/tasks/{approve.id}/hand-over", 403, to=both.actor)
    with pytest.raises(NotAllowed):
        engine.assign(approve.id, both.actor, by=office.actor("boss"))
    refused = office.post("boss", "/desk/overview/reassign", task=[approve.id], to=both.actor)
    assert "经办与审批不能是同一人" in refused and office.task(case).assignee is None
    office.post("approver", f"/desk/tasks/{approve.id}/hand-over", to=office.actor("second-approver"))
    assert "已办结" in office.post("second-approver", f"/desk/tasks/{approve.id}", approval="agree")


def test_what_is_not_in_ones_queues_is_not_found_in_the_same_words(office: Office) -> None:
    task = office.task(office.matter())
    words = set()
    for who, task_id in (("elsewhere", task.id), ("approver", task.id), ("other-boss", task.id), ("reviewer", 987654)):
        for send in ("", "/draft", "/claim", "/hand-over"):
            answer = office.browser(who).post(f"/desk/tasks/{task_id}{send}", data={"outcome": "accept"})
            assert answer.status_code == 404, (who, send)
        page = office.get(who, f"/desk/tasks/{task_id}", 404)
        words.add(re.sub(r"\d+", "", re.search(r"<main.*?</main>", page, re.S)[0]))  # type: ignore[index]
    assert len(words) == 1
    assert engine.task(task.id).state == "open" and engine.task(task.id).assignee is None


def test_an_applicants_task_is_not_the_offices(office: Office) -> None:
    case = office.matter()
    engine.complete(office.task(case).id, {**SUPPLEMENT}, by=office.actor("reviewer"))
    office.get("reviewer", f"/desk/tasks/{office.task(case).id}", 404)
    assert "申请人" in office.get("reviewer", f"/desk/cases/{case.number}")


def test_the_silence_of_the_office_is_quicker_than_a_late_click(office: Office, at: Any) -> None:
    case = office.matter()
    task = office.task(case)
    at("2026-03-10 09:00")
    page = office.post("reviewer", f"/desk/tasks/{task.id}", 409, key="late", **SUPPLEMENT)
    assert "收入证明缺少单位盖章" in page and ("没有提交" in page or "已经撤销" in page)
    engine.run_due(task.process_id)
    assert "这项任务已经撤销" in office.get("reviewer", f"/desk/tasks/{task.id}")
    assert "已经撤销" in office.post("reviewer", f"/desk/tasks/{task.id}", 409, **SUPPLEMENT)


@pytest.mark.parametrize("same", [True, False])
def test_two_at_the_same_moment_make_one_decision(furnished: None, committed: Flask, at: Any, same: bool) -> None:
    """Real commits, real threads: a double click of one officer is a success twice, of two officers a success and a 409."""
    office = _committed_office(committed, at)
    case = office.matter()
    task = office.task(case)
    db.session.commit()
    browsers = [office.browser("reviewer"), office.browser("reviewer" if same else "colleague")]
    db.session.commit()
    ready, statuses, moment = Barrier(2), [], clock.now()

    def click(browser: Any) -> None:
        with clock.fixed(moment):
            ready.wait()
            statuses.append(browser.post(f"/desk/tasks/{task.id}", data={"outcome": "accept", "key": "k"}).status_code)

    threads = [Thread(target=click, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(statuses) == ([303, 303] if same else [303, 409])
    db.session.rollback()
    assert [e.kind for e in engine.history(task.process_id)].count("task_completed") == 1


def _committed_office(app: Flask, at: Any) -> Office:
    office = equip(app.test_client(), at)
    db.session.commit()
    return office
