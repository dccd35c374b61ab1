"""`flask bpmn check` for diagrams, `flask process …` for what runs on them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app import engine
from app.engine import source
from app.engine.check import check_tables
from app.engine.deploy import form_names
from app.engine.records import Process
from app.errors import NotFound
from app.operations import words
from app.people import queries as people
from app.settings import TOP
from app.store import db, tenant, transaction


@click.group()
def bpmn() -> None:
    """Diagrams and decisions."""


@bpmn.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@with_appcontext
def check(files: tuple[Path, ...]) -> None:
    """Lists every problem of FILES (default: bpmn/), each with its element and what to do: errors and warnings.

    Decision tables are analysed, and the cases beside them played. Exit 1 when there is an error: what cannot be deployed, a table that
    decides some input wrongly, a case that fails. A gap, or a rule that no case reaches, is a warning. Exit 2 when a folder has nothing to check.
    """
    chosen = [path for given in files or (TOP / "bpmn",) for path in _expand(given)]
    with transaction():
        problems = engine.check_files(_contents(chosen), forms=form_names(TOP / "forms"))
    for path in chosen:
        problems += _of_tables(path) if path.suffix == ".dmn" else []
    for one in problems:
        click.echo(_line(one))
    warnings = sum(one.get("severity") == "warning" for one in problems)
    click.echo(f"{len(chosen)} 个文件，{len(problems) - warnings} 个错误，{warnings} 个警告")
    if len(problems) > warnings:
        raise SystemExit(1)


def _contents(chosen: list[Path]) -> dict[str, bytes]:
    """By name, or by path where two have the same; never more of a file than is needed to refuse it."""
    names = Counter(path.name for path in chosen)
    found = {}
    for path in chosen:
        with path.open("rb") as file:
            found[path.name if names[path.name] == 1 else str(path)] = file.read(source.MAX_BYTES + 1)
    return found


def _of_tables(path: Path) -> list[dict[str, str]]:
    beside = path.with_name(f"{path.name}.tests.json")
    return check_tables(path.read_bytes(), path.name, beside.read_bytes() if beside.exists() else None)


def _line(problem: dict[str, str]) -> str:
    severity = "警告" if problem.get("severity") == "warning" else "错误"
    where = " ".join(problem[key] for key in ("element", "name") if problem.get(key))
    told = [
        problem.get("file", ""),
        severity,
        *([where] if where else []),
        f"{problem['text']} {problem.get('hint', '')}",
    ]
    return " ".join("：".join(told).split())


def _expand(path: Path) -> list[Path]:
    found = sorted([*path.glob("*.bpmn"), *path.glob("*.dmn")]) if path.is_dir() else [path]
    if not found:  # most likely another folder was meant: nothing checked is not nothing wrong
        raise click.UsageError(f"{path} 里没有流程图或决策表（*.bpmn、*.dmn）")
    return found


class _OfProcess(click.Command):
    """A command of `flask process`: a number that is no process is told, not shown as a fault of the program."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NotFound as error:
            number = ctx.params.get("process_id")
            raise click.ClickException(f"{number}: {error.message}" if number is not None else error.message) from None


class _Processes(click.Group):
    """The group `flask process`; other modules add their commands to it."""

    command_class = _OfProcess


@click.group(cls=_Processes)
def process() -> None:
    """Processes: where one stands, what is in trouble, try again, replay, verify."""


@process.command("trouble")
@with_appcontext
def trouble() -> None:
    """Every process that stopped in trouble, with its element and cause."""
    with transaction():
        found = select(Process.id).where(Process.tenant == tenant(), Process.state == "troubled")
        for process_id in db.session.scalars(found.order_by(Process.id)):
            one = engine.process(process_id)
            told = one.trouble or {}
            click.echo(
                f"{one.id}  {one.business_key}  {one.diagram} v{one.version}  {told.get('element')}: {told.get('text')}"
            )


@process.command("show")
@click.argument("process_id", type=int)
@with_appcontext
def show(process_id: int) -> None:
    """Where a process stands, and its journal in words."""
    with transaction():
        one, names, history = engine.process(process_id), engine.element_names(process_id), engine.history(process_id)
        actors = people.names_of({entry.by for entry in history})
        click.echo(f"{one.id}  {one.business_key}  {one.diagram} v{one.version}  {words.STATES[one.state][0]}")
        if one.trouble:
            click.echo(f"  ! {names.get(one.trouble['element'], one.trouble['element'])}: {one.trouble['text']}")
        for place in engine.standing(process_id):
            due = f"  {place.due:%Y-%m-%d %H:%M}" if place.due else ""
            click.echo(f"  @ {place.name} ({place.element})  {words.WAITS[place.kind]}{due}  {place.key}".rstrip())
        for entry in history:
            element = names.get(entry.element, entry.element)
            line = f"{entry.seq:>4}  {entry.at:%Y-%m-%d %H:%M}  {words.ENTRIES.get(entry.kind, entry.kind)}  {element}"
            click.echo(f"{line}  {actors[entry.by]}  {words.told(entry, names)}".rstrip())


@process.command("retry")
@click.argument("process_id", type=int)
@with_appcontext
def retry(process_id: int) -> None:
    """Tries a process again at the place where it stopped, after mending."""
    with transaction():
        click.echo(engine.retry(process_id, by="system").state)


commands = [bpmn, process]
