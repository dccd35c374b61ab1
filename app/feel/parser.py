"""FEEL text into nodes: a precedence (Pratt) parser. `PREFIX` and `INFIX` in grammar.py say what each token begins or continues."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import FeelSyntaxError, Source, nearest
from .grammar import INFIX, PREFIX
from .habits import for_tokens
from .lexer import KEYWORDS, Token, joined, tokens_of
from .names import WordTable, add_name, match_at, table_of
from .syntax import Node

MAX_NESTING = 60
VALUE = "a value"


class Parser:
    """The tokens of one text, where the reading stands, and the multi-word names met so far."""

    __slots__ = ("text", "tokens", "at", "known", "fixed", "nesting", "input_seen", "max_nesting")

    def __init__(
        self, text: str, names: Iterable[str] = (), fixed: WordTable | None = None, max_nesting: int = MAX_NESTING
    ) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.at = 0
        self.known = table_of(names)
        self.fixed = fixed or {}
        self.nesting = 0
        self.max_nesting = max_nesting
        self.input_seen = False

    @property
    def token(self) -> Token:
        """The token the reading stands at."""
        return self.tokens[self.at]

    @property
    def last_end(self) -> int:
        """Where the token before ends."""
        return self.tokens[self.at - 1].end if self.at else 0

    def expression(self, power: int = 0) -> Node:
        """Reads an expression whose operators bind tighter than `power`."""
        self.nesting += 1
        if self.nesting > self.max_nesting:
            raise self.error("an expression nested less deep")
        left = self.prefix()
        while True:
            entry = INFIX.get(self.tokens[self.at].kind)
            if entry is None or entry[0] <= power:
                break
            following = entry[1](self, left)
            if following is None:
                break
            left = following
        self.nesting -= 1
        return left

    def prefix(self) -> Node:
        """Reads what an expression may begin with."""
        token = self.tokens[self.at]
        begin = PREFIX.get(token.kind)
        if begin is None or token.kind != "name" and self.name_size(self.at):
            if self.name_size(self.at):
                return PREFIX["name"](self)
            raise self.error(VALUE)
        return begin(self)

    def advance(self) -> Token:
        """The token at hand, and one further."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def skip(self, kind: str) -> bool:
        """Whether the token at hand is of a kind; then it is passed over."""
        if self.tokens[self.at].kind == kind:
            self.at += 1
            return True
        return False

    def need(self, kind: str) -> Token:
        """Passes over a token that must stand here. Raises FeelSyntaxError."""
        if self.tokens[self.at].kind != kind:
            raise self.error(f"'{kind}'")
        return self.advance()

    def done(self) -> None:
        """Raises FeelSyntaxError unless the text ends here."""
        if self.token.kind != "end":
            raise self.error("an operator or the end")

    def add_name(self, name: str) -> None:
        """From here on the text may use a name it has defined."""
        add_name(self.known, name)

    def name_size(self, at: int) -> int:
        """How many tokens make a known multi-word name at a place; 0 for none."""
        text = self.tokens[at].text
        own = match_at(self.known, self.tokens, at) if text in self.known else 0
        return max(own, match_at(self.fixed, self.tokens, at)) if text in self.fixed else own

    def name(self) -> str:
        """Reads a name: the longest known one, or else all words in a row up to a keyword or an operator."""
        size = self.name_size(self.at)
        begin = self.at
        if size:
            self.at += size
            return joined(self.tokens[begin : self.at])
        token = self.advance()
        if token.kind == "tick":
            return token.text[1:-1]
        if token.kind != "name" and token.kind not in KEYWORDS:
            self.at -= 1
            raise self.error("a name")
        while self.token.kind == "name" and not self.name_size(self.at):
            self.at += 1
        return joined(self.tokens[begin : self.at]) if self.at > begin + 1 else token.text

    def name_before(self, stops: frozenset[str]) -> str:
        """Reads a name being defined: everything up to one of the stops."""
        begin = self.at
        if self.token.kind == "tick":
            return self.advance().text[1:-1]
        while self.token.kind not in stops and self.token.kind not in ("end", "str", "at", "(", "{", "["):
            self.at += 1
        if self.at == begin:
            raise self.error("a name")
        name = joined(self.tokens[begin : self.at])
        self.add_name(name)
        return name

    def _keyword_hint(self, expected: str) -> str | None:
        """What was meant: double quotes for single ones, or the keyword that a word nearby is like. Words in a row are read as one name, so it may stand before."""
        if self.token.text == "'":
            return 'strings stand in double quotes, "…"'
        wanted = [expected.strip("'")] if expected.strip("'") in KEYWORDS else sorted(KEYWORDS)
        for token in [self.token, *reversed(self.tokens[max(self.at - 3, 0) : self.at])]:
            if token.kind == "name":
                hint = nearest(token.text, wanted)
                if hint:
                    return hint
        return None

    def error(self, expected: str, hint: str | None = None) -> FeelSyntaxError:
        """What to raise for the token at hand."""
        token = self.token
        line, column = Source(self.text).place(token.at)
        found = f"'{token.text[:40]}'" if token.kind != "end" else "the end"
        hint = hint or self._keyword_hint(expected)
        if hint is None:
            hint = for_tokens(self.text, [token[:3] for token in self.tokens], self.at, expected)
        return FeelSyntaxError(line, column, found, expected, hint)
