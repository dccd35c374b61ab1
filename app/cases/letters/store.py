"""Which letters are rendered when, and where they are kept."""

from __future__ import annotations

import logging
from typing import Any

import typst

from app import settings
from app.cases import queries
from app.cases.kinds import KINDS
from app.cases.letters.rendering import render
from app.cases.records import Letter, LetterText
from app.cases.rules.filling import NotFilled, fill
from app.cases.rules.texts import parse
from app.cases.texts import default_text, placeholders
from app.store import clock, db, files, get
from app.store.files import StoredFile

_log = logging.getLogger("anju.letters")


def pdf(letter: Letter) -> StoredFile:
    """The kept PDF of a letter; rendered and kept now when this is the first time. Two readers at once get the same."""
    locked = letter if letter.file_id is not None else get(Letter, letter.id, lock=True)
    if locked.file_id is not None:
        return get(StoredFile, locked.file_id)
    return _keep(locked)


def render_pending(limit: int) -> int:
    """Renders up to `limit` letters that have no PDF yet → how many. A ticker's job; several tickers share the work."""
    waiting = queries.letters_to_render(limit)
    for letter in waiting:
        try:
            _keep(letter)
        except (typst.TypstError, NotFilled) as error:  # one letter in trouble must not hold up the others
            letter.trouble = str(error).splitlines()[0][:200]
            _log.error("letter %s of kind %s cannot be rendered: %s", letter.id, letter.kind, letter.trouble)
    db.session.flush()
    return len(waiting)


def _keep(letter: Letter) -> StoredFile:
    chosen = settings.current().letters
    data = {**letter.data, "kind": letter.kind, "number": letter.number, "title": letter.title}
    if letter.recipient_number is not None:
        data["recipient_id"] = letter.recipient_number
    text = _text_of(letter)
    if text is not None:
        data = with_text(data, text)
    address = f"{chosen.address}/letters/verify/{letter.uid}"
    content = render(data, address=address, at=letter.written_at, fonts=chosen.fonts)
    stored = files.keep(content, f"{letter.title}-{letter.data['case_number']}.pdf", kinds=("pdf",))
    letter.file_id = stored.id
    letter.rendered_at, letter.trouble = clock.now(), None
    db.session.flush()
    return stored


def _text_of(letter: Letter) -> str | None:
    """The text it was written with; a letter from before there were texts takes the house's."""
    return get(LetterText, letter.text_id).text if letter.text_id is not None else default_text(letter.kind)


def with_text(data: dict[str, Any], text: str) -> dict[str, Any]:
    """The data of a letter with the blocks of its text, filled in. Raises NotFilled. `data` holds its kind."""
    known = placeholders(data["kind"])
    return {**data, "layout": KINDS[data["kind"]].layout, "blocks": fill(parse(text, known), data, known)}
