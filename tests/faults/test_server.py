"""PostgreSQL itself: killed under load, full, slow, in a deadlock, unable to order two: words for people, again for workers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response

from app import engine, registry
from app.store import (
    PATIENT,
    clock,
    commit_at_the_edge,
    database,
    db,
    insist,
    migrate,
    postgres,
    postmaster,
    transaction,
)
from app.store.line import Line
from tests.engine.drawing import diagram, end, flow, message, node, service, start, user
from tests.faults import scenes, steps
from tests.faults.crowd import all_whole, at_once
from tests.faults.scenes import ONE, OTHER, START, seen

WORKERS, EACH, KILLS = 4, 6, 1
"""Who works while the server is killed, how many matters each brings to their end, how often it is killed."""


# killed -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def own_server(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A PostgreSQL of the test's own that writes to the disk as in life; the app works on it. Its data folder."""
    (tmp_path / "closed").mkdir(mode=0o700)
    instance, data = tmp_path / "closed", tmp_path / "closed" / "postgres" / "data"
    url = f"{database.driver(postgres.URL)}?host={postgres.join(instance)}"
    own = sa.create_engine(url, **database.engine_options())
    with own.begin() as connection:
        migrate.run(connection)

    def find(_dialect: Any, _record: Any, arguments: Any, options: dict[str, Any]) -> Line:
        return Line.connect(*arguments, **options | {"host": postgres.join(instance)})

    sa.event.listen(own, "do_connect", find)
    with app.app_context(), clock.fixed(START):
        engines = db.engines
        kept, engines[None] = engines[None], own
        try:
            scenes.deploy()
            yield data
        finally:
            db.session.remove()
            engines[None] = kept
            own.dispose()
            postgres.leave(instance)
            postmaster.stop(data)


def test_a_server_killed_under_load_has_lost_nothing_it_acknowledged(own_server: Path, app: Flask) -> None:
    acknowledged: list[str] = []
    load = [partial(_bring_to_end, worker, acknowledged) for worker in range(WORKERS)]
    killer = Thread(target=_kill_server, args=[own_server, acknowledged])
    killer.start()
    assert at_once(app, *load) == [None] * WORKERS
    killer.join()
    assert len(acknowledged) == len(set(acknowledged)) == WORKERS * EACH
    for name in acknowledged:
        [(_diagram, state, journal, tasks)], counted, sent, kept = seen(name)
        assert (state, counted, sent, kept) == ("done", [2], ["faults"], 1)
        assert [kind for kind, *_rest in journal] == ["started", "task_completed", "task_completed"]
        assert [(element, state) for element, state, _by in tasks] == [("a", "done"), ("b", "done")]
    all_whole()


def _bring_to_end(worker: int, acknowledged: list[str]) -> None:
    for number in range(EACH):
        name = f"{worker}/{number}"
        begin = partial(engine.start, "matter", business_key=name, data={"name": name}, by=ONE, key=f"start {name}")
        process = insist(begin, PATIENT)
        for element, by in (("a", ONE), ("b", OTHER)):
            insist(partial(_complete, process.id, element, by), PATIENT)
        acknowledged.append(name)


def _complete(process_id: int, element: str, by: str) -> None:
    task = next(one for one in engine.tasks_of(process_id) if one.element == element)
    engine.complete(task.id, {}, by=by, key=f"{process_id} {element}")


def _kill_server(data: Path, acknowledged: list[str]) -> None:
    """Each time when some more matters have come to their end."""
    for kill in range(1, KILLS + 1):
        wanted = WORKERS * EACH * kill // (KILLS + 1)
        while len(acknowledged) < wanted:
            time.sleep(0.005)
        server = postmaster.found(data)
        if server:
            os.kill(server.pid, signal.SIGKILL)


# full, slow, not to be ordered ------------------------------------------------------------------------------------------


