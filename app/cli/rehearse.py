"""`flask rehearse applications|leases FILE`: the whole way for every line, with scripted officers."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.rehearsal.crew import rehearse as rehearse_all
from app.rehearsal.leases import rehearse as rehearse_leases
from app.rehearsal.life import PACES

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def rehearse() -> None:
    """Rehearsals in a database of their own, under a virtual clock."""


@rehearse.command("applications")
@click.argument("file", type=FILE)
@click.option("--registries", type=FILE, required=True, help="What the departments know (JSON Lines).")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="One result a line.")
@click.option("--pace", type=click.Choice(PACES), default="prompt", show_default=True)
@click.option("--workers", type=click.IntRange(1, 32), default=2, show_default=True)
@click.option("--limit", type=click.IntRange(1), help="Only the first N lines.")
@with_appcontext
def applications(file: Path, registries: Path, out: Path, pace: str, workers: int, limit: int | None) -> None:
    """Takes every application of FILE through the diagrams; results go to --out in the order of FILE."""
    with file.open(encoding="utf-8") as lines:
        refs = [json.loads(text)["external_ref"] for text in lines if text.strip()][:limit]
    began, results = time.monotonic(), {}
    try:
        with click.progressbar(length=len(refs), label="rehearsal", show_pos=True) as bar:
            for found in rehearse_all(file, registries, pace=pace, workers=workers, limit=limit):
                results[found["external_ref"]] = found
                bar.label = f"rehearsal {len(results) / (time.monotonic() - began):.1f}/s"
                bar.update(1)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    _write(out, [results[ref] for ref in refs if ref in results])
    seconds = time.monotonic() - began
    outcomes = Counter(found["outcome"] for found in results.values())
    steps = sum(found["transactions"] for found in results.values())
    click.echo(
        f"{len(results)} of {len(refs)}: {dict(outcomes)}; {steps} transactions in {seconds:.0f} s ({steps / seconds:.0f}/s)"
    )
    if len(results) < len(refs):
        raise SystemExit(130)


@rehearse.command("leases")
@click.argument("file", type=FILE)
@click.option("--payments", type=FILE, required=True, help="What the bank reports (JSON Lines).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day of the statements.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="One result a line.")
@click.option("--workers", type=click.IntRange(1, 32), default=2, show_default=True)
@with_appcontext
def leases(file: Path, payments: Path, until: datetime, out: Path, workers: int) -> None:
    """Takes every lease of FILE through billing, payments and arrears; statements go to --out in the order of FILE."""
    with file.open(encoding="utf-8") as lines:
        known = [json.loads(text) for text in lines if text.strip()]
    days = (until.date() - date.fromisoformat(min(line["start"] for line in known))).days + 1
    began, results = time.monotonic(), {}
    try:
        with click.progressbar(length=days * workers, label="rehearsal", show_pos=True) as bar:
            for found in rehearse_leases(file, payments, until=until.date(), workers=workers):
                if "day" in found:
                    bar.label = f"rehearsal {found['day']}"
                    bar.update(1)
                else:
                    results[found["lease_ref"]] = found
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    _write(out, [results[line["lease_ref"]] for line in known if line["lease_ref"] in results])
    click.echo(f"{len(results)} of {len(known)} leases, {days} days in {time.monotonic() - began:.0f} s")
    if len(results) < len(known):
        raise SystemExit(130)


def _write(out: Path, results: list[dict[str, Any]]) -> None:
    with out.open("w", encoding="utf-8") as lines:
        for found in results:
            lines.write(json.dumps(found, ensure_ascii=False) + "\n")


commands = [rehearse]
