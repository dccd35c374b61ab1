"""A declaration is corrected: what was declared wrongly, who was forgotten, who does not belong to the household."""

from __future__ import annotations

from typing import Any

from app.cases import queries
from app.cases.commands.matters import note
from app.cases.commands.opening import FACTS, new_member
from app.cases.records import Case, Member
from app.cases.rules import Change, changes, check_application, fen
from app.errors import Conflict, Invalid
from app.store import clock, db


def correct_declaration(case: Case, application: dict[str, Any], *, by: str) -> list[Change]:
    """Puts a corrected application (canonical form, the whole household) in the place of what the case declares → what changed.

    Members are known again by their ID number; who is new joins at the end, who is missing is taken out and free for
    another application. The applicant stays. Category, town and day of submission are not corrected here: they decide who
    is in charge and by which policy. What stood before is kept on the timeline, with who and when. Where nothing differs,
    nothing happens. Invalid when it has faults; Conflict when a new member stands in another live case.
    """
    problems = check_application(application)
    if problems:
        raise Invalid(problems[0].text, problems=problems)
    found = changes(queries.declaration_of(case), application)
    if found:
        _replace(case, application)
        title = f"申请人更正了申报内容（{len(found)} 处）"
        note(case, queries.CORRECTED, title, by=by, detail={"changes": [change.kept() for change in found]})
    return found


def _replace(case: Case, application: dict[str, Any]) -> None:
    before = {member.id_number: member for member in queries.members(case)}
    wanted = {member["id_number"].strip().upper(): member for member in application["members"]}
    if queries.applicant(case).id_number != next(iter(wanted)):
        raise Conflict()
    elsewhere = queries.live_elsewhere(application, apart_from=case)
    if elsewhere:
        raise Conflict(elsewhere[0].text, problems=elsewhere)
    for number, member in before.items():
        _correct(member, wanted.get(number))
    last = max(queries.ordinals(case))
    added = [member for number, member in wanted.items() if number not in before]
    db.session.add_all(new_member(case, last + i, member) for i, member in enumerate(added, start=1))
    case.facts = {key: application[key] for key in FACTS if application.get(key) is not None}
    case.persons = len(wanted)
    db.session.flush()
    db.session.expire(case, ["household"])


def _correct(member: Member, said: dict[str, Any] | None) -> None:
    if said is None:
        member.removed_at, member.live = clock.now(), False
        return
    member.name = said["name"].strip()
    member.relation = str(said["relation"])
    member.employer = (said.get("employer") or "").strip() or None
    member.student, member.disabled = said["student"], said["disabled"]
    member.declared_income_fen = fen(said["declared_monthly_income"])
    member.declared_deposits_fen = fen(said["declared_deposits"])
    member.declared = {"vehicles": said["vehicles"]} if said.get("vehicles") else {}
