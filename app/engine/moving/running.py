"""Carries out approved moves: process by process, each in a transaction of its own. Any number may do it at once.

Who is killed in the middle loses nothing: a process has moved together with its row that says so, or waits still.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exc

from app.engine import rows
from app.engine.moving import going
from app.engine.moving.plan import LIVE
from app.engine.rows import Row
from app.engine.spiff import codec
from app.store import clock, db, insist, tenant

_log = logging.getLogger("anju.engine")

_CLAIM = (
    "SELECT set_config('synchronous_commit', 'off', true), m.id, m.version_id, d.version_id, d.what::text, d.id, "
    f"d.reason, d.proposed_by, d.decided_by, {rows.PROCESS} FROM moved_process m "
    "JOIN diagram_move d ON d.tenant = m.tenant AND d.id = m.move_id "
    "JOIN process p ON p.tenant = m.tenant AND p.id = m.process_id "
    "WHERE m.tenant = %(tenant)s AND m.state = 'waiting' AND d.state = 'running' AND NOT m.id = ANY(%(passed)s) "
    "ORDER BY m.id LIMIT 1 FOR UPDATE OF m, p SKIP LOCKED"
)
_WIDTH = 9


@dataclass(frozen=True, slots=True)
class _Claim:
    """A process of a move, both locked."""

    id: int
    came_from: int
    to: int
    what: dict[str, Any]
    signed: dict[str, Any]
    row: Row


def run_moves(limit: int = 100) -> int:
    """Moves up to `limit` processes; returns how many were dealt with. Those somebody works on now come later."""
    passed: list[int] = []
    done = 0
    for _turn in range(limit):
        if not insist(lambda: _next(passed)):
            break
        done += 1
    insist(_close)
    return done


def _next(passed: list[int]) -> bool:
    """Deals with one process; False when none is left that nobody else holds."""
    claim = _claim(passed)
    if claim is None:
        return False
    passed.append(claim.id)  # also when this transaction is lost: the next round of work finds it again
    _note(claim.id, *_outcome(claim))
    return True


def _claim(passed: list[int]) -> _Claim | None:
    found = rows.run_sql(_CLAIM, {"tenant": tenant(), "passed": passed}).first()
    if found is None:
        return None
    _asynchronous, number, came_from, to, what, move, reason, proposed_by, decided_by = found[:_WIDTH]
    signed = {"by": decided_by, "proposed_by": proposed_by, "reason": reason, "move": move}
    return _Claim(number, came_from, to, codec.json_value(what), signed, rows.as_row(found[_WIDTH:]))


def _outcome(claim: _Claim) -> tuple[str, str]:
    """(state, why): moved, or left with the reason; a fault of ours undoes what was begun and keeps no other waiting."""
    if claim.row.state not in LIVE:
        return "left", _("已经结束。")
    if claim.row.version_id != claim.came_from:
        return "left", _("已经换到别的版本。")
    what = claim.what
    try:
        with db.session.begin_nested() as attempt:
            why = going.go_over(claim.row, claim.to, what["mapping"], renews=what["renews"], signed=claim.signed)
            if why:
                attempt.rollback()
    except exc.DBAPIError:
        raise  # the whole transaction is lost, and is tried again
    except Exception as error:  # noqa: BLE001  one process must never keep the others waiting
        _log.exception("process %s could not be moved", claim.row.id)
        why = f"{type(error).__name__}: {error}"
    return ("left", why) if why else ("moved", "")


def _note(number: int, state: str, why: str) -> None:
    rows.run_sql(
        "UPDATE moved_process SET state = %(state)s, why = %(why)s, at = %(at)s WHERE tenant = %(tenant)s AND id = %(id)s",
        {"tenant": tenant(), "id": number, "state": state, "why": why or None, "at": clock.now()},
    )


def _close() -> None:
    """A move in which nothing waits any more is done."""
    rows.run_sql(
        "UPDATE diagram_move d SET state = 'done', ended_at = %(now)s WHERE d.tenant = %(tenant)s AND d.state = 'running' "
        "AND NOT EXISTS (SELECT 1 FROM moved_process m WHERE m.tenant = d.tenant AND m.move_id = d.id AND m.state = 'waiting')",
        {"tenant": tenant(), "now": clock.now()},
    )
