"""Signing in and out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import update

from app.people import passwords, queries, rules
from app.people.commands import guard
from app.people.person import Person
from app.people.records import Account, SignIn
from app.store import clock, db, tenant


@dataclass(frozen=True)
class Entrance:
    """The answer to a try: the person with a new session's key, or nobody and how many seconds the next try must wait."""

    person: Person | None
    wait_seconds: int = 0


def sign_in(name: str, password: str, *, address: str) -> Entrance:
    """Tries a phone number or sign-in name with a password. The same words, rows and time whether the name exists or not.

    The caller must keep the transaction also when the answer is no: the failure counts.
    """
    tidy = rules.tidy_sign_in_name(name)
    attempt = guard.begin(tidy)
    account = queries.account_named(tidy)
    open_one = account if account is not None and account.closed_at is None else None
    right = passwords.matches(password, open_one.password_hash if open_one else None)
    if open_one is None or not right or guard.wait_of(attempt):
        db.session.add(
            SignIn(account_id=account.id if account else None, at=clock.now(), ok=False, address=address[:45])
        )
        return Entrance(None, guard.failed(attempt))
    guard.passed(attempt)
    return Entrance(queries.person_of(open_one, session_key=begin_session(open_one, address=address)))


def begin_session(account: Account, *, address: str) -> str:
    """A new session for the account; returns its key, which only the browser keeps."""
    key = secrets.token_urlsafe(32)
    row = SignIn(
        account_id=account.id, at=clock.now(), ok=True, address=address[:45], token_hash=queries.token_hash(key)
    )
    db.session.add(row)
    db.session.flush()
    return key


def sign_out(key: str) -> None:
    """Ends the session of that key: a copy of the cookie is worth nothing afterwards."""
    statement = update(SignIn).where(
        SignIn.tenant == tenant(), SignIn.token_hash == queries.token_hash(key), SignIn.ended_at.is_(None)
    )
    db.session.execute(statement.values(ended_at=clock.now()))
