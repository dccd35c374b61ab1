"""A letter's data put into its text: blocks of plain words, as the page is set from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.cases.rules.texts import Block, Known, Line, Parsed, Piece

_DIGITS, _UNITS, _GROUPS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿")

COUNT = "#"
"""The column of a table that counts its rows."""

Plain = dict[str, Any]


class NotFilled(ValueError):
    """A placeholder that is printed has no value among the letter's data."""


def fill(parsed: Parsed, data: Mapping[str, Any], known: Known) -> list[Plain]:
    """The blocks of a letter with its data: {kind, cells} of runs {words, bold}. Raises NotFilled."""
    found = [_block(block, data, known) for block in parsed.blocks]
    return [block for block in found if block is not None]


def _block(block: Block, data: Mapping[str, Any], known: Known) -> Plain | None:
    lines = [line for line in block.lines if _is_printed(line, data)]
    if not lines:
        return None
    if block.kind == "table":
        return _table(block.name, data, known)
    cells = [[_runs(cell, data) for cell in line.cells] for line in lines]
    if block.kind == "paragraph":
        cells = [[_joined([run for line in cells for run in line[0]])]]
    return {"kind": block.kind, "rows": cells}


def _is_printed(line: Line, data: Mapping[str, Any]) -> bool:
    name = line.when.removeprefix("!")
    return not line.when or (data.get(name) in (None, "", 0, [], False, {})) == line.when.startswith("!")


def _table(name: str, data: Mapping[str, Any], known: Known) -> Plain:
    if name not in known:  # the remedies: what they say is set by the page
        return {"kind": name}
    columns, lines = known[name].columns, _value(name, data)
    if not isinstance(lines, list) or not all(isinstance(one, dict) for one in lines):
        raise NotFilled(f"{name} 不是表格")
    rows = [
        [str(i) if column == COUNT else _as(one.get(column), wanted) for column, wanted, _title in columns]
        for i, one in enumerate(lines, 1)
    ]
    return {"kind": "table", "heads": [title for _column, _format, title in columns], "rows": rows}


def _runs(cell: tuple[Piece, ...], data: Mapping[str, Any]) -> list[Plain]:
    said = [{"words": piece.words or _as(_value(piece.name, data), piece.format), "bold": piece.bold} for piece in cell]
    return _joined(said)


def _joined(runs: list[Plain]) -> list[Plain]:
    """Neighbours of the same weight are one run, so that punctuation sees what stands beside it."""
    found: list[Plain] = []
    for run in runs:
        if found and found[-1]["bold"] == run["bold"]:
            found[-1] = {**run, "words": found[-1]["words"] + run["words"]}
        else:
            found.append(run)
    return found


def _value(name: str, data: Mapping[str, Any]) -> Any:
    if name not in data:
        raise NotFilled(f"文书的数据中没有 {name}")
    return data[name]


def _as(value: Any, wanted: str) -> str:
    if value is None or value == "":
        return ""
    try:
        return _WRITTEN[wanted](value)
    except (TypeError, ValueError, KeyError) as error:
        raise NotFilled(f"{str(value)[:40]} 不能写成 {wanted}") from error


def day(iso: str) -> str:
    """2026-03-02 → 2026年3月2日."""
    year, month, number = str(iso)[:10].split("-")
    return f"{int(year)}年{int(month)}月{int(number)}日"


def money(fen: int) -> str:
    """Fen → 3600.00 元."""
    return f"{'-' if fen < 0 else ''}{abs(int(fen)) // 100}.{abs(int(fen)) % 100:02d} 元"


def capital(fen: int) -> str:
    """Fen in the numerals of contracts: 123456 → 人民币壹仟贰佰叁拾肆元伍角陆分. Below 10 000 亿 and not negative, else ValueError."""
    if not 0 <= fen < 10**14:
        raise ValueError(fen)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan or not fen else ""
    small = (f"{_DIGITS[jiao]}角" if jiao else "零" if rest and yuan else "") + (f"{_DIGITS[rest]}分" if rest else "")
    return f"人民币{whole}{small}" + ("" if rest else "整")


def _whole(yuan: int) -> str:
    """Groups of four digits; one 零 for any noughts between digits."""
    said, gap = "", False
    for place in range(len(str(yuan)) - 1, -1, -1):
        digit, inside = yuan // 10**place % 10, place % 4
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _UNITS[inside]
        gap = not digit
        if not inside and yuan // 10**place % 10**4:
            said += _GROUPS[place // 4]
    return said or "零"


_WRITTEN: dict[str, Callable[[Any], str]] = {"": str, "money": money, "capital": capital, "day": day}
