"""The self-assessment, asked and answered over HTTP without signing in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.cases.records import Case
from app.store import db

COUPLE = {
    "category": "30",
    "members[]": ["0", "1"],
    "members[0].age": "41",
    "members[0].declared_monthly_income": "2500",
    "members[0].declared_deposits": "10000",
    "members[1].age": "40",
    "members[1].declared_monthly_income": "0",
    "members[1].declared_deposits": "0",
    "home_area": "0",
    "vehicles": "0",
    "hukou_since": "2001-01-01",
}


def ask(client: FlaskClient, **changes: Any) -> str:
    return client.post("/assess", data={**COUPLE, **changes}).get_data(as_text=True)


def test_everybody_may_ask(client: FlaskClient, at: Any) -> None:
    at("2026-03-02 09:00")
    answer = client.get("/assess")
    assert answer.status_code == 200 and "看看是否符合申请条件" in answer.get_data(as_text=True)


def test_what_fits_is_said_and_what_was_not_asked(client: FlaskClient, at: Any) -> None:
    at("2026-03-02 09:00")
    text = ask(client)
    assert "您填写的情况符合申请条件" in text
    assert "2,290.00 元" in text, "the second one counts at least the minimum wage"
    assert "限制申请" in text


def test_what_does_not_fit_is_told_with_article_and_advice(client: FlaskClient, at: Any) -> None:
    at("2026-03-02 09:00")
    text = ask(client, hukou_since="", home_area="60", vehicles="2", vehicle_value="160000", commercial="on")
    for said in ("3 项不符合", "须具有本市户籍", "15平方米", "超过一辆车", "第七条第（一）项"):
        assert said in text


def test_the_route_without_register_asks_for_its_own(client: FlaskClient, at: Any) -> None:
    at("2026-03-02 09:00")
    worker = {
        "category": "60",
        "hukou_since": "",
        "permit_until": "2027-01-01",
        "insurance_months": "12",
        "labour_contract": "on",
    }
    assert "符合申请条件" in ask(client, **worker)
    assert "2 项不符合" in ask(client, **{**worker, "permit_until": "", "insurance_months": "11"})


def test_faults_are_told_beside_their_fields_and_nothing_typed_is_lost(client: FlaskClient, at: Any) -> None:
    at("2026-03-02 09:00")
    answer = client.post("/assess", data={**COUPLE, "members[0].age": "old", "home_area": "12.5"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "old" in text and "12.5" in text


def test_nothing_is_stored(client: FlaskClient, db_session: Any, at: Any) -> None:
    at("2026-03-02 09:00")
    ask(client)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0
