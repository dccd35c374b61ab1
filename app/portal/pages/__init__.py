"""The citizen's pages: home, guided application, my matters."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("portal", "app.portal", template_folder="templates")

from app.portal.pages import apply, documents, members, my  # noqa: E402,F401  (they add their routes to the blueprint)
