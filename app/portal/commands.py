"""What may be done with a draft, and how it becomes a case. A draft is locked by who asks for it to be changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import select

from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Case
from app.errors import Conflict, Invalid, NotFound
from app.portal import queries, rules
from app.portal.records import Draft, DraftFile
from app.store import clock, db, files, personal, tenant

MOST_FILES = 20
"""Files of one kind and member: pages of a bank statement, not an archive."""
CONSENTS = ("truthful", "verification", "sensitive")


def begin_draft(account_id: int, applicant: dict[str, Any]) -> Draft:
    """A new draft whose first member is the account's own person (name and ID number as registered)."""
    answers = rules.new_answers()
    answers["members"].append({"key": uuid4().hex, "raw": {}, "known": {**applicant, "relation": "01"}})
    draft = Draft(uid=uuid4().hex, account_id=account_id)
    save(draft, answers)
    db.session.add(draft)
    db.session.flush()
    return draft


def save(draft: Draft, answers: dict[str, Any]) -> None:
    """Seals the answers into the draft and moves its last day. Conflict for one that was submitted."""
    if draft.case_id is not None:
        raise Conflict(_("这份申请已经提交，不能再修改。"))
    text = json.dumps(answers, ensure_ascii=False)
    draft.answers_sealed = personal.seal(text, table="draft", column="answers", row=draft.uid)
    draft.saved_at = clock.now()
    draft.expires_on = clock.today() + timedelta(days=queries.draft_days())


def keep_topic(draft: Draft, topic: str, given: dict[str, Any], raw: dict[str, Any] | None) -> None:
    """Keeps a household topic: valid answers, or (with `raw`) what was typed although it is not valid yet."""
    answers = queries.answers_of(draft)
    _keep(answers["topics"], answers["raw"], topic, given, raw)
    save(draft, answers)


def keep_member(draft: Draft, key: str, part: str, given: dict[str, Any], raw: dict[str, Any] | None) -> None:
    """Keeps one part (member, work, assets) of a member; a key that is new adds one."""
    answers = queries.answers_of(draft)
    member = rules.find_member(answers, key)
    if member is None:
        member = {"key": key, "raw": {}}
        answers["members"].append(member)
    known = member.get("known", {}) if part == "member" and raw is None else {}
    _keep(member, member["raw"], part, {**given, **known}, raw)
    save(draft, answers)


def _keep(
    done: dict[str, Any], raws: dict[str, Any], name: str, given: dict[str, Any], raw: dict[str, Any] | None
) -> None:
    if raw is None:
        done[name] = given
        raws.pop(name, None)
    else:
        done.pop(name, None)
        raws[name] = raw


def remove_member(draft: Draft, key: str) -> None:
    """Takes a member out of the draft, and the documents that were theirs; the applicant stays."""
    answers = queries.answers_of(draft)
    left = rules.without_member(answers, key)
    save(draft, left)
    if len(left["members"]) < len(answers["members"]):
        _forget([(kept, stored) for kept, stored in queries.files_of(draft) if kept.member_key == key])


def add_file(draft: Draft, kind: str, member_key: str, content: bytes, name: str) -> None:
    """Keeps an uploaded document (PDF, JPG, PNG up to 10 MB, checked by content); the same file twice is kept once."""
    mine = [stored for kept, stored in queries.files_of(draft) if (kept.kind, kept.member_key) == (kind, member_key)]
    if len(mine) >= MOST_FILES:
        raise Invalid(_("同一项材料最多 %(n)s 个文件，请合并后再上传。", n=MOST_FILES))
    stored = files.keep(content, name)
    if any(stored.sha256 == other.sha256 for other in mine):
        files.forget(stored)
        return
    db.session.add(DraftFile(uid=uuid4().hex, draft_id=draft.id, file_id=stored.id, kind=kind, member_key=member_key))
    save(draft, queries.answers_of(draft))
    db.session.flush()


def remove_file(draft: Draft, uid: str) -> None:
    """Takes a document out of the draft. NotFound when it is not there."""
    found = [pair for pair in queries.files_of(draft) if pair[0].uid == uid]
    if not found:
        raise NotFound()
    _forget(found)
    save(draft, queries.answers_of(draft))


