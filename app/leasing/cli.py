"""`flask provider`; `flask leases import FILE` and `flask payments import FILE`: JSON Lines; each bad line is named, the rest go in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from app import settings
from app.errors import AppError
from app.leasing import commands as leasing
from app.leasing import provider
from app.store import transaction
from app.web import serving

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def leases() -> None:
    """Leases."""


@click.group()
def payments() -> None:
    """Payments of rent."""


@leases.command("import")
@click.argument("file", type=FILE)
@with_appcontext
def import_leases(file: Path) -> None:
    """Takes over running leases from FILE. The same file twice changes nothing. Exit 1 when a line was bad."""
    _import(file, leasing.take_lease)


@payments.command("import")
@click.argument("file", type=FILE)
@with_appcontext
def import_payments(file: Path) -> None:
    """Books the payments of FILE. The same file twice changes nothing. Exit 1 when a line was bad."""
    _import(file, leasing.take_payment)


def _import(file: Path, take: Callable[[dict[str, Any]], tuple[Any, bool]]) -> None:
    counts: Counter[str] = Counter()
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, text in enumerate(lines, start=1):
            if text.strip():
                kind, words = _one(text, take)
                counts[kind] += 1
                if words:
                    click.echo(f"{file.name}:{number}: {words}", err=True)
    click.echo(f"新 {counts['new']}，已有 {counts['known']}，有误 {counts['bad']}")
    if counts["bad"]:
        raise SystemExit(1)


def _one(text: str, take: Callable[[dict[str, Any]], tuple[Any, bool]]) -> tuple[str, str]:
    try:
        line = json.loads(text)
        if not isinstance(line, dict):
            return "bad", "应为一个 JSON 对象"
        with transaction():
            _kept, is_new = take(line)
    except ValueError as wrong:
        return "bad", f"不是有效的 JSON：{wrong}"
    except AppError as refused:
        return "bad", refused.message
    return ("new" if is_new else "known"), ""


@click.command("provider")
@click.option("--port", type=int, help="Default: the port of payments.url.")
@click.option("--report-to", help="Default: this installation's own address.")
@with_appcontext
def simulated(port: int | None, report_to: str | None) -> None:
    """Serves the simulated payment provider until Ctrl-C."""
    chosen = settings.current()
    application = provider.create(
        chosen.secrets.payment_key,
        report_to or f"http://127.0.0.1:{chosen.server.port}/payments/provider",
        provider.calendar_of(current_app._get_current_object()),  # type: ignore[attr-defined]
    )
    chosen_port = urlsplit(chosen.payments.url).port or 8092 if port is None else port
    server = serving.open_server(application, port=chosen_port)
    click.echo(f"http://127.0.0.1:{server.effective_port}")
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


commands = [leases, payments, simulated]
