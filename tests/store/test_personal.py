"""Personal numbers: sealed to their place, found by a keyed index, readable after a change of keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import settings
from app.store import personal
from app.store.personal import SealBroken, Sealed, mask_id, mask_phone, new_uid

NUMBER = "440402199003071236"
PLACE = {"table": "member", "column": "id_number", "row": "a" * 32}


@pytest.fixture
def keys(app):
    """The settings in force, put back afterwards."""
    kept = settings.current()
    yield kept
    settings.use(kept)


def test_a_sealed_number_opens_where_it_was_sealed(app):
    sealed = personal.seal(NUMBER, **PLACE)
    assert NUMBER.encode() not in sealed
    assert personal.open_(sealed, **PLACE) == NUMBER
    assert personal.seal(NUMBER, **PLACE) != sealed, "the same number never looks the same"


@pytest.mark.parametrize("moved", [{"table": "other"}, {"column": "phone"}, {"row": "b" * 32}])
def test_a_sealed_number_does_not_open_elsewhere(app, moved):
    sealed = personal.seal(NUMBER, **PLACE)
    with pytest.raises(SealBroken):
        personal.open_(sealed, **{**PLACE, **moved})


def test_a_changed_byte_is_noticed_and_the_error_shows_no_number(app):
    sealed = bytearray(personal.seal(NUMBER, **PLACE))
    sealed[-1] ^= 1
    with pytest.raises(SealBroken) as caught:
        personal.open_(bytes(sealed), **PLACE)
    assert NUMBER not in str(caught.value) + repr(caught.value.facts)


def test_another_city_cannot_open_it(keys):
    sealed = personal.seal(NUMBER, **PLACE)
    settings.use(replace(keys, store=replace(keys.store, tenant="440100")))
    with pytest.raises(SealBroken):
        personal.open_(sealed, **PLACE)


def test_after_a_change_of_keys_old_values_open_and_new_ones_use_the_new_key(keys):
    old = personal.seal(NUMBER, **PLACE)
    more = {**keys.secrets.sealing_keys, "k2": "AAAAAAAAAAAAAAAAAAAAAA=="}
    settings.use(replace(keys, secrets=replace(keys.secrets, sealing_keys=more, sealing_key_id="k2")))
    new = personal.seal(NUMBER, **PLACE)
    assert (personal.sealed_with(old), personal.sealed_with(new)) == ("k1", "k2")
    assert personal.open_(old, **PLACE) == personal.open_(new, **PLACE) == NUMBER
    settings.use(replace(keys, secrets=replace(keys.secrets, sealing_keys={"k2": more["k2"]}, sealing_key_id="k2")))
    with pytest.raises(SealBroken):
        personal.open_(old, **PLACE)


def test_the_index_is_keyed_stable_and_blind_to_blanks_and_case(keys):
    index = personal.index("44040219900307123x")
    assert index == personal.index(" 44040219900307123X ") and len(index) == 32
    assert index != personal.index(NUMBER)
    settings.use(replace(keys, secrets=replace(keys.secrets, index_key="AAAA")))
    assert personal.index("44040219900307123X") != index


def test_a_sealed_attribute_fills_its_columns(app):
    person = _Person(id_number=NUMBER, phone=None)
    assert person.id_number == NUMBER and person.phone is None
    assert person.id_number_index == personal.index(NUMBER) and person.phone_sealed is None
    person.id_number = None
    assert person.id_number_sealed is None and person.id_number_index is None


def test_masks_keep_both_ends():
    assert mask_id(NUMBER) == "4404**********1236"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_id("123") == "***"


class _Person:
    """A record's shape without a table: what `Sealed` needs."""

    __tablename__ = "person"
    id_number_index: bytes | None = None
    id_number = Sealed("id_number")
    phone = Sealed("phone")

    def __init__(self, id_number: str | None, phone: str | None) -> None:
        self.uid = new_uid()
        self.id_number = id_number
        self.phone = phone
