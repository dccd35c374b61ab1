"""XPath's pattern syntax where re2's differs: character classes with subtraction, `\\i` and `\\c`, free spacing."""

from __future__ import annotations

import re

from .errors import Fail

_NAME_START = (
    r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}"
)
_NAME_START += r"\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
_NAME_PART = _NAME_START + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
_CLASSES = {"i": _NAME_START, "c": _NAME_PART}
BLOCKS = {
    "BasicLatin": r"\x{0}-\x{7F}",
    "Latin-1Supplement": r"\x{80}-\x{FF}",
    "LatinExtended-A": r"\x{100}-\x{17F}",
    "LatinExtended-B": r"\x{180}-\x{24F}",
    "Greek": r"\x{370}-\x{3FF}",
    "GreekandCoptic": r"\x{370}-\x{3FF}",
    "Cyrillic": r"\x{400}-\x{4FF}",
    "Hiragana": r"\x{3040}-\x{309F}",
    "Katakana": r"\x{30A0}-\x{30FF}",
    "CJKUnifiedIdeographs": r"\x{4E00}-\x{9FFF}",
}
_WIDE = {"d": r"\p{Nd}", "s": r" \t\n\r"}
_PIECE = re.compile(r"\\[pP]\{[^}]*\}|\\.|.", re.S)
_ALLOWED = frozenset("nrt\\|.?*+(){}-[]^$pPdDsSwWiIcC")


def translated(pattern: str, flags: str) -> str:
    """The pattern as re2 reads it. Raises Fail for a back-reference or an unknown escape."""
    out: list[str] = []
    at = 0
    pattern = _close_up(pattern) if "x" in flags else pattern
    dot = "." if "s" in flags else r"[^\n\r]"
    while at < len(pattern):
        if pattern[at] == "[":
            body, at = _class(pattern, at + 1)
            out.append(body)
            continue
        piece = _PIECE.match(pattern, at)
        text = piece.group() if piece else pattern[at]
        at += len(text)
        out.append(_escape(text) if text[0] == "\\" else dot if text == "." else text)
    return "".join(out)


def _close_up(pattern: str) -> str:
    """The pattern without white space, but in classes: flag x."""
    out, depth, at = [], 0, 0
    while at < len(pattern):
        size = 2 if pattern[at] == "\\" and not pattern[at + 1 : at + 2].isspace() else 1
        piece = pattern[at : at + size]
        depth += {"[": 1, "]": -1}.get(piece, 0)
        if depth > 0 or not piece.isspace():
            out.append(piece)
        at += size
    return "".join(out)


def _block(text: str) -> str:
    """`\\p{IsBasicLatin}`: a block by name, as ranges."""
    span = BLOCKS.get(text[5:-1])
    if span is None:
        raise Fail(f"'{text}' names no block that is known")
    return f"[{'^' if text[1] == 'P' else ''}{span}]"


def _escape(text: str) -> str:
    letter = text[1] if len(text) > 1 else ""
    if text[2:5] == "{Is":
        return _block(text)
    if letter.isdigit():
        raise Fail("back-references are not supported in patterns")
    if letter not in _ALLOWED:
        raise Fail(f"'{text}' means nothing in a pattern")
    if letter.lower() in _CLASSES:
        return f"[{'^' if letter.isupper() else ''}{_CLASSES[letter.lower()]}]"
    if letter.lower() in _WIDE and letter.islower():
        return f"[{_WIDE[letter]}]"
    if letter in ("D", "S"):
        return f"[^{_WIDE[letter.lower()]}]"
    return text


def _inside(text: str) -> str:
    letter = text[1] if len(text) > 1 else ""
    if letter not in _ALLOWED:
        raise Fail(f"'{text}' means nothing in a class")
    if text[2:5] == "{Is" and letter == "p":
        return _block(text)[1:-1]
    if letter in _CLASSES:
        return _CLASSES[letter]
    if letter in _WIDE:
        return _WIDE[letter]
    return text


def _class(pattern: str, at: int) -> tuple[str, int]:
    """A class from behind its `[`, and where it ends; a subtracted class becomes plain ranges."""
    negated = pattern.startswith("^", at)
    at += negated
    parts: list[str] = []
    while at < len(pattern) and pattern[at] != "]":
        if pattern.startswith("-[", at):
            taken, at = _class(pattern, at + 2)
            if not pattern.startswith("]", at):
                raise Fail("a subtracted class must end its class")
            return _subtracted(negated, parts, taken), at + 1
        if pattern[at] == "[":
            raise Fail("'[' inside a class must be escaped")
        piece = _PIECE.match(pattern, at)
        text = piece.group() if piece else pattern[at]
        parts.append(_inside(text) if text[0] == "\\" else text)
        at += len(text)
    if at >= len(pattern):
        raise Fail("a class is not closed")
    return f"[{'^' if negated else ''}{''.join(parts)}]", at + 1


_RANGE = re.compile(r"(\\x\{[0-9A-F]+\}|\\.|[^\\])(?:-(\\x\{[0-9A-F]+\}|\\.|[^\\]))?", re.S)
_POINTS = {"\\n": 10, "\\r": 13, "\\t": 9}


def _point(text: str) -> int:
    if text.startswith("\\x{"):
        return int(text[3:-1], 16)
    return _POINTS.get(text) or ord(text[-1])


def _spans(body: str) -> list[tuple[int, int]]:
    if re.search(r"\\[pPwWDSIC]", body):
        raise Fail("a class of this kind cannot be subtracted from or be subtracted")
    spans = [(_point(found[1]), _point(found[2] or found[1])) for found in _RANGE.finditer(body)]
    return sorted(spans)


def _inverted(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found, next_free = [], 0
    for low, high in sorted(spans):
        if low > next_free:
            found.append((next_free, low - 1))
        next_free = max(next_free, high + 1)
    if next_free <= 0x10FFFF:
        found.append((next_free, 0x10FFFF))
    return found


def _subtracted(negated: bool, parts: list[str], taken: str) -> str:
    own = _spans("".join(parts))
    outside = own if negated else _inverted(own)
    body = taken[1:-1]
    removed = _inverted(_spans(body[1:])) if body.startswith("^") else _spans(body)
    left = _inverted(outside + removed)
    if not left:
        return r"[^\x{0}-\x{10FFFF}]"
    return "[" + "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in left) + "]"
