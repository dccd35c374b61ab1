"""What other rooms' diagrams may do with a home. Money in fen, area in ㎡, days as ISO text."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.registry import acting, step
from app.stock import commands, queries
from app.stock.commands.finding import find_free
from app.stock.rules import states
from app.store import clock


@step
def unit_facts(unit_id: int, day: str | None = None) -> dict[str, Any]:
    """What a lease needs to know of a unit on a day (today) → unit_price_fen, area, ownership, unit_name, district."""
    found = queries.home_of(unit_id)
    price = queries.price_on(found.project.id, date.fromisoformat(day) if day else clock.today())
    return {
        "unit_price_fen": price.unit_price_fen,
        "area": found.unit.area,
        "ownership": found.project.ownership,
        "unit_name": found.name,
        "district": found.project.district,
    }


@step
def assessed_price(day: str, unit_id: int | None = None) -> dict[str, Any]:
    """The assessed price of a unit that holds on a day → unit_price_fen; null for a home that is not in the stock."""
    if unit_id is None:
        return {"unit_price_fen": None}
    price = queries.price_on(queries.home_of(unit_id).project.id, date.fromisoformat(day))
    return {"unit_price_fen": price.unit_price_fen}


@step
def lock_unit(unit_id: int) -> dict[str, Any]:
    """A household chooses the unit: nobody else can. Conflict when somebody was quicker."""
    commands.set_state(unit_id, states.LOCKED, by=acting())
    return {}


@step
def unlock_unit(unit_id: int) -> dict[str, Any]:
    """The chosen or allocated unit is not taken: it is available again."""
    commands.set_state(unit_id, states.AVAILABLE, by=acting())
    return {}


@step
def allocate_unit(unit_id: int) -> dict[str, Any]:
    """The locked unit is the household's; the contract is still to be signed."""
    commands.set_state(unit_id, states.ALLOCATED, by=acting())
    return {}


@step
def let_unit(unit_id: int, account_id: int | None = None) -> dict[str, Any]:
    """The contract runs; the account of the tenant, where there is one, may report what is broken."""
    commands.set_state(unit_id, states.LET, by=acting()).account_id = account_id
    return {}


@step
def vacate_unit(unit_id: int) -> dict[str, Any]:
    """The household begins to leave."""
    commands.set_state(unit_id, states.LEAVING, by=acting())
    return {}


@step
def keep_unit(unit_id: int) -> dict[str, Any]:
    """The household does not leave after all."""
    commands.set_state(unit_id, states.LET, by=acting())
    return {}


@step
def free_unit(unit_id: int, settlement: bool = False, keys: bool = False) -> dict[str, Any]:
    """The unit may be let again. After a lease only when the process says that all is settled and the keys are back."""
    commands.release(unit_id, states.AVAILABLE, settlement=settlement, keys=keys, by=acting())
    return {}


@step
def to_repair(unit_id: int, settlement: bool = False, keys: bool = False) -> dict[str, Any]:
    """The unit is repaired before anybody gets it; after a lease the same must be said as in free_unit."""
    commands.release(unit_id, states.REPAIR, settlement=settlement, keys=keys, by=acting())
    return {}


@step
def find_unit(unit_code: str) -> dict[str, Any]:
    """The unit of a code that somebody typed → unit_id, unit_free, unit_words (what it is, or why it cannot be had).

    A free one stays locked until the transaction ends: who asked first gets it.
    """
    found = find_free(unit_code)
    return {"unit_id": found.unit_id, "unit_free": found.is_free, "unit_words": found.words}


@step
def record_repair(
    repair_id: int,
    repair_state: str,
    note: str | None = None,
    worker: str | None = None,
    comment: str | None = None,
    rating: str | None = None,
) -> dict[str, Any]:
    """A repair reached a state (code table repair_state): `note` for who reported it, `comment` and `rating` by them."""
    facts = {"answer": note, "worker": worker, "comment": comment, "rating": int(rating) if rating else None}
    commands.record_repair(repair_id, repair_state, facts, by=acting())
    return {}
