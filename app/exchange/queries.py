"""What may be asked of joint checks: rounds, their valid checks, what may be used again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.cases.records import Case, RegistryFact
from app.exchange.records import Check, CheckRound
from app.exchange.rules import DEPARTMENTS, Standing, is_inconclusive
from app.store import among, db, get, row_of, rows_of, tenant

REUSABLE = ("consistent", "inconsistent", "assisted")


def check_by_id(check_id: int) -> Check:
    """The check, or NotFound."""
    return get(Check, check_id)


def round_by_id(round_id: int) -> CheckRound:
    """The round, or NotFound."""
    return get(CheckRound, round_id)


def rounds(case_id: int) -> list[CheckRound]:
    """All rounds of a case, the newest first."""
    return rows_of(CheckRound, "-id", case_id=case_id)


def latest_round(case_id: int) -> CheckRound | None:
    """The newest round of a case, or None when nothing was asked yet."""
    return row_of(CheckRound, "-id", case_id=case_id)


def ended_meanwhile(case: Case, joint: CheckRound) -> bool:
    """Whether the application ended while the departments were asked, so that nobody wants their answers any more.

    One that had ended before is a household's that lives in its home: it is asked about again at renewal and every year.
    """
    return case.closed_at is not None and case.closed_at >= joint.started_at


def valid_checks(round_id: int) -> list[Check]:
    """The checks that hold in a round, in the order asked."""
    return rows_of(Check, "member_id", "id", round_id=round_id, valid=True)


def current_check(check: Check) -> Check:
    """The check that holds now for the same round, member and department: `check` itself or what replaced it."""
    found = sa.select(Check).where(
        Check.tenant == tenant(),
        Check.round_id == check.round_id,
        Check.member_id == check.member_id,
        Check.department == check.department,
        Check.valid,
    )
    return db.session.scalars(found).one()


def place(check: Check) -> str:
    """Names a round's question about a member to a department, whichever row holds it now: for messages."""
    return f"{check.round_id}-{check.member_id}-{check.department}"


def is_wanted(check: Check) -> bool:
    """Whether its answer is still wanted: neither the department nor an officer has said what is so."""
    holds = next((one for one in valid_checks(check.round_id) if place(one) == place(check)), None)
    return holds is not None and is_inconclusive(standing(holds))


def awaited_round(case_id: int) -> int | None:
    """The case's open round in which a department still owes an answer, or None."""
    owes = sa.exists().where(
        Check.tenant == CheckRound.tenant, Check.round_id == CheckRound.id, Check.valid, Check.state == "pending"
    )
    found = sa.select(CheckRound.id).where(
        CheckRound.tenant == tenant(), CheckRound.case_id == case_id, CheckRound.closed_at.is_(None), owes
    )
    return db.session.scalar(found.order_by(CheckRound.id.desc()).limit(1))


def history(member_id: int, department: str) -> list[Check]:
    """Everything ever asked of a department about a member, the newest first."""
    return rows_of(Check, "-id", member_id=member_id, department=department)


def fresh_checks(member_ids: Iterable[int], *, since: datetime) -> dict[tuple[int, str], Check]:
    """By (member, department) the newest decided check answered at or after `since`: what may be used again."""
    found = sa.select(Check).where(
        Check.tenant == tenant(),
        among(Check.member_id, member_ids),
        Check.valid,
        Check.state.in_(REUSABLE),
        Check.answered_at >= since,
        sa.or_(Check.finding.is_(None), Check.finding.in_(("passed", "failed"))),
    )
    return {(check.member_id, check.department): check for check in db.session.scalars(found.order_by(Check.id))}


def facts(check: Check) -> dict[str, RegistryFact]:
    """What a check brought to light, by key, “no record” included: of a finding, what the department had answered too."""
    before = facts(check_by_id(check.replaces)) if check.state == "assisted" and check.replaces else {}
    found = sa.select(RegistryFact).where(
        RegistryFact.tenant == tenant(), RegistryFact.member_id == check.member_id, RegistryFact.source == check.uid
    )
    return before | {fact.kind: fact for fact in db.session.scalars(found.order_by(RegistryFact.id))}


def answered(check: Check) -> dict[str, Any]:
    """The facts that a check brought to light, by key, in the order of the department's items."""
    known = {key: fact.answer for key, fact in facts(check).items() if fact.state in ("consistent", "inconsistent")}
    return {item: known[item] for item in DEPARTMENTS[check.department].items if item in known}


def open_items(check: Check) -> list[str]:
    """What of a check is still to be found out: what the answer left out, or everything."""
    if check.state == "pending" or is_inconclusive(standing(check)):
        return list(check.missing) or list(DEPARTMENTS[check.department].items)
    return list(check.missing)


def standing(check: Check) -> Standing:
    """The check as a value for the rules."""
    return Standing(check.state, tuple(check.missing), check.finding)
