"""Changing the sealing key: every value sealed with an older one is sealed again, record by record.

Add a key to `<store.instance>/secrets.toml` under [sealing_keys], name it in `sealing_key_id`, restart, run
`flask personal reseal`; when it finds nothing more, the old key may go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app import settings
from app.store.database import Record, db, tenant
from app.store.personal import Sealed, sealed_with

_BATCH = 200


def sealed_attributes() -> Iterator[tuple[type[Record], Sealed]]:
    """Every record class and attribute that is kept sealed."""
    for mapper in Record.__fsa__.Model.registry.mappers:
        for value in vars(mapper.class_).values():
            if isinstance(value, Sealed):
                yield mapper.class_, value


def reseal(kind: type[Record], sealed: Sealed, after: int) -> tuple[int, int | None]:
    """Seals one batch of rows with an id above `after` again; returns (how many changed, last id or None at the end)."""
    column: Any = getattr(kind, sealed.column)
    mine = sa.select(kind).where(kind.tenant == tenant(), kind.id > after, column.is_not(None))
    rows = list(db.session.scalars(mine.order_by(kind.id).limit(_BATCH).with_for_update()))
    wanted = settings.current().secrets.sealing_key_id
    old = [row for row in rows if sealed_with(bytes(getattr(row, sealed.column))) != wanted]
    for row in old:
        setattr(row, sealed.name, getattr(row, sealed.name))
    db.session.flush()
    return len(old), rows[-1].id if rows else None
