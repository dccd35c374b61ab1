"""The demonstration's officers: one for every queue, with readable sign-in names and one shared password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.people import passwords, queries
from app.people.commands.accounts import create_officer
from app.people.commands.grants import grant_role
from app.people.records import Account, Organisation
from app.people.roles import roles

DEMO_PASSWORD = "anju-shifan-2026"  # shown to everybody at the start: the demonstration holds made-up people only
_BY = "system"
_SINCE = date(2016, 1, 1)  # before every day that a demonstration or a rehearsal plays on
_SHOWN = ("440402001", "XZ", "ZH")  # the way of a case of 翠香街道: what a newcomer signs in to first
_TWO = frozenset({"street_reviewer", "district_reviewer", "city_reviewer"})  # a colleague to hand over to
_APART = (
    "district_approver",
    "city_approver",
)  # who saw a home given back does not approve its settlement: another must

_SURNAMES = "陈李黄梁林何吴罗郑张谢杨刘叶蔡钟苏周冯曾潘卢邓彭许温欧廖江曹"
_GIVEN = [
    "雅文",
    "志强",
    "晓岚",
    "嘉欣",
    "伟明",
    "丽华",
    "国栋",
    "思敏",
    "俊杰",
    "婉仪",
    "建平",
    "子晴",
    "永康",
    "秀英",
    "浩然",
    "慧君",
    "家乐",
    "春燕",
    "锦涛",
    "佩玲",
]


@dataclass(frozen=True)
class DemoOfficer:
    """An officer of the demonstration; `shown` ones are printed for the newcomer."""

    login: str
    name: str
    role: str
    organisation: str
    shown: bool


def demo_officers() -> list[DemoOfficer]:
    """Who there should be: every role in every organisation it belongs to, sign-in name `<organisation>-<role>`."""
    found = []
    for place, (organisation, role, twin) in enumerate(_posts()):
        login = f"{organisation.slug}-{role}{twin}"
        name = _SURNAMES[place % len(_SURNAMES)] + _GIVEN[(place * 7 + place // len(_SURNAMES)) % len(_GIVEN)]
        found.append(DemoOfficer(login, name, role, organisation.code, organisation.code in _SHOWN and not twin))
    return found


def _posts() -> Iterator[tuple[Organisation, str, str]]:
    order = {"city": 0, "district": 1, "street": 2}
    outside = queries.subtree("HQ")
    inside = [one for one in queries.organisations() if one.code not in outside]
    for organisation in sorted(inside, key=lambda one: (order[one.level], one.code)):
        for role in roles().values():
            if role.fits(organisation.level):
                yield organisation, role.code, ""
                if organisation.code in _SHOWN and role.code in _TWO:
                    yield organisation, role.code, "2"
    for organisation in inside:  # at the end, so that the others keep their names
        yield from ((organisation, role, "2") for role in _APART if roles()[role].fits(organisation.level))


def load_demo_officers() -> list[DemoOfficer]:
    """Creates those who are missing; returns all. The password is hashed once: eighty hashes would cost seconds."""
    wanted = demo_officers()
    shared = passwords.hash_password(DEMO_PASSWORD)
    for one in wanted:
        if queries.account_named(one.login) is None:
            _create(one, shared)
    return wanted


def _create(one: DemoOfficer, shared: str) -> Account:
    account = create_officer(one.login, one.name, DEMO_PASSWORD, by=_BY, password_hash=shared)
    grant_role(account.id, one.role, one.organisation, by=_BY, valid_from=_SINCE)
    return account
