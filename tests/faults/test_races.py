"""Two at the same moment: one is quicker, the other is told who; nothing is done twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import engine, registry
from app.errors import Conflict
from app.leasing import commands as leasing
from app.leasing.commands.bank_files import check_file, take_file
from app.leasing.records import Bill, BillingRun, LedgerEntry, Payment
from app.store import clock, db, transaction
from tests.engine.drawing import boundary, diagram, end, flow, message, node, start, timer, user
from tests.faults import scenes, steps  # noqa: F401  steps are registered
from tests.faults.crowd import all_whole, at_once, in_one, parted
from tests.faults.scenes import LATER, ONE, OTHER, START

ROUNDS = 6
THIRD = "officer:93"
EITHER = diagram(
    start(), node("eventBasedGateway", "first"), node("intermediateCatchEvent", "answer", inside=message("m_answer")),
    node("intermediateCatchEvent", "silence", inside=timer("P1D")), user("heard"), user("unheard"), end(), end("over"),
    flow("begin", "first", "answer", "heard", "done"), flow("first", "silence", "unheard", "over"),
    id="either", messages={"answer": "=name"},
)  # fmt: skip
WITHDRAWN = diagram(
    start(), user("a"), boundary("gone", "a", message("m_withdraw")), user("b"), end(), end("over"),
    flow("begin", "a", "b", "done"), flow("gone", "over"), id="withdrawn", messages={"withdraw": "=name"},
)  # fmt: skip


@pytest.fixture
def town(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The drawn diagrams on a database of the test's own, at 2026-03-02 9:00; at the end every journal is whole."""
    monkeypatch.setitem(registry._receivers, "faults", scenes.answered)
    with clock.fixed(START):
        scenes.deploy()
        with transaction():
            engine.deploy_files({"either.bpmn": EITHER, "withdrawn.bpmn": WITHDRAWN}, by="system")
        yield committed
        all_whole()


def begin(name: str, kind: str) -> tuple[int, engine.Task]:
    with transaction():
        process = engine.start(kind, business_key=name, data={"name": name}, by="citizen:5")
        return process.id, next(iter(engine.tasks_of(process.id)), None)  # type: ignore[return-value]


def ended(process_id: int) -> list[tuple[str, str]]:
    """The journal's entries after the start."""
    with transaction():
        return [(entry.kind, entry.element) for entry in engine.history(process_id)][1:]


def complete(task: engine.Task, by: str) -> Any:
    return in_one(lambda: engine.complete(task.id, {}, by=by))


def test_two_who_complete_one_task_one_is_told_who_was_quicker(town: Flask) -> None:
    for number in range(ROUNDS):
        process_id, task = begin(str(number), "matter")
        won, [lost] = parted(at_once(town, complete(task, ONE), complete(task, OTHER)))
        with transaction():
            winner = engine.task(task.id).completed_by
        assert len(won) == 1 and lost.facts["who"] == winner and lost.facts["at"] == START
        assert ended(process_id) == [("task_completed", "a")]


def test_two_who_claim_one_task_one_has_it(town: Flask) -> None:
    for number in range(ROUNDS):
        process_id, task = begin(str(number), "matter")
        claims = [in_one(partial(engine.claim, task.id, by=by)) for by in (ONE, OTHER, THIRD)]
        [won], lost = parted(at_once(town, *claims))
        assert [one.facts["who"] for one in lost] == [won.assignee] * 2
        assert ended(process_id) == [("claimed", "a")]


def test_a_completion_and_the_deadline_of_its_task_one_happens(town: Flask) -> None:
    seen = set()
    for number in range(ROUNDS):
        process_id, task = begin(str(number), "late")
        done, _ticked = at_once(town, complete(task, ONE), engine.tick, at=(START, LATER))
        outcome = ended(process_id)
        assert outcome in ([("task_completed", "a")], [("timer_fired", "limit")])
        assert isinstance(done, Conflict) == (outcome == [("timer_fired", "limit")])
        seen.add(outcome[0][0])


def test_an_answer_and_the_end_of_waiting_for_it_one_happens_and_no_answer_is_lost(town: Flask) -> None:
    for number in range(ROUNDS):
        name = f"N{number}"
        process_id, _task = begin(name, "either")
        send = in_one(lambda name=name: engine.send("answer", name, {}, by="system"))  # type: ignore[misc]
        sent, _ticked = at_once(town, send, engine.tick, at=(START, LATER))
        kept = db.session.scalar(sa.text("SELECT count(*) FROM buffered_message WHERE key = :key"), {"key": name})
        delivered = sent.outcome == "delivered"
        assert ended(process_id) == [("message", "answer") if delivered else ("timer_fired", "silence")]
        assert kept == (not delivered)


