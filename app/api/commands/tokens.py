"""Tokens: given by an administrator, shown once, counted at every use, taken away at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import sqlalchemy as sa
from flask_babel import gettext as _

from app.api import rules
from app.api.records import ApiToken
from app.errors import Conflict, Invalid, NotAllowed
from app.people import queries as people
from app.people.commands.events import note
from app.settings import current
from app.store import clock, db, get, tenant

WINDOW = timedelta(minutes=1)
NO_WAIT = sa.func.set_config("synchronous_commit", "off", True)


@dataclass(frozen=True)
class Use:
    """One use of a token: whose it is, what it may, and how many seconds it must wait (0 = it may go on)."""

    token_id: int
    account_id: int
    organisation: str | None
    scopes: frozenset[str]
    wait_seconds: int


def create_token(
    name: str, *, login: str, organisation: str | None, scopes: Sequence[str], last_day: date, by: str
) -> tuple[ApiToken, str]:
    """A token for that officer, valid until the end of `last_day`, and its text, which is never to be had again.

    Invalid names every problem by field: name, login, organisation, scopes, last_day. NotAllowed for oneself.
    """
    account = people.account_named(login) if login[:1].isalpha() else None
    errors = _problems(name, scopes, last_day)
    if account is None or account.kind != "officer" or account.closed_at is not None:
        errors["login"] = _("没有这个登录名的在用工作人员账户。")
    if organisation and organisation not in {one.code for one in people.organisations()}:
        errors["organisation"] = _("请选择机构。")
    if errors or account is None:
        raise Invalid(_("令牌没有建立。"), errors=errors)
    if account.actor == by:
        raise NotAllowed(_("不能给自己发放令牌，请由另一位管理员操作。"))
    plain = rules.fresh_token()
    token = ApiToken(
        name=name, hint=rules.hint_of(plain), hash=rules.hash_of(plain), scopes=sorted(set(scopes)),
        account_id=account.id, organisation=organisation or None, created_by=by, created_at=clock.now(),
        expires_at=clock.end_of(last_day),
    )  # fmt: skip
    db.session.add(token)
    note("token_created", by=by, account_id=account.id, token=token.hint, organisation=organisation or "")
    return token, plain


def _problems(name: str, scopes: Sequence[str], last_day: date) -> dict[str, str]:
    errors, longest = {}, current().api.token_days
    if not 1 <= len(name.strip()) <= 60:
        errors["name"] = _("请写明用途，最多 60 个字。")
    if not scopes or set(scopes) - set(rules.SCOPES):
        errors["scopes"] = _("请至少选择一项权限，且只选列出的权限。")
    if not clock.today() <= last_day <= clock.today() + timedelta(days=longest):
        errors["last_day"] = _("有效期至少到今天，最长 %(days)s 天。", days=longest)
    return errors


def revoke_token(token_id: int, *, by: str) -> ApiToken:
    """Takes a token away at once. Conflict when it was taken before."""
    token = get(ApiToken, token_id, lock=True)
    if token.revoked_at is not None:
        raise Conflict(_("这个令牌已经撤销。"))
    token.revoked_at, token.revoked_by = clock.now(), by
    note("token_revoked", by=by, account_id=token.account_id, token=token.hint)
    return token


def use_token(plain: str) -> Use | None:
    """Counts one request of that token; None when there is none, or it has expired or was revoked.

    One statement: two requests at the same time are two, whichever process they come to. The transaction that it is in
    does not wait for the disk: a count that a crash takes back costs nothing.
    """
    now, at = clock.now(), ApiToken
    is_new = sa.or_(at.window_at.is_(None), at.window_at <= now - WINDOW)
    statement = (
        sa.update(at)
        .where(at.tenant == tenant(), at.hash == rules.hash_of(plain), at.revoked_at.is_(None), at.expires_at > now)
        .values(
            last_used_at=now,
            used=sa.case((is_new, 1), else_=at.used + 1),
            window_at=sa.case((is_new, now), else_=at.window_at),
        )
        .returning(at.id, at.account_id, at.organisation, at.scopes, at.used, at.window_at, NO_WAIT)
        .execution_options(synchronize_session=False)
    )
    found = db.session.execute(statement).first()
    if found is None:
        return None
    wait = 0
    if found.used > current().api.requests_per_minute:
        wait = max(1, ceil((found.window_at + WINDOW - now).total_seconds()))
    return Use(found.id, found.account_id, found.organisation, frozenset(found.scopes), wait)
