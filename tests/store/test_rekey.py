"""After a change of keys every sealed value is sealed with the new one, in batches, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app import settings
from app.people.records import Account
from app.store import clock, rekey
from app.store.personal import sealed_with


@pytest.fixture
def two_keys(app):
    """Puts the settings back afterwards; called, it makes k2 the current key."""
    kept = settings.current()

    def change() -> None:
        more = {**kept.secrets.sealing_keys, "k2": "AAAAAAAAAAAAAAAAAAAAAA=="}
        settings.use(replace(kept, secrets=replace(kept.secrets, sealing_keys=more, sealing_key_id="k2")))

    yield change
    settings.use(kept)


def test_every_value_is_sealed_again_in_batches(db_session, two_keys, monkeypatch):
    monkeypatch.setattr(rekey, "_BATCH", 3)
    phones = [f"1380000{n:04d}" for n in range(8)]
    for phone in phones:
        db_session.add(Account(kind="citizen", name="甲", phone=phone, password_hash="", opened_at=clock.now()))
    db_session.flush()
    two_keys()
    (sealed,) = [sealed for kind, sealed in rekey.sealed_attributes() if kind is Account and sealed.name == "phone"]
    counts, last = [], 0
    while last is not None:
        changed, last = rekey.reseal(Account, sealed, last)
        counts.append(changed)
    assert counts == [3, 3, 2, 0]
    db_session.expire_all()
    found = list(db_session.scalars(sa.select(Account).order_by(Account.id)))
    assert [account.phone for account in found] == phones
    assert {sealed_with(account.phone_sealed) for account in found} == {"k2"}
    assert rekey.reseal(Account, sealed, 0)[0] == 0


def test_every_room_that_seals_is_found(app):
    found = {(kind.__tablename__, sealed.name) for kind, sealed in rekey.sealed_attributes()}
    assert {("account", "id_number"), ("member", "id_number"), ("case", "address")} <= found
