"""Functions on strings. Patterns run on google-re2, in linear time (see patterns.py)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import Fail
from ..numbers import is_whole
from ..patterns import compile_cost, compiled, match_cost, replacement, search_cost
from ..run import Run
from .registry import builtin

PER_PATTERN = 100  # steps that a pattern costs
PER_STEP = 128  # characters that are copied or looked through at the price of a step


def whole(number: Decimal, noun: str) -> int:
    """A number as an int. Raises Fail when it has a fraction or is absurd."""
    if number.adjusted() > 15:
        raise Fail(f"{noun} is too large")
    if not is_whole(number):
        return int(number)
    return int(number)


@builtin("substring", "string: string, start position: number, length?: number?")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str:
    """从第几个字起取一段文字，负数从末尾数。 / The part of the string from a position (negative: from the end), so many characters long."""
    begin = whole(start, "start position")
    if begin == 0 or abs(begin) > len(string):
        raise Fail(f"start position is {begin}, the string has {len(string)} characters")
    begin = begin - 1 if begin > 0 else len(string) + begin
    run.step(len(string) // PER_STEP)
    if length is None:
        return string[begin:]
    size = whole(length, "length")
    if size < 1:
        raise Fail("length must be at least 1")
    return string[begin : begin + size]


@builtin("string length", "string: string")
def string_length(run: Run, string: str) -> Decimal:
    """字数。 / The number of characters."""
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> str:
    """改为大写字母。 / The string in capitals."""
    run.text_room(len(string))
    return string.upper()


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> str:
    """改为小写字母。 / The string in small letters."""
    run.text_room(len(string))
    return string.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, string: str, match: str) -> str:
    """某段文字之前的部分。 / What stands before the match."""
    run.step(len(string) // PER_STEP)
    head, found, _ = string.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, string: str, match: str) -> str:
    """某段文字之后的部分。 / What stands after the match."""
    run.step(len(string) // PER_STEP)
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(run: Run, string: str, match: str) -> bool:
    """是否含有这段文字。 / Whether the string contains the match."""
    run.step(len(string) // PER_STEP)
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, string: str, match: str) -> bool:
    """是否以这段文字开头。 / Whether the string begins with the match."""
    run.step(len(match) // PER_STEP)
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, string: str, match: str) -> bool:
    """是否以这段文字结尾。 / Whether the string ends with the match."""
    run.step(len(match) // PER_STEP)
    return string.endswith(match)


def _ready(run: Run, string: str, pattern: str, flags: str) -> Any:
    """A pattern, paid for with one search of the string."""
    run.text_room(len(string) + len(pattern))
    run.step(PER_PATTERN + len(pattern))
    found = compiled(pattern, flags)
    run.step(compile_cost(found) + search_cost(found, len(string)))
    return found


@builtin("matches", "input: string, pattern: string, flags?: string?")
def matches(run: Run, string: str, pattern: str, flags: str | None = None) -> bool:
    """文字里是否有符合正则表达式的部分。 / Whether the regular expression matches in the string."""
    return _ready(run, string, pattern, flags or "").search(string) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string?")
def replace(run: Run, string: str, pattern: str, new: str, flags: str | None = None) -> str:
    """把符合正则表达式的部分换成别的文字。 / The string with what the regular expression matches replaced."""
    found = _ready(run, string, pattern, flags or "")
    template = [new] if "q" in (flags or "") else replacement(new, found.groups)
    parts: list[str] = []
    size, last = 0, 0
    for match in found.finditer(string):
        piece = "".join(part if isinstance(part, str) else match.group(part) or "" for part in template)
        parts += [string[last : match.start()], piece]
        last, size = match.end(), size + len(parts[-2]) + len(piece)
        run.step(match_cost(found, len(string) - last))
        if size > run.limits.text:
            run.text_room(size)
    run.text_room(size + len(string) - last)
    return "".join(parts) + string[last:]


@builtin("split", "string: string, delimiter: string")
def split(run: Run, string: str, delimiter: str) -> list[str]:
    """按正则表达式把文字分开。 / The string cut where the regular expression matches."""
    found = _ready(run, string, delimiter, "")
    parts, last = [], 0
    for match in found.finditer(string):
        run.step(match_cost(found, len(string) - match.start()))
        if match.end() > match.start():
            parts.append(string[last : match.start()])
            last = match.end()
    parts.append(string[last:])
    run.room_for(len(parts))
    return parts


@builtin("string join", "list: list, delimiter?: string?")
def string_join(run: Run, items: list[str | None], delimiter: str | None = None) -> str:
    """把各段文字连起来，中间加分隔符。 / The strings joined, with the delimiter between them."""
    texts = [item for item in items if item is not None]
    if not all(type(item) is str for item in texts):
        raise Fail("every item must be a string")
    run.step(len(texts) // 4)
    run.text_room(sum(map(len, texts)) + len(delimiter or "") * max(len(texts) - 1, 0))
    return (delimiter or "").join(texts)
