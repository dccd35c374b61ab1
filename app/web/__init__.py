"""The web floor: base page, macros, forms, error pages, headers, languages. Rooms bring their own pages and stand on this.

`furnish(app)` (also called `install`) is called once by create_app. Begin at `chrome` (what is around every page),
`forms` (one form file = HTML + validation), `templates/macros.html` (what pages are built from; looked at under /style).
What the floors above must lend is given, not imported: `demonstration.next_deadline`, `preferences.kept`.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from app.web import addresses, chrome, faults, formatting, headers, preferences
from app.web.forms import view as _form_view  # noqa: F401  (its template is part of the floor)

csrf = CSRFProtect()
"""Every POST of a browser carries the token; an API that signs its requests is exempted with `csrf.exempt`."""


def furnish(app: Flask) -> None:
    """Puts the floor into the app: languages, CSRF, what templates may use, error pages, headers, numbers in addresses."""
    app.config.setdefault(
        "WTF_CSRF_TIME_LIMIT", None
    )  # as long as the session: a form left open over lunch is not lost
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "web/translations")
    addresses.furnish(app)
    Babel(app, locale_selector=preferences.locale)
    csrf.init_app(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    formatting.furnish(app)
    chrome.furnish(app)
    faults.furnish(app)
    headers.furnish(app)


install = furnish
