"""What may be asked of reviews: assessments, opinions, visits; and what the policy says of declared facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from app.cases import queries as cases
from app.cases.records import Case
from app.cases.rules import yuan
from app.engine import decisions
from app.people.rules import age_on
from app.review.records import Assessment, HomeVisit, IncomeCheck, Opinion, Supplement, Suspicion
from app.review.rules import Known, Reason, declared_facts, reasons_of, verified_facts
from app.review.rules.facts import NOTHING
from app.store import Record, rows_of

ANSWERED = ("consistent", "inconsistent")
"""States of a registry's fact that is known, whether a department said it or an officer found it by hand."""
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Advice:
    """What the policy says of declared facts: not binding. `unchecked` names what was not asked and is still to be checked.

    `figures`: income_per_head, assets (yuan), area_per_head (㎡), persons.
    """

    eligible: bool
    codes: list[str]
    reasons: list[Reason]
    figures: dict[str, Any]
    unchecked: list[str]
    policy_version: str


def assess_declared(application: dict[str, Any]) -> Advice:
    """Self-assessment: the decision `eligibility` over what an application declares; nothing is stored.

    A member's age comes from `id_number`, or from `age` where the applicant gave only that.
    """
    day = date.fromisoformat(application["submitted_on"])
    ages = [_declared_age(member, day) for member in application["members"]]
    facts, unsaid = declared_facts(application, ages)
    found = decide(facts)
    return Advice(
        eligible=found["eligible"],
        codes=found["codes"],
        reasons=reasons_of(found["codes"]),
        figures=found["figures"],
        unchecked=unsaid,
        policy_version=found["policy_version"],
    )


def _declared_age(member: dict[str, Any], day: date) -> int:
    return age_on(member["id_number"], day) if member.get("id_number") else int(member["age"])


def decide(facts: dict[str, Any]) -> dict[str, Any]:
    """The decision `eligibility` as it is deployed, over facts: {eligible, codes, figures, policy_version}."""
    return dict(decisions.decide("eligibility", {"facts": facts}))


@dataclass(frozen=True)
class Anew:
    """How a household is assessed years after it applied: by the policy and its ages of that day, in the category it claims
    now (None: the one it has), with the income a month it declares now for all of it (yuan; None: it declared none)."""

    on: date
    category: int | None = None
    income: Any = None


def facts_of(case: Case, anew: Anew | None = None) -> dict[str, Any]:
    """The verified facts of a case: declared, overruled by the valid answers of the registries; as of its application, or anew."""
    household = cases.members(case)
    answers: dict[int, dict[str, Any]] = {}
    for fact in cases.registry_facts(case):
        if fact.kind in NOTHING and fact.state in ANSWERED:
            answers.setdefault(fact.member_id, {})[fact.kind] = fact.answer
    known = [Known(answers.get(member.id, {})) for member in household]
    said, day = cases.application_of(case), case.submitted_on
    if anew is not None:
        said, day = {**said, "submitted_on": anew.on.isoformat(), "category": anew.category or case.category}, anew.on
    found = verified_facts(said, cases.ages(household, day), known)
    return found if anew is None else {**found, "household_income": anew.income}


def latest_assessment(case_id: int) -> Assessment | None:
    """The newest assessment of a case."""
    return next(iter(assessments(case_id)), None)


def assessments(case_id: int) -> list[Assessment]:
    """All assessments of a case, newest first."""
    return _of_case(Assessment, case_id)


def not_found(assessment: Assessment | None, codes: Iterable[str]) -> list[str]:
    """Those of the codes that no officer may call the system's: the assessment did not find them, or there is none."""
    found = assessment.codes if assessment else []
    return [code for code in codes if code not in found]


def opinions(case_id: int) -> list[Opinion]:
    """The conclusions of all levels, newest first."""
    return _of_case(Opinion, case_id)


def home_visits(case_id: int) -> list[HomeVisit]:
    """The home visits, newest first."""
    return _of_case(HomeVisit, case_id)


def income_checks(case_id: int) -> list[IncomeCheck]:
    """The civil-affairs checks, newest first."""
    return _of_case(IncomeCheck, case_id)


def supplements(case_id: int) -> list[Supplement]:
    """The supplement rounds, newest first."""
    return _of_case(Supplement, case_id)


def open_suspicion(case_id: int) -> Suspicion | None:
    """The suspicion that suspends the case now, or None."""
    return next((found for found in _of_case(Suspicion, case_id) if found.closed_at is None), None)


def declared_income(case: Case) -> int | float:
    """The household's declared monthly income in yuan."""
    return yuan(sum(member.declared_income_fen for member in cases.members(case)))


def _of_case(kind: type[R], case_id: int) -> list[R]:
    return rows_of(kind, "-id", case_id=case_id)
