"""What leaves the house: a row written in the transaction of its cause, sent later, answered as a message.

`put` in a step; `run` from the ticker. A row is claimed with a lease (SKIP LOCKED), delivered outside any transaction,
and concluded in a second one, where the topic's receiver (registry.receiver) turns the answer into messages. A far end
may see the same row twice (we died after sending): the key tells it so. An answer that comes home when its lease has passed
to another, or when the row was given up meanwhile, is taken all the same (`arrived`): nobody is asked twice for what is here.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import insert

from app import settings
from app.errors import DesignError, NotFound, Unavailable
from app.registry import Message, causing, find_receiver, nearest
from app.store import clock
from app.store.database import db, tenant
from app.store.records import Outbox, OutboxEvent
from app.store.transaction import insist, transaction

_log = logging.getLogger("anju.outbox")
_deliverers: dict[str, Callable[..., Any]] = {}
_tellers: list[Callable[[Message], object]] = []


@dataclass(frozen=True)
class _Claim:
    """A row claimed for one delivery."""

    id: int
    lease: str
    topic: str
    key: str
    payload: dict[str, Any]
    last: bool
    lost: bool


def deliverer(topic: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Marks `function(payload[, key]) -> answer` as the one who carries the topic's rows out; it may raise to be tried again."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        _deliverers[topic] = function
        return function

    return mark


def tell_by(function: Callable[[Message], object]) -> None:
    """Says who takes a receiver's messages (the engine stands above the store, so it is introduced at the start)."""
    _tellers[:] = [function]


def put(topic: str, key: str, payload: dict[str, Any], *, max_attempts: int = 3) -> None:
    """One row to be sent; the same topic and key twice is one row. The payload is kept as it is: no personal numbers."""
    put_all(topic, {key: payload}, max_attempts=max_attempts)


def put_all(topic: str, payloads: Mapping[str, dict[str, Any]], *, max_attempts: int = 3) -> None:
    """Many rows of one topic, payload by key, in one statement; otherwise as `put`."""
    if topic not in _deliverers:
        raise DesignError(f"没有人投递主题 {topic}{nearest(topic, _deliverers)}")
    at = clock.now()
    process_id, entry = causing() or (None, None)
    rows = [
        {
            "tenant": tenant(), "topic": topic, "key": key, "payload": payload, "state": "waiting",
            "attempts": 0, "max_attempts": max_attempts, "put_at": at, "due_at": at,
            "process_id": process_id, "entry": entry,
        }
        for key, payload in payloads.items()
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Outbox).on_conflict_do_nothing(), rows)


def run(limit: int | None = None) -> int:
    """Sends what is due, at most `limit` rows (settings.ticker.batch); returns how many were tried. Never raises for a row.

    `outbox.parallel` rows travel at a time, so that a slow far end does not hold up the others; a batch is small enough
    that its lease outlives it.
    """
    abreast = settings.current().outbox.parallel
    claims = _claim(min(limit or settings.current().ticker.batch, abreast * 4 if abreast > 1 else 10**6))
    for claim, (answer, error) in zip(claims, _delivered(claims, abreast), strict=True):
        _conclude(claim, answer, error)
    return len(claims)


def _delivered(claims: list[_Claim], abreast: int) -> Iterator[tuple[Any, str | None]]:
    """The answers in the order of the claims, each as soon as it and those before it are there."""
    if abreast < 2 or len(claims) < 2:
        yield from map(_deliver, claims)
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def carry(claim: _Claim) -> tuple[Any, str | None]:
        with app.app_context():  # a session of its own
            return _deliver(claim)

    with ThreadPoolExecutor(min(abreast, len(claims)), thread_name_prefix="outbox") as pool:
        yield from pool.map(lambda context, claim: context.run(carry, claim), [copy_context() for _ in claims], claims)


def retry(row_id: int) -> None:
    """Gives a dead row another try from the beginning: for the administrator, after mending."""
    statement = sa.update(Outbox).where(Outbox.tenant == tenant(), Outbox.id == row_id, Outbox.state == "dead")
    db.session.execute(statement.values(state="waiting", attempts=0, due_at=clock.now(), error=None, ended_at=None))


def clear_old() -> int:
    """Deletes answered rows older than settings.outbox.keep_days; dead ones stay until somebody looked."""
    before = clock.now() - timedelta(days=settings.current().outbox.keep_days)
    old = sa.delete(Outbox).where(Outbox.tenant == tenant(), Outbox.state == "done", Outbox.ended_at < before)
    return db.session.execute(old).rowcount  # type: ignore[attr-defined]


