"""The texts of letters: drafted by one administrator, published by another; what is published stays as it is."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.cases import queries
from app.cases.records import LetterText
from app.cases.rules.texts import parse
from app.cases.texts import default_text, placeholders
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.store import clock, db, get, tenant
from app.store.reasons import reasoned

SYSTEM = "system"


def text_now(kind: str) -> LetterText | None:
    """The text in which a letter of that kind is written today, or None when the kind's body is set by a template.

    Where nobody has published one, it is the text that comes with the house, kept as a version of its own, so that a
    letter can be set again from it when the house has a newer one.
    """
    ours = default_text(kind)
    if ours is None:
        return None
    found = queries.text_on(kind, clock.today())
    if found is None or (found.drafted_by == SYSTEM and found.text != ours):
        found = _keep_ours(kind, ours)
    return found


def _keep_ours(kind: str, text: str) -> LetterText:
    """Keeps the house's own text as the next version; two writers at once keep one."""
    now, version = clock.now(), queries.last_version(kind) + 1
    row = {
        "tenant": tenant(), "kind": kind, "version": version, "text": text, "state": "published", "note": "",
        "valid_from": clock.today(), "drafted_by": SYSTEM, "drafted_at": now, "published_by": SYSTEM, "published_at": now,
    }  # fmt: skip
    db.session.execute(insert(LetterText).values(row).on_conflict_do_nothing())
    kept = queries.text_of_version(kind, version)
    if kept.text != text:  # somebody's own version came between: it counts
        return queries.text_on(kind, clock.today()) or kept
    return kept


def draft_text(kind: str, text: str, *, note: str, by: str) -> LetterText:
    """Keeps the draft of a kind's next text, in place of an earlier draft; one with faults is kept too. Who saved last is its author."""
    if default_text(kind) is None:
        raise NotFound()
    draft = queries.draft_of(kind, lock=True) or LetterText(kind=kind, state="draft")
    draft.text, draft.note = text.replace("\0", "").replace("\r\n", "\n"), note.strip()[:200]
    draft.drafted_by, draft.drafted_at = by, clock.now()
    db.session.add(draft)
    db.session.flush()
    return draft


def publish_text(text_id: int, *, valid_from: date, seen: str, by: str) -> LetterText:
    """Publishes a draft as the next version, from that day on; `seen` is the text the publisher read.

    NotAllowed for its author; Invalid while a line is wrong, or for a day that has passed; Conflict when it changed meanwhile.
    """
    draft = _draft(text_id)
    if draft.drafted_by == by:
        raise NotAllowed(_("自己起草的文书模板要由另一位管理员发布。"))
    if draft.text != seen.replace("\r\n", "\n"):
        raise Conflict(_("草稿在您查看之后又有修改，请重新核对。"), who=draft.drafted_by, at=draft.drafted_at)
    if parse(draft.text, placeholders(draft.kind)).faults:
        raise Invalid(_("模板还有问题没有解决，不能发布。"))
    if valid_from < clock.today():
        raise Invalid(_("生效日期 %(day)s 已经过去，请填写今天或以后的日期。", day=valid_from))
    text_now(draft.kind)  # the house's own text is a version before anybody's
    draft.state, draft.version, draft.valid_from = "published", queries.last_version(draft.kind) + 1, valid_from
    draft.published_by, draft.published_at = by, clock.now()
    db.session.flush()
    return draft


def drop_draft(text_id: int, *, reason: str) -> LetterText:
    """The draft will not be published, with the reason: its author withdraws it, another turns it down."""
    draft = _draft(text_id)
    draft.state, draft.note = "dropped", reasoned(reason)[:200]
    db.session.flush()
    return draft


def _draft(text_id: int) -> LetterText:
    found = get(LetterText, text_id, lock=True)
    if found.state != "draft":
        raise Conflict(_("这份草稿已经发布或者撤下。"))
    return found
