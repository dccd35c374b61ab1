"""Whom a token lets in: every view of the API carries exactly one `@scoped(…)`.

A token is counted in a transaction of its own before anything else happens, so that a request that fails counts too.
A POST with an Idempotency-Key is done once: the answer is kept in the transaction of the work itself.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, g, make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import UnsupportedMediaType

from app.api import commands, queries, rules
from app.errors import Changed, NotAllowed, NotFound, TooMany, Unknown
from app.people import Person
from app.settings import current
from app.store import transaction

View = Callable[..., Any]
_KEPT = ("ETag", "Location", "Content-Type")


@dataclass(frozen=True)
class Holder:
    """Behind a request: the token, the person it acts as, what it may."""

    token_id: int
    person: Person
    scopes: frozenset[str]


def caller() -> Person:
    """The officer the request's token acts as."""
    holder: Holder = g.api_holder
    return holder.person


def scoped(scope: str) -> Callable[[View], View]:
    """Lets in tokens with that scope: 401 without a token in force, 403 without the scope, 429 for too many requests."""
    if scope not in rules.SCOPES:
        raise ValueError(f"@scoped does not know {scope!r}")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            g.api_holder = enter(scope)
            _check_request()
            key = request.headers.get("Idempotency-Key")
            answer = _once(key, view, args, kwargs) if key and request.method == "POST" else view(*args, **kwargs)
            return _conditional(make_response(answer))

        guarded._apidoc = deepcopy(getattr(view, "_apidoc", {}))  # type: ignore[attr-defined]
        guarded._apidoc.setdefault("manual_doc", {})["x-scope"] = scope  # type: ignore[attr-defined]
        guarded.access = ("token", scope)  # type: ignore[attr-defined]
        return guarded

    return mark


def enter(scope: str) -> Holder:
    """Who asks, when their token is in force and has the scope. Unknown, TooMany, NotAllowed otherwise."""
    kind, _blank, plain = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not plain.strip():
        raise Unknown()
    with transaction():
        used = commands.use_token(plain.strip())
    person = queries.person_of(used.account_id, used.organisation) if used else None
    if used is None or person is None:
        raise Unknown()
    if used.wait_seconds:
        raise TooMany(wait_seconds=used.wait_seconds)
    if scope not in used.scopes:
        raise NotAllowed(_("这个令牌没有 %(scope)s 权限。", scope=scope))
    return Holder(used.token_id, person, used.scopes)


def _check_request() -> None:
    """An address that can be; JSON and nothing else, of a size that an answer to a form can have."""
    if "\x00" in request.path:
        raise NotFound()
    request.max_content_length = current().api.body_kb * 1024
    if request.method == "POST" and request.get_data(cache=True) and not request.is_json:
        raise UnsupportedMediaType()


def _once(key: str, view: View, args: Any, kwargs: Any) -> Response:
    holder: Holder = g.api_holder
    kept = commands.begin_answer(
        holder.token_id, key, rules.digest_of(request.method, request.full_path, request.get_data())
    )
    if kept is not None:
        again = Response(kept.body, kept.status or 200, kept.headers)
        again.headers["Idempotency-Replayed"] = "true"
        return again
    answer = make_response(view(*args, **kwargs))
    if answer.status_code < 400:
        headers = {name: answer.headers[name] for name in _KEPT if name in answer.headers}
        commands.keep_answer(
            holder.token_id, key, status=answer.status_code, body=answer.get_data(as_text=True), headers=headers
        )
    return answer


def _conditional(answer: Response) -> Response:
    """An ETag on every JSON that is read; 304 for who has it already."""
    if request.method in ("GET", "HEAD") and answer.status_code == 200:
        if "ETag" not in answer.headers:
            answer.set_etag(rules.tag_of(answer.get_json()))
        answer.make_conditional(request)
    return answer


def must_match(body: Any) -> None:
    """Changed (412) when the request's If-Match does not fit the representation as it is now; without one, nothing."""
    if request.if_match and not request.if_match.contains(rules.tag_of(body)):
        raise Changed()
