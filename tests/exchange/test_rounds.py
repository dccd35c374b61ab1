"""A round from its questions to its result: over HTTP through the outbox, in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.exchange import adapters, commands, queries, steps
from app.exchange.records import Check
from app.registry import find_receiver
from app.store import clock, outbox
from app.store.records import Outbox
from app.web import forms
from tests.exchange.by_hand import typed_all, typed_from
from tests.exchange.conftest import NUMBER, SPOUSE, record


def states(round_id: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for check in queries.valid_checks(round_id):
        found[check.state] = found.get(check.state, 0) + 1
    return found


def deliver_all(times: int = 3) -> None:
    for _attempt in range(times):
        outbox.run(100)


@pytest.fixture
def told() -> Any:
    """The messages that receivers have told, instead of an engine that runs no process here."""
    messages: list[Any] = []
    kept = list(outbox._tellers)
    outbox.tell_by(messages.append)
    yield messages
    outbox._tellers[:] = kept


def find(round_id: int, department: str, ordinal: int = 0) -> Check:
    checks = [check for check in queries.valid_checks(round_id) if check.department == department]
    return checks[ordinal]


def test_every_member_is_asked_about_by_every_department_at_once(session, case):
    begun = steps.send_queries(case.id)
    assert begun["pending"] == 16
    assert session.scalar(sa.select(sa.func.count()).select_from(Outbox)) == 16
    assert queries.round_by_id(begun["round_id"]).state == 0
    assert case.state == "3005"


def test_run_again_the_step_asks_nothing_twice(session, case):
    assert steps.send_queries(case.id) == steps.send_queries(case.id)
    assert session.scalar(sa.select(sa.func.count()).select_from(Outbox)) == 16


def test_when_all_agree_the_round_passes_and_the_process_is_told_once(session, case, lines, told):
    round_id = steps.send_queries(case.id)["round_id"]
    deliver_all(1)
    assert states(round_id) == {"consistent": 16}
    assert queries.round_by_id(round_id).state == 4
    assert [(m.name, m.key) for m in told] == [("joint_check_answered", str(round_id))]
    assert steps.summarise(round_id) == {"inconclusive": []}
    assert steps.close_round(round_id) == {"joint_result": "passed"} == steps.close_round(round_id)
    facts = {(f.member_id, f.kind): f for f in case_queries.registry_facts(case)}
    assert len(facts) == 28
    applicant = case_queries.applicant(case)
    assert facts[applicant.id, "insurance"].answer == record()["insurance"]
    assert {fact.state for fact in facts.values()} == {"consistent"}


def test_the_round_is_sent_partly_answered_and_answered(session, case, lines, told):
    round_id = steps.send_queries(case.id)["round_id"]
    joint = queries.round_by_id(round_id)
    first = find(round_id, "tax")
    adapters.question_of({"check_id": first.id})
    assert joint.state == 1 and first.asked_at is not None and len(first.request_hash or "") == 64
    outbox.run(3)
    assert joint.state == 2 and told == []


def test_what_is_registered_otherwise_is_a_mismatch(session, case, lines, told):
    lines.registries.records[SPOUSE]["income_monthly"] = 9000
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    check = find(round_id, "tax", 1)
    assert (check.state, check.differences) == ("inconsistent", ["income_monthly"])
    assert queries.round_by_id(round_id).state == 5
    assert steps.summarise(round_id) == {"inconclusive": []}
    assert steps.close_round(round_id) == {"joint_result": "mismatch"}
    fact = next(f for f in case_queries.registry_facts(case) if f.state == "inconsistent")
    assert (fact.kind, fact.answer) == ("income_monthly", 9000)


def test_no_record_is_not_passed_and_goes_to_a_person(session, case, lines, told):
    del lines.registries.records[SPOUSE]
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    assert states(round_id) == {"consistent": 8, "no_record": 8}
    assert len(told) == 1 and queries.round_by_id(round_id).state == 2
    inconclusive = steps.summarise(round_id)["inconclusive"]
    assert len(inconclusive) == 8 and case.state == "3006"
    assert [one["items"] for one in inconclusive if one["place"].endswith("land")] == [["houses", "houses_disposed"]]
    for _again in range(2):
        for one in inconclusive:
            find_out(one["check_id"], record(SPOUSE, "周溪"))
    assert states(round_id) == {"consistent": 8, "assisted": 8}
    assert session.scalar(sa.select(sa.func.count()).select_from(Check)) == 24
    assert steps.close_round(round_id) == {"joint_result": "passed"}
    assert case.state == "3010"


def find_out(check_id: int, known: dict[str, Any] | str, note: str = "已去函核实") -> Check:
    """An officer's finding, typed into the form as it would be for this check: a record, or one word for every fact."""
    typed = typed_all(known) if isinstance(known, str) else typed_from(known)
    items = queries.open_items(queries.check_by_id(check_id))
    values: MultiDict[str, Any] = MultiDict()
    for key, value in typed.items():
        values.setlist(key, value if isinstance(value, list) else [value])
    filled = forms.find("exchange.assist").fill(values, {"items": items})
    assert filled.errors == {}
    by = {"note": note, "evidence_number": "函〔2026〕1号", "by": "officer:1"}
    return commands.keep_finding(check_id, typed=filled.answers, **by)


FLAT = {"address": "拱北街道126号", "area": 92, "share": 0.5, "use": "住宅", "signed_only": False}


