"""Two at once: one notice a batch, ordinals without gaps, one objection a form."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.cases import commands as cases
from app.people.commands.places import load_places
from app.publicity import commands
from app.publicity.records import Notice, NoticeEntry, Objection
from app.store import clock, db, transaction

NOW = datetime(2026, 3, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
ANSWERS = {"manner": "anonymous", "grounds": "income", "text": "收入不实", "lead": "每天在小区门口摆摊，有照片"}


def at_once(app, work, items):
    """Each item in a thread, transaction and connection of its own → results."""

    def one(item):
        with app.app_context(), clock.fixed(NOW), transaction():
            return work(item)

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, items))


def test_four_at_once_share_one_notice_and_one_form_makes_one_objection(committed, application):
    with clock.fixed(NOW), transaction():
        load_places()
        opened = [
            cases.open_case(application(serial), account_id=None, channel="paper", by="system").id
            for serial in range(8)
        ]
    closes_on = date(2026, 3, 30)
    entries = at_once(
        committed,
        lambda case_id: commands.open_notice(case_id, level=1, organisation="440402001", closes_on=closes_on).id,
        opened,
    )
    assert [notice.number for notice in db.session.query(Notice)] == ["440402001-1-2026-0001"]
    assert sorted(ordinal for (ordinal,) in db.session.query(NoticeEntry.ordinal)) == list(range(1, 9))
    numbers = at_once(
        committed,
        lambda _: commands.receive_objection(entries[0], ANSWERS, [], form_key="same form").objection.number,
        range(4),
    )
    assert len(set(numbers)) == 1 and db.session.query(Objection).count() == 1
