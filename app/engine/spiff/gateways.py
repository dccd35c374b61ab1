"""Gateways. Joins count tokens on incoming flows (BPMN 2.0.2 §13.4), so they are right inside loops too."""

from __future__ import annotations

from typing import Any

from app.engine.expressions import Expression
from app.engine.spiff.element import Element
from app.engine.spiff.merge import merged
from app.engine.spiff.token import CANCELLED, WAITING, Token
from app.engine.trouble import Stopped


class _Choosing(Element):
    """A gateway with conditions: (condition, target) in the order of the file; `default` is the flow without one."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.choices: list[tuple[Expression, str]] = []
        self.default: str | None = None

    def connect_if(self, condition: Expression, target: Any) -> None:
        """A flow that is taken when its condition holds."""
        self._outputs.append(target.name)
        self.choices.append((condition, target.name))
        target._connect_notify(self)

    def connect_default(self, target: Any) -> None:
        """The flow that is taken when no condition holds."""
        self._outputs.append(target.name)
        self.default = target.name
        target._connect_notify(self)

    def holds(self, token: Token, condition: Expression) -> bool:
        """Whether the condition is true for the token's variables."""
        try:
            return condition.holds(token.variables, token.workflow.top_workflow.outside.now)
        except Stopped as error:  # it is the gateway that cannot decide, whichever flow asks
            raise Stopped(self.element_id, f"{error.element}: {error.text}") from error

    def fallback(self) -> str:
        """The default flow. Raises Stopped where there is none."""
        if self.default is None:
            raise Stopped(self.element_id, "没有一个条件成立，也没有默认流向")
        return self.default


class ExclusiveGateway(_Choosing):
    """Takes the first flow whose condition holds, else the default."""

    def leave(self, token: Token) -> None:
        """One token, on one flow."""
        for condition, target in self.choices:
            if self.holds(token, condition):
                return self.follow(token, [target])
        return self.follow(token, [self.fallback()])


class _Joining(Element):
    """A gateway where several flows meet. Waiting tokens are its memory: each knows the flow it came by."""

    def arrived(self, token: Token) -> bool:
        """Waits for the others when there are several incoming flows."""
        if len(self._inputs) < 2:
            return True
        token.internal_data["via"] = token.parent.task_spec.name
        token._state = WAITING
        self.check(token)
        return False

    def waiting(self, scope: Any) -> list[Token]:
        """The tokens that wait here, oldest first."""
        return [t for t in scope.tasks.values() if t.task_spec is self and t._state == WAITING]

    def check(self, token: Token) -> bool:
        """Fires when the join is complete; says whether it did."""
        raise NotImplementedError

    def join(self, token: Token, arrivals: list[Token]) -> None:
        """The arrivals become one token, `token`, which goes on."""
        branches = [(arrival.data, arrival.forks) for arrival in arrivals]
        token.data, token.forks = merged(branches, token.workflow.top_workflow.forks, self.element_id)
        token.internal_data.pop("via", None)
        for arrival in arrivals:
            if arrival is not token:
                arrival._state = CANCELLED
        token._ready()


def one_for_each(inputs: list[str], waiting: list[Token]) -> tuple[list[Token], list[str]]:
    """For each incoming flow its oldest token; and the flows that have none."""
    left, taken, missing = list(waiting), [], []
    for name in inputs:
        found = next((t for t in left if t.internal_data["via"] == name), None)
        if found is None:
            missing.append(name)
        else:
            left.remove(found)
            taken.append(found)
    return taken, missing


class ParallelGateway(_Joining):
    """Joins one token of each incoming flow, and forks into all outgoing ones."""

    def check(self, token: Token) -> bool:
        """Complete when every incoming flow has a token."""
        taken, missing = one_for_each(self._inputs, self.waiting(token.workflow))
        if missing:
            return False
        self.join(taken[-1], taken)
        return True


class InclusiveGateway(_Choosing, _Joining):
    """Joins the tokens that can still come, and forks into the flows whose conditions hold."""

    def arrived(self, token: Token) -> bool:
        """As a join; the check is made when nothing else moves, since others may still be on their way."""
        if len(self._inputs) < 2:
            return True
        token.internal_data["via"] = token.parent.task_spec.name
        token._state = WAITING
        return False

    def check(self, token: Token) -> bool:
        """Complete when no other token can reach an empty incoming flow, other than by one that is not empty."""
        waiting = self.waiting(token.workflow)
        taken, missing = one_for_each(self._inputs, waiting)
        if not taken or taken[-1] is not token and token not in taken:
            return False
        reach = _reaching(self)
        full = {t.internal_data["via"] for t in taken}
        for other in token.workflow.live:
            if other.task_spec is self:
                continue
            name = other.task_spec.name
            if any(name in reach[flow] for flow in missing) and not any(name in reach[flow] for flow in full):
                return False
        self.join(taken[-1], taken)
        return True

    def leave(self, token: Token) -> None:
        """A token for each condition that holds, else one on the default flow."""
        if not self.choices:
            return self.follow(token, self._outputs)
        targets = [target for condition, target in self.choices if self.holds(token, condition)]
        return self.follow(token, targets or [self.fallback()])


def _reaching(gateway: InclusiveGateway) -> dict[str, set[str]]:
    """For each incoming flow: the elements from which a token can come to it without passing the gateway."""
    cached = getattr(gateway, "_reach", None)
    if cached is not None:
        return cached
    specs = gateway._wf_spec.task_specs
    before: dict[str, set[str]] = {}
    for spec in specs.values():
        for target in (*spec._outputs, *getattr(spec, "boundaries", ())):
            before.setdefault(target, set()).add(spec.name)
    reach = {name: _all_before(name, before, gateway.name) for name in gateway._inputs}
    gateway._reach = reach  # type: ignore[attr-defined]
    return reach


def _all_before(name: str, before: dict[str, set[str]], stop: str) -> set[str]:
    found, waiting = set(), [name]
    while waiting:
        at = waiting.pop()
        if at in found or at == stop:
            continue
        found.add(at)
        waiting += before.get(at, ())
    return found
