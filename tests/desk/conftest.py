"""An office that works: places, officers of a street, its district, the city and another district, the real diagrams."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import engine
from app.cases import commands as cases
from app.cases import process as case_process
from app.cases.records import Case
from app.people import commands as people
from app.people import queries
from app.people.person import Person
from app.people.records import Account
from tests.cases.households import application

STREET, OTHER_STREET = "440402001", "440403107"
PASSWORD = "four plain words here"
POSTS = {
    "reviewer": ("street_reviewer", STREET),
    "colleague": ("street_reviewer", STREET),
    "approver": ("street_approver", STREET),
    "second-approver": ("street_approver", STREET),
    "district": ("district_reviewer", "XZ"),
    "boss": ("supervisor", "XZ"),
    "city-boss": ("supervisor", "ZH"),
    "elsewhere": ("street_reviewer", OTHER_STREET),
    "other-boss": ("supervisor", "DM"),
    "auditor": ("auditor", "ZH"),
}
NAMES = dict(
    zip(
        POSTS,
        ("江家乐", "陈雅文", "陈子晴", "李浩然", "彭志强", "廖婉仪", "梁志强", "罗嘉欣", "何佩玲", "何慧君"),
        strict=True,
    )
)
VISIT = {
    "visitor_1": "陈志明", "visitor_2": "林晓燕", "visited_on": "2026-03-02", "living_condition": "租住",
    "persons_met": "申请人", "neighbours": "情况属实", "note": "",
}  # fmt: skip


@dataclass
class Office:
    """The officers by name, browsers that are signed in, and matters at their first task."""

    client: FlaskClient
    officers: dict[str, Account] = field(default_factory=dict)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def actor(self, who: str) -> str:
        """How the engine names them."""
        return self.officers[who].actor

    def person(self, who: str) -> Person:
        """Them as a signed-in person."""
        return queries.person_of(self.officers[who])

    def browser(self, who: str) -> FlaskClient:
        """Their browser, signed in."""
        if who not in self.browsers:
            browser = type(self.client)(self.client.application, self.client.response_wrapper, use_cookies=True)
            key = people.begin_session(self.officers[who], address="192.0.2.1")
            with browser.session_transaction() as cookie:
                cookie.update(_user_id=key, _fresh=True, since=int(time.time()))
            self.browsers[who] = browser
        return self.browsers[who]

    def get(self, who: str, address: str, status: int = 200) -> str:
        """The page they see at that address."""
        answer = self.browser(who).get(address, follow_redirects=status == 200)
        assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
        return answer.get_data(as_text=True)

    def post(self, who: str, address: str, status: int = 303, **form: Any) -> str:
        """What they see after sending that form; with 303 the page they are led to."""
        answer = self.browser(who).post(address, data=form)
        assert answer.status_code == status, answer.get_data(as_text=True)[-3000:]
        return self.get(who, answer.location) if status == 303 else answer.get_data(as_text=True)

    def matter(self, serial: int = 1, **said: Any) -> Case:
        """A case that waits to be accepted by the street."""
        case = cases.open_case(application(serial, **said), account_id=None, channel="paper", by="system")
        engine.start("application", business_key=case.number, data=case_process.start_data(case), by="system")
        return case

    def task(self, case: Case, element: str = "") -> engine.Task:
        """The case's open task (of that element)."""
        return next(t for t in engine.open_tasks(business_key=case.number) if not element or t.element == element)

    def bring(self, case: Case, element: str, *, by: str = "reviewer") -> engine.Task:
        """Takes the case as far as the street's task of that element."""
        answers: dict[str, dict[str, Any]] = {
            "accept": {"outcome": "accept", "missing": None, "missing_other": None},
            "home_visit": VISIT,
            "examine": {"opinion": "agree", "reasons": None, "codes": None},
        }
        while (task := self.task(case)).element != element:
            engine.complete(task.id, answers[task.element], by=self.actor(by))
        return task


def equip(client: FlaskClient, at: Callable[[str], Any]) -> Office:
    """An office on 2026-03-02 at nine, a Monday, where it is furnished."""
    at("2026-03-02 09:00")
    made = Office(client)
    for who, (role, place) in POSTS.items():
        account = people.create_officer(f"desk-{who}", NAMES[who], PASSWORD, by="system")
        people.grant_role(account.id, role, place, by="system")
        made.officers[who] = account
    return made


@pytest.fixture
def office(furnished: None, client: FlaskClient, at: Callable[[str], Any]) -> Office:
    """The office in a transaction that is rolled back."""
    return equip(client, at)
