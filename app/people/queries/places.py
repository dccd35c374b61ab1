"""What may be asked about places: the tree of organisations, towns, and who serves a town on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from app.errors import Invalid, NotFound
from app.people.records import Organisation, Town, TownRoute
from app.store import clock, db, row_of, tenant

CITY = "ZH"
APPLICANT_KINDS = ("S", "T")


@dataclass(frozen=True)
class Routing:
    """The organisations a case of a town goes through; `external` when an authority outside this system decides."""

    street: str
    district: str
    city: str
    external: bool


@dataclass(frozen=True)
class Branch:
    """An organisation with its depth in the tree (0 = the city)."""

    organisation: Organisation
    depth: int


def valid_on(kind: Any, day: date) -> ColumnElement[bool]:
    """The condition that a dated row of `kind` holds on that day (both ends inclusive)."""
    return (kind.valid_from <= day) & or_(kind.valid_to.is_(None), kind.valid_to >= day)


def route(town: str, *, on: date | None = None) -> Routing:
    """Who decides about an address in that town on that day (today). NotFound for an unknown town or an unserved day;
    Invalid for a pseudo-unit, which is nobody's address."""
    found = town_of(town)
    if found.kind not in APPLICANT_KINDS:
        raise Invalid(_("这是统计用的区域，不能作为申请地址。请选择所在的街道或镇。"))
    statement = select(TownRoute.organisation).where(
        TownRoute.tenant == tenant(), TownRoute.town == town, valid_on(TownRoute, on or clock.today())
    )
    district = db.session.scalar(statement)
    if district is None:
        raise NotFound(_("这个镇街在这一天没有受理机构。"))
    return Routing(town, district, CITY, organisation(district).level == "external")


def town_of(code: str) -> Town:
    """The town of that code, or NotFound."""
    found = row_of(Town, code=code)
    if found is None:
        raise NotFound(_("没有这个镇街。"))
    return found


def town_name(code: str) -> str:
    """`香洲区翠香街道`, or the code itself when it is unknown: for showing."""
    found = row_of(Town, code=code)
    return f"{found.district_name}{found.name}" if found else code


def served(*, on: date) -> dict[str, list[Town]]:
    """The towns each district-level organisation serves on that day, by its code."""
    statement = (
        select(TownRoute.organisation, Town)
        .join(Town, (Town.tenant == TownRoute.tenant) & (Town.code == TownRoute.town))
        .where(TownRoute.tenant == tenant(), valid_on(TownRoute, on))
        .order_by(Town.code)
    )
    found: dict[str, list[Town]] = {}
    for code, town in db.session.execute(statement):
        found.setdefault(code, []).append(town)
    return found


def towns_by_district() -> dict[str, list[Town]]:
    """The towns an applicant may live in, by district, in the order of their codes (the outside one included)."""
    statement = select(Town).where(Town.tenant == tenant(), Town.kind.in_(APPLICANT_KINDS)).order_by(Town.code)
    grouped: dict[str, list[Town]] = {}
    for town in db.session.scalars(statement):
        grouped.setdefault(town.district_name, []).append(town)
    return grouped


def town_choices() -> list[dict[str, str]]:
    """The same as choices of a form: [{"label": "香洲区 翠香街道", "value": "440402001"}]."""
    return [
        {"label": f"{district} {town.name}", "value": town.code}
        for district, towns in towns_by_district().items()
        for town in towns
    ]


def organisation(code: str) -> Organisation:
    """The organisation of that code, or NotFound."""
    found = row_of(Organisation, code=code)
    if found is None:
        raise NotFound(_("没有这个机构。"))
    return found


def organisation_names(codes: Iterable[str]) -> dict[str, str]:
    """{code: name}; an unknown code names itself."""
    wanted = set(codes)
    statement = select(Organisation.code, Organisation.name).where(
        Organisation.tenant == tenant(), Organisation.code.in_(wanted)
    )
    known = {code: name for code, name in db.session.execute(statement)}
    return {code: known.get(code, code) for code in wanted}


def organisations(*, on: date | None = None) -> list[Organisation]:
    """All organisations that exist on that day (today), by code."""
    statement = select(Organisation).where(Organisation.tenant == tenant(), valid_on(Organisation, on or clock.today()))
    return list(db.session.scalars(statement.order_by(Organisation.code)))


def tree(*, on: date | None = None) -> list[Branch]:
    """The tree of that day, parents before children: for the page and for choices."""
    children: dict[str | None, list[Organisation]] = {}
    for one in organisations(on=on):
        children.setdefault(one.parent, []).append(one)
    for below in children.values():
        below.sort(key=lambda one: (one.level == "external", one.level != "city", one.code))
    return _branches(children, None, 0)


def _branches(children: dict[str | None, list[Organisation]], parent: str | None, depth: int) -> list[Branch]:
    found: list[Branch] = []
    for one in children.get(parent, []):
        found.append(Branch(one, depth))
        found += _branches(children, one.code, depth + 1)
    return found


def subtree(code: str) -> frozenset[str]:
    """The code of that organisation and of all below it, of all days."""
    below: dict[str | None, list[str]] = {}
    statement = select(Organisation.parent, Organisation.code).where(Organisation.tenant == tenant())
    for parent, child in db.session.execute(statement):
        below.setdefault(parent, []).append(child)
    found, waiting = {code}, [code]
    while waiting:
        fresh = [child for child in below.get(waiting.pop(), []) if child not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)
