"""Moving while others work, and being killed in the middle of it: nobody is lost, nobody moves twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from app import engine
from app.errors import Conflict
from app.settings import TOP
from app.store import db, insist, transaction
from tests.engine.drawing import user
from tests.engine.test_apart import in_threads
from tests.engine.test_moving import line

ONE, OTHER = "officer:91", "officer:92"
OLD = line(user("a"), user("b"))
NEW = line(user("first"), user("n"), user("b"))


def prepared(count, content=NEW, **mapping):
    """So many processes of the old version, and an approved move to the new one; its number."""
    with transaction():
        engine.deploy_files({"main.bpmn": OLD}, by="officer:1")
        for n in range(count):
            engine.start("main", business_key=f"K{n}", data={"n": n}, by="citizen:1")
    with transaction():
        engine.deploy_files({"main.bpmn": content}, by="officer:1")
        plan = engine.plan_move("main", mapping=mapping)
        made = engine.propose_move(plan, reason="r", by=ONE)
        engine.approve_move(made.id, by=OTHER)
    return made.id


def ids():
    return list(db.session.connection().exec_driver_sql("SELECT id FROM process ORDER BY id").scalars())


def in_order():
    """Every process replays, and its chain is whole."""
    for process_id in ids():
        assert engine.first_break(process_id) is None
        assert engine.replay(process_id).divergence is None


def test_who_completes_while_it_moves_is_served_and_nobody_is_lost(committed):
    move, count = prepared(60, a="first"), 60

    def complete_all():
        served = 0
        with transaction():
            tasks = [one.id for one in db_tasks()]
        for number in tasks:
            try:
                insist(lambda number=number: engine.complete(number, {"x": 1}, by="officer:1", key=f"once {number}"))
                served += 1
            except Conflict as refused:
                raise AssertionError(refused.message) from refused
        return served

    def carry_out():
        done = 0
        for _turn in range(200):
            done += engine.run_moves(20)
            if engine.progress(move)["waiting"] == 0:
                return done
            db.session.remove()
            time.sleep(0.01)
        return done

    results = in_threads(committed, complete_all, carry_out, carry_out)
    assert count in results
    counted = engine.progress(move)
    assert (counted["waiting"], counted["moved"] + counted["left"]) == (0, count)
    assert counted["moved"] > 0
    stand = [engine.open_tasks(process_id=one)[0].element for one in ids()]
    assert set(stand) <= {"n", "b"}  # completed in the new version, or in the old one and then moved
    assert all(engine.process(one).version == 2 for one in ids())
    in_order()


def db_tasks():
    return [task for one in ids() for task in engine.open_tasks(process_id=one)]


_WORKER = """
import sys
from app import create_app, engine, settings
app = create_app(settings.load(environ={}, changes={"store": {"url": sys.argv[1], "instance": sys.argv[2]}}))
with app.app_context():
    print("ready", flush=True)
    while engine.run_moves(5):
        print("moved", flush=True)
"""


def test_killed_in_the_middle_it_goes_on_where_it_was(committed):
    move = prepared(120, a="first")
    url = db.engine.url.render_as_string(hide_password=False)
    killed = 0
    for _turn in range(3):
        command = [sys.executable, "-c", _WORKER, url, os.fspath(TOP / "instance" / "test")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TOP) as worker:
            assert worker.stdout is not None
            for wanted in ("ready", "moved", "moved"):
                assert worker.stdout.readline().strip() == wanted
            worker.send_signal(signal.SIGKILL)
        killed += worker.returncode == -signal.SIGKILL
    counted = engine.progress(move)
    assert killed == 3
    assert 0 < counted["moved"] < 120
    db.session.rollback()
    while engine.run_moves():
        pass
    assert engine.progress(move) == {"waiting": 0, "moved": 120, "left": 0, "undone": 0}
    assert engine.move(move).state == "done"
    for process_id in ids():
        assert [entry.kind for entry in engine.history(process_id)] == ["started", "moved"]
        assert [one.element for one in engine.open_tasks(process_id=process_id)] == ["first"]
    in_order()
