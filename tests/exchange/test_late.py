"""Answers that are doubled, late, or come when nobody needs them any more: kept to be read, never lost, never counted twice."""

from __future__ import annotations

import sqlalchemy as sa

from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.exchange import queries, steps
from app.exchange.records import Check
from app.store import outbox
from tests.exchange.conftest import record
from tests.exchange.test_rounds import answer_again, find, find_out, states
from tests.exchange.test_rounds import told as told  # a fixture


def test_a_doubled_answer_changes_nothing(session, case, lines, told):
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    check = find(round_id, "tax")
    before = session.scalar(sa.select(sa.func.count()).select_from(Check))
    assert answer_again(check) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Check)) == before
    assert states(round_id) == {"consistent": 16}


def test_a_second_different_answer_is_kept_as_history_only(session, case, lines, told):
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    check = find(round_id, "tax")
    for _again in range(2):
        assert answer_again(check, income_monthly=99) == []
    rows = queries.history(check.member_id, "tax")
    assert [(row.valid, row.replaces) for row in rows] == [(False, check.id), (True, None)]
    assert find(round_id, "tax").id == check.id
    income = [f.answer for f in case_queries.registry_facts(case) if f.kind == "income_monthly"]
    assert income == [2400, 2500]


def test_a_late_answer_replaces_the_time_out_while_the_round_is_open(session, case, told):
    round_id = steps.send_queries(case.id)["round_id"]
    assert len(steps.summarise(round_id)["inconclusive"]) == 16
    late = find(round_id, "tax")
    assert (late.state, late.trouble) == ("timeout", "not in time")
    (message,) = answer_again(late)
    assert (message.name, message.key) == ("check_answered", queries.place(late))
    now = find(round_id, "tax")
    assert (now.state, now.replaces, late.valid) == ("consistent", late.id, False)
    assert next(f for f in case_queries.registry_facts(case) if f.kind == "income_monthly").answer == 2400
    kept = find_out(late.id, record())
    assert kept.replaces == now.id and find(round_id, "tax").state == "assisted"


def test_after_the_round_is_closed_a_late_answer_is_history_only(session, case, told):
    round_id = steps.send_queries(case.id)["round_id"]
    steps.summarise(round_id)
    assert steps.close_round(round_id) == {"joint_result": "unresolved"}
    late = find(round_id, "tax")
    assert answer_again(late) == []
    assert find(round_id, "tax").state == "timeout"
    assert [row.state for row in queries.history(late.member_id, "tax")] == ["consistent", "timeout"]
    assert case_queries.registry_facts(case) == []
    kept = case_queries.registry_facts(case, history=True)
    assert {fact.kind: (fact.answer, fact.valid) for fact in kept} == {
        "income_monthly": (2400, False),
        "tax_income_year": (28800, False),
    }


def test_an_answer_after_the_task_is_finished_is_kept_to_be_read_and_changes_nothing(session, case, told):
    round_id = steps.send_queries(case.id)["round_id"]
    steps.summarise(round_id)
    asked = find(round_id, "tax")
    kept = find_out(asked.id, record())
    assert answer_again(asked, income_monthly=9000) == [] and find(round_id, "tax").id == kept.id
    late = queries.history(asked.member_id, "tax")[0]
    assert (late.valid, late.state) == (False, "inconsistent") and queries.answered(late)["income_monthly"] == 9000
    assert [f.answer for f in case_queries.registry_facts(case) if f.kind == "income_monthly"] == [2400]


def test_an_answer_under_way_when_the_case_ended_is_kept_and_changes_nothing(session, case, told):
    round_id = steps.send_queries(case.id)["round_id"]
    asked = find(round_id, "tax")
    case_commands.set_state(case, "0000")
    assert answer_again(asked, income_monthly=9000) == []
    assert (case.state, find(round_id, "tax").state, queries.round_by_id(round_id).state) == ("0000", "pending", 0)
    assert case_queries.registry_facts(case) == []
    late = queries.history(asked.member_id, "tax")[0]
    assert (late.valid, queries.answered(late)["income_monthly"]) == (False, 9000)
