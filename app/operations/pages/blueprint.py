"""The blueprint of the room; its words for every template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint

from app.operations import words
from app.operations.rules import written

blueprint = Blueprint("operations", "app.operations", url_prefix="/operations", template_folder="templates")
SIZE = 25


@dataclass(frozen=True)
class Page:
    """What the pager macro wants to know."""

    page: int
    size: int
    total: int


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"w": words, "written": written, "as_moment": datetime.fromisoformat}
