"""Lists of homes as files: XLSX (the first sheet) and JSON Lines, read row by row; and the template to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from app.errors import Invalid
from app.stock.rules.lines import Column, columns
from app.store import sheets

MOST_ROWS = 20_000
Row = tuple[int, dict[str, Any] | None]
"""The number of a row in its file, and what it says by column key; None for a line that is no JSON object."""


def rows(content: bytes) -> list[Row]:
    """The rows of a file that are not empty. Invalid says why the whole file cannot be read."""
    found = list(_table(sheets.read(content)) if content.startswith(b"PK") else _json_lines(content))
    if not found:
        raise Invalid(_("文件里没有房源。请用模板填写，第一行是列名，从第二行起每行一套房源。"))
    if len(found) > MOST_ROWS:
        raise Invalid(_("文件超过 %(n)s 行。请分成几个文件导入。", n=MOST_ROWS))
    return found


def _json_lines(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("看不懂这个文件。请上传 XLSX 工作簿，或者 UTF-8 编码的 JSON Lines 文件。")) from None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, _object(line)


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _table(lines: list[sheets.Row]) -> Iterator[Row]:
    keys = _heads(lines[0][1])
    for number, cells in lines[1:]:
        said = {key: cell for key, cell in zip(keys, cells, strict=False) if key}
        if any(said.values()):
            yield number, said


def _heads(heads: list[str]) -> list[str]:
    """The column keys of the first row: a column may be headed by its Chinese or English name or its key."""
    known = {name: column.key for column in columns() for name in (column.key, column.name, column.name_en)}
    unknown = [head for head in heads if head and head not in known]
    keys = [known.get(head, "") for head in heads]
    missing = [column.name for column in columns() if column.required and column.key not in keys]
    if unknown or missing:
        raise Invalid(
            _(
                "第一行的列名与模板不一致。多出的列：%(extra)s；缺少的列：%(missing)s。请下载模板对照。",
                extra="、".join(unknown[:5]) or "—",
                missing="、".join(missing) or "—",
            )
        )
    return keys


def template(language: str) -> bytes:
    """The workbook to fill in, with one made-up row."""
    heads = [_named(column, language) for column in columns()]
    return sheets.workbook(_("房源"), heads, [[column.example for column in columns()]])


def _named(column: Column, language: str) -> str:
    return column.name_en if language == "en" else column.name
