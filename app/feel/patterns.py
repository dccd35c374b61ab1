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
