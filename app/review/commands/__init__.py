"""What may be done in a review. Every step of the diagrams is a few lines over one of these."""

from app.review.commands.acceptance import (
    accept_case,
    answer_supplement,
    refuse_case,
    request_supplement,
    void_case,
    withdraw_case,
)
from app.review.commands.findings import assemble_facts, keep_assessment, keep_home_visit, keep_income_check
from app.review.commands.levels import (
    answer_correction,
    begin_review,
    close_integrity,
    conclude,
    reject_case,
    request_correction,
    suspend_for_integrity,
)
from app.review.commands.recalling import recall_decision, revive_case

__all__ = [
    "accept_case",
    "answer_correction",
    "answer_supplement",
    "assemble_facts",
    "begin_review",
    "close_integrity",
    "conclude",
    "keep_assessment",
    "keep_home_visit",
    "keep_income_check",
    "recall_decision",
    "revive_case",
    "refuse_case",
    "reject_case",
    "request_correction",
    "request_supplement",
    "suspend_for_integrity",
    "void_case",
    "withdraw_case",
]
