"""Many at once, and trouble among them: nothing twice, nothing lost, nobody waits for another's fault."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from app import engine
from app.errors import AppError, Conflict, Invalid
from app.registry import step
from app.store import db, transaction
from tests.engine.drawing import diagram, end, flow, message, node, service, start, timer, user


@step
def refuse(text):
    """A step that says no to a person."""
    raise Invalid("not like this")


@step
def write(amount):
    """A step that writes a row, and then raises for a certain amount."""
    db.session.execute(db.text("INSERT INTO written (amount) VALUES (:amount)"), {"amount": amount})
    if amount == 13:
        raise RuntimeError("thirteen")
    return {"written": amount}


def in_threads(app, *works):
    """Runs each work in a thread of its own, all at the same time; what each gave or raised."""
    results, ready = [None] * len(works), threading.Barrier(len(works))

    def run(number, work):
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    results[number] = work()
            except AppError as error:
                results[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def begun(count, drawn, **data):
    with transaction():
        engine.deploy_files({"main.bpmn": drawn}, by="x")
    processes = []
    for number in range(count):
        with transaction():
            processes.append(engine.start("main", business_key=f"K{number}", data={**data, "n": number}, by="x"))
    return processes


def test_of_eight_people_who_complete_one_task_one_does(committed):
    begun(1, diagram(start(), user("a"), user("b"), end(), flow("begin", "a", "b", "done")))
    task = engine.open_tasks(business_key="K0")[0]
    db.session.remove()
    works = [lambda n=n: engine.complete(task.id, {"by": n}, by=f"officer:{n}") for n in range(8)]
    results = in_threads(committed, *works)
    assert Counter(type(result).__name__ for result in results) == {"Process": 1, "Conflict": 7}
    assert [e.kind for e in engine.history(task.process_id)] == ["started", "task_completed"]


def test_one_message_sent_by_many_is_one_delivery_and_the_rest_are_kept(committed):
    drawn = diagram(
        start(),
        node("intermediateCatchEvent", "m", inside=message("m_hello")),
        end(),
        flow("begin", "m", "done"),
        messages={"hello": "=key"},
    )
    begun(2, drawn, key="k")
    db.session.remove()
    results = in_threads(committed, *[lambda: engine.send("hello", "k", {}, by="x") for _ in range(6)])
    assert Counter(sent.outcome for sent in results) == {"delivered": 2, "kept": 4}


def test_a_message_and_its_subscription_that_missed_each_other_meet_at_the_next_tick(committed):
    drawn = diagram(
        start(),
        node("intermediateCatchEvent", "m", inside=message("m_hello")),
        end(),
        flow("begin", "m", "done"),
        messages={"hello": "=key"},
    )
    (process,) = begun(1, drawn, key="k")
    with transaction():
        db.session.execute(
            db.text(
                "INSERT INTO buffered_message (tenant, name, key, data, sent_by, sent_at, expires_at) "
                "SELECT tenant, 'hello', 'k', '{}', 'x', now(), now() + interval '1 day' FROM process"
            )
        )
    assert engine.tick() == 1
    assert engine.process(process.id).state == "done"


def test_two_tickers_fire_each_timer_once(committed, at):
    at("2026-03-02 09:00")
    timed = node("intermediateCatchEvent", "t", inside=timer("PT1H"))
    begun(
        12,
        diagram(
            start(), timed, service("s", "engine.note", inputs={"text": "=n"}), end(), flow("begin", "t", "s", "done")
        ),
    )
    moment = at("2026-03-02 11:00")
    db.session.remove()

    def tick():
        with engine_clock(moment):
            return engine.tick()

    results = in_threads(committed, tick, tick, tick)
    assert sum(results) == 12
    assert all(engine.processes_of(f"K{n}")[0].state == "done" for n in range(12))


def engine_clock(moment):
    """The fixed clock is a thread's own."""
    from app.store import clock  # noqa: PLC0415  beside its only use

    return clock.fixed(moment)


def written():
    return sorted(db.session.execute(db.text("SELECT amount FROM written")).scalars())


