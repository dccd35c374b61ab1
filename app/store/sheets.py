"""Tables from outside: XLSX workbooks (the first sheet) and CSV texts, as rows of plain texts.

A workbook is a zip of XML: its unpacked size is bounded before it is opened, its XML is read by defusedxml (entities
refused), formulas are not computed. A CSV may be UTF-8 or, as banks still write it, GB 18030; its separator is found out.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from app.errors import Invalid

MOST_ROWS = 100_000
_MOST_BYTES = 200 * 1024 * 1024
Row = tuple[int, list[str]]
"""The number of a row in its file (from 1), and its cells."""


def read(content: bytes) -> list[Row]:
    """The rows that are not empty. Invalid says why the whole file cannot be read."""
    rows = _workbook(content) if content.startswith(b"PK") else _text_rows(content)
    found = [(number, cells) for number, cells in rows if any(cells)]
    if not found:
        raise Invalid(_("文件是空的。"))
    return found


def _text_rows(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max("\t;,", key=first.count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator, strict=True), start=1):
            _bounded(number)
            yield number, [cell.strip() for cell in cells]
    except csv.Error as broken:
        raise Invalid(_("这不是完整的 CSV 文件：%(why)s。", why=str(broken))) from broken


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in found:
            return found
    raise Invalid(_("看不懂这个文件。请上传 XLSX 工作簿，或者 UTF-8、GB 18030 编码的 CSV 文件。"))


def _workbook(content: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > _MOST_BYTES:
            raise Invalid(_("工作簿展开后太大。请只保留一张表，另存后再上传。"))
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            _bounded(number)
            yield number, [text_of(cell) for cell in cells]
    except Invalid:
        raise
    except Exception as broken:  # a broken workbook makes the reader raise anything
        raise Invalid(_("工作簿已损坏或有密码。请用表格软件打开后另存为 XLSX，再上传。")) from broken


def _bounded(number: int) -> None:
    if number > MOST_ROWS:
        raise Invalid(_("文件超过 %(n)s 行。请分成几个文件。", n=MOST_ROWS))


def text_of(cell: Any) -> str:
    """A cell as a person would type it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell).strip()


def workbook(title: str, heads: list[str], rows: list[list[str]]) -> bytes:
    """A workbook of one sheet with bold heads: a template to fill in. Texts stay texts, so that no number loses its zeros."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for cells in (heads, *rows):
        sheet.append(cells)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
        cell.data_type = "s"  # a text that begins with = is no formula
    for place, cell in enumerate(sheet[1]):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(12, 2 * len(heads[place]) + 2)
    sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def text(heads: list[str], rows: list[list[str]]) -> bytes:
    """The same as CSV (UTF-8 with its mark, for spreadsheets). A cell that a spreadsheet would compute begins with an apostrophe."""
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerows([_harmless(cell) for cell in cells] for cells in (heads, *rows))
    return made.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
