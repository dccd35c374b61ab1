"""XPath regular expressions, as FEEL has them, for google-re2, which never back-tracks.

Translated: class subtraction `[A-Z-[OI]]`, `\\i`, `\\c`, the flags s m i x q, `$1` in replacements. Back-references are refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from .errors import Fail
from .pattern_classes import translated

MAX_PATTERN = 2_000
PER_MATCH = 20
_SMALL, _LARGE = 24, 1_000  # instructions of a compiled pattern; a class of Unicode such as \d has 86
_UNBOUNDED = re.compile(r"[*+]|,\}")
_FLAGS = frozenset("smixq")
_REPLACE = re.compile(r"\\(.)|\$(\d+)|(\$|\\)", re.S)


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Any:
    """A pattern ready to search with. Raises Fail."""
    if not set(flags) <= _FLAGS:
        raise Fail(f"flags '{flags}' are not among s, m, i, x, q")
    if len(pattern) > MAX_PATTERN:
        raise Fail("the pattern is too long")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    options.case_sensitive = "i" not in flags
    body = pattern if "q" in flags else translated(pattern, flags)
    options.literal = "q" in flags
    inline = "".join(flag for flag in "sm" if flag in flags)
    if inline and not options.literal:
        body = f"(?{inline}){body}"
    try:
        return re2.compile(body, options=options)
    except re2.error as error:
        raise Fail(f"the pattern '{pattern[:60]}' is not one: {_reason(error)}") from None


def search_cost(pattern: Any, length: int) -> int:
    """The steps that looking through so many characters takes: every part of the pattern may be followed at once."""
    size: int = pattern.programsize
    return length // 2 + length * size // (64 if size <= _LARGE else 12)


def match_cost(pattern: Any, rest: int) -> int:
    """The steps of one match more, so many characters before the end, which an unbounded pattern may look through again."""
    size: int = pattern.programsize
    if _UNBOUNDED.search(pattern.pattern) is None:
        return PER_MATCH + size * size // 1024
    return PER_MATCH + (rest // 256 if size <= _SMALL else rest * size // 1024)


def compile_cost(pattern: Any) -> int:
    """The steps of making a pattern, beyond those of an ordinary one."""
    return max(0, pattern.programsize - _LARGE) * 10


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def replacement(text: str, groups: int) -> list[str | int]:
    """A replacement as literal parts and numbers of groups. Raises Fail on a lone `$` or backslash."""
    parts: list[str | int] = []
    last = 0
    for found in _REPLACE.finditer(text):
        parts.append(text[last : found.start()])
        last = found.end()
        if found[1] is not None and found[1] in "\\$":
            parts.append(found[1])
        elif found[2] is not None:
            parts += _group(found[2], groups)
        else:
            raise Fail("in a replacement, $ stands before the number of a group; write \\$ for the sign")
    return [*parts, text[last:]]


def _group(digits: str, groups: int) -> list[str | int]:
    number = digits
    while len(number) > 1 and int(number) > groups:
        number = number[:-1]
    rest = digits[len(number) :]
    return [int(number), rest] if int(number) <= groups else [rest]
