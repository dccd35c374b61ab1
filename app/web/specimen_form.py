"""The style page's form: one of each component, each rule, a condition, a list."""

from __future__ import annotations

from typing import Any

_YES_NO = [
    {"value": "yes", "label": "同意", "label_en": "Agree"},
    {"value": "no", "label": "不同意", "label_en": "Disagree"},
]
_CODES = [
    {"value": "X-AREA", "label": "人均住房面积超过标准", "label_en": "Floor area per head too large"},
    {"value": "X-INCOME", "label": "人均收入超过标准", "label_en": "Income per head too high"},
    {"value": "X-HUKOU", "label": "户籍不满一年", "label_en": "Household registration under one year"},
]


def _part(kind: str, key: str, label: str, english: str, **more: Any) -> dict[str, Any]:
    properties = {"label_en": english, **more.pop("properties", {})}
    return {"type": kind, "key": key, "label": label, "properties": properties, **more}


SPEC: dict[str, Any] = {
    "type": "default",
    "id": "style.everything",
    "components": [
        {
            "type": "text",
            "text": "## 表单的每一种组件\n\n文字可以**加粗**，可以有[链接](/licences)，也可以列出：\n\n- 第一点\n- 第二点",
            "properties": {"text_en": "## Every component\n\nText may be **bold**, hold a [link](/licences), or a list:\n\n- one\n- two"},
        },
        _part("textfield", "name", "姓名", "Name", validate={"required": True, "maxLength": 20}, layout={"row": "a", "columns": 8}, properties={"autocomplete": "name"}),
        _part("textfield", "phone", "联系电话", "Phone", description="11 位手机号码", validate={"pattern": "^1[3-9][0-9]{9}$", "patternErrorMessage": "请填写 11 位手机号码。"}, layout={"row": "a", "columns": 8}, properties={"hint_en": "11 digits", "pattern_error_en": "Please enter 11 digits."}),
        _part("number", "income", "月收入", "Monthly income", decimalDigits=2, validate={"required": True, "min": 0}, appearance={"suffixAdorner": "元"}, layout={"row": "b", "columns": 8}),
        _part("datetime", "born_on", "出生日期", "Date of birth", subtype="date", validate={"required": True}, properties={"not_after": "today"}, layout={"row": "b", "columns": 8}),
        _part("select", "town", "镇街", "Town", valuesExpression="=towns", validate={"required": True}),
        _part("radio", "opinion", "审核意见", "Opinion", values=_YES_NO, validate={"required": True}),
        _part("checklist", "codes", "不同意的原因", "Reasons", values=_CODES, validate={"required": True}, conditional={"hide": '=opinion != "no"'}, description="可以选择多项", properties={"hint_en": "More than one may be chosen"}),
        _part("textarea", "reasons", "理由", "Explanation", validate={"required": True, "maxLength": 200}, conditional={"hide": '=opinion != "no"'}),
        {
            "type": "group",
            "label": "住房",
            "properties": {"label_en": "Home"},
            "components": [
                {
                    "type": "dynamiclist",
                    "path": "houses",
                    "label": "现有住房",
                    "properties": {"label_en": "Present homes", "item": "住房", "item_en": "Home"},
                    "defaultRepetitions": 1,
                    "components": [
                        _part("textfield", "address", "坐落", "Address", validate={"required": True}, layout={"row": "c", "columns": 10}),
                        _part("number", "area", "建筑面积", "Floor area", decimalDigits=2, validate={"required": True, "min": 0, "max": 2000}, appearance={"suffixAdorner": "㎡"}, layout={"row": "c", "columns": 6}),
                    ],
                }
            ],
        },
        _part("checkbox", "truthful", "我承诺以上内容属实", "I declare this is true", validate={"required": True}),
    ],
}  # fmt: skip
