"""What was to leave the house and did not arrive: an administrator looks, mends, sends again, or closes with a reason.

Every act is a row of `OutboxEvent`. An answer that comes after all is taken by `outbox.arrived`.
"""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from flask_babel import gettext as _

from app.errors import Conflict, Invalid
from app.store import clock, outbox
from app.store.database import db, get, tenant
from app.store.reasons import reasoned
from app.store.records import Outbox, OutboxEvent

STATES = ("dead", "waiting", "sending", "done", "closed")


def letters(*, state: str = "dead", topic: str = "", page: int = 1, size: int = 25) -> tuple[list[Outbox], int]:
    """One page of the rows in a state (of a topic), newest first; and how many there are in all."""
    where = (Outbox.tenant == tenant()) & (Outbox.state == state)
    if topic:
        where &= Outbox.topic == topic
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Outbox).where(where)) or 0
    found = sa.select(Outbox).where(where).order_by(Outbox.id.desc()).limit(size).offset((page - 1) * size)
    return list(db.session.scalars(found)), total


def counts() -> dict[str, int]:
    """How many rows there are by state."""
    found = sa.select(Outbox.state, sa.func.count()).where(Outbox.tenant == tenant()).group_by(Outbox.state)
    return {state: n for state, n in db.session.execute(found)}


def topics() -> list[str]:
    """The topics there are rows of."""
    found = sa.select(Outbox.topic).where(Outbox.tenant == tenant()).distinct().order_by(Outbox.topic)
    return list(db.session.scalars(found))


def letter(row_id: int) -> Outbox:
    """The row, or NotFound."""
    return get(Outbox, row_id)


def events(row_id: int) -> list[OutboxEvent]:
    """What was done to a row, oldest first."""
    ours = (OutboxEvent.tenant == tenant()) & (OutboxEvent.outbox_id == row_id)
    return list(db.session.scalars(sa.select(OutboxEvent).where(ours).order_by(OutboxEvent.id)))


def mend(row_id: int, payload: dict[str, Any], *, reason: str, by: str) -> None:
    """Gives a dead row another payload, to be sent again by `resend`. Conflict when it is not dead, Invalid when nothing changes."""
    row = _dead(row_id)
    if not isinstance(payload, dict):
        raise Invalid(_("内容应当是一个 JSON 对象，写在花括号里。"))
    if payload == row.payload:
        raise Invalid(_("内容没有改动。"))
    outbox.note(row, "mended", by, reasoned(reason), before=row.payload, after=payload)
    row.payload = payload


def resend(row_id: int, *, reason: str, by: str) -> None:
    """Gives a dead row another try from the beginning, under the same key: the receiver recognises it."""
    row = _dead(row_id)
    outbox.note(row, "resent", by, reasoned(reason))
    db.session.flush()
    outbox.retry(row.id)


def close(row_id: int, *, reason: str, by: str) -> None:
    """Ends a dead row without sending it. Whoever waited for its answer has heard of the failure already."""
    row = _dead(row_id)
    outbox.note(row, "closed", by, reasoned(reason))
    row.state, row.ended_at = "closed", clock.now()


def _dead(row_id: int) -> Outbox:
    row = get(Outbox, row_id, lock=True)
    if row.state != "dead":
        raise Conflict(_("这一件已不是投递失败的状态，可能别人已经处理。请刷新后查看。"))
    return row


def read_payload(text: str) -> dict[str, Any]:
    """A payload as an administrator types it: a JSON object; Invalid says where it is wrong."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(_("第 %(line)s 行第 %(column)s 列不是 JSON。", line=error.lineno, column=error.colno)) from None
    if not isinstance(value, dict):
        raise Invalid(_("内容应当是一个 JSON 对象，写在花括号里。"))
    return value
