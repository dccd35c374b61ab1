"""My matters: where each stands, who has it, until when, what was decided and why; letters, documents, withdrawing."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import engine, registry
from app.cases import commands as case_commands
from app.cases import letters as case_letters
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.records import Case, Letter
from app.cases.rules import states
from app.errors import Conflict, NotFound
from app.people import allow, current_person
from app.people import queries as people
from app.portal import queries, words
from app.portal.pages.blueprint import blueprint
from app.portal.pages.standing import pause, standing, waiting_for_applicant
from app.registry import acting_as
from app.store import files

DECISIONS = ("rejection", "refusal", "withdrawn", "registration")


def own_case(number: str) -> Case:
    """The signed-in citizen's own case of that number; anything else is NotFound in the same words."""
    case = cases.case_by_number(number)
    if case.account_id is None or case.account_id != current_person().id:
        raise NotFound()
    return case


@blueprint.get("/my")
@allow("citizen")
def matters() -> str:
    """All matters of the signed-in citizen, and what they have begun."""
    account_id = current_person().id
    mine = cases.cases_of(account_id)
    lines = [(case, case_process.stages(case), waiting_for_applicant(case), standing(case)) for case in mine]
    return render_template("portal/matters.html", lines=lines, drafts=queries.open_drafts(account_id))


@blueprint.get("/my/<number>")
@allow("citizen")
def matter(number: str) -> str:
    """Where it stands, who has it, the legal date, letters, what is shown of me, what I must do."""
    case = own_case(number)
    timeline, letters = cases.timeline(case, "applicant"), cases.letters(case)
    decision = _decision(case, letters)
    return render_template(
        "portal/matter.html",
        case=case,
        stages=case_process.stages(case),
        standing=standing(case),
        pause=pause(case),
        mine=waiting_for_applicant(case),
        decision=decision,
        reasons=_reasons(decision),
        letters=letters,
        timeline=timeline,
        shown=[
            (line.title, _shown(line.detail["shown"])) for line in timeline if line.detail and "shown" in line.detail
        ],
        documents=_documents(case),
        town=people.town_name,
        can_withdraw=case_process.can_withdraw(case),
    )


def _shown(published: dict[str, Any]) -> dict[str, Any]:
    """What a notice shows: its labels and category are kept in Chinese, as they were published, and read in one's own language."""
    return {words.SHOWN.get(label, label): words.SHOWN.get(value, value) for label, value in published.items()}


def _decision(case: Case, letters: list[Letter]) -> Letter | None:
    """The letter that says how the case ended, or that it is registered; None while it is on its way."""
    if case_process.can_withdraw(case):
        return None
    return next((letter for letter in letters if letter.kind in DECISIONS), None)


def _reasons(decision: Letter | None) -> Markup:
    """Why it was rejected, in the reader's language: said by the room that decides, by name."""
    said, reasons = registry.find_panel("review.rejection"), decision.data.get("reasons") if decision else None
    return Markup(said({"reasons": reasons})) if said and reasons else Markup()


def _documents(case: Case) -> list[tuple[Any, str]]:
    """The documents handed in, each with the name of the member it is of."""
    names: dict[int | None, str] = {member.id: member.name for member in cases.members(case)}
    return [(document, names.get(document.member_id, "")) for document in cases.documents(case)]


@blueprint.get("/my/<number>/letters/<uid>")
@allow("citizen")
def letter(number: str, uid: str) -> Response:
    """A letter of one's own case, as PDF."""
    found = [line for line in cases.letters(own_case(number)) if line.uid == uid]
    if not found:
        raise NotFound()
    with acting_as(current_person().actor):
        case_commands.read_by_recipient(found[0])
    return files.respond(case_letters.pdf(found[0]))


@blueprint.get("/my/<number>/documents/<uid>")
@allow("citizen")
def case_document(number: str, uid: str) -> Response:
    """A document of one's own case."""
    return files.respond(cases.document_file(own_case(number), uid))


@blueprint.get("/my/<number>/withdraw")
@allow("citizen")
def ask_withdraw(number: str) -> str:
    """Asks once, and says what withdrawing means."""
    case = own_case(number)
    _must_be_withdrawable(case)
    return render_template("portal/withdraw.html", case=case, stages=case_process.stages(case))


def _must_be_withdrawable(case: Case) -> None:
    if not case_process.can_withdraw(case):
        raise Conflict(_("这项申请已经办结，不能再撤回。"))


@blueprint.post("/my/<number>/withdraw")
@allow("citizen")
def withdraw(number: str) -> Response:
    """Withdraws the application, at any time before registration; sent twice, it is withdrawn once."""
    case, person = own_case(number), current_person()
    if case.state != states.WITHDRAWN:
        _must_be_withdrawable(case)
        engine.send("withdraw", case.number, {}, by=person.actor, key=f"withdraw-{case.number}")
        flash(_("撤回已经收到。"), "good")
    return redirect(url_for("portal.matter", number=number), 303)
