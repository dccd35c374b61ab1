"""The floor's own pages: switches of the header, the demonstration's clock, licences, the living style page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.web import chrome, demonstration, preferences, specimens

blueprint = Blueprint("web", __name__)


@blueprint.post("/choose")
def choose() -> Response:
    """Language or type size, from the header's switches; back to the page they stood on."""
    language, reading = request.form.get("language", ""), request.form.get("reading", "")
    for keep in preferences.kept:
        keep(language=language or None, large=reading == "large" if reading else None)
    return preferences.remember(redirect(back(), 303), language=language, reading=reading)


@blueprint.post("/clock")
def move_clock() -> Response:
    """Moves the demonstration's clock forward, for everybody; NotFound outside the demonstration."""
    if not demonstration.on():
        raise NotFound()
    now = demonstration.move(request.form.get("step", "day"), actor=getattr(current_user, "actor", "anonymous:0"))
    flash(_("日期已拨到 %(day)s。到期的事项正在自动办理。", day=now.strftime("%Y-%m-%d %H:%M")), "info")
    return redirect(back(), 303)


def back() -> str:
    """The page the form says it stood on, when it is one of ours; else the home page."""
    address = request.form.get("back", "")
    ours = address.startswith("/") and not address.startswith("//") and not any(sign in address for sign in "\\\r\n\t")
    return address if ours else "/"


@blueprint.get("/licences")
def licences() -> str:
    """What the browser is given that others wrote, with their licences: made by the build from the packages' own files."""
    made = chrome.DIST / "licences.txt"
    text = made.read_text(encoding="utf-8") if made.is_file() else ""
    parts = [part.strip("\n") for part in text.split("\f") if part.strip()]
    return render_template("web/licences.html", parts=[part.partition("\n") for part in parts])


@blueprint.route("/style", methods=["GET", "POST"])
def style() -> str | tuple[str, int]:
    """Every macro and every form component, to look at; only in the demonstration and while developing."""
    if not (demonstration.on() or current_app.debug):
        raise NotFound()
    shown: dict[str, Any] = specimens.shown(request.form if request.method == "POST" else None)
    page = render_template("web/style.html", **shown)
    return (page, 422) if shown["errors"] and not shown["again"] else page
