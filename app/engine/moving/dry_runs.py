"""Dry runs in the background: where many processes would move, the ticker tries them on copies, some at a time.

What was found so far is added up in one row together with how far it is: who is killed in the middle loses one batch at
most, and any number may tick. Of the fates of single processes the first ones are kept, of everything else the counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import settings
from app.engine import definitions
from app.engine.moving.moves import Move
from app.engine.moving.plan import Fate, MovePlan, empty_plan, how_many, other_versions, rows_after, try_all
from app.engine.records import MoveTrial
from app.engine.spiff.transplant import Mapping
from app.errors import Conflict
from app.store import clock, db, get, insist, tenant

KEPT = 100
"""How many fates of each kind are kept with a dry run: as many as its page shows."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """A dry run. state: running, done, stopped; tried of total processes so far; plan: what was found."""

    id: int
    plan: MovePlan
    asked_by: str
    asked_at: datetime
    state: str
    tried: int
    total: int
    ended_at: datetime | None


def is_long(plan: MovePlan) -> bool:
    """Whether so many processes would move that a page should not wait while they are tried."""
    return how_many(plan) > settings.current().engine.plan_at_once


def begin_dry_run(
    diagram: str, *, to: int | None = None, mapping: Mapping | None = None, renews: bool = False, by: str
) -> DryRun:
    """Has all processes of a diagram tried in the background; one that runs already for the same is given back.

    NotFound and Invalid as `plan_move`.
    """
    plan = empty_plan(diagram, to=to, mapping=mapping, renews=renews)
    same = _newest(plan.diagram, plan.version_id, _what(plan))
    if same is not None and same.state == "running":
        return _value(same)
    found = MoveTrial(
        diagram=diagram, version_id=plan.version_id, what=_what(plan), asked_by=by, asked_at=clock.now(),
        state="running", last_id=0, total=how_many(plan), found=_noted(plan),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    return _value(found)


def _what(plan: MovePlan) -> dict[str, Any]:
    return {"mapping": plan.mapping, "renews": plan.renews}


def dry_run(number: int) -> DryRun:
    """The dry run with that number. NotFound when there is none."""
    return _value(get(MoveTrial, number))


def dry_run_of(found: Move) -> DryRun | None:
    """The newest dry run of what a move proposes; None when there was none in the background."""
    version_id = empty_plan(found.diagram, to=found.to, mapping=None, renews=False).version_id
    newest = _newest(found.diagram, version_id, {"mapping": found.mapping, "renews": found.renews})
    return _value(newest) if newest is not None else None


def _newest(diagram: str, version_id: int, what: dict[str, Any]) -> MoveTrial | None:
    at = MoveTrial
    ours = (at.tenant == tenant(), at.diagram == diagram, at.version_id == version_id, at.state != "stopped")
    found = db.session.scalars(sa.select(at).where(*ours).order_by(at.id.desc()).limit(KEPT))
    return next((one for one in found if one.what == what), None)


def tried_plan(number: int) -> MovePlan:
    """What a finished dry run has found, to be proposed. Conflict while it runs or when it was stopped."""
    found = dry_run(number)
    if found.state != "done":
        raise Conflict(_("试算还没有完成，请等它完成后再提出。"))
    return found.plan


def stop_dry_run(number: int) -> DryRun:
    """Breaks it off. Conflict when it does not run."""
    found = get(MoveTrial, number, lock=True)
    if found.state != "running":
        raise Conflict(_("这次试算没有在进行。"))
    _end(found, "stopped")
    return _value(found)


def _end(found: MoveTrial, state: str) -> None:
    found.state, found.ended_at = state, clock.now()
    db.session.flush()


# the ticker's side -------------------------------------------------------------------------------------------------


def run_dry_runs(limit: int = 100) -> int:
    """Tries up to `limit` processes of the oldest dry run that nobody else works on; how many."""
    return insist(lambda: _go_on(limit))


def _go_on(limit: int) -> int:
    at = MoveTrial
    waiting = sa.select(at).where(at.tenant == tenant(), at.state == "running").order_by(at.id).limit(1)
    found = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if found is None:
        return 0
    plan = _plan(found)
    next_ones = rows_after(other_versions(plan), found.last_id, limit)
    if next_ones:
        found.last_id = try_all(plan, next_ones)
        found.found = _noted(plan)
    if len(next_ones) < limit:
        _end(found, "done")
    return len(next_ones)


# how it is kept ----------------------------------------------------------------------------------------------------


def _noted(plan: MovePlan) -> dict[str, Any]:
    return {
        "versions": {str(version): count for version, count in plan.versions.items()},
        "tally": [[*met, tokens] for met, tokens in plan.tally.items()],
        "left": [astuple(one) for one in plan.left[:KEPT]],
        "others": [astuple(one) for one in plan.others[:KEPT]],
        "counts": [plan.staying, plan.going, plan.timers, plan.tasks],
    }


def _plan(found: MoveTrial) -> MovePlan:
    noted, to = found.found, definitions.definition(found.version_id).version
    staying, going, timers, tasks = noted["counts"]
    return MovePlan(
        found.diagram, to, found.version_id, found.what["mapping"], found.what["renews"],
        {int(version): count for version, count in noted["versions"].items()},
        Counter({(*met,): tokens for *met, tokens in noted["tally"]}),  # type: ignore[misc]
        [_fate(one) for one in noted["left"]], [_fate(one) for one in noted["others"]], staying, going, timers, tasks,
    )  # fmt: skip


def _fate(kept: list[Any]) -> Fate:
    fate = Fate(*kept)
    return replace(fate, why=tuple(fate.why))


def _value(found: MoveTrial) -> DryRun:
    plan = _plan(found)
    return DryRun(
        found.id, plan, found.asked_by, found.asked_at, found.state, plan.going + plan.staying, found.total, found.ended_at
    )  # fmt: skip
