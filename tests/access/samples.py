"""Addresses for the routes of matrix.csv: each function gives the parameters of the address for own, another household's
and another district's matter, or None where there is no such thing (then the row is not tried there).

A sample makes what it needs in `world` (a case, a task, a document) and keeps it in `world.things`, so that the rows of
one matter share it: see `once`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.people import commands, queries

from .world import PASSWORD, TOWNS, World


def once(world: World, key: Any, make: Callable[[], Any]) -> Any:
    """The thing of that key, made at the first asking."""
    if key not in world.things:
        world.things[key] = make()
    return world.things[key]


def officer_account(world: World, where: str) -> dict[str, Any]:
    """An officer of the street of that matter; in the other district there is one as well."""
    account = once(world, ("officer", TOWNS[where]), lambda: _street_officer(TOWNS[where]))
    return {"account_id": account.id}


def officer_grant(world: World, where: str) -> dict[str, Any]:
    """The role of that officer."""
    account_id = officer_account(world, where)["account_id"]
    return {"account_id": account_id, "grant_id": queries.role_grants(account_id)[0].id}


def officer_close(world: World, where: str) -> dict[str, Any]:
    """Closing that officer's account."""
    return officer_account(world, where) | {"what": "close"}


def _street_officer(town: str) -> Any:
    account = commands.create_officer(f"street-{town}", "罗嘉欣", PASSWORD, by="system")
    commands.grant_role(account.id, "street_reviewer", town, by="system")
    return account
