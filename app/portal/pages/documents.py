"""The documents of an application: what is needed and why, upload, look, take out."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.errors import Invalid, NotFound
from app.people import allow, current_person
from app.portal import commands, queries
from app.portal.pages import blueprint
from app.portal.pages.apply import required
from app.store import files


@blueprint.get("/apply/<uid>/documents")
@allow("citizen")
def documents(uid: str) -> str:
    """Every document needed by category and answers, each with its reason and what is uploaded."""
    return _page(uid, {})


def _page(uid: str, errors: dict[str, str]) -> str:
    draft = queries.draft_of(current_person().id, uid)
    answers = queries.answers_of(draft)
    names = {m["key"]: m.get("member", {}).get("name", "") for m in answers["members"]}
    return render_template(
        "portal/documents.html", uid=uid, lines=required(answers), files=queries.files_of(draft), names=names, errors=errors
    )


@blueprint.post("/apply/<uid>/documents")
@allow("citizen")
def add_document(uid: str) -> Response | tuple[str, int]:
    """Takes the files of one line; a refused file is named with the reason, the others stay."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    kind, key = request.form.get("kind", ""), request.form.get("member_key", "")
    if (kind, key) not in {(line.code, line.member_key) for line in required(queries.answers_of(draft))}:
        raise NotFound()
    uploads = [f for f in request.files.getlist("files") if f.filename]
    try:
        for upload in uploads:
            commands.add_file(draft, kind, key, upload.read(), upload.filename or "")
    except Invalid as refused:
        return _page(uid, {f"{kind}-{key}": refused.message}), 422
    if not uploads:
        return _page(uid, {f"{kind}-{key}": _("请先选择文件。")}), 422
    return redirect(url_for("portal.documents", uid=uid, _anchor=f"{kind}-{key}"), 303)


@blueprint.post("/apply/<uid>/documents/<file_uid>/remove")
@allow("citizen")
def remove_document(uid: str, file_uid: str) -> Response:
    """Takes a document out of the draft."""
    commands.remove_file(queries.draft_of(current_person().id, uid, lock=True), file_uid)
    return redirect(url_for("portal.documents", uid=uid), 303)


@blueprint.get("/apply/<uid>/documents/<file_uid>")
@allow("citizen")
def document(uid: str, file_uid: str) -> Response:
    """Serves a draft's own document to its owner."""
    for kept, stored in queries.files_of(queries.draft_of(current_person().id, uid)):
        if kept.uid == file_uid:
            return files.respond(stored)
    raise NotFound()
