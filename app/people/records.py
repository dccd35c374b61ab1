"""What is kept about people and places: organisations, towns and who serves them, accounts, roles, sign-ins, events.

Days are inclusive on both ends: `valid_to` is the last day; None means still valid.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Moment, Record, refers
from app.store.personal import Sealed


class Organisation(Record):
    """An authority of the tree: the city, its districts and functional zones, the streets and towns, an outside one."""

    __table_args__ = (
        Index("organisation_code", "tenant", "code", unique=True),
        Index("organisation_parent", "tenant", "parent"),
    )
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))  # city, district, street, external
    parent: Mapped[str | None] = mapped_column(String(12))
    slug: Mapped[str] = mapped_column(String(40))  # in readable sign-in names
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Town(Record):
    """A street (S), a town (T) or a statistical pseudo-unit (Z, nobody's address) with its statistics code."""

    __table_args__ = (Index("town_code", "tenant", "code", unique=True),)
    code: Mapped[str] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(60))
    district_code: Mapped[str] = mapped_column(String(6))
    district_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(1))
    zone: Mapped[str] = mapped_column(String(60), default="")


class TownRoute(Record):
    """Which district-level organisation serves a town, from a day to a day: routing changed over the years."""

    __table_args__ = (Index("town_route_town", "tenant", "town", "valid_from", unique=True),)
    town: Mapped[str] = mapped_column(String(9))
    organisation: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Account(Record):
    """Somebody who signs in: a citizen by phone, an officer by sign-in name. Phone and ID number are sealed."""

    __table_args__ = (
        Index("account_uid", "tenant", "uid", unique=True),
        Index("account_login", "tenant", "login", unique=True, postgresql_where=text("login IS NOT NULL")),
        Index("account_phone", "tenant", "phone_index", unique=True, postgresql_where=text("phone_index IS NOT NULL")),
        Index(
            "account_id_number",
            "tenant",
            "id_number_index",
            unique=True,
            postgresql_where=text("id_number_index IS NOT NULL"),
        ),
    )
    uid: Mapped[str] = mapped_column(String(32), default=lambda: uuid4().hex)
    kind: Mapped[str] = mapped_column(String(10))  # citizen, officer
    name: Mapped[str] = mapped_column(String(50))
    login: Mapped[str | None] = mapped_column(String(60))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="zh")
    large_type: Mapped[bool] = mapped_column(Boolean, default=False)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    phone = Sealed("phone")
    id_number = Sealed("id_number")

    @property
    def actor(self) -> str:
        """How the engine and the timeline name this person: "officer:12"."""
        return f"{self.kind}:{self.id}"


class RoleGrant(Record):
    """A role an officer has in an organisation, from a day to a day."""

    __table_args__ = (
        refers("account_id", "account.id"),
        Index("role_grant_account", "tenant", "account_id"),
        Index("role_grant_role", "tenant", "organisation", "role"),
    )
    account_id: Mapped[int] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String(30))
    organisation: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    granted_by: Mapped[str] = mapped_column(String(30))


class SignIn(Record):
    """A try to sign in: good ones carry the hash of the session's token until it ends; bad ones only the name's index."""

    __table_args__ = (
        refers("account_id", "account.id"),
        Index("sign_in_token", "tenant", "token_hash", unique=True, postgresql_where=text("token_hash IS NOT NULL")),
        Index("sign_in_account", "tenant", "account_id", "at"),
    )
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Moment)
    ok: Mapped[bool] = mapped_column(Boolean)
    address: Mapped[str] = mapped_column(String(45))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Attempts(Record):
    """Failures in a row for one name as typed (its blind index), whether or not such an account exists."""

    __table_args__ = (Index("attempts_name", "tenant", "name_index", unique=True),)
    name_index: Mapped[bytes] = mapped_column(LargeBinary)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    last_at: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class PeopleEvent(Record):
    """What was changed about accounts and roles, by whom. Rows are only ever added; no personal numbers inside."""

    __table_args__ = (Index("people_event_account", "tenant", "account_id", "id"),)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(30))
    by: Mapped[str] = mapped_column(String(30))
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
