"""A run in memory, in two modes: as it is, or written and read again at every wait. Both must do the same.

Every input is noted as the journal notes it, so that either can be replayed: that must do the same too.
"""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from app.engine import check, source
from app.engine.check.file import Known, processes
from app.engine.expressions import ZONE
from app.engine.live import plain
from app.engine.replay import Player, played
from app.engine.spiff import codec, runner
from app.engine.spiff.catching import awaits_signal
from app.engine.spiff.parser import parse
from app.engine.spiff.scope import Run
from app.engine.values import Entry
from app.registry import find_step, step_names

START = datetime(2026, 3, 2, 9, tzinfo=ZONE)


class Outside:
    """Steps that note their call and answer from a table; a step that is not in it is the registered one."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.now = START
        self.answers = answers
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.facts: list[dict[str, Any]] = []

    def call_step(self, element: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Notes the call; the answer may be a function of the variables."""
        self.calls.append((element, dict(variables)))
        answer = self.answers[name] if name in self.answers else _registered(name, variables)
        result: dict[str, Any] = plain(answer(variables) if callable(answer) else answer, name)
        fact = {"kind": "step_called", "element": element, "step": name, "arguments": dict(variables), "result": result}
        self.facts.append(fact)
        return result

    def decide(self, element: str, definition: Any, decision: str, variables: dict[str, Any]) -> Any:
        """The answer of that name."""
        answer = self.answers[decision]
        value = answer(variables) if callable(answer) else answer
        self.facts.append({"kind": "decided", "element": element, "decision": decision, "result": value})
        return value


def _registered(name: str, variables: dict[str, Any]) -> dict[str, Any]:
    step = find_step(name)
    return step.call(**step.arguments(variables)) or {}


class Trial:
    """One run of a drawn diagram."""

    def __init__(
        self,
        *files: bytes,
        stored: bool = False,
        steps: dict[str, Any] | None = None,
        event: str | None = None,
        **data: Any,
    ) -> None:
        self.definitions: dict[int, Any] = {}
        names: dict[str, Any] = {}
        roots = [source.read(file, "drawn") for file in files]
        known = Known(
            [*(steps or ()), *step_names()], [p.get("id") for r in roots for p in processes(r)], list(steps or ())
        )
        for number, root in enumerate(roots):
            assert check.check_file(root, "drawn", known) == []
            found = parse(root, processes(root)[0].get("id"), id=number)
            found.called = names.__getitem__
            names[found.diagram] = self.definitions[number] = found
        self.stored = stored
        self.outside = Outside(steps or {})
        self.run = Run(self.definitions[0], self.outside)
        self.path: list[str] = []
        self.thrown: list[Any] = []
        self.entries: list[Entry] = []
        given = plain(data, "data")
        runner.start(self.run, given, event)
        self._after("started", {"data": given, "event": event})

    def _after(self, kind: str, given: dict[str, Any], by: str = "system") -> None:
        state = codec.structure(self.run)
        data = {
            "in": given,
            "path": [step.removeprefix("main/") for step in self.run.path],
            "facts": self.outside.facts,
        }
        seq, now = len(self.entries) + 1, self.outside.now
        self.entries.append(Entry(0, seq, now, by, kind, "", data, codec.fingerprint(state), ""))
        self.outside.facts = []
        self.path += [step.removeprefix("main/") for step in self.run.path]
        self.thrown += self.run.thrown
        self.run.path.clear()
        self.run.thrown.clear()
        self.run.opened.clear()
        if self.stored and not self.run.completed:
            self.run = codec.load(codec.packed(state), self.definitions.__getitem__, self.outside)
            assert codec.structure(self.run).keys() == state.keys()
            assert codec.fingerprint(codec.structure(self.run)) == codec.fingerprint(state)

    @property
    def waiting(self) -> list[str]:
        """The elements that wait, sorted."""
        return sorted(w.element for w in runner.waiting(self.run))

    def token(self, element: str, nth: int = 0) -> Any:
        """The nth waiting token on an element."""
        found = [w.token for w in runner.waiting(self.run) if w.element == element]
        return self.run.find(found[nth])

    def complete(self, element: str, nth: int = 0, by: str = "officer:1", **answers: Any) -> Trial:
        """A person completes a task."""
        return self.finish(self.token(element, nth), plain(answers, "answers"), by)

    def finish(self, token: Any, answers: dict[str, Any], by: str = "officer:1") -> Trial:
        """A person completes the task on a token."""
        runner.complete(self.run, token, answers, by)
        self._after("task_completed", {"token": token.id, "answers": answers}, by)
        return self

    def barred(self, element: str) -> list[str]:
        """Who may not do the task that waits at an element."""
        return runner.barred(self.token(element), self.outside.now)

    def message(self, name: str, key: str = "", **data: Any) -> bool:
        """A message; whether somebody waited for it."""
        for waiting in runner.waiting(self.run):
            if waiting.kind == "message" and (waiting.name, waiting.key) == (name, key):
                given = plain(data, "data")
                runner.receive(self.run, self.run.find(waiting.token), given)
                self._after("message", {"token": waiting.token, "data": given})
                return True
        return False

    def hear(self, name: str, **data: Any) -> int:
        """A signal, to all who wait for it now; how many did."""
        given = plain(data, "data")
        found = [one.token for one in runner.waiting(self.run) if (one.kind, one.name) == ("signal", name)]
        for number in sorted(found):
            token = self.run.find(number)
            if token is not None and awaits_signal(token, name):
                runner.receive(self.run, token, given)
                self._after("signal", {"token": number, "data": given})
        return len(found)

    def after(self, **duration: float) -> Trial:
        """Lets time pass from the beginning of the run; due timers fire in order."""
        until = START + timedelta(**duration)
        while (first := runner.next_due(self.run, until)) is not None:
            self.outside.now = first.due
            runner.fire(self.run, self.run.find(first.token), first.skipped)
            self._after("timer_fired", {"token": first.token, "skipped": first.skipped})
        self.outside.now = max(self.outside.now, until)
        return self

    @property
    def done(self) -> bool:
        """Whether the run has ended."""
        return self.run.completed

    @property
    def outcome(self) -> dict[str, Any]:
        """The last data."""
        return self.run.data

    def replayed(self, until: int | None = None) -> Player:
        """The run again, from what was noted alone, up to an entry; Diverged where anything comes out differently."""
        return played(self.definitions[0], copy.deepcopy(self.entries[:until]))
