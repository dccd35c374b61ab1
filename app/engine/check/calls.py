"""The check of calls between diagrams: none leads back to its caller, and what is called begins without an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.engine.errors_at import Problems
from app.engine.source import Node, children, tag, zeebe
from app.engine.triggers import drawn_trigger


def calls(process: Node) -> list[tuple[Node, str]]:
    """The call activities of a process, each with the diagram that it calls."""
    drawn = [(node, zeebe(node, "calledElement")) for node in process.iter() if tag(node) == "callActivity"]
    return [(node, called.get("processId", "")) for node, called in drawn if called is not None]


def check_calls(files: Mapping[str, Mapping[str, Node]], kept: Callable[[str], Node | None]) -> list[dict[str, str]]:
    """The problems of all calls in files that are deployed together: {file: {diagram: its process}}.

    kept: the process of a diagram that is not among them, as it was deployed last; None where there is none.
    """
    drawn = {diagram: process for processes in files.values() for diagram, process in processes.items()}
    called = {diagram: [name for _node, name in calls(process)] for diagram, process in drawn.items()}
    found: list[dict[str, str]] = []
    for file, processes in files.items():
        problems = Problems(file)
        for diagram, process in processes.items():
            for node, name in calls(process):
                if _leads_to(name, diagram, called):
                    problems.at(node, f"调用 {name} 会回到流程 {diagram} 自己", "用循环画出来")
                target = drawn[name] if name in drawn else kept(name)
                if target is not None and _waits_to_begin(target):
                    hint = f"在 {name} 里画一个不带触发器的开始事件，或发消息启动它"
                    problems.at(node, f"流程 {name} 只由事件启动，不能被调用", hint)
        found += problems.found
    return found


def _leads_to(start: str, wanted: str, called: Mapping[str, list[str]]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        at = waiting.pop()
        if at == wanted:
            return True
        if at not in seen:
            seen.add(at)
            waiting += called.get(at, ())
    return False


def _waits_to_begin(process: Node) -> bool:
    """Whether every start event has a trigger: a call has nothing to begin such a process with."""
    starts = children(process, "startEvent")
    return bool(starts) and all(drawn_trigger(node) is not None for node in starts)
