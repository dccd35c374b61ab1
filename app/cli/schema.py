"""The store's verbs for developers and administrators: migrations, and changing the sealing key."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.store import migrate, rekey, transaction


@click.group("schema")
def schema_commands() -> None:
    """The database's schema."""


@schema_commands.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Brings the database to the newest version."""
    migrate.upgrade()


@schema_commands.command("revise")
@click.argument("message")
@with_appcontext
def revise(message: str) -> None:
    """Writes the next migration from what the models say; read it before you commit it."""
    path = migrate.revise(message)
    click.echo(str(path) if path else "models and migrations agree: nothing to write")


@schema_commands.command("check")
@with_appcontext
def check() -> None:
    """Ends with 1 when the database is not at the newest version, or models and database differ."""
    problems = migrate.differences()
    for problem in problems:
        click.echo(str(problem))
    if problems or not migrate.is_current():
        raise SystemExit(1)


@click.group("personal")
def personal_commands() -> None:
    """Sealed personal numbers."""


@personal_commands.command("reseal")
@with_appcontext
def reseal() -> None:
    """Seals again, with the current key, everything that is sealed with an older one. May be stopped and run again."""
    for kind, sealed in rekey.sealed_attributes():
        changed = 0
        last: int | None = 0
        while last is not None:
            with transaction():
                batch, last = rekey.reseal(kind, sealed, last)
            changed += batch
        click.echo(f"{kind.__tablename__}.{sealed.name}: {changed}")


commands = [schema_commands, personal_commands]
