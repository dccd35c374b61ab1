"""The check of a file of decisions: its tables as the analysis sees them, and the cases beside it."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.check.wording import said
from app.engine.expressions import FUNCTIONS
from app.feel import dmn
from app.feel.analysis import analyse
from app.feel.trials import CaseError, play, read_cases, uncovered
from app.store.database import ZONE

Problem = dict[str, str]


def check_tables(content: bytes, file: str, cases: bytes | None) -> list[Problem]:
    """Every problem of a file of decisions that can be loaded; one that cannot is `check_files`' matter, and has none here.

    `cases`: what stands in `<name>.dmn.tests.json`, None where there is none. `severity` is `error` (some input is decided wrongly, a rule
    never counts, a case fails) or `warning` (a gap, a rule that says nothing new, a rule that no case reaches, no cases).
    """
    try:
        model = dmn.load(content, functions=FUNCTIONS)
    except dmn.DmnError:
        return []
    return [{"file": file, **problem} for problem in (*_analysed(model), *_played(model, cases))]


def _problem(severity: str, element: str | None, name: str, text: str, hint: str = "") -> Problem:
    return {"severity": severity, "element": element or "", "name": name, "text": text, "hint": hint}


def _analysed(model: dmn.Model) -> Iterator[Problem]:
    for one in analyse(model):
        if one.severity != "note":
            yield _problem(one.severity, one.element or one.decision_id, one.decision, *said(one))


def _played(model: dmn.Model, cases: bytes | None) -> Iterator[Problem]:
    if cases is None:
        yield _problem("warning", None, model.name, "旁边没有测试", "写一个同名的 .dmn.tests.json")
        return
    try:
        played = play(model, read_cases(cases, model, f"@{ZONE.key}").cases)
    except CaseError as error:
        yield _problem("error", None, model.name, f"测试文件不能读：{error}")
        return
    for one in played:
        if one.failure:
            node = model.node(one.case.decision)
            yield _problem("error", node.id, node.name, f"测试“{one.case.name}”不通过：{one.failure}")
    for rule in uncovered(model, played):
        text = f"没有测试走到第 {rule.index} 条规则（共 {rule.of} 条）：{rule.text}"
        yield _problem("warning", rule.id or rule.table, rule.decision, text, "为它补一个测试")
