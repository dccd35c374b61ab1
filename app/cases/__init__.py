"""What all rooms share about one matter of a household: case, members, documents, timeline, letters, registry facts.

Begin with records.py (what is kept), commands.py (`open_case`, `set_state`, `note`, `write_letter`) and queries.py.
`rules` checks an application in its canonical form, one plain dict as a line of `applications.jsonl`; `codes` reads the
code tables in data/; `letters` renders official letters; `process` joins a case to its diagram.
"""

from __future__ import annotations

from flask import Flask

from app.cases import words
from app.store import personal


def furnish(app: Flask) -> None:
    """What every room's templates may say: `code_label(table, code)` and `case.mode | mode` in the reader's language, `number | mask_id`."""
    app.jinja_env.globals.setdefault("code_label", words.label)
    app.jinja_env.filters.setdefault("mode", words.mode)
    app.jinja_env.filters.setdefault("mask_id", personal.mask_id)
