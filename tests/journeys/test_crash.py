"""A rehearsal killed with SIGKILL again and again loses no committed step, doubles none, and ends as if nothing had been."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import engine, settings
from app.allocation import queries as allocation
from app.cases import commands
from app.cases import queries as cases
from app.cases.records import Case
from app.engine.records import Journal
from app.publicity import queries as notices
from app.review import queries as reviews
from app.settings import TOP
from app.store import clock, db, tenant, transaction
from tests.journeys.crash_child import REFS, rehearse
from tests.journeys.place import connected, furnish, opened, own_database
from tests.journeys.table import Stage, open_work
from tests.journeys.walk import Walk, all_processes, begin

KILLS = 4
SEED = 20260302


@contextmanager
def furnished(app: Flask, template: str, name: str) -> Iterator[str]:
    """A database with places, officers and diagrams, and nobody connected to it; its URL."""
    with own_database(template, name) as url:
        with connected(app, url) as own, opened(app, own):
            furnish()
        yield url


def child(url: str) -> subprocess.Popen[str]:
    """The rehearsal in a process of its own, which has said that it is ready."""
    store = settings.current().store
    changes = {
        "store": {"url": url, "instance": str(store.instance), "files": str(store.files)},
        "log": {"level": "WARNING"},
    }
    command = [sys.executable, "-m", "tests.journeys.crash_child", json.dumps(changes)]
    process = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    return process


def told(process: subprocess.Popen[str]) -> int:
    """How many journal entries the child had seen committed; it must have ended by itself or by our hand."""
    out, errors = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), errors
    return max((int(line) for line in out.split() if line.isdigit()), default=0)


def alone(url: str) -> None:
    """Waits until the server has noticed that the killed one is gone: its transaction is undone, its locks are free."""
    database = sa.make_url(url).database
    with transaction():
        for _ in range(200):
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
            if not db.session.scalar(sa.text(query), {"name": database}):
                return
            time.sleep(0.05)
    raise AssertionError("the killed process is still connected")


def look_over() -> int:
    """Whatever moment it was: all that stands is whole, and nothing stands twice. How many journal entries there are."""
    with transaction():
        for process_id in all_processes():
            open_work(process_id)
        found = list(db.session.scalars(sa.select(Case).where(Case.tenant == tenant())))
        assert max(Counter(case.external_ref for case in found).values(), default=1) == 1
        for case in found:
            assert len(engine.processes_of(case.number)) == 1
            once = [letter.kind for letter in cases.letters(case)]
            once += [f"notice {entry.level}" for entry in notices.entries_of_case(case.id)]
            once += [f"assessment {found.id}" for found in reviews.assessments(case.id)[:1]]
            once += [f"{entry.kind} {entry.at} {entry.title}" for entry in cases.timeline(case, "officer")]
            doubled = [what for what, times in Counter(once).items() if times > 1]
            assert not doubled and len(reviews.assessments(case.id)) <= 1, doubled
        return db.session.scalar(sa.select(sa.func.count()).select_from(Journal)) or 0


def outcomes() -> dict[str, Any]:
    """All that became of the applications: states, days, letters, notices, timelines, places on the list."""
    with transaction():
        return {ref: _outcome(cases.case_by_external_ref(ref)) for ref in REFS}


def _outcome(case: Case | None) -> dict[str, Any]:
    assert case is not None
    entry, assessment = allocation.entry_of(case.id), reviews.latest_assessment(case.id)
    (process,) = engine.processes_of(case.number)
    return {
        "case": (case.number, case.state, case.accepted_at, case.closed_at),
        "process": (process.state, len(engine.history(process.id))),
        "timeline": [(line.at, line.kind, line.title, line.by) for line in cases.timeline(case, "officer")],
        "letters": [(letter.kind, letter.number, letter.written_at) for letter in cases.letters(case)],
        "notices": [(e.level, e.ordinal, e.state, e.closed_at) for e in notices.entries_of_case(case.id)],
        "list": entry and (entry.receipt_number, entry.original_rank, entry.registered_at),
        "assessment": assessment and (assessment.codes, assessment.figures, assessment.facts_digest),
    }


def test_a_rehearsal_killed_again_and_again_ends_as_if_nothing_had_been(app: Flask, template: str) -> None:
    moments = random.Random(SEED)
    with furnished(app, template, f"test_{os.getpid()}_killed") as url:
        expected = undisturbed(app, url)
        with connected(app, url) as own, opened(app, own):
            for _ in range(KILLS):
                kill_once(url, commits=moments.randint(3, 24), then=moments.uniform(0, 0.04))
            last = child(url)
            assert told(last) <= look_over() and last.returncode == 0
            assert outcomes() == expected


def undisturbed(app: Flask, furnished_url: str) -> dict[str, Any]:
    """What becomes of the applications when nobody is killed, in a copy of the furnished database."""
    source = sa.make_url(furnished_url).database or ""
    with own_database(source, f"{source}_calm") as url, connected(app, url) as own, opened(app, own):
        rehearse()
        return outcomes()


def kill_once(url: str, *, commits: int, then: float) -> None:
    """Kills the rehearsal in whatever it does some seconds after so many commits, and looks at what is left."""
    process = child(url)
    assert process.stdout is not None
    committed = max(int(process.stdout.readline()) for _ in range(commits))
    time.sleep(then)
    process.kill()
    committed = max(committed, told(process))
    assert process.returncode == -signal.SIGKILL, "the rehearsal was too quick to be killed"
    alone(url)
    assert look_over() >= committed, "a committed step was lost"


def test_the_look_over_sees_what_is_doubled_and_what_is_forged(stage: Stage) -> None:
    for forgery in (_letter_written_twice, _timeline_written_twice, _journal_rewritten):
        with stage.place():
            walk = begin().upto("home_visit")
            assert look_over() > 0
            forgery(walk)
            with pytest.raises(AssertionError):
                look_over()


def _letter_written_twice(walk: Walk) -> None:
    with walk.at():
        commands.write_letter(walk.case, "receipt", {})


def _timeline_written_twice(walk: Walk) -> None:
    with transaction():
        (first, *_) = cases.timeline(walk.case, "officer")
        with clock.fixed(first.at):
            commands.note(walk.case, first.kind, first.title, by="system")


def _journal_rewritten(walk: Walk) -> None:
    with transaction():
        db.session.execute(sa.text("ALTER TABLE journal DISABLE TRIGGER USER"))
        db.session.execute(sa.text("UPDATE journal SET by = 'officer:1' WHERE seq = 2"))
