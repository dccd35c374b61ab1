"""Assessed market rents of projects, by date."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from app.errors import NotFound
from app.stock.records import ProjectPrice
from app.store import db, tenant


def price_on(project_id: int, day: date) -> ProjectPrice:
    """The price of a project that holds on that day. NotFound before its first one."""
    mine = (ProjectPrice.tenant == tenant()) & (ProjectPrice.project_id == project_id)
    latest = sa.select(ProjectPrice).where(mine, ProjectPrice.from_on <= day).order_by(ProjectPrice.from_on.desc())
    found = db.session.scalar(latest.limit(1))
    if found is None:
        raise NotFound(_("这个项目在 %(day)s 还没有评估价。请先登记评估价，再计算租金。", day=day))
    return found


def prices(project_id: int) -> list[ProjectPrice]:
    """Every price of a project, newest first."""
    mine = sa.select(ProjectPrice).where(ProjectPrice.tenant == tenant(), ProjectPrice.project_id == project_id)
    return list(db.session.scalars(mine.order_by(ProjectPrice.from_on.desc())))
