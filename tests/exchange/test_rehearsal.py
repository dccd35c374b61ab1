"""The same departments without the line say the same, and answers may race."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app import settings
from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.errors import Conflict
from app.exchange import adapters, commands, queries, rehearsal, steps
from app.exchange.line import Line, NoAnswer, ask
from app.exchange.simulators.registries import Registries
from app.people.commands.places import load_places
from app.store import clock, db, outbox, transaction
from app.store.database import ZONE
from app.store.records import Outbox
from tests.exchange.conftest import NUMBER, SPOUSE, application, record
from tests.exchange.test_line import question

TOP = Path(__file__).resolve().parents[2]


def facts_of(case: Any) -> list[tuple[Any, ...]]:
    return [(f.member_id, f.kind, f.answer, f.state) for f in case_queries.registry_facts(case)]


def test_answering_a_round_in_process_gives_what_the_line_gives(session, open_household, lines):
    lines.registries.records[SPOUSE]["income_monthly"] = 9000
    case = open_household()
    over_http = steps.send_queries(case.id)["round_id"]
    outbox._tellers[:], kept = [], list(outbox._tellers)
    outbox.run(100)
    outbox._tellers[:] = kept
    first = facts_of(case)
    result = steps.close_round(over_http)
    in_process = steps.send_queries(case.id, purpose="annual")
    assert in_process["pending"] == 0  # the answers are fresh: made stale, they are asked again
    for check in queries.valid_checks(over_http) + queries.valid_checks(in_process["round_id"]):
        check.answered_at = datetime(2025, 1, 1, tzinfo=ZONE)
    session.flush()
    steps.close_round(in_process["round_id"])
    again = steps.send_queries(case.id)["round_id"]
    messages = rehearsal.answer_round(again, lines.registries)
    assert [(m.name, m.key) for m in messages] == [("joint_check_answered", str(again))]
    assert sorted(map(str, facts_of(case))) == sorted(map(str, first))
    assert steps.close_round(again) == result == {"joint_result": "mismatch"}
    waiting = sa.select(sa.func.count()).select_from(Outbox).where(Outbox.state != "done")
    assert session.scalar(waiting) == 0


def test_one_row_may_be_answered_in_process(session, case):
    round_id = steps.send_queries(case.id)["round_id"]
    tax = next(c for c in queries.valid_checks(round_id) if c.department == "tax")
    known = Registries({NUMBER: record()})
    answer = rehearsal.answer({"check_id": tax.id, "department": "tax"}, known)
    assert set(answer) == {"sealed"}
    assert adapters.opened(tax.id, answer)["data"]["income_monthly"] == 2400


def test_a_slow_department_is_a_time_out_in_process_too(session, open_household):
    person = {"employer": None, "student": False, "disabled": False, "declared_deposits": 0, "relation": "01"}
    slow = {**person, "name": "新人", "id_number": "440402198503070354", "declared_monthly_income": 2500}
    case = open_household(members=[slow])
    round_id = steps.send_queries(case.id)["round_id"]
    assert len(rehearsal.answer_round(round_id, Registries(invents=True))) == 1
    assert {c.department for c in queries.valid_checks(round_id) if c.state == "timeout"} == {"tax"}


def test_answers_that_race_tell_the_process_exactly_once(committed):
    with clock.fixed(datetime(2026, 3, 2, 9, tzinfo=ZONE)), transaction():
        load_places()
        case = case_commands.open_case(application(), account_id=None, channel="paper", by="system")
        round_id = steps.send_queries(case.id)["round_id"]
        checks = [(check.id, check.department) for check in queries.valid_checks(round_id)]
    told: list[Any] = []
    gate = threading.Barrier(8)

    def work(mine: list[tuple[int, str]]) -> None:
        with committed.app_context(), clock.fixed(datetime(2026, 3, 2, 10, tzinfo=ZONE)):
            gate.wait()
            for check_id, _department in mine:
                with transaction():
                    told.extend(commands.take_answer(check_id, None, trouble="too late"))
            db.session.remove()

    threads = [threading.Thread(target=work, args=(checks[i::8],)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [message.key for message in told] == [str(round_id)]
    with transaction():
        assert not [check for check in queries.valid_checks(round_id) if check.state == "pending"]


def test_two_findings_at_once_leave_one_that_holds(committed):
    with clock.fixed(datetime(2026, 3, 2, 9, tzinfo=ZONE)), transaction():
        load_places()
        case = case_commands.open_case(application(), account_id=None, channel="paper", by="system")
        round_id = steps.send_queries(case.id)["round_id"]
        first = steps.summarise(round_id)["inconclusive"][0]["check_id"]
    troubles: list[Exception] = []

    def find(word: str) -> None:
        with committed.app_context():
            try:
                with transaction():
                    typed = {"hukou": {"found": word}}
                    commands.keep_finding(first, typed=typed, note="核实经过", by="officer:1")
            except Conflict as error:
                troubles.append(error)
            db.session.remove()

    threads = [threading.Thread(target=find, args=(word,)) for word in ("nothing", "no_record")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []
    with transaction():
        rows = [c for c in queries.history(queries.check_by_id(first).member_id, "police")]
        assert [c.valid for c in rows] == [True, False, False]


@pytest.fixture
def simulators(tmp_path, app) -> Any:
    """`flask simulators` as a process of its own, with --invent; yields its address."""
    path = tmp_path / "registries.jsonl"
    path.write_text(json.dumps(record()) + "\n", encoding="utf-8")
    chosen = settings.current()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("APP_")}
    environ["APP_STORE__INSTANCE"] = chosen.store.instance
    words = [sys.executable, "-u", "-m", "flask", "--app", "app", "simulators", str(path), "--port", "0", "--invent"]
    with subprocess.Popen(words, cwd=TOP, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[0]
        finally:
            process.terminate()
            process.communicate(timeout=20)


def test_flask_simulators_serves_known_people_and_newcomers(simulators):
    chosen = settings.current()
    line = Line(f"{simulators}/tax", chosen.exchange.app_id, chosen.secrets.gateway_token, answer_seconds=5)
    assert ask(line, "tax", question("tax"))["data"]["income_monthly"] == 2400
    newcomer = question("tax", number="440402199001010019", name="新人")
    assert ask(line, "tax", newcomer)["data"]["income_monthly"] == 2500
    wrong = Line(f"{simulators}/tax", chosen.exchange.app_id, "wrong", answer_seconds=5)
    with pytest.raises(NoAnswer, match="status 401"):
        ask(wrong, "tax", newcomer)
    assert httpx.get(f"{simulators}/tax/query").status_code == 405
