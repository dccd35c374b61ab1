"""What people bring along from Excel, JavaScript, SQL, Python and a Chinese keyboard, and what FEEL writes instead.

Only hints: nothing here changes what a text means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .errors import near_names, nearest

_IF = "write if … then … else …"
_FUNCTIONS = {
    "string length(text)": "len length strlen",
    "count(list)": "size sizeof counta",
    "count(list[condition])": "countif countifs",
    "sum(list[condition])": "sumif sumifs",
    "mean(list)": "average avg",
    "mean(list[condition])": "averageif",
    "list[condition]": "filter vlookup xlookup hlookup lookup where",
    "for x in list return …": "map foreach",
    "round half up(number, scale)": "round",
    "floor(number)": "int trunc",
    "modulo(dividend, divisor)": "mod",
    "a ** b": "pow power",
    "number(text)": "parseint parsefloat tonumber value cint cdbl float",
    "string(value)": "str tostring text cstr",
    "upper case(text)": "upper toupper touppercase ucase",
    "lower case(text)": "lower tolower tolowercase lcase",
    "substring(text, start position, length)": "substr mid slice",
    "substring(text, 1, length)": "left",
    "substring(text, -length)": "right",
    "starts with(text, match)": "startswith",
    "ends with(text, match)": "endswith",
    "contains(text, match)": "includes instr indexof search find charindex",
    "concatenate(list, …) for lists, a + b for texts": "concat",
    "append(list, item)": "push add",
    "distinct values(list)": "distinct unique",
    "today()": "curdate getdate date.today",
    "now()": "getutcdate current_timestamp sysdate datetime.now",
    "date.year": "year",
    "date.month": "month",
    "date.day": "day",
    "date1 - date2, or years and months duration(from, to)": "datediff datedif",
    'date + duration("P1D")': "dateadd edate addmonths adddays",
    'date("2026-03-02")': "to_date todate datevalue",
    "value = null": "isnull isna is_null isnil isnone",
    'value = null or value = ""': "isblank",
    "is empty(list)": "isempty",
    'replace(text, "^\\s+|\\s+$", "")': "trim strip ltrim rtrim clean",
    "get or else(value, default)": "ifnull nvl coalesce nz iferror isnull2",
    "a and b": "and",
    "a or b": "or",
    _IF.removeprefix("write "): "if iif ifs switch case when ternary",
    "some x in list satisfies …": "some exists",
    "every x in list satisfies …": "every forall",
}
_FUNCTION_HINTS = {name: f"write {feel}" for feel, names in _FUNCTIONS.items() for name in names.split()}
_VALUES = {
    name: f"write {feel}"
    for feel, names in {
        "null": "none nil undefined empty na 空 无",
        "true": "yes 真 是",
        "false": "no 假 否",
    }.items()
    for name in names.split()
}
_WORDS = {
    "且": "and",
    "并且": "and",
    "和": "and",
    "与": "and",
    "或": "or",
    "或者": "or",
    "不": "not(…)",
    "非": "not(…)",
    "等于": "=",
    "不等于": "!=",
    "大于": ">",
    "小于": "<",
    "如果": "if … then … else …",
    "那么": "then",
    "否则": "else",
    "mod": "modulo(dividend, divisor)",
    "div": "floor(a / b)",
    "like": "contains(text, match) or matches(text, pattern)",
    "is": "= (and != for is not)",
    "let": "a context, {x: 1, result: x + 1}.result",
    "var": "a context, {x: 1, result: x + 1}.result",
    "const": "a context, {x: 1, result: x + 1}.result",
    "lambda": "function(x) x + 1",
    "case": "if … then … else …",
    "where": "satisfies, or list[condition]",
    "elseif": "else if",
    "elif": "else if",
    "elsif": "else if",
    "?": "if … then … else …",
}
_SIGNS = {
    "&": "and; texts are joined with +",
    "|": "or",
    "!": "not(…), and != for unequal",
    "！": "not(…), and != for unequal",
    "%": "modulo(a, b) for a remainder, a / 100 for a percentage",
    "％": "modulo(a, b) for a remainder, a / 100 for a percentage",
    "^": "a ** b for a power",
    ";": "a comma between arguments, and nothing at the end",
    "；": "a comma between arguments, and nothing at the end",
    "#": "// before a comment",
    "\\": "/ for a division",
    "@": '@"2026-03-02" for a date, a time or a duration',
    "`": "a name between two of them: `profit-loss`",
    "$": "no sign before a name or an amount",
    "¥": "no sign before an amount",
    "￥": "no sign before an amount",
    "~": "contains(text, match) or matches(text, pattern) for a likeness",
    "—": "- for minus",
    "–": "- for minus",
    "−": "- for minus",
    "…": ".. in a range",
}
_PAIRS = {
    ("=", "="): "equality is written with one =",
    ("<", ">"): "unequal is written !=",
    ("=", ">"): "at least is written >=; a function is written function(x) …",
    ("=", "<"): "at most is written <=",
    ("+", "="): "FEEL changes no variable; write a new value with a name of its own",
    ("-", "="): "FEEL changes no variable; write a new value with a name of its own",
    ("/", "*"): "a comment that begins with /* ends with */",
    ("num", "name"): "a number stands without a unit",
    ("num", "num"): "an operator stands between two values",
    ("str", "str"): "an operator stands between two values",
    ("name", "->"): "a function is written function(x) …",
}
_EXPECTED = {
    "'else'": "an if always has an else: if … then … else …",
    "'then'": "if … then … else …",
    "'return'": "for x in list return …",
    "'satisfies'": "some x in list satisfies …, every x in list satisfies …",
    "'in'": "for x in list return …",
    "'of'": "value instance of type",
    "'..'": "a range is written [1..10]",
}
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(?!\d)")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


def for_function(name: str, known: Iterable[str]) -> str | None:
    """The hint for a function that is not there: FEEL's own word for it, or the nearest name."""
    own = _FUNCTION_HINTS.get(name.casefold().replace(" ", "")) or nearest(name, known) or for_words(name)
    return own or next(iter(_FUNCTION_HINTS[near] for near in near_names(name, _FUNCTION_HINTS)), None)


