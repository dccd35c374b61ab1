"""Who stands behind a token, and the administrator's list of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from app.api.records import ApiToken
from app.people import Person
from app.people import queries as people
from app.people.records import Account
from app.store import db, get, tenant


def person_of(account_id: int, organisation: str | None) -> Person | None:
    """The officer a token acts as, with the roles of today, within that organisation; None when the account is closed."""
    account = get(Account, account_id)
    if account.closed_at is not None or account.kind != "officer":
        return None
    person = people.person_of(account)
    if organisation is None:
        return person
    places = frozenset(people.subtree(organisation))
    grants = tuple(grant for grant in person.grants if grant.organisation in places)
    return replace(person, grants=grants, under=person.under & places)


def tokens() -> list[ApiToken]:
    """All tokens, those in use first, newest first."""
    statement = sa.select(ApiToken).where(ApiToken.tenant == tenant())
    return list(db.session.scalars(statement.order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())))


def owner_names(listed: Iterable[ApiToken]) -> dict[str, str]:
    """The names of those the tokens belong to, and of those who gave or took them, by actor."""
    made = {actor for token in listed for actor in (token.created_by, token.revoked_by) if actor}
    return people.names_of(made | {f"officer:{token.account_id}" for token in listed})
