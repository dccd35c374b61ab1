"""Moves the tokens of one run: from an input until nothing but waiting is left.

The inputs are `start`, `complete` (a user task), `fire` (a timer), `receive` (a message or signal). After each, `settle` runs
whatever can run. A budget stops what runs away. Every failure is raised as Stopped or StepFailed with its element.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from app.engine.expressions import ZONE
from app.engine.spiff.definition import Definition
from app.engine.spiff.gateways import _Joining
from app.engine.spiff.scope import Run, SubRun, _Scope
from app.engine.spiff.timing import pass_over, turn_at, turns_missed
from app.engine.spiff.token import READY, WAITING, Token
from app.engine.trouble import Stopped


class Outside(Protocol):
    """Where a run meets the rest of the house; a replay gives recorded answers here."""

    now: datetime
    """The moment for which the run is made: the clock's, or a timer's due moment."""

    def call_step(self, element: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Calls a step with what it needs of the variables; its result, plain JSON."""

    def decide(self, element: str, definition: Definition, decision: str, variables: dict[str, Any]) -> Any:
        """The value of a decision in the version that the diagram has pinned."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a live token waits for, for the wait index. kind: task, timer, message or signal.

    skipped: the turns of a cycle that its firing passes over (see `next_due`).
    """

    token: int
    kind: str
    element: str
    name: str = ""
    key: str = ""
    due: datetime | None = None
    skipped: int = 0


def start(run: Run, data: dict[str, Any], start_event: str | None = None) -> None:
    """Begins the run at its plain start event, or at the one named."""
    starts = run.spec.start.starts
    if start_event is None and not any(starts.values()):
        raise Stopped(run.spec.name, "这个流程只能由消息或信号启动")
    run.start_at(dict(data), start_event)
    settle(run)


def complete(run: Run, token: Token, answers: dict[str, Any], by: str) -> None:
    """A person has completed a user task; the answers join the variables."""
    token.workflow.performers.setdefault(token.task_spec.element_id, []).append(by)
    token.internal_data["result"] = answers
    _ran(run, token)
    settle(run)


def fire(run: Run, token: Token, skipped: int = 0) -> None:
    """A timer is due. `run.outside.now` is its due moment; so many turns of its cycle were missed and are passed over."""
    if skipped:
        pass_over(token, skipped)
    token.task_spec.fire(token, {})
    settle(run)


def receive(run: Run, token: Token, data: dict[str, Any]) -> None:
    """A message or signal has come for this token."""
    token.task_spec.fire(token, data)
    settle(run)


def settle_displaced(run: Run) -> None:
    """Goes on after a token was taken from its place by hand."""
    for scope in run.scopes:
        scope.swept()
    _ended(run)
    settle(run)


def cancel_all(run: Run) -> None:
    """Ends the run without going on."""
    for token in run.tokens():
        token.cancel()
    run.subprocesses.clear()


def settle(run: Run) -> None:
    """Runs what is ready until only waiting is left. Raises Stopped when the budget is used up."""
    steps, began = 0, time.thread_time()
    while True:
        while run.ready:
            token = run.ready.popleft()
            if token._state != READY or token.task_spec.opens_task:
                continue
            steps += 1
            if steps > run.max_steps or (steps % 64 == 0 and time.thread_time() - began > run.max_seconds):
                raise Stopped(token.task_spec.element_id, f"一次运行超过预算（{steps} 步），流程图可能有死循环")
            _ran(run, token)
        if not _joined(run):
            return _not_stuck(run)


def _not_stuck(run: Run) -> None:
    """Raises Stopped for a scope in which every token waits at a join: the others it waits for can never come."""
    for scope in run.scopes:
        live = [token for token in scope.live if not token.task_spec.is_watch]
        if live and all(token._state == WAITING and isinstance(token.task_spec, _Joining) for token in live):
            names = sorted({token.task_spec.element_id for token in live})
            raise Stopped(names[0], f"汇合网关 {', '.join(names)} 永远等不齐：前面的分支不是并行网关分出来的")


def _ran(run: Run, token: Token) -> None:
    try:
        token.run()
    except Exception as error:
        if not getattr(error, "element", None):
            error.element = token.task_spec.element_id  # type: ignore[attr-defined]  # where it was, whatever it is
        raise
    run.last_task = token
    for scope in run.scopes:
        scope.swept()
    _ended(run)


def _ended(run: Run) -> None:
    """Ends the scopes in which nothing lives, inner ones first; each wakes the token that waits for it."""
    for scope in reversed(run.scopes):
        if scope.is_busy or not _is_begun(scope) or scope.completed:
            continue
        scope.completed = True
        for watching in scope.live:
            watching.cancel()
        if isinstance(scope, SubRun):
            waiting = scope.parent_token
            waiting.task_spec.scope_ended(waiting, scope.final_data(is_lenient=False))
        else:
            run.data = scope.final_data(is_lenient=True)
            run.swept()


def _is_begun(scope: _Scope) -> bool:
    return not scope.task_tree.is_live


def _joined(run: Run) -> bool:
    """Asks the waiting joins again, when nothing else can move."""
    for scope in reversed(run.scopes):
        for token in scope.live:
            if token._state == WAITING and isinstance(token.task_spec, _Joining) and token.task_spec.check(token):
                scope.swept()
                return True
    return False


def waiting(run: Run) -> Iterator[Waiting]:
    """What all live tokens wait for."""
    for token in run.tokens():
        spec, memory = token.task_spec, token.internal_data
        if spec.opens_task and token._state == READY:
            yield Waiting(token.id, "task", spec.element_id)
        elif token._state == WAITING and "due" in memory:
            yield Waiting(
                token.id, "timer", spec.element_id, due=datetime.fromisoformat(memory["due"]).astimezone(ZONE)
            )
        elif token._state == WAITING and "key" in memory:
            yield Waiting(token.id, "message", spec.element_id, name=spec.trigger.name, key=memory["key"])
        elif token._state == WAITING and "signal" in memory:
            yield Waiting(token.id, "signal", spec.element_id, name=spec.trigger.name)


def next_due(run: Run, until: datetime) -> Waiting | None:
    """The timer that fires first of those due up to a moment. Of a cycle that skips missed turns the last one counts."""
    found = [_last_turn(run, w, until) for w in waiting(run) if w.due is not None and w.due <= until]
    return min(found, key=lambda w: (w.due, w.token), default=None)


def _last_turn(run: Run, timer: Waiting, until: datetime) -> Waiting:
    token = run.find(timer.token)
    missed = turns_missed(token, until) if token is not None else 0
    return replace(timer, due=turn_at(token, missed), skipped=missed) if token is not None and missed else timer


def barred(token: Token, now: datetime) -> list[str]:
    """Who may not do this user task: whom its `not_actors` names, and whoever did the elements of its `not_by`, in this scope or outward."""
    named = token.task_spec.extensions.barred
    found: dict[str, None] = dict.fromkeys(named(token.variables, now) or []) if named is not None else {}
    for element in token.task_spec.extensions.not_by:
        scope: Any = token.workflow
        while scope is not None:
            if element in scope.performers:
                found.update(dict.fromkeys(scope.performers[element]))
                break
            scope = scope.parent_workflow
    return list(found)
