"""Random walks over random diagrams, in every mode: what one mode does, all must do."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.engine.spiff import runner
from app.engine.trouble import Stopped
from tests.engine.growing import DICE, grown
from tests.engine.trial import Trial

STEPS = 40
Act = tuple[Any, ...]
"""("do", token, answers), ("say", name, key, data), ("hear", signal, data) or ("days", since the beginning)."""


def standing(run: Any) -> list[tuple[Any, ...]]:
    """What waits, with token and moment."""
    return sorted((w.token, w.kind, w.element, w.name, w.key, str(w.due or "")) for w in runner.waiting(run))


@dataclass
class Walk:
    """What was done and how it stood after it; at which element it stopped; the last variables when it ended."""

    files: tuple[bytes, ...]
    data: dict[str, Any]
    acts: list[Act] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    stopped: str = ""
    outcome: dict[str, Any] | None = None

    def told(self) -> tuple[Any, ...]:
        """Everything that must be the same in every mode."""
        return self.acts, self.seen, self.path, self.stopped, self.outcome


def walked(seed: int, *, stored: bool, depth: int = 3) -> tuple[Walk, Trial | None]:
    """One walk over the diagram of a seed."""
    dice = random.Random(f"walk {seed}")
    data = {"number": "Z1", **{f"x{n}": dice.randrange(10) for n in range(DICE)}}
    walk, run, days = Walk(grown(seed, depth), data), None, 0.0
    try:
        run = Trial(*walk.files, stored=stored, **data)
        walk.seen.append(standing(run.run))
        for _ in range(STEPS):
            if run.done:
                break
            days += dice.choice((0.1, 0.5, 1.5))
            _step(walk, run, dice, days)
            walk.seen.append(standing(run.run))
    except Stopped as error:
        walk.stopped = error.element
    if run is not None:
        walk.path, walk.outcome = run.path, run.outcome if run.done else None
    return walk, run


def _step(walk: Walk, run: Trial, dice: random.Random, days: float) -> None:
    waiting = sorted(runner.waiting(run.run), key=lambda one: one.token)
    many = Counter((one.name, one.key) for one in waiting if one.kind == "message")
    able = [one for one in waiting if one.kind in ("task", "signal") or many[one.name, one.key] == 1]
    chosen = dice.choice(able) if able and dice.random() < 0.8 else None
    if chosen is None:
        walk.acts.append(("days", days))
        run.after(days=days)
    elif chosen.kind == "task":
        walk.acts.append(("do", chosen.token, {f"a_{chosen.element}": dice.randrange(3)}))
        run.finish(run.run.find(chosen.token), walk.acts[-1][2])
    elif chosen.kind == "signal":
        walk.acts.append(("hear", chosen.name, {f"d_{chosen.element}": dice.randrange(3)}))
        assert run.hear(chosen.name, **walk.acts[-1][2])
    else:
        walk.acts.append(("say", chosen.name, chosen.key, {f"d_{chosen.element}": dice.randrange(3)}))
        assert run.message(chosen.name, chosen.key, **walk.acts[-1][3])


def agrees(seed: int, depth: int = 3) -> Walk:
    """Asserts that a seed's walk is the same in memory, stored at every wait, and replayed from what was noted."""
    plain, run = walked(seed, stored=False, depth=depth)
    kept, again = walked(seed, stored=True, depth=depth)
    assert kept.told() == plain.told(), seed
    for one in (run, again):
        if one is not None and one.entries:
            _replays(one, plain, seed)
    return plain


def _replays(run: Trial, walk: Walk, seed: int) -> None:
    played = run.replayed()
    assert played.run.outside.facts == [], seed
    if not walk.stopped:
        assert standing(played.run) == walk.seen[-1], seed
        assert (played.run.data if played.run.completed else None) == walk.outcome, seed
    middle = len(run.entries) // 2
    assert run.replayed(middle).entries == run.entries[:middle], seed
