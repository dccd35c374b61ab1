"""Every row of the matrix in three modes: in memory, stored at every wait, and by the verbs on the database with replay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from lxml.etree import QName

from app import engine
from app.engine import check, rows, source
from app.engine.check import Known, elements
from app.engine.check.events import ALLOWED, BEGINS
from app.engine.queries import looked_at
from app.engine.source import tag
from app.engine.spiff import runner
from app.engine.spiff.parser import Parser
from app.engine.triggers import KINDS, drawn_trigger, is_event_subprocess
from app.engine.trouble import Stopped
from app.registry import step_names
from app.store import db
from tests.engine.matrix import RUNS, Case, fee
from tests.engine.matrix_triggered import TRIGGERED
from tests.engine.refused import REFUSED
from tests.engine.test_verbs import DECISION
from tests.engine.trial import START, Trial

EVERY = [*RUNS, *TRIGGERED]
CASES = pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
Seen = dict[str, Any]


def standing(run: Any) -> list[tuple[Any, ...]]:
    """What waits, with token and moment."""
    return sorted((w.token, w.kind, w.element, w.name, w.key, str(w.due or "")) for w in runner.waiting(run))


class InMemory:
    """A case in memory."""

    def __init__(self, case: Case, *, stored: bool) -> None:
        self.trial = Trial(*case.files, stored=stored, steps={"fee": fee}, **case.data)

    def act(self, act: tuple[Any, ...]) -> None:
        """One act."""
        kind, *rest = act
        if kind == "do":
            self.trial.complete(rest[0], **rest[1])
        elif kind == "say":
            assert self.trial.message(rest[0], rest[1], **rest[2])
        elif kind == "hear":
            assert self.trial.hear(rest[0], **rest[1])
        else:
            self.trial.after(days=rest[0])

    def seen(self) -> Seen:
        """How it stands."""
        run = self.trial.run
        return {
            "waiting": standing(run), "counter": None if run.completed else run.counter, "path": list(self.trial.path), "done": run.completed,
            "outcome": run.data if run.completed else None, "thrown": [(t.name, t.key) for t in self.trial.thrown if not t.is_signal],
        }  # fmt: skip


def played(case: Case, *, stored: bool) -> tuple[list[Seen], InMemory | None, str | None]:
    """How it stood after each act; the run; where it stopped."""
    found: list[Seen] = []
    run = None
    try:
        run = InMemory(case, stored=stored)
        found.append(run.seen())
        for act in case.acts:
            run.act(act)
            found.append(run.seen())
    except Stopped as error:
        return found, run, error.element
    return found, run, None


@CASES
def test_in_memory_it_ends_as_it_must(case: Case) -> None:
    found, run, stopped = played(case, stored=False)
    assert stopped == case.trouble
    if case.trouble is not None:
        return
    assert run is not None
    if case.outcome is not None:
        assert found[-1]["done"] and found[-1]["outcome"] == case.outcome
    if case.ends is not None:
        assert found[-1]["path"][-1] == case.ends
    assert tuple(sorted({row[2] for row in found[-1]["waiting"]})) == case.waits


@CASES
def test_stored_at_every_wait_it_does_the_same(case: Case) -> None:
    assert played(case, stored=True)[::2] == played(case, stored=False)[::2]


@CASES
@pytest.mark.parametrize("stored", [False, True], ids=["memory", "stored"])
def test_replayed_from_what_was_noted_it_does_the_same(case: Case, stored: bool) -> None:
    found, run, stopped = played(case, stored=stored)
    if run is None:
        assert stopped == case.trouble  # it did not even begin: there is nothing to replay
        return
    again = run.trial.replayed().run
    assert again.outside.facts == []
    assert (standing(again), again.completed) == (found[-1]["waiting"], found[-1]["done"])
    assert (again.data if again.completed else None) == found[-1]["outcome"]


@CASES
def test_by_the_verbs_it_does_the_same_and_its_journal_replays(case: Case, deployed: Any, at: Any) -> None:
    wanted, _run, stopped = played(case, stored=False)
    names = ("main", *(f"called{number}" for number in range(1, len(case.files))))
    deployed(**dict(zip(names, case.files, strict=True)), fees=DECISION)
    process = engine.start("main", business_key="K", data=case.data, by="citizen:1")
    found = [told(process.id)]
    for act in case.acts:
        process = verb(process.id, act, at)
        found.append(told(process.id))
    assert [one for one in found if "trouble" not in one] == wanted
    assert [one["trouble"] for one in found if "trouble" in one] == ([stopped] if stopped else [])
    proven(process.id)


def verb(process_id: int, act: tuple[Any, ...], at: Any) -> engine.Process:
    """One act by the engine's verb for it."""
    kind, *rest = act
    if kind == "do":
        task = next(task for task in engine.open_tasks(process_id=process_id) if task.element == rest[0])
        return engine.complete(task.id, rest[1], by="officer:1")
    if kind == "say":
        sent = engine.send(rest[0], rest[1], rest[2], by="system")
        assert sent.outcome == "delivered" and sent.process is not None
        return sent.process
    if kind == "hear":
        assert engine.signal(rest[0], rest[1], by="system")
        engine.tick()
        return engine.process(process_id)
    at((START + timedelta(days=rest[0])).strftime("%Y-%m-%d %H:%M:%S"))
    engine.run_due(process_id)
    return engine.process(process_id)


