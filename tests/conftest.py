"""What tests stand on: a real PostgreSQL, one template database a schema, a clone a worker, and a clock that can be set.

`app`        the application on this worker's own database (session)
`db_session` the session in a transaction that is rolled back after the test; `session` is the same
`client`     a browser without JavaScript; each request has its own context, as in life
`committed`  the app on a database of the test's own, for tests that commit or use several connections
`furnished`  a word to the others: where the test stands, places and the diagrams of bpmn/ are there already; `staffed`: and officers
`at`         at("2026-03-02 09:00") sets the clock (Asia/Shanghai) for the rest of the test; may be called again
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from psycopg import sql
from sqlalchemy.engine import make_url

from app import create_app, engine, settings
from app.people import commands as people
from app.settings import TOP
from app.store import clock, database, db, migrate, postgres, transaction
from app.store.database import ZONE

pytest.register_assert_rewrite("tests.journeys")  # others walk its ways too
hypothesis.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)  # the same examples everywhere, and no stop-watch: machines are shared
hypothesis.load_profile("house")
INSTANCE = Path(__file__).resolve().parents[1] / "instance" / "test"
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
_TEMPLATES_KEPT = 6
_FURNISHED = datetime(2026, 1, 1, tzinfo=ZONE)
_numbers = itertools.count(1)


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    """An administrator's connection to the tests' PostgreSQL."""
    with psycopg.connect(host=_host(), user="anju", dbname="postgres", autocommit=True) as connection:
        yield connection


def _host() -> str:
    return os.environ.get("ANJU_TEST_HOST") or postgres.join(INSTANCE, _FAST)


def _url(name: str) -> str:
    return f"postgresql://anju@/{name}?host={_host()}"


def _schema() -> str:
    """What the template is made from: the migrations. Its hash names the template."""
    return "\n".join(path.read_text() for path in sorted((migrate.FOLDER / "versions").glob("[0-9]*.py")))


def _template() -> str:
    """The template database of this schema, made by the first worker that needs it."""
    name = f"template_{hashlib.sha256(_schema().encode()).hexdigest()[:12]}"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(7)")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _forget_the_dead(server)
            _make(server, f"{name}_new")
            fresh = sa.create_engine(database.driver(_url(f"{name}_new")))
            with fresh.begin() as connection:
                migrate.run(connection)
            fresh.dispose()
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (f"{name}_new", name)))
            )
    return name


def _make(server: psycopg.Connection[Any], name: str, template: str = "template1") -> None:
    _drop(server, name)
    statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
    server.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _forget_the_dead(server: psycopg.Connection[Any]) -> None:
    """Drops what killed test runs left: clones whose process is gone, and all but the newest templates."""
    names = [row[0] for row in server.execute("SELECT datname FROM pg_database ORDER BY oid").fetchall()]
    clones = [name for name in names if name.startswith("test_")]
    old = [name for name in names if name.startswith("template_")][:-_TEMPLATES_KEPT]
    for name in [*old, *(name for name in clones if not Path(f"/proc/{name.split('_')[1]}").exists())]:
        _drop(server, name)


@pytest.fixture(scope="session")
def template() -> str:
    """The name of the template database."""
    return _template()


_maker = ThreadPoolExecutor(1)
_made: dict[str, list[Future[str]]] = {}
"""Of each template that was asked for, the clone that is made for the next test while this one runs."""


def _made_ahead(template: str) -> str:
    """A clone of that template; the next one is begun."""
    waiting = _made.setdefault(template, [])
    try:
        name = waiting.pop().result() if waiting else _cloned(template)
    except psycopg.Error:  # the server was away while it was made
        name = _cloned(template)
    waiting.append(_maker.submit(_cloned, template))
    return name


def _cloned(template: str) -> str:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with _server() as server:
        _make(server, name, template)
    return name


@contextmanager
def _clone(template: str, *, ahead: bool = False) -> Iterator[str]:
    """A database of one's own; yields its URL. ahead: others of the kind will be wanted."""
    name = _made_ahead(template) if ahead else _cloned(template)
    yield _url(name)
    with _server() as server:
        _drop(server, name)


@pytest.fixture(scope="session", autouse=True)
def _leftover() -> Iterator[None]:
    """Drops what was made ahead and never asked for."""
    yield
    for name in [one.result() for waiting in _made.values() for one in waiting]:
        with _server() as server:
            _drop(server, name)


