"""What the pages about the texts of letters say, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.cases.rules.texts import Fault

TYPES = {
    "text": _l("文字"),
    "number": _l("数字"),
    "money": _l("金额"),
    "day": _l("日期"),
    "flag": _l("是或否"),
    "table": _l("表格"),
}
_FAULTS = {
    "unknown_name": _l("没有名为 {%(said)s} 的占位符。"),
    "unknown_format": _l("没有名为 %(said)s 的格式。"),
    "wrong_format": _l("格式 %(said)s 不适合这个占位符（%(nearest)s）。"),
    "open_brace": _l("花括号没有成对：%(said)s"),
    "unknown_block": _l("没有名为 @%(said)s 的表格或段落。"),
    "table_inside": _l("%(said)s 是表格，请单独成行写作 @%(said)s。"),
    "row": _l("表格的一行应当有两格：| 名称 | 内容 |"),
    "bold": _l("加粗的 ** 没有成对，或者紧挨着空格。"),
    "empty": _l("还没有正文。"),
    "long": _l("正文超过 %(said)s 个字。"),
    "title": _l("标题应当有 1 至 %(said)s 个字。"),
}
_NEAREST = ("unknown_name", "unknown_format", "unknown_block")


def fault(found: Fault) -> str:
    """What is wrong in a line, with the nearest right name."""
    kind = str(TYPES.get(found.nearest, found.nearest))
    said = str(_FAULTS[found.code]) % {"said": found.said, "nearest": kind}
    if found.code in _NEAREST and found.nearest:
        said += _("是不是 %(name)s？", name=found.nearest)
    return said
