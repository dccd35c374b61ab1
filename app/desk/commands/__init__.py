"""What may be done at the desk. Begin at `finish` (a task is decided); `raise_overdue` is the ticker's."""

from app.desk.commands.matters import add_note, resume_case, suspend_case
from app.desk.commands.overdue import raise_overdue
from app.desk.commands.tasks import QUEUE, Refusal, claim_many, finish, hand_over, keep_draft, reassign_many
from app.desk.commands.views import drop_view, keep_view

__all__ = [
    "QUEUE",
    "Refusal",
    "add_note",
    "claim_many",
    "drop_view",
    "finish",
    "hand_over",
    "keep_draft",
    "keep_view",
    "raise_overdue",
    "reassign_many",
    "resume_case",
    "suspend_case",
]
