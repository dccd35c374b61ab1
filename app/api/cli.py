"""`flask token`: the administrator's page, at the command line of the machine."""

from __future__ import annotations

from datetime import date, timedelta

import click
from flask.cli import with_appcontext

from app.api import commands as verbs
from app.api import queries, rules
from app.errors import Invalid
from app.store import clock, transaction


@click.group("token")
def token_commands() -> None:
    """Tokens of programs."""


@token_commands.command("create")
@click.argument("name")
@click.option("--officer", required=True, help="Sign-in name of the officer as whom it acts.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(rules.SCOPES))
@click.option("--organisation", help="Code: only within it and below.")
@click.option("--days", type=click.IntRange(1), default=90, show_default=True, help="How long it is valid.")
@with_appcontext
def create(name: str, officer: str, scopes: tuple[str, ...], organisation: str | None, days: int) -> None:
    """Makes a token and prints it, once."""
    try:
        with transaction():
            last_day: date = clock.today() + timedelta(days=days)
            _made, plain = verbs.create_token(
                name, login=officer.lower(), organisation=organisation, scopes=scopes, last_day=last_day, by="system"
            )
    except Invalid as refused:
        lines = [f"{field}: {text}" for field, text in refused.errors.items()]
        raise click.ClickException("\n".join([refused.message, *lines])) from refused
    click.echo(plain)


@token_commands.command("list")
@with_appcontext
def list_tokens() -> None:
    """Every token: id, first characters, officer, scopes, until when, last used."""
    with transaction():
        listed, now = queries.tokens(), clock.now()
        names = queries.owner_names(listed)
        for one in listed:
            state = "revoked" if one.revoked_at else "expired" if one.expires_at <= now else "valid"
            used = f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "never"
            owner = names[f"officer:{one.account_id}"]
            click.echo(
                f"{one.id}  {one.hint}…  {state}  until {one.expires_at:%Y-%m-%d}  used {used}  "
                f"{owner} {one.organisation or ''}  {' '.join(one.scopes)}  {one.name}"
            )


@token_commands.command("revoke")
@click.argument("token_id", type=int)
@with_appcontext
def revoke(token_id: int) -> None:
    """Takes a token away at once."""
    with transaction():
        click.echo(verbs.revoke_token(token_id, by="system").hint)


commands = [token_commands]
