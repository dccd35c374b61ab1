"""Who may enter: every view carries exactly one of `@allow(...)` or `@public`; a view without either stays shut.

The cookie carries a session's random key, the table only its hash: signing out, changing a password or closing an account
ends it wherever a copy may be. `begin(person)` gives the browser a new session, so that one planted before sign-in is
worth nothing. Sessions age in real time: the demonstration moves the house's clock by weeks, and nobody has been idle.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user
from werkzeug.wrappers import Response

from app.errors import NotAllowed
from app.people import commands, queries, rules
from app.people.person import NOBODY, Person
from app.people.roles import roles
from app.registry import nearest
from app.settings import current
from app.web import preferences

View = TypeVar("View", bound=Callable[..., Any])

KINDS = ("citizen", "officer")
_LOWER_FLOORS = ("app.web", "app.store", "app.engine", "flask")  # floors below people: they cannot carry its marks
_SINCE = "since"


def allow(*who: str) -> Callable[[View], View]:
    """Lets in these kinds ("citizen", "officer") or roles. Others get 403; nobody signed in is led to the sign-in page."""
    known = (*KINDS, *roles())
    for name in who:
        if name not in known:
            raise ValueError(f"@allow does not know {name!r}{nearest(name, known)}")
    if not who:
        raise ValueError("@allow needs to say whom; use @public for everybody")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            person = current_person()
            if person.is_anonymous:
                return to_sign_in()
            if not person.may(*who):
                raise NotAllowed(_("这一页不对您的身份开放。如果您应当能够看到它，请联系系统管理员。"))
            return view(*args, **kwargs)

        return cast(View, _marked(guarded, who))

    return mark


def public(view: View) -> View:
    """Lets in everybody, signed in or not."""
    return cast(View, _marked(view, ("public",)))


def _marked(view: Callable[..., Any], who: tuple[str, ...]) -> Callable[..., Any]:
    if hasattr(view, "access"):
        raise ValueError(f"{view.__module__}.{view.__name__} carries two marks of access")
    view.access = who  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., Any]) -> tuple[str, ...] | None:
    """Whom a view lets in: ("public",), the kinds and roles of `allow`, or None when it carries no mark."""
    found = getattr(view, "access", None)
    if found is None and view.__module__.startswith(_LOWER_FLOORS):
        return ("public",)
    return found


def current_person() -> Person:
    """Who is asking; `NOBODY` (kind "anonymous", id 0) when nobody is signed in."""
    return cast(Person, current_user._get_current_object())


def begin(person: Person) -> None:
    """Signs the person in to a new session: nothing of the one before remains."""
    session.clear()
    session.permanent = True
    session[_SINCE] = int(time.time())
    login_user(person)


def to_sign_in() -> Response:
    """To the sign-in page, and afterwards back: to this page, or for a sent form to the page it was on."""
    target = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else _sent_from()
    return redirect(url_for("people.sign_in", next=rules.safe_next(target)), 303)


def _sent_from() -> str | None:
    referrer = request.referrer or ""
    return referrer[len(request.host_url) - 1 :] if referrer.startswith(request.host_url) else None


def _load(key: str) -> Person | None:
    age = time.time() - session.get(_SINCE, 0)
    return queries.person_of_session(key) if age < 3600 * current().people.session_hours else None


def _shut() -> None:
    """A view that nobody said who may see is seen by nobody."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and access_of(view) is None:
        raise NotAllowed()


def _keep_preference(*, language: str | None, large: bool | None) -> None:
    """The header's switches: what is chosen stays with the account (an unknown language is passed over, as in the cookie)."""
    person = current_person()
    if person.is_authenticated:
        known = language if language in commands.LANGUAGES else None
        commands.set_preferences(person.id, language=known, large_type=large)


class _Cookies(SecureCookieSessionInterface):
    """The session's cookie, written anew with each page, so that it ages from the last one.

    Not with a file: it may come after a later page's answer, and its older cookie would take away what that one says.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return request.endpoint != "static" and super().should_set_cookie(app, session)


def furnish(app: Flask) -> None:
    """Sign-in for the app: Flask-Login reads the session's key; an idle session ends by the cookie's own age."""
    manager = LoginManager(app)
    manager.session_protection = None  # the key itself is revocable; phones change their address all day
    manager.anonymous_user = lambda: NOBODY
    manager.user_loader(_load)
    app.permanent_session_lifetime = timedelta(minutes=current().people.idle_minutes)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = True
    app.session_interface = _Cookies()
    app.before_request(_shut)
    if _keep_preference not in preferences.kept:
        preferences.kept.append(_keep_preference)
    app.context_processor(lambda: {"current_person": current_person()})
