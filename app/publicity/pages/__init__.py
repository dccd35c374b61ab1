"""What people see of notices and objections; nothing here is to be indexed or kept by a search engine."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from app.publicity import words

blueprint = Blueprint("publicity", "app.publicity", template_folder="templates")


@blueprint.after_request
def not_indexed(response: Response) -> Response:
    """Notices and what hangs on them leave no trace with search engines."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.context_processor
def the_words() -> dict[str, object]:
    """The words for codes, for the room's templates."""
    return {"words": words}


from app.publicity.pages import notices, objections  # noqa: E402,F401  (they add their routes to the blueprint)
