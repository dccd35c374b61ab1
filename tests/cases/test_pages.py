"""The page behind a letter's code."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.cases import commands, letters
from app.people.commands.places import load_places
from app.store import transaction
from tests.cases.households import application, id_number


def test_a_letter_is_verified_by_its_code_and_a_made_up_one_is_not_found(committed: Flask, at: Any) -> None:
    at("2026-03-02 09:00")
    with committed.app_context(), transaction():
        load_places()
        case = commands.open_case(application(), account_id=None, channel="paper", by="system")
        letter = commands.write_letter(case, "withdrawn", {"cause": "applicant"})
        uid, number, sha256 = letter.uid, letter.number, letters.pdf(letter).sha256
    client = committed.test_client()
    text = client.get(f"/letters/verify/{uid}").get_data(as_text=True)
    assert number in text and sha256 in text and "欧*" in text
    assert id_number(2) not in text and "欧阳琪琪" not in text
    assert client.get(f"/letters/verify/{'0' * 32}").status_code == 404
