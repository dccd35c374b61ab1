"""What is typed into each component: what it means, or what is wrong with it in words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.web.made import REQUIRED, YES_NO, fill, form, part

pytestmark = pytest.mark.usefixtures("reading")


@pytest.mark.parametrize(
    ("component", "typed", "answer"),
    [
        (part("textfield"), " 陈小明 ", "陈小明"),
        (part("textfield"), "", ""),
        (part("textarea"), "一\r\n二", "一\n二"),
        (part("textfield"), "空\x00字", "空字"),
        (part("number"), "3000", 3000),
        (part("number"), "3,000.50", 3000.5),
        (part("number"), "３０００．５", 3000.5),
        (part("number"), "3000.00", 3000),
        (part("number"), "-5", -5),
        (part("number"), "", None),
        (part("number", serializeToString=True), "1.10", "1.10"),
        (part("checkbox"), "on", True),
        (part("radio", values=YES_NO), "yes", "yes"),
        (part("radio", values=YES_NO), "", None),
        (part("select", values=[{"value": 7, "label": "七"}]), "7", 7),
        (part("datetime", subtype="date"), "2026-03-02", "2026-03-02"),
        (part("datetime", subtype="date"), "2026年3月2日", "2026-03-02"),
        (part("datetime", subtype="date"), "2026/3/2", "2026-03-02"),
        (part("datetime", subtype="date"), "20260302", "2026-03-02"),
        (part("datetime", subtype="date"), "", None),
        (part("datetime", subtype="time"), "09:30", "09:30"),
        (part("datetime", subtype="datetime"), "2026-03-02T09:30", "2026-03-02T09:30"),
    ],
)
def test_what_is_typed_becomes_what_is_meant(component: dict[str, Any], typed: str, answer: Any) -> None:
    filled = fill(form(component), {"x": typed})
    assert filled.errors == {}
    assert filled.answers == {"x": answer}
    assert type(filled.answers["x"]) is type(answer)
    json.dumps(filled.answers)


@pytest.mark.parametrize(
    ("component", "typed", "words"),
    [
        (part("textfield", **REQUIRED), "  ", "请填写“题目”"),
        (part("textarea", validate={"maxLength": 3}), "四个字了", "最多 3 个字"),
        (part("textfield", validate={"minLength": 3}), "二字", "至少 3 个字"),
        (part("textarea"), "长" * 10_001, "最多 10000 个字"),
        (part("textfield", validate={"pattern": "^[0-9]+$"}), "abc", "格式不对"),
        (part("textfield", validate={"pattern": "^a$", "patternErrorMessage": "只能写 a。"}), "b", "只能写 a。"),
        (part("textfield", validate={"validationType": "email"}), "a@b", "电子邮箱"),
        (part("textfield", validate={"validationType": "phone"}), "call me", "电话号码"),
        (part("number", **REQUIRED), "", "请填写“题目”"),
        (part("number"), "三千", "应当是数字"),
        (part("number"), "1e5", "应当是数字"),
        (part("number"), "nan", "应当是数字"),
        (part("number", decimalDigits=2), "1.234", "最多 2 位小数"),
        (part("number", decimalDigits=0), "1.5", "应当是整数"),
        (part("number"), "1234567890.1234567", "位数太多"),
        (part("number", validate={"min": 0}), "-1", "不能小于 0"),
        (part("number", validate={"max": 100}), "100.5", "不能大于 100"),
        (part("checkbox", **REQUIRED), None, "请勾选“题目”"),
        (part("radio", values=YES_NO, **REQUIRED), None, "请选择“题目”"),
        (part("radio", values=YES_NO), "maybe", "从列出的选项中选择"),
        (part("select", values=YES_NO, **REQUIRED), "", "请选择“题目”"),
        (part("checklist", values=YES_NO, **REQUIRED), None, "至少选择一项"),
        (part("checklist", values=YES_NO), "forged", "从列出的选项中选择"),
        (part("datetime", subtype="date", **REQUIRED), "", "请填写“题目”"),
        (part("datetime", subtype="date"), "2026-02-30", "真实的日期"),
        (part("datetime", subtype="date"), "0001-01-01", "真实的日期"),
        (part("datetime", subtype="date", properties={"not_after": "today"}), "2026-03-03", "不能晚于今天"),
        (part("datetime", subtype="date", disallowPassedDates=True), "2026-03-01", "不能早于今天"),
        (part("textfield", label="您住在哪里?", **REQUIRED), "", "请填写“您住在哪里”。"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_in_the_summary_and_stays_as_typed(
    component: dict[str, Any], typed: str | None, words: str
) -> None:
    one = form(component)
    filled = fill(one, {} if typed is None else {"x": typed})
    assert words in filled.errors["x"]
    assert filled.answers == {}
    page = str(one.html(filled.values, filled.errors))
    assert page.count(filled.errors["x"]) == 2
    assert 'href="#f-x"' in page
    assert 'id="f-x-error"' in page
    assert re.search(r'aria-describedby="[^"]*f-x-error', page)
    if typed and component["type"] in ("textfield", "number", "textarea", "datetime"):
        assert typed.replace("\x00", "") in page
