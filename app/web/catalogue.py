"""The English words: `python -m app.web.catalogue` looks through the app and brings translations/en up to date.

Chinese stands in the source; the catalogue holds English. What is new gets an empty translation, what is gone is dropped,
what is there stays. Prints what is still untranslated. scripts/setup compiles it; it is read by Flask-Babel.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from app import errors

APP = Path(__file__).resolve().parents[1]
FILE = Path(__file__).parent / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_pgettext": DEFAULT_KEYWORDS["pgettext"],
}  # fmt: skip
"""`pgettext("button", "办结")` where one Chinese word has two English ones: what is said, and what is to be done."""


def found() -> Catalog:
    """Every text of the app that people see, with the files it stands in."""
    with (Path(__file__).parent / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalogue = Catalog(project="anju", charset="utf-8")
    texts = extract_from_dir(APP, methods, options, KEYWORDS, ("Translators:",), strip_comment_tags=True)
    for name, _line, message, comments, context in texts:
        if not name.startswith("web/frontend/"):
            catalogue.add(message, None, [(f"app/{name}", 0)], auto_comments=comments, context=context)
    for message in _error_messages():
        catalogue.add(message, None, [("app/errors.py", 0)])
    return catalogue


def _error_messages() -> Iterator[str]:
    """The default messages of errors are their docstrings."""
    for _name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.AppError) and kind.__doc__ and "\n" not in kind.__doc__:
            yield kind.__doc__.strip()


def english() -> Catalog:
    """The catalogue as it is kept."""
    if not FILE.is_file():
        return Catalog(locale="en", project="anju", charset="utf-8")
    with FILE.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def update() -> list[str]:
    """Brings the catalogue up to date; returns what is untranslated."""
    catalogue = english()
    catalogue.update(found(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# The English words of Anju. Chinese stands in the source."
    catalogue.fuzzy = False  # a header marked fuzzy would not be compiled
    catalogue.project, catalogue.version = "anju", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.creation_date = catalogue.revision_date = datetime(
        2026, 1, 1, tzinfo=UTC
    )  # a date would differ each time
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("wb") as file:
        write_po(file, catalogue, sort_by_file=True, include_lineno=False, omit_header=False, width=120)
    return untranslated(catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without English."""
    return [str(message.id) for message in catalogue if message.id and not _has_words(message.string)]


def _has_words(text: Any) -> bool:
    return bool(text) and (isinstance(text, str) or all(text))


if __name__ == "__main__":
    missing = update()
    sys.stdout.write("".join(f"{text}\n" for text in missing) + f"{len(missing)} untranslated\n")
