"""The schema's history: brings a database up to date, and tells where models and migrations differ.

Files are numbered and named (migrations/versions/0001_processes_and_tasks.py); `flask schema revise "what it does"`
writes the next one from what the models say.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.settings import TOP
from app.store.beside import database_beside
from app.store.database import at_first_connection, db, driver, url

FOLDER = TOP / "migrations"


def upgrade() -> None:
    """Brings the database in force to the newest version. One transaction: an upgrade that fails changes nothing."""
    engine = sa.create_engine(driver(url()), poolclass=sa.pool.NullPool)
    with engine.begin() as connection:
        run(connection)


def run(connection: sa.Connection) -> None:
    """Upgrades over this connection, inside its transaction; another process that does the same waits its turn."""
    connection.execute(sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32) PRIMARY KEY)"))
    connection.execute(sa.text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
    command.upgrade(_config(connection), "head")


at_first_connection(upgrade)


def revise(message: str) -> Path | None:
    """Writes the next migration: what the models have and the migrations so far have not. None when they agree."""
    with database_beside("revision") as beside:
        engine = sa.create_engine(driver(beside), poolclass=sa.pool.NullPool)
        with engine.begin() as connection:
            run(connection)
        with engine.connect() as connection:
            written = command.revision(_config(connection), message, autogenerate=True)
    path = getattr(written, "path", None)
    return Path(path) if path else None


def is_current() -> bool:
    """Whether the database stands at the newest version."""
    with db.engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    return there == ScriptDirectory.from_config(_config()).get_current_head()


def differences() -> list[Any]:
    """What the models say and the database does not, or the other way round (Alembic's words); empty when they agree."""
    with db.engine.connect() as connection:
        named = {"include_name": whole_tables(connection)}
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False, **named}
        )
        return list(compare_metadata(context, db.metadata))


def whole_tables(connection: sa.Connection) -> Callable[[str | None, str, Any], bool]:
    """Alembic's `include_name`: partitions are parts of a table, and no model knows them."""
    found = connection.exec_driver_sql("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")
    parts = set(found.scalars())
    return lambda name, kind, _parents: kind != "table" or name not in parts


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config(str(FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
