"""The department adapters: carry the outbox's rows to the departments and bring the answers home.

A row holds ids only. The number is read from the case at the moment of asking, in a transaction of its own that ends
before the network is touched; the answer goes back sealed, so that the outbox never holds a person's facts.
"""

from __future__ import annotations

import base64
from typing import Any

import orjson

from app import settings
from app.cases import queries as case_queries
from app.cases.records import Case, Member
from app.exchange import commands, queries
from app.exchange.commands.rounds import TOPIC
from app.exchange.line import Line, ask
from app.exchange.records import Check, CheckRound
from app.exchange.rules import DEPARTMENTS
from app.store import get, outbox, personal, transaction


@outbox.deliverer(TOPIC)
def deliver(payload: dict[str, Any]) -> dict[str, Any]:
    """Asks the department over HTTP → `{"sealed": text}`, or `{"dropped": true}` when there is no purpose left to ask for.

    Raises NoAnswer when nothing usable came: the outbox tries again, and at last the receiver learns of the trouble.
    """
    with transaction():
        question = question_of(payload)
    if question is None:
        return {"dropped": True}
    department = payload["department"]
    return sealed(payload["check_id"], ask(line(department), department, question))


def line(department: str) -> Line:
    """How the department is reached: by its own address where settings name one, else through the gateway."""
    chosen = settings.current()
    base = chosen.exchange.urls.get(department) or f"{chosen.exchange.url}/{department}"
    return Line(
        base,
        chosen.exchange.app_id,
        chosen.secrets.gateway_token,
        connect_seconds=min(2.0, chosen.exchange.timeout_seconds),
        answer_seconds=float(chosen.exchange.timeout_seconds),
    )


def question_of(payload: dict[str, Any]) -> dict[str, Any] | None:
    """The question as it is sent, noted as asked; None when the check was answered or its purpose has ended.

    It names the purpose, the household's authorisation and the case, and nothing of the person but name and number.
    """
    check = get(Check, payload["check_id"])
    joint = queries.round_by_id(check.round_id)
    if not queries.is_wanted(check):
        return None
    return ask_about(check, joint, case_queries.case_by_id(joint.case_id), get(Member, check.member_id))


def ask_about(check: Check, joint: CheckRound, case: Case, member: Member) -> dict[str, Any] | None:
    """`question_of` for somebody who has the records at hand."""
    if joint.closed_at is not None or queries.ended_meanwhile(case, joint) or member.removed_at is not None:
        return None
    question = {
        "request_id": check.uid,
        "purpose": joint.purpose,
        "authorisation": joint.authorisation,
        "case_number": case.number,
        "items": list(DEPARTMENTS[check.department].items),
        "person": {"name": member.name, "id_number": member.id_number},
    }
    commands.note_asked(check, joint, question)
    return question


def sealed(check_id: int, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer for the outbox: sealed to its check."""
    content = personal.seal(orjson.dumps(answer).decode(), table="outbox", column="answer", row=str(check_id))
    return {"sealed": base64.b64encode(content).decode()}


def opened(check_id: int, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer again, for the receiver."""
    content = base64.b64decode(answer["sealed"])
    return dict(orjson.loads(personal.open_(content, table="outbox", column="answer", row=str(check_id))))
