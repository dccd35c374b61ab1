"""FEEL text into tokens."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .errors import FeelSyntaxError, Source
from .habits import for_sign

# XML name characters as FEEL lists them, without CJK and full-width punctuation, which analysts type by mistake.
_PUNCTUATION = "\u3001-\u3004\u3008-\u3020\u3030\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff3e\uff40\uff5b-\uff65"
_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1680\u1681-\u180d\u180f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_SPACE = r"[\s\u180e\u200b\ufeff]"
_BODY = r'"(?:[^"\\]|\\.)*"'
TOKEN = re.compile(
    rf"""(?P<space>{_SPACE}+|//[^\n]*|/\*.*?\*/)
|(?P<num>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
|(?P<str>{_BODY})
|(?P<at>@{_SPACE}*{_BODY})
|(?P<tick>`[^`\n]+`)
|(?P<name>(?![{_PUNCTUATION}])[{_START}](?:(?![{_PUNCTUATION}])[{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040])*)
|(?P<op>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{{}},:.'])
|(?P<bad>.)""",
    re.X | re.S,
)
KEYWORDS = frozenset(
    [
        "for",
        "return",
        "in",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "instance",
        "between",
        "and",
        "or",
        "function",
        "true",
        "false",
        "null",
    ]
)
LOOKALIKES = dict(
    zip("，。：（）“”‘’、【】＝＞＜＋－＊／×÷｛｝＂「」『』．［］", ',.:()"""",[]=><+-*/*/{}""""".[]', strict=True)
)
LOOKALIKES.update({"≥": ">=", "≤": "<=", "≠": "!=", "≧": ">=", "≦": "<="})
_ESCAPE = re.compile(
    r"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[nrt\"'\\bf])"
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\", "b": "\b", "f": "\f"}


class Token(NamedTuple):
    """`kind` is num, str, at, tick, name, end, or the keyword or operator itself; `gap`: white space stands before it."""

    kind: str
    text: str
    at: int
    end: int
    gap: bool


def tokens_of(text: str) -> list[Token]:
    """All tokens of a text and an `end` token. Raises FeelSyntaxError at the first character that is none."""
    tokens: list[Token] = []
    gap = False
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "bad"
        if kind == "space":
            gap = True
            continue
        word = match.group()
        if kind == "op" or (kind == "name" and word in KEYWORDS):
            kind = word
        elif kind == "bad":
            raise _bad_character(text, match.start())
        tokens.append(Token(kind, word, match.start(), match.end(), gap))
        gap = False
    tokens.append(Token("end", "", len(text), len(text), gap))
    return tokens


def _bad_character(text: str, at: int) -> FeelSyntaxError:
    line, column = Source(text).place(at)
    char = text[at]
    if char == '"':
        return FeelSyntaxError(line, column, "a string that is not closed", 'a closing "')
    if char in LOOKALIKES:
        return FeelSyntaxError(
            line,
            column,
            f"'{char}'",
            f"'{LOOKALIKES[char]}'",
            f"'{char}' is {'a full-width sign' if char > '⿿' else 'no sign of FEEL'}; type {LOOKALIKES[char]}",
        )
    return FeelSyntaxError(line, column, f"'{char}'", "a value or an operator", for_sign(char))


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU" and len(code) > 1:
        if len(code) == 11:
            high, low = int(code[1:5], 16), int(code[7:], 16)
            return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        point = int(code[1:], 16)
        return "\ufffd" if 0xD800 <= point < 0xE000 or point > 0x10FFFF else chr(point)
    return _SIMPLE[code]


def string_of(token_text: str) -> str:
    """The value of a quoted string, its escapes resolved; an unknown escape keeps its backslash."""
    body = token_text[1:-1]
    return _ESCAPE.sub(_unescape, body) if "\\" in body else body


Words = tuple[tuple[str, bool], ...]


@lru_cache(maxsize=4096)
def words_of(name: str) -> Words:
    """A name as the tokens it will be met as: their texts, and whether white space stands before each."""
    try:
        tokens = tokens_of(name.strip())[:-1]
    except FeelSyntaxError:
        return ()
    return tuple((token.text, token.gap) for token in tokens)


def joined(tokens: list[Token]) -> str:
    """Tokens back into one name, white space between them as one space."""
    return "".join((" " if token.gap and i else "") + token.text for i, token in enumerate(tokens))
