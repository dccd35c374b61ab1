"""Cases for the room."""

from __future__ import annotations

from tests.cases.conftest import open_case

__all__ = ["open_case"]
