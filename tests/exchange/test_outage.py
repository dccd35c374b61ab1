"""All departments away for two days while cases wait: nothing lost, nothing doubled, work goes on by itself or by hand."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app import engine, settings
from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.exchange import queries
from app.exchange.records import Check
from app.exchange.rules import DEPARTMENTS, headers
from app.store import outbox
from tests.exchange.by_hand import typed_all
from tests.exchange.conftest import application, record
from tests.exchange.test_journey import DIAGRAM, finish

CASES = 5


def _number(place: int) -> str:
    body = f"44040219850307{place:02d}1"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


@pytest.fixture
def waiting(session: Any, open_household: Any, lines: Any) -> Any:
    """Five people who live alone, each before the departments: [(case, process)]. Waits are those of the house."""
    chosen = settings.current()
    settings.use(replace(chosen, outbox=replace(chosen.outbox, first_wait_seconds=20)))
    engine.deploy_files({DIAGRAM.name: DIAGRAM.read_bytes()}, by="system", forms=["exchange.assist"])
    begun = []
    for place in range(CASES):
        alone = {**application()["members"][0], "name": f"林海{place}", "id_number": _number(place)}
        lines.registries.records[alone["id_number"]] = record(alone["id_number"], alone["name"])
        alone["declared_monthly_income"] = 30000
        whole = application(category=70, education="本科", graduated_on="2024-06-30", members=[alone])
        case = case_commands.open_case(whole, account_id=None, channel="paper", by="system")
        data = {"case_id": case.id, "case_number": case.number, "district": case.district, "due_on": "2026-03-09"}
        process = engine.start("joint_check", business_key=case.number, data=data, by="system")
        begun.append((case, process))
    return begun


def send_all(most: int = 400) -> None:
    """The ticker's work at this moment; what is not due stays."""
    while most > 0 and (sent := outbox.run(100)):
        engine.tick()
        most -= sent


def switch(doors: str, mode: str) -> None:
    """Every department changes its ways, over its own signed door."""
    chosen = settings.current()
    for code in DEPARTMENTS:
        signed = headers(chosen.exchange.app_id, chosen.secrets.gateway_token, now=time.time())
        assert httpx.post(f"{doors}/switches", json={"department": code, "mode": mode}, headers=signed).is_success


def test_two_days_of_silence_lose_nothing_and_double_nothing(waiting, doors, at, session):
    switch(doors, "failing")
    for moment in ("09:00", "09:01", "09:02", "12:00"):
        at(f"2026-03-02 {moment}")
        send_all()
    tasks = {case.number: engine.open_tasks(process_id=process.id) for case, process in waiting}
    assert {len(found) for found in tasks.values()} == {8}
    finish(tasks[waiting[0][0].number][0], typed_all("unknown"), by="officer:1")  # somebody goes on by hand
    for day in ("03", "04"):
        at(f"2026-03-{day} 08:00")
        send_all()
    assert {len(engine.open_tasks(process_id=process.id)) for _case, process in waiting} == {7, 8}
    switch(doors, "normal")
    at("2026-03-04 09:30")
    send_all()
    assert {engine.process(process.id).state for _case, process in waiting} == {"done"}
    results = [queries.rounds(case.id)[0].result for case, _process in waiting]
    assert results[1:] == ["passed"] * (CASES - 1)
    for case, _process in waiting[1:]:
        facts = case_queries.registry_facts(case, history=True)
        assert len(facts) == 14 and all(fact.valid for fact in facts)
        assert [check.state for check in queries.valid_checks(queries.rounds(case.id)[0].id)] == ["consistent"] * 8
        assert case.state == "3010"
    held = sa.select(Check.member_id, Check.department).where(Check.valid)
    places = session.execute(held).all()
    assert len(places) == len(set(places)) == CASES * 8
    assert outbox.run(100) == 0
