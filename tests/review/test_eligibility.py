"""The decision `eligibility` is the policy, figure for figure and code for code."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.feel import dmn, to_plain
from app.people.rules import age_on
from app.review.rules import Known, reason_codes, verified_facts
from app.review.rules.facts import NOTHING

TOP = Path(__file__).resolve().parents[2]
SHARED = TOP.parent / "shared" / "data" / "households"
HOUSE = {"address": "一处", "area": 30, "share": 1, "use": "住宅", "signed_only": False}


@cache
def model() -> dmn.Model:
    return dmn.load(TOP / "bpmn" / "eligibility.dmn")


def decide(facts: dict[str, Any]) -> dict[str, Any]:
    result = model().decide("eligibility", {"facts": facts})
    assert not result.diagnostics, [str(one) for one in result.diagnostics]
    found: dict[str, Any] = to_plain(result.value)
    return found


def facts(
    category: int = 30,
    *,
    persons: int = 1,
    age: int = 40,
    day: str = "2026-03-02",
    said: dict[str, Any] | None = None,
    **known: Any,
) -> dict[str, Any]:
    """A household that breaks nothing, with what is `said` in the application and `known` of the applicant on top."""
    application = {
        "category": category,
        "submitted_on": day,
        "labour_contract": True,
        "education": "本科",
        "graduated_on": "2024-06-30",
        "talent_certificate": True,
        "members": [{"declared_monthly_income": 0, "declared_deposits": 0} for _ in range(persons)],
    } | (said or {})
    answers = {
        "hukou": {"local": True, "since": "2001-01-01"},
        "insurance": {"continuous_months": 60},
        "assistance": {"kind": "特困" if category == 10 else "低保", "until": "2027-01-01"},
    } | known
    return verified_facts(application, [age] * persons, [Known(answers)] + [Known()] * (persons - 1))


def codes(*args: Any, **more: Any) -> list[str]:
    found: list[str] = decide(facts(*args, **more))["codes"]
    return found


def test_the_model_has_no_problem() -> None:
    assert model().problems == []


@pytest.mark.parametrize("category", [10, 20, 30, 40, 50, 60, 70])
def test_a_household_that_breaks_nothing_is_eligible(category: int) -> None:
    found = decide(facts(category))
    assert (found["eligible"], found["codes"], found["policy_version"]) == (True, [], "zh-2026-01")


def test_all_400_expected_households() -> None:
    if not SHARED.exists():
        pytest.skip(f"NOT TESTED: {SHARED} is missing")
    read = lambda name: [json.loads(line) for line in (SHARED / name).read_text(encoding="utf-8").splitlines()]  # noqa: E731
    known = {row["id_number"]: row for row in read("registries.jsonl")}
    expected = {row["external_ref"]: row for row in read("expected_sample.jsonl")}
    wrong, seen = [], Counter[str]()
    for application in read("applications.jsonl")[: len(expected)]:
        day = date.fromisoformat(application["submitted_on"])
        numbers = [member["id_number"] for member in application["members"]]
        registered = [Known({key: known[number][key] for key in NOTHING}) for number in numbers]
        found = decide(verified_facts(application, [age_on(number, day) for number in numbers], registered))
        wanted = expected[application["external_ref"]]
        got = {name: float(value) for name, value in found["figures"].items()} | {"reasons": found["codes"]}
        if got != {name: wanted[name] for name in got} or found["eligible"] is not wanted["eligible"]:
            wrong.append((application["external_ref"], got, wanted))
        seen.update(found["codes"])
    assert len(expected) == 400 and wrong == []
    assert set(seen) == set(reason_codes()), "the sample should break every rule at least once"


@pytest.mark.parametrize(
    ("code", "category", "breaking", "holding"),
    [
        ("X-GUARANTEE", 30, {"housing_guarantee": "公租房"}, {"housing_guarantee": None}),
        ("X-BAN", 60, {"ban_until": "2026-03-02"}, {"ban_until": "2026-03-01"}),
        ("X-SINGLE", 40, {"age": 34}, {"age": 35}),
        ("X-SINGLE", 30, {"age": 34}, {"age": 34, "persons": 2}),
        ("X-HUKOU", 30, {"hukou": {"local": True, "since": "2025-03-03"}}, {"hukou": {"local": True, "since": "2025-03-02"}}),
        ("X-HUKOU", 20, {"hukou": {"local": False, "since": None}}, {}),
        ("X-ASSISTANCE", 20, {"assistance": {"kind": "低保", "until": "2026-03-01"}}, {"assistance": {"kind": "低保", "until": "2026-03-02"}}),
        ("X-ASSISTANCE", 10, {"assistance": {"kind": "低保", "until": "2027-01-01"}}, {}),
        ("X-RESIDENCE", 70, {"hukou": None, "permit": {"valid_until": "2026-03-01"}}, {"hukou": None, "permit": {"valid_until": "2026-03-02"}}),
        ("X-RESIDENCE", 60, {"hukou": {"local": True, "since": "2026-01-01"}}, {}),
        ("X-CONTRACT", 60, {"said": {"labour_contract": False}}, {}),
        ("X-EDUCATION", 50, {"said": {"education": "高中"}}, {"said": {"education": "大专"}}),
        ("X-EDUCATION", 50, {"said": {"education": None}}, {"said": {"education": "博士"}}),
        ("X-GRADUATION", 50, {"said": {"graduated_on": "2021-02-02"}}, {"said": {"graduated_on": "2021-02-03"}}),
        ("X-GRADUATION", 50, {"said": {"graduated_on": None}}, {}),
        ("X-INSURANCE", 50, {"insurance": {"continuous_months": 5}}, {"insurance": {"continuous_months": 6}}),
        ("X-INSURANCE", 60, {"insurance": {"continuous_months": 11}}, {"insurance": {"continuous_months": 12}}),
        ("X-TALENT", 70, {"said": {"talent_certificate": False}}, {}),
        ("X-HOUSING", 50, {"houses": [{**HOUSE, "share": 0.01}]}, {"houses": []}),
        ("X-HOUSING", 70, {"houses": [{**HOUSE, "signed_only": True}]}, {}),
        ("X-COMMERCIAL", 60, {"houses": [{**HOUSE, "use": "商铺"}]}, {}),
        ("X-AREA", 40, {"houses": [{**HOUSE, "share": 0.5}]}, {"houses": [{**HOUSE, "area": 29.99, "share": 0.5}]}),
        ("X-INCOME", 30, {"income_monthly": 2875.01}, {"income_monthly": 2875}),
        ("X-INCOME", 40, {"income_monthly": 4600.01}, {"income_monthly": 4600}),
        ("X-ASSETS", 30, {"fund": {"balance": 207000.01}}, {"fund": {"balance": 207000}}),
        ("X-VEHICLE", 30, {"vehicles": [{"value": 1}, {"value": 1}]}, {"vehicles": [{"value": 150000}]}),
        ("X-VEHICLE", 30, {"vehicles": [{"value": 150001}]}, {}),
    ],
)  # fmt: skip
def test_each_rule_breaks_exactly_at_its_edge(
    code: str, category: int, breaking: dict[str, Any], holding: dict[str, Any]
) -> None:
    assert codes(category, **breaking) == [code]
    assert codes(category, **holding) == []


@pytest.mark.parametrize(
    ("category", "known"),
    [
        (50, {"income_monthly": 99999}),
        (60, {"fund": {"balance": 10**7}}),
        (70, {"houses": [{**HOUSE, "use": "办公"}]}),
        (10, {"insurance": None}),
        (30, {"assistance": None}),
        (40, {"houses": [{**HOUSE, "use": "商铺", "area": 500}]}),
    ],
)
def test_a_rule_does_not_reach_other_categories(category: int, known: dict[str, Any]) -> None:
    assert codes(category, **known) == []


def test_the_minimum_wage_counts_for_those_who_could_work() -> None:
    def income(age: int, **said: Any) -> float:
        person = {"declared_monthly_income": 100, "declared_deposits": 0, **said}
        return float(decide(facts(30, age=age, said={"members": [person]}))["figures"]["income_per_head"])

    assert [income(age) for age in (17, 18, 59, 60)] == [100, 2080, 2080, 100]
    assert income(30, student=True) == income(30, disabled=True) == 100
    assert income(30, declared_monthly_income=3000) == 3000


def test_the_larger_of_declared_and_registered_income_counts() -> None:
    said = {"members": [{"declared_monthly_income": 2500, "declared_deposits": 0}]}
    assert decide(facts(30, said=said, income_monthly=2700))["figures"]["income_per_head"] == 2700
    assert decide(facts(30, said=said, income_monthly=0))["figures"]["income_per_head"] == 2500


def test_what_was_disposed_of_counts_for_five_years_to_the_day() -> None:
    def area(day: str, disposed: str) -> float:
        sold = [{"area": 20, "share": 0.5, "date": disposed, "kind": "转让"}]
        return float(decide(facts(30, day=day, houses_disposed=sold))["figures"]["area_per_head"])

    assert [area("2026-03-02", day) for day in ("2021-03-01", "2021-03-02")] == [0, 10]
    assert [area("2028-02-29", day) for day in ("2023-02-27", "2023-02-28")] == [0, 10]


def test_a_year_before_a_leap_day_is_the_28th() -> None:
    assert codes(30, day="2028-02-29", hukou={"local": True, "since": "2027-02-28"}) == []
    assert codes(30, day="2028-02-29", hukou={"local": True, "since": "2027-03-01"}) == ["X-HUKOU"]


def test_figures_are_rounded_half_up_but_compared_exactly() -> None:
    people = [{"declared_monthly_income": income, "declared_deposits": 1} for income in (2875, 2875, 2875.02)]
    found = decide(facts(30, persons=3, said={"members": people}, houses=[{**HOUSE, "area": 10}]))
    assert (float(found["figures"]["income_per_head"]), found["codes"]) == (2875.01, ["X-INCOME"])
    assert float(found["figures"]["area_per_head"]) == 3.3333
    people[2]["declared_monthly_income"] = 2875.01
    found = decide(facts(30, persons=3, said={"members": people}))
    assert (float(found["figures"]["income_per_head"]), found["codes"]) == (2875, ["X-INCOME"])


def test_every_code_has_its_article_on_the_rule_and_its_words_in_the_data() -> None:
    broken = facts(20, hukou=None, assistance=None, housing_guarantee="公租房", income_monthly=9999)
    trace = model().decide("eligibility", {"facts": broken}).trace
    matched = {
        match.output: match.annotations["description"]
        for one in trace
        for match in one.matched
        if isinstance(match.output, str)
    }
    assert set(matched) == {"X-GUARANTEE", "X-HUKOU", "X-ASSISTANCE", "X-INCOME"}
    assert all("《" in article for article in matched.values())
    text = (TOP / "bpmn" / "eligibility.dmn").read_text(encoding="utf-8")
    assert all(f'"{code}"' in text for code in reason_codes())
    assert len(reason_codes()) == 17


def test_a_day_without_policy_is_not_decided_in_silence() -> None:
    result = model().decide("eligibility", {"facts": facts(30, day="2025-12-31")})
    assert result.diagnostics
