"""Official letters, the texts they are written in, how they were served and who read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, personal, refers


class LetterText(Record):
    """A text of a kind of letter (app.cases.rules.texts). `state`: draft, published, dropped; what is published stays as it is.

    A draft has no `version`; a kind has one draft at most. Four eyes: who drafted a text does not publish it. The first
    version of a kind is the text that comes with the house, drafted and published by `system`.
    """

    __table_args__ = (
        sa.UniqueConstraint("tenant", "kind", "version"),
        sa.Index("uq_letter_text_draft", "tenant", "kind", unique=True, postgresql_where=sa.text("state = 'draft'")),
        sa.CheckConstraint(
            "drafted_by = 'system' OR published_by IS NULL OR published_by <> drafted_by", name="four_eyes"
        ),
    )

    kind: Mapped[str] = mapped_column(sa.String(24))
    version: Mapped[int | None] = mapped_column(sa.SmallInteger)
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(9))
    valid_from: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.String(200))
    drafted_by: Mapped[str] = mapped_column(sa.String(60))
    drafted_at: Mapped[datetime]
    published_by: Mapped[str | None] = mapped_column(sa.String(60))
    published_at: Mapped[datetime | None]


class Letter(Record):
    """An official letter: numbered when written, rendered later from `data` by the template of that version.

    `text_id` is the version of the text it was written with, where its kind has a text.
    `matter` is the number of what it is about where that is no case: a lease, a record of integrity.
    `recipient_number`: the whole number of who it goes to, sealed, where the letter prints it: a contract. `data` has it masked.
    `file_id` is the PDF once it is rendered; its hash is the stored file's. `uid` is what the QR code leads to.
    `trouble` says why the ticker could not render it; it is tried again when somebody opens it.
    """

    __table_args__ = (
        refers("case_id", "case.id"),
        refers("file_id", "stored_file.id"),
        refers("text_id", "letter_text.id"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.UniqueConstraint("tenant", "number"),
        sa.Index("ix_letter_case", "tenant", "case_id"),
        sa.Index("ix_letter_matter", "tenant", "matter"),
        sa.CheckConstraint("case_id IS NOT NULL OR matter IS NOT NULL", name="about"),
        sa.Index("ix_letter_pending", "tenant", "id", postgresql_where=sa.text("file_id is null and trouble is null")),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=personal.new_uid)
    case_id: Mapped[int | None]
    matter: Mapped[str | None] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(24))
    number: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(60))
    issuer: Mapped[str] = mapped_column(sa.String(12))
    template_version: Mapped[int] = mapped_column(sa.SmallInteger)
    text_id: Mapped[int | None]
    written_at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    file_id: Mapped[int | None]
    rendered_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(sa.String(200))
    recipient_number_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    recipient_number = personal.Sealed("recipient_number")


class Delivery(Record):
    """How a letter was served (送达回证，《民事诉讼法》第八十七条至第九十五条). `manner`: a code of the table `delivery_manner`.

    `on` is the day it was handed over, left, signed for or posted in public; `served_on` the day from which it counts.
    """

    __table_args__ = (refers("letter_id", "letter.id"), sa.Index("ix_delivery_letter", "tenant", "letter_id"))

    letter_id: Mapped[int]
    manner: Mapped[str] = mapped_column(sa.String(10))
    on: Mapped[date]
    served_on: Mapped[date]
    receiver: Mapped[str] = mapped_column(sa.String(50))
    witness: Mapped[str] = mapped_column(sa.String(100), default="")
    proof: Mapped[str] = mapped_column(sa.String(500), default="")
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]


class LetterReading(Record):
    """An officer opened a letter that prints a whole number: who, when. The person it is about reads this."""

    __table_args__ = (refers("letter_id", "letter.id"), sa.Index("ix_letter_reading_letter", "tenant", "letter_id"))

    letter_id: Mapped[int]
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]
