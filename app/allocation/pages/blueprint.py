"""The blueprint of the room's pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("allocation", "app.allocation", template_folder="templates")
