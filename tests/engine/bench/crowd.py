"""Many processes at once: two ticking worker processes, 100,000 timers due in one minute among a million pending."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from datetime import datetime, timedelta
from typing import Any

import psycopg

from app import engine
from app.engine import rows
from app.store import clock, db, tenant, transaction
from tests.engine.bench import place

_COPIED = "tenant, diagram, version_id, business_key, state, revision, seq, head, content, started_by, started_at"
_ENTRY = "tenant, seq, at, by, kind, element, data, state, hash"


def pattern(when: datetime) -> int:
    """A real process that waits for that moment: what the others are copied from. Itself it is in nobody's way."""
    with transaction():
        data = {"number": "A-1", "when": when.isoformat()}
        made = engine.start("bench_timer", business_key="bench", data=data, by="system")
        rows.run_sql("UPDATE process SET due_at = NULL WHERE id = %(id)s", {"id": made.id})
    return made.id


def fill(url: str, when: datetime, number: int, *, apart: float | None = 0.0) -> None:
    """So many copies of a process that waits for `when`, with its journal; due so many seconds apart, with None never."""
    original = pattern(when)
    with psycopg.connect(url) as line:
        line.execute(
            f"WITH made AS (INSERT INTO process ({_COPIED}, due_at) SELECT {_COPIED}, %(when)s + n * %(apart)s * interval '1 second' "
            "FROM process, generate_series(1, %(number)s) n WHERE id = %(id)s RETURNING id) "
            f"INSERT INTO journal (process_id, {_ENTRY}) SELECT made.id, {', '.join('j.' + c for c in _ENTRY.split(', '))} "
            "FROM made, journal j WHERE j.process_id = %(id)s",
            {"number": number, "id": original, "when": when, "apart": apart},
        )


def work(url: str, moment: datetime, results: Any) -> None:
    """A worker: ticks until nothing is due; (how many, resident KB after a tenth of the time, resident KB at the end)."""
    app = place.application(url)
    with app.app_context(), clock.fixed(moment):
        results.put("ready")
        moved, seen = 0, []
        while done := engine.tick(500):
            moved += done
            seen.append(_resident_kb())
        results.put((moved, seen[len(seen) // 10] if seen else 0, seen[-1] if seen else 0))
        db.engine.dispose()


def _resident_kb() -> int:
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def together(url: str, moment: datetime, workers: int = 2) -> tuple[float, list[Any]]:
    """Lets workers tick until nothing is due; seconds from when all were ready, and what each said."""
    context = multiprocessing.get_context("spawn")
    results: Any = context.Queue()
    crew = [context.Process(target=work, args=(url, moment, results)) for _ in range(workers)]
    for process in crew:
        process.start()
    for _ in crew:
        assert results.get(timeout=120) == "ready"
    began = time.perf_counter()
    said = [results.get(timeout=1200) for _ in crew]
    seconds = time.perf_counter() - began
    for process in crew:
        process.join()
    return seconds, said


def due_query_ms(moment: datetime) -> float:
    """Median milliseconds of finding and locking the next process that is due."""

    def find() -> None:
        rows.lock_due(moment)

    with transaction():
        return statistics.median(place.timed(find).ms for _ in range(50))


def fired() -> tuple[int, int]:
    """(processes of which the timer has fired, entries of firing): equal when each fired once."""
    with transaction():
        found = rows.run_sql(
            "SELECT count(DISTINCT process_id), count(*) FROM journal WHERE tenant = %(tenant)s "
            "AND kind = 'timer_fired' AND element = 't'",
            {"tenant": tenant()},
        ).one()
    return found[0], found[1]


def crowd(url: str, *, due: int = 100_000, pending: int = 1_000_000, small: int = 4_000) -> dict[str, float]:
    """The speed of two workers with a small crowd, then the great one: all due in the same minute, each fired once."""
    with transaction():
        now = clock.now()
    soon, minute = now + timedelta(hours=1), now + timedelta(hours=2)
    fill(url, soon, small)
    place.settle(url)
    seconds, said = together(url, soon)
    assert sum(one[0] for one in said) == small, said
    fill(url, minute, due)
    fill(url, minute + timedelta(days=1), pending - due, apart=1)
    place.settle(url)
    query = due_query_ms(minute)
    long, all_said = together(url, minute)
    assert fired() == (due + small, due + small), (fired(), said)
    return {
        "timers_per_s": small / seconds,
        "timers_100k_s": long,
        "due_query_ms": query,
        "worker_mb_early": max(one[1] for one in all_said) / 1024,
        "worker_mb_late": max(one[2] for one in all_said) / 1024,
    }