def _claim(limit: int) -> list[_Claim]:
    """Takes rows that are due or whose sender died. `due_at` of a row being sent is the end of its lease.

    Not insisted upon: a row that was claimed by a COMMIT in doubt comes back when its lease ends.
    """
    with transaction():
        at = clock.now()
        due = (
            sa.select(Outbox)
            .where(Outbox.tenant == tenant(), Outbox.state.in_(("waiting", "sending")), Outbox.due_at <= at)
            .order_by(Outbox.due_at, Outbox.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [
            _lease(row, at + timedelta(seconds=settings.current().outbox.lease_seconds))
            for row in db.session.scalars(due)
        ]


def _lease(row: Outbox, until: Any) -> _Claim:
    lost = row.attempts >= row.max_attempts  # the last attempt's sender died: nobody knows whether it arrived
    row.state, row.lease, row.due_at = "sending", uuid4().hex, until
    row.attempts += 1
    return _Claim(row.id, row.lease, row.topic, row.key, row.payload, row.attempts >= row.max_attempts, lost)


def _deliver(claim: _Claim) -> tuple[Any, str | None]:
    if claim.lost:
        return None, "sender died at the last attempt"
    function = _deliverers.get(claim.topic)
    if function is None:
        return None, f"no deliverer for {claim.topic}"
    try:
        wants_key = "key" in inspect.signature(function).parameters
        return (function(claim.payload, key=claim.key) if wants_key else function(claim.payload)), None
    except Exception as error:  # noqa: BLE001  whatever a far end does to us, it must not stop the others
        _log.warning("delivery of %s failed: %s", claim.topic, error)
        return None, f"{type(error).__name__}: {error}"[:500]


def _conclude(claim: _Claim, answer: Any, error: str | None) -> None:
    try:
        insist(lambda: _settle(claim, answer, error, told=True))
    except Unavailable as away:
        # what came home is lost and asked for again when the lease ends: the far end knows the key
        _log.warning("outcome of %s could not be written: %s", claim.topic, away.facts.get("sqlstate"))
    except Exception as fault:  # noqa: BLE001  a receiver that fails is tried again like a delivery that failed
        _log.exception("receiver of %s failed", claim.topic)
        failed = f"receiver: {type(fault).__name__}: {fault}"[:500]
        insist(lambda: _settle(claim, None, failed, told=False))


def _settle(claim: _Claim, answer: Any, error: str | None, *, told: bool) -> None:
    """Writes the outcome and tells the receiver; where the lease has passed to another, only an answer counts."""
    mine = sa.select(Outbox).where(Outbox.tenant == tenant(), Outbox.id == claim.id, Outbox.lease == claim.lease)
    row = db.session.scalars(mine.with_for_update()).one_or_none()
    if row is None:
        _come_late(claim, answer, error)
        return
    _mark(row, answer, error, last=claim.last)
    if told and row.state != "waiting":
        tell(claim.topic, claim.payload, answer, error)


def _come_late(claim: _Claim, answer: Any, error: str | None) -> None:
    """The lease has passed: what failed is no news; an answer that is there already was written by this very claim."""
    ours = sa.select(Outbox).where(Outbox.tenant == tenant(), Outbox.id == claim.id)
    row = db.session.scalars(ours.with_for_update()).one_or_none()
    if row is None or error is not None or (row.state == "done" and row.answer == answer):
        return
    arrived(claim.topic, claim.key, answer)


def arrived(topic: str, key: str, answer: Any) -> str:
    """An answer that did not come on the line that holds the lease, by its key: "taken", "late" (it was given up) or "doubled".

    A doubled one changes nothing, though it be different: the first counts, the other is noted. NotFound for a key that
    was never sent.
    """
    ours = (Outbox.tenant == tenant()) & (Outbox.topic == topic) & (Outbox.key == key)
    row = db.session.scalars(sa.select(Outbox).where(ours).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    if row.state == "done":
        note(row, "doubled", "system", "", before=row.answer, after=answer)
        return "doubled"
    outcome = "late" if row.state in ("dead", "closed") else "taken"
    if outcome == "late":
        note(row, "late", "system", row.error or "", after=answer)
    row.state, row.lease, row.error, row.answer, row.ended_at = "done", None, None, answer, clock.now()
    tell(row.topic, row.payload, answer, None)
    return outcome


def note(row: Outbox, kind: str, by: str, reason: str, *, before: Any = None, after: Any = None) -> None:
    """Keeps what was done to a row: kind mended, resent, closed, late or doubled; before, after: payloads or answers."""
    db.session.add(
        OutboxEvent(outbox_id=row.id, kind=kind, by=by, at=clock.now(), reason=reason, before=before, after=after)
    )


def _mark(row: Outbox, answer: Any, error: str | None, *, last: bool) -> None:
    row.lease, row.error = None, error
    if error is None:
        row.state, row.answer, row.ended_at = "done", answer, clock.now()
    elif last:
        row.state, row.ended_at = "dead", clock.now()
    else:
        row.state, row.due_at = "waiting", clock.now() + _wait(row.attempts)


def _wait(attempts: int) -> timedelta:
    chosen = settings.current().outbox
    return timedelta(seconds=min(chosen.first_wait_seconds * 2 ** (attempts - 1), chosen.longest_wait_seconds))


def tell(topic: str, payload: dict[str, Any], answer: Any, error: str | None) -> None:
    """Gives the topic's receiver an answer (or the error), and what it says to whoever waits."""
    function = find_receiver(topic)
    for message in function(payload, answer, error) if function else []:
        for teller in _tellers:
            teller(message)
