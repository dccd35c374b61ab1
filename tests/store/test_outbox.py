"""What leaves the house is sent once it is due, again when it failed, and never by two at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import registry, settings
from app.errors import DesignError
from app.registry import Message
from app.store import clock, db, outbox, transaction
from app.store.records import Outbox


@pytest.fixture
def post(committed, monkeypatch):
    """A topic "post" with a far end that can be told what to do, and what its receiver heard."""
    post = _Post()
    monkeypatch.setattr(outbox, "_deliverers", {"post": post.deliver})
    monkeypatch.setattr(outbox, "_tellers", [post.told.append])
    monkeypatch.setattr(registry, "_receivers", {"post": post.receive})
    return post


class _Post:
    def __init__(self) -> None:
        self.delivered: list[tuple[dict, str]] = []
        self.heard: list[tuple] = []
        self.told: list[Message] = []
        self.fails = 0
        self.receiver_fails = 0

    def deliver(self, payload: dict, key: str) -> dict:
        self.delivered.append((payload, key))
        if self.fails:
            self.fails -= 1
            raise OSError("line is dead")
        return {"got": payload["n"]}

    def receive(self, payload: dict, answer: object, error: str | None) -> list[Message]:
        if self.receiver_fails:
            self.receiver_fails -= 1
            raise RuntimeError("receiver broke")
        self.heard.append((payload["n"], answer, error))
        return [Message("answered", str(payload["n"]), {"answer": answer})]


def _put(n: int = 1, key: str = "k1", **more) -> None:
    with transaction():
        outbox.put("post", key, {"n": n}, **more)


def _rows() -> list[tuple]:
    with transaction():
        return [(r.state, r.attempts) for r in db.session.scalars(sa.select(Outbox).order_by(Outbox.id))]


def _later(at, seconds: int) -> None:
    at((clock.now() + timedelta(seconds=seconds)).isoformat()[:19])


def test_a_row_is_sent_with_its_key_and_its_answer_told(post):
    _put()
    assert outbox.run(10) == 1
    assert post.delivered == [({"n": 1}, "k1")]
    assert post.heard == [(1, {"got": 1}, None)]
    assert post.told == [Message("answered", "1", {"answer": {"got": 1}})]
    assert _rows() == [("done", 1)] and outbox.run(10) == 0


def test_the_same_key_twice_is_one_row(post):
    _put(1)
    _put(2)
    assert _rows() == [("waiting", 0)]


def test_a_row_of_an_undone_transaction_is_never_sent(post):
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.put("post", "k1", {"n": 1})
        raise ZeroDivisionError
    assert outbox.run(10) == 0 and post.delivered == []


def test_a_topic_nobody_delivers_is_refused_at_once_with_the_nearest(post):
    with pytest.raises(DesignError, match="post"), transaction():
        outbox.put("posts", "k1", {})


def test_failures_are_tried_again_with_growing_waits(post, at):
    at("2026-03-02 09:00:00")
    post.fails = 2
    _put()
    outbox.run(10)
    assert _rows() == [("waiting", 1)]
    _later(at, 19)
    assert outbox.run(10) == 0
    _later(at, 1)
    assert outbox.run(10) == 1
    _later(at, 39)
    assert outbox.run(10) == 0
    _later(at, 1)
    assert outbox.run(10) == 1
    assert _rows() == [("done", 3)] and post.heard == [(1, {"got": 1}, None)]


def test_after_the_last_attempt_the_receiver_hears_the_error(post, at):
    at("2026-03-02 09:00:00")
    post.fails = 9
    _put(max_attempts=2)
    outbox.run(10)
    _later(at, 20)
    outbox.run(10)
    assert _rows() == [("dead", 2)]
    assert [(n, answer) for n, answer, _ in post.heard] == [(1, None)] and "line is dead" in post.heard[0][2]
    _later(at, 9999)
    assert outbox.run(10) == 0


def test_a_dead_row_may_be_given_another_try(post, at):
    at("2026-03-02 09:00:00")
    post.fails = 1
    _put(max_attempts=1)
    outbox.run(10)
    with transaction():
        outbox.retry(db.session.scalars(sa.select(Outbox.id)).one())
    outbox.run(10)
    assert _rows() == [("done", 1)]


def test_a_sender_that_died_loses_its_row_to_another_after_the_lease(post, at):
    at("2026-03-02 09:00:00")
    _put()
    assert len(outbox._claim(10)) == 1  # and then nothing: killed
    _later(at, 119)
    assert outbox.run(10) == 0
    _later(at, 1)
    assert outbox.run(10) == 1 and _rows() == [("done", 2)]


def test_a_sender_that_comes_back_after_its_lease_changes_nothing(post, at):
    at("2026-03-02 09:00:00")
    _put()
    (late,) = outbox._claim(10)
    _later(at, 120)
    outbox.run(10)
    outbox._conclude(late, {"got": "late"}, None)
    assert post.heard == [(1, {"got": 1}, None)]


def test_a_row_whose_last_sender_died_is_told_as_an_error(post, at):
    at("2026-03-02 09:00:00")
    _put(max_attempts=1)
    outbox._claim(10)
    _later(at, 120)
    outbox.run(10)
    assert post.delivered == [] and _rows()[0][0] == "dead"
    assert post.heard[0][1] is None and post.heard[0][2]


def test_a_receiver_that_fails_undoes_its_writing_and_is_tried_again(post, at):
    at("2026-03-02 09:00:00")
    post.receiver_fails = 1
    _put()
    outbox.run(10)
    assert _rows() == [("waiting", 1)] and post.heard == []
    _later(at, 20)
    outbox.run(10)
    assert _rows() == [("done", 2)] and [key for _, key in post.delivered] == ["k1", "k1"]


def test_four_senders_at_once_send_each_row_once(post, committed):
    for n in range(40):
        _put(n, f"k{n}")

    def send() -> None:
        with committed.app_context():
            while outbox.run(3):
                pass
            db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(payload["n"] for payload, _ in post.delivered) == list(range(40))


def test_old_answered_rows_are_cleared_dead_ones_stay(post, at):
    at("2026-03-02 09:00:00")
    _put(1, "good")
    outbox.run(10)
    post.fails = 1
    _put(2, "bad", max_attempts=1)
    outbox.run(10)
    at("2026-06-02 09:00:00")
    with transaction():
        assert outbox.clear_old() == 1
    assert _rows() == [("dead", 1)]


def test_many_rows_travel_at_a_time_so_that_a_slow_far_end_does_not_hold_up_the_others(post, monkeypatch):
    chosen = settings.current()
    monkeypatch.setattr(settings, "_current", [replace(chosen, outbox=replace(chosen.outbox, parallel=4))])
    together = threading.Barrier(4)

    def deliver(payload: dict) -> dict:
        together.wait(10)  # breaks unless four are under way at once
        with transaction():
            return {"got": payload["n"], "rows": db.session.scalar(sa.select(sa.func.count()).select_from(Outbox))}

    monkeypatch.setattr(outbox, "_deliverers", {"post": deliver})
    for n in range(4):
        _put(n, f"k{n}")
    assert outbox.run(10) == 4
    assert _rows() == [("done", 1)] * 4
    assert [answer for _n, answer, _error in post.heard] == [{"got": n, "rows": 4} for n in range(4)]
