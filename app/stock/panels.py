"""What an officer reads beside the forms of a repair."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.people import queries as people
from app.registry import panel
from app.stock import queries


def _repair(variables: dict[str, Any]) -> str:
    repair = queries.repair_by_id(variables["repair_id"])
    names = {} if repair.account_id else people.names_of([repair.reported_by])
    return render_template(
        "stock/panel_repair.html",
        repair=repair,
        home=queries.home_of(repair.unit_id),
        reporter=names.get(repair.reported_by),
    )


@panel
def accept_repair(variables: dict[str, Any]) -> str:
    """What is broken, where, since when, with photos."""
    return _repair(variables)


@panel
def assign_repair(variables: dict[str, Any]) -> str:
    """The same."""
    return _repair(variables)


@panel
def work_repair(variables: dict[str, Any]) -> str:
    """The same, with who repairs."""
    return _repair(variables)


@panel
def confirm_repair(variables: dict[str, Any]) -> str:
    """The same, with what was done."""
    return _repair(variables)
