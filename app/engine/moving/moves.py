"""Moves under four eyes: one person plans and proposes, another approves; then the ticker carries it out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.engine import definitions, four_eyes, rows
from app.engine.four_eyes import turn_down, undecided
from app.engine.moving import going
from app.engine.moving.plan import LIVE, Fate, MovePlan, known_versions, plan_move
from app.engine.moving.trying import try_out
from app.engine.records import DiagramMove, MovedProcess
from app.engine.rows import Row
from app.engine.spiff.transplant import Mapping
from app.engine.values import Process
from app.errors import Conflict, Invalid
from app.store import clock, db, get, tenant
from app.store.reasons import reasoned


@dataclass(frozen=True, slots=True)
class Move:
    """A move as it is kept. to: version number; state: open, running, done, refused, withdrawn, stopped."""

    id: int
    diagram: str
    to: int
    mapping: Mapping
    renews: bool
    reason: str
    proposed_by: str
    proposed_at: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    ended_at: datetime | None


def propose_move(plan: MovePlan, *, reason: str, by: str) -> Move:
    """Keeps a plan for another person to approve. Invalid when nothing would move, Conflict when one is under way."""
    reason = reasoned(reason)
    if not plan.going:
        raise Invalid(_("没有可以换过去的流程。请先给停住的元素写明对应。"))
    _only_one(plan.diagram)
    found = DiagramMove(
        diagram=plan.diagram, version_id=plan.version_id, what={"mapping": plan.mapping, "renews": plan.renews},
        reason=reason, proposed_by=by, proposed_at=clock.now(), state="open",
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    return _value(found)


def _only_one(diagram: str) -> None:
    other = next((one for one in moves(diagram=diagram) if one.state in ("open", "running")), None)
    if other is not None:
        raise Conflict(_("这个流程图已有一次换版在等批准或正在进行。"), who=other.proposed_by, at=other.proposed_at)


_ENLIST = (
    "INSERT INTO moved_process (tenant, move_id, process_id, version_id, state) "
    "SELECT p.tenant, %(move)s, p.id, p.version_id, 'waiting' FROM process p WHERE p.tenant = %(tenant)s "
    "AND p.version_id = ANY(%(versions)s) AND p.state = ANY(%(live)s) ORDER BY p.id"
)


def approve_move(move_id: int, *, by: str) -> Move:
    """Starts it: every process that runs on another version now is enlisted. NotAllowed for who proposed it."""
    found = undecided(DiagramMove, move_id)
    four_eyes.approve(found, "running", by=by)
    versions = [one for one in known_versions(found.diagram) if one != found.version_id]
    rows.run_sql(_ENLIST, {"tenant": tenant(), "move": found.id, "versions": versions, "live": list(LIVE)})
    return _value(found)


def refuse_move(move_id: int, *, reason: str, by: str) -> Move:
    """Does not approve it, with the reason; who proposed it withdraws it so."""
    found = undecided(DiagramMove, move_id)
    turn_down(found, reason=reason, by=by)
    return _value(found)


def stop_move(move_id: int, *, reason: str, by: str) -> Move:
    """Stops one that is under way: what has moved has moved, what waits stays. Conflict when it does not run."""
    found = get(DiagramMove, move_id, lock=True)
    if found.state != "running":
        raise Conflict(_("这次换版没有在进行。"))
    found.state, found.decision_reason, found.ended_at = "stopped", f"{by}: {reasoned(reason)}", clock.now()
    db.session.execute(
        sa.update(MovedProcess)
        .where(MovedProcess.tenant == tenant(), MovedProcess.move_id == move_id, MovedProcess.state == "waiting")
        .values(state="left", why=_("换版已停止。"))
    )
    db.session.flush()
    return _value(found)


# asking ------------------------------------------------------------------------------------------------------------


def move(move_id: int) -> Move:
    """The move with that number. NotFound when there is none."""
    return _value(get(DiagramMove, move_id))


def moves(*, diagram: str | None = None) -> list[Move]:
    """The moves of a diagram, or of all; newest first."""
    found = sa.select(DiagramMove).where(DiagramMove.tenant == tenant())
    if diagram is not None:
        found = found.where(DiagramMove.diagram == diagram)
    return [_value(one) for one in db.session.scalars(found.order_by(DiagramMove.id.desc()))]


def plan_of(found: Move) -> MovePlan:
    """What would become of the processes now, by the mapping that was proposed."""
    return plan_move(found.diagram, to=found.to, mapping=found.mapping, renews=found.renews)


def progress(move_id: int) -> dict[str, int]:
    """How many processes are waiting, moved, left and undone."""
    at = MovedProcess
    found = sa.select(at.state, sa.func.count()).where(at.tenant == tenant(), at.move_id == move_id)
    counted = Counter({state: n for state, n in db.session.execute(found.group_by(at.state))})
    return {state: counted[state] for state in ("waiting", "moved", "left", "undone")}


@dataclass(frozen=True, slots=True)
class Member:
    """A process of a move. why: what keeps it back now, in words; was: what kept it back then."""

    process: Process
    state: str
    why: tuple[str, ...]
    was: str
    at: datetime | None


def members(move_id: int, state: str, *, limit: int = 100) -> list[Member]:
    """The processes of a move in one state, the latest first; those left behind are tried on a copy again."""
    kept, at = get(DiagramMove, move_id), MovedProcess
    found = sa.select(at).where(at.tenant == tenant(), at.move_id == move_id, at.state == state)
    target, mapping = definitions.definition(kept.version_id), kept.what["mapping"]
    listed = []
    for one in db.session.scalars(found.order_by(at.at.desc(), at.id).limit(limit)):
        row = rows.read_process(one.process_id)
        stays = state == "left" and row.state in LIVE and row.version_id != target.id
        why = tuple(try_out(row, target, mapping).why) if stays else ()
        version = definitions.definition(row.version_id).version
        listed.append(Member(row.process(version), one.state, why, one.why or "", one.at))
    return listed


def has_moved(move_id: int, process_id: int) -> bool:
    """Whether that move has moved that process, and nobody has taken it back."""
    at = MovedProcess
    ours = (at.tenant == tenant(), at.move_id == move_id, at.process_id == process_id, at.state == "moved")
    return db.session.scalar(sa.select(sa.exists().where(*ours))) is True


def fates(plan: MovePlan, *, limit: int = 100) -> list[Fate]:
    """What a plan says of single processes: those left behind first."""
    return [*plan.left, *plan.others][:limit]


def undone(row: Row, signed: dict[str, Any]) -> Process:
    """Takes a locked process back to exactly where it stood before its last move. signed: by, at, reason, proposed_by.

    Conflict when it has gone on since.
    """
    back = going.take_back(row, signed)
    at = MovedProcess
    last = sa.select(sa.func.max(at.id)).where(at.tenant == tenant(), at.process_id == row.id, at.state == "moved")
    db.session.execute(
        sa.update(at)
        .where(at.tenant == tenant(), at.id == last.scalar_subquery())
        .values(state="undone", at=clock.now())
    )
    return back


def _value(found: DiagramMove) -> Move:
    what: dict[str, Any] = found.what
    return Move(
        found.id, found.diagram, definitions.definition(found.version_id).version, what["mapping"], what["renews"],
        found.reason, found.proposed_by, found.proposed_at, found.state, found.decided_by, found.decided_at,
        found.decision_reason, found.ended_at,
    )  # fmt: skip
