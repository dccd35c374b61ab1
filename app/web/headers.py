"""Security headers on every answer, errors and downloads too."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request, session
from werkzeug.wrappers import Response

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
"""No inline script or style anywhere. `data:` for pictures: Bootstrap's ticks and arrows, QR codes."""
_YEARS = "max-age=63072000; includeSubDomains"


def policy_leaving_to(address: str) -> str:
    """The policy of a page whose form ends at another site, like a payment provider's: a browser follows the redirect only then."""
    parts = urlsplit(address)
    return POLICY.replace("form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}")


def furnish(app: Flask) -> None:
    """The headers, for every answer of the app."""
    app.after_request(_add)


def _add(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", POLICY)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("X-Frame-Options", "DENY")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", _YEARS)
    _keep_private(answer)
    return answer


def _keep_private(answer: Response) -> None:
    """What a signed-in person sees stays out of every cache; our own files, named by their content, stay in it for a year."""
    if request.endpoint == "static":
        if answer.status_code == 200 and "v" in request.args:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "_user_id" in session or answer.status_code >= 400:
        answer.headers["Cache-Control"] = "no-store"
    else:
        answer.headers.setdefault("Cache-Control", "no-cache, private")
