"""The little format in which letters are written by administrators: text → blocks; and what is wrong with it, line by line.

A blank line ends a paragraph. `# ` a heading, `- ` an item of a numbered list, `> ` a quotation, `| label | value |` a row of
facts, `---` a new page, `**…**` bold, `{name}` or `{name|format}` a placeholder, `@name` alone a table or the remedies.
`?name ` before a line prints it only when the placeholder is there, `?!name ` only when it is not. The first line may be
`title: …`. Nothing in a text is ever source of another language. `filling` puts a letter's data in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST, LONGEST_TITLE = 30_000, 60
REMEDIES = "remedies"
FORMATS = {"money": "money", "capital": "money", "day": "day"}
"""The formats a placeholder may name → the type it must have."""
_NAMED = re.compile(r"\{([^{}\n]*)\}")
_WHEN = re.compile(r"\?(!?)(\S+)(?:\s+|$)")
_MARKS = {"# ": "heading", "- ": "list", "> ": "quote"}
_ALONE = ("heading", "table", "page")
"""Blocks of one line: the next line begins another."""


@dataclass(frozen=True)
class Placeholder:
    """A name a text may use. `type`: text, number, money (fen), day (ISO), flag or table; `columns` of a table: (name, format, title)."""

    name: str
    type: str
    meaning: str
    example: str
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Piece:
    """A run of words, or a placeholder (`name`) with the format it is printed in."""

    words: str = ""
    name: str = ""
    format: str = ""
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """One line: its number in the text (from 1), its cells; `when`: a placeholder's name, with ! before it when it must be empty."""

    number: int
    cells: tuple[tuple[Piece, ...], ...]
    when: str = ""


@dataclass(frozen=True)
class Block:
    """kind: paragraph, heading, list, quote, facts, table (`name`: what `@` called) or page."""

    kind: str
    lines: tuple[Line, ...]
    name: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line. `code`: unknown_name, unknown_format, wrong_format, open_brace, unknown_block, table_inside, row,
    bold, empty, long, title."""

    line: int
    code: str
    said: str = ""
    nearest: str = ""


@dataclass(frozen=True)
class Parsed:
    """A text as it was understood. With `faults` it may not be printed. `title` "" when the kind's own counts."""

    title: str
    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...]


Known = Mapping[str, Placeholder]


