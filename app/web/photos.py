"""Photos that people send beside a form: kept as they come, shown small without what the camera wrote (`photos.html`)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from app.errors import Invalid
from app.store import files, pictures
from app.store.files import StoredFile

MOST = 6
"""Photos that may be sent at once."""
SMALL = 320
"""Pixels of a small photo: twice its 160 on the page, for fine screens."""
KINDS = ("jpeg", "png")


def keep(errors: dict[str, Any]) -> list[str]:
    """Keeps the photos that were sent → their uids; what is refused becomes an error of `photos`, by name."""
    uploads = [upload for upload in request.files.getlist("photos") if upload.filename]
    if len(uploads) > MOST:
        errors["photos"] = _("一次最多上传 %(n)s 张照片。", n=MOST)
        return []
    kept = []
    for upload in uploads:
        try:
            kept.append(files.keep(upload.read(), upload.filename or "", kinds=KINDS).uid)
        except Invalid as refused:
            errors["photos"] = _("%(name)s：%(why)s", name=upload.filename, why=refused.message)
    return kept


def answer(kept: StoredFile) -> Response:
    """A photo; with `size=small` a square of it, made anew without what the camera wrote into it."""
    if request.args.get("size") != "small":
        return files.respond(kept)
    return Response(pictures.square(files.content(kept), SMALL), mimetype="image/jpeg")
