"""The guard at the door: counts failures for a name as typed, lets the next try wait, and ends sessions.

A name that no account has is counted just the same, so that the answer never tells which names exist. The row of a name
is locked while a try is judged: a thousand guesses at once wait for each other and count one by one.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app.people import queries, rules
from app.people.records import Attempts, SignIn
from app.settings import current
from app.store import clock, db, personal, tenant

FORGOTTEN_AFTER = timedelta(days=1)  # failures longer ago than this no longer count


def begin(name: str) -> Attempts:
    """The failures of that name so far; its row is locked until the transaction ends."""
    index = personal.index(name)
    statement = insert(Attempts).values(tenant=tenant(), name_index=index, failures=0, last_at=clock.now())
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["tenant", "name_index"]))
    found = queries.attempts_named(index)
    if found is None:  # the keeper cleared it between the two statements
        return begin(name)
    if found.last_at + FORGOTTEN_AFTER < clock.now():
        found.failures, found.locked_until = 0, None
    return found


def wait_of(attempt: Attempts) -> int:
    """How many seconds the name must still wait; 0 when it may try."""
    if attempt.locked_until is None:
        return 0
    return max(0, ceil((attempt.locked_until - clock.now()).total_seconds()))


def failed(attempt: Attempts) -> int:
    """Counts one more failure (not one made while waiting); returns the seconds to wait now."""
    waiting = wait_of(attempt)
    if waiting:
        return waiting
    people = current().people
    return counted(attempt, free=people.lock_after, first=people.lock_first_seconds, longest=60 * people.lock_minutes)


def counted(attempt: Attempts, *, free: int, first: int, longest: int) -> int:
    """Counts one more of what may not be done without end; returns the seconds until the next may be (rules.wait_seconds)."""
    attempt.failures += 1
    attempt.last_at = clock.now()
    wait = rules.wait_seconds(attempt.failures, free=free, first=first, longest=longest)
    attempt.locked_until = clock.now() + timedelta(seconds=wait) if wait else None
    db.session.flush()
    return wait


def passed(attempt: Attempts) -> None:
    """The right password: nothing is held against the name any more."""
    db.session.delete(attempt)
    db.session.flush()


def end_sessions(account_id: int, *, but: str = "") -> None:
    """Ends every session of an account, but that with the key `but`."""
    statement = update(SignIn).where(
        SignIn.tenant == tenant(), SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.ok
    )
    if but:
        statement = statement.where(SignIn.token_hash != queries.token_hash(but))
    db.session.execute(statement.values(ended_at=clock.now()))


def clear_attempts(limit: int) -> int:
    """Removes failures that no longer count: an hourly work of the ticker. Returns how many."""
    old = select(Attempts.id).where(Attempts.tenant == tenant(), Attempts.last_at < clock.now() - FORGOTTEN_AFTER)
    found = list(db.session.scalars(old.limit(limit).with_for_update(skip_locked=True)))
    db.session.execute(delete(Attempts).where(Attempts.tenant == tenant(), Attempts.id.in_(found)))
    return len(found)
