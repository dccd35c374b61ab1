"""The forms of interventions: edit, skip, move, cancel, rewind. Each shows what is, and keeps what was typed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.errors import Conflict, Invalid
from app.operations import queries
from app.operations.pages.blueprint import blueprint
from app.operations.pages.process import kept_values
from app.operations.rules import read_value, written
from app.people import allow, current_person
from app.store import clock

Answer = Response | str | tuple[str, int]


@blueprint.get("/processes/<int:process_id>/<any(edit, skip, move, cancel, rewind):kind>")
@allow("administrator")
def propose(process_id: int, kind: str) -> Answer:
    """The form of one intervention."""
    return _form(process_id, kind, request.args.to_dict(), {})


@blueprint.post("/processes/<int:process_id>/<any(edit, skip, move, cancel, rewind):kind>")
@allow("administrator")
def proposed(process_id: int, kind: str) -> Answer:
    """Keeps the proposal, or says what is wrong with it; nothing happens to the process yet."""
    typed = request.form.to_dict()
    what, errors = _read(kind, typed)
    if not typed.get("reason", "").strip():
        errors["reason"] = _("请写明理由：它会留在记录里。")
    if errors:
        return _form(process_id, kind, typed, errors), 422
    try:
        made = engine.propose(process_id, kind, what, reason=typed["reason"], by=current_person().actor)
    except (Conflict, Invalid) as refused:
        return _form(process_id, kind, typed, {_FIELD[kind]: refused.message}), refused.status
    flash(_("已提出。另一位管理员批准后才会执行。"), "good")
    return redirect(url_for("operations.proposal", proposal_id=made.id), 303)


_FIELD = {"edit": "value", "skip": "reason", "move": "to", "cancel": "reason", "rewind": "to"}


def _read(kind: str, typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is proposed, and the problems by field."""
    return _READERS[kind](typed)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _read_edit(typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    name, errors = typed.get("name", "").strip(), {}
    read = read_value(typed.get("value", ""), clock.now())
    if not name:
        errors["name"] = _("请写变量名。")
    if read.problem:
        errors["value"] = _(
            '这不是 JSON，也不是 FEEL 的值：%(why)s。文本要加双引号，日期写 date("2026-03-02")。', why=read.problem
        )
    what = {"token": _number(typed.get("token", "")), "name": name, "after": read.value}
    return what | ({"renews": True} if typed.get("renews") else {}), errors


def _read_skip(typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    return {"token": _number(typed.get("token", "")), "element": typed.get("element", "")}, {}


def _read_move(typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    what, errors = _read_skip(typed)
    what["to"] = typed.get("to", "")
    if not what["to"]:
        errors["to"] = _("请选择移到哪个元素。")
    return what, errors


def _read_rewind(typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    to = _number(typed.get("to", ""))
    return {"to": to}, {} if to else {"to": _("请选择退回到哪条记录。")}


_READERS = {
    "edit": _read_edit,
    "skip": _read_skip,
    "move": _read_move,
    "cancel": lambda typed: ({}, {}),
    "rewind": _read_rewind,
}


def _form(process_id: int, kind: str, typed: dict[str, str], errors: dict[str, str]) -> str:
    found = engine.process(process_id)
    names = engine.element_names(process_id)
    number = typed.get("token", "")
    token = next((one for one in engine.standing(process_id) if str(one.token) == number), None)
    element = token.element if token else typed.get("element", "")
    return render_template(
        "operations/propose.html",
        process=found,
        kind=kind,
        typed=typed,
        errors=errors,
        is_sent=request.method == "POST",
        names=names,
        token=token,
        element=element,
        **_shown(kind, found, token, typed),
    )


def _shown(kind: str, found: engine.Process, token: engine.Standing | None, typed: dict[str, str]) -> dict[str, Any]:
    """What this kind of form shows besides."""
    if kind == "edit":
        variables = (token.variables if token else kept_values(found)) or {}
        name = typed.get("name", "")
        typed.setdefault("value", written(variables[name]) if name in variables else "")
        return {"variables": variables}
    if kind == "move":
        return {"destinations": engine.destinations(found.id, token.token if token else None)}
    if kind == "rewind":
        return _rewind_shown(found, typed.get("to", ""))
    return {}


def _rewind_shown(found: engine.Process, to: str) -> dict[str, Any]:
    targets = engine.rewind_targets(found.id)
    shown: dict[str, Any] = {"targets": targets, "actors": queries.actor_names(targets), "undone": None}
    if to.isdecimal() and int(to) in {entry.seq for entry in targets}:
        shown["undone"] = engine.rewind_preview(found.id, int(to))
        shown["left"] = queries.left_behind(found, shown["undone"])
        shown["actors"] = queries.actor_names(targets, shown["undone"].entries)
    return shown
