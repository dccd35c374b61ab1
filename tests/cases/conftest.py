"""Households that apply: an application in its canonical form, and one that became a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.cases import commands
from app.cases.records import Case
from tests.cases.households import application


@pytest.fixture
def open_case(furnished: None, db_session: Any, at: Callable[[str], Any]) -> Callable[..., Case]:
    """open_case(serial=1, **said) opens a case of that application; the clock stands at 2026-03-02 09:00."""
    at("2026-03-02 09:00")

    def made(serial: int = 1, *, account_id: int | None = None, **said: Any) -> Case:
        return commands.open_case(application(serial, **said), account_id=account_id, channel="paper", by="system")

    return made