def test_a_withdrawal_and_an_approval_one_happens(town: Flask) -> None:
    for number in range(ROUNDS):
        name = f"N{number}"
        process_id, task = begin(name, "withdrawn")
        send = in_one(lambda name=name: engine.send("withdraw", name, {}, by="citizen:5"))  # type: ignore[misc]
        sent, done = at_once(town, send, complete(task, ONE))
        withdrawn = ended(process_id) == [("message", "gone")]
        assert (sent.outcome == "delivered") == withdrawn == isinstance(done, Conflict)


@pytest.mark.parametrize("kind", ["skip", "cancel"])
def test_an_intervention_and_a_completion_come_one_after_the_other(town: Flask, kind: str) -> None:
    for number in range(ROUNDS):
        process_id, task = begin(str(number), "matter")
        with transaction():
            made = engine.propose(
                process_id, kind, {"token": task.token} if kind == "skip" else {}, reason="r", by=OTHER
            )
        approvals = [in_one(partial(engine.approve, made.id, by=by)) for by in (ONE, THIRD)]
        *approved, done = at_once(town, *approvals, complete(task, ONE))
        kinds = [entry for entry, _element in ended(process_id)]
        assert kinds.count("task_completed") == (not isinstance(done, Conflict))
        assert (
            kinds.count("skipped") + kinds.count("cancelled")
            == sum(not isinstance(one, Conflict) for one in approved)
            <= 1
        )


def test_a_rewind_and_a_completion_come_one_after_the_other(town: Flask) -> None:
    for number in range(ROUNDS):
        process_id, task = begin(str(number), "matter")
        complete(task, ONE)()
        with transaction():
            second = next(one for one in engine.tasks_of(process_id) if one.element == "b")
            made = engine.propose(process_id, "rewind", {"to": 1}, reason="r", by=OTHER)
        rewound, done = at_once(town, in_one(partial(engine.approve, made.id, by=THIRD)), complete(second, ONE))
        kinds = [entry for entry, _element in ended(process_id)]
        assert (kinds.count("task_completed") == 2) == (not isinstance(done, Conflict))
        assert ("rewound" in kinds) == (not isinstance(rewound, Conflict))


# money ----------------------------------------------------------------------------------------------------------------


def test_a_month_billed_by_three_at_once_is_billed_once(town: Flask) -> None:
    scenes.furnish()
    day = START.replace(month=4, day=1)

    def bill() -> None:
        leasing.bill_the_month()
        leasing.open_run("2026-04")
        while leasing.issue_bills(2):
            pass

    answers = at_once(town, *[in_one(bill)] * 3, at=(day,) * 3)
    assert answers == [None] * 3
    with transaction():
        bills = db.session.scalars(sa.select(Bill).where(Bill.month == "2026-04")).all()
        run = db.session.scalars(sa.select(BillingRun)).one()
        booked = db.session.scalar(
            sa.select(sa.func.sum(LedgerEntry.fen)).where(
                LedgerEntry.bill_id.in_([one.id for one in bills]), LedgerEntry.credit == "rent_income"
            )
        )
        assert len(bills) == len({one.lease_id for one in bills}) == 3
        assert (run.bills, run.total_fen) == (3, booked)
        assert len(engine.processes_of("2026-04")) == 1


@pytest.mark.parametrize("known", [True, False])
def test_a_payment_that_the_call_back_and_the_banks_file_report_at_once_is_one(town: Flask, known: bool) -> None:
    scenes.furnish()
    for number in range(ROUNDS):
        reference = f"S{number}"
        with transaction():
            lease = leasing.take_lease({"lease_ref": "A1"})[0]
            order = leasing.open_order(lease, 100 + number, by="citizen:1").uid if known else f"nobody {number}"
            row = f"流水号,租约编号,金额（元）,付款日期\n{reference},{lease.number if known else order},{1 + number / 100},2026-03-02"
            kept = check_file("a.csv", row.encode(), kind="book", source="provider", by=ONE).id
        told = {"reference": reference, "order": order, "fen": 100 + number, "paid_on": "2026-03-02"}
        calls = [in_one(lambda told=told: leasing.take_callback(told).id)] * 3  # type: ignore[misc]
        take = in_one(lambda kept=kept: take_file(kept, by=ONE).figures["known"])  # type: ignore[misc]
        *paid, seen = at_once(town, *calls, take)
        with transaction():
            [payment] = db.session.scalars(sa.select(Payment).where(Payment.reference == reference)).all()
            booked = sa.select(sa.func.sum(LedgerEntry.fen)).where(
                LedgerEntry.payment_id == payment.id, LedgerEntry.debit == "bank"
            )
            assert db.session.scalar(booked) == payment.amount_fen == 100 + number
            assert paid == [payment.id] * 3 and seen in (0, 1)
