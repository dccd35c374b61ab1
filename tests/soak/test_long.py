"""The long runs: the same checks as in scripts/test, with more seeds, more rows, more time. `scripts/soak` runs them."""

from __future__ import annotations

import os
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from app import engine
from app.store import db, tenant, transaction
from tests.feel.fuzz import fuzz_edits, fuzz_models, fuzz_texts
from tests.feel.laws import LAWS, keeps
from tests.journeys import test_crash as crash

pytestmark = pytest.mark.soak
MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
OPEN_TASKS, PLACES = 100_000, 25


def test_no_text_and_no_model_makes_feel_crash_or_hang() -> None:
    """Five minutes of random texts and mutilated models: only the documented exceptions."""
    end, seed = time.monotonic() + 60 * min(5.0, MINUTES), int(time.time())
    rounds = 0
    while time.monotonic() < end:
        fuzz_texts(seed + rounds, 2000)
        fuzz_edits(seed + rounds, 2000)
        fuzz_models(seed + rounds, 100)
        rounds += 1
    print(f"{rounds} rounds from seed {seed}")
    assert rounds > 0


@pytest.mark.parametrize("law", LAWS)
def test_the_laws_of_feel_hold_for_many_more_values(law: str) -> None:
    keeps(law, 20_000, seeded=False)


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_rehearsal_killed_at_other_moments_ends_the_same(
    app: Flask, template: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(crash, "SEED", seed)
    crash.test_a_rehearsal_killed_again_and_again_ends_as_if_nothing_had_been(app, template)


def test_the_inbox_is_right_and_quick_among_100_000_open_tasks(committed: Flask) -> None:
    """Fills the tables by SQL; counts and pages must be exact. The times are printed, not judged."""
    with transaction():
        for statement in FILLED:
            db.session.execute(sa.text(statement), {"tenant": tenant(), "tasks": OPEN_TASKS, "places": PLACES})
    with transaction():
        db.session.execute(sa.text("ANALYZE"))
    scopes, began = [("street_reviewer", ["place-3"])], time.perf_counter()
    with transaction():
        page = engine.inbox(scopes, actor="officer:1", size=25)
        counts = engine.counts(scopes, actor="officer:1")
    print(f"inbox and counts: {(time.perf_counter() - began) * 1000:.1f} ms")
    assert page.total == counts["open"] == OPEN_TASKS // PLACES
    dues = [task.due_at for task in page.items]
    assert len(dues) == 25 and dues == sorted(dues)


FILLED = (
    "INSERT INTO diagram_version (tenant, diagram, version, name, file, content, sha256, pins, decisions, deployed_by, deployed_at) "
    "VALUES (:tenant, 'many', 1, 'many', 'many.bpmn', '', '', '{}', '{}', 'system', now())",
    "INSERT INTO process (tenant, diagram, version_id, business_key, state, revision, seq, head, started_at, started_by) "
    "SELECT :tenant, 'many', v.id, 'M' || n, 'running', 1, 0, '', now(), 'system' FROM diagram_version v, generate_series(1, :tasks) n",
    "INSERT INTO task (tenant, process_id, token, business_key, diagram, element, name, form, role, organisation, barred, due_at, "
    "started_at, state, is_hidden) SELECT p.tenant, p.id, 1, p.business_key, 'many', 'wait', 'wait', 'a.b', 'street_reviewer', "
    "'place-' || (p.id % :places), '', now() + (p.id * 7919 % 90) * interval '1 day', now(), 'open', false FROM process p",
)
