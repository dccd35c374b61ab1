"""A case comes back after a correction: fresh answers against the new declaration, new questions where it changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.cases.records import Case
from app.errors import Conflict
from app.exchange import queries, steps
from app.review import queries as reviews
from app.store import outbox
from tests.exchange.conftest import SPOUSE, application, record
from tests.exchange.test_rounds import answer_again, find, find_out, states
from tests.exchange.test_rounds import told as told  # a fixture

CHILD = "440402201609100026"
CAR = {"plate": "粤C80808", "value": 90000, "type": "小型汽车"}


@pytest.fixture
def asked(session: Any, case: Case, lines: Any, told: Any) -> Any:
    """The couple's first round, answered by everybody: the spouse earns more than declared."""
    lines.registries.records[SPOUSE]["income_monthly"] = 9000
    round_id = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    assert steps.close_round(round_id) == {"joint_result": "mismatch"}
    return round_id


def correct(case: Case, change: Any) -> dict[str, Any]:
    """The couple's application, corrected."""
    corrected = copy.deepcopy(application())
    change(corrected["members"], corrected)
    case_commands.correct_declaration(case, corrected, by="citizen:1")
    return corrected


def test_a_fresh_answer_is_compared_with_what_is_declared_now(case, asked):
    correct(case, lambda members, _: members[1].update(declared_monthly_income=9000))
    again = steps.send_queries(case.id)
    assert again["pending"] == 0 and states(again["round_id"]) == {"consistent": 16}
    assert {fact.state for fact in case_queries.registry_facts(case)} == {"consistent"}
    assert steps.close_round(again["round_id"]) == {"joint_result": "passed"}


def test_a_correction_may_also_make_a_fresh_answer_contradict(case, asked):
    correct(case, lambda members, _: members[0].update(declared_monthly_income=100))
    again = steps.send_queries(case.id)
    check = find(again["round_id"], "tax")
    assert (check.state, check.differences, check.reused_from is not None) == ("inconsistent", ["income_monthly"], True)
    assert find(asked, "tax").state == "consistent"  # the first round stays as it was
    fact = next(
        f for f in case_queries.registry_facts(case) if (f.member_id, f.kind) == (check.member_id, "income_monthly")
    )
    assert fact.state == "inconsistent" and fact.answered_at == check.answered_at


def test_what_was_found_by_hand_is_compared_anew_and_still_says_by_whom(session, case, lines, told):
    lines.switches.modes["tax"] = "unknown"
    first = steps.send_queries(case.id)["round_id"]
    outbox.run(100)
    for one in steps.summarise(first)["inconclusive"]:
        find_out(one["check_id"], record(income_monthly=2500))
    assert steps.close_round(first) == {"joint_result": "mismatch"}  # 2,400 were declared
    correct(case, lambda members, _: members[0].update(declared_monthly_income=2500))
    again = steps.send_queries(case.id)
    check = find(again["round_id"], "tax")
    assert (check.finding, check.found_by, again["pending"]) == ("passed", "officer:1", 0)
    assert {f.found_by for f in case_queries.registry_facts(case) if f.department == "tax"} == {"officer:1"}
    assert steps.close_round(again["round_id"]) == {"joint_result": "passed"}


@pytest.mark.parametrize(
    ("department", "change"),
    [
        ("police", lambda members, _: members[1].update(vehicles=[CAR])),
        ("land", lambda _, whole: whole.update(housing={"houses": [{"address": "拱北", "area": 40, "share": 50}]})),
    ],
)
def test_assets_declared_since_are_asked_about_anew(case, asked, lines, department, change):
    correct(case, change)
    again = steps.send_queries(case.id)
    waiting = {(c.department, c.member_id) for c in queries.valid_checks(again["round_id"]) if c.state == "pending"}
    assert {code for code, _member in waiting} == {department}
    outbox.run(100)
    assert queries.awaited_round(case.id) is None


def test_a_member_added_since_has_checks_of_their_own(case, asked, lines):
    child = {
        **application()["members"][1],
        "name": "林溪",
        "id_number": CHILD,
        "relation": "20",
        "declared_monthly_income": 0,
    }
    lines.registries.records[CHILD] = record(CHILD, "林溪", income_monthly=0)
    correct(case, lambda members, _: members.append(child))
    again = steps.send_queries(case.id)
    assert again["pending"] == 8 and len(queries.valid_checks(again["round_id"])) == 24
    outbox.run(100)
    assert states(again["round_id"]) == {"consistent": 23, "inconsistent": 1}
    assert case.persons == 3 == len(reviews.facts_of(case)["members"])


def test_a_member_taken_out_drops_out_and_is_free_again(case, asked):
    spouse = case_queries.members(case)[1].id
    correct(case, lambda members, _: members.pop())
    again = steps.send_queries(case.id)
    assert {check.member_id for check in queries.valid_checks(again["round_id"])} == {case_queries.applicant(case).id}
    assert steps.close_round(again["round_id"]) == {"joint_result": "passed"}
    assert len(reviews.facts_of(case)["members"]) == 1
    assert case_queries.live_case_of(SPOUSE) is None
    assert [check.department for check in queries.history(spouse, "tax")] == ["tax"]  # what was asked stays kept


def test_a_member_taken_out_while_the_departments_are_asked_is_waited_for_no_more(session, case, lines, told):
    begun = steps.send_queries(case.id)
    spouse = find(begun["round_id"], "tax", 1)
    correct(case, lambda members, _: members.pop())
    assert steps.send_queries(case.id) == {"round_id": begun["round_id"], "pending": 8}
    outbox.run(100)
    assert states(begun["round_id"]) == {"consistent": 8} and len(told) == 1
    assert answer_again(spouse) == []
    assert {f.member_id for f in case_queries.registry_facts(case)} == {case_queries.applicant(case).id}


def test_the_applicant_cannot_be_corrected_away(session, case):
    with pytest.raises(Conflict):
        correct(case, lambda members, _: members[0].update(id_number=members.pop()["id_number"]))
