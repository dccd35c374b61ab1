"""The command line: verbs, each a few lines over a command or a query.

A room adds its own: a click group or command in the list `commands` of `app/<room>/cli.py`.
The house's own stand in the modules of this package.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable
from typing import Any

import click
from flask import Flask

from app import furniture

OWN = ("house", "schema", "installation", "diagrams", "proving", "moves", "decisions", "trials", "intake", "rehearse")


def register(app: Flask, rooms: Iterable[str]) -> None:
    """Adds the house's own commands and those of every room."""
    modules = [furniture("cli", own) for own in OWN] + [furniture(room, "cli") for room in rooms]
    for module in modules:
        for command in getattr(module, "commands", []):
            app.cli.add_command(command)
    if click.get_current_context(silent=True):
        _end_on_signals()


def _end_on_signals() -> None:
    """Under the `flask` command, SIGTERM and a closed terminal end the process as Ctrl-C does: what it uses is put
    back, the embedded PostgreSQL stopped. Servers (gunicorn) have their own ways and are left alone.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what it puts in the background deaf to it
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), _end)


def _end(_signal: int, _frame: Any) -> None:
    raise SystemExit(0)
