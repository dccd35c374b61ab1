"""Proofs by night and by hand: a sample in turn, faults in the list, the log and the exit code."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import engine, settings
from app.engine import proofs
from app.settings import TOP
from app.store import db, transaction
from tests.engine.drawing import diagram, end, flow, start, user
from tests.engine.test_replay import INNER

MAIN = diagram(start(), user("a"), end(), flow("begin", "a", "done"))


def begun(many: int) -> list[int]:
    """The numbers of so many new processes."""
    return [engine.start("main", business_key=f"K{n}", data={"n": n}, by="citizen:1").id for n in range(many)]


def spoilt(process_id: int) -> None:
    db.session.execute(sa.text("ALTER TABLE journal DISABLE TRIGGER journal_append_only"))
    db.session.execute(sa.text("UPDATE journal SET by = 'x' WHERE process_id = :id AND seq = 1"), {"id": process_id})


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three processes a night."""
    now = settings.current()
    monkeypatch.setattr(settings, "current", lambda: replace(now, engine=replace(now.engine, proof_sample=3)))


def proven() -> list[int]:
    return list(db.session.scalars(sa.select(proofs.Proof.process_id).order_by(proofs.Proof.at, proofs.Proof.id)))


def test_each_night_has_its_sample_in_turn_and_faults_come_again(deployed: Any, at: Any, sample: None) -> None:
    deployed(main=MAIN)
    one, two, three, four, five = begun(5)
    spoilt(two)
    assert proofs.prove_tonight(10) == 0  # it is nine in the morning
    at("2026-03-03 01:00")
    assert (proofs.prove_tonight(2), proofs.prove_tonight(2), proofs.prove_tonight(2)) == (2, 1, 0)
    assert proven() == [one, two, three]
    assert [(fault.process_id, fault.seq, fault.what, key) for fault, _at, key in proofs.faults()] == [
        (two, 1, "changed", "K1")
    ]
    at("2026-03-04 04:59")
    assert proofs.prove_tonight(10) == 3
    assert proven() == [one, three, two, four, five]  # what had a fault first of all, then the next in turn
    at("2026-03-05 05:00")
    assert proofs.prove_tonight(10) == 0
    db.session.execute(sa.text("UPDATE journal SET by = 'citizen:1' WHERE process_id = :id"), {"id": two})
    at("2026-03-06 02:00")
    assert proofs.prove_tonight(10) == 3
    assert proofs.faults() == []
    assert proven()[-3:] == [two, one, three] or set(proven()[-3:]) == {one, two, three}


def test_a_fault_is_logged_without_values(deployed: Any, at: Any, caplog: pytest.LogCaptureFixture) -> None:
    deployed(main=MAIN)
    (one,) = begun(1)
    spoilt(one)
    at("2026-03-03 02:00")
    with caplog.at_level(logging.ERROR, logger="anju.engine"):
        assert proofs.prove_tonight(10) == 1
    assert f"process {one} is not as it was written: changed at entry 1" in caplog.text
    assert "citizen" not in caplog.text


def test_replay_and_verify_of_one(app: Flask, deployed: Any) -> None:
    deployed(main=MAIN, inner=INNER)
    one, two = begun(2)
    run = lambda *args: app.test_cli_runner().invoke(args=["process", *map(str, args)])  # noqa: E731
    assert run("replay", one).output == "1 entries, the same; stands at a\n"
    assert run("verify", one, two).exit_code == 0
    spoilt(two)
    found = run("verify", one, two)
    assert found.exit_code == 1
    assert f"流程 {two}，第 1 条记录：记录被改过" in found.output and "2 processes, 1 faults" in found.output
    assert run("verify").exit_code == 2
    assert run("verify", 999_999).exit_code == 1
    db.session.execute(sa.text("UPDATE journal SET state = reverse(state) WHERE process_id = :id"), {"id": one})
    played = run("replay", one)
    assert (played.exit_code, played.output.startswith(f"{one}: entry 1: state: then ")) == (1, True)


def test_all_are_verified_by_several_processes(committed: Flask) -> None:
    with transaction():
        engine.deploy_files({"main.bpmn": MAIN}, by="officer:1")
        numbers = begun(90)
        for process_id in (numbers[3], numbers[4], numbers[80]):
            spoilt(process_id)
    db.session.remove()
    found = committed.test_cli_runner().invoke(args=["process", "verify", "--all", "--jobs", "2"])
    assert found.exit_code == 1, found.output
    assert "90 processes, 3 faults" in found.output
    for process_id in (numbers[3], numbers[4], numbers[80]):
        assert f"流程 {process_id}，第 1 条记录：记录被改过" in found.output
    with transaction():
        assert {fault.process_id for fault, _at, _key in proofs.faults()} == {numbers[3], numbers[4], numbers[80]}
        assert len(proven()) == 90


def test_the_embedded_database_is_verified_by_several_processes_too(tmp_path: Path) -> None:
    code = (
        "from app import create_app\nfrom app.cli import proving\nfrom app.engine import proofs\n"
        "from app.store import transaction\n"
        "with create_app().app_context():\n    with transaction():\n        proofs.how_many()\n"
        "    print(list(proving._shared(2)))"
    )
    given = {**os.environ, "APP_STORE__URL": "", "APP_STORE__INSTANCE": str(tmp_path / "instance")}
    ran = subprocess.run([sys.executable, "-c", code], cwd=TOP, env=given, capture_output=True, text=True, timeout=120)
    assert (ran.returncode, ran.stdout) == (0, "[]\n"), ran.stderr
