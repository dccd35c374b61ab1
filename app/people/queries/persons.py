"""What may be asked about people: who is behind a session or an actor's name, who has which role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select

from app.errors import NotFound
from app.people.person import Grant, Person
from app.people.queries.places import subtree, valid_on
from app.people.records import Account, Attempts, PeopleEvent, RoleGrant, SignIn
from app.people.roles import seeing
from app.store import clock, db, get, personal, tenant

SYSTEM = "system"


@dataclass(frozen=True)
class Officer:
    """An officer in a list: id, actor, name, sign-in name, whether the account is open, today's grants."""

    id: int
    actor: str
    name: str
    login: str
    open: bool
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class OfficerPage:
    """One page of officers, and how many there are in all."""

    officers: list[Officer]
    total: int


def token_hash(key: str) -> bytes:
    """How a session's key is kept: a reader of the table cannot sign in with it."""
    return sha256(key.encode()).digest()


def person_of_session(key: str) -> Person | None:
    """Who signed in with this session and has not ended it; None when there is no such session."""
    statement = (
        select(Account)
        .join(SignIn, (SignIn.tenant == Account.tenant) & (SignIn.account_id == Account.id))
        .where(SignIn.tenant == tenant(), SignIn.token_hash == token_hash(key))
        .where(SignIn.ended_at.is_(None), Account.closed_at.is_(None))
    )
    account = db.session.scalar(statement)
    return None if account is None else person_of(account, session_key=key)


def person_of(account: Account, *, session_key: str = "") -> Person:
    """The person of an account with the roles of today."""
    grants = grants_of(account.id) if account.kind == "officer" else ()
    wide = seeing("subtree")
    under = frozenset[str]().union(*(subtree(code) for role, code in grants if role in wide))
    return Person(
        id=account.id,
        kind=account.kind,
        name=account.name,
        grants=grants,
        under=under,
        language=account.language,
        large_type=account.large_type,
        session_key=session_key,
    )


def grants_of(account_id: int, *, on: date | None = None) -> tuple[Grant, ...]:
    """The (role, organisation) pairs of an account on that day (today)."""
    statement = select(RoleGrant.role, RoleGrant.organisation).where(
        RoleGrant.tenant == tenant(), RoleGrant.account_id == account_id, valid_on(RoleGrant, on or clock.today())
    )
    return tuple(Grant(role, code) for role, code in db.session.execute(statement.order_by(RoleGrant.id)))


def role_grants(account_id: int) -> list[RoleGrant]:
    """All grants of an account, past ones too, newest first."""
    statement = select(RoleGrant).where(RoleGrant.tenant == tenant(), RoleGrant.account_id == account_id)
    return list(db.session.scalars(statement.order_by(RoleGrant.id.desc())))


def name_of(actor: str) -> str:
    """The name behind "officer:12" or "citizen:5"; "系统" (in the reader's language) for the system; the actor itself when unknown."""
    return names_of([actor])[actor]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """{actor: name} in one query: for lists and histories."""
    wanted = set(actors)
    ids = {int(actor.partition(":")[2]): actor for actor in wanted if actor.partition(":")[2].isdecimal()}
    statement = select(Account.id, Account.name).where(Account.tenant == tenant(), Account.id.in_(ids))
    names = {ids[key]: name for key, name in db.session.execute(statement)}
    return {actor: names.get(actor, _("系统") if actor == SYSTEM else actor) for actor in wanted}


def applicant_facts(account_id: int) -> dict[str, str]:
    """The name and ID number a citizen registered with: the first member of their application."""
    account = get(Account, account_id)
    return {"name": account.name, "id_number": account.id_number or ""}


def own_facts(account_id: int) -> dict[str, str]:
    """What the account's own page shows of its numbers (masked) and sign-in name; "" where there is none."""
    account = get(Account, account_id)
    return {
        "phone": personal.mask_phone(account.phone or ""),
        "id_number": personal.mask_id(account.id_number or ""),
        "login": account.login or "",
    }


def phone_of(account_id: int) -> str:
    """The phone an account was registered with, in clear: for the first answer of the application's contact page."""
    return get(Account, account_id).phone or ""


def account_named(name: str) -> Account | None:
    """The account of a phone number (citizen) or a sign-in name (officer) as tidied by the rules; None when there is none."""
    by_name = Account.login == name.lower() if name[:1].isalpha() else Account.phone_index == personal.index(name)
    return db.session.scalar(select(Account).where(Account.tenant == tenant(), by_name))


