"""The figures are true, Prometheus can read them, and what is out of bounds is said in words with exit 1."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app import engine, settings, ticker
from app.api import commands
from app.engine import proofs
from app.engine.records import Process
from app.health import queries, rules
from app.store import add_durations, clock, db, durations, outbox, strikes, transaction
from app.store.records import Duration
from tests.api.conftest import Works
from tests.desk.conftest import Office, equip
from tests.engine.drawing import diagram, end, flow, start, user

MAIN = diagram(start(), user("a"), end(), flow("begin", "a", "done"))


@pytest.fixture
def office(furnished: None, client: FlaskClient, at: Callable[[str], Any]) -> Office:
    """An office on 2026-03-02 at nine."""
    return equip(client, at)


def scraped(client: FlaskClient, **headers: str) -> dict[tuple[str, ...], float]:
    """(name, label values in the order of the labels' names …) → value, read by Prometheus' own parser."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200 and answer.content_type.startswith("text/plain")
    families = list(text_string_to_metric_families(answer.text))
    assert families and all(family.documentation and family.name.startswith("anju_") for family in families)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def breached() -> set[str]:
    """The names of what is out of bounds now; a test's own long transaction is left out."""
    return {one.name for one in queries.problems(queries.figures())} - {"transaction_seconds"}


def test_the_figures_are_those_of_the_house(office: Office, at: Callable[[str], Any]) -> None:
    for serial in (1, 2, 3):
        office.matter(serial)
    stopped = engine.processes_of(office.matter(4).number)[0]
    db.session.execute(sa.update(Process).where(Process.id == stopped.id).values(state="troubled", due_at=None))
    strikes.note("timers", seconds=0.25, failed=False)
    commands.subscribe("市平台", "https://example.org/", ["task.created"], by="system")
    at("2026-03-10 09:00")
    strikes.note("timers", seconds=0.5, failed=True)
    office.matter(5)
    found = scraped(office.client)
    diagram = office.task(office.matter(6)).diagram
    assert found["anju_tasks_open", "0", diagram] == 5 and found["anju_tasks_open", "7", diagram] == 4
    assert found["anju_processes_stopped", stopped.diagram, "troubled"] == 1
    assert found["anju_outbox_waiting", "webhook"] == 1 and found["anju_outbox_oldest_seconds", "webhook"] == 0
    assert found["anju_job_strikes_total", "timers"] == 2 and found["anju_job_failures_total", "timers"] == 1
    assert found["anju_job_duration_seconds", "timers"] == 0.5 and found["anju_job_age_seconds", "timers"] == 0
    assert found["anju_transactions_total", "commit"] >= 0 and found["anju_transaction_longest_seconds",] >= 0


def test_late_timers_are_counted_with_how_late_they_are(office: Office, at: Callable[[str], Any]) -> None:
    process = engine.processes_of(office.matter(1).number)[0]
    db.session.execute(sa.update(Process).where(Process.id == process.id).values(due_at=clock.now()))
    at("2026-03-02 09:10")
    found = scraped(office.client)
    assert found["anju_timers_late",] == 1 and found["anju_timer_lateness_seconds",] == 600


def test_each_bound_is_its_own(office: Office, at: Callable[[str], Any]) -> None:
    assert breached() == {"tick_seconds"}  # nothing has ever ticked here
    strikes.note("timers", seconds=0, failed=False)
    assert breached() == set()
    process = engine.processes_of(office.matter(1).number)[0]
    db.session.execute(sa.update(Process).where(Process.id == process.id).values(state="troubled", due_at=None))
    assert breached() == {"troubled_processes"}
    commands.subscribe("市平台", "https://example.org/", ["task.created"], by="system")
    outbox.put("webhook", "1:msg_1", {"subscription": 1, "body": {}})
    at("2026-03-02 11:00")
    strikes.note("timers", seconds=0, failed=False)
    assert breached() == {"troubled_processes", "outbox_minutes"}
    db.session.execute(sa.text("UPDATE outbox SET state = 'dead'"))
    assert breached() == {"troubled_processes", "dead_letters"}
    db.session.execute(sa.update(Process).where(Process.id == process.id).values(state="running", due_at=clock.now()))
    at("2026-05-20 09:00")
    assert breached() == {"late_timer_seconds", "open_task_days", "dead_letters", "tick_seconds"}


def test_a_figure_at_its_bound_is_within_and_over_it_is_not() -> None:
    bounds = {"dead_letters": 0, "tick_seconds": 120}
    assert rules.breaches({"dead_letters": 0, "tick_seconds": 120.0}, bounds) == []
    assert rules.breaches({"dead_letters": 1, "tick_seconds": 121.5}, bounds) == [
        rules.Breach("dead_letters", 1, 0),
        rules.Breach("tick_seconds", 121, 120),
    ]


def test_the_command_says_what_is_wrong_and_ends_with_1(committed: Flask) -> None:
    run = committed.test_cli_runner().invoke
    ill = run(args=["engine", "health"])
    assert ill.exit_code == 1 and "!! ticker" in ill.output
    ticker.run_once(committed, next(job for job in ticker.jobs() if job.name == "timers"))
    well = run(args=["engine", "health"])
    assert well.exit_code == 0 and "!!" not in well.output and "job           timers" in well.output


def test_a_process_that_is_not_as_it_was_written_is_counted_named_and_ends_with_1(
    committed: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    ticker.run_once(committed, next(job for job in ticker.jobs() if job.name == "timers"))
    with transaction():
        engine.deploy_files({"main.bpmn": MAIN}, by="officer:1")
        whole, spoilt = (engine.start("main", business_key=key, data={}, by="citizen:1").id for key in ("K1", "K2"))
        db.session.execute(sa.text("ALTER TABLE journal DISABLE TRIGGER journal_append_only"))
        db.session.execute(sa.text("UPDATE journal SET by = 'x' WHERE process_id = :id"), {"id": spoilt})
        assert proofs.note(whole) is None and proofs.note(spoilt) is not None
    ill = committed.test_cli_runner().invoke(args=["engine", "health"])
    assert ill.exit_code == 1
    assert f"not as written  流程 {spoilt}，第 1 条记录：记录被改过" in ill.output
    assert "!! 1 个流程与记录不一致" in ill.output
    assert scraped(committed.test_client())["anju_processes_faulty", "changed"] == 1
    with transaction():
        db.session.execute(sa.text("UPDATE journal SET by = 'citizen:1' WHERE process_id = :id"), {"id": spoilt})
        assert proofs.note(spoilt) is None
    assert "not as written" not in committed.test_cli_runner().invoke(args=["engine", "health"]).output


def test_what_was_committed_is_counted_by_verb_whichever_process_did_it_and_what_was_undone_is_not(
    committed: Flask,
) -> None:
    add_durations()  # what earlier tests counted
    db.session.execute(sa.delete(Duration))
    db.session.commit()
    with transaction():
        engine.deploy_files({"main.bpmn": MAIN}, by="officer:1")
        process = engine.start("main", business_key="K1", data={}, by="citizen:1")
        engine.start("main", business_key="K2", data={}, by="citizen:1")  # one transaction is one figure
    with pytest.raises(RuntimeError), transaction():
        engine.start("main", business_key="K3", data={}, by="citizen:1")
        raise RuntimeError
    with transaction():
        (task,) = engine.open_tasks(process_id=process.id)
        engine.complete(task.id, {}, by="officer:2")
    add_durations()
    db.session.execute(
        sa.update(Duration).where(Duration.verb == "started").values(bound_ms=durations.BEYOND, microseconds=12_500_000)
    )
    db.session.commit()
    with transaction():
        engine.start("main", business_key="K4", data={}, by="citizen:1")
    add_durations()
    found = scraped(committed.test_client())
    assert found["anju_visit_seconds_count", "started"] == 2
    assert found["anju_visit_seconds_bucket", "+Inf", "started"] == 2
    assert (
        found["anju_visit_seconds_bucket", "0.005", "started"]
        <= found["anju_visit_seconds_bucket", "10.0", "started"]
        < 2
    )
    assert found["anju_visit_seconds_sum", "started"] > 12.5
    assert found["anju_visit_seconds_count", "task_completed"] == 1
    run = committed.test_cli_runner().invoke(args=["engine", "health"])
    assert "visits        started: 2, 95 % longer than 10000 ms" in run.output


def test_durations_that_could_not_be_added_are_kept_for_the_next_time(committed: Flask) -> None:
    with transaction():
        engine.deploy_files({"main.bpmn": MAIN}, by="officer:1")
        engine.start("main", business_key="K1", data={}, by="citizen:1")
    add_durations()
    with transaction():
        engine.start("main", business_key="K2", data={}, by="citizen:1")
        db.session.execute(sa.text("ALTER TABLE duration RENAME TO gone"))
    add_durations()
    with transaction():
        db.session.execute(sa.text("ALTER TABLE gone RENAME TO duration"))
    assert scraped(committed.test_client())["anju_visit_seconds_count", "started"] == 1
    add_durations()
    assert scraped(committed.test_client())["anju_visit_seconds_count", "started"] == 2


def test_a_histogram_names_every_bound_and_the_one_that_a_share_reaches() -> None:
    buckets = rules.summed({10: 94, 100: 1, 500: 5}, (5, 10, 100))
    assert buckets == [(5, 0), (10, 94), (100, 95), (500, 100)]
    assert (rules.reached(buckets, 0.95), rules.reached(buckets, 0.96), rules.reached([(5, 0)], 0.95)) == (100, 500, 5)


def test_a_job_that_fails_leaves_its_failure(committed: Flask) -> None:
    def broken() -> int:
        raise RuntimeError("broken")

    ticker.run_once(committed, ticker.Job("broken", 1, broken))
    ticker.run_once(committed, ticker.Job("broken", 1, lambda: 3))
    (kept,) = strikes.strikes()
    assert (kept.name, kept.strikes, kept.failures) == ("broken", 2, 1) and kept.failed_at is not None


def test_the_load_balancer_is_told_little(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_figures_are_for_this_machine_only_unless_a_token_is_asked_for(office: Office) -> None:
    client, works = office.client, Works(office)
    assert scraped(client)
    for headers in ({"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}):
        assert client.get("/metrics", headers=headers).status_code == 403
    for address in ("203.0.113.9", ""):
        assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": address}).status_code == 403
    before = settings.current()
    settings.use(dataclasses.replace(before, health=dataclasses.replace(before.health, metrics="token")))
    try:
        assert client.get("/metrics").status_code == 401
        without = works.program("reviewer", "tasks:read").token
        assert client.get("/metrics", headers={"Authorization": f"Bearer {without}"}).status_code == 403
        assert scraped(client, Authorization=f"Bearer {works.program('reviewer', 'metrics:read').token}")
    finally:
        settings.use(before)
