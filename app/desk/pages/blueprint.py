"""The blueprint of the desk, and who may enter its pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, request

from app.desk.commands import Refusal
from app.people.words import ROLES

blueprint = Blueprint("desk", "app.desk", url_prefix="/desk", template_folder="templates")

STAFF = (
    "street_reviewer", "street_approver", "district_reviewer", "civil_affairs", "district_approver",
    "city_reviewer", "city_approver", "supervisor",
)  # fmt: skip


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"role_names": ROLES}


def back_to(default: str) -> str:
    """Where the form says it came from, when that is a page of the desk; else `default`."""
    wanted = urlsplit(request.form.get("back", ""))
    inside = wanted.path == "/desk" or wanted.path.startswith("/desk/")
    if wanted.scheme or wanted.netloc or not inside or "\\" in wanted.path:
        return default
    return f"{wanted.path}?{wanted.query}" if wanted.query else wanted.path


def tell(refused: list[Refusal]) -> None:
    """Says each refusal by itself: which task, and why."""
    for one in refused:
        flash(f"{one.task.business_key} {one.task.name}：{one.why}" if one.task else one.why, "bad")
