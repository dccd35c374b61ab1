"""The room's blueprint, to which each module of pages adds its routes."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("portal", "app.portal", template_folder="templates")
