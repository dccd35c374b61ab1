"""The departments of a rehearsal: they answer at once, in the same process, what they would say over the line."""

from __future__ import annotations

from pathlib import Path

from app import engine
from app.exchange import rehearsal
from app.exchange.simulators.registries import load
from app.rehearsal.life import Answerer


def answerer(registries: Path, *, invents: bool = False) -> Answerer:
    """A function (round id) that answers the joint check of that round; needs an open transaction."""
    known = load(registries, invents=invents)

    def answer(round_id: int) -> None:
        for message in rehearsal.answer_round(round_id, known):
            engine.send(message.name, message.key, message.data, by="system")

    return answer
