"""What is read beside a task of an eviction: the lease, what is owed, every line of the exit so far, the letters with their service."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases import queries as cases
from app.cases.words import label
from app.leasing import queries
from app.leasing.queries import exits, explained
from app.leasing.words import exits as words
from app.registry import panel
from app.store import clock


def exit_facts(variables: dict[str, Any]) -> str:
    """All that is known of the exit of a task, or of a lease's last exit; "" for a lease that has none."""
    lease = queries.lease_by_id(variables["lease_id"])
    lines = exits.lines_of(lease.id)
    letters = exits.letters_of(lines)
    return render_template(
        "leasing/panel_exit.html",
        lease=lease,
        words=words,
        owing=explained.owing(lease, clock.today()) if lease.terms else None,
        lines=[words.told(line) for line in lines],
        letters=letters,
        services=cases.services_of(letters),
        manner=lambda one: label("delivery_manner", one.manner),
        draft=[(name, variables[key]) for key, name in words.DRAFTED.items() if variables.get(key)],
    )


@panel
def exit_evidence(variables: dict[str, Any]) -> str:
    """What is owed, and what was done before."""
    return exit_facts(variables)


@panel
def exit_statement(variables: dict[str, Any]) -> str:
    """The demand with its service, for what the tenant says against it."""
    return exit_facts(variables)


@panel
def exit_draft(variables: dict[str, Any]) -> str:
    """What was demanded, how it was served, what was said against it."""
    return exit_facts(variables)


@panel
def exit_approve(variables: dict[str, Any]) -> str:
    """The same, with what is to be decided."""
    return exit_facts(variables)


@panel
def exit_remedy(variables: dict[str, Any]) -> str:
    """The decision with its service: from it the periods of the remedies run."""
    return exit_facts(variables)


@panel
def exit_remedy_result(variables: dict[str, Any]) -> str:
    """Which remedy was sought."""
    return exit_facts(variables)


@panel
def exit_application(variables: dict[str, Any]) -> str:
    """All lines so far, and the urging with its service."""
    return exit_facts(variables)


@panel
def exit_sign(variables: dict[str, Any]) -> str:
    """The same, for who signs the application to the court."""
    return exit_facts(variables)


@panel
def exit_court_answer(variables: dict[str, Any]) -> str:
    """The application that was handed in, as one PDF."""
    return exit_facts(variables)


@panel
def exit_higher_court(variables: dict[str, Any]) -> str:
    """What the court answered."""
    return exit_facts(variables)


@panel
def exit_ruling(variables: dict[str, Any]) -> str:
    """The application and the court's answer."""
    return exit_facts(variables)


@panel
def exit_plan(variables: dict[str, Any]) -> str:
    """The ruling or judgment that allows execution."""
    return exit_facts(variables)


@panel
def exit_confirm_plan(variables: dict[str, Any]) -> str:
    """The same, with what is planned."""
    return exit_facts(variables)


@panel
def exit_done(variables: dict[str, Any]) -> str:
    """What was planned and confirmed."""
    return exit_facts(variables)


@panel
def exit_sue(variables: dict[str, Any]) -> str:
    """The rescission with its service."""
    return exit_facts(variables)


@panel
def exit_judgment(variables: dict[str, Any]) -> str:
    """The suit."""
    return exit_facts(variables)


@panel
def exit_withdraw(variables: dict[str, Any]) -> str:
    """The application that is to be withdrawn, and why."""
    return exit_facts(variables)
