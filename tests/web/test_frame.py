"""Around every page: headers, error pages, CSRF, languages, switches, the demonstration's clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import errors, settings
from app.web import chrome, demonstration, faults
from app.web.formatting import ZONE, due_state, pages_around
from app.web.pages import back
from app.web.pictures import diagram_data
from app.web.specimens import Picture, Task


@pytest.mark.parametrize("address", ["/licences", "/nothing-here", "/static/mark.svg", "/clock"])
def test_security_headers_are_on_every_answer(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers
    answer.close()
    with client.get(address, base_url="https://localhost") as secure:
        assert "Strict-Transport-Security" in secure.headers


def test_pages_of_signed_in_people_are_never_kept(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["_user_id"] = "nobody"
    assert client.get("/licences").headers["Cache-Control"] == "no-store"


def test_our_own_files_are_kept_by_their_content(client: FlaskClient) -> None:
    with client.get("/static/mark.svg?v=1") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_no_page_carries_script_or_style_of_its_own(client: FlaskClient) -> None:
    for address in ("/licences", "/style", "/nothing-here"):
        page = client.get(address).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick" not in page
        assert page.count("<h1") == 1
        assert page.count("<script") == page.count('type="application/json"') + page.count('type="module"')


def test_an_unknown_address_says_what_to_do(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "/nothing-here" not in answer.text.split("<main")[1]


def test_a_wrong_method_says_so_and_which_are_allowed(client: FlaskClient) -> None:
    answer = client.get("/clock")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_programs_get_a_problem_document(client: FlaskClient) -> None:
    answer = client.get("/nothing-here", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert (answer.json["status"], answer.json["title"]) == (404, "Not Found")


@pytest.mark.parametrize(
    "kind", [errors.NotFound, errors.NotAllowed, errors.Conflict, errors.Gone, errors.Invalid, errors.Unavailable]
)
def test_what_commands_raise_is_shown_in_their_words(app: Flask, kind: type[errors.AppError]) -> None:
    with app.test_request_context("/"):
        page, status = faults._known(kind("发生了 <b>这件事</b>。"))
    assert status == kind.status
    assert "发生了 &lt;b&gt;这件事&lt;/b&gt;。" in page


def test_a_design_error_tells_its_problems_to_officers_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = errors.DesignError(
        "流程有错", problems=[{"element": "examine", "text": "没有表单", "hint": "加上", "file": "a.bpmn"}]
    )
    with app.test_request_context("/"):
        assert "examine" not in faults._known(wrong)[0]
        monkeypatch.setattr(faults, "reader_is", lambda kind: True)
        assert "没有表单" in app.jinja_env.get_template("web/fault.html").render(
            chrome=faults.Chrome(plain=True), fault="x", message="", status=500, problems=wrong.problems
        )


def test_the_page_of_a_broken_system_asks_the_database_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise RuntimeError("no database")

    monkeypatch.setattr("app.store.clock.now", broken)
    monkeypatch.setattr("app.web.chrome._reader", broken)
    with app.test_request_context("/"):
        page, status = faults.show(503, "暂时不能写入。")
    assert status == 503
    assert "暂时不能写入。" in page


@pytest.fixture
def guarded(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_a_post_without_the_token_changes_nothing_and_says_why(client: FlaskClient, guarded: None) -> None:
    answer = client.post("/choose", data={"language": "en"})
    assert answer.status_code == 400
    assert "没有提交" in answer.text
    assert "Set-Cookie" not in answer.headers or "language=" not in answer.headers["Set-Cookie"]


def test_a_post_with_the_token_is_taken(client: FlaskClient, guarded: None) -> None:
    token = client.get("/style").text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/choose", data={"language": "en", "csrf_token": token}).status_code == 303


def test_language_and_type_size_stay_in_the_browser(client: FlaskClient) -> None:
    answer = client.post("/choose", data={"language": "en", "back": "/licences"})
    assert answer.headers["Location"] == "/licences"
    assert 'lang="en"' in client.get("/licences").text
    client.post("/choose", data={"reading": "large"})
    assert 'class="large"' in client.get("/licences").text
    client.post("/choose", data={"language": "kl"})
    assert 'lang="en"' in client.get("/licences").text


def test_the_browsers_wish_does_not_count_chinese_is_the_language(client: FlaskClient) -> None:
    assert 'lang="zh-CN"' in client.get("/licences", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/a\nb"]
)
def test_the_way_back_never_leaves_the_house(app: Flask, address: str) -> None:
    with app.test_request_context("/choose", method="POST", data={"back": address}):
        assert back() == "/"


def test_the_clock_moves_a_day_or_to_the_next_deadline(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = demonstration.clock.now()
    assert client.post("/clock", data={"step": "day"}).status_code == 303
    due = before + timedelta(days=9)
    monkeypatch.setattr(demonstration, "next_deadline", [lambda: due])
    assert client.post("/clock", data={"step": "deadline"}).status_code == 303
    assert due < demonstration.clock.now() < due + timedelta(minutes=1)
    monkeypatch.setattr(demonstration, "next_deadline", [])
    assert client.post("/clock", data={"step": "deadline"}).status_code == 404


def test_what_is_due_by_now_is_done_before_the_clock_moves(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, seen = [3, 1, 0], []

    def strike() -> int:
        seen.append(demonstration.clock.now())
        return left.pop(0)

    before = demonstration.clock.now()
    monkeypatch.setattr(demonstration, "catch_up", [strike])
    assert client.post("/clock", data={"step": "day"}).status_code == 303
    assert left == [] and all(one - before < timedelta(minutes=1) for one in seen)
    assert demonstration.clock.now() - before >= timedelta(days=1)


def test_outside_the_demonstration_there_is_no_clock_and_no_style_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.clock.may_move", lambda: False)
    assert client.post("/clock", data={"step": "day"}).status_code == 404
    assert client.get("/style").status_code == 404
    assert "演示日期" not in client.get("/licences").text
    assert settings.current().demo.clock, "the setting itself is on in tests"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "tone", "words"),
    [
        ("2026-03-02 09:00", "good", "还剩 10 个工作日"),
        ("2026-03-11 09:00", "good", "还剩 3 个工作日"),
        ("2026-03-12 09:00", "warn", "还剩 2 个工作日"),
        ("2026-03-13 23:59", "warn", "还剩 1 个工作日"),
        ("2026-03-16 09:00", "bad", "今天到期"),
        ("2026-03-16 23:59", "bad", "今天到期"),
        ("2026-03-17 00:00", "bad", "已逾期 1 个工作日"),
        ("2026-03-21 12:00", "bad", "已逾期 4 个工作日"),
    ],
)
def test_a_due_date_is_told_in_working_days_and_colour(app: Flask, at: Any, now: str, tone: str, words: str) -> None:
    at(now)
    with app.test_request_context("/"):
        state = due_state(Task(moment("2026-03-17 00:00"), moment("2026-03-02 08:00")))
    assert (state.tone, state.words) == (tone, words)


def test_a_finished_task_is_measured_when_it_was_finished(app: Flask, at: Any) -> None:
    at("2026-05-01 09:00")
    due, started = moment("2026-03-17 00:00"), moment("2026-03-02 08:00")
    with app.test_request_context("/"):
        assert due_state(Task(due, started, moment("2026-03-10 10:00"))).words == "按期办结"
        assert due_state(Task(due, started, moment("2026-03-18 10:00"))).tone == "bad"
        assert due_state(object()) is None


def test_a_pager_shows_the_ends_and_the_neighbours() -> None:
    assert pages_around(1, 1) == [1]
    assert pages_around(7, 17) == [1, None, 5, 6, 7, 8, 9, None, 17]


def test_nothing_in_a_diagram_can_end_its_script() -> None:
    text = diagram_data(Picture("x", "<a></script><script>alert(1)</script></a>", {}, []))
    assert "<" not in text


@pytest.mark.parametrize(
    ("path", "lies_behind"),
    [("/my", True), ("/my/ZH1", True), ("/my/integrity", False), ("/my/homes/A/report", False), ("/mystery", False)],
)
def test_a_door_is_marked_only_for_the_pages_behind_it(app: Flask, path: str, lies_behind: bool) -> None:
    with app.test_request_context(path):
        assert chrome._behind("/my") is lies_behind
