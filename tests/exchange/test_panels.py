"""What officers read: the 协查 panel and the matrix of a round."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.exchange import queries, steps
from app.registry import acting_as, find_panel
from app.store import outbox
from tests.exchange.conftest import NUMBER, SPOUSE

FLAT = {"address": "拱北街道126号", "area": 92, "share": 50, "use": "住宅"}


@pytest.fixture
def answered(session, case, lines) -> Any:
    """A round in which the spouse owns more than declared, one department fell silent and one was partial."""
    kept = list(outbox._tellers)
    outbox._tellers[:] = []
    lines.registries.records[SPOUSE]["income_monthly"] = 9000
    lines.switches.modes |= {"land": "failing", "police": "partial", "fund": "unknown"}
    round_id = steps.send_queries(case.id)["round_id"]
    for _attempt in range(3):
        outbox.run(100)
    outbox._tellers[:] = kept
    return round_id


def shown(app: Any, name: str, **variables: Any) -> str:
    panel = find_panel(name)
    assert panel is not None
    with app.test_request_context():
        return " ".join(re.sub(r"<[^>]+>", " ", panel(variables)).split())


def test_the_matrix_shows_every_member_and_department_in_words(app, case, answered):
    text = shown(app, "exchange.joint_check", case_id=case.id)
    assert "林海" in text and "周溪" in text
    for word in ("公安", "不动产登记", "一致", "不一致", "超时", "无记录", "答复不全"):
        assert word in text
    assert "2,500 元" in text and "9,000 元" in text
    assert NUMBER not in text and SPOUSE not in text


def test_before_anything_was_asked_the_matrix_says_so(app, case):
    assert "还没有向各部门发出核查" in shown(app, "exchange.joint_check", case_id=case.id)


def test_the_assist_panel_shows_what_was_asked_and_what_is_missing(app, case, answered):
    check = next(c for c in queries.valid_checks(answered) if c.department == "police")
    text = shown(app, "exchange.assist", check_id=check.id)
    assert "户籍、居住证、车辆" in text
    assert "没有答复的事项 车辆" in text
    assert "本市户籍，自 2001-05-06 起" in text
    assert "住房保障资格审核" in text


def test_the_assist_panel_shows_what_was_found_before(app, case, answered):
    check = next(c for c in queries.valid_checks(answered) if c.department == "land")
    typed = {"houses": {"found": "something", "rows": [FLAT]}, "houses_disposed": {"found": "no_record"}}
    with acting_as("officer:7"):
        steps.keep_assist(check.id, typed, "现场核实有房一套", "函2026-7")
    text = shown(app, "exchange.assist", check_id=check.id)
    assert "协查：查无记录" in text and "现场核实有房一套" in text and "函2026-7" in text
    assert "拱北街道126号，住宅 92 ㎡" in text and "人工查明：officer:7，2026-03-02，凭据 函2026-7" in text
    assert "超时 2026-03-02 09:00 · 历史记录" in text


def test_every_fact_has_words(app, answered, case):
    from_all = [c for c in queries.valid_checks(answered) if c.state in ("consistent", "inconsistent")]
    assert len({c.department for c in from_all}) == 5
    for check in from_all:
        assert "项目 申报 部门登记 比对" in shown(app, "exchange.assist", check_id=check.id)
