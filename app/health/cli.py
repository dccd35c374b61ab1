"""`flask engine health`: is the house well? For people and for cron."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.engine import proofs
from app.health import queries, rules, words
from app.operations.words import fault as told
from app.store import durations, transaction

SHOWN = 20
"""Faulty processes that are named; the list of the operators has the others."""


@click.group("engine")
def engine_commands() -> None:
    """The engine as a whole."""


@engine_commands.command("health")
@with_appcontext
def health() -> None:
    """Timers, tasks, trouble, proofs, outbox, ticks, transactions. Exit 1 with words when something is over its bound of [health]."""
    with transaction():
        found = queries.figures()
        problems = queries.problems(found)
        faults = [str(told(one)) for one, _at, _key in proofs.faults()[:SHOWN]]
        for line in _lines(found):
            click.echo(line)
        for line in faults:
            click.echo(f"not as written  {line}")
    for one in problems:
        click.echo("!! " + str(words.BREACHES[one.name]) % {"value": one.value, "bound": one.bound})
    if problems:
        raise SystemExit(1)


def _lines(found: queries.Figures) -> list[str]:
    lines = [f"timers        {found.timers}, late {found.late_timers} (by {int(found.latest_seconds)} s)"]
    for diagram in sorted({diagram for diagram, _days in found.tasks}):
        ages = ", ".join(f">= {days} d: {found.tasks[diagram, days]}" for days in queries.AGES)
        lines.append(f"open tasks    {diagram}: {ages}")
    lines += [f"{state:<13} {diagram}: {n}" for (diagram, state), n in sorted(found.stopped.items())]
    lines += [f"outbox        {topic}: {n}, oldest {int(age)} s" for topic, (n, age) in sorted(found.waiting.items())]
    lines += [f"dead letters  {topic}: {n}" for topic, n in sorted(found.dead.items())]
    lines += [
        f"job           {one.name}: {int(found.age(one.struck_at))} s ago, {one.milliseconds} ms, failed {one.failures} of {one.strikes}"
        for one in found.strikes
    ]
    for verb, (buckets, _seconds) in queries.histograms(found).items():
        within = rules.reached(buckets, 0.95)
        lines.append(f"visits        {verb}: {buckets[-1][1]}, 95 % {_within(within)}")
    lines.append(
        f"transactions  oldest open {found.transaction_seconds:.1f} s, committed {found.committed}, undone {found.rolled_back}"
    )
    return lines


def _within(bound: int) -> str:
    return f"within {bound} ms" if bound < durations.BEYOND else f"longer than {durations.BOUNDS[-2]} ms"


commands = [engine_commands]
