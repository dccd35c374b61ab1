"""The house's own verbs: serve, ticker, clock, working-days, settings, and the database's (`flask db …`)."""

from __future__ import annotations

import socket
import threading
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from waitress import create_server

from app import settings, ticker
from app.errors import AppError
from app.rehearsal.demo import far_ends
from app.store import clock, migrate, transaction, working_days


def _other(group: str, command: str = "") -> click.Command | None:
    """A command that a room brings, if it does."""
    found = current_app.cli.commands.get(group)
    return found.commands.get(command) if command and isinstance(found, click.Group) else found


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Default: server.port.")
@click.option("--demo/--no-demo", default=True, show_default=True, help="Load the demonstration on the first start.")
@with_appcontext
@click.pass_context
def serve(context: click.Context, port: int | None, demo: bool) -> None:
    """Migrates, loads what is missing, and serves pages and ticker in this process until Ctrl-C."""
    chosen = settings.current().server
    port = port or chosen.port
    settings.use(settings.at_port(settings.current(), port))
    _check_free(chosen.host, port)
    migrate.upgrade()
    for group, command in (("prepare", ""), ("demo", "load")):
        found = _other(group, command)
        if found and (demo or group != "demo"):
            context.invoke(found)
    with far_ends(port) if demo else nullcontext():
        _serve(current_app._get_current_object(), chosen, port)  # type: ignore[attr-defined]


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"端口 {host}:{port} 不能使用（{error.strerror}）。请用 --port 换一个。"
            ) from error


def _serve(app: Flask, chosen: settings.Server, port: int) -> None:
    server = create_server(
        app, host=chosen.host, port=port, threads=chosen.threads, ident=None, clear_untrusted_proxy_headers=True
    )
    scheduler = ticker.start(app)
    click.echo(f"安居 Anju: http://{chosen.host}:{port}   (Ctrl-C 停止)")
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        scheduler.shutdown()


@click.command("ticker")
@click.option("--once", is_flag=True, help="Strike every job once and end.")
@with_appcontext
def ticker_command(once: bool) -> None:
    """The clock of the house in a process of its own: any number may run."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        for job in ticker.jobs():
            ticker.run_once(app, job)
        return
    scheduler = ticker.start(app)
    click.echo("ticker: " + ", ".join(job.name for job in ticker.jobs()))
    try:
        threading.Event().wait()
    finally:
        scheduler.shutdown()


@click.group("clock")
def clock_commands() -> None:
    """The demonstration's clock."""


@clock_commands.command("show")
@with_appcontext
def show_clock() -> None:
    """The time of the house, and every move there was."""
    with transaction():
        click.echo(clock.now().isoformat(timespec="seconds"))
        for move in clock.moves():
            click.echo(f"{move.at:%Y-%m-%d %H:%M}  +{timedelta(seconds=move.seconds)}  {move.moved_by}  {move.reason}")


@clock_commands.command("move")
@click.option("--days", type=float, required=True, help="Forward only.")
@click.option("--reason", default="command line")
@with_appcontext
def move_clock(days: float, reason: str) -> None:
    """Moves the demonstration's date forward."""
    try:
        with transaction():
            click.echo(clock.move(timedelta(days=days), actor="system", reason=reason).isoformat(timespec="seconds"))
    except AppError as error:
        raise click.ClickException(error.message) from error


@click.group("working-days")
def working_days_commands() -> None:
    """The table of holidays and worked weekends."""


@working_days_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_working_days(file: Path) -> None:
    """Replaces the years in FILE (CSV: date,name,kind with kind off or work)."""
    try:
        with transaction():
            counts = working_days.replace(file.read_text(encoding="utf-8"))
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo(", ".join(f"{year}: {n}" for year, n in sorted(counts.items())))


@click.command("settings")
@with_appcontext
def show_settings() -> None:
    """Every setting in force; secrets by name only."""
    for section in settings.names():
        for key, value in vars(getattr(settings.current(), section)).items():
            click.echo(
                f"{section}.{key} = {'***' if section == 'secrets' or (key == 'url' and '@' in str(value)) else value!r}"
            )


commands = [serve, ticker_command, clock_commands, working_days_commands, show_settings]
