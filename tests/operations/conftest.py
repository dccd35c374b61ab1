"""Two administrators at their browsers, and small diagrams to go wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import engine
from app.people import commands as people
from tests.engine import steps
from tests.engine.drawing import diagram, end, flow, script, service, start, user

PASSWORD = "four plain words here"
LINE = diagram(
    start(), user("a"), service("b", "engine.fail"), user("c"), end(), flow("begin", "a", "b", "c", "done"), id="line"
)
SUM = diagram(
    start(),
    user("a"),
    script("s", "=amount + 1", "more"),
    user("c"),
    end(),
    flow("begin", "a", "s", "c", "done"),
    id="sum",
)


class Seat:
    """Somebody at a browser."""

    def __init__(self, client: FlaskClient, login: str, role: str = "administrator") -> None:
        name = {"one": "江家乐", "other": "陈雅文", "analyst": "林若溪"}[login]
        account = people.create_officer(login, name, PASSWORD, by="system")
        people.grant_role(account.id, role, "ZH", by="system")
        self.actor = account.actor
        self.browser = type(client)(client.application, client.response_wrapper, use_cookies=True)
        key = people.begin_session(account, address="192.0.2.1")
        with self.browser.session_transaction() as cookie:
            cookie.update(_user_id=key, _fresh=True, since=int(time.time()))

    def get(self, address: str, status: int = 200) -> str:
        """The page at that address."""
        answer = self.browser.get(address, follow_redirects=True)
        assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
        return answer.get_data(as_text=True)

    def post(self, address: str, status: int = 200, **form: Any) -> str:
        """The page after a form was sent there."""
        answer = self.browser.post(address, data=form, follow_redirects=True)
        assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
        return answer.get_data(as_text=True)


@pytest.fixture
def seats(client: FlaskClient, db_session: Any, at: Callable[..., None]) -> tuple[Seat, Seat]:
    """The first and the second administrator, on 2026-03-02; the diagrams are deployed, no step is broken."""
    at("2026-03-02 09:00")
    people.load_places()
    engine.deploy_files({"line.bpmn": LINE, "sum.bpmn": SUM}, by="officer:1")
    steps.calls.clear()
    steps.broken.clear()
    return Seat(client, "one"), Seat(client, "other")


@pytest.fixture
def stopped(seats: Any) -> Callable[..., engine.Process]:
    """stopped("line", key="K1"): a process that stopped after its first task, with the answers given."""

    def make(name: str = "line", key: str = "K1", **answers: Any) -> engine.Process:
        steps.broken.add("fail")
        engine.start(name, business_key=key, data={"amount": None}, by="citizen:1")
        return engine.complete(engine.open_tasks(business_key=key)[0].id, answers, by="officer:1")

    return make
