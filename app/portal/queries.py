"""What may be asked of drafts. A draft belongs to one account: nobody else's is found."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from app.errors import NotFound
from app.portal.records import Draft, DraftFile
from app.store import clock, db, personal, tenant
from app.store.files import StoredFile


def open_drafts(account_id: int) -> list[Draft]:
    """The account's drafts that are neither submitted nor expired, latest first."""
    query = select(Draft).where(
        Draft.tenant == tenant(),
        Draft.account_id == account_id,
        Draft.case_id.is_(None),
        Draft.expires_on >= clock.today(),
    )
    return list(db.session.scalars(query.order_by(Draft.saved_at.desc())))


def draft_of(account_id: int, uid: str, *, lock: bool = False) -> Draft:
    """The account's own draft of that uid; anything else is NotFound in the same words."""
    query = select(Draft).where(Draft.tenant == tenant(), Draft.uid == uid, Draft.account_id == account_id)
    draft = db.session.scalar(query.with_for_update() if lock else query)
    if draft is None:
        raise NotFound()
    return draft


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
