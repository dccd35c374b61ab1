"""The blueprint of this room's pages."""

from __future__ import annotations

from flask import Blueprint

from app.api import words

blueprint = Blueprint("programs", "app.api", template_folder="templates")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "scope_names": words.SCOPES,
        "operation_names": words.OPERATIONS,
        "tag_names": words.TAGS,
        "event_kinds": words.EVENTS,
        "state_names": words.STATES,
    }
