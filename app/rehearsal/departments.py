"""The departments of a rehearsal: they answer at once, in the same process, what they would say over the line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app import engine
from app.exchange import queries, rehearsal
from app.exchange.simulators.registries import load
from app.rehearsal.life import Answerer
from app.store import PATIENT, clock, insist


def answerer(registries: Path, *, invents: bool = False) -> Answerer:
    """A function (case id, moment) that answers the case's open joint check in one transaction; how many it took."""
    known = load(registries, invents=invents)

    def answer(case_id: int, at: datetime) -> int:
        taken = 0

        def take() -> int:
            nonlocal taken
            latest = queries.latest_round(case_id)
            if latest is None or latest.closed_at is not None or not queries.pending(latest.id):
                return taken  # 1 when an earlier try was committed though nobody heard of it
            for message in rehearsal.answer_round(latest.id, known):
                engine.send(message.name, message.key, message.data, by="system")
            taken = 1
            return taken

        with clock.fixed(at):
            return insist(take, PATIENT)

    return answer
