"""From declared and registered to verified facts, and to the lines an officer compares."""

from __future__ import annotations

import json
from collections.abc import Callable

from app.cases.records import Case
from app.review import queries
from app.review.rules import Known, compare, declared_facts, verified_facts
from tests.cases.households import application, id_number, member

Household = Callable[..., Case]


def test_the_registry_counts_and_the_application_only_where_none_knows() -> None:
    said = application(
        members=[member(1, vehicles=[{"plate": "粤C1", "value": "1000.50"}])],
        housing={"houses": [{"area": 40, "share": 50, "use": "住宅"}]},
    )
    silent = verified_facts(said, [41], [Known()])["members"][0]
    assert (silent["vehicle_values"], silent["houses"]) == ([1000.5], [{"area": 40, "share": 0.5, "use": "住宅"}])
    answered = verified_facts(said, [41], [Known({"vehicles": [], "houses": []})])["members"][0]
    assert (answered["vehicle_values"], answered["houses"]) == ([], [])


def test_what_nobody_knows_does_not_hold() -> None:
    applicant = verified_facts(application(members=[member(1)]), [41], [Known()])["applicant"]
    assert applicant == {
        "age": 41, "hukou_local": False, "hukou_since": None, "permit_until": None, "insurance_months": 0,
        "assistance_kind": None, "assistance_until": None,
    }  # fmt: skip


def test_facts_name_nobody(household: Household, registered: Callable[..., None]) -> None:
    case = household()
    registered(
        case,
        houses=[{"address": "康宁路9号", "area": 50, "share": 1, "use": "住宅", "signed_only": False}],
        vehicles=[{"plate": "粤C49749", "value": 9, "type": "小型汽车"}],
    )
    text = json.dumps(queries.facts_of(case), ensure_ascii=False)
    for personal in ("欧阳琪琪", "董熙宁", id_number(2), id_number(3), "粤C49749", "康宁路", "19850110"):
        assert personal not in text


def test_self_assessment_takes_what_was_not_asked_in_favour_and_says_so() -> None:
    facts, unsaid = declared_facts(application(category=20), [41, 41])
    assert unsaid == ["hukou", "assistance", "housing_guarantee", "ban_until"]
    assert facts["applicant"]["assistance_kind"] == "低保"
    assert facts["applicant"]["hukou_local"] is True


def test_self_assessment_gives_reasons_in_plain_words() -> None:
    found = queries.assess_declared(application(members=[member(1, declared_monthly_income=9000)]))
    assert (found.eligible, found.codes, found.policy_version) == (False, ["X-INCOME"], "zh-2026-01")
    (reason,) = found.reasons
    assert "收入" in reason.text and "income" in reason.text_en and "第七条" in reason.article
    assert set(found.unchecked) == {"hukou", "housing_guarantee", "ban_until"}
    assert found.figures == {"income_per_head": 9000, "assets": 10000, "area_per_head": 0, "persons": 1}


def test_self_assessment_needs_no_number_where_the_age_is_given() -> None:
    alone = member(1, age=34)
    del alone["id_number"]
    assert queries.assess_declared(application(members=[alone])).codes == ["X-SINGLE"]


def test_differences_are_marked_and_what_nobody_answered_is_not() -> None:
    said = application(members=[member(1, declared_monthly_income=2000, vehicles=[{"plate": "粤C1", "value": 1}])])
    known = Known(
        {"income_monthly": 2600, "houses": [{"area": 30}], "hukou": {"local": False}, "ban_until": "2026-01-01"}
    )
    lines = {line.kind: line for line in compare(said, [known])[0]}
    assert {kind for kind, line in lines.items() if line.differs} == {"income_monthly", "houses", "hukou"}
    assert not lines["vehicles"].known and not lines["vehicles"].differs
    assert "permit" not in lines
