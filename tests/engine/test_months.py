"""The journal by month: no entry is lost for want of a month, none can be changed in any month."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from alembic import command

from app import engine
from app.engine.months import make_months
from app.store import db, migrate, transaction
from tests.engine.drawing import diagram, end, flow, start, user

TWO_TASKS = diagram(start(), user("examine"), user("approve"), end(), flow("begin", "examine", "approve", "done"))


def begun():
    """A process at its first task."""
    return engine.start("main", business_key="Z", data={}, by="system")


def complete(element):
    """Its open task of that element is done."""
    task = next(t for t in engine.open_tasks(business_key="Z") if t.element == element)
    engine.complete(task.id, {}, by="officer:1")


def months_of(process_id):
    """Which table each entry lies in, by seq."""
    found = db.session.execute(
        sa.text("SELECT seq, tableoid::regclass::text FROM journal WHERE process_id = :id ORDER BY seq"),
        {"id": process_id},
    )
    return {seq: table for seq, table in found}


def tables():
    """All tables of the journal."""
    found = db.session.execute(
        sa.text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal'::regclass")
    )
    return set(found.scalars())


@pytest.fixture
def long_process(deployed, at):
    """A process with an entry of June 2031, one of the last minute of July, one of the first of August."""
    deployed(main=TWO_TASKS)
    at("2031-06-10 09:00")
    process = begun()
    at("2031-07-31 23:59")
    complete("examine")
    at("2031-08-01 00:00")
    complete("approve")
    return process


def test_entries_without_a_month_lie_in_the_rest_until_it_is_made(long_process):
    assert set(months_of(long_process.id).values()) == {"journal_rest"}
    history = engine.history(long_process.id)
    assert make_months() == 6  # June and July of the rest, August and the next three ahead
    assert months_of(long_process.id) == {1: "journal_2031_06", 2: "journal_2031_07", 3: "journal_2031_08"}
    assert engine.history(long_process.id) == history
    assert engine.first_break(long_process.id) is None
    assert engine.replay(long_process.id).divergence is None
    assert make_months() == 0


def test_a_process_goes_on_in_the_month_made_ahead(deployed, at):
    deployed(main=TWO_TASKS)
    at("2031-06-10 09:00")
    make_months()
    process = begun()
    at("2031-07-02 09:00")
    complete("examine")
    assert months_of(process.id) == {1: "journal_2031_06", 2: "journal_2031_07"}


@pytest.mark.parametrize("statement", ["UPDATE {} SET by = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_no_month_can_be_changed(long_process, statement):
    make_months()
    begun()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(statement.format("journal")))
    kept = [name for name in sorted(tables()) if statement.startswith("TRUNCATE") or months_with_rows(name)]
    assert {"journal_2031_06", "journal_2031_07", "journal_2031_08"} <= set(kept)
    for name in kept:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(sa.text(statement.format(name)))


def months_with_rows(name):
    """Whether there are entries in that table."""
    return db.session.execute(sa.text(f"SELECT EXISTS (SELECT FROM {name})")).scalar_one()


def test_the_months_that_come_are_there_from_the_beginning(db_session):
    assert "journal_rest" in tables()
    assert len([name for name in tables() if re.fullmatch(r"journal_\d{4}_\d\d", name)]) >= 4


def test_what_has_ended_keeps_its_journal_and_no_state(long_process):
    content = db.session.execute(
        sa.text("SELECT content FROM process WHERE id = :id"), {"id": long_process.id}
    ).scalar_one()
    assert content is None
    assert len(engine.history(long_process.id)) == 3


def test_a_journal_of_one_table_is_divided_with_all_that_is_in_it(committed, at):
    at("2031-06-10 09:00")
    with transaction():
        engine.deploy_files({"main.bpmn": TWO_TASKS}, by="system")
        process = begun()
        complete("examine")
        db.session.execute(sa.text("UPDATE process SET content = '\\x00', state = 'done'"))
        before = engine.history(process.id)
    db.session.remove()
    with db.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "0005")
    assert tables() == set()
    db.session.remove()
    with db.engine.begin() as connection:
        migrate.run(connection)
    assert set(months_of(process.id).values()) == {"journal_2031_06"}
    assert engine.history(process.id) == before
    assert engine.first_break(process.id) is None
    assert db.session.execute(sa.text("SELECT content FROM process")).scalar_one() is None
    assert migrate.differences() == []