def account_of_number(id_number_index: bytes) -> int | None:
    """The account of who has that ID number (its blind index), or None: for a matter that passes to another person."""
    mine = select(Account.id).where(Account.tenant == tenant(), Account.id_number_index == id_number_index)
    return db.session.scalar(mine.where(Account.kind == "citizen", Account.closed_at.is_(None)))


def number_index_of(account_id: int) -> bytes | None:
    """The blind index of an account's ID number, to find the households it stands in."""
    return get(Account, account_id).id_number_index


def taken(phone: str, id_number: str) -> bool:
    """Whether the phone or the ID number already belongs to an account. Never say which."""
    statement = select(func.count()).where(
        Account.tenant == tenant(),
        or_(Account.phone_index == personal.index(phone), Account.id_number_index == personal.index(id_number)),
    )
    return bool(db.session.scalar(statement))


def attempts_named(name_index: bytes) -> Attempts | None:
    """The failures of a name, locked until the end of the transaction: guesses for one name wait for each other."""
    statement = select(Attempts).where(Attempts.tenant == tenant(), Attempts.name_index == name_index)
    return db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


def officer(account_id: int) -> Account:
    """The account of an officer, or NotFound: the administrator's pages show no citizens."""
    account = get(Account, account_id)
    if account.kind != "officer":
        raise NotFound()
    return account


def officers_of(role: str, organisation: str) -> list[Officer]:
    """Who has that role in that organisation today: for hand-over and for "who handles it"."""
    statement = (
        _officers()
        .join(RoleGrant, (RoleGrant.tenant == Account.tenant) & (RoleGrant.account_id == Account.id))
        .where(RoleGrant.role == role, RoleGrant.organisation == organisation, valid_on(RoleGrant, clock.today()))
        .where(Account.closed_at.is_(None))
        .order_by(Account.id)
    )
    return _with_grants(list(db.session.scalars(statement.distinct())))


def officers(*, text: str = "", role: str = "", organisation: str = "", page: int = 1, size: int = 25) -> OfficerPage:
    """A page of officers by name or sign-in name, role and organisation (with what is below it)."""
    statement = _officers()
    if text:
        like = f"%{text.replace('%', '').replace('_', chr(92) + '_')}%"
        statement = statement.where(or_(Account.name.ilike(like), Account.login.ilike(like)))
    if role or organisation:
        statement = statement.where(Account.id.in_(_holders(role, organisation)))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = db.session.scalars(statement.order_by(Account.login).limit(size).offset((page - 1) * size))
    return OfficerPage(_with_grants(list(rows)), total)


def _officers() -> Select[Any]:
    return select(Account).where(Account.tenant == tenant(), Account.kind == "officer")


def _holders(role: str, organisation: str) -> Select[Any]:
    found = select(RoleGrant.account_id).where(RoleGrant.tenant == tenant(), valid_on(RoleGrant, clock.today()))
    if role:
        found = found.where(RoleGrant.role == role)
    return found.where(RoleGrant.organisation.in_(subtree(organisation))) if organisation else found


def _with_grants(accounts: Sequence[Account]) -> list[Officer]:
    statement = select(RoleGrant.account_id, RoleGrant.role, RoleGrant.organisation).where(
        RoleGrant.tenant == tenant(),
        RoleGrant.account_id.in_([account.id for account in accounts]),
        valid_on(RoleGrant, clock.today()),
    )
    grants: dict[int, list[Grant]] = {}
    for account_id, role, code in db.session.execute(statement.order_by(RoleGrant.id)):
        grants.setdefault(account_id, []).append(Grant(role, code))
    return [
        Officer(one.id, one.actor, one.name, one.login or "", one.closed_at is None, tuple(grants.get(one.id, ())))
        for one in accounts
    ]


def sign_ins(account_id: int, *, last: int = 10) -> list[SignIn]:
    """The latest tries to sign in to an account, newest first."""
    statement = select(SignIn).where(SignIn.tenant == tenant(), SignIn.account_id == account_id)
    return list(db.session.scalars(statement.order_by(SignIn.id.desc()).limit(last)))


def events(account_id: int) -> list[PeopleEvent]:
    """What was changed about an account, newest first."""
    statement = select(PeopleEvent).where(PeopleEvent.tenant == tenant(), PeopleEvent.account_id == account_id)
    return list(db.session.scalars(statement.order_by(PeopleEvent.id.desc())))
