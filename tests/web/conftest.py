"""Somebody reads a page on 2 March 2026."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def reading(app: Flask, at: Any) -> Iterator[None]:
    """Within a request, in Chinese."""
    at("2026-03-02 09:00")
    with app.test_request_context("/"):
        yield