def test_a_step_that_wrote_and_then_raised_has_written_nothing_and_others_go_on(committed, at):
    at("2026-03-02 09:00")
    with transaction():
        db.session.execute(db.text("CREATE TABLE written (amount int)"))
    timed = node("intermediateCatchEvent", "t", inside=timer("PT1H"))
    drawn = diagram(
        start(), timed, service("s", "engine.write", inputs={"amount": "=n"}), end(), flow("begin", "t", "s", "done")
    )
    processes = begun(15, drawn)
    at("2026-03-02 10:00")
    assert engine.tick() == 15
    assert written() == [n for n in range(15) if n != 13]
    troubled = engine.process(processes[13].id)
    assert (troubled.state, troubled.trouble["attempts"]) == ("troubled", 1)
    at("2026-03-02 10:01")
    assert engine.tick() == 1
    assert engine.process(troubled.id).trouble["attempts"] == 2
    for days in range(3, 9):
        at(f"2026-03-0{days} 10:00")
        engine.tick()
    trouble = engine.process(troubled.id).trouble
    assert (trouble["attempts"], trouble["retry_at"]) == (6, None)
    assert engine.tick() == 0
    assert engine.replay(processes[12].id).divergence is None


def test_a_step_may_refuse_a_person_and_nothing_has_happened(committed):
    (process,) = begun(
        1, diagram(start(), user("a"), service("s", "engine.refuse"), end(), flow("begin", "a", "s", "done"))
    )
    task = engine.open_tasks(business_key="K0")[0]
    with pytest.raises(Invalid, match="not like this"), transaction():
        engine.complete(task.id, {"text": "x"}, by="officer:1")
    assert engine.process(process.id).state == "running"
    assert engine.task(task.id).state == "open"


def test_trouble_in_a_process_that_gets_a_message_does_not_stop_the_one_that_sent_it(committed):
    receiver = diagram(
        start(),
        node("intermediateCatchEvent", "m", inside=message("m_hello")),
        service("s", "engine.refuse"),
        flow("begin", "m", "s"),
        id="receiver",
        messages={"hello": "=key"},
    )
    sender = diagram(
        start(),
        user("a"),
        end("e", inside=message("m_hello"), inputs={"text": '="t"'}),
        flow("begin", "a", "e"),
        messages={"hello": "=key"},
    )
    with transaction():
        engine.deploy_files({"a.bpmn": receiver, "b.bpmn": sender}, by="x")
        other = engine.start("receiver", business_key="R", data={"key": "k"}, by="x")
        engine.start("main", business_key="S", data={"key": "k"}, by="x")
    with transaction():
        assert engine.complete(engine.open_tasks(business_key="S")[0].id, {}, by="x").state == "done"
    assert engine.process(other.id).trouble["element"] == "s"


def test_a_process_in_trouble_or_suspended_keeps_its_messages_until_it_goes_on(committed):
    drawn = diagram(
        start(),
        node("intermediateCatchEvent", "m", inside=message("m_hello")),
        end(),
        flow("begin", "m", "done"),
        messages={"hello": "=key"},
    )
    (process,) = begun(1, drawn, key="k")
    with transaction():
        engine.suspend(process.id, reason="r", by="officer:1")
        assert engine.send("hello", "k", {"x": 1}, by="x").outcome == "kept"
    with transaction():
        assert engine.resume(process.id, by="officer:1").state == "done"
    with pytest.raises(Conflict), transaction():
        engine.cancel(process.id, reason="r", by="officer:1")


def test_a_process_that_cannot_even_be_loaded_does_not_keep_the_others_waiting(committed, at):
    at("2026-03-02 09:00")
    timed = node("intermediateCatchEvent", "t", inside=timer("PT1H"))
    processes = begun(3, diagram(start(), timed, end(), flow("begin", "t", "done")))
    with transaction():
        values = {"id": processes[0].id}
        db.session.execute(db.text("UPDATE process SET content = 'broken'::bytea WHERE id = :id"), values)
        engine.suspend(processes[1].id, reason="r", by="x")
    at("2026-03-02 11:00")
    assert engine.tick(limit=1) == 0
    assert engine.tick(limit=1) == 1
    assert engine.process(processes[2].id).state == "done"


def test_a_diagram_that_only_a_message_starts_is_not_started_by_hand(committed):
    drawn = diagram(start(inside=message("m_hello")), end(), flow("begin", "done"), messages={"hello": None})
    with pytest.raises(AppError, match="消息"):
        begun(1, drawn)
