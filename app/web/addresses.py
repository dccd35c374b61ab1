"""Numbers in addresses: one that no table can hold names nothing, so its address is not there (404) and no query has to refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, ValidationError

LARGEST = 2**63 - 1
"""PostgreSQL's bigint."""
MOST = 1_000_000
"""Of what is counted in an address (pages, months): beyond every list, and times a page's size still a small offset."""


class _Number(IntegerConverter):
    """`<int:…>` as an id: not larger than a bigint."""

    def __init__(self, map: Map, **more: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **more})

    def to_python(self, value: str) -> int:
        """The number; thousands of digits are not even read, which Python refuses with an error that is not werkzeug's."""
        if len(value) > len(str(LARGEST)):
            raise ValidationError
        return int(super().to_python(value))


def asked_number(asked: Mapping[str, str], name: str) -> int:
    """A page, or how many of something, as an address or a form asks for it: from 1 (also for what is no number) to MOST."""
    try:
        number = int(asked.get(name, ""))
    except ValueError:
        return 1
    return min(max(1, number), MOST)


def furnish(app: Flask) -> None:
    """What `<int:…>` means in every address of the app."""
    app.url_map.converters["int"] = _Number
