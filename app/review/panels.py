"""What an officer reads beside each form of a review: the household, the facts side by side, what was assessed and said."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from app.cases import queries as cases
from app.cases.records import Case, Member, RegistryFact
from app.cases.rules import required_documents
from app.cases.words import language
from app.people import queries as people
from app.registry import find_panel, panel
from app.review import queries, words
from app.review.rules import Known, compare, reasons_of
from app.review.rules.opinions import level_name


@panel
def accept(variables: dict[str, Any]) -> Markup:
    """Beside 受理: the household, every document needed with what was handed in, the rounds of supplement so far, what bars it."""
    case = _case(variables)
    barred = find_panel("integrity.barred")
    bar = Markup(barred({"case_id": case.id})) if barred else ""
    return _render("accept", case, bar=bar, needed=_needed(case), supplements=queries.supplements(case.id))


@panel
def home_visit(variables: dict[str, Any]) -> Markup:
    """Beside 入户调查: where to go, whom to expect there."""
    case = _case(variables)
    return _render("home_visit", case)


@panel
def civil_affairs(variables: dict[str, Any]) -> Markup:
    """Beside 区民政收入核对: incomes and assistance, declared and registered."""
    case = _case(variables)
    kinds = {"income_monthly", "tax_income_year", "assistance", "fund", "enterprises"}
    return _render("civil_affairs", case, compared=_compared(case, kinds), total=queries.declared_income(case))


@panel
def examine(variables: dict[str, Any]) -> Markup:
    """Beside 经办审核: why it came back, and everything that is known of the case."""
    return _whole(variables, "examine", upheld=_upheld(variables))


@panel
def approve(variables: dict[str, Any]) -> Markup:
    """Beside 审批: the examiner's opinion, and everything that is known of the case."""
    return _whole(variables, "approve", upheld=_upheld(variables))


@panel
def integrity(variables: dict[str, Any]) -> Markup:
    """Beside 诚信核查: the suspicion, and everything that is known of the case."""
    return _whole(variables, "integrity", suspicion=queries.open_suspicion(int(variables["case_id"])))


@panel
def known(variables: dict[str, Any]) -> Markup:
    """For pages about a case, which show the household themselves: everything else that is known of it."""
    return _whole(variables, "known")


@panel
def rejection(variables: dict[str, Any]) -> Markup:
    """For the applicant: the `reasons` of a rejection as its letter has them; in English in the words of their codes."""
    known = {one.code: one for one in reasons_of(str(said.get("code")) for said in variables["reasons"])}
    lines = [(said, known.get(said.get("code")) if language() != "zh" else None) for said in variables["reasons"]]
    return Markup(render_template("review/rejection.html", lines=lines))


def _upheld(variables: dict[str, Any]) -> str:
    """What the notice was rightly objected to, said by the room that publishes."""
    found = find_panel("publicity.upheld")
    return Markup(found({"case_id": int(variables["case_id"])})) if found else ""


def _whole(variables: dict[str, Any], name: str, **more: Any) -> Markup:
    case = _case(variables)
    assessment = queries.latest_assessment(case.id)
    joint_check = find_panel("exchange.joint_check")
    checked = bool(cases.registry_facts(case))
    codes = variables.get("codes") or []
    return _render(
        name,
        case,
        given=variables,
        given_reasons=reasons_of(codes),
        not_found=reasons_of(queries.not_found(assessment, codes)),
        level=level_name(str(variables.get("level"))),
        assessment=assessment,
        reasons=reasons_of(assessment.codes) if assessment else [],
        compared=_compared(case) if checked else [],
        joint_check=joint_check(variables) if joint_check and checked else "",
        visits=queries.home_visits(case.id),
        income_checks=queries.income_checks(case.id),
        opinions=queries.opinions(case.id),
        **more,
    )


def _case(variables: dict[str, Any]) -> Case:
    return cases.case_by_id(int(variables["case_id"]))


def _render(name: str, case: Case, **more: Any) -> Markup:
    household = cases.members(case)
    return Markup(
        render_template(
            f"review/{name}.html",
            case=case,
            household=list(zip(household, cases.ages(household, case.submitted_on), strict=True)),
            town=people.town_name(case.town),
            by_hand=_by_hand(case),
            corrections=cases.corrections(case),
            words=words,
            chinese=language() == "zh",
            **more,
        )
    )


def _compared(case: Case, kinds: set[str] | None = None) -> list[tuple[Member, list[Any]]]:
    """Each member with the lines of declared against registered, only of some kinds when asked."""
    household = cases.members(case)
    facts = cases.registry_facts(case)
    registered = [
        Known(
            {
                fact.kind: fact.answer
                for fact in facts
                if fact.member_id == member.id and fact.state in queries.ANSWERED
            },
            frozenset(fact.kind for fact in facts if fact.member_id == member.id and fact.state == "no_record"),
        )
        for member in household
    ]
    lines = compare(cases.application_of(case), registered)
    return [
        (member, [line for line in found if kinds is None or line.kind in kinds])
        for member, found in zip(household, lines, strict=True)
    ]


def _by_hand(case: Case) -> dict[tuple[int, str], tuple[RegistryFact, str]]:
    """By member and kind the facts that an officer found out by hand, “no record” included, with the officer's name."""
    found = [fact for fact in cases.registry_facts(case) if fact.found_by]
    names = people.names_of(fact.found_by or "" for fact in found)
    return {(fact.member_id, fact.kind): (fact, names[fact.found_by or ""]) for fact in found}


def _needed(case: Case) -> list[tuple[Any, int, list[str]]]:
    """The documents the case needs: each with how many were handed in, and the names of the members concerned."""
    household = cases.members(case)
    aged = zip(household, cases.ages(household, case.submitted_on), strict=True)
    described = [
        {"relation": member.relation, "age": age, "student": member.student, "disabled": member.disabled}
        for member, age in aged
    ]
    given = [document.kind for document in cases.documents(case)]
    needed = required_documents(case.category, {"members": described, "claims": case.facts.get("claims") or []})
    return [(line, given.count(line.code), [household[i].name for i in line.members]) for line in needed]
