"""The input of a skip or a move: a token that stands is passed on or set on another element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from app.engine.expressions import moment
from app.engine.spiff import displace
from app.engine.spiff.token import Token
from app.engine.visit import Visit
from app.errors import Conflict


def standing(visit: Visit, number: int) -> Token:
    """The live token of that number. Conflict when it has gone."""
    token = visit.run.find(number)
    if token is None:
        raise Conflict(_("令牌已经离开那里。请按流程现在的位置重新提出。"))
    return token


def apply_displaced(visit: Visit, given: dict[str, Any]) -> None:
    """Applies the input; also when it is tried again after trouble."""
    token = standing(visit, given["token"])
    acts: dict[str, tuple[str, Callable[[], None]]] = {
        "skip": ("skipped", lambda: displace.pass_on(visit.run, token)),
        "move": ("token_moved", lambda: displace.set_on(visit.run, token, given["to"])),
    }
    kind, act = acts[given["kind"]]
    visit.apply(given, act, kind=kind, element=given["element"], now=moment(given["at"]))  # type: ignore[arg-type]
