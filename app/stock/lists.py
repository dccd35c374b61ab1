"""Lists of homes as files: XLSX (the first sheet) and JSON Lines, read row by row; and the template to fill in.

A workbook is a zip of XML from outside: its unpacked size is bounded before it is opened, its XML is read by defusedxml
(entities refused), formulas are not computed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from app.errors import Invalid
from app.stock.rules.lines import Column, columns

MOST_ROWS = 20_000
_MOST_BYTES = 200 * 1024 * 1024
Row = tuple[int, dict[str, Any] | None]
"""The number of a row in its file, and what it says by column key; None for a line that is no JSON object."""


def rows(content: bytes) -> list[Row]:
    """The rows of a file that are not empty. Invalid says why the whole file cannot be read."""
    read = _workbook(content) if content.startswith(b"PK") else _json_lines(content)
    found = list(islice(read, MOST_ROWS + 1))
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


def _workbook(content: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > _MOST_BYTES:
            raise Invalid(_("工作簿展开后太大。请只保留房源一张表，另存后再上传。"))
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        yield from _table(sheet.iter_rows(values_only=True))
    except Invalid:
        raise
    except Exception as broken:  # a broken workbook makes the reader raise anything
        raise Invalid(_("工作簿已损坏或有密码。请用表格软件打开后另存为 XLSX，再上传。")) from broken


def _table(lines: Iterator[tuple[Any, ...]]) -> Iterator[Row]:
    keys = _heads(next(lines, ()))
    for number, cells in enumerate(lines, start=2):
        said = {key: _text(cell) for key, cell in zip(keys, cells, strict=False) if key}
        if any(said.values()):
            yield number, said


def _heads(cells: tuple[Any, ...]) -> list[str]:
    """The column keys of the first row: a column may be headed by its Chinese or English name or its key."""
    known = {name: column.key for column in columns() for name in (column.key, column.name, column.name_en)}
    heads = [_text(cell) for cell in cells]
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


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell).strip()


def template(language: str) -> bytes:
    """The workbook to fill in, with one made-up row."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("房源")
    sheet.append([_named(column, language) for column in columns()])
    sheet.append([column.example for column in columns()])
    for place, cell in enumerate(sheet[1]):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(10, 2 * len(columns()[place].name))
    sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _named(column: Column, language: str) -> str:
    return column.name_en if language == "en" else column.name
