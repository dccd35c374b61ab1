"""The check of parallel branches: two that write the same variable would clash where they meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from app.engine.check.scope import Scope
from app.engine.errors_at import Problems
from app.engine.profile import Profile
from app.engine.source import Node, tag

_JOINS = ("parallelGateway", "inclusiveGateway")
_CHOOSING = ("exclusiveGateway", "eventBasedGateway", "complexGateway")


def check(scope: Scope, profiles: dict[str, Profile], problems: Problems) -> None:
    """For every fork: branches that meet again and write one variable in different ways."""
    joins = {
        name for name, node in scope.by_id.items() if tag(node) in _JOINS and len(scope.entering.get(name, ())) > 1
    }
    if not joins:
        return
    for node in scope.nodes:
        for one, other in _beside(node, scope):
            if joins & one & other:
                _clashes(one - other, other - one, scope, profiles, problems)


def _beside(node: Node, scope: Scope) -> Iterator[tuple[set[str], set[str]]]:
    """The pairs of branches that run beside each other from a node on, each as all that it can reach."""
    name = node.get("id", "")
    # the default flow of an inclusive gateway is taken only when no other is: it has nothing beside it
    leaving = [flow for flow in scope.leaving.get(name, []) if flow.get("id") != (node.get("default") or "")]
    if tag(node) not in _CHOOSING and len(leaving) > 1:
        yield from combinations([_reach(scope, flow.get("targetRef", ""), {name}) for flow in leaving], 2)
    beside = {one.get("id", "") for one in scope.boundaries(node) if one.get("cancelActivity") == "false"}
    rest = _reach(scope, name, beside) if beside else set()
    for event in sorted(beside):
        yield rest, _reach(scope, event, {name})


def _reach(scope: Scope, start: str, stops: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        at = waiting.pop()
        if at in found or at in stops or at not in scope.by_id:
            continue
        found.add(at)
        waiting += [flow.get("targetRef", "") for flow in scope.leaving.get(at, [])]
        waiting += [event.get("id", "") for event in scope.boundaries(scope.by_id[at])]
    return found


def _written(names: set[str], profiles: dict[str, Profile]) -> dict[str, tuple[str, str]]:
    """variable → (element, the text that gives its value) for the elements of one branch."""
    found: dict[str, tuple[str, str]] = {}
    for name in sorted(names):
        profile = profiles.get(name)
        if profile is None:
            continue
        if profile.loop is not None:
            targets = {profile.loop.result_collection or "": "list"}
        elif profile.outputs:
            targets = {
                mapping.target[0]: mapping.source.text for mapping in profile.outputs if len(mapping.target) == 1
            }
        else:
            targets = {profile.result_variable or "": profile.script.text if profile.script is not None else name}
        found.update({target: (name, text) for target, text in targets.items() if target})
    return found


def _clashes(one: set[str], other: set[str], scope: Scope, profiles: dict[str, Profile], problems: Problems) -> None:
    first, second = _written(one, profiles), _written(other, profiles)
    for variable in sorted(first.keys() & second.keys()):
        (element, text), (rival, other_text) = first[variable], second[variable]
        if text != other_text:
            node: Node = scope.by_id[rival]
            problems.at(
                node, f"变量 {variable} 在并行的另一条分支里也写（{element}）", "两条分支用不同的变量，汇合后再合并"
            )