def parse(text: str, known: Known) -> Parsed:
    """Reads a text; never raises. `known`: the placeholders of its kind by name."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    top = next((i for i, line in enumerate(lines) if line.strip()), 0)
    title = _title(lines[top])
    faults: list[Fault] = []
    body = top + (title is not None)
    blocks = tuple(_grouped(_read(lines[body:], body + 1, known, faults)))
    if len(text) > LONGEST:
        faults.append(Fault(len(lines), "long", str(LONGEST)))
    if title is not None and not 0 < len(title) <= LONGEST_TITLE:
        faults.append(Fault(top + 1, "title", str(LONGEST_TITLE)))
    if not blocks:
        faults.append(Fault(1, "empty"))
    return Parsed(title or "", blocks, tuple(sorted(faults, key=lambda fault: fault.line)))


def _title(line: str) -> str | None:
    said = line.strip()
    return said[len("title:") :].strip() if said.startswith("title:") else None


def title_in(text: str) -> str:
    """The title a text gives to its letter, or ""."""
    return next((_title(line) or "" for line in text.splitlines() if line.strip()), "")


@dataclass(frozen=True)
class _Read:
    kind: str
    line: Line
    name: str = ""


def _read(lines: list[str], first: int, known: Known, faults: list[Fault]) -> Iterator[_Read | None]:
    """Every line as what it is; None where a blank line ends a block."""
    for number, raw in enumerate(lines, first):
        said = raw.strip()
        if not said:
            yield None
            continue
        when, said = _when(said, number, known, faults)
        yield _one(said, number, when, known, faults) if said else None


def _when(said: str, number: int, known: Known, faults: list[Fault]) -> tuple[str, str]:
    found = _WHEN.match(said)
    if found is None:
        return "", said
    if found[2] not in known:
        faults.append(Fault(number, "unknown_name", found[2], _nearest(found[2], known)))
    return found[1] + found[2], said[found.end() :].strip()


def _one(said: str, number: int, when: str, known: Known, faults: list[Fault]) -> _Read:
    if said == "---":
        return _Read("page", Line(number, (), when))
    if said[0] == "@":
        _check_block(said[1:], number, known, faults)
        return _Read("table", Line(number, (), when), said[1:])
    if said[0] == "|":
        cells = _cells(said)
        if len(cells) != 2:
            faults.append(Fault(number, "row", said))
        return _Read("facts", Line(number, tuple(_pieces(cell, number, known, faults) for cell in cells), when))
    kind = _MARKS.get(said[:2], "paragraph")
    words = said if kind == "paragraph" else said[2:].strip()
    return _Read(kind, Line(number, (_pieces(words, number, known, faults),), when))


def _check_block(name: str, number: int, known: Known, faults: list[Fault]) -> None:
    tables = [REMEDIES, *(one.name for one in known.values() if one.type == "table")]
    if name not in tables:
        faults.append(Fault(number, "unknown_block", name, next(iter(get_close_matches(name, tables, 1, 0.4)), "")))


def _cells(said: str) -> list[str]:
    """The cells of a row; a | inside braces parts name and format, no cells."""
    parts = re.split(r"\|(?![^{}]*\})", said)
    return [part.strip() for part in parts[1 : -1 if not parts[-1].strip() else None]]


def _pieces(words: str, number: int, known: Known, faults: list[Fault]) -> tuple[Piece, ...]:
    """The runs of a line: bold between two **, placeholders in braces."""
    found: list[Piece] = []
    parts = words.split("**")
    if len(parts) % 2 == 0 or any(part != part.strip() or not part for part in parts[1::2]):
        faults.append(Fault(number, "bold"))
    for i, part in enumerate(parts):
        bold, at = i % 2 == 1, 0
        for named in _NAMED.finditer(part):
            found += _plain(part[at : named.start()], number, faults, bold)
            found.append(_placeholder(named[1], number, known, faults, bold))
            at = named.end()
        found += _plain(part[at:], number, faults, bold)
    return tuple(found)


def _plain(words: str, number: int, faults: list[Fault], bold: bool) -> list[Piece]:
    if "{" in words:
        faults.append(Fault(number, "open_brace", words[words.index("{") :][:20]))
    return [Piece(words, bold=bold)] if words else []


def _placeholder(said: str, number: int, known: Known, faults: list[Fault], bold: bool) -> Piece:
    name, _, wanted = (part.strip() for part in said.partition("|"))
    one = known.get(name)
    if one is None:
        faults.append(Fault(number, "unknown_name", name, _nearest(name, known)))
    elif one.type == "table":
        faults.append(Fault(number, "table_inside", name))
    if wanted and wanted not in FORMATS:
        faults.append(
            Fault(number, "unknown_format", wanted, next(iter(get_close_matches(wanted, FORMATS, 1, 0.3)), ""))
        )
    elif wanted and one is not None and one.type != FORMATS[wanted]:
        faults.append(Fault(number, "wrong_format", wanted, one.type))
    return Piece("", name, wanted or (one.type if one is not None and one.type in FORMATS else ""), bold)


def _nearest(name: str, known: Known) -> str:
    return next(iter(get_close_matches(name, known, 1, 0.4)), "")


def _grouped(lines: Iterator[_Read | None]) -> Iterator[Block]:
    """Lines of a kind that follow each other are one block."""
    kind, held, name = "", [], ""  # type: str, list[Line], str
    for line in lines:
        goes_on = line is not None and line.kind == kind and kind not in _ALONE
        if held and not goes_on:
            yield Block(kind, tuple(held), name)
            held = []
        if line is not None:
            kind, name = line.kind, line.name
            held.append(line.line)
        else:
            kind = ""
    if held:
        yield Block(kind, tuple(held), name)


def written(parsed: Parsed) -> str:
    """The text again, as it is kept: read anew it gives the same blocks."""
    parts = ["\n".join(_line(block, line) for line in block.lines) for block in parsed.blocks]
    head = [f"title: {parsed.title}"] if parsed.title else []
    return "\n\n".join(head + parts) + "\n"


def _line(block: Block, line: Line) -> str:
    cells = ["".join(_said(piece) for piece in cell) for cell in line.cells]
    marks = {kind: mark for mark, kind in _MARKS.items()}
    body = {"page": "---", "table": f"@{block.name}", "facts": f"| {' | '.join(cells)} |"}.get(block.kind)
    return (f"?{line.when} " if line.when else "") + (body or marks.get(block.kind, "") + "".join(cells))


def _said(piece: Piece) -> str:
    words = piece.words or "{" + piece.name + (f"|{piece.format}" if piece.format else "") + "}"
    return f"**{words}**" if piece.bold else words
