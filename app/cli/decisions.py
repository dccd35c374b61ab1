"""`flask dmn …` and `flask feel …`: decision tables and expressions, tried and looked through outside of any process."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from app.engine.expressions import FUNCTIONS
from app.feel import FeelSyntaxError, compile_expression, compile_unary_tests, dmn, to_plain
from app.feel.analysis import Finding, analyse
from app.settings import TOP

ZONE = "Asia/Shanghai"
_NOW = click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="What now() and today() give, in Asia/Shanghai; without it they have no value, so that a trial can be repeated.",
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Json(click.ParamType):
    """A JSON object, as text or as @file."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        try:
            text = Path(value[1:]).read_text(encoding="utf-8") if value.startswith("@") else value
            found = json.loads(text)
        except (OSError, ValueError) as error:
            self.fail(f"this is no JSON: {error}", param, ctx)
        if not isinstance(found, dict):
            self.fail('a JSON object is needed, like {"income": 4200}', param, ctx)
        return found


@click.group("dmn")
def decisions() -> None:
    """Decision tables."""


def tables_of_the_house() -> list[Path]:
    """The project's own decisions."""
    return sorted((TOP / "bpmn").glob("*.dmn"))


@decisions.command("analyse")
@click.argument("files", nargs=-1, type=FILE)
def analyse_files(files: tuple[Path, ...]) -> None:
    """Gaps, overlaps, rules that never count, wrong constants in FILES (default: bpmn/*.dmn). Exit 1 when one is an error."""
    wrong = 0
    for path in files or tables_of_the_house():
        for finding in analyse(load_model(path)):
            wrong += finding.severity == "error"
            click.echo(f"{path.name}: {finding.severity}: {_said(finding)}")
    if wrong:
        raise SystemExit(1)


def _said(finding: Finding) -> str:
    place = f" [{finding.element}]" if finding.element else ""
    return f"{finding.decision}{place}: {finding.text}. {finding.hint}"


def load_model(path: Path) -> dmn.Model:
    """The model of a file, with the functions that the engine gives. What is no DMN ends the command."""
    try:
        return dmn.load(path, functions=FUNCTIONS)
    except dmn.DmnError as error:
        raise click.ClickException(f"{path.name}: {error}") from error


@decisions.command("decide")
@click.argument("file", type=FILE)
@click.option("--decision", "name", required=True, help="Its name or id.")
@click.option("--input", "inputs", required=True, type=_Json(), help="A JSON object, or @FILE.")
@_NOW
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def decide(file: Path, name: str, inputs: dict[str, Any], now: datetime | None, as_json: bool) -> None:
    """Decides once: value, diagnostics, and which rules matched with their annotations."""
    model = load_model(file)
    _known(model, name)
    missing = [f"{one.name} ({one.type})" for one in model.inputs(name) if one.name not in inputs]
    if missing:
        raise click.ClickException(f"missing from --input: {', '.join(missing)}")
    result = model.decide(name, inputs, now=now and now.replace(tzinfo=ZoneInfo(ZONE)))
    click.echo(_machine(result) if as_json else _readable(result))
    if result.diagnostics:
        raise SystemExit(1)


def _known(model: dmn.Model, name: str) -> None:
    try:
        model.node(name)
    except dmn.DmnError as error:
        raise click.ClickException(f"{error}; there are: {', '.join(model.decisions)}") from error


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_number)


def _number(value: Any) -> Any:
    """A Decimal as JSON's number where that is exact, else as text: no digit is lost."""
    near = float(value)
    return near if Decimal(repr(near)) == value else str(value)


def _machine(result: dmn.Result) -> str:
    told = {
        "value": to_plain(result.value),
        "diagnostics": [str(one) for one in result.diagnostics],
        "trace": [_traced(trace) for trace in result.trace],
    }
    return _json(told)


def _traced(trace: dmn.Trace) -> dict[str, Any]:
    rules = [
        {"rule": match.index, "id": match.id, "annotations": match.annotations, "output": to_plain(match.output)}
        for match in trace.matched
    ]
    return {
        "decision": trace.decision,
        "inputs": to_plain(dict(trace.inputs)),
        "rules": rules,
        "output": to_plain(trace.output),
    }


def _readable(result: dmn.Result) -> str:
    lines = [_json(to_plain(result.value))]
    lines += [f"! {one}" for one in result.diagnostics]
    for trace in map(_traced, result.trace):
        lines.append(f"{trace['decision']}  {_json(trace['inputs'])}")
        for rule in trace["rules"]:
            why = "; ".join(text for text in rule["annotations"].values() if text)
            lines.append(f"  rule {rule['rule']}: {_json(rule['output'])}  {why}".rstrip())
    return "\n".join(lines)


@click.command("feel")
@click.argument("expression")
@click.option("--context", default="{}", type=_Json(), help="The variables: a JSON object, or @FILE.")
@click.option("--unary", help="Read EXPRESSION as unary tests of this value (JSON).")
@_NOW
def feel(expression: str, context: dict[str, Any], unary: str | None, now: datetime | None) -> None:
    """Evaluates a FEEL expression, or unary tests. Exit 1 when it cannot be read or has a diagnostic."""
    try:
        value, notes = _evaluated(expression, context, unary, now and now.replace(tzinfo=ZoneInfo(ZONE)))
    except FeelSyntaxError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_json(to_plain(value)))
    for note in notes:
        click.echo(f"! {note}", err=True)
    if notes:
        raise SystemExit(1)


def _evaluated(expression: str, context: dict[str, Any], unary: str | None, now: datetime | None) -> tuple[Any, Any]:
    if unary is None:
        return compile_expression(expression, context, functions=FUNCTIONS).evaluate(context, now=now)
    try:
        value = json.loads(unary)
    except ValueError as error:
        raise click.ClickException(f"--unary is no JSON: {error}") from error
    tests = compile_unary_tests(expression, context, functions=FUNCTIONS)
    return tests.evaluate(value, context, now=now)


commands = [decisions, feel]
