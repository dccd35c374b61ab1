"""The multi-word names that the parser must know to read them: `monthly income`, `profit-loss`, `date and time`."""

from __future__ import annotations

from collections.abc import Iterable

from .lexer import Token, Words, words_of

WordTable = dict[str, list[Words]]


def table_of(names: Iterable[str]) -> WordTable:
    """Names of more than one token, longest first, by their first token."""
    table: WordTable = {}
    for name in names:
        if name:
            add_name(table, name)
    return table


def add_name(table: WordTable, name: str) -> None:
    """Adds a name; one of a single token needs no entry."""
    words = words_of(name)
    if len(words) > 1:
        found = table.setdefault(words[0][0], [])
        if words not in found:
            found.append(words)
            found.sort(key=len, reverse=True)


def match_at(table: WordTable, tokens: list[Token], at: int) -> int:
    """How many tokens from `at` on make a known name; 0 for none."""
    for words in table.get(tokens[at].text, ()):
        size = len(words)
        if at + size < len(tokens) and all(
            tokens[at + i].text == words[i][0] and (not i or tokens[at + i].gap == words[i][1]) for i in range(size)
        ):
            return size
    return 0
