"""Events. A catching token remembers what it waits for (`due`, `key`); the runner fires it.

`Trigger.kind`: none, timer, message, signal, error, escalation, terminate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engine.expressions import Expression
from app.engine.spiff.catching import awaits_signal, throw_up
from app.engine.spiff.element import Element, new_fork
from app.engine.spiff.timing import next_turn, set_timer
from app.engine.spiff.token import READY, WAITING, Token
from app.engine.trouble import Stopped


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event waits for or throws. name: of a message or signal; code: of an error or escalation; key: correlation."""

    kind: str
    name: str = ""
    code: str | None = None
    key: Expression | None = None
    timer: Expression | None = None
    timer_kind: str = ""


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that a token threw, for after the visit: messages are delivered in the same transaction, signals noted."""

    element: str
    name: str
    key: str
    data: dict[str, Any]
    is_signal: bool = False


NONE = Trigger("none")


def key_text(value: Any, element: str) -> str:
    """A correlation key as text; numbers as they are written. Raises Stopped for null and for lists."""
    if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
        raise Stopped(element, f"关联键的值 {value!r} 不能用来关联消息")
    return str(value)


class Event(Element):
    """An element with a trigger; `throws`: it gives rise to it, it does not wait for it."""

    trigger: Trigger = NONE
    throws = False


class StartEvent(Event):
    """Where a scope begins; a message start's data are there already."""

    def follow(self, token: Token, names: list[str]) -> None:
        """The scope's event subprocesses are watched for from here on."""
        token.workflow.watch(token.data)
        super().follow(token, names)


class CatchEvent(Event):
    """An intermediate catch event, a receive task, or an event after an event-based gateway."""

    def arrived(self, token: Token) -> bool:
        """Waits, unless there is nothing to wait for."""
        if self.trigger.kind == "none":
            return True
        token._state = WAITING
        await_trigger(token, self.trigger)
        return False

    def fire(self, token: Token, payload: dict[str, Any]) -> None:
        """What was waited for has come; the rivals of an event-based gateway are cancelled."""
        race = token.internal_data.pop("race", None)
        for rival in token.workflow.live if race is not None else ():
            if rival is not token and rival.internal_data.get("race") == race:
                rival.cancel()
        _forget(token)
        token.internal_data["result"] = payload
        token._ready()


class BoundaryEvent(CatchEvent):
    """An event beside an activity; an interrupting one ends the activity, another lets it go on."""

    interrupts = True

    def fire(self, token: Token, payload: dict[str, Any]) -> None:
        """Takes over from the activity, or starts a branch beside it."""
        activity = token.parent
        if self.interrupts:
            token.data.update(activity.task_spec.changed_inside(activity) if _is_scope(activity) else {})
            activity.cancel(keep=token)
            _forget(token)
            token.internal_data["result"] = payload
            token._ready()
            return
        self._branch(token, activity, payload)

    def _branch(self, token: Token, activity: Token, payload: dict[str, Any]) -> None:
        branch = token.workflow.task_tree._add_child(self)
        turns = activity.internal_data.get("turns")
        if turns is None:
            number = new_fork(activity)
            turns = [number, 0, list(activity.forks)]
            activity.forks = (*activity.forks, (number, 0))
        branch.forks = (*((a, b) for a, b in turns[2]), (turns[0], turns[1] + 1))
        activity.internal_data["turns"] = [turns[0], turns[1] + 1, turns[2]]
        branch.data = dict(activity.data)
        branch.internal_data["result"] = payload
        branch._set_state(READY)
        if "due" in token.internal_data:
            next_turn(token)


def _is_scope(activity: Token) -> bool:
    return hasattr(activity.task_spec, "changed_inside")


def await_trigger(token: Token, trigger: Trigger) -> None:
    """Writes into the token what it waits for."""
    now = token.workflow.top_workflow.outside.now
    if trigger.kind == "timer" and trigger.timer is not None:
        set_timer(token, trigger.timer, now, is_cycle=trigger.timer_kind == "timeCycle")
    elif trigger.kind == "message":
        value = trigger.key(token.variables, now) if trigger.key is not None else ""
        token.internal_data["key"] = key_text(value, token.task_spec.element_id)
    elif trigger.kind == "signal":
        token.internal_data["signal"] = True


def _forget(token: Token) -> None:
    for name in ("due", "key", "cycle", "signal"):
        token.internal_data.pop(name, None)


class EventGateway(Element):
    """Sets all its events; the first that comes cancels the others."""

    def follow(self, token: Token, names: list[str]) -> None:
        """One waiting token for each event, in one race."""
        specs = token.workflow.spec.task_specs
        children = [token._add_child(specs[name]) for name in names]
        for child in children:
            child.internal_data["race"] = token.id
        for child in children:
            child.task_spec._update(child)


class ThrowEvent(Event):
    """Throws a message, signal or escalation on its way; a send task too. With a task definition it calls a step instead."""

    throws = True

    def _run_hook(self, my_task: Token) -> bool:
        run = my_task.workflow.top_workflow
        if self.extensions.step:
            step = self.extensions.step
            my_task.internal_data["result"] = run.outside.call_step(self.element_id, step, my_task.variables)
        elif self.trigger.kind == "message":
            value = self.trigger.key(my_task.variables, run.outside.now) if self.trigger.key is not None else ""
            local = dict(my_task.internal_data.get("local") or {})
            run.thrown.append(Thrown(self.element_id, self.trigger.name, key_text(value, self.element_id), local))
        elif self.trigger.kind == "signal":
            self._broadcast(my_task)
        elif self.trigger.kind == "escalation":
            throw_up(my_task, "escalation", self.trigger.code)
        return True

    def _broadcast(self, token: Token) -> None:
        """Whoever waits in this very process has it at once; the others, in transactions of their own."""
        run, name = token.workflow.top_workflow, self.trigger.name
        local = dict(token.internal_data.get("local") or {})
        run.thrown.append(Thrown(self.element_id, name, "", local, is_signal=True))
        for waiting in [one for one in run.tokens() if awaits_signal(one, name)]:
            if awaits_signal(waiting, name):
                waiting.task_spec.fire(waiting, dict(local))


class EndEvent(ThrowEvent):
    """An end; an error end goes to the nearest boundary that takes it, a terminate end stops its own scope."""

    def leave(self, token: Token) -> None:
        """No flow goes on from here."""
        scope = token.workflow
        if self.trigger.kind == "terminate":
            scope.ended = []
            for other in scope.live:
                other.cancel()
        elif self.trigger.kind == "error":
            scope.ended.append((token.data, token.forks))  # whoever takes the error sees what was known here
            if not throw_up(token, "error", self.trigger.code):
                raise Stopped(
                    self.element_id, f"没有边界事件或事件子流程接住错误 {self.trigger.code or self.trigger.name}"
                )
            return
        scope.token_ended(token)
