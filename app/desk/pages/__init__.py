"""The officer's pages: inbox, task, case."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("desk", "app.desk", url_prefix="/desk", template_folder="templates")

from app.desk.pages import case, inbox, task  # noqa: E402,F401  (they add their routes to the blueprint)
