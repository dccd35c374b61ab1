"""Saved views of the inbox."""

from __future__ import annotations

from flask_babel import gettext as _

from app.desk import queries
from app.desk.records import SavedView
from app.errors import Invalid, NotFound
from app.store import db

MOST = 20


def keep_view(account_id: int, name: str, chosen: dict[str, str]) -> SavedView:
    """Saves a filter under a name; the same name is overwritten. Invalid without a name or with too many views."""
    name = name.strip()[:40]
    if not name:
        raise Invalid(_("请给视图起一个名字。"))
    views = queries.saved_views(account_id)
    found = next((view for view in views if view.name == name), None)
    if found is None and len(views) >= MOST:
        raise Invalid(_("最多保存 %(n)s 个视图，请先删除不用的。", n=MOST))
    view = found or SavedView(account_id=account_id, name=name)
    view.filter = chosen
    db.session.add(view)
    db.session.flush()
    return view


def drop_view(account_id: int, view_id: int) -> str:
    """Deletes one of the officer's own views and returns its name; another's is not found."""
    for view in queries.saved_views(account_id):
        if view.id == view_id:
            db.session.delete(view)
            db.session.flush()
            return view.name
    raise NotFound()
