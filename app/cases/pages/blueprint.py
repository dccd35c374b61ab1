"""The blueprint of the pages about letters."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("cases", "app.cases", template_folder="templates")
