"""Where journeys happen: one database a worker with places, officers and diagrams in it; each journey is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from psycopg import sql
from sqlalchemy.engine import make_url

from app import engine, settings
from app.people import commands as people
from app.rehearsal import officers
from app.settings import TOP
from app.store import db, transaction


@contextmanager
def own_database(template: str, name: str) -> Iterator[str]:
    """A clone of the template on the tests' server; yields its URL, dropped at the end."""
    url = make_url(settings.current().store.url)
    with _server(url) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with _server(url) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _server(url: Any) -> psycopg.Connection[Any]:
    plain = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


@contextmanager
def connected(app: Flask, url: str) -> Iterator[sa.Engine]:
    """An engine for that database, like the app's own; its connections are closed at the end."""
    with app.app_context():
        alike = db.engines[None].dialect
    own = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), json_serializer=alike._json_serializer)
    try:
        yield own
    finally:
        own.dispose()


@contextmanager
def opened(app: Flask, own: sa.Engine) -> Iterator[None]:
    """The app works on that database, in its context, and commits for real."""
    with app.app_context():
        engines = db.engines
        kept = engines[None]
        engines[None] = own
        officers._actors.cache_clear()
        try:
            yield
        finally:
            db.session.remove()
            engines[None] = kept
            officers._actors.cache_clear()


def furnish() -> None:
    """What every installation has: places, officers, diagrams."""
    with transaction():
        people.load_places()
        people.load_demo_officers()
        engine.deploy(TOP / "bpmn", by="system")


@contextmanager
def undone(own: sa.Engine) -> Iterator[None]:
    """What is committed within goes into savepoints and is rolled back at the end."""
    engines = db.engines
    with own.connect() as connection:
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            db.session.remove()
            db.session.configure(join_transaction_mode="conditional_savepoint")
            engines[None] = own
            outer.rollback()