@pytest.mark.parametrize(
    ("known", "finding", "result"),
    [
        ({"houses": [FLAT]}, "failed", "mismatch"),
        ("no_record", "no_record", "unresolved"),
        ("unknown", "no_data", "unresolved"),
        ("nothing", "passed", "passed"),
    ],
)
def test_what_a_person_finds_decides(session, open_household, lines, told, known, finding, result):
    case = open_household(category=60)
    lines.switches.modes["land"] = "unknown"
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    first, second = (one["check_id"] for one in steps.summarise(round_id)["inconclusive"])
    find_out(first, "nothing")
    kept = find_out(second, known)
    assert (kept.state, kept.finding, kept.found_by) == ("assisted", finding, "officer:1")
    assert steps.close_round(round_id) == {"joint_result": result}
    assert queries.round_by_id(round_id).state == (4 if result == "passed" else 5)


def test_a_partial_answer_keeps_what_it_has_and_is_inconclusive(session, case, lines, told):
    lines.switches.modes["police"] = "partial"
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    check = find(round_id, "police")
    assert (check.state, check.missing) == ("unsupported", ["vehicles"])
    kinds = {f.kind for f in case_queries.registry_facts(case) if f.department == "police"}
    assert kinds == {"hukou", "permit"}
    (open_,) = [one for one in steps.summarise(round_id)["inconclusive"] if one["check_id"] == check.id]
    assert open_["items"] == ["vehicles"]


def test_a_department_that_does_not_support_the_question_is_inconclusive(session, case, lines, told):
    lines.switches.modes["fund"] = "unsupported"
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    assert states(round_id) == {"consistent": 14, "unsupported": 2}


@pytest.mark.parametrize(
    ("mode", "trouble"), [("failing", "status 503"), ("garbled", "not json"), ("slow", "too late")]
)
def test_after_two_retries_silence_is_a_time_out_and_inconclusive(session, case, lines, told, mode, trouble):
    lines.switches.modes["tax"] = mode
    round_id = steps.send_queries(case.id)["round_id"]
    for attempt in (1, 2):
        outbox.run(100)
        assert states(round_id) == {"consistent": 14, "pending": 2}, attempt
        assert told == []
    outbox.run(100)
    assert states(round_id) == {"consistent": 14, "timeout": 2}
    assert len(told) == 1
    check = find(round_id, "tax")
    assert trouble in (check.trouble or "")
    assert session.scalar(sa.select(Outbox.attempts).where(Outbox.state == "dead").limit(1)) == 3
    assert outbox.run(100) == 2  # it goes on being asked, beside the person who finds out
    assert states(round_id) == {"consistent": 14, "timeout": 2} and len(told) == 1
    assert len(steps.summarise(round_id)["inconclusive"]) == 2


def test_a_retry_that_is_answered_counts(session, case, lines, told):
    lines.switches.modes["tax"] = "failing"
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    lines.switches.modes["tax"] = "normal"
    outbox.run(100)
    assert states(round_id) == {"consistent": 16} and len(told) == 1


def answer_again(check: Check, **facts: Any) -> list[Any]:
    """The receiver is handed an answer (once more) for the row of this check."""
    data = {key: record(**facts)[key] for key in ("income_monthly", "tax_income_year")}
    content = {"result": "found", "responder": "市税务局", "data": data}
    receiver = find_receiver(adapters.TOPIC)
    assert receiver is not None
    return receiver({"check_id": check.id}, adapters.sealed(check.id, content), None)


def test_an_answer_of_the_last_month_is_used_again_and_an_older_one_is_not(session, case, lines, told, at):
    first = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    steps.close_round(first)
    at("2026-03-31 08:00")
    second = steps.send_queries(case.id)
    assert second["pending"] == 0 and second["round_id"] != first
    assert queries.round_by_id(second["round_id"]).state == 4
    assert {check.reused_from is not None for check in queries.valid_checks(second["round_id"])} == {True}
    steps.close_round(second["round_id"])
    at("2026-04-02 09:00")
    third = steps.send_queries(case.id)
    assert third["pending"] == 16
    assert len(queries.rounds(case.id)) == 3


def test_what_was_not_decided_is_asked_again(session, case, lines, told):
    lines.switches.modes["land"] = "unknown"
    first = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    steps.close_round(first)
    assert steps.send_queries(case.id)["pending"] == 2


def test_nothing_is_asked_about_a_case_that_was_withdrawn(session, case, lines, departments, told):
    steps.send_queries(case.id)
    case_commands.set_state(case, "0000")
    outbox.run(100)
    assert not departments.nonces.seen
    assert session.scalar(sa.select(sa.func.count()).select_from(Outbox).where(Outbox.state == "done")) == 16
    assert case_queries.registry_facts(case) == []


def test_the_times_are_those_of_the_house(session, case, lines, told):
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    check = find(round_id, "social")
    assert check.asked_at == check.answered_at == clock.now()
    assert clock.now() - timedelta(days=1) < check.answered_at
    assert check.responder == "市人力资源和社会保障局" and len(check.response_hash or "") == 64


def test_the_person_is_named_to_the_department_and_nobody_else(session, case):
    round_id = steps.send_queries(case.id)["round_id"]
    asked = adapters.question_of({"check_id": find(round_id, "tax").id})
    assert asked is not None
    assert asked["person"] == {"name": "林海", "id_number": NUMBER}
    assert asked["purpose"] == "eligibility" and asked["case_number"] == case.number and asked["authorisation"]
