"""Subscribers are told what happens: signed, by ids only, to where they may be told, patiently and not for ever."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app import engine, settings, signing
from app.api import commands, line, queries, rules
from app.errors import Invalid
from app.people import commands as people
from app.store import db, outbox
from tests.desk.conftest import Office

from .conftest import Works
from .test_work import ACCEPT, matter

ALL = ("process.started", "process.ended", "process.troubled", "task.created", "task.completed", "task.cancelled")


@dataclass
class Receiver:
    """A real HTTP receiver: keeps what came, and answers with `status`."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self) -> list[dict[str, Any]]:
        """What came, as JSON."""
        return [json.loads(body) for _headers, body in self.came]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listens on this machine, which the settings allow for the test."""
    made = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            made.came.append(({key.lower(): value for key, value in self.headers.items()}, content))
            self.send_response(made.status)
            for key, value in made.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(made.body)))
            self.end_headers()
            self.wfile.write(made.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}/hooks?from=anju"
    with allowed(loopback=True):
        yield made
    server.shutdown()
    server.server_close()
    thread.join()


class allowed:
    """Within it these settings of [webhooks] hold."""

    def __init__(self, **changes: Any) -> None:
        self.before = settings.current()
        self.after = dataclasses.replace(self.before, webhooks=dataclasses.replace(self.before.webhooks, **changes))

    def __enter__(self) -> None:
        settings.use(self.after)

    def __exit__(self, *gone: object) -> None:
        settings.use(self.before)


def test_what_happens_is_told_by_ids_only_and_signed(works: Works, receiver: Receiver) -> None:
    subscription, secret = commands.subscribe("市平台", receiver.url, ALL, by="system")
    case, task = matter(works.office, 1)
    works.program("reviewer").post(f"/tasks/{task.id}/complete", ACCEPT)
    outbox.run()
    process = engine.processes_of(case.number)[0]
    told = [(one["type"], one["data"].get("task_id")) for one in receiver.bodies()]
    assert told[:2] == [("process.started", None), ("task.created", task.id)] and ("task.completed", task.id) in told
    for headers, body in receiver.came:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        right = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{right}" and headers["content-type"] == "application/json"
        data = json.loads(body)["data"]
        assert set(data) <= {"process_id", "task_id", "diagram", "element"} and data["process_id"] == process.id
    assert len({headers["webhook-id"] for headers, _body in receiver.came}) == len(receiver.came)
    assert {one.state for one in queries.deliveries(subscription.id)} == {"done"}


def test_only_what_was_asked_for_is_told_and_nothing_after_the_end(works: Works, receiver: Receiver) -> None:
    subscription, _secret = commands.subscribe("只要办结", receiver.url, ["task.completed"], by="system")
    _case, task = matter(works.office, 1)
    engine.complete(task.id, {"outcome": "accept"}, by=works.office.actor("reviewer"))
    commands.close_subscription(subscription.id, by="system")
    outbox.run()
    assert receiver.came == []  # what still waited was dropped
    matter(works.office, 2)
    assert [one.payload["body"]["type"] for one in queries.deliveries(subscription.id)] == ["task.completed"]


def test_what_is_undone_is_not_told(works: Works, receiver: Receiver) -> None:
    subscription, _secret = commands.subscribe("市平台", receiver.url, ALL, by="system")
    db.session.commit()
    matter(works.office, 1)
    db.session.rollback()
    assert queries.deliveries(subscription.id) == []


def test_trouble_and_the_end_of_a_process_are_told_once(works: Works, receiver: Receiver) -> None:
    commands.subscribe("市平台", receiver.url, ["process.troubled", "process.ended"], by="system")
    case, _task = matter(works.office, 1)
    process = engine.processes_of(case.number)[0]
    engine.cancel(process.id, reason="试验", by="system")
    outbox.run()
    ended = [one["data"]["process_id"] for one in receiver.bodies() if one["type"] == "process.ended"]
    [tidied] = [one.id for one in engine.processes_of(case.number) if one.diagram == "cancellation"]
    assert ended == [process.id, tidied], "the application, and what put things in order after it"


def test_a_receiver_that_fails_is_tried_again_with_the_same_id_and_in_the_end_left(
    works: Works, receiver: Receiver, at: Callable[[str], Any]
) -> None:
    with allowed(loopback=True, attempts=3):
        subscription, _secret = commands.subscribe("坏了的", receiver.url, ["task.created"], by="system")
        commands.ping(subscription.id)
        receiver.status = 503
        for minute in ("00", "10", "30", "59"):
            at(f"2026-03-02 10:{minute}")
            outbox.run()
    assert len(receiver.came) == 3 and len({headers["webhook-id"] for headers, _body in receiver.came}) == 1
    (kept,) = queries.deliveries(subscription.id)
    assert kept.state == "dead" and "status 503" in str(kept.error)


def test_a_redirect_is_not_followed_and_a_long_answer_is_cut_off(works: Works, receiver: Receiver) -> None:
    target = queries.Target(receiver.url, signing.fresh_secret())
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    with pytest.raises(line.NotDelivered, match="status 307"):
        line.post(target, "msg_1", b"{}")
    assert len(receiver.came) == 1
    receiver.status, receiver.headers, receiver.body = 200, {}, b"x" * 200_000
    with pytest.raises(line.NotDelivered, match="too long"):
        line.post(target, "msg_2", b"{}")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x", "https://127.0.0.1:9/x", "https://localhost:9/x", "https://[::1]:9/x", "https://10.0.0.8/x",
        "https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]:9/x", "https://0.0.0.0:9/x", "https://192.168.1.1/x",
        "https://[fd00::1]/x", "https://100.64.0.1/x", "https://2130706433:9/x", "https://224.0.0.1/x",
    ],
)  # fmt: skip
def test_nothing_inside_is_called_whatever_its_name(db_session: Any, url: str) -> None:
    with pytest.raises(line.NotDelivered, match="address not permitted"):
        line.post(queries.Target(url, signing.fresh_secret()), "msg_1", b"{}")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "//example.org/", "https:///x", "https://user:word@example.org/",
        "https://example.org/#part", "https://example.org:99999/", "https://exa mple.org/", "javascript:alert(1)", "",
        "https://例子.cn/", "https://example.org/" + "x" * 500,
    ],
)  # fmt: skip
def test_a_wrong_address_is_refused_when_it_is_typed(db_session: Any, url: str) -> None:
    with pytest.raises(Invalid) as refused:
        commands.subscribe("市平台", url, ["task.created"], by="system")
    assert list(refused.value.errors) == ["url"]


def test_a_host_of_the_settings_may_be_told_by_http(receiver: Receiver) -> None:
    with allowed(hosts=["hub.zhuhai.gov"], loopback=False):
        assert rules.url_problem("http://hub.zhuhai.gov/x", settings.current().webhooks.hosts, loopback=False) is None
        assert rules.may_call("hub.zhuhai.gov", "10.1.2.3", ["hub.zhuhai.gov"], loopback=False)
        assert not rules.may_call("hub.zhuhai.gov", "127.0.0.1", ["hub.zhuhai.gov"], loopback=False)


def test_the_administrators_pages_make_show_once_and_stop(works: Works, receiver: Receiver) -> None:
    office: Office = works.office
    from_page = _administrator(office)
    page = from_page.post("/people/webhooks", data={"name": "市平台", "url": receiver.url, "events": ["task.created"]})
    assert page.status_code == 200 and "whsec_" in page.text
    assert "whsec_" not in from_page.get("/people/webhooks").text
    (made,) = queries.subscriptions()
    address = f"/people/webhooks/{made.id}"
    assert from_page.post(f"{address}/ping").status_code == 303
    outbox.run()
    assert receiver.bodies()[0]["type"] == "ping" and "已送达" in from_page.get(address).text
    assert from_page.post(f"{address}/close").status_code == 303
    assert from_page.post(f"{address}/ping").status_code == 409
    wrong = from_page.post("/people/webhooks", data={"name": "x", "url": "http://example.org"})
    assert wrong.status_code == 422 and 'value="http://example.org"' in wrong.text


def test_the_administrators_page_of_tokens_shows_one_once_and_takes_it_away(works: Works) -> None:
    browser = _administrator(works.office)
    form = {"name": "市平台", "login": "desk-reviewer", "scopes": ["tasks:read"], "last_day": "2026-06-30"}
    page = browser.post("/people/tokens", data=form)
    token = page.text.split('id="token">')[1].split("<")[0]
    listed = browser.get("/people/tokens").text
    assert token not in listed and token[:11] in listed
    program = dataclasses.replace(works.program("reviewer"), token=token)
    program.get("/tasks")
    address = listed.split('action="/people/tokens/')[1].split('"')[0]
    assert browser.post(f"/people/tokens/{address}").status_code == 303
    program.get("/tasks", 401)
    wrong = browser.post("/people/tokens", data={**form, "scopes": [], "last_day": "bald"})
    assert wrong.status_code == 422 and 'value="desk-reviewer"' in wrong.text


def _administrator(office: Office) -> Any:
    account = people.create_officer("desk-admin", "何管理", "four plain words here", by="system")
    people.grant_role(account.id, "administrator", "ZH", by="system")
    office.officers["admin"] = account
    return office.browser("admin")
