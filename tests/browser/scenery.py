"""Every page of the app with somebody who may see it: from tests/access (matrix.csv, world, samples) and ARGUMENTS below.

A new GET route needs its row in matrix.csv; with parameters it needs a sample there, or, when it is public, its arguments
here. What is no page (a file, a download) is named in NO_PAGE.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import current_app

from app.people import commands as people
from app.publicity import queries as notices
from app.publicity.records import NoticeEntry
from app.store import get
from tests.access import samples
from tests.access.test_matrix import Row, rows
from tests.access.world import Persona, World
from tests.access.world import build as build_world

FOR_PROGRAMS = ("/api/v1/", "/healthz", "/metrics")
NO_PAGE = frozenset({
    "/money/files/template",
    "/desk/subsidies/<month>/file.<any(csv, xlsx):kind>",
    "/desk/subsidies/returns-template",
    "/desk/leases/<number>/court/<uid>",
    "/desk/integrity/<number>/letters/<uid>",
    "/my/integrity/<number>/letters/<uid>",
    "/stock/outline.json",
    "/stock/import/template",
    "/stock/repairs/<number>/photos/<uid>",
    "/my/repairs/<number>/photos/<uid>",
    "/letters/texts/<kind>/preview",
    "/my/home/<number>/letters/<uid>",
    "/desk/leases/<number>/letters/<uid>",
    "/my/home/<number>/bills/<int:bill_id>/letter",
    "/desk/leases/<number>/bills/<int:bill_id>/letter",
    "/my/home/<number>/photos/<uid>",
    "/desk/leases/<number>/photos/<uid>",
    "/desk/leases/letters/first",
    "/static/<path:filename>",
    "/apply/<uid>/documents/<file_uid>",
    "/my/<number>/letters/<uid>",
    "/my/<number>/documents/<uid>",
    "/desk/tasks/<int:task_id>/letter",
    "/desk/cases/<number>/documents/<uid>",
    "/desk/cases/<number>/letters/<uid>",
    "/objections/<number>/files/<uid>",
})  # fmt: skip

WHERE = {"/desk/tasks/<int:task_id>": "other_household"}
"""Whose matter a page shows, when not one's own: the own case's first task is done, so that its citizen is asked."""

Given = dict[str, Any]


def notice(world: World) -> Given:
    """The first notice of the case, which is open."""
    return {"number": _notice(world)[0]}


def notice_entry(world: World) -> Given:
    """Its entry."""
    number, ordinal = _notice(world)
    return {"number": number, "ordinal": ordinal}


def objection(world: World) -> Given:
    """The objection against it."""
    return {"number": samples.objection_file(world, "own")["number"]}


def letter(world: World) -> Given:
    """The letter asking for what is missing."""
    return {"uid": samples.case_letter(world, "own")["uid"]}


ARGUMENTS: dict[str, Callable[[World], Given]] = {
    "/notices/<number>": notice,
    "/notices/<number>/object/<int:ordinal>": notice_entry,
    "/objections/<number>": objection,
    "/letters/verify/<uid>": letter,
}


def routes() -> list[str]:
    """Every GET route that gives a page."""
    shown = [row.route for row in rows() if row.method == "GET" and row.route not in NO_PAGE]
    return [route for route in shown if not route.startswith(FOR_PROGRAMS)]


def build() -> dict[str, Any]:
    """→ {"pages": {route: {"address", "who"}}, "cookies": {who: session cookie}}; a page without arguments is left out."""
    world = build_world()
    by_route = {row.route: row for row in rows() if row.method == "GET"}
    found = {route: page for route in routes() if (page := _page(world, by_route[route]))}
    signed_in = {persona.name: cookie(persona) for persona in world.personas if persona.account}
    return {"pages": found, "cookies": signed_in}


def _page(world: World, row: Row) -> Given | None:
    given: Given = {}
    if row.sample:
        given = getattr(samples, row.sample)(world, WHERE.get(row.route, "own"))
        given.pop("form", None)
    elif row.route in ARGUMENTS:
        given = ARGUMENTS[row.route](world)
    elif "<" in row.route:
        return None
    who = next(one for one in world.personas if row.lets_in(one, "own"))
    rule = next(r for r in current_app.url_map.iter_rules() if r.rule == row.route and "GET" in (r.methods or ()))
    address = current_app.url_map.bind("localhost").build(rule.endpoint, given, method="GET")
    return {"address": address, "who": who.name}


def _notice(world: World) -> tuple[str, int]:
    found = notices.objection_by_number(samples.objection_file(world, "own")["number"])
    entry = get(NoticeEntry, found.entry_id)
    return notices.notice_of(entry).number, entry.ordinal


def cookie(persona: Persona) -> str:
    """The session cookie of somebody signed in, as the server would set it."""
    key = people.begin_session(persona.account, address="192.0.2.1")
    signer: Any = current_app.session_interface
    return str(
        signer.get_signing_serializer(current_app).dumps({"_user_id": key, "_fresh": True, "since": int(time.time())})
    )