@pytest.fixture
def town(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The drawn diagrams on a database of the test's own."""
    monkeypatch.setitem(registry._receivers, "faults", scenes.answered)
    with clock.fixed(START):
        scenes.deploy()
        yield committed


@pytest.fixture
def page(town: Flask) -> Iterator[Callable[[int, str], Response]]:
    """page(task, key): completes a task in a small application of one page with the house's edge and error pages."""
    small = Flask("small")
    small.extensions["sqlalchemy"] = db
    db._app_engines[small] = db._app_engines[town]
    commit_at_the_edge(small)

    @small.errorhandler(Exception)
    def show(error: Exception) -> tuple[str, int]:
        return getattr(error, "message", "500"), getattr(error, "status", 500)

    @small.post("/<int:task_id>/<key>")
    def finish(task_id: int, key: str) -> str:
        return engine.complete(task_id, {}, by=ONE, key=key).state

    def post(task_id: int, key: str) -> Response:
        with clock.fixed(START):
            return small.test_client().post(f"/{task_id}/{key}")

    yield post
    del db._app_engines[small]


def _begun(name: str) -> engine.Task:
    with transaction():
        process = engine.start("matter", business_key=name, data={"name": name}, by="citizen:5")
        return engine.tasks_of(process.id)[0]


def _raising(state: str) -> str:
    return (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$;"
        "CREATE TRIGGER refuse BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION refuse()"
    )


STOP = "DROP TRIGGER refuse ON journal; DROP FUNCTION refuse()"


def _sql(statement: str) -> None:
    with transaction():
        db.session.execute(sa.text(statement))


@pytest.mark.parametrize("state", ["53100", "40001", "40P01", "57014", "53300", "25006", "57P01"])
def test_what_passes_is_said_to_people_and_done_again_by_workers(town: Flask, page: Any, state: str) -> None:
    task = _begun("one")
    _sql(_raising(state))
    refused = page(task.id, "k")
    assert refused.status_code == 503 and "没有生效" in refused.text and "稍后再试" in refused.text
    assert seen("one")[0][0][2] == [("started", "", "citizen")], "nothing of it was kept"
    mended = Thread(target=_later, args=[town, 0.2])
    mended.start()
    done = insist(lambda: engine.complete(task.id, {}, by=ONE, key="k"), (0.1, 0.3, 0.6, 2.0))
    mended.join()
    assert done.state == "running"
    assert page(task.id, "k").text == "running", "who comes back with the same key gets the first result"
    [(_diagram, _state, journal, _tasks)], counted, sent, _kept = seen("one")
    assert ([kind for kind, *_rest in journal], counted, sent) == (["started", "task_completed"], [2], ["faults"])


def _later(app: Flask, seconds: float) -> None:
    time.sleep(seconds)
    with app.app_context():
        _sql(STOP)
        db.session.remove()


def test_a_statement_that_takes_too_long_is_stopped_and_said(town: Flask, page: Any) -> None:
    task = _begun("slow")
    _sql(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$"
    )
    _sql("CREATE TRIGGER refuse BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION refuse()")
    with _statement_timeout(200):
        assert page(task.id, "k").status_code == 503
    _sql(STOP)
    assert page(task.id, "k").status_code == 200
    all_whole()


@contextmanager
def _statement_timeout(milliseconds: int) -> Iterator[None]:
    """New connections give a statement that long."""

    options = database.engine_options()
    options["connect_args"]["options"] = f"-c statement_timeout={milliseconds} -c timezone=Asia/Shanghai"
    engines, kept = db.engines, db.engine
    db.session.remove()
    hasty = engines[None] = sa.create_engine(kept.url, **options)
    try:
        yield
    finally:
        db.session.remove()
        engines[None] = kept
        hasty.dispose()


CROSSED = diagram(
    start(), node("parallelGateway", "split"), user("a"), service("meet", "faults.meet"),
    node("intermediateThrowEvent", "tell", inside=message("m_hail")),
    node("intermediateCatchEvent", "wait", inside=message("m_heard")), node("parallelGateway", "join"), end(),
    flow("begin", "split", "a", "meet", "tell", "join", "done"), flow("split", "wait", "join"),
    id="crossed", messages={"hail": "=other", "heard": "=name"},
).replace(b'name="hail"', b'name="heard"')  # fmt: skip


def test_two_matters_that_tell_each_other_at_once_do_not_wait_for_ever(
    town: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each holds its own process and wants the other's: PostgreSQL ends one of them, who does it again."""
    with transaction():
        engine.deploy_files({"crossed.bpmn": CROSSED}, by="system")
    monkeypatch.setattr(steps, "together", [Barrier(2)])
    tasks = []
    for name, other in (("one", "two"), ("two", "one")):
        with transaction():
            process = engine.start("crossed", business_key=name, data={"name": name, "other": other}, by=ONE)
            tasks.append(engine.tasks_of(process.id)[0])
    works = [partial(insist, lambda task=task: engine.complete(task.id, {}, by=ONE).id) for task in tasks]  # type: ignore[misc]
    assert all(isinstance(one, int) for one in at_once(town, *works))
    assert "40P01" in caplog.text, "they missed each other"
    with transaction():
        assert {engine.process(task.process_id).state for task in tasks} == {"done"}
    all_whole()


def test_two_who_cannot_be_ordered_one_does_it_again(town: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """Under REPEATABLE READ a row that changed meanwhile is 40001: nothing in the house needs it, yet it would be done again."""
    task = _begun("one")
    claims = [partial(insist, lambda by=by: _noted(task.process_id, by)) for by in (ONE, OTHER)]  # type: ignore[misc]
    assert at_once(town, *claims) == [None, None]
    assert "40001" in caplog.text, "they missed each other"
    all_whole()


def _noted(process_id: int, by: str) -> None:
    db.session.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    db.session.execute(sa.text("SELECT count(*) FROM process"))  # from here on the others' changes are not seen
    time.sleep(0.05)
    engine.suspend(process_id, reason="r", by=by)
    engine.resume(process_id, by=by)
