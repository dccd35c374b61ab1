"""Multi-instances and standard loops: a token that waits for instances of the element inside.

An instance's variables are its own: `inputElement`, `loopCounter`, its answers. What leaves is the output collection.
A standard loop's turns share their variables: each begins with what the one before left.
"""

from __future__ import annotations

from typing import Any

from app.engine.profile import Loop, Repeat
from app.engine.spiff.element import Element
from app.engine.spiff.token import STARTED, Token
from app.engine.trouble import Stopped

MAX_INSTANCES = 5_000


class _Repeating(Element):
    """`task_spec` is the name of the spec that is repeated (SpiffWorkflow's word for it)."""

    task_spec: str = ""

    def instance(self, token: Token, local: dict[str, Any]) -> None:
        """One more instance with those local variables."""
        child = token._add_child(token.workflow.spec.task_specs[self.task_spec])
        child.triggered = True
        child.internal_data["local"] = local
        child.task_spec._update(child)

    def instance_done(self, token: Token, instance: Token) -> None:
        """An instance has completed."""
        raise NotImplementedError

    def mark(self, token: Token) -> None:
        """The instances mark themselves."""
        if not token.internal_data.get("count"):
            super().mark(token)


class MultiInstance(_Repeating):
    """One instance for each item of a list, side by side or one after the other."""

    loop: Loop

    def arrived(self, token: Token) -> bool:
        """Makes the instances; an empty list passes at once."""
        now = token.workflow.top_workflow.outside.now
        items = self.loop.collection(token.variables, now)
        if not isinstance(items, list):
            raise Stopped(self.element_id, f"inputCollection {self.loop.collection.text} 不是列表")
        if len(items) > MAX_INSTANCES:
            raise Stopped(self.element_id, f"多实例超过 {MAX_INSTANCES} 个")
        memory = token.internal_data
        memory.update(items=items, count=len(items), next=0, done=0, results=[None] * len(items))
        if not items:
            self._collect(token)
            return True
        token._state = STARTED
        for _ in items[:1] if self.loop.is_sequential else items:
            self._next(token)
        return False

    def _next(self, token: Token) -> None:
        memory = token.internal_data
        index = memory["next"]
        memory["next"] = index + 1
        local = {"loopCounter": index + 1}
        if self.loop.element:
            local[self.loop.element] = memory["items"][index]
        self.instance(token, local)

    def instance_done(self, token: Token, instance: Token) -> None:
        """Collects its result; goes on with the next, or ends."""
        memory, now = token.internal_data, token.workflow.top_workflow.outside.now
        index = instance.internal_data["local"]["loopCounter"] - 1
        if self.loop.result_element is not None:
            memory["results"][index] = self.loop.result_element(instance.variables, now)
        memory["done"] += 1
        if memory["done"] == memory["count"] or self._is_enough(token, instance):
            for other in token.children:
                if other.task_spec.name == self.task_spec:
                    other.cancel()
            self._collect(token)
            token._ready()
        elif self.loop.is_sequential:
            self._next(token)

    def _is_enough(self, token: Token, instance: Token) -> bool:
        if self.loop.completion is None:
            return False
        memory = token.internal_data
        counts = {
            "numberOfInstances": memory["count"],
            "numberOfCompletedInstances": memory["done"],
            "numberOfActiveInstances": memory["next"] - memory["done"],
            "numberOfTerminatedInstances": 0,
        }
        now = token.workflow.top_workflow.outside.now
        return self.loop.completion.holds({**instance.variables, **counts}, now)

    def _collect(self, token: Token) -> None:
        memory = token.internal_data
        results = memory.pop("results")
        if self.loop.result_collection:
            memory["result"] = {self.loop.result_collection: results}


class StandardLoop(_Repeating):
    """Again and again while the condition holds."""

    repeat: Repeat

    def arrived(self, token: Token) -> bool:
        """The first turn, unless the condition is asked before."""
        token.internal_data["done"] = 0
        if self.repeat.tests_before and not self._goes_on(token):
            return True
        token._state = STARTED
        token.internal_data["count"] = 1
        self.instance(token, {"loopCounter": 1})
        return False

    def _goes_on(self, token: Token) -> bool:
        if self.repeat.maximum is not None and token.internal_data["done"] >= self.repeat.maximum:
            return False
        now = token.workflow.top_workflow.outside.now
        return self.repeat.condition is None or self.repeat.condition.holds(token.variables, now)

    def instance_done(self, token: Token, instance: Token) -> None:
        """The next turn begins with this one's variables, or the loop ends with them."""
        token.data = dict(instance.data)
        token.internal_data["done"] += 1
        if self._goes_on(token):
            self.instance(token, {"loopCounter": token.internal_data["done"] + 1})
        else:
            token._ready()
