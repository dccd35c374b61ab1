"""`flask simulators`: the eight departments on this machine, for demonstrations and tests."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from app import settings
from app.exchange.simulators import invented
from app.exchange.simulators.doors import Departments, open_doors
from app.exchange.simulators.far_end import MODES, Switches
from app.exchange.simulators.registries import load


@click.command("simulators")
@click.argument("registries", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--port", type=int, help="Default: the port of exchange.url. 0 = any free one, which is printed.")
@click.option(
    "--invent", is_flag=True, help="Answer for people in no registry too; the number's last character decides."
)
@click.option("--late", default=15.0, show_default=True, help="Seconds a slow department lets wait.")
@click.option("--switch", "switches", multiple=True, metavar="DEPARTMENT=MODE", help=f"MODE: {', '.join(MODES)}.")
def simulators(registries: Path, port: int | None, invent: bool, late: float, switches: tuple[str, ...]) -> None:
    """Serves the eight departments' answers from REGISTRIES (JSON Lines), signature and time window verified."""
    chosen = settings.current()
    departments = Departments(
        load(registries, invents=invent),
        {chosen.exchange.app_id: chosen.secrets.gateway_token},
        Switches(_modes(switches)),
        late_seconds=late,
    )
    server = open_doors(departments, port=urlsplit(chosen.exchange.url).port or 8091 if port is None else port)
    click.echo(f"http://127.0.0.1:{server.effective_port}  {len(departments.registries.records)}")
    if invent:
        click.echo((invented.__doc__ or "").strip())
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


def _modes(switches: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(switch.partition("=")[::2] for switch in switches)
    wrong = [mode for mode in pairs.values() if mode not in MODES]
    if wrong:
        raise click.BadParameter(f"{', '.join(wrong)}: {', '.join(MODES)}")
    return pairs


commands = [simulators]
