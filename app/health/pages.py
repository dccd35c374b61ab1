"""What machines ask about the house's health: figures for Prometheus, and whether this process should get requests."""

from __future__ import annotations

import ipaddress

import sqlalchemy as sa
from flask import Blueprint, Response, request
from flask_babel import gettext as _

from app.api.access import enter
from app.errors import NotAllowed
from app.health import exposition, queries
from app.people import public
from app.settings import current
from app.store import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """For a load balancer: 200 when this process reaches its database, else 503. Says nothing else."""
    db.session.execute(sa.text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """The figures, for who may read them by settings.health.metrics."""
    if current().health.metrics == "token":
        enter("metrics:read")
    elif not _is_beside():
        raise NotAllowed(_("运行指标只对本机开放，见 config.toml 的 health.metrics。"))
    return Response(exposition.exposed(queries.figures()), content_type=exposition.MEDIA_TYPE)


def _is_beside() -> bool:
    """Asked from this machine itself; what a proxy on it passes on comes from elsewhere."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
