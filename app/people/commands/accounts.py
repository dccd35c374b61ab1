"""Accounts: citizens register, officers are created; passwords, preferences, closing. Every change leaves an event."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict, Invalid
from app.people import passwords, queries, rules
from app.people.commands import guard
from app.people.commands.events import note
from app.people.records import Account
from app.settings import current
from app.store import clock, db, get

LANGUAGES = ("zh", "en")


def register_citizen(phone: str, id_number: str, name: str, password: str) -> Account:
    """A citizen's account. Invalid when a rule refuses (check with `registration_problems` first, by field);
    Conflict, in the same words for both, when the phone or the ID number already has one."""
    phone, id_number = rules.tidy_number(phone), rules.tidy_number(id_number)
    problems = registration_problems(phone, id_number, name, password)
    if problems:
        raise Invalid(_(next(iter(problems.values()))))
    account = _account("citizen", name, passwords.hash_password(password))
    account.phone = phone
    account.id_number = id_number
    if queries.taken(phone, id_number):
        raise _taken()
    _add(account, _taken())
    note("registered", by=account.actor, account_id=account.id)
    return account


def registration_problems(phone: str, id_number: str, name: str, password: str) -> dict[str, str]:
    """What is wrong with a registration, {field: Chinese sentence}; empty when it may be sent."""
    phone, id_number = rules.tidy_number(phone), rules.tidy_number(id_number)
    found = {
        "name": rules.check_name(name),
        "id_number": rules.check_id_number(id_number, on=clock.today()),
        "phone": rules.check_phone(phone),
        "password": password_problem(password, phone, id_number),
    }
    if found["id_number"] is None:
        found["id_number"] = rules.check_adult(id_number, clock.today())
    return {field: problem for field, problem in found.items() if problem}


def password_problem(password: str, *own: str) -> str | None:
    """What is wrong with a new password of somebody whose phone, ID number or sign-in name are `own`."""
    least = current().people.password_min
    return rules.check_password(password, own=own, common=passwords.common_passwords(), least=least)


def own_password_problem(account_id: int, password: str) -> str | None:
    """What is wrong with a new password of that account."""
    account = get(Account, account_id)
    return password_problem(password, account.phone or "", account.id_number or "", account.login or "")


def create_officer(login: str, name: str, password: str, *, by: str, password_hash: str | None = None) -> Account:
    """An officer's account without any role yet. `password_hash`: for accounts made in bulk with one password."""
    problem = rules.check_login(login) or rules.check_name(name) or password_problem(password, login)
    if problem:
        raise Invalid(_(problem))
    account = _account("officer", name, password_hash or passwords.hash_password(password))
    account.login = login
    if queries.account_named(login):
        raise Conflict(_("这个登录名已经有人使用，请换一个。"))
    _add(account, Conflict(_("这个登录名已经有人使用，请换一个。")))
    note("officer_created", by=by, account_id=account.id, login=login)
    return account


def change_password(account_id: int, old: str, new: str, *, session_key: str) -> str | None:
    """Changes one's own password and ends all other sessions. Returns what is wrong with `old` (a Chinese sentence),
    or None when it is done; Invalid when `new` is refused (see `password_problem`)."""
    account = get(Account, account_id, lock=True)
    problem = own_password_problem(account_id, new)
    if problem:
        raise Invalid(_(problem))
    attempt = guard.begin(account.login or account.phone or account.uid)
    right = passwords.matches(old, account.password_hash)
    if guard.wait_of(attempt) or not right:
        guard.failed(attempt)
        return rules.N_("现在的密码不对。密码没有更改。")
    guard.passed(attempt)
    account.password_hash = passwords.hash_password(new)
    guard.end_sessions(account_id, but=session_key)
    note("password_changed", by=account.actor, account_id=account_id)
    return None


def reset_password(account_id: int, password: str, *, by: str) -> None:
    """Gives an officer who forgot theirs a new password, and ends their sessions."""
    account = queries.officer(account_id)
    problem = password_problem(password, account.login or "")
    if problem:
        raise Invalid(_(problem))
    account.password_hash = passwords.hash_password(password)
    guard.end_sessions(account_id)
    note("password_reset", by=by, account_id=account_id)


def set_preferences(account_id: int, *, language: str | None = None, large_type: bool | None = None) -> None:
    """Keeps the language and the 长者版 (larger type) with the account; None leaves as it is."""
    if language is not None and language not in LANGUAGES:
        raise Invalid(_("没有这种语言。"))
    account = get(Account, account_id)
    account.language = account.language if language is None else language
    account.large_type = account.large_type if large_type is None else large_type
    db.session.flush()


def close_account(account_id: int, *, by: str) -> None:
    """Nobody signs in to an officer's account any more; it stays for the histories that name it."""
    account = queries.officer(account_id)
    if account.actor == by:
        raise Conflict(_("不能停用自己的账户，请由另一位管理员操作。"))
    account.closed_at = clock.now()
    guard.end_sessions(account_id)
    note("account_closed", by=by, account_id=account_id)


def reopen_account(account_id: int, *, by: str) -> None:
    """An officer came back."""
    queries.officer(account_id).closed_at = None
    note("account_reopened", by=by, account_id=account_id)


def _account(kind: str, name: str, password_hash: str) -> Account:
    return Account(
        uid=uuid4().hex, kind=kind, name=name.strip(), password_hash=password_hash, opened_at=clock.now(), language="zh"
    )


def _taken() -> Conflict:
    return Conflict(_("不能用这个手机号或身份证号注册。如果您以前注册过，请直接登录；仍有疑问请到镇街窗口办理。"))


def _add(account: Account, taken: Any) -> None:
    """Adds the row; `taken` is raised when somebody was quicker with the same name or number."""
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError as error:
        raise taken from error
