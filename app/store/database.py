"""The database: one Flask-SQLAlchemy object, the base of all records, and the column types they share."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from app import settings
from app.errors import NotFound
from app.store import postgres
from app.store.line import Line

ZONE = ZoneInfo("Asia/Shanghai")

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment: timestamptz, aware on both sides, read in Asia/Shanghai. A naive datetime is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuses a moment without zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its zone: take it from store.clock")
        return value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """In the house's zone."""
        return None if value is None else value.astimezone(ZONE)


Json = sa.JSON
"""JSON as text: keeps the order of keys. Never searched by its content."""


class _Base(DeclarativeBase):
    # its own registry: Flask-SQLAlchemy 3.1 refuses type_annotation_map on the base under SQLAlchemy 2.1
    registry = registry(
        metadata=sa.MetaData(naming_convention=_NAMES),
        type_annotation_map={datetime: Moment, dict[str, Any]: Json, list[Any]: Json, int: sa.BigInteger},
    )


db = SQLAlchemy(model_class=_Base, session_options={"autoflush": True})


def tenant() -> str:
    """The city this process works for (settings.store.tenant): part of every key."""
    return settings.current().store.tenant


class Record(db.Model):  # type: ignore[name-defined,misc]
    """Base of everything kept: primary key (tenant, id). Unique keys and indexes of a record begin with tenant."""

    __abstract__ = True

    tenant: Mapped[str] = mapped_column(sa.String(12), primary_key=True, default=tenant, sort_order=-20)
    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True, autoincrement=True, sort_order=-10)


def refers(column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    """The composite foreign key (tenant, column) → target, for `__table_args__`: refers("case_id", "case.id")."""
    table, _, key = target.rpartition(".")
    return sa.ForeignKeyConstraint(["tenant", column], [f"{table}.tenant", f"{table}.{key}"], ondelete=ondelete)


R = TypeVar("R", bound=Record)
AT_HAND = 64
"""So many of the latest rows stay in the session's hand: it holds rows weakly, and each step would read its case again."""


def get(kind: type[R], key: int, *, lock: bool = False) -> R:
    """This tenant's row with that id, locked for update when asked; NotFound when there is none."""
    found = db.session.get(kind, (tenant(), key), with_for_update=True if lock else None, populate_existing=lock)
    if found is None:
        raise NotFound()
    db.session.info.setdefault("at hand", deque(maxlen=AT_HAND)).append(found)
    return found


def connect(app: Flask) -> None:
    """Binds the app to settings.store.url, or to the embedded PostgreSQL, which starts at the first connection."""
    app.config["SQLALCHEMY_DATABASE_URI"] = driver(settings.current().store.url or postgres.URL)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options()
    db.init_app(app)
    with app.app_context():
        sa.event.listen(db.engine, "do_connect", open_line)


def engine_options() -> dict[str, Any]:
    """How an engine of the house is made."""
    store = settings.current().store
    return {
        "pool_size": store.pool,
        "max_overflow": 5,
        "pool_pre_ping": True,
        "isolation_level": "READ COMMITTED",
        "hide_parameters": True,  # a statement's values may be personal: they never reach an error's text
        "json_serializer": _write_json,
        "connect_args": {
            "options": f"-c statement_timeout={store.deadline_seconds * 1000} -c timezone=Asia/Shanghai",
            "connect_timeout": 10,
            "tcp_user_timeout": store.deadline_seconds * 1000,  # a line that is dead without saying so is cut
            "prepare_threshold": 3,
        },
    }


def _write_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def driver(url: str) -> str:
    """The URL with the driver that SQLAlchemy is to use: psycopg 3."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def url() -> str:
    """The URL of the database in force, for a connection beside the app's; starts the embedded PostgreSQL if need be."""
    store = settings.current().store
    return store.url or f"{postgres.URL}?host={postgres.join(store.instance_folder)}"


def open_line(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> Line:
    """Opens each connection. The embedded server starts with the first one, and its schema is brought up to date."""
    store = settings.current().store
    if not store.url:
        options["host"] = postgres.join(store.instance_folder)
        while _at_first_connection:
            _at_first_connection.pop()()
    return Line.connect(*arguments, **options)


_at_first_connection: list[Callable[[], None]] = []


def at_first_connection(work: Callable[[], None]) -> None:
    """Something to do before anybody uses the embedded database: registered by `migrate`."""
    _at_first_connection.append(work)
