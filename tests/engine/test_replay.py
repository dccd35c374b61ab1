"""The journal alone gives every state back, and a change of the past does not pass unnoticed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app import engine
from app.store import db
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
    service,
    start,
    timer,
    user,
)
from tests.engine.test_verbs import DECISION, TIMED, TWO_TASKS

INNER = diagram(
    start(),
    user("look", inside=loop("=people", "person", "seen", "=says")),
    boundary("stop", "look", message("m_stop")),
    node("parallelGateway", "f"),
    user("x"),
    service("note", "engine.note", inputs={"text": '="t"'}),
    node("parallelGateway", "j"),
    end(),
    end("stopped"),
    flow("begin", "look", "f", "x", "j", "done"),
    flow("f", "note", "j"),
    flow("stop", "stopped"),
    id="inner",
    messages={"stop": "=number"},
)
OUTER = diagram(
    start(),
    rule("fee", "fee", "fee"),
    user("a", groups="r@o", due='=deadline(today(), 2, "wd")'),
    boundary("remind", "a", timer("R/P1D", "timeCycle"), interrupting=False),
    service("tell", "engine.note", inputs={"text": "=string(now())"}),
    call("c", "inner"),
    service("sum", "engine.add", inputs={"a": "=amount", "b": "=fee"}),
    end(),
    flow("begin", "fee", "a", "c", "sum", "done"),
    flow("remind", "tell"),
)


def complete(element, **answers):
    """Completes the first open task on an element."""
    task = next(t for t in engine.open_tasks(business_key="K1") if t.element == element)
    return engine.complete(task.id, answers, by="officer:1")


def begun(**data):
    return engine.start("main", business_key="K1", data=data, by="citizen:1")


def test_a_whole_run_is_replayed_to_the_same_states(deployed, at):
    deployed(main=OUTER, inner=INNER, fees=DECISION)
    process = begun(amount=12, people=["p", "q"], number="Z1")
    engine.claim(engine.open_tasks(business_key="K1")[0].id, by="officer:1")
    at("2026-03-04 10:00")
    engine.run_due(process.id)
    complete("a", opinion="yes", share=0.25)
    engine.suspend(process.id, reason="r", by="officer:1")
    at("2026-03-09 10:00")
    engine.resume(process.id, by="officer:1")
    complete("look", says=1)
    complete("look", says=2)
    process = complete("x", k=[{"b": 1, "a": 2}])
    assert process.state == "done"
    replayed = engine.replay(process.id)
    assert replayed.divergence is None
    assert replayed.variables == process.outcome
    assert replayed.seq == len(engine.history(process.id))
    assert engine.replay(process.id, until=1).live == ["a", "remind"]
    assert engine.first_break(process.id) is None


def test_messages_trouble_and_cancelling_are_replayed(deployed, quiet_steps):
    deployed(main=OUTER, inner=INNER, fees=DECISION)
    process = begun(amount=12, people=["p"], number="Z1")
    complete("a")
    assert engine.send("stop", "Z1", {}, by="citizen:1").process.state == "done"
    assert engine.replay(process.id).divergence is None
    other = begun(amount=1, people=["p"], number="Z2")
    engine.cancel(other.id, reason="error", by="officer:9")
    assert engine.replay(other.id).divergence is None
    assert engine.open_tasks(business_key="K1") == []


def test_timers_are_replayed_at_their_due_moment(deployed, at):
    deployed(main=TIMED)
    process = begun(until="2026-03-05")
    at("2026-03-20 12:00")
    engine.run_due(process.id)
    assert engine.process(process.id).state == "done"
    assert engine.replay(process.id).divergence is None


def test_the_journal_refuses_to_be_changed(deployed):
    deployed(main=TWO_TASKS)
    process = begun(street="s", amount=1)
    for statement in ("UPDATE journal SET by = 'x'", "DELETE FROM journal", "TRUNCATE journal"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(sa.text(statement))
    assert len(engine.history(process.id)) == 1


def test_a_journal_changed_behind_the_triggers_is_found_at_its_entry(deployed):
    deployed(main=TWO_TASKS)
    process = begun(street="s", amount=1)
    complete("examine", amount=5)
    db.session.execute(sa.text("ALTER TABLE journal DISABLE TRIGGER journal_append_only"))
    changed = "UPDATE journal SET data = replace(data::text, '\"amount\":5', '\"amount\":6')::json WHERE seq = 2"
    db.session.connection().exec_driver_sql(changed)
    assert engine.first_break(process.id) == 2
    assert engine.replay(process.id).divergence["seq"] == 2
