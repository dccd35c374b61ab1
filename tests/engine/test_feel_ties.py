"""Every text of a diagram that is evaluated is FEEL: its value counts, a slip stops the token there with its cause, null is data."""

from __future__ import annotations

import logging
from decimal import Decimal

import pytest

from app import calendar, engine, feel
from app.engine.expressions import FUNCTIONS
from app.engine.trouble import Stopped
from tests.engine.drawing import (
    boundary,
    call,
    diagram,
    end,
    flow,
    loop,
    message,
    node,
    rule,
    script,
    service,
    start,
    timer,
    user,
)
from tests.engine.test_verbs import DECISION
from tests.engine.trial import Trial


def line(*elements: str, **more) -> bytes:
    """begin → the elements in a row → done; elements are (id, drawn) pairs."""
    names = [name for name, _ in elements]  # type: ignore[misc]
    drawn = [one for _, one in elements]  # type: ignore[misc]
    return diagram(start(), *drawn, end(), flow("begin", *names, "done"), **more)


def branching(condition: str, kind: str = "exclusiveGateway") -> bytes:
    return diagram(
        start(), node(kind, "g", default="g_to_b"), end("a"), end("b"),
        flow("begin", "g"), flow("g", "a", when=condition), flow("g", "b"),
    )  # fmt: skip


def again(condition: str) -> str:
    return f'<bpmn:standardLoopCharacteristics testBefore="true"><bpmn:loopCondition>{condition}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>'


def catch(inside: str) -> tuple[str, str]:
    return ("w", node("intermediateCatchEvent", "w", inside=inside))


WRONG = "=totl + 1"
PLACES = {
    "script": line(("x", script("x", WRONG, "r"))),
    "within a list": line(("x", script("x", "=[1, [totl + 1]]", "r"))),
    "within a context": line(("x", service("x", "s.t", inputs={"y": "={a: 1, b: {c: totl}}"}))),
    "condition": branching("=totl > 1"),
    "inclusive condition": branching("=totl > 1", "inclusiveGateway"),
    "input": line(("x", service("x", "s.t", inputs={"y": WRONG}))),
    "output": line(("x", service("x", "s.t", outputs={"y": WRONG}))),
    "timeDuration": line(catch(timer("=duration(totl)"))),
    "timeDate": line(catch(timer("=date and time(totl)", "timeDate"))),
    "timeCycle": diagram(
        start(), user("x"), boundary("w", "x", timer("=totl", "timeCycle"), interrupting=False), end(), end("e"),
        flow("begin", "x", "done"), flow("w", "e"),
    ),
    "inputCollection": line(("x", script("x", "=1", "r", inside=loop("=totl")))),
    "outputElement": line(("x", script("x", "=1", "r", inside=loop("=[1]", "i", "all", WRONG)))),
    "completionCondition": line(("x", script("x", "=1", "r", inside=loop("=[1, 2]", until="=totl > 1", sequential=True)))),
    "loopCondition": line(("x", script("x", "=1", "r", inside=again("=totl &lt; 3")))),
    "correlation key": line(catch(message("m_hello")), messages={"hello": WRONG}),
    "thrown key": line(
        ("x", node("intermediateThrowEvent", "x", inside=message("m_hello"))), messages={"hello": WRONG}
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_slip_stops_the_token_at_its_element_and_shows_its_cause_alone(place: str) -> None:
    with pytest.raises(Stopped) as caught:
        Trial(PLACES[place], steps={"s.t": {}}, total=3)
    text = str(caught.value)
    assert caught.value.element in ("x", "g", "w")
    assert "variable 'totl' not found" in text and "did you mean 'total'?" in text
    assert "null" not in text  # what followed from it is not told


def test_the_same_places_take_what_feel_gives() -> None:
    run = Trial(line(("x", script("x", '=if total > 2 then string(1.50) else "b"', "r"))), total=3)
    assert run.outcome["r"] == "1.50"
    assert Trial(branching("=every x in list satisfies x in [1..3]"), list=[1, 2]).path[-1] == "a"
    run = Trial(line(("x", service("x", "s.t", inputs={"y": "=list[item > 1]"}, outputs={"z": "=sum(y) / r"}))),
                steps={"s.t": {"r": 4}}, list=[1, 2, 3])  # fmt: skip
    assert run.outside.calls[0][1]["y"] == [2, 3] and run.outcome["z"] == Decimal("1.25")
    items = loop('=for n in 1..total return n ** 2', "i", "all", "=i + loopCounter", sequential=True, until="=i > 3")  # fmt: skip
    assert Trial(line(("x", script("x", "=i", "r", inside=items))), total=3).outcome["all"] == [2, 6, None]
    drawn = line(("x", script("x", "=n + 1", "n", inside=again("=n &lt; total"))))
    assert Trial(drawn, total=3, n=0).outcome["n"] == 3


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        ('=duration("P" + string(total) + "D")', "timeDuration", 3),
        ('=@"P1D" * total', "timeDuration", 3),
        ('=now() + duration("P2D")', "timeDate", 2),
        ('=deadline(today(), total, "wd")', "timeDate", 3),
        ('=end of day(date("2026-03-03"))', "timeDate", 2),
    ],
)
def test_timers_are_feel_by_the_clock_of_the_run(text: str, kind: str, days: int) -> None:
    run = Trial(line(catch(timer(text, kind))), total=3)
    assert run.waiting == ["w"]
    assert not run.after(days=days - 1, hours=14).done and run.after(days=days).done


