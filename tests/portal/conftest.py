"""A citizen at the portal: places, diagrams, a signed-in browser, and the answers of one household."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.people import commands as people
from app.people.records import Account

PASSWORD = "four plain words here"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(born: str, serial: int) -> str:
    """A valid ID number of somebody born on that day (YYYYMMDD)."""
    body = f"440402{born}{serial:03d}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


OWN, SPOUSE, CHILD = id_number("19850310", 11), id_number("19860521", 24), id_number("20190601", 32)
STRANGER = id_number("19790707", 55)
CONTACT = {"town": "440402001", "address": "翠香街道康宁路 12 号 3 栋 402", "contact_phone": "13800138000"}
CATEGORY = {"category": "30", "mode": "实物配租"}
WORK = {"employer": "珠海一宇有限公司", "declared_monthly_income": "2,400.50"}
CONSENTS = {"truthful": "on", "verification": "on", "sensitive": "on"}


def pdf() -> bytes:
    """A small sound PDF."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def png() -> bytes:
    """A small sound picture."""
    out = io.BytesIO()
    Image.new("RGB", (12, 12), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def town(furnished: None, db_session: Any, at: Callable[[str], Any]) -> None:
    """Places and diagrams are there; it is Monday, 2026-03-02, 09:00."""
    at("2026-03-02 09:00")


class Browser:
    """A citizen's browser without JavaScript: fills in pages and follows redirects."""

    def __init__(self, client: Any, account: Account) -> None:
        self.client, self.account = client, account
        key = people.begin_session(account, address="192.0.2.1")
        with client.session_transaction() as cookie:
            cookie.update(_user_id=key, _fresh=True, since=int(time.time()))

    def get(self, address: str) -> Any:
        """The page there."""
        return self.client.get(address)

    def post(self, address: str, data: dict[str, Any] | None = None) -> Any:
        """The answer to a form, redirects not followed."""
        return self.client.post(address, data=data or {})

    def begin(self) -> str:
        """Begins an application → the draft's uid."""
        return str(self.post("/apply").location.rpartition("/")[2])

    def member_keys(self, uid: str) -> list[str]:
        """The keys of the members, in order."""
        found = re.findall(rf"/apply/{uid}/member/([0-9a-f]{{32}})\"", self.get(f"/apply/{uid}/members").text)
        return list(dict.fromkeys(found))

    def add_member(self, uid: str, **data: str) -> Any:
        """Opens the page of a new member and sends it."""
        page = self.get(f"/apply/{uid}/member/new").text
        action = re.search(r'<form method="post" novalidate class="question" action="([^"]+)"', page)
        assert action
        return self.post(action[1], data)

    def upload(self, uid: str, kind: str, key: str = "", content: bytes = b"", name: str = "材料.pdf") -> Any:
        """Sends one file of one line."""
        data = {"kind": kind, "member_key": key, "files": FileStorage(io.BytesIO(content or pdf()), name)}
        boundary, body = encode_multipart(data)  # in memory: the client's own way leaves a temporary file open
        content_type = f'multipart/form-data; boundary="{boundary}"'
        return self.client.post(f"/apply/{uid}/documents", data=body, content_type=content_type)

    def fill(self, uid: str) -> None:
        """Everything but the documents and the declaration, for a couple with a small child."""
        self.post(f"/apply/{uid}/category", CATEGORY)
        self.post(f"/apply/{uid}/contact", CONTACT)
        self.post(f"/apply/{uid}/member/{self.member_keys(uid)[0]}")
        self.add_member(uid, name="周敏", id_number=SPOUSE, relation="10")
        self.add_member(uid, name="林一诺", id_number=CHILD, relation="30")
        self.post(f"/apply/{uid}/claims")
        self.post(f"/apply/{uid}/housing")
        for place, key in enumerate(self.member_keys(uid)):
            self.post(f"/apply/{uid}/assets/{key}", {"declared_deposits": "12000"})
            if place < 2:
                self.post(f"/apply/{uid}/work/{key}", WORK)

    def upload_all(self, uid: str) -> int:
        """Every document that the page asks for → how many there were."""
        page = self.get(f"/apply/{uid}/documents").text
        lines = re.findall(
            r'name="kind" value="(D\d\d)"><input type="hidden" name="member_key" value="([0-9a-f]*)"', page
        )
        wanted = [line for line in lines if line[0] != "D27"]
        for number, (kind, key) in enumerate(wanted):
            content = pdf() if number % 2 else png()
            assert self.upload(uid, kind, key, content, f"{kind}.{'pdf' if number % 2 else 'png'}").status_code == 303
        return len(wanted)

    def apply(self) -> str:
        """The whole way → the case's number."""
        uid = self.begin()
        self.fill(uid)
        self.upload_all(uid)
        answer = self.post(f"/apply/{uid}/declaration", CONSENTS)
        assert answer.status_code == 303, answer.text
        return str(answer.location.split("/")[2])


@pytest.fixture
def browser(town: None, client: Any) -> Browser:
    """林晓岚 is signed in."""
    return Browser(client, people.register_citizen("13800138000", OWN, "林晓岚", PASSWORD))


@pytest.fixture
def stranger(browser: Browser) -> Browser:
    """Somebody else, in another browser."""
    client = type(browser.client)(browser.client.application, browser.client.response_wrapper, use_cookies=True)
    return Browser(client, people.register_citizen("13800138001", STRANGER, "何志远", PASSWORD))
