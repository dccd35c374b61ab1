"""The language of the reader, for words that come from data."""

from __future__ import annotations

from flask_babel import get_locale


def language() -> str:
    """ "zh" or "en": the reader's; Chinese where nobody reads (ticker, command line)."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"
