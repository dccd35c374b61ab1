"""`flask dmn test`: the cases beside the decision tables."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.decisions import FILE, ZONE, decisions, load_model, tables_of_the_house
from app.feel.dmn import Model
from app.feel.trials import CaseError, Cases, play, read_cases, uncovered


def cases_of(path: Path, model: Model) -> Cases:
    """The cases in `<name>.dmn.tests.json` beside a model; none where there is no such file. What is wrong with it ends the command."""
    beside = path.with_name(f"{path.name}.tests.json")
    try:
        return read_cases(beside.read_bytes(), model, f"@{ZONE}") if beside.exists() else Cases()
    except CaseError as error:
        raise click.ClickException(f"{beside.name}: {error}") from error


@decisions.command("test")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--cover", is_flag=True, help="Exit 1 also when a rule is reached by no case.")
def test_files(files: tuple[Path, ...], cover: bool) -> None:
    """Plays the cases beside FILES (default: bpmn/*.dmn): `<name>.dmn.tests.json`. Exit 1 when one fails."""
    faults = sum([_tested(path, cover) for path in files or tables_of_the_house()])
    if faults:
        raise SystemExit(1)


def _tested(path: Path, cover: bool) -> int:
    """Plays one file's cases and tells them; so many faults."""
    model = load_model(path)
    played = play(model, cases_of(path, model).cases)
    failing = [one for one in played if one.failure]
    for one in failing:
        click.echo(f"{path.name}: {one.case.name} [{one.case.decision}]: {one.failure}")
    missed = uncovered(model, played)
    for rule in missed:
        click.echo(f"{path.name}: {rule}")
    hint = "" if played else f"; write {path.name}.tests.json beside it"
    click.echo(f"{path.name}: {len(played)} cases, {len(failing)} failing, {len(missed)} rules not reached{hint}")
    return len(failing) + (len(missed) if cover else 0)


commands = [decisions]