def _forget(pairs: list[tuple[DraftFile, files.StoredFile]], *, also_bytes: bool = True) -> None:
    for kept, _stored in pairs:
        db.session.delete(kept)
    db.session.flush()
    for _kept, stored in pairs if also_bytes else []:
        files.forget(stored)


def begin_correction(case: Case) -> Draft:
    """The correction of a case's declaration by its applicant: what is declared now, to be changed; one begun before is taken up.

    Members keep their names as keys, so that it is seen which of their documents the case has.
    """
    cases.case_by_id(case.id, lock=True)
    begun = queries.correction_of(case)
    if begun is not None:
        return begun
    draft = Draft(uid=uuid4().hex, account_id=case.account_id, corrects_id=case.id)
    keys = [member.uid for member in cases.members(case)]
    save(draft, rules.answers_from(cases.declaration_of(case), keys))
    db.session.add(draft)
    db.session.flush()
    return draft


def corrected(draft: Draft, case: Case) -> dict[str, Any]:
    """The application (canonical form) that a correction makes of the case."""
    application = rules.application(queries.answers_of(draft), case.submitted_on.isoformat())
    return {**application, "mode": case.mode, "external_ref": case.external_ref}


def hand_in_correction(draft: Draft, case: Case, consents: dict[str, Any], *, by: str) -> None:
    """Puts the correction in the place of what the case declares, with its documents and consents; the draft is emptied.

    Invalid or Conflict as cases.commands.correct_declaration. Where nothing was changed, the draft is only put away.
    """
    answers = queries.answers_of(draft)
    if case_commands.correct_declaration(case, corrected(draft, case), by=by):
        _note_consents(case, consents, by)
    given, numbers = queries.files_of(draft), [member.id_number for member in cases.members(case)]
    whose = {member["key"]: numbers.index(rules.named(member)["id_number"]) for member in answers["members"]}
    for kept, stored in given:
        case_commands.add_document(case, kept.kind, stored, member_ordinal=whose.get(kept.member_key))
    _close(draft, case, given)


def submit(draft: Draft, consents: dict[str, Any], *, account_id: int, by: str) -> Case:
    """Turns a finished draft into a case with its documents and consents; the draft is emptied. The caller starts the process.

    Invalid or Conflict as cases.commands.open_case.
    """
    answers = queries.answers_of(draft)
    application = rules.application(answers, clock.today().isoformat())
    case = case_commands.open_case(application, account_id=account_id, channel="portal", by=by)
    given = queries.files_of(draft)
    ordinals = {member["key"]: i for i, member in enumerate(answers["members"])}
    for kept, stored in given:
        case_commands.add_document(case, kept.kind, stored, member_ordinal=ordinals.get(kept.member_key))
    _note_consents(case, consents, by)
    _close(draft, case, given)
    return case


def _note_consents(case: Case, consents: dict[str, Any], by: str) -> None:
    detail = {name: bool(consents.get(name)) for name in CONSENTS}
    case_commands.note(case, "consents_given", "已作出诚信承诺、核查授权和敏感个人信息单独同意", by=by, detail=detail)


def _close(draft: Draft, case: Case, given: list[tuple[DraftFile, files.StoredFile]]) -> None:
    """What it held went to the case; it stays, emptied, so that its pages lead there."""
    _forget(given, also_bytes=False)
    save(draft, rules.new_answers())
    draft.case_id = case.id
    db.session.flush()


def discard(draft: Draft) -> None:
    """Deletes a draft with everything in it. Conflict for one that was submitted."""
    if draft.case_id is not None:
        raise Conflict(_("这份申请已经提交，不能再修改。"))
    _delete(draft)


def _delete(draft: Draft) -> None:
    _forget(queries.files_of(draft))
    db.session.delete(draft)
    db.session.flush()


def discard_expired(limit: int) -> int:
    """Deletes drafts past their last day with what they held, and the empty ones that became cases; the count. A ticker's job."""
    expired = select(Draft).where(Draft.tenant == tenant(), Draft.expires_on < clock.today()).order_by(Draft.id)
    drafts = list(db.session.scalars(expired.limit(limit).with_for_update(skip_locked=True)))
    for draft in drafts:
        _delete(draft)
    return len(drafts)
