"""The check of expressions beyond their syntax: calls of functions that do not exist."""

from __future__ import annotations

from app import feel
from app.engine.errors_at import Problems
from app.engine.expressions import FUNCTIONS, Expression
from app.engine.source import Node
from app.feel import syntax
from app.registry import nearest

_KNOWN = {*feel.BUILTINS, *FUNCTIONS}


def check_names(expression: Expression | None, node: Node, problems: Problems) -> None:
    """Reports functions that neither FEEL nor the trade has, with the nearest right name."""
    if expression is None:
        return
    for name in sorted(_called(expression.compiled.node)):
        if name not in _KNOWN:
            problems.at(
                node, f"{expression.place}：没有函数 {name}{nearest(name, _KNOWN)}", "这里写 FEEL，Python 的函数不能用"
            )


def _called(node: syntax.Node) -> set[str]:
    found: set[str] = set()
    bound: set[str] = set()
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, syntax.Call) and isinstance(at.target, syntax.Name):
            found.add(at.target.name)
        if isinstance(at, syntax.FunctionLiteral):
            bound.update(param.name for param in at.params)
        if isinstance(at, syntax.ContextLiteral):
            bound.update(key for key, _ in at.entries)
        waiting += syntax.children(at)
    return found - bound
