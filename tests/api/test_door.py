"""The door of the API: who is let in, how often, with what; every refusal is a problem document."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import settings
from app.api import commands, rules
from app.api.records import ApiToken
from app.errors import Invalid, NotAllowed
from app.people import commands as people
from app.store import clock, db

from .conftest import Program, Works

TASKS = "/tasks"


def test_without_a_token_nobody_is_let_in(works: Works) -> None:
    works.program("reviewer")
    for header in ("", "Bearer", "Bearer anju_guessed", "Basic eDp5", "Bearer \x00"):
        answer = works.office.client.get("/api/v1/tasks", headers={"Authorization": header.replace("\x00", "?")})
        assert answer.status_code == 401 and answer.mimetype == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_problem_is_told_in_the_language_that_the_program_asks_for(works: Works) -> None:
    program = works.program("reviewer", "tasks:read")

    def told(language: str | None) -> tuple[str, str]:
        headers = {"Authorization": f"Bearer {program.token}"} | ({"Accept-Language": language} if language else {})
        answer = works.office.client.get("/api/v1/tasks/999999", headers=headers)
        assert answer.status_code == 404 and answer.json is not None
        assert "Accept-Language" in answer.headers["Vary"]
        return answer.json["title"], answer.json["detail"]

    title, detail = told(None)
    assert title == "Not Found" and not detail.isascii()
    assert told("fr") == (title, detail)
    english = told("en-GB,en;q=0.9,zh;q=0.5")
    assert english[0] == "Not Found" and english[1] != detail and english[1].replace("’", "'").isascii()
    chinese = told("zh-CN,zh;q=0.9,en;q=0.5")
    assert chinese[1] == detail and not chinese[0].isascii()


def test_a_session_of_a_person_does_not_open_the_api(works: Works) -> None:
    assert works.office.browser("reviewer").get("/api/v1/tasks").status_code == 401


def test_a_token_opens_no_page(works: Works) -> None:
    token = works.program("reviewer").token
    answer = works.office.client.get("/desk", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 303 and "sign-in" in answer.location


def test_a_token_ends_with_its_last_day(works: Works, at: Callable[[str], Any]) -> None:
    program = works.program("reviewer", days=3)
    at("2026-03-05 23:59")
    program.get(TASKS)
    at("2026-03-06 00:00")
    program.get(TASKS, 401)


def test_a_revoked_token_ends_at_once(works: Works) -> None:
    program = works.program("reviewer")
    program.get(TASKS)
    commands.revoke_token(db.session.scalars(sa.select(ApiToken.id)).one(), by="system")
    program.get(TASKS, 401)


def test_a_token_of_a_closed_account_is_worth_nothing(works: Works) -> None:
    program = works.program("reviewer")
    people.close_account(works.office.officers["reviewer"].id, by="system")
    program.get(TASKS, 401)


def test_a_token_may_only_what_its_scopes_say(works: Works) -> None:
    program = works.program("reviewer", "tasks:read")
    program.get(TASKS)
    program.get("/processes", 403)
    program.post("/tasks/1/claim", status=403)
    program.post("/messages", {"name": "x", "key": "y"}, 403)


def test_the_table_holds_no_token_and_knows_its_last_use(works: Works) -> None:
    program = works.program("reviewer")
    kept = db.session.scalars(sa.select(ApiToken)).one()
    assert kept.last_used_at is None
    program.get(TASKS)
    row = db.session.execute(sa.text("SELECT * FROM api_token")).one()
    assert program.token not in repr(row._mapping)
    assert kept.last_used_at == clock.now() and kept.used == 1


def test_too_many_requests_must_wait_and_are_told_how_long(works: Works, at: Callable[[str], Any]) -> None:
    chosen = settings.current()
    slow = dataclasses.replace(chosen, api=dataclasses.replace(chosen.api, requests_per_minute=3))
    program, other = works.program("reviewer"), works.program("colleague")
    settings.use(slow)
    try:
        for _ in range(2):
            program.get(TASKS)
        program.get("/nothing", 404)  # an address that is not there asks nothing of anybody
        program.get("/tasks/999999", 404)
        refused = program.ask("GET", TASKS, 429)
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        other.get(TASKS)
        at("2026-03-02 09:01")
        program.get(TASKS)
    finally:
        settings.use(chosen)


def _json(text: str) -> dict[str, Any]:
    return {"data": text.encode(), "content_type": "application/json"}


DEEP = '{"name": "x", "key": "y", "data": {"a": %s}}'


@pytest.mark.parametrize(
    ("method", "address", "sent", "status"),
    [
        ("GET", "/nothing", {}, 404),
        ("GET", "/tasks/999999", {}, 404),
        ("GET", "/tasks/0x1", {}, 404),
        ("GET", "/tasks/99999999999999999999", {}, 404),
        *(
            ("GET", f"/{what}/{2**63}{more}", {}, 404)
            for what in ("processes", "tasks")
            for more in ("", "/history", "/form")
        ),
        ("GET", f"/processes/{2**63 - 1}/history", {}, 404),
        ("GET", "/diagrams/%00/versions", {}, 404),
        ("DELETE", "/tasks", {}, 405),
        ("POST", "/messages", {"data": b"{", "content_type": "application/json"}, 400),
        *(("POST", "/messages", _json(DEEP % ("[" * deep + "]" * deep)), 400) for deep in (100, 900, 5_000, 100_000)),
        ("POST", "/messages", _json('{"name": NaN}'), 400),
        ("POST", "/messages", _json("9" * 5_000), 400),
        ("POST", "/messages", _json(r'{"name": "\ud800", "key": "y"}'), 422),
        ("POST", "/messages", _json(r'{"name": "x", "key": "y", "data": {"a": [1, "\u0000"]}}'), 422),
        ("POST", "/messages", _json(r'{"\ud800": 1}'), 422),
        ("POST", "/messages", _json('{"name": "x", "key": "y", "data": {"a": 1e400}}'), 422),
        ("POST", "/tasks/1/complete", _json(r'{"answers": {"\ud800": 1}}'), 422),
        ("POST", "/messages", {"data": b"a=b", "content_type": "application/x-www-form-urlencoded"}, 415),
        ("POST", "/messages", {"data": b"<a/>", "content_type": "text/xml"}, 415),
        ("POST", "/messages", {"data": b'"' + b"x" * 300_000 + b'"', "content_type": "application/json"}, 413),
        ("POST", "/messages", {"json": {}}, 422),
        ("POST", "/messages", {"json": []}, 422),
        ("POST", "/messages", {"json": {"name": "x", "key": "y", "hurry": True}}, 422),
        ("GET", "/tasks?limit=0", {}, 422),
        ("GET", "/tasks?limit=many", {}, 422),
        ("GET", "/tasks?colour=red", {}, 422),
        ("GET", "/tasks?cursor=x", {}, 422),
        ("GET", "/tasks?cursor=WyJhIl0", {}, 422),
        ("GET", "/processes?state=asleep", {}, 422),
        ("GET", "/tasks?business_key=%00", {}, 422),
    ],
)
def test_every_refusal_is_a_problem_document(
    works: Works, method: str, address: str, sent: dict[str, Any], status: int
) -> None:
    answer = works.program("reviewer").ask(method, address, status, **sent)
    if status == 405:
        assert "GET" in answer.headers["Allow"]
    for word in ("浏览器", "按钮", "首页", "页面", "12345", "上传"):
        assert word not in answer.json["detail"]
    if status == 422:
        assert answer.json["errors"][0]["pointer"].startswith("#/")


def test_what_cannot_be_kept_is_pointed_to_and_what_is_deep_but_not_too_deep_is_read() -> None:
    deep = DEEP % ("[" * 90 + "]" * 90)
    assert not list(rules.unkeepable(rules.read_body(deep.encode())))
    wrong = r'{"a": ["\ud83d\ude00", "\ude00"], "b": {"c": {"\ud800": "\u0000"}, "d": "\u0000"}, "e": -1e999}'
    assert sorted(rules.unkeepable(rules.read_body(wrong.encode()))) == ["a/1", "b/c", "b/d", "e"]


def test_a_fault_of_ours_says_nothing_about_itself(works: Works, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    program = works.program("reviewer")
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    db.session.execute(sa.text("ALTER TABLE diagram_version RENAME COLUMN sha256 TO gone"))
    answer = program.ask("GET", "/diagrams", 500)
    assert "sha256" not in answer.text and "12345" not in answer.text


def test_a_token_is_made_for_an_officer_that_is_and_for_a_year_at_most(works: Works) -> None:
    given: dict[str, Any] = {"login": "desk-reviewer", "organisation": None, "scopes": ["tasks:read"], "by": "system"}
    day = clock.today() + timedelta(days=1)
    for change, field in (
        ({"login": "nobody"}, "login"),
        ({"login": "13800138000"}, "login"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["tasks:everything"]}, "scopes"),
        ({"organisation": "NOWHERE"}, "organisation"),
    ):
        with pytest.raises(Invalid) as refused:
            commands.create_token("试验", last_day=day, **{**given, **change})
        assert list(refused.value.errors) == [field]
    for wrong in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=367)):
        with pytest.raises(Invalid) as refused:
            commands.create_token("试验", last_day=wrong, **given)
        assert list(refused.value.errors) == ["last_day"]
    own = {**given, "by": works.office.actor("reviewer")}
    with pytest.raises(NotAllowed):
        commands.create_token("试验", last_day=day, **own)


def test_a_form_token_is_not_asked_of_programs(works: Works, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    program = works.program("reviewer")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    Program.post(program, "/messages", {"name": "x", "key": "y"}, 404)
