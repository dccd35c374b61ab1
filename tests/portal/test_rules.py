"""The task list and the application a draft becomes."""

from __future__ import annotations

from datetime import date

import pytest

from app.cases.rules import check_application
from app.portal import rules

from .conftest import CHILD, OWN

DAY = date(2026, 3, 2)


def answers(category: str = "30") -> dict:
    """A finished draft of one person and a child."""
    return {
        "topics": {
            "category": {"category": category, "mode": "实物配租"},
            "contact": {"town": "440402001", "address": "康宁路", "contact_phone": "13800138000"},
            "claims": {"claims": ["agent"]},
            "housing": {"houses": [], "disposed": []},
        },
        "raw": {},
        "members": [
            {
                "key": "a",
                "raw": {},
                "known": {"name": "林晓岚", "id_number": OWN, "relation": "01"},
                "member": {"name": "林晓岚", "id_number": OWN, "relation": "01", "student": False, "disabled": False},
                "work": {"employer": "", "declared_monthly_income": 2400.5, "labour_contract": True},
                "assets": {"declared_deposits": 100, "vehicles": []},
            },
            {
                "key": "b",
                "raw": {},
                "member": {"name": "林一诺", "id_number": CHILD, "relation": "30", "student": True, "disabled": False},
                "assets": {"declared_deposits": 0, "vehicles": []},
            },
        ],
    }


def test_a_finished_draft_is_an_application_without_faults():
    lines = rules.topics(answers(), 0, DAY)
    assert rules.is_complete(lines) and [line.key for line in lines][-1] == "documents"
    application = rules.application(answers(), "2026-03-02")
    assert check_application(application, today=DAY) == []
    assert application["members"][0]["declared_monthly_income"] == "2400.5" and application["claims"] == ["agent"]
    assert application["labour_contract"] is False, "not asked in category 30"


@pytest.mark.parametrize(
    ("break_it", "key", "state"),
    [
        (lambda a: a["topics"].pop("housing"), "housing", "todo"),
        (lambda a: (a["topics"].pop("contact"), a["raw"].update(contact={})), "contact", "wrong"),
        (lambda a: a["members"][1].pop("assets"), "assets", "partly"),
        (lambda a: a["members"][0].pop("work"), "work", "todo"),
        (lambda a: a["members"][1].pop("member"), "documents", "closed"),
        (lambda a: a["topics"]["category"].update(category="50"), "work", "todo"),
    ],
)
def test_what_is_missing_shows_in_its_line(break_it, key, state):
    given = answers()
    break_it(given)
    lines = {line.key: line for line in rules.topics(given, 0, DAY)}
    assert lines[key].state == state and not rules.is_complete(lines.values())


def test_missing_documents_keep_the_list_open():
    line = rules.topics(answers(), 3, DAY)[-1]
    assert (line.state, line.parts) == ("partly", 3)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("town", ("contact", "")),
        ("graduated_on", ("work", "")),
        ("members", ("members", "")),
        ("members[1].id_number", ("member", "b")),
        ("members[0].declared_deposits", ("assets", "a")),
        ("members[0].declared_monthly_income", ("work", "a")),
        ("members[9].name", ("member", "")),
        ("mode", ("category", "")),
    ],
)
def test_every_fault_leads_to_where_it_is_mended(field, place):
    assert rules.place_of(field, answers()) == place


def test_the_applicant_cannot_be_taken_out():
    assert [m["key"] for m in rules.without_member(answers(), "a")["members"]] == ["a", "b"]
    assert [m["key"] for m in rules.without_member(answers(), "b")["members"]] == ["a"]
