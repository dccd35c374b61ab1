"""A file of diagrams, checked as a whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from app.engine.check import branches, elements, flows, silent
from app.engine.check.scope import ARTIFACTS, SCOPES, Scope
from app.engine.errors_at import Problems
from app.engine.profile import ROOT, Reader
from app.engine.source import EXPORT, Node, children, tag

_NAME = re.compile(r"[^\W\d][\w.-]{0,199}")


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
        problems.at(None, f"不是 BPMN 2.0 文件：根元素是 {root.tag}", EXPORT)
        return problems.found
    if not processes(root):
        problems.at(_pool(root), "文件里没有可执行的流程", _hint(root))
    _ids(root, problems)
    for process in processes(root) or [one for one in children(root, "process") if Scope(one, is_process=True).nodes]:
        if not process.get("id"):
            problems.at(process, "流程没有 id", "给流程一个 id，启动和调用时用它")
            continue
        silent.check(process, problems)
        _check_scope(Scope(process, is_process=True), problems, known)
    return problems.found


def _ids(root: Node, problems: Problems) -> None:
    nodes = [node for process in children(root, "process") for node in process.iter() if tag(node) and node.get("id")]
    counts = Counter(node.get("id") for node in nodes)
    for node in nodes:
        if tag(node) == "process" or tag(node.getparent()) in SCOPES and tag(node) not in ARTIFACTS:
            _id(node, problems)
        if counts[node.get("id")] > 1:
            problems.at(node, f"id {node.get('id')} 用了 {counts[node.get('id')]} 次", "每个元素的 id 只能用一次")


def _id(node: Node, problems: Problems) -> None:
    name = node.get("id")
    if not _NAME.fullmatch(name):
        problems.at(
            node, f"id {name!r} 里有不能用的字符，或长于 200 个字", "只用字母、汉字、数字、_、-、.，不以数字开头"
        )
    elif name == ROOT:
        problems.at(node, f"id {name} 是引擎自己用的", "改一个 id，例如 Start_1")


def _pool(root: Node) -> Node | None:
    """The first process, to name it; None where there is none."""
    return next(iter(children(root, "process")), None)


def _hint(root: Node) -> str:
    if children(root, "process"):
        return '在要执行的流程上设置 isExecutable="true"'
    if children(root, "choreography"):
        return "编排图不能执行：把要执行的一方画成流程，与别人的往来画成消息"
    return "画一个流程，把 isExecutable 设为 true"


def _check_scope(scope: Scope, problems: Problems, known: Known) -> None:
    reader = Reader(problems.at)
    flows.check(scope, problems, reader)
    profiles = {node.get("id"): elements.check(node, scope, problems, reader, known) for node in scope.nodes}
    branches.check(scope, {name: found for name, found in profiles.items() if name and found is not None}, problems)
    for node in scope.nodes:
        if tag(node) == "subProcess":
            _check_scope(Scope(node, is_process=False), problems, known)
