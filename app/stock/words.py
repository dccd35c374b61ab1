"""The room's words for codes, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.cases import codes
from app.web import preferences

NEEDS = {"settlement": _l("费用结清"), "keys": _l("钥匙交还")}


def state(code: str) -> str:
    """The name of a unit's state."""
    return codes.label("house_status", code, preferences.language())
