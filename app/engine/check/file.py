"""A file of diagrams, checked as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from app.engine.check import branches, elements, flows
from app.engine.check.scope import Scope
from app.engine.errors_at import Problems
from app.engine.profile import Reader
from app.engine.source import Node, children, tag


@dataclass(frozen=True, slots=True)
class Known:
    """The names a diagram may use. forms None: forms are not looked at."""

    steps: Collection[str]
    diagrams: Collection[str]
    decisions: Collection[str]
    forms: Collection[str] | None = None


def processes(root: Node) -> list[Node]:
    """The executable processes of a file."""
    return [p for p in children(root, "process") if p.get("isExecutable", "true") == "true"]


def check_file(root: Node, file: str, known: Known) -> list[dict[str, str]]:
    """Every problem of a file that was read by `source.read`; an empty list when it may be deployed."""
    problems = Problems(file)
    if tag(root) != "definitions":
        problems.at(None, "不是 BPMN 2.0 文件", "根元素应是 bpmn:definitions")
        return problems.found
    if not processes(root):
        problems.at(None, "文件里没有可执行的流程", '在流程上设置 isExecutable="true"')
    _ids(root, problems)
    for process in processes(root):
        if not process.get("id"):
            problems.at(process, "流程没有 id")
            continue
        _check_scope(Scope(process, is_process=True), problems, known)
    return problems.found


def _ids(root: Node, problems: Problems) -> None:
    nodes = [node for process in children(root, "process") for node in process.iter() if tag(node) and node.get("id")]
    counts = Counter(node.get("id") for node in nodes)
    for node in nodes:
        if counts[node.get("id")] > 1:
            problems.at(node, f"id {node.get('id')} 用了 {counts[node.get('id')]} 次", "每个元素的 id 只能用一次")


def _check_scope(scope: Scope, problems: Problems, known: Known) -> None:
    reader = Reader(problems.at)
    flows.check(scope, problems, reader)
    profiles = {node.get("id"): elements.check(node, scope, problems, reader, known) for node in scope.nodes}
    branches.check(scope, {name: found for name, found in profiles.items() if name and found is not None}, problems)
    for node in scope.nodes:
        if tag(node) == "subProcess" and node.get("triggeredByEvent") != "true":
            _check_scope(Scope(node, is_process=False), problems, known)
