"""What a line of a bank's file says, and how a statement differs from the books."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

HEADS = {
    "reference": ("流水号", "Reference"),
    "lease": ("租约编号", "Lease"),
    "amount": ("金额（元）", "Amount (yuan)"),
    "paid_on": ("付款日期", "Paid on"),
}
EXAMPLE = ["20260000100", "ZL2026-000001", "600.00", "2026-04-07"]


@dataclass(frozen=True)
class Line:
    """One payment as a file tells it."""

    row: int
    reference: str
    lease: str
    fen: int
    paid_on: date


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a row: the column's key ("" for the whole row), a code, and what stands there."""

    row: int
    column: str
    code: str
    value: str = ""


def columns_of(heads: list[str]) -> dict[str, int] | list[str]:
    """Where each column stands, or the Chinese names of those that are missing. Marks and blanks in heads do not matter."""
    plain = [_plain(head) for head in heads]
    found = {
        key: place for key, names in HEADS.items() for place, head in enumerate(plain)
        if head in {key, *map(_plain, names)}
    }  # fmt: skip
    return found if len(found) == len(HEADS) else [names[0] for key, names in HEADS.items() if key not in found]


def _plain(head: str) -> str:
    return re.sub(r"[\s（）()]|元|yuan", "", head, flags=re.IGNORECASE).casefold()


def line_of(row: int, cells: list[str], columns: Mapping[str, int]) -> Line | Wrong:
    """The payment that a row tells, or the first thing that is wrong with it."""
    said = {key: cells[place] if place < len(cells) else "" for key, place in columns.items()}
    if not 1 <= len(said["reference"]) <= 64:
        return Wrong(row, "reference", "missing", said["reference"])
    fen = fen_of(said["amount"])
    if fen is None:
        return Wrong(row, "amount", "amount", said["amount"])
    day = day_of(said["paid_on"])
    if day is None:
        return Wrong(row, "paid_on", "day", said["paid_on"])
    return Line(row, said["reference"], said["lease"], fen, day)


def fen_of(text: str) -> int | None:
    """`1,234.50` as 123450 fen; None where it is no positive amount of whole fen."""
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").removeprefix("¥").strip())
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 < amount < 100_000_000 or amount != amount.quantize(Decimal("0.01")):
        return None
    return int(amount * 100)


def day_of(text: str) -> date | None:
    """`2026-04-07`, `2026/4/7`, `20260407`, `2026年4月7日` as a day; None where it is none."""
    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Difference:
    """A payment on which statement and books do not agree. `kind`: only_statement, only_books, amount, day."""

    kind: str
    reference: str
    statement: tuple[int, date] | None
    books: tuple[int, date] | None


def differences(
    statement: Mapping[str, tuple[int, date]], books: Mapping[str, tuple[int, date]]
) -> Iterable[Difference]:
    """Every disagreement, by reference; both map it to (fen, day)."""
    for reference in sorted({*statement, *books}):
        theirs, ours = statement.get(reference), books.get(reference)
        if theirs is None or ours is None:
            yield Difference("only_books" if theirs is None else "only_statement", reference, theirs, ours)
        elif theirs[0] != ours[0]:
            yield Difference("amount", reference, theirs, ours)
        elif theirs[1] != ours[1]:
            yield Difference("day", reference, theirs, ours)
