"""Known numbers and names go in; none comes out in the outbox, the checks, the logs or the addresses asked."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import sqlalchemy as sa

from app.exchange import steps
from app.exchange.records import Check, CheckRound
from app.store import db, outbox
from app.store.records import Outbox
from tests.exchange.conftest import NUMBER, SPOUSE

SECRETS = (NUMBER, SPOUSE, "周溪", "粤C80808", "凤凰北路")


def everything_in(*kinds: Any) -> str:
    """Every row of the tables, as text."""
    rows = [row for kind in kinds for row in db.session.execute(sa.select(kind.__table__)).all()]
    assert rows
    return "\n".join(str(row) for row in rows)


@pytest.mark.parametrize("mode", ["normal", "failing", "garbled", "partial", "unknown"])
def test_no_personal_number_or_fact_stays_on_the_way(session, case, lines, caplog, capfd, mode):
    caplog.set_level(logging.DEBUG)
    known = lines.registries.records
    known[SPOUSE]["vehicles"] = [{"plate": "粤C80808", "value": 1, "type": "小型汽车"}]
    known[SPOUSE]["houses"] = [{"address": "凤凰北路1号", "area": 20, "share": 1, "use": "住宅", "signed_only": False}]
    for department in ("tax", "land", "police"):
        lines.switches.modes[department] = mode
    round_id = steps.send_queries(case.id)["round_id"]
    for _attempt in range(3):
        outbox.run(100)
    waiting = steps.summarise(round_id)["inconclusive"]
    for one in waiting:
        found = {"houses": {"found": "something", "rows": [known[SPOUSE]["houses"][0] | {"share": 100}]}}
        steps.keep_assist(one["check_id"], found, "电话无人接听")
    steps.close_round(round_id)
    seen = everything_in(Outbox, Check, CheckRound) + caplog.text + "".join(capfd.readouterr())
    assert "joint_check" in seen and "/query" in seen
    assert [secret for secret in SECRETS if secret in seen] == []
