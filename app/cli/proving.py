"""`flask process replay` and `flask process verify`: whether processes are what their journals say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import click
from flask.cli import with_appcontext

from app import create_app, engine, settings
from app.cli.diagrams import process
from app.engine import proofs
from app.errors import NotFound
from app.operations import words
from app.rehearsal.crew import crewed
from app.store import db, transaction
from app.store.database import url

ENOUGH = 40
"""Fewer processes than this are proven sooner than a further worker has started."""
commands: list[click.Command] = []  # they join the group `process`


@process.command("replay")
@click.argument("process_id", type=int)
@click.option("--until", type=int, help="Up to this entry.")
@with_appcontext
def replay(process_id: int, until: int | None) -> None:
    """Executes a process again from its journal and compares every entry. Exit 1 at a divergence."""
    with transaction():
        played = engine.replay(process_id, until)
    if played.divergence:
        told = played.divergence
        click.echo(f"{process_id}: entry {told['seq']}: {told['what']}: then {told['then']}, now {told['now']}")
        raise SystemExit(1)
    click.echo(f"{played.seq} entries, the same; stands at {', '.join(played.live) or 'its end'}")


@process.command("verify")
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every process.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=min(os.cpu_count() or 1, 8), help="Processes that share the work."
)
@with_appcontext
def verify(ids: tuple[int, ...], everything: bool, jobs: int) -> None:
    """Proves the processes IDS, or all: chain, versions, replay, and what the database says of each today.

    Names the first fault of each; the operators' list has them too. Exit 1 if there is any.
    """
    if bool(ids) == everything:
        raise click.UsageError("name processes, or say --all")
    with transaction():
        total = len(ids) if ids else proofs.how_many()
    jobs = max(1, min(jobs, total // ENOUGH))
    faults = _told(_of(ids) if ids else _here(0, 1) if jobs == 1 else _shared(jobs), total)
    click.echo(f"{total} processes, {faults} faults")
    if faults:
        raise SystemExit(1)


def _told(found: Iterator[dict[str, Any]], total: int) -> int:
    """Shows progress, and every fault as it comes; how many there were."""
    faults = 0
    with click.progressbar(length=total, label="verify") as bar:
        for one in found:
            bar.update(1)
            if one["fault"] is not None:
                faults += 1
                click.echo(f"\n{one['fault']}")
    return faults


def _of(ids: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for process_id in ids:
        try:
            yield _proven(process_id)
        except NotFound as error:
            raise click.ClickException(f"{process_id}: {error.message}") from None


def _proven(process_id: int) -> dict[str, Any]:
    with transaction():
        fault = proofs.note(process_id)
    db.session.remove()
    return {"fault": words.fault(fault) if fault is not None else None}


def _here(part: int, parts: int) -> Iterator[dict[str, Any]]:
    last = 0
    while found := _after(last, part, parts):
        for process_id in found:
            yield _proven(process_id)
        last = found[-1]


def _after(last: int, part: int, parts: int) -> list[int]:
    with transaction():
        return proofs.processes_after(last, part=part, parts=parts)


@dataclass(frozen=True)
class Order:
    """Which part of all processes one worker proves, in which database."""

    store: dict[str, Any]
    part: int
    parts: int


def _shared(parts: int) -> Iterator[dict[str, Any]]:
    kept = settings.current().store
    here = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False) if kept.url else url()
    store = {"url": here, "instance": kept.instance, "files": kept.files, "tenant": kept.tenant}
    db.session.remove()
    try:
        yield from crewed(work, [Order(store, part, parts) for part in range(parts)])
    except RuntimeError as error:
        raise click.ClickException(str(error)) from None


def work(order: Order, tell: Callable[[dict[str, Any]], None]) -> None:
    """A worker's life: proves its part, and tells of each."""
    app = create_app(settings.load(changes={"store": order.store, "log": {"level": "CRITICAL"}}))
    with app.app_context():
        for one in _here(order.part, order.parts):
            tell(one)
