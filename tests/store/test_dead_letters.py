"""A letter that did not arrive is mended, sent again or closed by a person; answers find their question by its key."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotFound
from app.store import db, dead_letters, outbox, transaction
from app.store.records import Outbox
from tests.store.test_outbox import _later, _put, _rows, post  # noqa: F401


@pytest.fixture
def dead(post, at):  # noqa: F811
    """One dead row; its far end works again."""
    post.fails = 2
    _put(max_attempts=2)
    for _turn in range(2):
        outbox.run(10)
        _later(at, 3600)
    assert _rows() == [("dead", 2)]
    with transaction():
        return db.session.scalar(sa.select(Outbox.id))


def _kinds(row_id):
    with transaction():
        return [(event.kind, event.by, event.reason) for event in dead_letters.events(row_id)]


def test_a_mended_letter_is_sent_under_its_old_key_with_before_and_after_kept(post, dead):  # noqa: F811
    with transaction():
        dead_letters.mend(dead, {"n": 2}, reason="编号写错", by="officer:1")
        dead_letters.resend(dead, reason="已更正", by="officer:1")
    outbox.run(10)
    assert post.delivered[-1] == ({"n": 2}, "k1") and _rows() == [("done", 1)]
    assert post.heard == [(1, None, "OSError: line is dead"), (2, {"got": 2}, None)]
    assert _kinds(dead) == [("mended", "officer:1", "编号写错"), ("resent", "officer:1", "已更正")]
    with transaction():
        event = dead_letters.events(dead)[0]
        assert (event.before, event.after) == ({"n": 1}, {"n": 2})


def test_a_closed_letter_is_never_sent_and_cannot_be_mended(post, dead):  # noqa: F811
    with transaction():
        dead_letters.close(dead, reason="改用书面函", by="officer:1")
    assert outbox.run(10) == 0 and _kinds(dead) == [("closed", "officer:1", "改用书面函")]
    for act in (
        lambda: dead_letters.mend(dead, {"n": 3}, reason="r", by="officer:2"),
        lambda: dead_letters.resend(dead, reason="r", by="officer:2"),
        lambda: dead_letters.close(dead, reason="r", by="officer:2"),
    ):
        with pytest.raises(Conflict), transaction():
            act()


def test_a_reason_and_a_change_are_needed(post, dead):  # noqa: F811
    for reason, payload in (("", {"n": 2}), ("r", {"n": 1}), ("r", [1]), ("长" * 1001, {"n": 2})):
        with pytest.raises(Invalid), transaction():
            dead_letters.mend(dead, payload, reason=reason, by="officer:1")
    with pytest.raises(Invalid, match="第 2 行"):
        dead_letters.read_payload('{"n":\n 1,}')


def test_an_answer_that_comes_by_itself_is_matched_by_its_key_and_told_once(post):  # noqa: F811
    _put()
    with transaction():
        assert outbox.arrived("post", "k1", {"got": 7}) == "taken"
        assert outbox.arrived("post", "k1", {"got": 7}) == "doubled"
        assert outbox.arrived("post", "k1", {"got": 8}) == "doubled"
    assert post.heard == [(1, {"got": 7}, None)] and len(post.told) == 1
    assert outbox.run(10) == 0 and post.delivered == []
    with transaction():
        row = dead_letters.letters(state="done")[0][0]
        assert row.answer == {"got": 7}
        assert [event.after for event in dead_letters.events(row.id)] == [{"got": 7}, {"got": 8}]
    with pytest.raises(NotFound), transaction():
        outbox.arrived("post", "another", {})


def test_an_answer_after_the_last_attempt_is_taken_as_late(post, dead):  # noqa: F811
    with transaction():
        assert outbox.arrived("post", "k1", {"got": 1}) == "late"
    assert post.heard[-1] == (1, {"got": 1}, None)
    assert _rows() == [("done", 2)] and _kinds(dead) == [("late", "system", "OSError: line is dead")]


def test_an_answer_that_overtakes_its_own_line_makes_the_lines_answer_the_doubled_one(post, monkeypatch):  # noqa: F811
    """While the row is on its way the answer comes another way: what the line brings home changes nothing."""

    def overtaken(payload, key):
        with transaction():
            outbox.arrived("post", key, {"got": "first"})
        return {"got": "second"}

    monkeypatch.setitem(outbox._deliverers, "post", overtaken)
    _put()
    outbox.run(10)
    assert post.heard == [(1, {"got": "first"}, None)]


def test_pages_and_counts(post, dead):  # noqa: F811
    with transaction():
        assert dead_letters.counts() == {"dead": 1} and dead_letters.topics() == ["post"]
        found, total = dead_letters.letters(state="dead", topic="post")
        assert [row.id for row in found] == [dead] and total == 1
        assert dead_letters.letters(state="dead", topic="other") == ([], 0)


def test_what_a_slow_sender_brings_home_after_the_row_was_given_up_is_taken_as_late(post, at):  # noqa: F811
    """Its only attempt took longer than its lease: the row was given up, and then the answer is there."""
    at("2026-03-02 09:00:00")
    _put(max_attempts=1)
    (slow,) = outbox._claim(10)
    _later(at, 120)
    outbox.run(10)
    assert _rows()[0][0] == "dead" and post.heard[-1][1] is None
    with transaction():
        row_id = db.session.scalar(sa.select(Outbox.id))
    outbox._conclude(slow, None, "OSError: line is dead")
    assert _rows()[0][0] == "dead"  # that it failed is no news
    for _again in range(2):  # the second time as after a COMMIT in doubt
        outbox._conclude(slow, {"got": 1}, None)
    assert post.heard[1:] == [(1, {"got": 1}, None)]
    assert _rows()[0][0] == "done" and [kind for kind, *_more in _kinds(row_id)] == ["late"]


def test_what_comes_home_while_another_sends_the_row_again_ends_the_sending(post, at):  # noqa: F811
    at("2026-03-02 09:00:00")
    _put()
    (slow,) = outbox._claim(10)
    _later(at, 120)
    (again,) = outbox._claim(10)
    outbox._conclude(slow, {"got": "first"}, None)
    outbox._conclude(again, {"got": "second"}, None)
    assert post.heard == [(1, {"got": "first"}, None)]
    with transaction():
        row_id = db.session.scalar(sa.select(Outbox.id))
        assert [(one.kind, one.after) for one in dead_letters.events(row_id)] == [("doubled", {"got": "second"})]
