"""The departments in the same process: the same questions and answers, without the line.

For the rehearsal of thousands of applications. `answer` stands in for the HTTP deliverer of one row; `answer_round`
answers everything a round still waits for in one transaction.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.cases import queries as case_queries
from app.exchange import adapters, commands, queries
from app.exchange.commands.rounds import TOPIC
from app.exchange.line import NoAnswer, read
from app.exchange.records import CheckRound
from app.exchange.simulators import far_end
from app.exchange.simulators.registries import Registries
from app.registry import Message
from app.store import among, clock, db, get, tenant
from app.store.records import Outbox

_PLAIN = far_end.Switches()


def answer(payload: dict[str, Any], registries: Registries) -> dict[str, Any]:
    """What `adapters.deliver` would bring home for this row; needs an open transaction. Raises NoAnswer likewise."""
    question = adapters.question_of(payload)
    if question is None:
        return {"dropped": True}
    return adapters.sealed(payload["check_id"], _reply(payload["department"], question, registries))


def _reply(department: str, question: dict[str, Any], registries: Registries) -> dict[str, Any]:
    reply = far_end.answer(department, question, registries, _PLAIN)
    if reply.late or reply.status != 200:
        raise NoAnswer("too late" if reply.late else f"status {reply.status}")
    return read(department, question, reply.body)


def answer_round(round_id: int, registries: Registries) -> list[Message]:
    """Answers all that the round waits for and marks its rows of the outbox as sent → the messages for engine.send; again, none.

    Runs in the caller's transaction.
    """
    joint = get(CheckRound, round_id, lock=True)
    checks = queries.valid_checks(round_id)
    waiting = [check for check in checks if check.state == "pending"]
    if not waiting:
        return []
    case = case_queries.case_by_id(joint.case_id)
    members = {member.id: member for member in case_queries.members(case)}
    rows = sa.update(Outbox).where(
        Outbox.tenant == tenant(), Outbox.topic == TOPIC, among(Outbox.key, [f"check-{c.uid}" for c in waiting])
    )
    db.session.execute(rows.values(state="done", ended_at=clock.now()))
    brought = []
    for check in waiting:
        question = adapters.ask_about(check, joint, case, members[check.member_id])
        brought.append((check, _come(check.department, question, registries) if question else None))
    return commands.take_answers(joint, checks, brought)


def _come(department: str, question: dict[str, Any], registries: Registries) -> dict[str, Any] | None:
    try:
        return _reply(department, question, registries)
    except NoAnswer:
        return None
