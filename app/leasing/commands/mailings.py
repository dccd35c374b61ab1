"""Letters to many households: what an officer saw and confirmed is kept at once, the letters are written in portions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.errors import Conflict, Invalid
from app.leasing import queries
from app.leasing.commands import letters
from app.leasing.queries import mailings
from app.leasing.queries.lists import Wish
from app.leasing.records import Mailing, MailingLine
from app.store import clock, db, tenant


@dataclass(frozen=True)
class Order:
    """What is to be written: a letter of that kind to the leases of a list. `districts`: whose leases the officer may see (None: all)."""

    kind: str
    districts: Collection[str] | None
    wish: Wish


def key_of(kind: str, lease_ids: Sequence[int]) -> str:
    """What stands for this kind, today and these leases: the page that was seen sends it back."""
    said = f"{kind}|{clock.today()}|{','.join(map(str, lease_ids))}"
    return hashlib.sha256(said.encode()).hexdigest()


def send(order: Order, *, seen: str, by: str) -> Mailing:
    """Keeps the mailing that was seen; sent twice, it is the same one. Conflict when the list is another by now, Invalid when it is empty."""
    known = mailings.mailing_of(seen)
    if known is not None:
        return known
    found = mailings.chosen(order.districts, order.wish, order.kind).lease_ids
    if not found:
        raise Invalid(_("名单上没有要写信的租约。"))
    if key_of(order.kind, found) != seen:
        raise Conflict(_("名单在您查看之后有变化，请重新核对再发送。"))
    return _keep(order.kind, found, seen, by)


def _keep(kind: str, lease_ids: list[int], key: str, by: str) -> Mailing:
    today = clock.today()
    row = {"tenant": tenant(), "key": key, "kind": kind, "on": today, "by": by, "at": clock.now()}
    made = db.session.scalar(insert(Mailing).values(row).on_conflict_do_nothing().returning(Mailing.id))
    mailing = db.session.scalars(sa.select(Mailing).where(Mailing.tenant == tenant(), Mailing.key == key)).one()
    if made is not None:
        line = {"tenant": tenant(), "mailing_id": made, "kind": kind, "on": today, "state": "waiting"}
        lines = [{**line, "lease_id": lease_id} for lease_id in lease_ids]
        db.session.execute(insert(MailingLine).on_conflict_do_nothing(), lines)
    return mailing


def write_waiting(limit: int) -> int:
    """Writes the next letters of mailings → how many it looked at. The ticker's; several tickers share the work."""
    found = mailings.waiting(limit)
    for line in found:
        lease = queries.lease_by_id(line.lease_id)
        body = letters.body_of(lease, line.kind)
        if body:
            line.letter_id, line.state = letters.write(lease, line.kind, body).id, "written"
        else:  # paid or left since
            line.state = "needless"
    db.session.flush()
    return len(found)
