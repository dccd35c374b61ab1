"""Only the edge commits: an answer below 400 keeps everything, a refusal or an exception nothing."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.errors import Conflict, NotFound, Unavailable
from app.store import Moment, commit_at_the_edge, db, get, keep_anyway, rows_of, tenant, transaction
from app.store.records import JobStrike, WorkingDay
from app.store.working_days import replace


@pytest.fixture
def small(committed) -> Flask:
    """A small application of its own on the test's database: three doors, one edge."""
    small = Flask("small")
    small.extensions["sqlalchemy"] = db
    db._app_engines[small] = db._app_engines[committed]
    commit_at_the_edge(small)

    @small.post("/<int:status>")
    def write(status: int) -> tuple[str, int]:
        _add("2027-01-01")
        return "", status

    @small.post("/kept")
    def refuse_but_keep() -> tuple[str, int]:
        _add("2027-01-02")
        return keep_anyway(("", 422))

    @small.post("/fails")
    def fail() -> str:
        _add("2027-01-03")
        raise RuntimeError("in the middle")

    @small.get("/far")
    def ask_beyond_every_row() -> str:
        db.session.execute(sa.select(WorkingDay).offset(sa.cast(10**20, sa.BigInteger)))
        return ""

    @small.errorhandler(Conflict)
    @small.errorhandler(NotFound)
    @small.errorhandler(Unavailable)
    def show(error):
        return error.message, error.status

    @small.post("/twice")
    def break_a_key() -> str:
        _add("2027-01-04")
        _add("2027-01-04")
        return ""

    @small.post("/cut")
    def lose_the_connection() -> str:
        _add("2027-01-05")
        db.session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return ""

    yield small
    del db._app_engines[small]


def _add(day: str) -> None:
    db.session.execute(
        sa.text("INSERT INTO working_day (tenant, day, name, kind) VALUES (:t, :d, '', 'off')"),
        {"t": tenant(), "d": day},
    )


def _days(committed) -> list[str]:
    with transaction():
        return [str(day) for day in db.session.scalars(sa.select(WorkingDay.day).order_by(WorkingDay.day))]


@pytest.mark.parametrize("status", [200, 303])
def test_an_answer_below_400_commits(small, committed, status):
    small.test_client().post(f"/{status}")
    assert _days(committed) == ["2027-01-01"]


@pytest.mark.parametrize("status", [400, 403, 409, 422, 500])
def test_a_refusal_leaves_nothing(small, committed, status):
    small.test_client().post(f"/{status}")
    assert _days(committed) == []


def test_a_refusal_that_is_to_be_kept_is_kept(small, committed):
    small.test_client().post("/kept")
    assert _days(committed) == ["2027-01-02"]


def test_an_exception_leaves_nothing(small, committed):
    assert small.test_client().post("/fails").status_code == 500
    assert _days(committed) == []


def test_a_broken_key_is_a_conflict_not_a_500(small, committed):
    answer = small.test_client().post("/twice")
    assert answer.status_code == 409 and "INSERT" not in answer.text
    assert _days(committed) == []


def test_a_number_beyond_every_row_is_not_found_not_a_500(small, committed):
    assert small.test_client().get("/far").status_code == 404


def test_a_lost_connection_is_unavailable_and_the_next_request_works(small, committed):
    client = small.test_client()
    assert client.post("/cut").status_code == 503
    assert client.post("/200").status_code == 200
    assert _days(committed) == ["2027-01-01"]


def test_a_request_costs_one_commit(small, committed):
    seen = []
    sa.event.listen(db.engine, "commit", lambda _: seen.append(1))
    small.test_client().post("/200")
    assert seen == [1]


def test_a_commit_that_answers_with_a_warning_is_not_believed(committed):
    """A deferred trigger stands for the standby whose wait was cancelled: both answer COMMIT with warning 01000."""
    db.session.execute(
        sa.text(
            "CREATE FUNCTION doubt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'cancelled'; RETURN NULL; END $$;"
            "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON working_day DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION doubt()"
        )
    )
    db.session.commit()
    with pytest.raises(Unavailable), transaction():
        _add("2027-01-01")


def test_a_transaction_undoes_everything_on_an_exception(committed):
    with pytest.raises(ZeroDivisionError), transaction():
        replace("date,name,kind\n2027-01-01,元旦,off\n")
        raise ZeroDivisionError
    assert _days(committed) == []


def test_a_row_of_another_city_is_not_found(db_session):
    row = WorkingDay(tenant="440100", day=sa.func.current_date(), name="", kind="off")
    db_session.add(row)
    db_session.flush()
    with pytest.raises(NotFound):
        get(WorkingDay, row.id)


def test_a_naive_moment_is_refused(db_session):
    naive = datetime(2026, 3, 2)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="zone"):
        db_session.execute(sa.select(sa.literal(naive, Moment)))


def test_a_question_sees_what_is_new_of_its_kind_and_leaves_the_rest_unwritten(db_session):
    db.session.add(WorkingDay(day=date(2027, 1, 6), name="", kind="off"))
    assert [one.day for one in rows_of(WorkingDay, kind="off", day=date(2027, 1, 6))] == [date(2027, 1, 6)]
    db.session.add(later := WorkingDay(day=date(2027, 1, 7), name="", kind="off"))
    assert rows_of(JobStrike, name="y") == [] and later in db.session.new
