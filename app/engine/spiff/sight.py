"""The variables of a scope at one moment, and a change that reaches all who stand in it: what event subprocesses live by.

Each token carries its own variables (see `merge`). Seen from the scope they are one: all that its branches have changed so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.engine.spiff.merge import Branch, merged, same
from app.engine.spiff.token import Token

Changed = dict[str, Any]
_MISSING = object()


def variables(scope: Any) -> dict[str, Any]:
    """The variables of a scope as they are now; of two branches that changed one, the younger counts."""
    found: list[Branch] = [*scope.ended, *((_seen(token), token.forks) for token in scope.flowing if _counts(token))]
    if not found:
        return dict(scope.task_tree.data)
    return dict(merged(found, scope.top_workflow.forks, scope.spec.name, is_lenient=True)[0])


def _counts(token: Token) -> bool:
    """Not what stands beside an activity, nor an instance of a multi-instance, whose variables are its own."""
    if hasattr(token.task_spec, "interrupts"):
        return False
    parent = token.parent
    return parent is None or not parent.is_live or not hasattr(parent.task_spec, "loop")


def _seen(token: Token) -> dict[str, Any]:
    """What a token knows: its variables, and over them what is changed inside by now."""
    inside = getattr(token.task_spec, "changed_inside", None)
    return {**token.data, **inside(token)} if inside is not None else token.data


def changed(before: dict[str, Any], after: dict[str, Any]) -> Changed:
    """The variables that are another value now."""
    return {name: value for name, value in after.items() if not same(before.get(name, _MISSING), value)}


def spread(scope: Any, change: Changed) -> None:
    """Gives the scope, and all who stand in it and in its embedded subprocesses, these values: the last writer counts."""
    if not change:
        return
    forks: dict[int, None] = {}
    for data, branches in [*_all(scope)]:
        forks.update((number, None) for number, _branch in branches)
        data.update(change)
    bases = scope.top_workflow.forks
    for number in forks.keys() & bases.keys():
        bases[number].update(change)
    for token in scope.flowing:
        _within(token, change)


def _all(scope: Any) -> Iterator[Branch]:
    yield from scope.ended
    for token in scope.tasks.values():
        if not token.task_spec.is_watch and token is not scope.task_tree:
            yield token.data, token.forks


def _within(token: Token, change: Changed) -> None:
    """The embedded subprocess for which the token waits, but for the names that are its own."""
    inner = token.workflow.top_workflow.subprocesses.get(token.id)
    if inner is not None and hasattr(token.task_spec, "changed_inside"):
        local = token.internal_data.get("local") or {}
        spread(inner, {name: value for name, value in change.items() if name not in local})
