"""Where a rehearsal happens: a database of its own, with the diagrams, the places and the scripted officers in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from app import create_app, engine, settings
from app.people import commands as people
from app.store import db, transaction
from app.store.database import url as house_url
from app.store.migrate import upgrade

BPMN = settings.TOP / "bpmn"


@contextmanager
def own_database() -> Iterator[str]:
    """A new database beside the installation's; dropped at the end. Yields its URL."""
    base = make_url(house_url())
    name = f"anju_rehearsal_{os.getpid()}"
    with _server(base) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield base.set(database=name).render_as_string(hide_password=False)
    finally:
        with _server(base) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _server(base: object) -> psycopg.Connection[object]:
    plain = make_url(base).set(drivername="postgresql")  # type: ignore[call-overload]
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)


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


def analyse(url: str) -> None:
    """Lets the database count its rows, as a running installation does by itself every minute."""
    with _server(make_url(url)) as server:
        server.execute("ANALYZE")
