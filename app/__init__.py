"""安居 Anju: public rental housing for a city. `create_app` puts the house together; only it knows every room.

A room is a package of the app. What it offers is found by the furniture's names: `records`, `steps`, `panels` are
imported; `pages.blueprint` (or `pages.blueprints`) is registered; `furnish(app)` in the package itself is called, for
a room that brings more than pages (sign-in, error pages, translations); `cli.commands` are click groups.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
from types import ModuleType
from typing import Any

from flask import Flask
from flask_migrate import Migrate

ROOMS = (
    "store",
    "engine",
    "web",
    "people",
    "cases",
    "portal",
    "desk",
    "review",
    "publicity",
    "allocation",
    "exchange",
    "stock",
    "leasing",
    "integrity",
    "operations",
    "api",
    "health",
)
"""From the cellar up: a room's records may refer to those before it."""


def create_app(settings: Any = None) -> Flask:
    """The application, with these settings or with those of config.toml and the environment.

    What is made here stays as long as the process: the collector neither looks for rubbish among it meanwhile, which would
    be a third of the start, nor ever again, which would hold up a request for a fifth of a second each time.
    """
    gc.disable()
    try:
        return _built(settings)
    finally:
        gc.freeze()
        gc.enable()


def _built(settings: Any) -> Flask:
    foundation = importlib.import_module("app.settings")
    chosen = foundation.use(settings) if settings else foundation.current()
    importlib.import_module("app.logs").start(chosen.log)
    app = Flask("app", static_folder="web/static", static_url_path="/static", template_folder="web/templates")
    _configure(app, chosen)
    store = importlib.import_module("app.store")
    import_records()
    store.connect(app)
    Migrate(app, store.db, directory=str(store.migrate.FOLDER))
    store.commit_at_the_edge(app)
    store.working_days.keep_fresh(app)
    for room in ROOMS:
        _furnish(app, room)
    engine: Any = furniture("engine")
    store.outbox.tell_by(lambda message: engine.send(message.name, message.key, message.data, by="system"))
    demonstration: Any = importlib.import_module("app.web.demonstration")
    demonstration.next_deadline[:], demonstration.catch_up[:] = [engine.next_due], [engine.tick]
    importlib.import_module("app.cli").register(app, ROOMS)
    return app


def _configure(app: Flask, chosen: Any) -> None:
    app.config.update(
        SECRET_KEY=chosen.secrets.flask_key,
        MAX_CONTENT_LENGTH=chosen.server.max_request_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=chosen.server.https,
        SESSION_COOKIE_NAME="__Host-anju" if chosen.server.https else "anju",
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
    )


def furniture(room: str, piece: str = "") -> ModuleType | None:
    """The module `app.<room>[.<piece>]`, or None where the room has no such piece."""
    name = f"app.{room}.{piece}".rstrip(".")
    return importlib.import_module(name) if importlib.util.find_spec(name) is not None else None


def import_records() -> None:
    """Imports the records of every room, so that the database's metadata is complete."""
    for room in ROOMS:
        furniture(room, "records")


def _furnish(app: Flask, room: str) -> None:
    package = furniture(room)
    if hasattr(package, "furnish"):
        package.furnish(app)  # type: ignore[union-attr]
    for piece in ("steps", "panels"):
        furniture(room, piece)
    pages = furniture(room, "pages")
    single = getattr(pages, "blueprint", None)
    for blueprint in getattr(pages, "blueprints", [single] if single else []):
        app.register_blueprint(blueprint)
