"""The language of the reader, for words that come from data."""

from __future__ import annotations

from flask_babel import get_locale

from app.cases import codes


def language() -> str:
    """ "zh" or "en": the reader's; Chinese where nobody reads (ticker, command line)."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def label(table: str, code: object) -> str:
    """The name of a code in the reader's language."""
    return codes.label(table, code, language())


def mode(stored: str) -> str:
    """How a household is to be helped (a home or money), kept by its Chinese name, in the reader's language."""
    return codes.label_of("guarantee_mode", stored, language())
