"""`flask stock import FILE`: a list of homes (XLSX or JSON Lines); each bad row is named, the rest go in."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.errors import AppError
from app.stock import commands as stock
from app.stock import words
from app.store import db, transaction

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("stock")
def stock_commands() -> None:
    """The housing stock."""


@stock_commands.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@with_appcontext
def import_homes(file: Path, dry_run: bool) -> None:
    """Registers the homes of FILE. The same file twice changes nothing. Exit 1 when a row was bad."""
    try:
        with transaction():
            trial = db.session.begin_nested()
            report = stock.take_rows(file.read_bytes(), by="system")
            if dry_run:
                trial.rollback()
    except AppError as refused:
        raise click.ClickException(refused.message) from refused
    for problem in map(words.told, report.problems):
        click.echo(f"{file.name}:{problem['row']}: {problem['column']}：{problem['what']}{problem['way']}", err=True)
    click.echo(f"新 {report.new}，已有 {report.known}，有误 {report.bad}")
    if report.bad:
        raise SystemExit(1)


commands = [stock_commands]
