"""Who is asking: the person behind a request, with the roles of today. Values only; `access` finds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.people.roles import roles, seeing


class Grant(NamedTuple):
    """A role in an organisation."""

    role: str
    organisation: str


@dataclass(frozen=True)
class Person:
    """A citizen, an officer, or nobody (`kind` "anonymous", id 0). `grants` are today's (role, organisation code) pairs.

    `under` holds, for an officer who sees a subtree, every organisation in it.
    """

    id: int = 0
    kind: str = "anonymous"
    name: str = ""
    grants: tuple[Grant, ...] = ()
    under: frozenset[str] = frozenset()
    language: str = "zh"
    large_type: bool = False
    session_key: str = field(default="", repr=False)

    # what Flask-Login asks of a user
    @property
    def is_authenticated(self) -> bool:
        """Signed in."""
        return self.kind != "anonymous"

    is_active = is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Nobody is signed in."""
        return self.kind == "anonymous"

    def get_id(self) -> str:
        """What the cookie carries: the session's key, never the account."""
        return self.session_key

    @property
    def actor(self) -> str:
        """How engine, journal and timeline name this person: "officer:12", "citizen:5"."""
        return f"{self.kind}:{self.id}"

    def has(self, *wanted: str) -> bool:
        """Whether the person has one of these roles anywhere."""
        return any(role in wanted for role, _ in self.grants)

    def may(self, *who: str) -> bool:
        """Whether one of these kinds ("citizen", "officer") or roles is the person's."""
        return self.kind in who or self.has(*who)

    def scopes(self) -> list[tuple[str, list[str]]]:
        """What is theirs to do, for engine.inbox: (role, organisation codes); a supervisor's role reaches the subtree."""
        found: dict[str, set[str]] = {}
        for role, organisation in self.grants:
            reach = self.under if role == "supervisor" else frozenset()
            found.setdefault(role, set()).update({organisation} | reach)
        return [(role, sorted(codes)) for role, codes in found.items()]

    def watched(self) -> list[tuple[str, list[str]]]:
        """What a supervisor looks after: every role's tasks in the subtree; nothing for others."""
        if not self.has("supervisor"):
            return []
        return [(role, sorted(self.under)) for role in roles()]

    def covers(self, organisation: str) -> bool:
        """Whether an officer's view reaches the cases of that organisation: their own, or the subtree for supervisors
        and auditors. Analysts and administrators see no cases (separation of duties)."""
        own = seeing("own")
        return organisation in self.under or any(role in own and code == organisation for role, code in self.grants)

    def covers_any(self, *organisations: str) -> bool:
        """`covers` for a case: of its street, its district or its city."""
        return any(self.covers(code) for code in organisations)


NOBODY = Person()
