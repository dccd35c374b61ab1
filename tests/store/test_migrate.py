"""The schema's history: written from the models, applied once, and found out when it falls behind."""

from __future__ import annotations

import shutil

import psycopg
import pytest
import sqlalchemy as sa

from app.store import db, migrate
from app.store.beside import database_beside
from app.store.database import driver, url


@pytest.fixture
def history(committed, tmp_path, monkeypatch):
    """A migrations folder of the test's own, without versions, and an app whose database `url()` is the test's."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("[0-9]*.py", "__pycache__"))
    monkeypatch.setattr(migrate, "FOLDER", folder)
    return folder


def test_the_first_migration_makes_what_the_models_say_and_the_second_has_nothing_to_say(history):
    path = migrate.revise("everything so far")
    assert path is not None and path.name == "0001_everything_so_far.py"
    assert "app." not in path.read_text(), "a migration knows no types of the app"
    assert migrate.revise("nothing") is None
    with database_beside("migrated") as beside:
        engine = sa.create_engine(driver(beside), poolclass=sa.pool.NullPool)
        for _twice in range(2):
            with engine.begin() as connection:
                migrate.run(connection)
        with engine.connect() as connection:
            tables = set(sa.inspect(connection).get_table_names())
    assert tables == {*db.metadata.tables, "alembic_version"}


def test_a_migration_that_fails_changes_nothing(history):
    path = migrate.revise("everything so far")
    path.write_text(path.read_text().replace("    # ### end", "    op.execute('SELECT 1/0')\n    # ### end", 1))
    with database_beside("broken") as beside:
        engine = sa.create_engine(driver(beside), poolclass=sa.pool.NullPool)
        with pytest.raises(sa.exc.DataError), engine.begin() as connection:
            migrate.run(connection)
        with engine.connect() as connection:
            assert sa.inspect(connection).get_table_names() == []


def test_a_column_the_database_lacks_is_told(committed):
    assert migrate.differences() == []
    db.session.execute(sa.text("ALTER TABLE clock_move DROP COLUMN reason"))
    db.session.commit()
    assert "reason" in str(migrate.differences())


def test_a_database_beside_is_empty_and_gone_afterwards(committed):
    with database_beside("try") as beside, psycopg.connect(beside) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        name = connection.info.dbname
    with psycopg.connect(url()) as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None
