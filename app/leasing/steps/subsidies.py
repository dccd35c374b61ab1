"""What the diagrams of the rent subsidy call. Days in process data are ISO text; `amount` is the decision `subsidy`."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.leasing.commands import subsidies, subsidy_months
from app.leasing.queries import subsidies as queries
from app.registry import step


@step
def draft_subsidy(subsidy_id: int, amount: dict[str, Any]) -> dict[str, Any]:
    """Looks whether an agreement over that amount can be made → subsidy_problem ("" or why not)."""
    return {"subsidy_problem": subsidies.problem_of(queries.subsidy_by_id(subsidy_id, lock=True), amount)}


@step
def look_at_account(subsidy_id: int, bank: str | None = None, account_number: str | None = None) -> dict[str, Any]:
    """Keeps the account that came sealed with the signature, where one did; whether there is one that is right → account_kept."""
    if account_number:
        subsidies.keep_sealed_account(subsidy_id, bank or "", account_number)
    return {"account_kept": subsidies.is_account_kept(subsidy_id)}


@step
def begin_subsidy(subsidy_id: int, amount: dict[str, Any], months: int) -> dict[str, Any]:
    """The agreement is approved → subsidy_problem ("" or why it cannot begin), end_on."""
    problem = subsidies.begin(subsidy_id, amount, int(months))
    return {"subsidy_problem": problem, "end_on": _end_of(subsidy_id)}


@step
def continue_subsidy(subsidy_id: int, amount: dict[str, Any], months: int) -> dict[str, Any]:
    """Another year → subsidy_problem ("" or why it cannot go on), end_on."""
    problem = subsidies.go_on(subsidy_id, amount, int(months))
    return {"subsidy_problem": problem, "end_on": _end_of(subsidy_id)}


def _end_of(subsidy_id: int) -> str | None:
    end = queries.subsidy_by_id(subsidy_id).end_on
    return end.isoformat() if end else None


@step
def change_subsidy(subsidy_id: int, amount: dict[str, Any]) -> dict[str, Any]:
    """The new amount counts from the next month."""
    subsidies.change(subsidy_id, amount)
    return {}


@step
def tell_subsidy_review(subsidy_id: int) -> dict[str, Any]:
    """The review has begun: the household is told."""
    subsidies.tell_review(subsidy_id)
    return {}


@step
def stop_subsidy(subsidy_id: int, cause: str) -> dict[str, Any]:
    """Nothing is paid for later months."""
    subsidies.stop(subsidy_id, cause)
    return {}


@step
def refuse_subsidy(subsidy_id: int, subsidy_problem: str, refusal_reason: str) -> dict[str, Any]:
    """There will be no agreement."""
    subsidies.refuse(subsidy_id, subsidy_problem, refusal_reason)
    return {}


@step
def make_subsidies(month: str) -> dict[str, Any]:
    """Makes the lines of a month → run_id, subsidy_figures."""
    run = subsidy_months.make_lines(month)
    return {"run_id": run.id, "subsidy_figures": queries.figures_of(run)}


@step
def check_subsidies(run_id: int) -> dict[str, Any]:
    """The lines were looked at."""
    subsidy_months.mark_checked(run_id)
    return {}


@step
def close_subsidies(run_id: int) -> dict[str, Any]:
    """Closes the month → subsidies_closed (false when an agreement stopped since)."""
    return {"subsidies_closed": subsidy_months.close(run_id)}


@step
def mark_subsidies_paid(run_id: int, paid_on: str) -> dict[str, Any]:
    """The bank has paid."""
    subsidy_months.mark_paid(run_id, date.fromisoformat(paid_on))
    return {}
