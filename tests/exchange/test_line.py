"""The line and the simulators, over real HTTP."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time

import httpx
import pytest

from app.exchange.line import MOST_BYTES, Line, NoAnswer, ask
from app.exchange.rules import DEPARTMENTS, headers
from tests.exchange.conftest import NUMBER, TOKEN, record


def line(base: str, department: str, *, token: str = TOKEN, seconds: float = 0.3) -> Line:
    return Line(f"{base}/{department}", "anju", token, connect_seconds=1.0, answer_seconds=seconds)


def question(department: str, *, number: str = NUMBER, name: str = "林海") -> dict:
    return {
        "request_id": "9f",
        "purpose": "eligibility",
        "authorisation": "ZH2026-000001-A",
        "case_number": "ZH2026-000001",
        "items": list(DEPARTMENTS[department].items),
        "person": {"name": name, "id_number": number},
    }


@pytest.mark.parametrize("department", list(DEPARTMENTS))
def test_every_department_answers_its_own_facts(doors, department):
    answer = ask(line(doors, department, seconds=3), department, question(department))
    assert answer["result"] == "found"
    assert answer["data"] == {key: record()[key] for key in DEPARTMENTS[department].items}


def test_a_person_nobody_knows_is_unknown_and_so_is_a_number_under_another_name(doors):
    tax = line(doors, "tax", seconds=3)
    assert ask(tax, "tax", question("tax", number="440402199001010011"))["result"] == "unknown"
    assert ask(tax, "tax", question("tax", name="王五"))["result"] == "unknown"


@pytest.mark.parametrize(
    ("mode", "result"), [("unknown", "unknown"), ("partial", "partial"), ("unsupported", "unsupported")]
)
def test_the_switches_make_a_department_answer_otherwise(doors, departments, mode, result):
    departments.switches.modes["land"] = mode
    answer = ask(line(doors, "land", seconds=3), "land", question("land"))
    assert answer["result"] == result
    assert ("houses_disposed" in answer["data"]) is False


@pytest.mark.parametrize(("mode", "reason"), [("failing", "status 503"), ("garbled", "not json"), ("slow", "too late")])
def test_trouble_is_no_answer_and_says_only_a_code(doors, departments, mode, reason):
    departments.switches.modes["tax"] = mode
    with pytest.raises(NoAnswer) as caught:
        ask(line(doors, "tax"), "tax", question("tax"))
    assert caught.value.message == reason
    assert NUMBER not in repr(caught.value) and NUMBER not in str(caught.value.__cause__)


def test_a_wrong_token_is_refused(doors):
    with pytest.raises(NoAnswer, match="status 401"):
        ask(line(doors, "tax", token="guessed"), "tax", question("tax"))


def test_a_replayed_call_is_refused(doors):
    signed = headers("anju", TOKEN, now=time.time())
    body = json.dumps(question("tax"))
    statuses = [httpx.post(f"{doors}/tax/query", content=body, headers=signed).status_code for _ in range(2)]
    assert statuses == [200, 409]


def test_a_call_signed_outside_the_window_is_refused(doors):
    for off in (-301, 302):
        signed = headers("anju", TOKEN, now=time.time() + off)
        assert httpx.post(f"{doors}/tax/query", content=b"{}", headers=signed).status_code == 401


@pytest.mark.parametrize("drop", ["purpose", "authorisation", "case_number", "request_id", "items", "person"])
def test_a_question_without_purpose_authorisation_or_case_is_refused(doors, drop):
    asked = question("tax")
    del asked[drop]
    signed = headers("anju", TOKEN, now=time.time())
    assert httpx.post(f"{doors}/tax/query", json=asked, headers=signed).status_code == 400


def test_a_department_is_not_told_facts_that_are_not_its_own(doors):
    asked = question("tax") | {"items": ["houses"]}
    signed = headers("anju", TOKEN, now=time.time())
    assert httpx.post(f"{doors}/tax/query", json=asked, headers=signed).status_code == 400


def test_the_switches_are_reached_over_http_with_a_signature(doors):
    wanted = {"department": "fund", "mode": "failing"}
    assert httpx.post(f"{doors}/switches", json=wanted).status_code == 401
    assert (
        httpx.post(f"{doors}/switches", json=wanted, headers=headers("anju", TOKEN, now=time.time())).status_code == 200
    )
    with pytest.raises(NoAnswer, match="status 503"):
        ask(line(doors, "fund"), "fund", question("fund"))


def test_nobody_there_is_no_answer():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NoAnswer):
        ask(line(f"http://127.0.0.1:{port}", "tax"), "tax", question("tax"))


def _raw_server(pieces: list[bytes], pause: float) -> tuple[str, threading.Thread]:
    """A far end that ignores HTTP manners: sends `pieces` with pauses, until cut off."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening, listening.accept()[0] as peer:
            peer.recv(65536)
            try:
                for piece in pieces:
                    peer.sendall(piece)
                    time.sleep(pause)
                while peer.recv(65536):  # the line stays open: only the asker may hang up
                    pass
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}", thread


def test_a_far_end_that_trickles_is_cut_off():
    base, thread = _raw_server([b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n"] + [b"x"] * 60, 0.1)
    with pytest.raises(NoAnswer, match="too late"):
        ask(line(base, "tax"), "tax", question("tax"))
    thread.join(10)


def test_a_far_end_that_never_stops_is_cut_off():
    base, thread = _raw_server([b"HTTP/1.1 200 OK\r\n\r\n"] + [b"x" * 65536] * 8, 0)
    with pytest.raises(NoAnswer, match="too long"):
        ask(line(base, "tax", seconds=3), "tax", question("tax"))
    thread.join(5)
    assert MOST_BYTES < 65536 * 8


def test_nothing_personal_is_logged_on_the_way(doors, departments, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    ask(line(doors, "tax", seconds=3), "tax", question("tax"))
    departments.switches.modes["tax"] = "failing"
    with pytest.raises(NoAnswer):
        ask(line(doors, "tax"), "tax", question("tax"))
    seen = caplog.text + "".join(capfd.readouterr())
    assert "tax/query" in seen
    assert NUMBER not in seen and "林海" not in seen
