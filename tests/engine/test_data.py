"""What process data hold: whatever JSON holds comes back as it was, the rest is refused by name before it is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app import engine
from app.engine.spiff import codec
from app.errors import Invalid
from tests.engine.drawing import diagram, end, flow, script, start, user
from tests.engine.test_clock import waits
from tests.engine.trial import Trial

TASK = diagram(start(), user("a"), end(), flow("begin", "a", "done"))
MARKS = [
    {"$n": "no number"}, {"$n": "1.5"}, {"$n": 5}, {"$n": [1]}, {"$n": {"$n": "2.5"}}, {"$n": None, "b": 1},
    [{"$n": "1.5"}, Decimal("1.50")], '"$n":',
]  # fmt: skip


@pytest.mark.parametrize("value", MARKS, ids=str)
def test_data_that_look_like_the_mark_of_a_number_stay_data(deployed, value):
    deployed(main=TASK)
    process = engine.start("main", business_key="Z", data={"x": value, "n": Decimal("0.5")}, by="system")
    (task,) = engine.open_tasks(process_id=process.id)
    assert repr(engine.variables(task.id)) == repr({"x": value, "n": Decimal("0.5")})
    done = engine.complete(task.id, {"y": value}, by="officer:1")
    assert done.outcome is not None and repr(engine.process(done.id).outcome["y"]) == repr(value)
    assert engine.prove(process.id) is None


def test_numbers_are_kept_whole_however_long(deployed):
    deployed(main=diagram(start(), script("s", "=x * x", "y"), user("a"), end(), flow("begin", "s", "a", "done")))
    process = engine.start("main", business_key="Z", data={"x": 10**12, "z": 10**20}, by="system")
    (task,) = engine.open_tasks(process_id=process.id)
    found = engine.variables(task.id)
    assert (found["y"], found["z"]) == (10**24, 10**20)
    assert engine.prove(process.id) is None


def nested(depth: int) -> list:
    """A list in a list in a list …"""
    return [nested(depth - 1)] if depth else []


REFUSED = {
    "half a character": ("\ud800", "不完整"),
    "half a character as a name": ({"\ud800": 1}, "不完整"),
    "a deep list": (nested(200), "嵌套"),
    "a long text": ("x" * 1_000_001, "1000000"),
    "no number": (float("nan"), "不是数"),
    "infinity": (float("inf"), "不是数"),
    "a set": ({1}, "不能作为"),
}


@pytest.mark.parametrize(("value", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_written_is_refused_by_name_and_nothing_is_lost(deployed, value, words):
    deployed(main=TASK)
    with pytest.raises(Invalid, match=f"income.*{words}"):
        engine.start("main", business_key="Z", data={"income": value}, by="system")
    process = engine.start("main", business_key="Z", data={}, by="system")
    (task,) = engine.open_tasks(process_id=process.id)
    with pytest.raises(Invalid, match=f"income.*{words}"):
        engine.complete(task.id, {"income": value}, by="officer:1")
    with pytest.raises(Invalid, match=words):
        engine.send("hello", "k", {"income": value}, by="system")
    assert engine.task(task.id).state == "open"


def test_a_fault_of_ours_is_told_at_its_element(deployed, monkeypatch):
    deployed(main=diagram(start(), user("a"), script("s", "=1", "x"), end(), flow("begin", "a", "s", "done")))
    process = engine.start("main", business_key="Z", data={}, by="system")
    monkeypatch.setattr("app.engine.spiff.tasks.ScriptTask._run_hook", lambda self, token: {}["nothing"])
    (task,) = engine.open_tasks(process_id=process.id)
    assert engine.complete(task.id, {}, by="officer:1").trouble["element"] == "s"


@pytest.mark.parametrize("after", ["P9000Y", "P99999999D"])
def test_a_timer_beyond_the_calendar_stops_at_its_element(deployed, after):
    deployed(main=waits(after))
    trouble = engine.start("main", business_key="Z", data={}, by="system").trouble
    assert trouble["element"] == "wait" and "超出范围" in trouble["text"]


FORK = (
    start(), '<bpmn:parallelGateway id="fork"/>', user("a"), user("b"), '<bpmn:parallelGateway id="join"/>', end(),
    flow("begin", "fork", "a", "join", "done"), flow("fork", "b", "join"),
)  # fmt: skip


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_a_change_inside_a_value_counts_though_one_and_true_are_equal(order):
    trial = Trial(diagram(*FORK), x={"ok": 0}, y=[1])
    for element in order:
        trial.complete(element, **({"x": {"ok": False}, "y": [True]} if element == "a" else {}))
    assert codec.json_bytes([trial.outcome["x"], trial.outcome["y"]]) == b'[{"ok":false},[true]]'
