"""A run in memory, in two modes: as it is, or written and read again at every wait. Both must do the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.engine import check, source
from app.engine.check.file import Known, processes
from app.engine.expressions import ZONE
from app.engine.live import plain
from app.engine.spiff import codec, runner
from app.engine.spiff.parser import parse
from app.engine.spiff.scope import Run

START = datetime(2026, 3, 2, 9, tzinfo=ZONE)


class Outside:
    """Steps that note their call and answer from a table."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.now = START
        self.answers = answers
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def call_step(self, element: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Notes the call; the answer may be a function of the variables."""
        self.calls.append((element, dict(variables)))
        answer = self.answers.get(name, {})
        return plain(answer(variables) if callable(answer) else answer, name)

    def decide(self, element: str, definition: Any, decision: str, variables: dict[str, Any]) -> Any:
        """The answer of that name."""
        return self.answers[decision]


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
        known = Known(list(steps or ()), [p.get("id") for r in roots for p in processes(r)], list(steps or ()))
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
        runner.start(self.run, plain(data, "data"), event)
        self._after()

    def _after(self) -> None:
        self.path += [step.removeprefix("main/") for step in self.run.path]
        self.thrown += self.run.thrown
        self.run.path.clear()
        self.run.thrown.clear()
        self.run.opened.clear()
        if self.stored and not self.run.completed:
            state = codec.structure(self.run)
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
        runner.complete(self.run, self.token(element, nth), plain(answers, "answers"), by)
        self._after()
        return self

    def message(self, name: str, key: str = "", **data: Any) -> bool:
        """A message; whether somebody waited for it."""
        for waiting in runner.waiting(self.run):
            if waiting.kind == "message" and (waiting.name, waiting.key) == (name, key):
                runner.receive(self.run, self.run.find(waiting.token), plain(data, "data"))
                self._after()
                return True
        return False

    def after(self, **duration: float) -> Trial:
        """Lets time pass from the beginning of the run; due timers fire in order."""
        until = START + timedelta(**duration)
        while True:
            due = [w for w in runner.waiting(self.run) if w.due is not None and w.due <= until]
            if not due:
                return self
            first = min(due, key=lambda w: (w.due, w.token))
            self.outside.now = first.due
            runner.fire(self.run, self.run.find(first.token))
            self._after()

    @property
    def done(self) -> bool:
        """Whether the run has ended."""
        return self.run.completed

    @property
    def outcome(self) -> dict[str, Any]:
        """The last data."""
        return self.run.data
