"""What is right for an unfinished application: its topics, what is done, and the application it becomes.

Answers are one JSON value: `topics` (valid answers by topic), `raw` (what was typed of a topic but is not valid yet) and
`members`, each with its `key`, its parts (member, work, assets) and its own `raw`. The applicant is the first member, with
what the account says of them under `known`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.cases.rules import Problem
from app.cases.rules.household import household_problems
from app.people.rules import age_on, check_id_number, tidy_number

PARTS = {"members": "member", "work": "work", "assets": "assets"}
"""The topics asked of each member, and the part of a member that answers them."""
WORKING_FROM = 16
"""民法典 18: from 16 on a person may live by their own work; nobody younger is asked for it."""
CORRECTABLE = ("members", "work", "housing", "assets", "documents")
"""What may be corrected once a case is open: its category and town decide who is in charge and by which policy."""
EMPLOYED, NEWLY_EMPLOYED, TALENT = frozenset({50, 60}), 50, 70
BLANK_CONTACT = {"town": "", "address": "", "contact_phone": ""}

Answers = dict[str, Any]


@dataclass(frozen=True)
class Topic:
    """One line of the task list. `state`: done, wrong (kept, but not valid), partly, todo or closed (not open yet)."""

    key: str
    state: str
    parts_done: int = 0
    parts: int = 1

    @property
    def done(self) -> bool:
        """Whether nothing is left to do here."""
        return self.state == "done"

    @property
    def open(self) -> bool:
        """Whether it may be taken up now."""
        return self.state != "closed"


def new_answers() -> Answers:
    """An empty application."""
    return {"topics": {}, "members": [], "raw": {}}


def answers_from(declared: dict[str, Any], keys: list[str]) -> Answers:
    """The answers that make an application (canonical form), for its correction; `keys` are those of the members."""
    first = declared["members"][0]
    members = [_answered(member, key, declared) for member, key in zip(declared["members"], keys, strict=True)]
    members[0]["known"] = {name: first[name] for name in ("name", "id_number", "relation")}
    return {
        "topics": {
            "category": {"category": str(declared["category"]), "mode": declared["mode"]},
            "contact": {name: declared[name] for name in BLANK_CONTACT},
            "claims": {"claims": list(declared.get("claims") or [])},
            "housing": {"houses": [], "disposed": [], **(declared.get("housing") or {})},
        },
        "members": members,
        "raw": {},
    }


def _answered(member: dict[str, Any], key: str, declared: dict[str, Any]) -> dict[str, Any]:
    about_work = ("labour_contract", "education", "graduated_on", "talent_certificate")
    return {
        "key": key,
        "raw": {},
        "member": {name: member[name] for name in ("name", "id_number", "relation", "student", "disabled")},
        "work": {
            "employer": member["employer"],
            "declared_monthly_income": member["declared_monthly_income"],
            **{name: declared.get(name) for name in about_work},
        },
        "assets": {"declared_deposits": member["declared_deposits"], "vehicles": member.get("vehicles") or []},
    }


def topics(answers: Answers, missing_documents: int, day: date) -> list[Topic]:
    """The task list in the order a person should take it, without the declaration, which ends it."""
    lines = [
        _household("category", answers),
        _household("contact", answers),
        _each("members", answers, day),
        _household("claims", answers),
        _each("work", answers, day),
        _household("housing", answers),
        _each("assets", answers, day),
    ]
    known = all(line.done for line in lines if line.key in ("category", "members"))
    state = "closed" if not known else "partly" if missing_documents else "done"
    return [*lines, Topic("documents", state, 0, missing_documents)]


def is_complete(lines: Iterable[Topic]) -> bool:
    """Whether everything but the declaration is done."""
    return all(line.done for line in lines)


def _household(key: str, answers: Answers) -> Topic:
    if key in answers["topics"]:
        return Topic(key, "done", 1)
    return Topic(key, "wrong" if key in answers["raw"] else "todo")


def _each(key: str, answers: Answers, day: date) -> Topic:
    asked = members_asked(answers, key, day)
    states = [part_state(answers, member, PARTS[key]) for member in asked]
    done = states.count("done")
    if done == len(asked) and answers["members"]:
        return Topic(key, "done", done, len(asked))
    state = "wrong" if "wrong" in states else "partly" if done else "todo"
    return Topic(key, state, done, len(asked))


def members_asked(answers: Answers, topic: str, day: date) -> list[dict[str, Any]]:
    """Who is asked about a topic: everybody; about work, those who may work."""
    members: list[dict[str, Any]] = answers["members"]
    return [m for m in members if topic != "work" or may_work(m, day)]


def may_work(member: dict[str, Any], day: date) -> bool:
    """Whether the member is old enough to be asked for work; unknown ages are asked."""
    number = named(member).get("id_number") or ""
    return bool(check_id_number(number)) or age_on(number, day) >= WORKING_FROM


def part_state(answers: Answers, member: dict[str, Any], part: str) -> str:
    """done, wrong or todo. Work that was answered for another category is to be answered again."""
    if part in member:
        return "todo" if part == "work" and _lacks_category_work(answers, member) else "done"
    return "wrong" if part in member["raw"] else "todo"


def _lacks_category_work(answers: Answers, member: dict[str, Any]) -> bool:
    is_new = category_of(answers) == NEWLY_EMPLOYED and is_applicant(answers, member["key"])
    return is_new and not (member["work"].get("education") and member["work"].get("graduated_on"))


def category_of(answers: Answers) -> int:
    """The category chosen, or 0."""
    return int(answers["topics"].get("category", {}).get("category") or 0)


def is_applicant(answers: Answers, key: str) -> bool:
    """Whether that member is the applicant."""
    return bool(answers["members"]) and answers["members"][0]["key"] == key


def named(member: dict[str, Any]) -> dict[str, Any]:
    """Name, number and relation as far as they are known, valid or not; the applicant's are those of the account."""
    return {**(member.get("member") or member["raw"].get("member") or {}), **member.get("known", {})}


