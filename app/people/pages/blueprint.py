"""The blueprint of this room's pages."""

from __future__ import annotations

from flask import Blueprint

from app.people import words

blueprint = Blueprint("people", "app.people", url_prefix="/people", template_folder="templates")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"role_names": words.ROLES, "level_names": words.LEVELS, "event_names": words.EVENTS}
