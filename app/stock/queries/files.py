"""Lists of homes that were handed in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import defer

from app.stock.records import StockFile
from app.store import db, get, tenant


def file(file_id: int) -> StockFile:
    """The list with that id. NotFound when there is none."""
    return get(StockFile, file_id)


def files(last: int = 20) -> list[StockFile]:
    """The latest lists, newest first, without their content."""
    mine = sa.select(StockFile).where(StockFile.tenant == tenant()).options(defer(StockFile.content))
    return list(db.session.scalars(mine.order_by(StockFile.id.desc()).limit(last)))
