"""Numbers in addresses: one that no table can hold names nothing, so its address is not there (404) and no query has to refuse it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1
"""PostgreSQL's bigint."""


class _Number(IntegerConverter):
    """`<int:…>` as an id: not larger than a bigint."""

    def __init__(self, map: Map, **more: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **more})


def furnish(app: Flask) -> None:
    """What `<int:…>` means in every address of the app."""
    app.url_map.converters["int"] = _Number
