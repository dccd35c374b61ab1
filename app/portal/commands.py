"""What may be done with a draft, and how it becomes a case."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete

from app.cases import commands as case_commands
from app.cases.records import Case
from app.errors import Conflict, NotFound
from app.portal import queries, rules
from app.portal.records import Draft, DraftFile
from app.store import clock, db, files, personal


def begin_draft(account_id: int, applicant: dict[str, Any]) -> Draft:
    """A new draft whose first member is the account's own person (name and ID number as registered)."""
    answers = rules.new_answers()
    answers["members"].append({"key": uuid4().hex, "raw": {"member": {**applicant, "relation": "01"}}})
    draft = Draft(uid=uuid4().hex, account_id=account_id, answers_sealed=b"", saved_at=clock.now(), expires_on=clock.today())
    save(draft, answers)
    db.session.add(draft)
    db.session.flush()
    return draft


def save(draft: Draft, answers: dict[str, Any]) -> None:
    """Seals the answers into the draft and moves its last day."""
    if draft.case_id is not None:
        raise Conflict("这份申请已经提交,不能再修改。")
    text = json.dumps(answers, ensure_ascii=False, default=str)
    draft.answers_sealed = personal.seal(text, table="draft", column="answers", row=draft.uid)
    draft.saved_at = clock.now()
    draft.expires_on = clock.today() + timedelta(days=rules.DRAFT_DAYS)


def keep_topic(draft: Draft, topic: str, given: dict[str, Any], raw: dict[str, Any] | None) -> None:
    """Keeps a household topic: valid answers, or (with `raw`) what was typed although it is not valid yet."""
    answers = queries.answers_of(draft)
    _keep(answers["topics"], answers["raw"], topic, given, raw)
    save(draft, answers)


def keep_member(draft: Draft, key: str, part: str, given: dict[str, Any], raw: dict[str, Any] | None) -> str:
    """Keeps one part (member, work, assets) of a member; key "new" adds one. Returns the member's key."""
    answers = queries.answers_of(draft)
    member = rules.find_member(answers, key)
    if member is None:
        member = {"key": uuid4().hex, "raw": {}}
        answers["members"].append(member)
    _keep(member, member.setdefault("raw", {}), part, given, raw)
    save(draft, answers)
    return str(member["key"])


def _keep(done: dict[str, Any], raws: dict[str, Any], name: str, given: dict[str, Any], raw: dict[str, Any] | None) -> None:
    if raw is None:
        done[name] = given
        raws.pop(name, None)
    else:
        done.pop(name, None)
        raws[name] = raw


def remove_member(draft: Draft, key: str) -> None:
    """Takes a member out of the draft, and the documents that were hers."""
    save(draft, rules.without_member(queries.answers_of(draft), key))
    for kept, _ in queries.files_of(draft):
        if kept.member_key == key:
            db.session.delete(kept)
    db.session.flush()


def add_file(draft: Draft, kind: str, member_key: str, content: bytes, name: str) -> None:
    """Keeps an uploaded document (PDF, JPG, PNG up to 10 MB, checked by content)."""
    stored = files.keep(content, name)
    db.session.add(DraftFile(uid=uuid4().hex, draft_id=draft.id, file_id=stored.id, kind=kind, member_key=member_key))
    db.session.flush()


def remove_file(draft: Draft, uid: str) -> None:
    """Takes a document out of the draft."""
    found = [kept for kept, _ in queries.files_of(draft) if kept.uid == uid]
    if not found:
        raise NotFound()
    db.session.delete(found[0])
    db.session.flush()


def submit(draft: Draft, *, account_id: int, by: str) -> Case:
    """Turns a finished draft into a case with its documents. The caller starts the process."""
    answers = queries.answers_of(draft)
    application = rules.application(answers, clock.today().isoformat())
    case = case_commands.open_case(application, account_id=account_id, channel="portal", by=by)
    members = {m["key"]: i for i, m in enumerate(answers["members"])}
    for kept, stored in queries.files_of(draft):
        case_commands.add_document(case, kept.kind, stored, member_ordinal=members.get(kept.member_key))
    draft.case_id = case.id
    db.session.flush()
    return case


def discard_expired(limit: int) -> int:
    """Deletes drafts past their last day, with what they held; the count. A ticker's job."""
    today = clock.today()
    query = db.select(Draft).where(Draft.case_id.is_(None), Draft.expires_on < today).limit(limit)
    drafts = list(db.session.scalars(query))
    for draft in drafts:
        db.session.execute(delete(DraftFile).where(DraftFile.tenant == draft.tenant, DraftFile.draft_id == draft.id))
        db.session.delete(draft)
    db.session.flush()
    return len(drafts)
