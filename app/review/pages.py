"""The reviews have no pages of their own: their forms and panels stand on the desk. The blueprint brings the templates."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("review", __name__, template_folder="templates")
