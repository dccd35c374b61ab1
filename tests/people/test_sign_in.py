"""Signing in: equal words and work whether the name exists or not, waits that grow, sessions that end."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest
from sqlalchemy import select

from app.people import commands, passwords, queries
from app.people.records import Attempts, SignIn
from app.store import db

from .conftest import PASSWORD, PHONE


def enter(name, password=PASSWORD):
    return commands.sign_in(name, password, address="192.0.2.1")


def test_a_citizen_signs_in_by_phone_an_officer_by_sign_in_name(citizen, officer):
    one = officer("cuixiang-one", ("street_reviewer", "440402001"))
    assert enter(f" {PHONE[:3]} {PHONE[3:]}").person.actor == citizen.actor
    entered = enter("CuiXiang-One").person
    assert (entered.actor, entered.grants) == (one.actor, (("street_reviewer", "440402001"),))
    assert queries.person_of_session(entered.session_key) == entered


def test_after_five_failures_the_waits_grow_and_the_right_password_waits_too(citizen, at):
    at("2026-03-02 09:00")
    assert [enter(PHONE, "wrong").wait_seconds for _ in range(5)] == [0, 0, 0, 0, 60]
    assert enter(PHONE).person is None
    at("2026-03-02 09:00:59")
    assert enter(PHONE).person is None
    at("2026-03-02 09:01")
    assert enter(PHONE, "wrong").wait_seconds == 120
    at("2026-03-02 09:03")
    assert enter(PHONE).person is not None
    assert db.session.scalars(select(Attempts)).all() == []


def test_a_name_nobody_has_is_refused_and_locked_in_the_same_way(citizen, at):
    at("2026-03-02 09:00")
    answers = {name: [enter(name, "wrong") for _ in range(7)] for name in (PHONE, "13900000000", "nobody-here", "''")}
    assert len({tuple(one) for one in answers.values()}) == 1


def test_failures_of_yesterday_do_not_count(citizen, at):
    at("2026-03-02 09:00")
    for _ in range(4):
        enter(PHONE, "wrong")
    at("2026-03-03 09:01")
    assert enter(PHONE, "wrong").wait_seconds == 0
    at("2026-03-05 09:00")
    assert commands.clear_attempts(100) == 1


def test_it_takes_as_long_whether_the_name_exists_or_not(citizen):
    passwords.matches("warm", None)

    def seconds(name):
        begun = perf_counter()
        enter(name, "wrong")
        return perf_counter() - begun

    known, unknown = zip(*[(seconds(PHONE), seconds("13900000000")) for _ in range(9)], strict=True)
    assert median(known) == pytest.approx(median(unknown), rel=0.5)


def test_a_session_ends_by_signing_out_by_a_new_password_and_by_closing(citizen, officer):
    first, second = enter(PHONE).person.session_key, enter(PHONE).person.session_key
    commands.sign_out(first)
    assert queries.person_of_session(first) is None and queries.person_of_session(second) is not None
    third = enter(PHONE).person.session_key
    assert commands.change_password(citizen.id, PASSWORD, "quite another phrase", session_key=third) is None
    assert queries.person_of_session(second) is None and queries.person_of_session(third) is not None
    assert enter(PHONE).person is None and enter(PHONE, "quite another phrase").person is not None
    one = officer("cuixiang-one")
    key = enter("cuixiang-one").person.session_key
    commands.close_account(one.id, by="system")
    assert queries.person_of_session(key) is None and enter("cuixiang-one").person is None
    commands.reopen_account(one.id, by="system")
    assert enter("cuixiang-one").person is not None


def test_changing_a_password_needs_the_old_one_and_guesses_count(citizen, at):
    at("2026-03-02 09:00")
    for _ in range(5):
        assert commands.change_password(citizen.id, "guess", "quite another phrase", session_key="") is not None
    assert enter(PHONE).person is None


def test_only_the_hash_of_a_sessions_key_is_kept(citizen):
    key = enter(PHONE).person.session_key
    enter(PHONE, "wrong")
    good, bad = db.session.scalars(select(SignIn).order_by(SignIn.id)).all()
    assert key.encode() not in bytes(good.token_hash) and good.ok and good.address == "192.0.2.1"
    assert not bad.ok and bad.token_hash is None
    assert queries.person_of_session("") is None and queries.person_of_session(bytes(good.token_hash).hex()) is None


def test_a_password_matches_in_every_way_of_typing_it_and_a_long_one_costs_nothing():
    kept = passwords.hash_password("\uff41bcdefghij k")
    assert kept.startswith("$argon2id$") and passwords.matches("abcdefghij k", kept)
    assert not passwords.matches("x" * 10_000_000, kept) and not passwords.matches("", kept)
    assert passwords.hash_password("abcdefghij k") != kept
