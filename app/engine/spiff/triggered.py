"""Event subprocesses: inside a scope, begun by an event. Their start event watches from when the scope begins until it ends.

What it sees are the scope's variables at the moment of the event; what it writes reaches the scope when it ends. What the
event brings is its own, and stays inside unless an output mapping takes it out (as in Camunda 8).
"""

from __future__ import annotations

from typing import Any

from app.engine.spiff import sight
from app.engine.spiff.calls import SubProcess
from app.engine.spiff.element import assign_all
from app.engine.spiff.events import CatchEvent, next_turn
from app.engine.spiff.token import Token


class EventStart(CatchEvent):
    """The start event of an event subprocess, where it watches: in the scope around. `leads_to`: the subprocess."""

    is_watch = True
    interrupts = True
    leads_to = ""

    def fire(self, token: Token, payload: dict[str, Any]) -> None:
        """Begins the subprocess: in the place of all else in the scope, or beside it."""
        scope = token.workflow
        data = sight.variables(scope)
        if self.interrupts:
            scope.emptied()
        elif "due" in token.internal_data:
            next_turn(token)
        begun = Token(scope, scope.spec.task_specs[self.leads_to], scope.task_tree)
        begun.triggered = True
        begun.data = data
        if not self.interrupts:
            begun.internal_data["beside"] = True
        local = self._brought(data, payload, scope.top_workflow.outside.now)
        if local:
            begun.internal_data["local"] = local
        begun.task_spec.enter(begun)
        begun.task_spec.arrived(begun)

    def _brought(self, data: dict[str, Any], payload: dict[str, Any], now: Any) -> dict[str, Any]:
        if not self.extensions.outputs:
            return dict(payload)
        local: dict[str, Any] = {}
        assign_all(local, self.extensions.outputs, {**data, **payload}, now)
        return local


class EventSubProcess(SubProcess):
    """An embedded subprocess that no flow leads to."""

    def take(self, token: Token, change: dict[str, Any]) -> None:
        """What was changed inside is changed in the scope; one that runs beside tells all who stand there."""
        super().take(token, change)
        if "beside" in token.internal_data:
            sight.spread(token.workflow, change)

    def absorb(self, token: Token, result: dict[str, Any]) -> None:
        """As any embedded subprocess."""
        before = dict(token.data)
        super().absorb(token, result)
        self.take(token, sight.changed(before, token.data))

    def leave(self, token: Token) -> None:
        """An end of its scope's flow; one that ran beside has told what it had to tell."""
        if "beside" not in token.internal_data:
            token.workflow.token_ended(token)
