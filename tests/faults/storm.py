"""Many at once, at random: officers, citizens, tickers and administrators work at the same few matters.

Afterwards it is counted: what was acknowledged is there, every step that is journalled was done once, every message that
was sent was received once or is still kept, and every journal is whole.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import engine
from app.errors import AppError, NotAllowed
from app.store import clock, db, insist, transaction
from app.store.records import JobStrike, Outbox
from tests.faults.crowd import all_whole, at_once
from tests.faults.scenes import START
from tests.journeys.walk import all_processes

KINDS = ("matter", "waits", "late", "withdrawn", "either")
PEOPLE = [f"officer:{number}" for number in range(91, 97)]
WAITS = (0.02, 0.1, 0.5, 1.0)


@dataclass
class Told:
    """What the crowd was told: completions by task, messages by key, refusals by their kind."""

    completed: dict[int, str] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)


class _One:
    """One of the crowd."""

    def __init__(self, seed: int, names: list[str]) -> None:
        self.chance, self.names, self.told = random.Random(seed), names, Told()

    def work(self, operations: int) -> Told:
        """So many operations, each in a transaction of its own and again when the database let others go first."""
        acts = (
            [self.complete] * 6
            + [self.claim, self.release, self.draft]
            + [self.send, self.tick, self.tick, self.withdraw]
        )
        acts += [self.suspend, self.resume, self.resume, self.skip]
        for _ in range(operations):
            act = self.chance.choice(acts)
            with clock.fixed(START + timedelta(hours=self.chance.randint(0, 40))):
                try:
                    act()
                    self.told.done[act.__name__] += 1
                except AppError as refused:
                    assert refused.status in (403, 404, 409), refused
                    self.told.refused[type(refused).__name__] += 1
                finally:
                    db.session.remove()
        return self.told

    def task(self) -> int:
        """A task of a matter, open or not: who looked a moment ago does not know."""
        found = insist(lambda: [task.id for one in self.processes() for task in engine.tasks_of(one.id)], WAITS)
        if not found:
            raise NotAllowed
        return self.chance.choice(found[-3:])

    def processes(self) -> list[engine.Process]:
        """The processes of a matter."""
        return engine.processes_of(self.chance.choice(self.names))

    def process(self) -> int:
        """One of them."""
        return insist(lambda: self.chance.choice(self.processes()).id, WAITS)

    def person(self) -> str:
        """Somebody."""
        return self.chance.choice(PEOPLE)

    def complete(self) -> None:
        """Completes a task, with a key as a page does."""
        task, by = self.task(), self.person()
        key = f"{task} {by} {self.chance.random()}"
        insist(lambda: engine.complete(task, {"said": by}, by=by, key=key, typed={"said": by}), WAITS)
        assert self.told.completed.setdefault(task, by) == by

    def claim(self) -> None:
        """Takes a task."""
        insist(partial(engine.claim, self.task(), by=self.person()), WAITS)

    def release(self) -> None:
        """Gives a task back."""
        insist(partial(engine.release, self.task(), by=self.person()), WAITS)

    def draft(self) -> None:
        """Keeps what was typed."""
        insist(partial(engine.save_draft, self.task(), {"said": "so far"}, by=self.person()), WAITS)

    def send(self) -> None:
        """Tells a matter something."""
        name = self.chance.choice(self.names)
        key = str(self.chance.random())
        insist(lambda: engine.send("told", name, {}, by="system", key=key), WAITS)
        self.told.sent[name] += 1

    def withdraw(self) -> None:
        """Withdraws, while somebody waits for it."""
        name = self.chance.choice(self.names)
        insist(lambda: engine.send("withdraw", name, {}, by="citizen:5", keep_for=timedelta()), WAITS)

    def tick(self) -> None:
        """What the ticker does."""
        engine.tick(20)

    def suspend(self) -> None:
        """Stops the clocks of a process."""
        insist(partial(engine.suspend, self.process(), reason="r", by=self.person()), WAITS)

    def resume(self) -> None:
        """Starts them again."""
        insist(partial(engine.resume, self.process(), by=self.person()), WAITS)

    def skip(self) -> None:
        """Four eyes: one proposes that a task is passed over, another approves."""
        found = engine.task(self.task())
        made = insist(
            partial(engine.propose, found.process_id, "skip", {"token": found.token}, reason="r", by="officer:90"),
            WAITS,
        )
        insist(partial(engine.approve, made.id, by=self.person()), WAITS)


def storm(app: Flask, *, threads: int, operations: int, matters: int, seed: int) -> Counter[str]:
    """So many operations in all; how often each was done, after everything was counted."""
    names = [f"M{seed}/{number}" for number in range(matters)]
    with transaction():
        for name in names:
            for kind in KINDS:
                engine.start(kind, business_key=name, data={"name": name}, by="citizen:5")
    crowd = [_One(seed * 1000 + number, names) for number in range(threads)]
    heard = at_once(app, *[partial(one.work, operations // threads) for one in crowd])
    db.session.remove()
    settle()
    for name in names:
        count(name, sum(one.sent[name] for one in heard))
    completed(heard)
    all_whole()
    return sum((one.done + one.refused for one in heard), Counter())


def settle() -> None:
    """Everything goes on, and what was kept for somebody is delivered."""
    with clock.fixed(START + timedelta(hours=40)):
        with transaction():
            for process_id in all_processes():
                if engine.process(process_id).state == "suspended":
                    engine.resume(process_id, by="system")
        while engine.tick():
            pass


def count(name: str, sent: int) -> None:
    """Steps were done as often as they are journalled; messages sent are received or kept."""
    with transaction():
        entries = [entry for one in engine.processes_of(name) for entry in engine.history(one.id)]
        steps = Counter(fact["step"] for entry in entries for fact in entry.data.get("facts", ()) if "step" in fact)
        strikes = db.session.scalar(sa.select(JobStrike.strikes).where(JobStrike.name == name)) or 0
        assert strikes == steps["faults.count"], name
        assert len(db.session.scalars(sa.select(Outbox).where(Outbox.key == name)).all()) == min(
            1, steps["faults.post"]
        )
        received = sum(entry.kind == "message" and entry.element == "wait" for entry in entries)
        asked = "SELECT count(*) FROM buffered_message WHERE name = 'told' AND key = :key"
        kept: Any = db.session.scalar(sa.text(asked), {"key": name})
        assert sent + steps["faults.post"] == received + kept, (name, sent, steps, received, kept)


def completed(heard: list[Told]) -> None:
    """Each acknowledged completion is the task's, and no task was completed twice."""
    with transaction():
        for task, by in (pair for one in heard for pair in one.completed.items()):
            found = engine.task(task)
            assert (found.state, found.completed_by) == ("done", by)
        for process_id in all_processes():
            tokens = [e.data["in"]["token"] for e in engine.history(process_id) if e.kind == "task_completed"]
            assert len(tokens) == len(set(tokens))
