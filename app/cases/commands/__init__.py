"""What may be done with a case. Begin with `open_case`; every command flushes and none commits."""

from app.cases.commands.correcting import correct_declaration
from app.cases.commands.letters import (
    Recipient,
    keep_delivery,
    read_by_officer,
    read_by_recipient,
    write_letter,
    write_to,
)
from app.cases.commands.matters import (
    Said,
    accept,
    add_document,
    begin_pause,
    end_pause,
    keep_late_facts,
    keep_registry_fact,
    keep_registry_facts,
    note,
    pass_state,
    reopen,
    set_state,
    underlying_state,
)
from app.cases.commands.numbers import next_number
from app.cases.commands.opening import open_case
from app.cases.commands.texts import draft_text, drop_draft, publish_text

__all__ = [
    "correct_declaration",
    "Recipient",
    "Said",
    "accept",
    "add_document",
    "begin_pause",
    "end_pause",
    "draft_text",
    "drop_draft",
    "keep_delivery",
    "keep_late_facts",
    "keep_registry_fact",
    "keep_registry_facts",
    "next_number",
    "note",
    "open_case",
    "pass_state",
    "publish_text",
    "read_by_officer",
    "read_by_recipient",
    "reopen",
    "set_state",
    "underlying_state",
    "write_letter",
    "write_to",
]