def test_correlation_keys_are_feel() -> None:
    run = Trial(line(catch(message("m_hello")), messages={"hello": '="K" + string(total)'}), total=3)
    assert not run.message("hello", "K4") and run.message("hello", "K3") and run.done
    for key in ("=null", "=[1]", "=true"):
        with pytest.raises(Stopped, match="关联键"):
            Trial(line(catch(message("m_hello")), messages={"hello": key}))


def test_a_plain_null_is_data() -> None:
    run = Trial(line(("x", script("x", "=null", "r")), ("y", script("y", "=r", "s"))), given=None)
    assert run.outcome == {"given": None, "r": None, "s": None}
    assert Trial(line(("x", service("x", "s.t", inputs={"y": "=given"}))), steps={"s.t": {}}, given=None).done
    assert Trial(branching("=given"), given=None).path[-1] == "b"
    assert Trial(branching("=given = null")).path[-1] == "a"
    assert Trial(branching("=given != null and given > 3"), given=None).path[-1] == "b"
    with pytest.raises(Stopped, match="given is null"):
        Trial(branching("=given > 3"), given=None)


def test_a_null_within_a_value_is_data_where_it_is_written_or_a_way_out_is_given() -> None:
    run = Trial(line(("x", script("x", "={a: null, b: [get or else(totl + 1, null), 2]}", "r"))), total=3)
    assert run.outcome["r"] == {"a": None, "b": [None, 2]}


def test_a_called_decisions_null_is_data_or_stops_like_any_other(deployed) -> None:
    called = line(("decide", rule("decide", "fee", "price")), ("a", user("a")))
    deployed(main=called, fees=DECISION.replace(b"<text>2.5</text>", b"<text>null</text>"))
    process = engine.start("main", business_key="K1", data={"amount": 12}, by="citizen:1")
    (task,) = engine.open_tasks(business_key="K1")
    assert engine.variables(task.id)["price"] is None and process.state == "running"
    for key, data, cause in (
        ("K2", {}, "input 'amount' was not given"),
        ("K3", {"amuont": 1}, "input 'amount' was not given; given was 'amuont'"),
        ("K4", {"amount": "x"}, "does not fit its type number"),
        ("K5", {"amount": None}, "no rule matches and there is no default output; amount is null"),
    ):
        process = engine.start("main", business_key=key, data=data, by="citizen:1")
        assert (process.state, process.trouble["element"]) == ("troubled", "decide")
        assert cause in process.trouble["text"]


def test_a_decision_is_journalled_with_its_version_and_its_whole_trace(deployed) -> None:
    called = line(("decide", rule("decide", "fee", "price", outputs={"due": "=price * 2"})), ("a", user("a")))
    deployed(main=called, fees=DECISION)
    process = engine.start("main", business_key="K1", data={"amount": 12}, by="citizen:1")
    (fact,) = [fact for fact in engine.history(process.id)[0].facts if fact["kind"] == "decided"]
    assert (fact["element"], fact["decision"], fact["result"]) == ("decide", "fee", Decimal("2.5"))
    assert isinstance(fact["version"], int)
    (trace,) = fact["trace"]
    assert (trace["decision"], trace["table"], trace["inputs"]) == ("fee", "t", [["amount", 12]])
    assert trace["rules"] == [
        {"index": 2, "id": "r2", "annotations": {"article": "Art. 2"}, "output": Decimal("2.5")}
    ]  # fmt: skip
    (task,) = engine.open_tasks(business_key="K1")
    assert engine.variables(task.id)["due"] == 5


