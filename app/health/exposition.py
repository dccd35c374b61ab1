"""The figures in Prometheus' text format. Read from the database at every scrape: any process answers for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from app.health.queries import Figures, histograms
from app.store.durations import BEYOND

MEDIA_TYPE = CONTENT_TYPE_LATEST


class _Read(Collector):
    def __init__(self, found: Figures) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        """The families, each with its samples."""
        found = self.found
        yield _gauge("processes_stopped", "Processes in trouble or suspended.", ("diagram", "state"), found.stopped)
        faults = {(what,): n for what, n in found.faults.items()}
        yield _gauge(
            "processes_faulty", "Processes that their last proof found not as they were written.", ("fault",), faults
        )
        yield _gauge("timers", "Processes that wait for a time.", (), {(): found.timers})
        yield _gauge("timers_late", "Timers that are due and have not fired.", (), {(): found.late_timers})
        late = found.latest_seconds if found.late_timers else 0.0
        yield _gauge("timer_lateness_seconds", "How late the latest timer is.", (), {(): late})
        aged = {(diagram, str(days)): n for (diagram, days), n in found.tasks.items()}
        yield _gauge("tasks_open", "Open tasks that are at least so many days old.", ("diagram", "days"), aged)
        yield from _outbox(found)
        yield from _strikes(found)
        longest = {(): found.transaction_seconds}
        yield _gauge("transaction_longest_seconds", "Age of the oldest open transaction of the database.", (), longest)
        ends = {("commit",): found.committed, ("rollback",): found.rolled_back}
        yield _counter("transactions", "Transactions of the database by how they ended.", ("end",), ends)
        yield _durations(found)


def _outbox(found: Figures) -> Iterator[Metric]:
    waiting = {(topic,): n for topic, (n, _age) in found.waiting.items()}
    yield _gauge("outbox_waiting", "Messages that have not left the house yet.", ("topic",), waiting)
    ages = {(topic,): age for topic, (_n, age) in found.waiting.items()}
    yield _gauge("outbox_oldest_seconds", "How long the oldest of them waits.", ("topic",), ages)
    yield _gauge("outbox_dead", "Messages given up.", ("topic",), {(topic,): n for topic, n in found.dead.items()})


def _strikes(found: Figures) -> Iterator[Metric]:
    jobs = {(one.name,): one for one in found.strikes}
    ages = {name: found.age(one.struck_at) for name, one in jobs.items()}
    yield _gauge("job_age_seconds", "Since the last strike of a job of the ticker.", ("job",), ages)
    took = {name: one.milliseconds / 1000 for name, one in jobs.items()}
    yield _gauge("job_duration_seconds", "How long the last strike took.", ("job",), took)
    yield _counter("job_strikes", "Strikes of a job.", ("job",), {name: one.strikes for name, one in jobs.items()})
    failed = {name: one.failures for name, one in jobs.items()}
    yield _counter("job_failures", "Strikes that failed.", ("job",), failed)


def _durations(found: Figures) -> Metric:
    text = "Transactions that visited processes, from the lock to the commit, by the first thing they did."
    family = HistogramMetricFamily("anju_visit_seconds", text, labels=("verb",))
    for verb, (buckets, seconds) in histograms(found).items():
        shown = [(floatToGoString(bound / 1000 if bound < BEYOND else float("inf")), n) for bound, n in buckets]
        family.add_metric((verb,), shown, seconds)
    return family


Samples = Mapping[Any, float]


def _gauge(name: str, text: str, labels: tuple[str, ...], samples: Samples) -> Metric:
    family = GaugeMetricFamily(f"anju_{name}", text, labels=labels)
    for values, value in samples.items():
        family.add_metric(values, value)
    return family


def _counter(name: str, text: str, labels: tuple[str, ...], samples: Samples) -> Metric:
    family = CounterMetricFamily(f"anju_{name}", text, labels=labels)
    for values, value in samples.items():
        family.add_metric(values, value)
    return family


def exposed(found: Figures) -> bytes:
    """The text of a scrape."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Read(found))
    return generate_latest(registry)
