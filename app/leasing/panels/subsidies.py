"""What is read beside a task of a rent subsidy: the household, the amount with its reasons, the account masked; a month's figures."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases import queries as cases
from app.cases.words import label
from app.leasing.queries import subsidies as queries
from app.people import current_person
from app.registry import panel
from app.store import personal

_NOTES = ("check_note", "approve_note", "change_note", "declare_note", "propose_note", "decide_note", "return_reason")


def subsidy_facts(variables: dict[str, Any]) -> str:
    """The agreement of a task, as far as it is settled by now."""
    subsidy = queries.subsidy_by_id(variables["subsidy_id"])
    return render_template(
        "leasing/panel_subsidy.html",
        subsidy=subsidy,
        case=cases.case_by_id(subsidy.case_id),
        category=label("household_category", subsidy.category),
        persons=variables.get("persons"),
        own_area=variables.get("own_area"),
        amount=variables.get("amount"),
        account=personal.mask_id(subsidy.bank_account or ""),
        said=[variables[name] for name in _NOTES if variables.get(name)],
        is_officer=not current_person().has("citizen"),
    )


def month_facts(variables: dict[str, Any]) -> str:
    """The figures of a month's subsidies."""
    run = queries.month_by_name(variables["month"])
    return render_template("leasing/panel_subsidies.html", month=run.month, figures=queries.figures_of(run))


@panel
def subsidy_check(variables: dict[str, Any]) -> str:
    """What the household declared."""
    return subsidy_facts(variables)


@panel
def subsidy_sign(variables: dict[str, Any]) -> str:
    """What is agreed on."""
    return subsidy_facts(variables)


@panel
def subsidy_account(variables: dict[str, Any]) -> str:
    """The account that is missing or wrong."""
    return subsidy_facts(variables)


@panel
def subsidy_approve(variables: dict[str, Any]) -> str:
    """What the household signed."""
    return subsidy_facts(variables)


@panel
def subsidy_declare(variables: dict[str, Any]) -> str:
    """The agreement that comes to its end."""
    return subsidy_facts(variables)


@panel
def subsidy_propose(variables: dict[str, Any]) -> str:
    """What the household declared for the next year."""
    return subsidy_facts(variables)


@panel
def subsidy_decide(variables: dict[str, Any]) -> str:
    """What was proposed."""
    return subsidy_facts(variables)


@panel
def subsidy_change(variables: dict[str, Any]) -> str:
    """What changed."""
    return subsidy_facts(variables)


@panel
def subsidy_lines(variables: dict[str, Any]) -> str:
    """The month's sum and how it differs from the last."""
    return month_facts(variables)


@panel
def subsidy_close(variables: dict[str, Any]) -> str:
    """The same, for the second person."""
    return month_facts(variables)


@panel
def subsidy_paid(variables: dict[str, Any]) -> str:
    """What the bank was told to pay."""
    return month_facts(variables)