def test_who_and_until_when_are_feel(deployed) -> None:
    deployed(main=line(("a", user("a", groups='="reviewer@" + street', due='=deadline(today(), 5, "wd")'))))
    engine.start("main", business_key="K1", data={"street": "cuixiang"}, by="citizen:1")
    (task,) = engine.open_tasks(business_key="K1")
    assert (task.role, task.organisation) == ("reviewer", "cuixiang")
    assert task.due_at.isoformat() == "2026-03-10T00:00:00+08:00"
    process = engine.start("main", business_key="K2", data={"stret": "x"}, by="citizen:1")
    assert process.trouble["element"] == "a"
    assert "variable 'street' not found" in process.trouble["text"] and "'stret'" in process.trouble["text"]


@pytest.mark.parametrize("due", ["=dy", '="soon"', "=5"])
def test_a_due_date_that_is_none_stops_at_the_task(deployed, due: str) -> None:
    deployed(main=line(("a", user("a", due=due))))
    process = engine.start("main", business_key="K1", data={"day": "2026-03-05"}, by="citizen:1")
    assert (process.state, process.trouble["element"]) == ("troubled", "a") and "dueDate" in process.trouble["text"]


def test_what_a_called_diagram_gives_is_mapped_by_feel() -> None:
    inner = diagram(start(), script("s", "=n * 2", "m"), end(), flow("begin", "s", "done"), id="inner")
    outer = line(("c", call("c", "inner", inputs={"n": "=total + 1"}, outputs={"r": "=m + 1"})))
    assert Trial(outer, inner, total=3).outcome == {"total": 3, "r": 9}


def trade(text: str, **variables: object) -> tuple[object, list[str]]:
    value, notes = feel.compile_expression(text, functions=FUNCTIONS).evaluate(variables)
    return feel.to_plain(value), [str(note) for note in notes]


def test_the_trades_functions_are_built_ins() -> None:
    assert trade('deadline(date("2026-03-02"), 5, "wd")') == ("2026-03-09", [])
    assert trade('deadline(date("2026-03-02"), 1, "month")') == ("2026-04-02", [])
    assert trade('working days between(date("2026-03-02"), date("2026-03-09"))') == (5, [])
    assert trade('end of day(date("2026-03-02"))')[0] == "2026-03-03T00:00:00@Asia/Shanghai"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('deadline("2026-03-02", 5, "wd")', "deadline: a date is needed; date(…) makes a date of a string"),
        ('deadline(date("2026-03-02"), 5)', "deadline: takes (from, n, unit), not 2 arguments"),
        ('deadline(date("2026-03-02"), 5, "days")', "deadline: unit must be wd, cd or month, not 'days'"),
        ('deadline(date("2026-03-02"), 1.5, "wd")', "deadline: the length of the period must be a whole number"),
        ('deadline(date("2026-03-02"), "5", "wd")', "deadline: the length of the period must be a whole number"),
        ('deadline(date("2026-03-02"), -1, "wd")', "deadline: the length of the period must be from 0 to 20000"),
        ('deadline(date("2026-03-02"), 1000000000, "wd")', "must be from 0 to 20000"),
        ('working days between(date("0001-01-01"), date("9999-12-31"))', "no more than 20000 days apart"),
        ('working days between(null, date("2026-12-31"))', "working days between: a date is needed"),
        ('deadlin(date("2026-03-02"), 5, "wd")', "function 'deadlin' not found (column 1); did you mean 'deadline'?"),
    ],
)
def test_the_trades_functions_say_what_they_miss(text: str, cause: str) -> None:
    value, (note, *_) = trade(text)
    assert value is None and cause in note


def test_a_year_whose_holidays_are_not_known_is_said_with_the_way_out(caplog: pytest.LogCaptureFixture) -> None:
    assert 2031 not in calendar.known_years()
    calendar._warned.discard(2031)
    with caplog.at_level(logging.WARNING, "anju.calendar"):
        assert trade('deadline(date("2031-01-06"), 5, "wd")') == ("2031-01-13", [])
    (record,) = caplog.records
    assert "no holidays known for 2031" in record.getMessage()
    assert "flask working-days import FILE" in record.getMessage()
