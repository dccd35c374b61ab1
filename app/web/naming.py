"""How a field is called in a page: its id, so that an error summary can link to it."""

from __future__ import annotations

import re


def field_id(name: str) -> str:
    """The id of the input of that name: `houses[0].area` → `f-houses-0-area`."""
    return "f-" + re.sub(r"[^\w]+", "-", name).strip("-")
