"""Where a rehearsal happens: a database of its own, with the diagrams, the places and the scripted officers in it."""

from __future__ import annotations

from contextlib import AbstractContextManager

import psycopg
from psycopg import sql

from app import create_app, engine, settings
from app.people import commands as people
from app.store import db, transaction
from app.store.beside import database_beside
from app.store.migrate import upgrade

BPMN = settings.TOP / "bpmn"


def prepare(url: str) -> None:
    """Makes the tables and loads what every installation has: places, officers, diagrams."""
    app = create_app(settings.load(changes={"store": {"url": url}}))
    with app.app_context():
        upgrade()
        with transaction():
            people.load_places()
            people.load_demo_officers()
            engine.deploy(BPMN, by="system")
        db.engine.dispose()
    _without_the_disk(url)


def _without_the_disk(url: str) -> None:
    """No COMMIT waits for the disk: a rehearsal's database is dropped at its end, and who crashed begins again."""
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))


def own_database() -> AbstractContextManager[str]:
    """A new database beside the installation's; dropped at the end. Gives its URL."""
    return database_beside("rehearsal")


def analyse(url: str) -> None:
    """Lets the database count its rows, as a running installation does by itself every minute."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
