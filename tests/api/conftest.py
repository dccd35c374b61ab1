"""Programs at work: tokens of the office's officers, and a caller that sends what a program would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.api import commands, rules
from app.store import clock
from tests.desk.conftest import Office, equip


@dataclass
class Program:
    """One token and the requests it makes."""

    client: FlaskClient
    token: str

    def get(self, address: str, status: int = 200, **more: Any) -> Any:
        """The answer's JSON."""
        return self.ask("GET", address, status, **more).json

    def post(self, address: str, body: Any = None, status: int = 200, **more: Any) -> Any:
        """The same for a POST."""
        return self.ask("POST", address, status, json=body, **more).json

    def ask(self, method: str, address: str, status: int, headers: dict[str, str] | None = None, **more: Any) -> Any:
        """The whole answer."""
        sent = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        answer = self.client.open(f"/api/v1{address}", method=method, headers=sent, **more)
        assert answer.status_code == status, answer.get_data(as_text=True)
        if status >= 400:
            assert answer.mimetype == "application/problem+json"
            assert answer.json["status"] == status and answer.json["detail"]
        return answer


@dataclass
class Works:
    """The office and its programs."""

    office: Office

    def program(self, who: str, *scopes: str, organisation: str | None = None, days: int = 30) -> Program:
        """A program that acts as that officer; without scopes it may do everything."""
        login = f"desk-{who}"
        _made, plain = commands.create_token(
            "试验", login=login, organisation=organisation, scopes=scopes or rules.SCOPES,
            last_day=clock.today() + timedelta(days=days), by="system",
        )  # fmt: skip
        return Program(self.office.client, plain)


@pytest.fixture
def works(furnished: None, client: FlaskClient, at: Callable[[str], Any]) -> Works:
    """On 2026-03-02 at nine, in a transaction that is rolled back."""
    return Works(equip(client, at))
