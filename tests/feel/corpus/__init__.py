"""Expressions and unary tests over the whole grammar, right and wrong ones; a line each, headings begin with `# `."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

NAMES = ("monthly income", "家庭 成员", "two words", "x-y")
"""The names of several words or signs that the texts may use."""
VARIABLES: dict[str, Any] = {
    "a": 3,
    "b": [1, None, "x"],
    "收入": 4200,
    "monthly income": 800,
    "申请人": {"月收入": 3100, "姓名": "王芳"},
    "家庭 成员": [{"年龄": 34}, {"年龄": 6}],
    "members": [{"name": "a", "age": 34, "monthly income": 90}],
    "x-y": 1,
}


class Text(NamedTuple):
    """A text and what it is read as: `Expression` or `UnaryTests`."""

    kind: str
    text: str


def texts() -> list[Text]:
    """The whole corpus."""
    found = []
    for kind, file in (("Expression", "expressions.txt"), ("UnaryTests", "unary_tests.txt")):
        lines = Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()
        found += [Text(kind, line) for line in lines if line and not line.startswith("# ")]
    return found
