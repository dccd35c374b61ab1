"""Letters to many: what was seen is what is sent, once; whoever has nothing to be told gets none."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from app import engine
from app.cases import queries as cases
from app.errors import Conflict, Invalid
from app.leasing import commands
from app.leasing.commands import mailings
from app.leasing.queries import mailings as queries
from app.leasing.queries.lists import Wish
from app.leasing.records import Lease
from app.settings import TOP
from app.store import db

Taker = Callable[..., Lease]
LATE = mailings.Order("demand_1", None, Wish(show="overdue"))


@pytest.fixture
def late(lease: Taker, at: Callable[[str], Any]) -> list[Lease]:
    """Three leases whose first bill is late, and one that is paid."""
    engine.deploy_files({"next_action.dmn": (TOP / "bpmn" / "next_action.dmn").read_bytes()}, by="system")
    found = [lease(lease_ref=name) for name in ("A1", "A2", "A3", "A4")]
    commands.issue_firsts()
    at("2026-03-20 09:00")
    commands.take_payment({"lease_ref": "A4", "date": "2026-03-20", "amount": 30968, "bank_ref": "R1"})
    at("2026-04-05 09:00")
    return found[:3]


def seen(order: mailings.Order = LATE) -> str:
    return mailings.key_of(order.kind, queries.chosen(order.districts, order.wish, order.kind).lease_ids)


def test_what_was_confirmed_is_written_in_portions_and_sent_twice_it_is_written_once(late: list[Lease]) -> None:
    key = seen()
    first = mailings.send(LATE, seen=key, by="officer:1")
    assert mailings.send(LATE, seen=key, by="officer:2") is first
    assert [mailings.write_waiting(2), mailings.write_waiting(2), mailings.write_waiting(2)] == [2, 1, 0]
    assert queries.counts(first) == {"waiting": 0, "written": 3, "needless": 0}
    for one in late:
        [letter] = cases.letters_about(one.number)
        assert (letter.kind, letter.data["overdue"]) == ("demand_1", 1)


def test_who_got_the_letter_today_does_not_get_it_again_by_another_list(late: list[Lease]) -> None:
    one = mailings.Order("demand_1", None, Wish(text=late[0].number))
    mailings.send(one, seen=seen(one), by="officer:1")
    chosen = queries.chosen(None, Wish(show="overdue"), "demand_1")
    assert (len(chosen.lease_ids), chosen.listed, chosen.had) == (2, 3, 1)


def test_a_list_that_changed_after_it_was_seen_is_not_sent(late: list[Lease]) -> None:
    key = seen()
    commands.take_payment({"lease_ref": "A1", "date": "2026-04-05", "amount": 40000, "bank_ref": "R2"})
    with pytest.raises(Conflict):
        mailings.send(LATE, seen=key, by="officer:1")


def test_who_paid_before_their_letter_was_written_gets_none(late: list[Lease]) -> None:
    mailing = mailings.send(LATE, seen=seen(), by="officer:1")
    commands.take_payment({"lease_ref": "A1", "date": "2026-04-05", "amount": 40000, "bank_ref": "R2"})
    mailings.write_waiting(10)
    assert queries.counts(mailing) == {"waiting": 0, "written": 2, "needless": 1}
    assert cases.letters_about(late[0].number) == []


def test_nobody_to_write_to_is_said(late: list[Lease]) -> None:
    nobody = mailings.Order("demand_1", ["XX"], Wish())
    with pytest.raises(Invalid):
        mailings.send(nobody, seen=seen(nobody), by="officer:1")


@pytest.mark.parametrize("kind", queries.KINDS)
def test_every_kind_that_may_go_to_many_is_written(late: list[Lease], kind: str) -> None:
    order = mailings.Order(kind, None, Wish(text=late[0].number))
    mailing = mailings.send(order, seen=seen(order), by="officer:1")
    mailings.write_waiting(10)
    assert queries.counts(mailing)["written"] == 1
    assert cases.letters_about(late[0].number)[0].text_id


def test_an_officer_sees_how_many_and_the_first_and_confirms(
    late: list[Lease], officer_client: Callable[[str, str], FlaskClient]
) -> None:
    browser = officer_client("city_reviewer", "ZH")
    assert "批量写信" in browser.get("/desk/leases?show=overdue").get_data(as_text=True)
    about = "kind=demand_1&show=overdue&months=1&q="
    page = browser.get(f"/desk/leases/letters?{about}").get_data(as_text=True)
    assert "将写 3 封" in page and late[0].number in page
    content = browser.get(f"/desk/leases/letters/first?{about}").data
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages).replace(" ", "")
    assert late[0].number in text and "（预览，未编号）" in text
    form = {"kind": "demand_1", "show": "overdue", "months": "1", "q": "", "seen": seen()}
    assert db.session.query(mailings.Mailing).count() == 0
    result = browser.post("/desk/leases/letters", data=form, follow_redirects=True).get_data(as_text=True)
    assert "已写 0 封，共 3 封" in result
    mailings.write_waiting(10)
    again = browser.post("/desk/leases/letters", data=form, follow_redirects=True).get_data(as_text=True)
    assert "已写 3 封，共 3 封" in again
    assert browser.get("/desk/leases/letters?kind=lease_contract").status_code == 404
    assert officer_client("supervisor", "ZH").get("/desk/leases/letters").status_code == 403
