"""What may be done with the waiting list. Everything flushes; the caller commits."""

from app.allocation.commands.places import count_refusal, give_back_place, hold_place, leave_list, offer
from app.allocation.commands.waiting import TIERS, WAITING_STATE, enter_waiting_list

__all__ = [
    "TIERS",
    "WAITING_STATE",
    "count_refusal",
    "enter_waiting_list",
    "give_back_place",
    "hold_place",
    "leave_list",
    "offer",
]