def told(process_id: int) -> Seen:
    """How the database says that it stands."""
    row = rows.read_process(process_id)
    if row.trouble is not None:
        return {"trouble": row.trouble["element"]}
    run = looked_at(row)
    waiting = standing(run) if run is not None else []
    listed = [(task.token, "task", task.element) for task in engine.open_tasks(process_id=process_id)]
    assert sorted(listed) == [one[:3] for one in waiting if one[1] == "task"]
    kept = db.session.execute(sa.text("SELECT name, key FROM buffered_message ORDER BY id")).all()
    return {
        "waiting": waiting,
        "counter": run.counter if run is not None else None,
        "path": [step for entry in engine.history(process_id) for step in entry.data.get("path", [])],
        "done": row.state == "done",
        "outcome": row.outcome,
        "thrown": [tuple(one) for one in kept],
    }


def proven(process_id: int) -> None:
    """The journal's chain is whole, and at every entry the replay stands where the process stood."""
    assert engine.prove(process_id) is None
    row, entries = rows.read_process(process_id), engine.history(process_id)
    for entry in entries:
        assert engine.replay(process_id, entry.seq).divergence is None
    replayed = engine.replay(process_id)
    if row.state == "done":
        assert (replayed.variables, replayed.live) == (row.outcome, [])
    elif entries:
        assert set(replayed.live) >= {place.element for place in engine.standing(process_id)}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_run_is_refused_with_what_to_draw_instead(name: str) -> None:
    drawn, says = REFUSED[name]
    known = Known(step_names(), ["main"], ["fee"])
    found = check.check_file(source.read(drawn, "x.bpmn"), "x.bpmn", known)
    assert any(says in problem["hint"] for problem in found), found
    assert all(problem["hint"] and (problem["element"] or problem["name"]) for problem in found), found


def test_the_matrix_covers_every_element_and_every_trigger_that_the_parser_knows() -> None:
    drawn = [source.read(file, "x") for case in EVERY for file in case.files]
    seen = {
        (tag(node), getattr(drawn_trigger(node), "kind", "none")) for root in drawn for node in root.iter() if tag(node)
    }
    kinds = {kind for kind, _trigger in seen}
    assert {QName(name).localname for name in Parser.PARSER_CLASSES} <= kinds
    assert {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "laneSet", "dataObject"} <= kinds
    assert {(event, trigger) for event, triggers in ALLOWED.items() for trigger in triggers} <= seen
    begun = {
        (drawn_trigger(node).kind, node.get("isInterrupting", "true"))
        for root in drawn
        for sub in root.iter()
        if tag(sub) and is_event_subprocess(sub)
        for node in sub
        if tag(node) == "startEvent"
    }
    assert {(kind, "true") for kind in BEGINS} | {(kind, "false") for kind in BEGINS if kind != "error"} <= begun
    known = {
        (tag(node), getattr(drawn_trigger(node), "kind", "none"))
        for file, _ in REFUSED.values()
        for node in source.read(file, "x").iter()
        if tag(node)
    }
    assert set(elements.REFUSED) - {"subChoreography"} <= {kind for kind, _ in known}
    assert set(KINDS.values()) <= {trigger for _kind, trigger in known | seen}
