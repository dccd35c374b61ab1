"""`flask intake import FILE`: paper applications become cases. Every bad line is reported, the rest go in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app import engine
from app.cases import commands as cases
from app.cases import process as case_process
from app.cases import queries
from app.cases.rules import check_application
from app.errors import AppError
from app.store import transaction

MAX_LINE = 200_000  # characters; a household of twenty with everything declared stays far below


@click.group()
def intake() -> None:
    """Applications that came on paper."""


@intake.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_file(file: Path) -> None:
    """Reads FILE (JSON Lines, one application a line). The same file twice changes nothing. Exit 1 when a line was bad."""
    counts: Counter[str] = Counter()
    for number, text in _lines(file):
        kind, problems = take(text)
        counts[kind] += 1
        for field, words in problems:
            click.echo(f"{file.name}:{number}: {field}: {words}", err=True)
    click.echo(f"收件 {counts['new']}，已有 {counts['known']}，有误 {counts['bad']}")
    if counts["bad"]:
        raise SystemExit(1)


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, text in enumerate(lines, start=1):
            if text.strip():
                yield number, text


def take(text: str) -> tuple[str, list[tuple[str, str]]]:
    """One line: ("new" | "known" | "bad", problems as (field, words)). A transaction of its own."""
    application, problems = _read(text)
    if problems:
        return "bad", problems
    try:
        with transaction():
            if queries.case_by_external_ref(application.get("external_ref")) is not None:
                return "known", []
            elsewhere = queries.live_elsewhere(application)
            if elsewhere:
                return "bad", [(problem.field, problem.text) for problem in elsewhere]
            case = cases.open_case(application, account_id=None, channel="paper", by="system")
            engine.start(
                "application", business_key=case.number, data=case_process.start_data(case), by="system",
                key=f"intake-{application['external_ref']}",
            )  # fmt: skip
    except AppError as refused:
        return "bad", [("", refused.message)]
    return "new", []


def _read(text: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    if len(text) > MAX_LINE:
        return {}, [("", f"这一行超过 {MAX_LINE} 个字符")]
    try:
        application = json.loads(text)
    except ValueError as wrong:
        return {}, [("", f"不是有效的 JSON:{wrong}")]
    if not isinstance(application, dict):
        return {}, [("", "应为一个 JSON 对象")]
    if not application.get("external_ref"):
        return {}, [("external_ref", "缺少外部编号，无法识别重复导入")]
    return application, [(problem.field, problem.text) for problem in check_application(application)]


commands = [intake]
