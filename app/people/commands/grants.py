"""Roles of officers: given and taken, from a day to a day."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.errors import Conflict, Invalid, NotAllowed
from app.people import queries, rules
from app.people.commands.events import note
from app.people.queries.places import valid_on
from app.people.records import RoleGrant
from app.people.roles import roles
from app.store import clock, db, get, tenant


def grant_role(
    account_id: int,
    role: str,
    organisation: str,
    *,
    by: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RoleGrant:
    """Gives an officer a role in an organisation from a day (today) to a day (open). Invalid when the role does not belong
    there or may not be in one hand with what they have; NotAllowed for oneself; Conflict when they have it already."""
    account = queries.officer(account_id)
    if account.actor == by:
        raise NotAllowed(_("不能给自己授权，请由另一位管理员操作。"))
    since = valid_from or clock.today()
    _check(account_id, role, organisation, since, valid_to)
    grant = RoleGrant(
        account_id=account_id, role=role, organisation=organisation, valid_from=since, valid_to=valid_to, granted_by=by
    )
    db.session.add(grant)
    note("role_granted", by=by, account_id=account_id, role=role, organisation=organisation)
    return grant


def _check(account_id: int, role: str, organisation: str, since: date, until: date | None) -> None:
    if role not in roles():
        raise Invalid(_("没有这个角色。"))
    if not roles()[role].fits(queries.organisation(organisation).level):
        raise Invalid(_("这个角色不能设在这一级机构，请选择对应级别的机构。"))
    if until is not None and until < since:
        raise Invalid(_("结束日期不能早于开始日期。"))
    held = _held(account_id, since, until)
    if (role, organisation) in held:
        raise Conflict(_("这位工作人员在这段时间里已经有这个角色。"))
    problem = rules.check_separation({role} | {one for one, _ in held})
    if problem:
        raise Invalid(_(problem))


def _held(account_id: int, since: date, until: date | None) -> set[tuple[str, str]]:
    """The roles an account holds on any day of the period."""
    return {
        (grant.role, grant.organisation)
        for grant in queries.role_grants(account_id)
        if (grant.valid_to is None or grant.valid_to >= max(since, grant.valid_from))
        and (until is None or grant.valid_from <= until)
    }


def revoke_role(grant_id: int, *, by: str) -> RoleGrant:
    """Takes a role away at once. Conflict for the last administrator: nobody could give it back."""
    grant = get(RoleGrant, grant_id, lock=True)
    if grant.role == "administrator" and _administrators() <= 1:
        raise Conflict(_("这是最后一位系统管理员，不能撤销。请先授权另一位。"))
    grant.valid_to = clock.today() - timedelta(days=1)
    note("role_revoked", by=by, account_id=grant.account_id, role=grant.role, organisation=grant.organisation)
    return grant


def _administrators() -> int:
    statement = select(func.count(RoleGrant.account_id.distinct())).where(
        RoleGrant.tenant == tenant(), RoleGrant.role == "administrator", valid_on(RoleGrant, clock.today())
    )
    return db.session.scalar(statement) or 0
