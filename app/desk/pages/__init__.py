"""The officer's pages: inbox, task, case."""

from __future__ import annotations

from flask import Blueprint

from app.people.words import ROLES

blueprint = Blueprint("desk", "app.desk", url_prefix="/desk", template_folder="templates")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"role_names": ROLES}


from app.desk.pages import case, inbox, task  # noqa: E402,F401  (they add their routes to the blueprint)
