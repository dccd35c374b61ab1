"""What may be done: put a household on a notice and take it off again, receive objections and answer them."""

from app.publicity.commands.notices import (
    close_entry,
    conclude,
    correct_entry,
    log_view,
    open_notice,
    preview,
    recall,
    take_down,
)
from app.publicity.commands.objections import (
    Receipt,
    answer_objection,
    close_objection,
    count_anonymous,
    keep_findings,
    receive_objection,
    reply_to,
    secret_of,
    wait_before_anonymous,
)

__all__ = [
    "Receipt",
    "answer_objection",
    "close_entry",
    "close_objection",
    "conclude",
    "correct_entry",
    "count_anonymous",
    "keep_findings",
    "log_view",
    "open_notice",
    "preview",
    "receive_objection",
    "reply_to",
    "secret_of",
    "recall",
    "take_down",
    "wait_before_anonymous",
]
