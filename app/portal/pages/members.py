"""The household: who belongs to it, and each one's work, income and assets, one person a page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases import codes
from app.cases import queries as cases
from app.cases.rules import Problem
from app.cases.words import language
from app.errors import NotFound
from app.people import allow, current_person
from app.people.commands import guard
from app.people.rules import tidy_number
from app.portal import commands, queries, rules, words
from app.portal.pages.apply import Answer, came_from, saved, sent
from app.portal.pages.blueprint import blueprint
from app.portal.records import Draft
from app.store import clock, keep_anyway, personal
from app.web import forms

TOPIC_OF = {part: topic for topic, part in rules.PARTS.items()}


@blueprint.get("/apply/<uid>/<any(members, work, assets):topic>")
@allow("citizen")
def household(uid: str, topic: str) -> Answer:
    """The members with what is done for each; here one adds and removes. Alone, one is asked at once."""
    draft = queries.draft_of(current_person().id, uid)
    answers, part = queries.answers_of(draft), rules.PARTS[topic]
    asked = rules.members_asked(answers, topic, clock.today())
    if topic != "members" and len(answers["members"]) == 1:
        return redirect(
            url_for("portal.member", uid=uid, part=part, key=asked[0]["key"], back=came_from() or None), 303
        )
    lines = [
        (m, rules.named(m), rules.part_state(answers, m, part) if m in asked else "none") for m in answers["members"]
    ]
    return sent(draft) or render_template(
        "portal/household.html", uid=uid, topic=topic, part=part, title=words.TITLES[topic], lines=lines
    )


@blueprint.get("/apply/<uid>/<any(member, work, assets):part>/<key>")
@allow("citizen")
def member(uid: str, part: str, key: str) -> Answer:
    """One person's questions; the key "new" is for a member that is not there yet."""
    draft = queries.draft_of(current_person().id, uid)
    answers = queries.answers_of(draft)
    is_new = part == "member" and key == "new"
    found = {"raw": {}} if is_new else rules.find_member(answers, key)
    if found is None:
        raise NotFound()
    values = found["raw"].get(part) or found.get(part) or {}
    return sent(draft) or _member_page(uid, part, uuid4().hex if is_new else key, values, {}, answers)


def _member_page(
    uid: str, part: str, key: str, values: dict[str, Any], errors: dict[str, str], answers: dict[str, Any]
) -> str:
    found = rules.find_member(answers, key) or {"raw": {}}
    variables = _variables(answers, key)
    return render_template(
        "portal/topic.html",
        uid=uid,
        title=words.PART_TITLES[part],
        markup=_form(part, variables).html(values, errors, variables),
        errors=errors,
        topic=TOPIC_OF[part],
        topic_title=words.TITLES[TOPIC_OF[part]],
        whose=rules.named(found).get("name", ""),
        action=url_for("portal.member", uid=uid, part=part, key=key),
        back=came_from(),
    )


def _form(part: str, variables: dict[str, Any]) -> forms.Form:
    return forms.find("portal.applicant" if part == "member" and variables["is_applicant"] else f"portal.{part}")


def _variables(answers: dict[str, Any], key: str) -> dict[str, Any]:
    """What the forms' expressions may read: the kinship, the category, whether this is the applicant, and who that is."""
    names = {line["value"]: line for line in codes.choices("relation", language())}
    known = rules.named(answers["members"][0])
    return {
        "relations": [names[code] for code in words.RELATIONS],
        "category": rules.category_of(answers),
        "is_applicant": rules.is_applicant(answers, key),
        "name": known.get("name", ""),
        "id_masked": personal.mask_id(known.get("id_number", "")).replace("*", "•"),  # stars are markdown
    }


