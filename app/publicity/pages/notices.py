"""The public lists: open notices, one notice, and what remains of it afterwards."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _

from app.people import public
from app.people import queries as people
from app.publicity import commands, queries, rules
from app.publicity.pages import blueprint
from app.publicity.records import Notice
from app.store import clock
from app.web.addresses import asked_number

SIZE = 50


@blueprint.get("/notices")
@public
def notices() -> str:
    """The notices that are open, by level and organisation."""
    level = request.args.get("level", type=int)
    organisation = request.args.get("organisation", "")
    names = people.organisation_names(queries.organisations_with_notices())
    return render_template(
        "publicity/notices.html",
        listed=queries.open_notices(level=level, organisation=organisation),
        level=level,
        organisation=organisation,
        organisations=names,
        left=lambda notice: rules.days_left(clock.today(), notice.closes_on),
    )


@blueprint.get("/notices/<number>")
@public
def notice(number: str) -> str | tuple[str, int]:
    """One notice with its households; after 24:00 of its closing day only what it was (410)."""
    found = queries.notice_by_number(number)
    if not queries.is_open(found):
        return ended(found)
    commands.log_view(found, viewer=f"{request.remote_addr}|{request.user_agent.string}")
    return render_template(
        "publicity/notice.html",
        notice=found,
        page=queries.visible_entries(found, page=asked_number(request.args, "page"), size=SIZE),
        days_left=rules.days_left(clock.today(), found.closes_on),
        organisation=people.organisation(found.organisation).name,
    )


def ended(found: Notice, *, message: str = "", typed: dict[str, str] | None = None) -> tuple[str, int]:
    """410: which notice it was; no names. What somebody typed too late is shown to them once more."""
    page = render_template(
        "publicity/ended.html",
        notice=found,
        organisation=people.organisation(found.organisation).name,
        message=message or _("公示期已经届满，公示内容已按规定撤下。"),
        typed=typed or {},
    )
    return page, 410
