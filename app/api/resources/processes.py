"""Processes: those in sight, their history, and starting one where its diagram allows it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import url_for
from flask_babel import gettext as _

from app import engine
from app.api import queries, rules
from app.api.access import caller, scoped
from app.api.resources.blueprint import ONCE, blueprint, place
from app.api.rules import Slice
from app.api.schemas import EntryPage, Paging, ProcessOut, ProcessPage, ProcessQuery, StartIn
from app.desk import queries as desk
from app.errors import NotAllowed


@blueprint.route("/processes", tags=["processes"])
@scoped("processes:read")
@blueprint.arguments(ProcessQuery, location="query")
@blueprint.response(200, ProcessPage)
def processes(asked: dict[str, Any]) -> Slice:
    """The processes in sight, newest first."""
    size = asked.pop("limit")
    found = queries.runs(caller(), beyond=place(asked, int), limit=size + 1, **asked)
    return rules.sliced(found, size, lambda one: one.id)


@blueprint.route("/processes/<int:process_id>", tags=["processes"])
@scoped("processes:read")
@blueprint.response(200, ProcessOut)
def process(process_id: int) -> queries.Run:
    """One process in sight."""
    return queries.run(caller(), process_id)


@blueprint.route("/processes/<int:process_id>/history", tags=["processes"])
@scoped("processes:read")
@blueprint.arguments(Paging, location="query")
@blueprint.response(200, EntryPage)
def process_history(asked: dict[str, Any], process_id: int) -> Slice:
    """Its journal, oldest first: who put what in, and where it led."""
    size = asked.pop("limit")
    found = queries.entries(caller(), process_id, beyond=place(asked, int), limit=size + 1)
    return rules.sliced(found, size, lambda one: one.seq)


@blueprint.route("/processes", methods=["POST"], tags=["processes"])
@scoped("processes:start")
@blueprint.arguments(StartIn)
@blueprint.response(201, ProcessOut)
@blueprint.doc(**ONCE)
def start_process(asked: dict[str, Any]) -> tuple[queries.Run | engine.Process, int, dict[str, str]]:
    """Starts the newest version of a diagram that says so: its property `api_start` names the roles that may."""
    person, key = caller(), asked.get("business_key")
    if not person.has(*queries.starting_roles(asked["diagram"])):
        raise NotAllowed(_("这个流程不允许由您的令牌启动。"))
    if key is not None:
        desk.visible_case(person, key)
    started = engine.start(
        asked["diagram"], business_key=key or f"api-{uuid4().hex}", data=asked["data"], by=person.actor
    )
    return started, 201, {"Location": url_for("api.process", process_id=started.id)}
