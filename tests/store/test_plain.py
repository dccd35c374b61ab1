"""Plain SQL beside the ORM: one transaction, one kind of error."""

import psycopg
import pytest
from sqlalchemy import exc

from app.errors import Conflict, Unavailable
from app.store import clock, db, tenant, transaction
from app.store.plain import run_sql
from app.store.records import ClockMove


def _moves():
    return run_sql("SELECT seconds FROM clock_move WHERE tenant = %(tenant)s ORDER BY id", {"tenant": tenant()})


def test_it_stands_in_the_sessions_transaction(db_session):
    db_session.add(ClockMove(at=clock.now(), seconds=5, moved_by="officer:1"))
    db_session.flush()
    assert _moves().scalars() == [5]
    changed = run_sql("UPDATE clock_move SET seconds = 6 WHERE tenant = %(tenant)s", {"tenant": tenant()})
    assert (changed.rowcount, changed.all()) == (1, [])
    assert _moves().one() == (6,) == _moves().first()


def test_one_means_one(db_session):
    assert _moves().first() is None and _moves().scalar() is None
    with pytest.raises(exc.NoResultFound):
        _moves().scalar_one()
    with pytest.raises(exc.MultipleResultsFound):
        run_sql("SELECT generate_series(1, 2)", {}).one()


def test_a_mistake_is_sqlalchemys_error_and_hides_its_values(committed):
    with pytest.raises(exc.ProgrammingError) as caught, transaction():
        run_sql("SELECT %(secret)s FROM nowhere", {"secret": "440402199001011234"})
    assert "440402199001011234" not in str(caught.value)
    with pytest.raises(Conflict), transaction():
        for _ in range(2):
            run_sql(
                "INSERT INTO idempotency_key (tenant, verb, key, digest, outcome, at) VALUES (%(t)s, 'start', 'k', '', '', now())",
                {"t": tenant()},
            )


def test_a_broken_line_is_named_so_and_the_next_transaction_has_a_new_one(committed):
    with pytest.raises(Unavailable), transaction():
        here = run_sql("SELECT pg_backend_pid()", {}).scalar_one()
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [here])
        run_sql("SELECT 1", {})
    with transaction():
        assert run_sql("SELECT 1", {}).scalar_one() == 1