def find_member(answers: Answers, key: str) -> dict[str, Any] | None:
    """The member of that key, or None."""
    return next((member for member in answers["members"] if member["key"] == key), None)


def without_member(answers: Answers, key: str) -> Answers:
    """The answers less one member; the applicant, who comes first, stays."""
    kept = [m for i, m in enumerate(answers["members"]) if i == 0 or m["key"] != key]
    return {**answers, "members": kept}


def member_problems(answers: Answers, key: str, given: dict[str, Any], day: date) -> list[Problem]:
    """What speaks against that member as they are `given` now, beside the others as far as they are known, valid or not."""
    others = [named(member) for member in answers["members"] if member["key"] != key]
    members = [{**one, "id_number": tidy_number(str(one.get("id_number", "")))} for one in (*others, given)]
    mine = f"members[{len(others)}]."  # last, so that what two members share is said of this one
    return [problem for problem in household_problems(members, day) if problem.field.startswith(mine)]


def kin_problems(answers: Answers, day: date) -> list[Problem]:
    """What cannot be among the members known so far, while other topics are still open: the same person twice, kinship."""
    members = [named(member) for member in answers["members"]]
    unfinished = ("required", "id_problem", "first_not_self")
    return [problem for problem in household_problems(members, day) if problem.key not in unfinished]


def place_of(field: str, answers: Answers) -> tuple[str, str]:
    """Where a fault of the application is mended: (topic or part, member's key or "")."""
    if field.startswith("members["):
        index, _, name = field[8:].partition("].")
        members = answers["members"]
        key = members[int(index)]["key"] if int(index) < len(members) else ""
        return _PLACE_OF_MEMBER.get(name, "member"), key
    return _PLACE.get(field, "category"), ""


_PLACE = {"town": "contact", "address": "contact", "contact_phone": "contact", "housing": "housing", "claims": "claims"}
_PLACE |= {"members": "members", "graduated_on": "work", "education": "work"}
_PLACE_OF_MEMBER = {"employer": "work", "declared_monthly_income": "work", "declared_deposits": "assets"}
_PLACE_OF_MEMBER |= {"vehicles": "assets"}


def application(answers: Answers, submitted_on: str) -> dict[str, Any]:
    """The application in the form that intake and the portal share (cases.rules; money in yuan, dates ISO)."""
    given, category, work = answers["topics"], category_of(answers), _applicant_work(answers)
    contact, housing = given.get("contact", BLANK_CONTACT), given.get("housing", {})
    return {
        "external_ref": None,
        "category": category,
        "mode": given.get("category", {}).get("mode"),
        "town": contact["town"],
        "address": contact["address"],
        "contact_phone": contact["contact_phone"],
        "submitted_on": submitted_on,
        "graduated_on": (work.get("graduated_on") or None) if category == NEWLY_EMPLOYED else None,
        "education": (work.get("education") or None) if category == NEWLY_EMPLOYED else None,
        "labour_contract": category in EMPLOYED and bool(work.get("labour_contract")),
        "talent_certificate": category == TALENT and bool(work.get("talent_certificate")),
        "members": [_member(m) for m in answers["members"]],
        "housing": {"houses": housing.get("houses") or [], "disposed": housing.get("disposed") or []},
        "claims": list(given.get("claims", {}).get("claims") or []),
    }


def _applicant_work(answers: Answers) -> dict[str, Any]:
    return answers["members"][0].get("work", {}) if answers["members"] else {}


def _member(member: dict[str, Any]) -> dict[str, Any]:
    person, work, assets = member.get("member", {}), member.get("work", {}), member.get("assets", {})
    return {
        "name": person.get("name", ""),
        "id_number": person.get("id_number", ""),
        "relation": person.get("relation", ""),
        "student": bool(person.get("student")),
        "disabled": bool(person.get("disabled")),
        "employer": work.get("employer") or None,
        "declared_monthly_income": _yuan(work.get("declared_monthly_income")),
        "declared_deposits": _yuan(assets.get("declared_deposits")),
        "vehicles": assets.get("vehicles") or [],
    }


def _yuan(value: Any) -> Any:
    number = Decimal(str(value or 0))
    return int(number) if number == number.to_integral_value() else str(number)
