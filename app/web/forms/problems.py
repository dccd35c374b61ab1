"""What is wrong with a form's file itself: for the house test and the analyst's editor. Every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import re2

from app.feel import FeelSyntaxError
from app.registry import nearest

from .conditions import compiled
from .parts import CHOICES, HOLDERS, INPUTS, KNOWN, Part, walk

RESERVED = ("add", "remove", "again", "key", "csrf_token", "this", "parent", "i")
"""Names that pages and rows use themselves."""
_KEY = re.compile(r"[^\W\d]\w*\Z")
Problem = dict[str, str]


def problems(name: str, spec: Mapping[str, Any], parts: Sequence[Part], file: str) -> list[Problem]:
    """Problems as DesignError lists them; `element` is the component's id or key."""
    found: list[tuple[str, str, str]] = []
    if spec.get("id") != name:
        found.append(("", f"表单的 id 是 {spec.get('id')!r}", f"应当与文件名一致：{name}"))
    found += _in_scope(parts, {})
    return [
        {"file": file, "element": element, "name": name, "text": text, "hint": hint} for element, text, hint in found
    ]


def _in_scope(parts: Sequence[Part], seen: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Problems of the parts whose names share one scope: a group without a path shares its parent's."""
    for part in parts:
        place = str(part.spec.get("id") or part.key or part.type)
        for text, hint in _of(part):
            yield place, text, hint
        if part.key and any(one.sealed for one in walk(part.children)):
            yield place, "加密的一项不能放在列表或者有路径的分组里", "移到表单的最外层"
        if part.key:
            if part.key in seen:
                yield place, f"键 {part.key} 重复", f"已经用在 {seen[part.key]}"
            seen.setdefault(part.key, place)
        if part.children:
            yield from _in_scope(part.children, {} if part.key else seen)


def _of(part: Part) -> Iterator[tuple[str, str]]:
    if part.type not in KNOWN:
        yield f"不认识的组件类型 {part.type or '（空）'}", f"可用的类型：{'、'.join(KNOWN)}{nearest(part.type, KNOWN)}"
        return
    yield from _key(part)
    yield from _words(part)
    yield from _expressions(part)
    if part.type in CHOICES:
        yield from _choices(part)
    if part.sealed and part.type != "textfield":
        yield "加密只用于单行文本", "去掉 sealed，或改用 textfield"
    if part.rules.get("pattern"):
        yield from _pattern(str(part.rules["pattern"]))


def _key(part: Part) -> Iterator[tuple[str, str]]:
    needed = part.type in INPUTS or part.type == "dynamiclist"
    if needed and not part.key:
        yield "缺少键（key）", "写上变量的名字，例如 opinion"
    elif part.key and not _KEY.match(part.key):
        yield (
            f"键 {part.key} 里有不能用的字符",
            "只用文字、数字和下划线，不以数字开头；减号、点和空格在 FEEL 里是运算符",
        )
    elif part.key in RESERVED:
        yield f"键 {part.key} 是保留的名字", "换一个名字"


def _words(part: Part) -> Iterator[tuple[str, str]]:
    if part.type == "text":
        if not part.spec.get("text"):
            yield "文字为空", "写上内容或删除"
        elif not part.properties.get("text_en"):
            yield "缺少英文文字", "在属性里加 text_en"
    elif part.type in INPUTS or part.type in HOLDERS:
        if not part.spec.get("label") and not part.spec.get("dateLabel"):
            yield "缺少标签（label）", "写上题目"
        elif not part.properties.get("label_en"):
            yield "缺少英文标签", "在属性里加 label_en"
    if part.rule and not (part.properties.get("rule_error") and part.properties.get("rule_error_en")):
        yield "规则缺少说明", "在属性里加 rule_error 和 rule_error_en，说明错在哪里、怎样改"


def _expressions(part: Part) -> Iterator[tuple[str, str]]:
    texts = [("条件", part.hide), ("规则", part.rule), ("选项", str(part.spec.get("valuesExpression") or ""))]
    texts.append(("靠前的选项", str(part.properties.get("first") or "")))
    if part.type == "text":
        text = str(part.spec.get("text") or "")
        pieces = [text] if text.startswith("=") else re.findall(r"{{(.*?)}}", text)
        texts += [("文字", piece) for piece in pieces]
    for what, text in texts:
        if text:
            yield from _feel(what, text)


def _feel(what: str, text: str) -> Iterator[tuple[str, str]]:
    try:
        compiled(text)
    except FeelSyntaxError as wrong:
        yield f"{what}的表达式 {text} 有错：{wrong}", "按 FEEL 的写法修改"


def _choices(part: Part) -> Iterator[tuple[str, str]]:
    if part.spec.get("valuesExpression") or part.spec.get("valuesKey"):
        return
    listed = part.spec.get("values")
    values = [str(one.get("value")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not values:
        yield "没有选项", "写上 values 或 valuesExpression"
    for value in sorted({one for one in values if values.count(one) > 1}):
        yield f"选项 {value} 重复", "每个选项的值只能出现一次"
    english = str(part.properties.get("values_en") or "").split("|")
    labelled = isinstance(listed, list) and all(isinstance(one, dict) and one.get("label_en") for one in listed)
    if values and not labelled and len(english) != len(values):
        yield "选项缺少英文", "给每个选项加 label_en，或在属性里写 values_en，用 | 分开"


def _pattern(pattern: str) -> Iterator[tuple[str, str]]:
    try:
        re2.compile(pattern)
    except re2.error as wrong:
        yield f"正则表达式 {pattern} 有错：{wrong}", "不支持回溯引用和环视"
