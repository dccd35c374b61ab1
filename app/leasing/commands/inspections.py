"""Photos of how a home was given back, kept beside the record of the keys."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.errors import Conflict, Invalid
from app.leasing.queries import settlements
from app.leasing.records import InspectionPhoto, Lease
from app.store import clock, db, get, tenant
from app.store.files import StoredFile

MOST_PHOTOS = 24


def add_photos(lease: Lease, uids: Sequence[str], *, by: str) -> None:
    """Keeps photos of the home. Invalid when there would be too many; Conflict once the settlement is booked."""
    get(Lease, lease.id, lock=True)
    if not settlements.may_photograph(lease.id):
        raise Conflict(_("结算已经入账，不能再添加验房照片。"))
    if len(settlements.photos_of(lease.id)) + len(uids) > MOST_PHOTOS:
        raise Invalid(_("一次退租最多 %(n)s 张验房照片。", n=MOST_PHOTOS))
    kept = sa.select(StoredFile.id).where(StoredFile.tenant == tenant(), StoredFile.uid.in_(uids))
    for file_id in db.session.scalars(kept.order_by(StoredFile.id)):
        db.session.add(InspectionPhoto(lease_id=lease.id, file_id=file_id, by=by, at=clock.now()))
    db.session.flush()
