"""What an installation needs before anybody comes: places, diagrams; and the demonstration."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app import engine
from app.errors import AppError
from app.people import commands as people
from app.rehearsal import demo
from app.settings import TOP
from app.store import transaction


@click.command()
@with_appcontext
def prepare() -> None:
    """Loads organisations, towns and the diagrams of bpmn/; may be run any number of times."""
    try:
        with transaction():
            people.load_places()
            deployed = engine.deploy(TOP / "bpmn", by="system")
    except AppError as error:
        raise click.ClickException(error.message) from error
    for one in deployed:
        if one.is_new:
            click.echo(f"{one.name} v{one.version}")


@click.group("demo")
def demo_commands() -> None:
    """The demonstration: officers, 300 homes, and 200 applications at different stages."""


@demo_commands.command("load")
@with_appcontext
def load() -> None:
    """Loads the demonstration once and prints its accounts; the second time it only prints them."""
    demo.load_stock()
    if not demo.is_loaded():
        with click.progressbar(length=demo.SIZE, label="demonstration") as bar:
            for _ in demo.load():
                bar.update(1)
    for line in demo.accounts():
        click.echo(line)


commands = [prepare, demo_commands]
