"""Places and a few people for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.people import commands
from app.people.records import Account

PHONE = "13800138000"
NUMBER = "11010519491231002X"
PASSWORD = "four plain words here"


@pytest.fixture
def places(db_session: Any) -> None:
    """The tree and the towns are loaded."""
    commands.load_places()


@pytest.fixture
def citizen(places: None) -> Account:
    """A citizen with the phone, number and password above."""
    return commands.register_citizen(PHONE, NUMBER, "林晓岚", PASSWORD)


@pytest.fixture
def officer(places: None) -> Callable[..., Account]:
    """officer("cuixiang-one", ("street_reviewer", "440402001")) → an officer with these roles."""

    def make(login: str, *grants: tuple[str, str]) -> Account:
        account = commands.create_officer(login, "陈志强", PASSWORD, by="system")
        for role, organisation in grants:
            commands.grant_role(account.id, role, organisation, by="system")
        return account

    return make
