"""What the engine keeps: versions of diagrams and decisions, processes, their journal, and what they wait for.

The hot path reads and writes these tables by plain SQL (`rows`); these classes are for migrations and for questions.
What a class cannot say (the journal's triggers and months, how a state is stored) stands in the migrations alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Moment, Record, db, refers, tenant

NAME = String(200)
ACTOR = String(80)


class DiagramVersion(Record):
    """One version of a diagram. pins: called diagram → id of its version; decisions: decision → id of its version."""

    diagram: Mapped[str] = mapped_column(NAME)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(NAME)
    file: Mapped[str] = mapped_column(NAME)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    pins: Mapped[dict[str, Any]]
    decisions: Mapped[dict[str, Any]]
    deployed_by: Mapped[str] = mapped_column(ACTOR)
    deployed_at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (UniqueConstraint("tenant", "diagram", "version"),)


class DecisionVersion(Record):
    """One version of a file of decisions. decisions: the ids of the decisions in it."""

    file: Mapped[str] = mapped_column(NAME)
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    decisions: Mapped[list[Any]]
    deployed_by: Mapped[str] = mapped_column(ACTOR)
    deployed_at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (UniqueConstraint("tenant", "file", "version"),)


class MessageStart(Record):
    """Which diagram a message starts, and at which start event: of the newest version."""

    name: Mapped[str] = mapped_column(NAME)
    diagram: Mapped[str] = mapped_column(NAME)
    version_id: Mapped[int]
    element: Mapped[str] = mapped_column(NAME)
    __table_args__ = (
        UniqueConstraint("tenant", "name", "diagram", "element"),
        refers("version_id", "diagram_version.id"),
    )


class Process(Record):
    """One run of a diagram.

    state: running, suspended, troubled, done, cancelled. content: the state (zstd of JSON), None when it has ended.
    revision counts the writes; seq and head are number and hash of the last journal entry. due_at: the earliest timer,
    or when trouble is tried again. trouble: {element, text, attempts, is_technical, at, input}. outcome: the last data.
    """

    diagram: Mapped[str] = mapped_column(NAME)
    version_id: Mapped[int]
    business_key: Mapped[str] = mapped_column(NAME)
    state: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int]
    seq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    outcome: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    started_by: Mapped[str] = mapped_column(ACTOR)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        refers("version_id", "diagram_version.id"),
        Index(None, "tenant", "business_key"),
        Index("ix_process_due", "tenant", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
        Index("ix_process_state", "tenant", "state", postgresql_where=sa.text("state IN ('troubled', 'suspended')")),
        Index(None, "tenant", "version_id"),
    )


class Journal(db.Model):  # type: ignore[name-defined,misc]
    """One input of a process and what it led to. Append-only: a trigger refuses UPDATE and DELETE.

    A table a month (see `months`), so the key must hold `at`; that a process's `seq` is unique is the process row's doing,
    which is locked and counts them.
    data: {in, facts, path, now}; state: the fingerprint of the state after it; hash: of this entry and the one before.
    """

    tenant: Mapped[str] = mapped_column(String(12), primary_key=True, default=tenant)
    process_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    by: Mapped[str] = mapped_column(ACTOR)
    kind: Mapped[str] = mapped_column(String(24))
    element: Mapped[str] = mapped_column(NAME)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (
        refers("process_id", "process.id"),
        Index(None, "tenant", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )


class Task(Record):
    """A user task: waits for a person. state: open, done, cancelled. barred: actors between spaces. is_hidden: suspended."""

    process_id: Mapped[int]
    token: Mapped[int]
    business_key: Mapped[str] = mapped_column(NAME)
    diagram: Mapped[str] = mapped_column(NAME)
    element: Mapped[str] = mapped_column(NAME)
    name: Mapped[str] = mapped_column(NAME)
    form: Mapped[str | None] = mapped_column(NAME)
    role: Mapped[str | None] = mapped_column(String(60))
    organisation: Mapped[str | None] = mapped_column(String(60))
    assignee: Mapped[str | None] = mapped_column(ACTOR)
    barred: Mapped[str] = mapped_column(Text)
    draft: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    started_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(12))
    is_hidden: Mapped[bool] = mapped_column(default=False)
    completed_by: Mapped[str | None] = mapped_column(ACTOR)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        refers("process_id", "process.id"),
        UniqueConstraint("tenant", "process_id", "token"),
        Index("ix_task_inbox", "tenant", "role", "organisation", "due_at", postgresql_where=sa.text("state = 'open'")),
        Index("ix_task_assignee", "tenant", "assignee", postgresql_where=sa.text("state = 'open'")),
        Index(None, "tenant", "business_key"),
    )


class Subscription(Record):
    """A token that waits for a message of that name with that correlation key."""

    process_id: Mapped[int]
    token: Mapped[int]
    element: Mapped[str] = mapped_column(NAME)
    name: Mapped[str] = mapped_column(NAME)
    key: Mapped[str] = mapped_column(NAME)
    __table_args__ = (
        refers("process_id", "process.id"),
        UniqueConstraint("tenant", "process_id", "token"),
        Index(None, "tenant", "name", "key"),
    )


class BufferedMessage(Record):
    """A message that found nobody waiting: kept until `expires_at`, delivered once when somebody waits."""

    name: Mapped[str] = mapped_column(NAME)
    key: Mapped[str] = mapped_column(NAME)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    sent_by: Mapped[str] = mapped_column(ACTOR)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (Index(None, "tenant", "name", "key"), Index(None, "tenant", "expires_at"))


class IdempotencyKey(Record):
    """A key that was used with a verb: the same again gives the first result, other content is refused."""

    verb: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(NAME)
    digest: Mapped[str] = mapped_column(String(64))
    process_id: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment)
    __table_args__ = (UniqueConstraint("tenant", "verb", "key"), Index(None, "tenant", "at"))


class UnderFourEyes(Record):
    """What one person proposes and another decides. what: what exactly, as it was shown; state: open, or how it ended."""

    __abstract__ = True

    what: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(ACTOR)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(12))
    decided_by: Mapped[str | None] = mapped_column(ACTOR)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision_reason: Mapped[str | None] = mapped_column(Text)


class Proposal(UnderFourEyes):
    """An intervention in a process that one administrator proposes and another one decides (four eyes).

    kind: edit, skip, move, cancel, rewind, unmove. what: what exactly, as it was shown. state: open, done, refused, withdrawn.
    """

    process_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    __table_args__ = (
        refers("process_id", "process.id"),
        sa.CheckConstraint("state <> 'done' OR decided_by <> proposed_by", name="four_eyes"),
        Index(None, "tenant", "process_id"),
        Index("ix_proposal_open", "tenant", "id", postgresql_where=sa.text("state = 'open'")),
    )


class DiagramMove(UnderFourEyes):
    """Running processes go over to another version of their diagram: planned by one person, approved by another (four eyes).

    version_id: the version they go to. what: {mapping: {old: new}, renews: bool}. state: open, running, done, refused,
    withdrawn, stopped.
    """

    diagram: Mapped[str] = mapped_column(NAME)
    version_id: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        refers("version_id", "diagram_version.id"),
        sa.CheckConstraint(
            "state NOT IN ('running', 'done', 'stopped') OR decided_by <> proposed_by", name="four_eyes"
        ),
        Index(None, "tenant", "diagram"),
    )


class MovedProcess(Record):
    """One process of a move: where a move that was interrupted goes on.

    version_id: the version it came from. state: waiting, moved, left (why: in words), undone.
    """

    move_id: Mapped[int]
    process_id: Mapped[int]
    version_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    why: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        refers("move_id", "diagram_move.id"),
        refers("process_id", "process.id"),
        UniqueConstraint("tenant", "move_id", "process_id"),
        Index(None, "tenant", "process_id"),
        Index("ix_moved_process_waiting", "tenant", "id", postgresql_where=sa.text("state = 'waiting'")),
    )


class MoveTrial(Record):
    """A dry run of a move in the background: every process is tried on a copy, in the order of their ids.

    what: {mapping, renews}; state: running, done, stopped; last_id: the process tried last; total: how many there were at
    the beginning; found: what became of them so far (see `moving.dry_runs`).
    """

    diagram: Mapped[str] = mapped_column(NAME)
    version_id: Mapped[int]
    what: Mapped[dict[str, Any]] = mapped_column(Json)
    asked_by: Mapped[str] = mapped_column(ACTOR)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(12))
    last_id: Mapped[int]
    total: Mapped[int]
    found: Mapped[dict[str, Any]] = mapped_column(Json)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        refers("version_id", "diagram_version.id"),
        Index("ix_move_trial_running", "tenant", "id", postgresql_where=sa.text("state = 'running'")),
    )
