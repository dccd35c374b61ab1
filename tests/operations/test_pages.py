"""The administrators' pages: what stopped is found, tried again, and mended by two."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest

from app import engine
from app.operations.rules import read_value, written
from app.store import clock, db, outbox
from app.store.database import ZONE
from app.store.records import Outbox
from tests.engine import steps
from tests.engine.drawing import diagram, end, flow, start, user


def proposal_of(page: str) -> str:
    """The address under which a shown proposal is decided."""
    found = re.search(r"/operations/proposals/\d+/refuse", page)
    assert found is not None
    return found.group().removesuffix("/refuse")


def decided(seats, page):
    """The second administrator approves what the first one proposed."""
    address = proposal_of(page)
    one, other = seats
    one.post(f"{address}/approve", 403)
    return other.post(f"{address}/approve")


def test_the_list_is_sifted_by_diagram_element_cause_and_day(seats, stopped, at):
    one, _other = seats
    stopped("line", key="K1")
    at("2026-03-04 09:00")
    stopped("sum", key="K2", amount=None)
    assert all(key in one.get("/operations/") for key in ("K1", "K2"))
    for query, seen, hidden in (
        ("diagram=line", "K1", "K2"), ("element=s", "K2", "K1"), ("cause=FAR+end", "K1", "K2"), ("since=2026-03-03", "K2", "K1"),
    ):  # fmt: skip
        page = one.get(f"/operations/?{query}")
        assert f">{seen}<" in page and f">{hidden}<" not in page
    assert "没有符合条件的故障" in one.get("/operations/?cause=%25nothing")


def test_many_are_tried_again_at_once_and_each_result_is_told(seats, stopped):
    one, _other = seats
    good, bad = stopped("line", key="K1"), stopped("sum", key="K2", amount=None)
    steps.broken.clear()
    page = one.post("/operations/retry", process=[good.id, bad.id])
    assert "1 个流程继续运行" in page and "1 个流程又停在故障上" in page
    assert engine.process(good.id).state == "running"
    assert "已经不在故障中" in one.post("/operations/retry", process=[good.id])
    assert "请先勾选" in one.post("/operations/retry")


def test_the_page_of_a_process_says_where_why_how_often_and_with_what(seats, stopped):
    one, _other = seats
    process = stopped("line", key="K1", said="保留我")
    page = one.get("/operations/processes?q=K1")
    for text in ("the far end is away", "1 次", "保留我", "出了问题：b", "2026-03-02 09:01", "出现故障"):
        assert text in page, text
    assert f"流程 {process.id}" in page
    one.get("/operations/processes/999999", 404)


def test_a_value_is_edited_by_two_shown_before_and_after_and_journalled(seats, stopped):
    one, other = seats
    process = stopped("sum", key="K2", amount=None)
    address = f"/operations/processes/{process.id}/edit"
    assert "现在的值" in one.get(f"{address}?name=amount")
    page = one.post(address, 422, name="amount", value="abc", reason="漏填金额")
    assert "abc" in page and "漏填金额" in page and "文本要加双引号" in page
    page = one.post(address, 422, name="amount", value="3", reason=" ")
    assert "请写明理由" in page and ">3</textarea>" in page
    page = one.post(address, name="amount", value="2.50", reason="漏填金额")
    assert "修改前" in page and "2.50" in page and "批准并执行" not in page
    page = decided(seats, page)
    assert "已修改" in page and "漏填金额" in page and "江家乐 提出" in page
    given = engine.history(process.id)[-1].data["in"]
    assert (given["name"], given["after"], given["proposed_by"]) == ("amount", Decimal("2.50"), one.actor)
    one.post("/operations/retry", process=process.id)
    assert engine.variables(engine.open_tasks(business_key="K2")[0].id)["more"] == Decimal("3.50")
    assert engine.replay(process.id).divergence is None


def test_an_edit_shows_what_becomes_of_the_waiting_tasks_or_says_that_they_stay(seats):
    """And it is so: unticked the row of the task stays, ticked it changes as it was shown; the replay agrees."""
    one, _other = seats
    asked = user("c", groups='=post + "@ZH"', due='=deadline(now(), days, "cd")')
    path = diagram(
        start(), asked, user("d", groups='=post + "@ZH"'), end(), flow("begin", "c", "d", "done"), id="asked"
    )
    engine.deploy_files({"asked.bpmn": path}, by="officer:1")
    process = engine.start("asked", business_key="K3", data={"post": "first", "days": 3}, by="citizen:1")
    before = engine.open_tasks(business_key="K3")
    token = engine.standing(process.id)[0].token
    address = f"/operations/processes/{process.id}/edit"
    words = "已经打开的待办不重新确定办理人、岗位和期限"
    assert re.search(r'name="renews" value="yes"\s+checked', one.get(f"{address}?token={token}&name=post"))
    page = one.post(address, token=token, name="post", value='"second"', reason="岗位有误")
    assert words in page
    decided(seats, page)
    assert engine.open_tasks(business_key="K3") == before and before[0].role == "first"
    page = one.post(address, token=token, name="post", value='"third"', renews="yes", reason="岗位又有误")
    assert words not in page and "等着的待办会怎样" in page and "second" in page and "third" in page
    decided(seats, page)
    assert (engine.open_tasks(business_key="K3")[0].role, before[0].due_at) == (
        "third",
        engine.open_tasks(business_key="K3")[0].due_at,
    )
    page = one.post(address, token=token, name="days", value="4", renews="yes", reason="期限有误")
    assert "期限" in page and "2026-03-0" in page
    decided(seats, page)
    assert engine.prove(process.id) is None
    page = one.post(address, token=token, name="post", value='"second"', renews="yes", reason="还是原来的")
    decided(seats, page)
    engine.complete(before[0].id, {}, by="officer:1")
    assert engine.open_tasks(business_key="K3")[0].role == "second"
    assert engine.prove(process.id) is None


def test_a_failing_element_is_skipped_and_a_token_is_moved(seats, stopped):
    one, _other = seats
    process = stopped("line", key="K1")
    page = one.post(f"/operations/processes/{process.id}/skip", element="b", reason="对方停运")
    assert "已执行" in decided(seats, page)
    token = engine.standing(process.id)[0]
    assert token.element == "c"
    address = f"/operations/processes/{process.id}/move"
    assert '<option value="a"' in one.get(f"{address}?token={token.token}")
    page = one.post(address, 422, token=token.token, to="", reason="重来")
    assert "请选择移到哪个元素" in page
    page = one.post(address, 409, token=token.token, to="nowhere", reason="重来")
    assert "不在同一层" in page
    assert "已执行" in decided(seats, one.post(address, token=token.token, to="a", reason="重来"))
    assert engine.open_tasks(business_key="K1")[0].element == "a"
    assert engine.replay(process.id).divergence is None


def test_a_process_is_set_back_after_what_cannot_be_taken_back_was_shown(seats, stopped, monkeypatch):
    one, _other = seats
    monkeypatch.setitem(outbox._deliverers, "post", lambda payload: {})
    process = stopped("line", key="K1")
    steps.broken.clear()
    engine.retry(process.id, by=one.actor)
    db.session.add(
        Outbox(
            topic="post", key="post-to-k9", payload={}, state="done", attempts=1, max_attempts=3, put_at=clock.now(), due_at=clock.now(),
            process_id=process.id, entry=engine.history(process.id)[-1].seq,
        )
    )  # fmt: skip
    page = one.get(f"/operations/processes/{process.id}/rewind?to=1")
    assert page.index("收不回的") < page.index("post-to-k9") < page.index("随之作废的")
    page = decided(seats, one.post(f"/operations/processes/{process.id}/rewind", to=1, reason="受理有误"))
    assert "退回到第 1 条记录" in page
    assert engine.open_tasks(business_key="K1")[0].element == "a"
    assert engine.replay(process.id).divergence is None


def test_a_process_is_ended_by_two_and_a_proposal_may_be_put_away_with_a_reason(seats, stopped):
    one, other = seats
    process = stopped("line", key="K1")
    page = one.post(f"/operations/processes/{process.id}/cancel", reason="重复")
    assert "重复" in other.get("/operations/proposals")
    address = proposal_of(page)
    assert "请写明理由" in other.post(f"{address}/refuse", 422, reason="")
    assert "未批准" in other.post(f"{address}/refuse", reason="并不重复")
    other.post(f"{address}/approve", 409)
    page = one.post(f"/operations/processes/{process.id}/cancel", reason="确实重复")
    decided(seats, page)
    assert engine.process(process.id).state == "cancelled"


@pytest.fixture
def dead(seats):
    row = Outbox(
        topic="post", key="k1", payload={"n": 1}, state="dead", attempts=3, max_attempts=3, put_at=clock.now(),
        due_at=clock.now(), error="OSError: line is dead",
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def test_a_letter_is_mended_and_sent_again_and_what_was_typed_stays(seats, dead):
    one, _other = seats
    assert "OSError" in one.get("/operations/outbox")
    address = f"/operations/outbox/{dead.id}"
    page = one.post(f"{address}/mend", 422, payload='{"n": }', reason="编号错")
    assert "不是 JSON" in page and "编号错" in page and "{&#34;n&#34;: }" in page
    assert "请写明理由" in one.post(f"{address}/resend", 422, payload="{}", reason="")
    page = one.post(f"{address}/mend", payload='{"n": 2}', reason="编号错")
    assert "等待发送" in page and "修改前" in page
    assert (dead.state, dead.payload, dead.attempts) == ("waiting", {"n": 2}, 0)
    one.post(f"{address}/close", 409, reason="晚了")


def test_a_letter_is_closed_with_a_reason(seats, dead):
    one, _other = seats
    page = one.post(f"/operations/outbox/{dead.id}/close", reason="改用书面函")
    assert "已关闭" in page and "改用书面函" in page and dead.state == "closed"


def test_a_value_is_read_as_json_or_as_feel_and_written_as_it_was():
    now = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    for text, value in (
        ("1.10", Decimal("1.10")), ("3", 3), ('"文"', "文"), ("true", True), ("null", None), ('{"a": [1.5]}', {"a": [Decimal("1.5")]}),
        ('{a: 1}', {"a": 1}), ('date("2026-03-02")', "2026-03-02"), ('["x", -2]', ["x", -2]),
    ):  # fmt: skip
        assert read_value(text, now).value == value and not read_value(text, now).problem
        assert read_value(written(value), now).value == value
    for text in ("abc", "[1, 2", "1/0", "NaN", "", "2026-03-02"):
        assert read_value(text, now).problem
