"""What a proof by night has found stands above the list of troubles."""

from __future__ import annotations

import sqlalchemy as sa

from app import engine
from app.engine import proofs
from app.engine.proving import BECOMES
from app.operations import words
from app.store import db


def test_a_process_that_is_not_as_it_was_written_is_listed_until_it_is_again(seats, at):
    one, _other = seats
    process = engine.start("line", business_key="K1", data={"amount": None}, by="citizen:1")
    assert "与记录不一致" not in one.get("/operations/")
    db.session.execute(sa.text("UPDATE process SET started_by = 'citizen:2' WHERE id = :id"), {"id": process.id})
    at("2026-03-03 02:00")
    assert proofs.prove_tonight(10) == 1
    at("2026-03-03 09:00")
    page = one.get("/operations/")
    assert "与记录不一致的流程" in page and "发起人、时间或案件与记录不同" in page
    assert f'href="/operations/processes/{process.id}"' in page and "2026-03-03 02:00" in page
    assert "可能被人改过" in one.get(f"/operations/processes/{process.id}")
    db.session.execute(sa.text("UPDATE process SET started_by = 'citizen:1' WHERE id = :id"), {"id": process.id})
    at("2026-03-04 02:00")
    assert proofs.prove_tonight(10) == 1
    assert "与记录不一致" not in one.get("/operations/")


def test_there_are_words_for_every_fault(app, db_session):
    found = {
        "missing",
        "changed",
        "doubled",
        "tail",
        "head",
        "version",
        "replay",
        "begun",
        "state",
        "content",
        "outcome",
    }
    assert set(words.FAULTS) == found | {"tasks", "messages", "due"}
    for what in words.FAULTS:
        assert words.fault(engine.Fault(7, 2, what)).startswith("流程 7，第 2 条记录：")
    assert set(BECOMES.values()) <= set(words.STATES)
