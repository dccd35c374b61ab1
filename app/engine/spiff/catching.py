"""Who takes what is thrown: errors and escalations go outward, a signal goes to all who wait for it."""

from __future__ import annotations

from app.engine.spiff.token import WAITING, Token


def awaits_signal(token: Token, name: str) -> bool:
    """Whether a token waits for the signal of that name."""
    return token._state == WAITING and "signal" in token.internal_data and token.task_spec.trigger.name == name


def throw_up(token: Token, kind: str, code: str | None) -> bool:
    """Offers an error or escalation outward to event subprocesses and boundary events; says whether one took it."""
    scope, inner = token.workflow, None
    while True:
        # an event subprocess does not begin itself again
        own = inner.task_spec.name if inner is not None else ""
        beside = [one for one in scope.live if one.task_spec.is_watch and one.task_spec.leads_to != own]
        if _taken(beside, kind, code):
            return True
        if scope.parent_task_id is None:
            return False
        inner = scope.parent_token
        # what stands beside all items of a multi-instance hangs on the one that repeats
        repeats = getattr(inner.parent.task_spec, "task_spec", None) == inner.task_spec.name
        watched = inner.parent if repeats else inner
        if _taken([one for one in watched.children if hasattr(one.task_spec, "interrupts")], kind, code):
            return True
        scope = inner.workflow


def _taken(events: list[Token], kind: str, code: str | None) -> bool:
    """The first of these events that takes it; one that names the code before one that takes all."""
    able = [one for one in events if _takes(one, kind, code)]
    event = next((one for one in able if one.task_spec.trigger.code), able[0] if able else None)
    if event is not None:
        event.task_spec.fire(event, {})
    return event is not None


def _takes(event: Token, kind: str, code: str | None) -> bool:
    trigger = event.task_spec.trigger
    return event._state == WAITING and trigger.kind == kind and trigger.code in (None, "", code)
