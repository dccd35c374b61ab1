"""One time a transaction, from the database, never backwards."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
import sqlalchemy as sa

from app.errors import Invalid
from app.store import clock, transaction
from app.store.database import ZONE


def test_a_transaction_has_one_time_and_the_next_a_later_one(committed):
    with transaction():
        first = clock.now()
        time.sleep(0.01)
        assert clock.now() is first
    with transaction():
        assert clock.now() > first


def test_the_time_is_the_databases_in_shanghai(db_session):
    assert clock.now().tzinfo is ZONE
    real = db_session.execute(sa.text("select clock_timestamp()")).scalar_one()
    assert abs(clock.now() - real) < timedelta(seconds=2)


def test_asking_the_time_costs_one_statement_a_transaction(committed, monkeypatch):
    seen, execute = [], psycopg.Cursor.execute
    monkeypatch.setattr(psycopg.Cursor, "execute", lambda *a, **more: seen.append(a[1]) or execute(*a, **more))
    with transaction():
        for _ in range(5):
            clock.now()
    assert len([one for one in seen if "clock" in one]) == 1


def test_a_move_forward_holds_for_everybody_and_is_kept(committed):
    with transaction():
        before = clock.now()
        clock.move(timedelta(days=3), actor="officer:1", reason="next deadline")
        assert clock.now() == before + timedelta(days=3)
    with transaction():
        assert clock.now() - before >= timedelta(days=3)
        (move,) = clock.moves()
        assert (move.seconds, move.moved_by, move.reason) == (3 * 86400, "officer:1", "next deadline")


@pytest.mark.parametrize("by", [timedelta(0), timedelta(days=-1), timedelta(days=9999)])
def test_the_clock_never_goes_back(db_session, by):
    with pytest.raises(Invalid):
        clock.move(by, actor="officer:1")
    assert clock.moves() == []


def test_a_fixed_moment_wins_and_ends(db_session, at):
    at("2026-03-02 09:00")
    assert clock.now() == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert clock.today() == date(2026, 3, 2)
    assert clock.end_of(date(2026, 3, 2)) == datetime(2026, 3, 3, tzinfo=ZONE)