def for_variable(name: str, known: Iterable[str], functions: Iterable[str]) -> str | None:
    """The hint for a variable that is not there: what it may have been meant as, or the nearest name."""
    plain = unicodedata.normalize("NFKC", name)
    if plain != name:
        return f"'{name[:40]}' has full-width signs; type {plain[:40]}"
    known = set(known)
    return (
        _VALUES.get(name.casefold())
        or nearest(name, {*known, "true", "false", "null"})
        or for_words(name)
        or _unbracketed(name, functions)
    )


def for_words(name: str) -> str | None:
    """The hint for words in a row, one of which is an operator elsewhere: `a AND b`, `a 或 b`."""
    for word in name.split():
        if word in ("AND", "OR", "And", "Or"):
            return f"write {word.lower()} in small letters"
        if word.casefold() in _WORDS:
            return f"'{word}' is no word of FEEL; write {_WORDS[word.casefold()]}"
    return None


def _unbracketed(name: str, functions: Iterable[str]) -> str | None:
    for function in sorted(functions, key=len, reverse=True):
        if name.startswith(function + " "):
            return f"what a function gets stands in brackets: {function}({name[len(function) + 1 :][:40]})"
    return None


def for_member(kind: str, name: str) -> str | None:
    """The hint for `text.length`, `list.size`: FEEL has functions there."""
    if name == "length":
        return "write count(list)" if kind == "list" else "write string length(text)"
    return _FUNCTION_HINTS.get(name.casefold())


def for_sign(char: str) -> str | None:
    """The hint for a sign that FEEL does not know."""
    return f"write {_SIGNS[char]}" if char in _SIGNS else None


def for_tokens(text: str, tokens: list[tuple[str, str, int]], at: int, expected: str) -> str | None:
    """The hint for the token that is wrong, by what stands before it. A token is its kind, its text and where it stands."""
    kind, word, _ = tokens[at]
    before = tokens[at - 1] if at else ("", "", 0)
    if len(tokens) == 1:
        return "the text is empty"
    if kind == ",":
        return _for_comma([one[0] for one in tokens[:at]], _GROUPED.match(text, before[2]) is not None)
    if kind == "..":
        return "a range is written [1..10]"
    if word in _CLOSERS and expected == "an operator or the end":
        return f"there is no {_CLOSERS[word]} before it"
    said = for_words(" ".join(_words_until(tokens, at)))
    return said or _PAIRS.get((before[0], kind)) or _unclosed(tokens[:at], kind, expected) or _EXPECTED.get(expected)


def _for_comma(before: list[str], is_grouped: bool) -> str | None:
    if is_grouped:
        return "numbers are written without commas: 1000"
    if "if" in before:
        return _IF
    return "several values stand in brackets: x in (1, 2)" if "in" in before else None


def _words_until(tokens: list[tuple[str, str, int]], at: int) -> list[str]:
    """The word at a place and those in a row before it."""
    begin = at
    while begin and tokens[begin - 1][0] == "name":
        begin -= 1
    return [word for _, word, _ in tokens[begin : at + 1]]


def _unclosed(tokens: list[tuple[str, str, int]], kind: str, expected: str) -> str | None:
    closer = expected[-2:-1]
    if kind != "end" or closer not in _CLOSERS:
        return None
    open_: list[tuple[str, int]] = []
    for word, _, place in tokens:
        if word in _CLOSERS.values():
            open_.append((word, place))
        elif word in _CLOSERS and open_:
            open_.pop()
    return f"the {open_[-1][0]} at character {open_[-1][1] + 1} is not closed" if open_ else None
