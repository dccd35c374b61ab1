"""How much a tenant may pay at once, and what was chosen on the form."""

from __future__ import annotations

from dataclasses import dataclass

from app.leasing.rules.statements import fen_of

CHOICES = ("all", "overdue", "own")


@dataclass(frozen=True)
class Payable:
    """What may be paid now, fen: everything that is due, what of it is late, and the most that is taken (the rest is credit)."""

    due_fen: int
    overdue_fen: int
    most_fen: int


def chosen(choice: str, amount: str, payable: Payable) -> tuple[int, str]:
    """→ (fen, "") or (0, what is wrong): `choice` unknown, `nothing` due, `amount` is none in yuan, `most` is passed."""
    if choice not in CHOICES:
        return 0, "choice"
    if choice != "own":
        fen = payable.due_fen if choice == "all" else payable.overdue_fen
        return (fen, "") if fen else (0, "nothing")
    own = fen_of(amount)
    if own is None:
        return 0, "amount"
    return (own, "") if own <= payable.most_fen else (0, "most")