@pytest.fixture(scope="session")
def app(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on this worker's own database."""
    with _clone(template) as url:
        changes = {
            "store": {"url": url, "instance": str(INSTANCE), "files": str(tmp_path_factory.mktemp("files"))},
            "demo": {"clock": True},
            "outbox": {"parallel": 1},  # a test's own transaction has one connection; the test of it says otherwise
        }
        application = create_app(settings.load(environ={}, changes=changes))
        application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        yield application
        with application.app_context():
            db.engine.dispose()


@contextmanager
def _engine(url: str) -> Iterator[sa.Engine]:
    """An engine like the app's; its connections are closed at the end."""
    own = sa.create_engine(database.driver(url), **database.engine_options())
    sa.event.listen(own, "do_connect", database.open_line)
    try:
        yield own
    finally:
        own.dispose()


@contextmanager
def _at_work_on(app: Flask, url: str) -> Iterator[sa.Engine]:
    """The app, in its context, on another database than its own."""
    with app.app_context(), _engine(url) as own:
        engines = db.engines
        kept = engines[None]
        engines[None] = own
        try:
            yield own
        finally:
            db.session.remove()
            engines[None] = kept


@pytest.fixture(scope="session")
def furnished_template(app: Flask, template: str) -> Iterator[str]:
    """The name of a template in which places are loaded and the diagrams deployed: that takes longer than most tests."""
    with _clone(template) as url:
        with _at_work_on(app, url), clock.fixed(_FURNISHED), transaction():
            people.load_places()
            engine.deploy(TOP / "bpmn", by="system")
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def staffed_template(app: Flask, furnished_template: str) -> Iterator[str]:
    """The same with the demonstration's officers in it."""
    with _clone(furnished_template) as url:
        with _at_work_on(app, url), clock.fixed(_FURNISHED), transaction():
            people.load_demo_officers()
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def furnished_engine(furnished_template: str) -> Iterator[sa.Engine]:
    """Where `db_session` and `client` stand in furnished tests: what is parsed of the diagrams is parsed once a worker."""
    with _clone(furnished_template) as url, _engine(url) as own:
        yield own


@pytest.fixture(scope="session")
def staffed_engine(staffed_template: str) -> Iterator[sa.Engine]:
    """The same with officers."""
    with _clone(staffed_template) as url, _engine(url) as own:
        yield own


@pytest.fixture
def furnished() -> None:
    """Places and the diagrams of bpmn/ are there already, since 2026-01-01."""


@pytest.fixture
def staffed() -> None:
    """Places, diagrams and the demonstration's officers are."""


def _ground(request: pytest.FixtureRequest, kind: str) -> Any:
    """The `template` or `engine` of the ground that the test asks for by `furnished` or `staffed`; None for bare ground."""
    asked = next((word for word in ("staffed", "furnished") if word in request.fixturenames), None)
    return request.getfixturevalue(f"{asked}_{kind}") if asked else None


@pytest.fixture
def db_session(app: Flask, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The session inside an app context; whatever is committed goes into savepoints and is rolled back at the end."""
    ground = _ground(request, "engine")
    with app.app_context():
        engines = db.engines
        kept = engines[None]
        with (ground or kept).connect() as connection:
            outer = connection.begin()
            engines[None] = connection  # type: ignore[assignment]
            db.session.configure(join_transaction_mode="create_savepoint")
            try:
                yield db.session
            finally:
                db.session.remove()
                db.session.configure(join_transaction_mode="conditional_savepoint")
                engines[None] = kept
                outer.rollback()


@pytest.fixture
def session(db_session: Any) -> Any:
    """The same as `db_session`."""
    return db_session


@pytest.fixture
def committed(app: Flask, template: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app, in its context, on a database of the test's own, where commits are real and threads may connect."""
    with _clone(_ground(request, "template") or template, ahead=True) as url, _at_work_on(app, url):
        yield app


class _Browser(FlaskClient):
    """A client whose requests do not share the test's context: signed-in people and cached times are per request."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """What the test has flushed is visible to the request, and what the request wrote to the test."""
        db.session.commit()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.expire_all()
        return answer


@pytest.fixture
def client(request: pytest.FixtureRequest, app: Flask) -> FlaskClient:
    """A browser without JavaScript, on `committed` when the test asks for it, else on `db_session`."""
    if "committed" not in request.fixturenames:
        request.getfixturevalue("db_session")
    return _Browser(app, app.response_class, use_cookies=True)


@pytest.fixture
def at() -> Iterator[Callable[[str], datetime]]:
    """Sets the clock: at("2026-03-02 09:00")."""
    with ExitStack() as stack:

        def set_to(text: str) -> datetime:
            moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
            stack.enter_context(clock.fixed(moment))
            return moment

        yield set_to
