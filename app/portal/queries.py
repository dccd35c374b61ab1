"""What may be asked of drafts, and how long the law gives each step. A draft belongs to one account: nobody else's is found."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import settings
from app.cases.records import Case
from app.errors import Gone, NotFound
from app.feel import dmn, to_plain
from app.portal.records import Draft, DraftFile
from app.store import clock, db, personal, tenant
from app.store.files import StoredFile

_DEADLINES = Path(__file__).parents[2] / "bpmn" / "deadlines.dmn"


def open_drafts(account_id: int) -> list[Draft]:
    """The account's applications that are neither submitted nor expired, latest first; corrections are not among them."""
    query = select(Draft).where(
        Draft.tenant == tenant(),
        Draft.account_id == account_id,
        Draft.case_id.is_(None),
        Draft.corrects_id.is_(None),
        Draft.expires_on >= clock.today(),
    )
    return list(db.session.scalars(query.order_by(Draft.saved_at.desc())))


def correction_of(case: Case, *, lock: bool = False) -> Draft | None:
    """The correction of a case that its applicant has begun and not handed in, or None."""
    query = select(Draft).where(
        Draft.tenant == tenant(),
        Draft.corrects_id == case.id,
        Draft.account_id == case.account_id,
        Draft.case_id.is_(None),
        Draft.expires_on >= clock.today(),
    )
    return db.session.scalars(query.with_for_update() if lock else query).first()


def draft_of(account_id: int, uid: str, *, lock: bool = False) -> Draft:
    """The account's own draft of that uid; anything else is NotFound in the same words, an expired one Gone."""
    query = select(Draft).where(Draft.tenant == tenant(), Draft.uid == uid, Draft.account_id == account_id)
    draft = db.session.scalar(query.with_for_update() if lock else query)
    if draft is None:
        raise NotFound()
    if draft.case_id is None and draft.expires_on < clock.today():
        raise Gone(_("这份草稿已经超过 %(n)s 天没有修改，按规定已经删除。请重新开始申请。", n=draft_days()))
    return draft


def draft_days() -> int:
    """How long a draft is kept after its last change, in days."""
    return settings.current().portal.draft_days


def answers_of(draft: Draft) -> dict[str, Any]:
    """Everything typed so far, opened."""
    text = personal.open_(draft.answers_sealed, table="draft", column="answers", row=draft.uid)
    answers: dict[str, Any] = json.loads(text)
    return answers


def files_of(draft: Draft) -> list[tuple[DraftFile, StoredFile]]:
    """The documents of a draft with their stored files, oldest first."""
    query = (
        select(DraftFile, StoredFile)
        .join(StoredFile, (StoredFile.tenant == DraftFile.tenant) & (StoredFile.id == DraftFile.file_id))
        .where(DraftFile.tenant == tenant(), DraftFile.draft_id == draft.id)
        .order_by(DraftFile.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def limits(category: int) -> dict[str, dict[str, Any]]:
    """The legal time of each step for a category by the decision `limits`: {step: {days, unit}}."""
    return _limits(category, _DEADLINES.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _limits(category: int, changed: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = to_plain(_deadlines(changed).decide("limits", {"category": category}).value)
    return found


@lru_cache(maxsize=2)
def _deadlines(changed: int) -> dmn.Model:
    return dmn.load(os.fspath(_DEADLINES))
