"""The pages of moves: an analyst plans and tries on copies, somebody else approves, both see who is left behind and why."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app import engine, settings
from tests.engine.drawing import call, diagram, end, flow, start, user
from tests.operations.conftest import Seat


def drawn(*tasks):
    return diagram(start(), *[user(name) for name in tasks], end(), flow("begin", *tasks, "done"), id="flow")


@pytest.fixture
def planned(seats):
    """Two people who may plan and approve; two processes on version 1 of a diagram of which there is a version 2."""
    engine.deploy_files({"flow.bpmn": drawn("a", "b")}, by="officer:1")
    for key in ("K1", "K2"):
        engine.start("flow", business_key=key, data={}, by="citizen:1")
    engine.complete(engine.open_tasks(business_key="K2")[0].id, {}, by="officer:1")
    engine.deploy_files({"flow.bpmn": drawn("a", "z")}, by="officer:1")
    return seats


def number(page):
    found = re.search(r"/operations/moves/(\d+)/refuse", page)
    assert found is not None
    return int(found.group(1))


def test_the_plan_shows_both_versions_counts_and_who_would_stay(planned):
    one, _other = planned
    assert "/operations/moves/plan?diagram=flow" in one.get("/operations/moves")
    page = one.get("/operations/moves/plan?diagram=flow")
    assert page.count("data-diagram") == 2
    assert "新版里同一层没有这个元素" in page
    assert 'name="map:b"' in page
    mapped = one.get("/operations/moves/plan?diagram=flow&map:b=z")
    assert "新版里同一层没有这个元素" not in mapped
    assert ">留在旧版</span>" not in mapped
    one.get("/operations/moves/plan?diagram=nothing", 404)
    one.get("/operations/moves/plan?diagram=flow&to=9", 404)


def test_a_mapping_to_what_is_not_drawn_is_told_and_the_plan_is_shown_all_the_same(planned):
    one, _other = planned
    page = one.get("/operations/moves/plan?diagram=flow&map:b=zz", 422)
    assert "新版里没有元素 zz" in page
    assert 'name="map:b"' in page


def test_one_proposes_the_other_approves_and_what_was_left_is_named(planned):
    one, other = planned
    page = one.post("/operations/moves/plan", 422, diagram="flow", reason=" ")
    assert "请写明理由" in page
    page = one.post("/operations/moves/plan", diagram="flow", reason="新规定")
    address = f"/operations/moves/{number(page)}"
    one.post(f"{address}/approve", 403)
    assert "批准并开始换版" not in one.get(address)
    assert "批准并开始换版" in other.get(address)
    assert "正在进行" in other.post(f"{address}/approve")
    while engine.run_moves():
        pass
    page = one.get(address)
    assert "已完成" in page and "K2" in page and "b：新版里同一层没有这个元素" in page
    other.post(f"{address}/approve", 409)


def test_one_process_is_taken_back_and_one_that_went_on_is_not(planned):
    one, other = planned
    address = (
        f"/operations/moves/{number(one.post('/operations/moves/plan', diagram='flow', reason='r', **{'map:b': 'z'}))}"
    )
    other.post(f"{address}/approve")
    while engine.run_moves():
        pass
    first, second = (engine.processes_of(key)[0] for key in ("K1", "K2"))
    assert (first.version, second.version) == (2, 2)
    assert "请写明理由" in one.post(f"{address}/undo", 422, process=first.id, reason="")
    assert "请选择这次换过去的一个流程" in one.post(f"{address}/undo", 422, process=0, reason="r")
    assert "批准后才会执行" in one.post(f"{address}/undo", process=second.id, reason="弄错了")
    assert "同样的操作已经提出" in other.post(f"{address}/undo", 409, process=second.id, reason="再提一次")
    assert engine.process(second.id).version == 2
    (made,) = engine.proposals(state="open")
    one.post(f"/operations/proposals/{made.id}/approve", 403)
    assert "从 v2 退回 v1" in other.get(f"/operations/proposals/{made.id}")
    other.post(f"/operations/proposals/{made.id}/approve")
    assert engine.progress(int(address.rpartition("/")[2]))["undone"] == 1
    assert engine.prove(second.id) is None
    given = engine.history(second.id)[-1].data["in"]
    assert (given["reason"], given["proposal"]) == ("弄错了", made.id)
    assert engine.open_tasks(business_key="K2")[0].element == "b"
    engine.complete(engine.open_tasks(business_key="K1")[0].id, {}, by="officer:1")
    assert "已经往前走了" in one.post(f"{address}/undo", 409, process=first.id, reason="r")
    page = one.get(f"/operations/processes/{second.id}")
    assert "换到新版本" in page


def test_a_refused_move_is_put_away_with_the_reason(planned):
    one, other = planned
    address = f"/operations/moves/{number(one.post('/operations/moves/plan', diagram='flow', reason='r'))}"
    other.post(f"{address}/refuse", 422, reason="")
    assert "换版已经收起" in other.post(f"{address}/refuse", reason="不必")
    assert engine.processes_of("K1")[0].version == 1
    assert "未批准" in one.get("/operations/moves")


def test_an_analyst_finds_the_door_and_what_is_inside_a_called_diagram(client, seats):
    one = Seat(client, "analyst", "analyst")
    assert "/operations/moves" in one.get("/operations/moves").split("<main")[0]
    outer = diagram(start(), call("c", "flow"), end(), flow("begin", "c", "done"), id="outer")
    engine.deploy_files({"flow.bpmn": drawn("a"), "outer.bpmn": outer}, by="officer:1")
    engine.start("outer", business_key="K1", data={}, by="citizen:1")
    engine.deploy_files({"flow.bpmn": drawn("n"), "outer.bpmn": outer}, by="officer:1")
    assert 'name="map:flow/a"' in one.get("/operations/moves/plan?diagram=outer")
    assert "会留在旧版" in one.get("/operations/moves/plan?diagram=outer&map:flow/a=n")


@pytest.fixture
def many(planned, monkeypatch):
    """As `planned`, where two processes are already too many for a page to wait for."""
    now = settings.current()
    monkeypatch.setattr(settings, "current", lambda: replace(now, engine=replace(now.engine, plan_at_once=1)))
    return planned


def test_where_many_would_move_the_plan_is_made_in_the_background_mapped_proposed_and_approved(many):
    one, other = many
    page = one.get("/operations/moves/plan?diagram=flow")
    assert "试算在后台进行" in page and "会换过去" not in page and "提出换版" not in page
    begun = one.post("/operations/moves/dry-runs", diagram="flow")
    assert "0 / 2" in begun and "停止试算" in begun
    assert engine.run_dry_runs(1) == 1
    number = re.search(r"/moves/dry-runs/(\d+)", begun).group(1)
    address = f"/operations/moves/dry-runs/{number}"
    assert "1 / 2" in one.get(address)
    assert one.post("/operations/moves/plan", 409, dry_run=number, reason="新规定").count("试算还没有完成")
    assert (engine.run_dry_runs(), engine.run_dry_runs()) == (1, 0)
    page = one.get(address)
    assert "新版里同一层没有这个元素" in page and 'name="map:b"' in page and ">留在旧版</span>" in page
    again = one.post("/operations/moves/dry-runs", diagram="flow", **{"map:b": "z"})
    while engine.run_dry_runs(1):
        pass
    number = re.search(r"/moves/dry-runs/(\d+)", again).group(1)
    assert ">留在旧版</span>" not in one.get(f"/operations/moves/dry-runs/{number}")
    assert "请写明理由" in one.post("/operations/moves/plan", 422, dry_run=number, reason=" ")
    moved = one.post("/operations/moves/plan", dry_run=number, reason="新规定")
    address = f"/operations/moves/{re.search(r'/operations/moves/([0-9]+)/refuse', moved).group(1)}"
    assert f"/moves/dry-runs/{number}" in other.get(address)
    other.post(f"{address}/approve")
    while engine.run_moves():
        pass
    assert [engine.processes_of(key)[0].version for key in ("K1", "K2")] == [2, 2]


def test_a_plan_in_the_background_is_the_plan_a_page_would_have_made(many):
    made = engine.begin_dry_run("flow", by="officer:1")
    assert engine.begin_dry_run("flow", by="officer:2").id == made.id, "one that runs already is enough"
    while engine.run_dry_runs(1):
        pass
    assert engine.dry_run(made.id).plan == engine.plan_move("flow")


def test_a_dry_run_is_stopped_and_a_move_without_one_has_one_made(many):
    one, other = many
    begun = one.post("/operations/moves/dry-runs", diagram="flow")
    address = f"/operations/moves/dry-runs/{re.search(r'dry-runs/([0-9]+)', begun).group(1)}"
    assert "已停止" in one.post(f"{address}/stop")
    other.post(f"{address}/stop", 409)
    assert engine.run_dry_runs() == 0
    move = engine.propose_move(engine.plan_move("flow"), reason="命令行提出", by=one.actor)
    page = other.get(f"/operations/moves/{move.id}")
    assert "还没有在后台试算过" in page and "批准并开始换版" in page
    other.post("/operations/moves/dry-runs", diagram="flow", to="2")
    assert "正在试算：0 / 2" in other.get(f"/operations/moves/{move.id}")
    while engine.run_dry_runs():
        pass
    assert "试算完成，共 2 个流程" in other.get(f"/operations/moves/{move.id}")
    one.get("/operations/moves/dry-runs/99999", 404)
