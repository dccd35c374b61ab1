"""Language and type size: chosen in the header, kept in a cookie; with the account where there is one (`kept`)."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, has_request_context, request
from werkzeug.wrappers import Response

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
_YEAR = 366 * 86400

PROGRAMS = "/api/v1/"
"""Where nobody has a cookie: a program says with each request what it reads."""

kept: list[Callable[..., None]] = []
"""Called with language= or large= when a person chooses: `people` keeps it with the account."""


def locale() -> str:
    """The reader's language for Babel: Chinese unless English was chosen. Never what a browser would like; a program is asked."""
    return LANGUAGES[language()]


def language() -> str:
    """ "zh" or "en": the cookie, else what the signed-in person's account says; for programs first what their Accept-Language says."""
    if not has_request_context():
        return "zh"
    asked = wished() if request.path.startswith(PROGRAMS) else ""
    chosen = asked or request.cookies.get("language") or getattr(_person(), "language", "")
    return chosen if chosen in LANGUAGES else "zh"


def wished() -> str:
    """The language a program asks for in Accept-Language, "" when it asks for none that is spoken here."""
    return request.accept_languages.best_match(LANGUAGES) or ""


def large() -> bool:
    """Whether the 长者版 is on."""
    chosen = request.cookies.get("reading")
    return chosen == "large" if chosen else bool(getattr(_person(), "large_type", False))


def _person() -> object | None:
    """The signed-in person, when they have been looked up already: an error page must not ask the database for it."""
    return getattr(g, "_login_user", None)


def remember(answer: Response, *, language: str = "", reading: str = "") -> Response:
    """Puts the choice into the browser for a year: also for `people` at sign-in and in the account's preferences."""
    for name, value, allowed in (("language", language, LANGUAGES), ("reading", reading, ("normal", "large"))):
        if value in allowed:
            answer.set_cookie(name, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return answer
