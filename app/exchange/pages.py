"""No pages of its own: the blueprint only brings the templates of the panels."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("exchange", __name__, template_folder="templates")
