"""`flask process move …`: running processes go over to another version of their diagram. Two officers, as on the pages."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app import engine
from app.cli.diagrams import process
from app.operations import words
from app.people import queries as people
from app.store import transaction

ROLES = ("analyst", "administrator")
SHOWN = 50


@process.command("move")
@click.argument("diagram")
@click.option("--to", type=int, help="The version they go to; the newest without it.")
@click.option(
    "--map", "pairs", multiple=True, metavar="OLD=NEW", help="Where tokens on an element go; may be repeated."
)
@click.option("--renew", is_flag=True, help="Open tasks get the new form, group and due date too, not only later ones.")
@click.option("--dry-run", is_flag=True, help="Only says what would become of every process.")
@click.option("--reason", default="", help="Why; it is journalled.")
@click.option("--by", "login", default="", help="Sign-in name of the analyst or administrator who proposes it.")
@with_appcontext
def move(
    diagram: str, to: int | None, pairs: tuple[str, ...], renew: bool, dry_run: bool, reason: str, login: str
) -> None:
    """Plans to move what runs on other versions of DIAGRAM; another officer approves it (`flask process approve-move`).

    Elements inside a called diagram are named `diagram/element`. With --dry-run exit 1 when a process would stay behind.
    """
    with transaction():
        plan = engine.plan_move(diagram, to=to, mapping=dict(_pair(one) for one in pairs), renews=renew)
        _show(plan)
        if dry_run:
            raise SystemExit(1 if plan.left else 0)
        made = engine.propose_move(plan, reason=reason, by=_officer(login))
    click.echo(f"已提出，编号 {made.id}。由另一个人批准：flask process approve-move {made.id} --by …")


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not (old and equals and new):
        raise click.BadParameter(f"{text}：写成 旧元素=新元素", param_hint="--map")
    return old, new


def _officer(login: str) -> str:
    account = people.account_named(login) if login else None
    if account is None or not any(people.person_of(account).has(role) for role in ROLES):
        raise click.BadParameter("要写一位流程分析员或系统管理员的登录名", param_hint="--by")
    return account.actor


def _show(plan: engine.MovePlan) -> None:
    froms = "、".join(f"v{version}（{count}）" for version, count in sorted(plan.versions.items())) or "没有流程"
    click.echo(f"{plan.diagram}：{froms} → v{plan.to}")
    for one in plan.places:
        where = one.element if one.diagram == plan.diagram else f"{one.diagram}/{one.element}"
        to = f" → {one.to}" if one.fate == "mapped" else ""
        click.echo(f"  {one.tokens:>6}  {words.FATES[one.fate][0]}  {where}{to}  {one.why}".rstrip())
    click.echo(f"  换过去 {plan.going}，留下 {plan.staying}；保持不变：待办 {plan.tasks}，定时器 {plan.timers}")
    for fate in plan.left[:SHOWN]:
        click.echo(f"  ! {fate.process_id}  {fate.business_key}  v{fate.version}  {'；'.join(fate.why)}")


@process.command("approve-move")
@click.argument("number", type=int)
@click.option("--by", "login", required=True, help="Sign-in name of the other analyst or administrator.")
@with_appcontext
def approve_move(number: int, login: str) -> None:
    """Approves a move that somebody else proposed, and carries it out here; tickers help. It may be broken off and goes on."""
    with transaction():
        engine.approve_move(number, by=_officer(login))
        total = sum(engine.progress(number).values())
    with click.progressbar(length=total, label="move") as bar:
        while done := engine.run_moves():
            bar.update(done)
    with transaction():
        counted, left = engine.progress(number), engine.members(number, "left", limit=SHOWN)
    click.echo(f"换过去 {counted['moved']}，留下 {counted['left']}，未办 {counted['waiting']}")
    for one in left:
        click.echo(f"  ! {one.process.id}  {one.process.business_key}  {one.was}")


@process.command("undo-move")
@click.argument("process_id", type=int)
@click.option("--reason", required=True, help="Why; it is journalled.")
@click.option("--by", "login", required=True, help="Sign-in name of an analyst or administrator.")
@with_appcontext
def undo_move(process_id: int, reason: str, login: str) -> None:
    """Proposes that one process goes back to exactly where it stood before its last move, as the page does.

    An administrator other than who proposed it approves it on the page of proposals (/operations/proposals).
    """
    with transaction():
        made = engine.propose(process_id, "unmove", {}, reason=reason, by=_officer(login))
    click.echo(f"已提出，编号 {made.id}。由另一位系统管理员在 /operations/proposals/{made.id} 批准后执行。")
