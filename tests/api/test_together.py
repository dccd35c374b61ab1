"""Programs that come at the same time, over connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.api.records import ApiToken
from app.engine.records import Journal
from app.store import db
from tests.desk.conftest import equip

from .conftest import Works
from .test_work import ACCEPT, matter


@pytest.fixture
def together(furnished: None, committed: Flask, client: Any, at: Callable[[str], Any]) -> Works:
    """The office on a database of its own, where commits are real."""
    return Works(equip(client, at))


def _at_once(app: Flask, token: str, address: str, headers: dict[str, str]) -> list[Any]:
    sent = {"Authorization": f"Bearer {token}"} | headers

    def post(_number: int) -> Any:
        with app.app_context():  # a session of its own; the clock is the test's
            return app.test_client().post(f"/api/v1{address}", headers=sent, json=ACCEPT)

    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(copy_context().run, post, number) for number in range(6)]
        return [one.result() for one in waiting]


def test_the_same_key_at_the_same_time_is_done_once_and_answered_to_all(committed: Flask, together: Works) -> None:
    _case, task = matter(together.office, 1)
    program = together.program("reviewer")
    db.session.commit()
    answers = _at_once(committed, program.token, f"/tasks/{task.id}/complete", {"Idempotency-Key": "once"})
    assert {one.status_code for one in answers} == {200} and len({one.data for one in answers}) == 1
    assert sum("Idempotency-Replayed" in one.headers for one in answers) == 5
    done = sa.select(sa.func.count()).where(Journal.process_id == task.process_id, Journal.kind == "task_completed")
    assert db.session.scalar(done) == 1
    assert db.session.scalar(sa.select(ApiToken.used)) == 6


def test_without_a_key_one_is_quicker_and_the_others_are_told(committed: Flask, together: Works) -> None:
    _case, task = matter(together.office, 1)
    program = together.program("reviewer")
    db.session.commit()
    answers = _at_once(committed, program.token, f"/tasks/{task.id}/complete", {})
    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409, 409, 409]
