"""Embedded subprocesses and call activities: a token that waits for a scope of its own."""

from __future__ import annotations

from typing import Any

from app.engine.spiff import sight
from app.engine.spiff.definition import Definition
from app.engine.spiff.element import Element, assign_all
from app.engine.spiff.scope import MAX_DEPTH, SubRun
from app.engine.spiff.token import STARTED, Token
from app.engine.trouble import Stopped


class _Scoped(Element):
    """An element that runs a scope and goes on when the scope has ended."""

    def begin(self, token: Token, definition: Definition, spec: Any, data: dict[str, Any]) -> None:
        """Starts the scope with those variables."""
        scope = SubRun(spec, token, definition)
        if scope.depth > MAX_DEPTH:
            raise Stopped(self.element_id, f"调用嵌套超过 {MAX_DEPTH} 层")
        token.workflow.top_workflow.subprocesses[token.id] = scope
        token._state = STARTED
        scope.start_at(data, None)

    def scope_ended(self, token: Token, data: dict[str, Any]) -> None:
        """The scope has ended with those variables."""
        del token.workflow.top_workflow.subprocesses[token.id]
        token.internal_data["result"] = data
        token._ready()

    def _on_cancel(self, my_task: Token) -> None:
        scope = my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        for token in scope.live if scope is not None else ():
            token.cancel()


class SubProcess(_Scoped):
    """An embedded subprocess: sees all variables, and what it changes is changed; inputs are its own."""

    def arrived(self, token: Token) -> bool:
        """Starts inside."""
        definition = token.workflow.definition
        self.begin(token, definition, definition.embedded[self.element_id], dict(token.variables))
        return False

    def absorb(self, token: Token, result: dict[str, Any]) -> None:
        """As any element, but the inputs' names stay inside."""
        local = token.internal_data.get("local") or {}
        if not self.extensions.outputs:
            result = {name: value for name, value in result.items() if name not in local}
        super().absorb(token, result)

    def changed_inside(self, token: Token) -> dict[str, Any]:
        """What was changed inside so far: an interrupting event goes on with it, as in Camunda 8."""
        scope = token.workflow.top_workflow.subprocesses.get(token.id)
        if scope is None:
            return {}
        local = token.internal_data.get("local") or {}
        found = sight.changed(token.variables, sight.variables(scope))
        return {name: value for name, value in found.items() if name not in local}

    def take(self, token: Token, change: dict[str, Any]) -> None:
        """What was changed inside is changed."""
        token.data.update(change)


class CallActivity(_Scoped):
    """Runs another diagram, in the version that was pinned when the caller was deployed."""

    def arrived(self, token: Token) -> bool:
        """Starts the called diagram with what is handed in."""
        call, caller = self.extensions.call, token.workflow.definition
        if call is None or caller.called is None:
            raise Stopped(self.element_id, "没有写明调用哪个流程")
        called = caller.called(call.diagram)
        local = token.internal_data.get("local") or {}
        self.begin(token, called, called.spec, dict(token.variables) if call.takes_all else dict(local))
        return False

    def absorb(self, token: Token, result: dict[str, Any]) -> None:
        """Only what the outputs name, or all when there are none and the call gives all."""
        if self.extensions.outputs:
            now = token.workflow.top_workflow.outside.now
            assign_all(token.data, self.extensions.outputs, {**token.variables, **result}, now)
        elif self.extensions.call is not None and self.extensions.call.gives_all:
            token.data.update(result)
