"""Whether a letter is genuine: the page its code leads to. Open to everybody who holds the letter."""

from __future__ import annotations

from flask import render_template

from app.cases import queries
from app.cases.pages.blueprint import blueprint
from app.people import public
from app.store import get
from app.store.files import StoredFile


@blueprint.get("/letters/verify/<uid>")
@public
def verify(uid: str) -> str:
    """Kind, number, issuer and day of a letter, to whom (masked), and the hash its PDF must have."""
    letter = queries.letter_by_uid(uid)
    stored = get(StoredFile, letter.file_id) if letter.file_id else None
    return render_template("cases/verify.html", letter=letter, stored=stored, name=f"{letter.data['recipient'][:1]}*")
