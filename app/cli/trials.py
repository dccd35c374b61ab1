"""`flask dmn test` and `flask dmn mutate`: the cases beside the decision tables, and what they would not notice."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.decisions import FILE, ZONE, decisions, load_model, tables_of_the_house
from app.feel import text_of
from app.feel.dmn import Model
from app.feel.trials import CaseError, Cases, Failing, Verdict, play, read_cases, tried, uncovered, unused


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


@decisions.command("mutate")
@click.argument("file", type=FILE)
@click.option(
    "--strict", is_flag=True, help="Exit 1 when a mutant survives, or an explanation in the cases explains nothing."
)
def mutate(file: Path, strict: bool) -> None:
    """Puts one small mistake after the other into FILE and says which ones its cases do not notice.

    Mistakes: figures off by one step, ends open instead of closed, < for >, other texts, conditions, rules and outputs dropped or
    swapped, another hit policy. Those that nobody can notice are named as equivalent. Exit 1 when a case fails already.
    """
    model = load_model(file)
    cases = cases_of(file, model)
    try:
        verdicts = list(tried(model, cases))
    except Failing as error:
        raise click.ClickException(f"{file.name}: {error}: {error.played[0].case.name}") from error
    for one in verdicts:
        if one.fate != "killed":
            click.echo(f"{file.name}: {_told(one)}")
    stale = unused(cases, verdicts)
    for text in stale:
        click.echo(f"{file.name}: explained as equivalent, but no such mutant survives: {text}")
    survived = _score(file.name, verdicts)
    if strict and (survived or stale):
        raise SystemExit(1)


def _told(verdict: Verdict) -> str:
    example = ", ".join(f"{text} = {text_of(value)}" for text, value in (verdict.example or {}).items())
    tail = f" ({verdict.why})" if verdict.why else f"; they part at {example}" if example else ""
    return f"{verdict.fate}: {verdict.mutant}{tail}"


def _score(name: str, verdicts: list[Verdict]) -> int:
    """Tells the score; so many survived."""
    killed, survived = (sum(one.fate == fate for one in verdicts) for fate in ("killed", "survived"))
    alike = len(verdicts) - killed - survived
    score = 100 * killed / ((killed + survived) or 1)
    click.echo(f"{name}: {killed} killed, {survived} survived, {alike} equivalent: {score:.1f} %")
    return survived


commands = [decisions]
