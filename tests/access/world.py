"""The people and things that the access matrix is tried with.

Three matters: `own` (the asking citizen's household; a case of 翠香街道 in 香洲区), `other_household` (somebody else's in the
same street) and `other_district` (somebody else's in 井岸镇, 斗门区). Every officer works at 翠香街道, 香洲区 or the city.

To cover a new route, write a row in matrix.csv; when its address has parameters that belong to a matter, name a sample
function of samples.py there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.api import commands as programs
from app.api import rules
from app.api.records import ApiToken
from app.people import commands, queries
from app.people.records import Account
from app.people.roles import roles
from app.store import clock, db

WHERES = ("own", "other_household", "other_district")
TOWNS = {"own": "440402001", "other_household": "440402001", "other_district": "440403107"}
# the number of GB 11643's example and two made-up ones; nobody's
NUMBERS = {"own": "11010519491231002X", "other_household": "440402196001107680", "other_district": "440402195601210118"}
PHONES = {"own": "13800138000", "other_household": "13800138001", "other_district": "13800138002"}
PROGRAMS_OF = ("street_reviewer", "supervisor", "administrator")
FOR_PROGRAMS = ("/api/", "/metrics")
PASSWORD = "four plain words here"


@dataclass(frozen=True)
class Persona:
    """Somebody who knocks: `tokens` are the words of matrix.csv that mean them; `wide` sees every district.

    A person knocks with the `session` begun for all their knocks, a program with its `key`; `scope@role` are the words
    that mean it.
    """

    name: str
    account: Account | None
    tokens: frozenset[str]
    wide: bool = False
    key: str = ""
    session: str = ""


@dataclass
class World:
    """What there is. `things` is a place for samples to keep what they made once: one row a matter."""

    citizens: dict[str, Account]
    personas: list[Persona]
    applications: dict[str, dict[str, Any]]
    things: dict[Any, Any] = field(default_factory=dict)

    def knocking_at(self, route: str) -> list[Persona]:
        """Who is tried there: every program where programs are let in; at the pages one stands for all, none is looked at."""
        if route.startswith(FOR_PROGRAMS):
            return self.personas
        first = next(one for one in self.personas if one.key)
        return [one for one in self.personas if not one.key or one is first]


def build() -> World:
    """Three citizens, and an officer of every role."""
    citizens = {
        where: commands.register_citizen(PHONES[where], NUMBERS[where], f"申请人{'甲乙丙'[place]}", PASSWORD)
        for place, where in enumerate(WHERES)
    }
    personas = [Persona("anonymous", None, frozenset()), _person("citizen", citizens["own"], {"citizen"})]
    personas += [
        _officer(role.code, {"street": "440402001", "district": "XZ", "city": "ZH", "any": "XZ"}[role.level])
        for role in roles().values()
    ]
    personas.append(_officer("supervisor", "ZH"))
    officers = [one for one in personas if one.name.startswith(PROGRAMS_OF)]
    personas += [_program(one, *rules.SCOPES) for one in officers]
    personas += [_program(officers[0], "metrics:read"), _revoked(_program(officers[0], *rules.SCOPES))]
    return World(citizens, personas, {where: _application(where) for where in WHERES})


def _officer(role: str, organisation: str) -> Persona:
    login = f"{role}-{organisation}".lower()
    account = commands.create_officer(login, "何佩玲", PASSWORD, by="system")
    commands.grant_role(account.id, role, organisation, by="system")
    return _person(login, account, {"officer", role}, wide=organisation == queries.CITY)


def _person(name: str, account: Account, tokens: set[str], *, wide: bool = False) -> Persona:
    session = commands.begin_session(account, address="192.0.2.1")
    return Persona(name, account, frozenset(tokens), wide, session=session)


def _program(officer: Persona, *scopes: str) -> Persona:
    """A program with a token of that officer."""
    login, role = officer.name, officer.name.partition("-")[0]
    _made, key = programs.create_token(
        "试验", login=login, organisation=None, scopes=scopes, last_day=clock.today() + timedelta(days=9), by="system"
    )
    words = frozenset(f"{scope}@{role}" for scope in scopes)
    return Persona(f"program of {login} with {len(scopes)} scopes", None, words, wide=officer.wide, key=key)


def _revoked(program: Persona) -> Persona:
    """The same after its token was taken away."""
    found = db.session.scalars(select(ApiToken.id).where(ApiToken.hash == rules.hash_of(program.key))).one()
    programs.revoke_token(found, by="system")
    return replace(program, name=f"revoked {program.name}", tokens=frozenset())


def _application(where: str) -> dict[str, Any]:
    """An application in the form of data/households, for samples that open a case."""
    member = {
        "name": f"申请人{'甲乙丙'[WHERES.index(where)]}",
        "id_number": NUMBERS[where],
        "relation": "01",
        "employer": None,
        "student": False,
        "disabled": False,
        "declared_monthly_income": 2000,
        "declared_deposits": 10000,
    }
    return {
        "external_ref": f"matrix-{where}",
        "category": 20,
        "mode": "实物配租",
        "town": TOWNS[where],
        "submitted_on": clock.today().isoformat(),
        "contact_phone": PHONES[where],
        "address": "翠香街道1号",
        "graduated_on": None,
        "education": None,
        "labour_contract": False,
        "talent_certificate": False,
        "members": [member],
    }


def knock(client: FlaskClient, persona: Persona, address: str, method: str, form: dict[str, str]) -> Any:
    """The answer to that person at that address. Whatever it changed is undone."""
    with undone():
        browser = type(client)(client.application, client.response_wrapper, use_cookies=True)
        if persona.session:
            with browser.session_transaction() as cookie:
                cookie.update(_user_id=persona.session, _fresh=True, since=int(time.time()))
        sent: dict[str, Any] = {"json": form} if address.startswith("/api/") and form else {"data": form or None}
        if persona.key:
            sent["headers"] = {"Authorization": f"Bearer {persona.key}"}
        return browser.open(address, method=method, **sent)


@contextmanager
def undone() -> Iterator[None]:
    """Within it everything is written as in life; afterwards it is as if nothing had happened."""
    connection: Any = db.engines[None]
    db.session.commit()
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.rollback()
        savepoint.rollback()
        db.session.expire_all()
