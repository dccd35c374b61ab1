"""The database: one Flask-SQLAlchemy object, the base of all records, and the column types they share."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import orjson
import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import exc
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column, registry

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
"""So many of a transaction's latest rows stay in its hand: a session holds rows weakly, and each step would read its case again."""
_AT_HAND = "rows at hand"
_LOCKED = "rows locked"
"""What a transaction has locked nobody else changes: it is not read again."""


def get(kind: type[R], key: int, *, lock: bool = False) -> R:
    """This tenant's row with that id, locked for update when asked; NotFound when there is none."""
    locked = db.session.info.setdefault(_LOCKED, set())
    if lock and (kind, key) not in locked:
        asked = {"tenant": tenant(), "id": key}
        found = db.session.scalars(_locked(kind), asked, execution_options=_flushing(kind)).one_or_none()  # type: ignore[arg-type]
        locked.add((kind, key))
    else:
        found = db.session.get(kind, (tenant(), key))
    if found is None:
        raise NotFound()
    db.session.info.setdefault(_AT_HAND, deque(maxlen=AT_HAND)).append(found)
    return found


@sa.event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, ended: SessionTransaction) -> None:
    """A commit makes stale what was read before it: rows kept longer save no question, and every later commit goes over them.

    A savepoint that is taken back takes back the locks after it.
    """
    session.info.pop(_LOCKED, None)
    if ended.parent is None:
        session.info.pop(_AT_HAND, None)


def rows_of(kind: type[R], /, *order: str, **values: Any) -> list[R]:
    """This tenant's rows of a kind whose columns have those values, in that order; `-id` is the newest first.

    The questions that every step asks: their statements are built once, which takes longer than to ask.
    """
    asked = {name: value for name, value in values.items() if value is not None and value is not True}
    fixed = tuple((name, value) for name, value in values.items() if name not in asked)
    statement = _selected(kind, tuple(asked), fixed, order)  # type: ignore[arg-type]
    return list(db.session.scalars(statement, {"tenant": tenant(), **asked}, execution_options=_flushing(kind)))


_FLUSHING, _NOT_FLUSHING = {"autoflush": True}, {"autoflush": False}


def _flushing(kind: type[Record]) -> dict[str, bool]:
    """A question need not wait until changes of other kinds are written: they are written together, later and fewer."""
    session = db.session()
    changed = chain(session.new, session.dirty, session.deleted)
    return _FLUSHING if any(isinstance(one, kind) for one in changed) else _NOT_FLUSHING


def row_of(kind: type[R], /, *order: str, **values: Any) -> R | None:
    """The first of `rows_of`, or None."""
    return next(iter(rows_of(kind, *order, **values)), None)


def among(column: sa.ColumnElement[Any] | Any, values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """`column` is one of the values: as one array, so that the statement's text, and its plan, are the same for any number."""
    return column == sa.any_(sa.bindparam(None, list(values), type_=ARRAY(column.type)))  # type: ignore[no-any-return]


def add_rows(rows: Sequence[Record]) -> None:
    """Adds many new rows of one kind and writes them; they have their ids then.

    The ids are drawn before. Were they asked back, the statement would be as long as all rows together, and the driver
    would read it through each time that their number is another.
    """
    if rows:
        sequence = sa.func.pg_get_serial_sequence(type(rows[0]).__tablename__, "id")
        drawn = sa.select(sa.func.nextval(sequence)).select_from(sa.func.generate_series(1, len(rows)))
        for row, key in zip(rows, db.session.scalars(drawn), strict=True):
            row.tenant, row.id = tenant(), key
        db.session.add_all(rows)
        db.session.flush()


@cache
def _selected(
    kind: type[Record], names: tuple[str, ...], fixed: tuple[tuple[str, bool | None], ...], order: tuple[str, ...]
) -> sa.Select[Any]:
    """`fixed` stands in the text: the planner uses an index `WHERE valid` only where it reads that."""
    statement = sa.select(kind).where(*(getattr(kind, name) == sa.bindparam(name) for name in ("tenant", *names)))
    for name, value in fixed:
        column = getattr(kind, name)
        statement = statement.where(column if value else column.is_(None))
    columns = [(getattr(kind, name.removeprefix("-")), name.startswith("-")) for name in order]
    return statement.order_by(*(column.desc() if is_last_first else column for column, is_last_first in columns))


@cache
def _locked(kind: type[Record]) -> sa.Select[Any]:
    return _selected(kind, ("id",), (), ()).with_for_update().execution_options(populate_existing=True)  # type: ignore[arg-type]


def connect(app: Flask) -> None:
    """Binds the app to settings.store.url, or to the embedded PostgreSQL, which starts at the first connection."""
    app.config["SQLALCHEMY_DATABASE_URI"] = driver(settings.current().store.url or postgres.URL)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options()
    db.init_app(app)
    with app.app_context():
        sa.event.listen(db.engine, "do_connect", open_line)
        sa.event.listen(db.engine, "checkout", begin)


def engine_options() -> dict[str, Any]:
    """How an engine of the house is made."""
    store = settings.current().store
    return {
        "pool_size": store.pool,
        "max_overflow": 5,
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


PREPARED = 500
"""So many statements a line keeps planned. A case on its way asks over a hundred different ones, which is where the driver
would begin to forget: then each is read and planned anew in its turn."""


def open_line(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> Line:
    """Opens each connection. The embedded server starts with the first one, and its schema is brought up to date."""
    store = settings.current().store
    if not store.url:
        options["host"] = postgres.join(store.instance_folder)
        while _at_first_connection:
            _at_first_connection.pop()()
    line = Line.connect(*arguments, **options)
    line.prepared_max = PREPARED
    return line


def begin(line: Line, record: Any, _taken: Any) -> None:
    """BEGIN as a line leaves the pool: one exchange opens the transaction and asks whether the line still lives.

    When it does not, the pool gives up all lines opened before now and takes a new one, which has just answered.
    """
    if _HAS_SERVED in record.info:
        try:
            line.begin()
        except psycopg.OperationalError as error:
            raise exc.InvalidatePoolError from error
    record.info[_HAS_SERVED] = True


_HAS_SERVED = "has served"


_at_first_connection: list[Callable[[], None]] = []


def at_first_connection(work: Callable[[], None]) -> None:
    """Something to do before anybody uses the embedded database: registered by `migrate`."""
    _at_first_connection.append(work)
