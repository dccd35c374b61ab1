"""What contradicts an application, what decides nothing, and the gateway's signature."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import product

import pytest

from app.exchange.rules import (
    DEPARTMENTS,
    FACT_KEYS,
    Declared,
    Standing,
    compare,
    headers,
    is_inconclusive,
    joint_result,
    problem_of,
    round_state,
    signature,
)
from app.exchange.rules.results import STATES
from app.exchange.rules.shapes import malformed

DAY = date(2026, 3, 2)
TOKENS = {"anju": "secret"}


def declared(**said: object) -> Declared:
    return Declared(**({"applicant": True, "category": 40, "day": DAY, "income_fen": 250_000} | said))  # type: ignore[arg-type]


def test_the_eight_departments_are_asked_for_every_registry_fact_once():
    assert len(DEPARTMENTS) == 8
    assert len(FACT_KEYS) == len(set(FACT_KEYS)) == 14


def test_the_signature_is_sha256_of_time_token_nonce_time():
    expected = hashlib.sha256(b"1700000000secret18bcfe-1a2b1700000000").hexdigest()
    assert signature("1700000000", "secret", "18bcfe-1a2b") == expected


def test_signed_headers_are_accepted_and_every_change_is_refused():
    signed = headers("anju", "secret", now=1_700_000_000.5)
    assert problem_of(signed, TOKENS, now=1_700_000_100) is None
    assert problem_of(signed, {"anju": "other"}, now=1_700_000_100) == "signature"
    assert problem_of(signed | {"x-tif-nonce": "another-nonce"}, TOKENS, now=1_700_000_100) == "signature"
    assert problem_of(signed | {"x-tif-timestamp": "1700000001"}, TOKENS, now=1_700_000_100) == "signature"
    assert problem_of(signed | {"x-tif-paasid": "nobody"}, TOKENS, now=1_700_000_100) == "paasid"
    assert problem_of(signed | {"x-tif-timestamp": "١٧"}, TOKENS, now=1_700_000_100) == "timestamp"
    assert problem_of(signed, TOKENS, now=1_700_000_301) == "timestamp"
    assert problem_of(signed, TOKENS, now=1_699_999_600) == "timestamp"
    assert problem_of({}, TOKENS, now=1_700_000_000) == "paasid"


@pytest.mark.parametrize(
    ("department", "said", "answer", "differences"),
    [
        ("police", {}, {"hukou": {"local": True, "since": "2005-01-01"}}, ()),
        ("police", {}, {"hukou": {"local": False, "since": None}}, ("hukou",)),
        ("police", {}, {"hukou": None}, ("hukou",)),
        ("police", {"applicant": False}, {"hukou": {"local": False, "since": None}}, ()),
        ("police", {"category": 60}, {"hukou": {"local": False, "since": None}}, ()),
        ("police", {}, {"vehicles": [{"plate": "粤C1", "value": 1, "type": "小型汽车"}]}, ()),
        ("police", {"vehicles": 0}, {"vehicles": [{"plate": "粤C1", "value": 1, "type": "小型汽车"}]}, ("vehicles",)),
        ("police", {"vehicles": 1}, {"vehicles": []}, ()),
        ("civil", {}, {"assistance": None, "dead": False}, ()),
        ("civil", {}, {"dead": True}, ("dead",)),
        ("civil", {"category": 20}, {"assistance": None}, ("assistance",)),
        ("civil", {"category": 20}, {"assistance": {"kind": "特困", "since": None, "until": None}}, ("assistance",)),
        ("civil", {"category": 20}, {"assistance": {"kind": "低保", "since": "2025-01-01", "until": "2026-03-01"}}, ("assistance",)),
        ("civil", {"category": 20}, {"assistance": {"kind": "低保", "since": "2025-01-01", "until": "2026-03-02"}}, ()),
        ("civil", {"category": 10}, {"assistance": {"kind": "特困", "since": "2025-01-01", "until": None}}, ()),
        ("social", {"category": 60, "labour_contract": True}, {"insurance": {"total_months": 3, "continuous_months": 0}}, ("insurance",)),
        ("social", {"category": 60, "labour_contract": True}, {"insurance": {"total_months": 3, "continuous_months": 3}}, ()),
        ("social", {}, {"insurance": None}, ()),
        ("tax", {}, {"income_monthly": 2500}, ()),
        ("tax", {}, {"income_monthly": 2500.01}, ("income_monthly",)),
        ("tax", {}, {"income_monthly": 1000, "tax_income_year": 12000}, ()),
        ("market", {}, {"enterprises": [{"name": "某公司", "role": "股东", "capital": 1}]}, ()),
        ("fund", {}, {"fund": {"months": 1, "balance": 5}}, ()),
        ("land", {}, {"houses": [{}], "houses_disposed": []}, ()),
        ("land", {"category": 50}, {"houses": [{}], "houses_disposed": []}, ("houses",)),
        ("housing", {}, {"housing_guarantee": "公租房", "ban_until": None}, ("housing_guarantee",)),
        ("housing", {}, {"housing_guarantee": None, "ban_until": "2026-03-02"}, ("ban_until",)),
        ("housing", {}, {"housing_guarantee": None, "ban_until": "2026-03-01"}, ()),
    ],
)  # fmt: skip
def test_only_what_speaks_against_the_application_differs(department, said, answer, differences):
    assert compare(department, declared(**said), answer).differences == differences


def test_an_answer_with_something_left_out_is_not_consistent():
    partial = compare("police", declared(), {"hukou": {"local": True, "since": "2005-01-01"}, "permit": None})
    assert (partial.state, partial.missing) == ("unsupported", ("vehicles",))
    assert compare("land", declared(), {"houses": [], "houses_disposed": []}).state == "consistent"


def test_owning_nothing_is_an_empty_answer_and_consistent():
    assert compare("market", declared(), {"enterprises": []}).state == "consistent"
    full = compare(
        "police", declared(vehicles=0), {"hukou": {"local": True, "since": None}, "permit": None, "vehicles": []}
    )
    assert full.state == "consistent"


def test_no_record_time_out_and_unsupported_decide_nothing():
    inconclusive = {state for state in STATES if is_inconclusive(Standing(state))}
    assert inconclusive == {"pending", "no_record", "timeout", "unsupported"}
    assert is_inconclusive(Standing("inconsistent", missing=("dead",)))
    assert not is_inconclusive(Standing("assisted", missing=("dead",), finding="no_data"))


@pytest.mark.parametrize(
    ("states", "sent", "state"),
    [
        (["pending", "pending"], False, 0),
        (["pending", "pending"], True, 1),
        (["consistent", "pending"], True, 2),
        (["consistent", "no_record"], True, 2),
        (["timeout", "timeout"], True, 2),
        (["inconsistent", "pending"], True, 3),
        (["inconsistent", "timeout"], True, 3),
        (["consistent", "consistent"], True, 4),
        (["consistent", "inconsistent"], True, 5),
    ],
)
def test_a_round_has_six_states(states, sent, state):
    assert round_state([Standing(s) for s in states], sent=sent) == state


def test_an_officers_finding_decides_what_the_departments_could_not():
    good = Standing("consistent")
    assert round_state([good, Standing("assisted", finding="passed")], sent=True) == 4
    assert round_state([good, Standing("assisted", finding="failed")], sent=True) == 5
    assert joint_result([good, Standing("assisted", finding="passed")]) == "passed"
    assert joint_result([good, Standing("assisted", finding="failed")]) == "mismatch"
    assert joint_result([good, Standing("assisted", finding="no_data")]) == "unresolved"


@pytest.mark.parametrize(("one", "other"), list(product(STATES, STATES)))
def test_only_agreement_everywhere_passes(one, other):
    result = joint_result([Standing(one), Standing(other)])
    assert (result == "passed") == (one == other == "consistent")
    assert (result == "mismatch") == ("inconsistent" in (one, other))
    assert joint_result([]) == "unresolved"


@pytest.mark.parametrize(
    "facts",
    [
        {"hukou": {"local": "yes", "since": None}},
        {"hukou": {"local": True, "since": "2005-13-01"}},
        {"hukou": []},
        {"vehicles": None},
        {"vehicles": [{"plate": "粤C1", "value": -1, "type": "x"}]},
        {"vehicles": [{"plate": "粤C1", "value": True, "type": "x"}]},
        {"houses": []},
        [],
        None,
    ],
)
def test_a_fact_without_its_shape_is_not_believed(facts):
    assert malformed(facts, DEPARTMENTS["police"].items)


def test_facts_of_the_known_shapes_are_believed():
    police = {"hukou": {"local": True, "since": "2005-01-01"}, "permit": {"valid_until": "2027-01-01"}, "vehicles": []}
    assert malformed(police, DEPARTMENTS["police"].items) == []