@blueprint.post("/apply/<uid>/<any(member, work, assets):part>/<key>")
@allow("citizen")
def save_member(uid: str, part: str, key: str) -> Answer:
    """Keeps one person's answers, valid or not; then to the next person who is still to be asked."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    answers = queries.answers_of(draft)
    _must_be_known(answers, part, key)
    variables = _variables(answers, key)
    form = _form(part, variables)
    filled = form.fill(request.form, variables)
    if filled.again:
        return _member_page(uid, part, key, filled.values, filled.errors, answers)
    errors = _in_order(form, _person_errors(draft, answers, key, filled) | filled.errors)
    commands.keep_member(draft, key, part, filled.answers, form.draft(request.form) if errors else None)
    if errors:
        return keep_anyway((_member_page(uid, part, key, filled.values, errors, answers), 422))
    return _next(uid, part, queries.answers_of(draft))


def _must_be_known(answers: dict[str, Any], part: str, key: str) -> None:
    """A member is added under the key its page was given: the same page sent twice adds one."""
    is_key = len(key) == 32 and key.isascii() and key.isalnum()
    if rules.find_member(answers, key) is None and not (part == "member" and is_key):
        raise NotFound()


def _in_order(form: forms.Form, errors: dict[str, str]) -> dict[str, str]:
    places = {part.key: place for place, part in enumerate(form.parts)}
    return dict(sorted(errors.items(), key=lambda one: places.get(one[0].partition("[")[0], 0)))


def _person_errors(draft: Draft, answers: dict[str, Any], key: str, filled: forms.Filled) -> dict[str, str]:
    """What is wrong with number and relation, also while other fields are wrong; a sound number is tidied in the answers."""
    if "id_number" not in filled.values:
        return {}
    number = tidy_number(str(filled.values["id_number"]))
    if "id_number" in filled.answers:
        filled.answers["id_number"] = number
    found = rules.member_problems(answers, key, filled.values, clock.today())
    errors = {problem.field.rpartition(".")[2]: _words_of(problem) for problem in reversed(found)}
    if "id_number" not in errors and _stands_elsewhere(draft, number):
        errors["id_number"] = Problem("id_number", "live_elsewhere").text_in(language())
    return errors


def _words_of(problem: Problem) -> str:
    if problem.key == "id_problem":
        return _(str(problem.values["value"]))
    if problem.key == "id_twice":  # its own words count the members, who stand in another order here
        return _("这个身份证号码已经填在另一位成员名下。")
    return problem.text_in(language())


def _stands_elsewhere(draft: Draft, number: str) -> bool:
    """Whether that person stands in another application. Whoever tries number after number is not told for a while:
    the check page, which wants a whole application, will say it."""
    case = cases.case_by_id(draft.corrects_id) if draft.corrects_id is not None else None
    if not cases.live_elsewhere({"members": [{"id_number": number}]}, apart_from=case):
        return False
    attempt = guard.begin(f"member {draft.account_id}")
    if guard.wait_of(attempt):
        return False
    guard.failed(attempt)
    return True


def _next(uid: str, part: str, answers: dict[str, Any]) -> Response:
    topic = TOPIC_OF[part]
    left = [
        m for m in rules.members_asked(answers, topic, clock.today()) if rules.part_state(answers, m, part) != "done"
    ]
    if part == "member" or came_from():
        return saved(uid, "portal.household", topic="members")
    return saved(uid, "portal.member", part=part, key=left[0]["key"]) if left else saved(uid)


@blueprint.get("/apply/<uid>/member/<key>/remove")
@allow("citizen")
def ask_remove_member(uid: str, key: str) -> Answer:
    """Asks once, and says what is lost."""
    draft = queries.draft_of(current_person().id, uid)
    name, count = _leaving(draft, key)
    if not name:
        raise NotFound()
    return sent(draft) or render_template(
        "portal/remove.html", uid=uid, place=words.TITLES["members"], sure=_("确认移除"),
        title=_("移除家庭成员：%(name)s", name=name), back=url_for("portal.household", uid=uid, topic="members"),
        lost=_("%(name)s填写的全部内容和 %(n)s 个文件会从这份申请中删除，不能恢复。", name=name, n=count),
    )  # fmt: skip


def _leaving(draft: Draft, key: str) -> tuple[str, int]:
    """Whom the removal of that member takes out, with how many files; ("", 0) for the applicant, who stays, or nobody."""
    answers = queries.answers_of(draft)
    found = rules.find_member(answers, key)
    if found is None or rules.is_applicant(answers, key):
        return "", 0
    count = sum(kept.member_key == key for kept, _stored in queries.files_of(draft))
    return rules.named(found).get("name") or _("未填写姓名"), count


@blueprint.post("/apply/<uid>/member/<key>/remove")
@allow("citizen")
def remove_member(uid: str, key: str) -> Response:
    """Takes a member out of the application."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    name, count = _leaving(draft, key)
    commands.remove_member(draft, key)
    if name:
        flash(_("%(name)s已从申请中移除，填写的内容和 %(n)s 个文件已删除。", name=name, n=count), "good")
    return redirect(url_for("portal.household", uid=uid, topic="members"), 303)
