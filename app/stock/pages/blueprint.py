"""The room's blueprint, to which each module of pages adds its routes."""

from __future__ import annotations

from flask import Blueprint

from app.stock import words

blueprint = Blueprint("stock", "app.stock", template_folder="templates")


@blueprint.context_processor
def the_words() -> dict[str, object]:
    """The words for codes, for the room's templates."""
    return {"words": words}
