"""Forms made up for tests."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from app.web import forms
from app.web.forms import Form

YES_NO = [{"value": "yes", "label": "是", "label_en": "Yes"}, {"value": "no", "label": "否", "label_en": "No"}]
REQUIRED = {"validate": {"required": True}}


def part(kind: str, key: str = "x", label: str = "题目", **more: Any) -> dict[str, Any]:
    """A component of that type."""
    properties = {"label_en": "Question", "text_en": "Text", **more.pop("properties", {})}
    named = {"path": key} if kind in ("group", "dynamiclist") else {"key": key}
    return {"type": kind, **named, "label": label, "properties": properties, **more}


def form(*parts: dict[str, Any]) -> Form:
    """A form of these components."""
    return Form.of("test.form", {"id": "test.form", "components": list(parts)})


def fill(one: Form, pairs: Any = (), **variables: Any) -> forms.Filled:
    """The form filled with these posted pairs."""
    return one.fill(MultiDict(pairs), variables)
