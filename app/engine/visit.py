"""A visit: a process is loaded under lock, gets its inputs, runs until it waits, and is written by one statement.

What fails is undone to the moment before the first step, and the process is marked as in trouble instead, with the
input kept: nothing the person gave is lost, and `retry` applies it again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exc

from app import settings
from app.engine import definitions, happenings, journal, writing
from app.engine.expressions import moment
from app.engine.keys import Key
from app.engine.live import Live
from app.engine.opening import opened_row
from app.engine.rows import Row
from app.engine.spiff import codec, runner
from app.engine.spiff.events import Thrown
from app.engine.spiff.scope import Run
from app.engine.spiff.token import Token
from app.engine.trouble import StepFailed, Stopped, told
from app.engine.values import Process
from app.engine.writing import Changes
from app.errors import AppError, DesignError
from app.store import db, durations

_log = logging.getLogger("anju.engine")
RETRY_AFTER = tuple(timedelta(minutes=wait) for wait in (1, 5, 30, 120, 720))
"""Waits before the automatic retries of technical trouble; after the last one a person is asked."""

TASK_ENDED = "task_ended"
"""What the engine itself says when nobody is asked any more: done or cancelled. Key: `<business key> <element>`."""
PROCESS_ENDED = "process_ended"
"""And when a process has ended, done or cancelled. Key: `<business key> <diagram>`. Where nobody waits it is never said."""

Input = dict[str, Any]
"""An input as it is journalled and kept in trouble: {kind, by, at, …}; `at` is ISO text."""


class Visit:
    """One visit of one process. Make it with a locked row, `apply` inputs, then `save`.

    call: the key under which its input came; it is used up with what is written.
    """

    def __init__(self, row: Row, now: datetime, *, is_new: bool = False, call: Key | None = None) -> None:
        self.row, self.now, self.is_new, self.call = row, now, is_new, call
        self.savepoint: Any = None
        self.live = Live(now, self._keep_place)
        self.changes = Changes()
        self.opened: dict[int, dict[str, Any]] = {}
        self.completed: dict[int, tuple[str, datetime]] = {}
        self.thrown: list[Any] = []
        self.said: list[tuple[str, str]] = []
        self.heard: list[tuple[str, str]] = []
        self.failed, self.begun = False, time.perf_counter()
        self.came = "" if is_new else row.state
        self.tried_by = "system"
        self.written_head = row.head
        self.state: dict[str, Any] | None = None
        if is_new or row.content is None:
            self.run = Run(definitions.definition(row.version_id), self.live)
        else:
            self.run = codec.load(row.content, definitions.definition, self.live)
        limits = settings.current().engine
        self.run.max_steps, self.run.max_seconds = limits.visit_steps, limits.visit_seconds
        self.before = {w.token: w for w in runner.waiting(self.run)}
        self.asked: set[int] = set(self.before) if row.state == "running" and not is_new else set()

    def _keep_place(self) -> None:
        if self.savepoint is None:
            self.savepoint = db.session.begin_nested()

    # inputs -----------------------------------------------------------------------------------------------------

    def apply(self, given: Input, act: Callable[[], Token | None], *, kind: str, element: str, now: datetime) -> bool:
        """Runs one input at the moment `now`, and notes it in the journal. False when it ended in trouble."""
        self._begin(given, now)
        try:
            act()
            self.live.end_loops(self.run.thrown)
            for token in self.run.opened:
                if token.is_live:
                    self.opened[token.id] = opened_row(token, self.row.business_key, now)
            self.run.opened.clear()
            state = codec.structure(self.run)
            self.note(given, kind, element, now, state)
        except (Stopped, StepFailed, RecursionError) as error:
            self.give_up(given, error)
            return False
        except exc.DBAPIError:
            raise  # the whole transaction is lost, and its caller tries again
        except AppError:
            self._undo()
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours stops this process, and no other
            _log.exception("process %s", self.row.id)
            self.give_up(given, error)
            return False
        self.thrown += self.run.thrown
        self.run.thrown.clear()
        return True

    def _begin(self, given: Input, now: datetime) -> None:
        live = self.live
        live.now, live.facts, live.by, live.entry = now, [], given["by"], (self.row.id, self.row.seq + 1)
        live.is_asked_by_person = given["kind"] in ("complete", "start")
        self.run.path.clear()
        self.run.detours = dict(given.get("detours") or {})

    def note(self, given: Input, kind: str, element: str, now: datetime | None = None, state: Any = None) -> None:
        """Adds a journal entry for an input, with the facts and the path that it led to."""
        at, by = moment(given["at"]), given["by"]
        data: dict[str, Any] = {
            "in": {k: v for k, v in given.items() if k not in ("kind", "at", "by") and v is not None}
        }
        if now is not None:
            prefix = self.row.diagram + "/"
            data["path"] = [step.removeprefix(prefix) for step in self.run.path]
            if self.live.facts:
                data["facts"] = self.live.facts
            if now != at:
                data["now"] = now.isoformat()
        self.state = state if state is not None else codec.structure(self.run)  # so it is written as it is noted
        fingerprint = codec.fingerprint(self.state)
        self._entry(at, by, kind, element, data, fingerprint)

    def _entry(self, at: datetime, by: str, kind: str, element: str, data: dict[str, Any], state: str) -> None:
        row = self.row
        row.seq += 1
        entry = journal.chained(row.head, row.id, row.seq, at, by, kind, element, data, state)
        row.head = entry["hash"]
        self.changes.entries.append(entry)

    def take_thrown(self) -> list[Any]:
        """The messages thrown since the last time, to be delivered after the save."""
        thrown, self.thrown = self.thrown, []
        return thrown

    def take_heard(self) -> list[Thrown]:
        """What the engine said by itself at the saves since the last time, once for each who waits to hear it."""
        heard, self.heard = self.heard, []
        return [Thrown("", name, key, {}) for name, key in heard]

    # the end ----------------------------------------------------------------------------------------------------

    def save(self) -> Process:
        """Writes everything; the process as it is now."""
        after = {w.token: w for w in runner.waiting(self.run)}
        if not self.failed:
            self._settle_row(after)
        if self.changes.entries:
            durations.note(self.changes.entries[0]["kind"], self.begun)
        said, self.said = self.said, []
        if self.row.state in ("done", "cancelled"):
            said.append((PROCESS_ENDED, f"{self.row.business_key} {self.row.diagram}"))
        wanted = happenings.wanted()
        written = writing.write(self.row, self.changes, is_new=self.is_new, said=said, wanted=wanted, call=self.call)
        self.heard += written.heard
        self.came = happenings.announce(self.row, self.changes, came=self.came, is_wanted=written.is_wanted)
        self.is_new, self.call = False, None
        self.written_head = self.row.head
        self.changes = Changes()
        if self.savepoint is not None and not self.failed:
            self.savepoint.commit()
            self.savepoint = None
        self.before, self.state = after, None
        self.opened, self.completed = {}, {}
        return self.process

    @property
    def process(self) -> Process:
        """The process as this visit knows it."""
        return self.row.process(self.run.definition.version)

    def _settle_row(self, after: dict[int, runner.Waiting]) -> None:
        row = self.row
        dues = [w.due for w in after.values() if w.due is not None]
        row.version_id = self.run.definition.id
        if self.run.completed:
            row.state, row.content, row.outcome, row.ended_at = "done", None, self.run.data, self.now
        elif row.state != "cancelled" and self.run.tasks:
            row.content = codec.packed(self.state or codec.structure(self.run))
        if row.state != "troubled":
            row.due_at = min(dues, default=None) if row.state == "running" else None
        self._index(after)

    def _index(self, after: dict[int, runner.Waiting]) -> None:
        changes, before = self.changes, self.before
        for token, waiting in before.items():
            if token not in after:
                self._closed(token, waiting)
        asking = {waiting.element for waiting in after.values() if waiting.kind == "task"}
        asked = {waiting.element for waiting in before.values() if waiting.kind == "task"}
        self.said += [(TASK_ENDED, f"{self.row.business_key} {element}") for element in sorted(asked - asking)]
        for token, waiting in after.items():
            if waiting.kind == "task" and token in self.opened:
                changes.opened.append(self.opened[token])
            elif waiting.kind == "message" and token not in before:
                changes.subscribed.append(
                    {"token": token, "element": waiting.element, "name": waiting.name, "key": waiting.key}
                )
            elif waiting.kind == "signal" and token not in before:
                changes.listening.append({"token": token, "element": waiting.element, "name": waiting.name})
        if self.completed:
            self._bar_again(after)

    def _closed(self, token: int, waiting: runner.Waiting) -> None:
        if waiting.kind == "task":
            by, at = self.completed.get(token, (None, self.now))
            state = "done" if by else "cancelled"
            self.changes.closed.append({"token": token, "state": state, "by": by, "at": at})
        elif waiting.kind == "message":
            self.changes.unsubscribed.append(token)
        elif waiting.kind == "signal":
            self.changes.deaf.append(token)

    def _bar_again(self, after: dict[int, runner.Waiting]) -> None:
        for number, waiting in after.items():
            token = self.run.find(number) if waiting.kind == "task" and number in self.before else None
            if token is not None and token.task_spec.extensions.not_by:
                barred = " ".join(runner.barred(token, self.now))
                self.changes.barred.append({"token": number, "barred": f" {barred} "})

    # trouble ----------------------------------------------------------------------------------------------------

    def _undo(self) -> None:
        """Undoes the visit: what steps wrote, and what this visit would have written."""
        if self.savepoint is not None:
            self.savepoint.rollback()
            self.savepoint = None
        if self.changes.entries:
            self.row.seq -= len(self.changes.entries)
            self.row.head = self.written_head
        self.changes, self.state = Changes(), None
        self.opened, self.completed, self.thrown = {}, {}, []

    def give_up(self, given: Input, error: Exception) -> None:
        """Undoes the visit and marks the process as in trouble."""
        self._undo()
        self.stop(given, error)

    def stop(self, given: Input, error: Exception) -> None:
        """Marks the process as in trouble: the element, what is wrong, how often, and the input to apply again."""
        row, before = self.row, self.row.trouble or {}
        is_technical = isinstance(error, StepFailed) and not isinstance(error.cause, DesignError)
        attempts = before.get("attempts", 0) + 1
        retry_at = None
        if is_technical and attempts <= len(RETRY_AFTER):
            retry_at = self.now + RETRY_AFTER[attempts - 1]
        last = self.run.last_task
        element = getattr(error, "element", None) or (last.task_spec.element_id if last is not None else "")
        text = error.text if isinstance(error, Stopped) else told(error)
        row.trouble = {
            "element": element,
            "text": text,
            "attempts": attempts,
            "is_technical": is_technical,
            "at": self.now.isoformat(),
            "retry_at": retry_at.isoformat() if retry_at else None,
            "input": given,
        }
        row.state, row.due_at, self.failed = "troubled", retry_at, True
        data = {"text": text, "attempts": attempts, "input": given["kind"]}
        if "proposal" in given:
            data["proposal"] = given["proposal"]
        self._entry(self.now, self.tried_by, "stopped", element, data, "")
