"""What is disturbed: each scene makes a fresh matter, does one piece of work to it, and says all that is to be seen of it.

`act` may be called again with the same matter: it must give the first result, or do the work now. Matters of one scene
look alike, so that what is seen of a disturbed one can be compared with an undisturbed one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app import engine
from app.engine import kept
from app.errors import Conflict, Unavailable
from app.leasing import commands as leasing
from app.leasing.records import Bill, BillingRun, LedgerEntry, Payment, PaymentOrder
from app.registry import Message
from app.settings import TOP
from app.store import clock, db, insist, outbox, transaction
from app.store.database import ZONE
from app.store.records import JobStrike, Outbox
from tests.engine.drawing import boundary, diagram, end, flow, message, node, service, start, timer, user

START = datetime(2026, 3, 2, 9, tzinfo=ZONE)
LATER = START + timedelta(days=2)
ONE, OTHER = "officer:91", "officer:92"
NO_WAIT = (0.0, 0.0, 0.0)

MATTER = diagram(
    start(), service("first", "faults.count"), user("a"), service("second", "faults.count"), service("send", "faults.post"),
    node("intermediateThrowEvent", "tell", inside=message("m_told")), user("b"), end(),
    flow("begin", "first", "a", "second", "send", "tell", "b", "done"), id="matter", messages={"told": "=name"},
)  # fmt: skip
WAITS = diagram(
    start(), node("intermediateCatchEvent", "wait", inside=message("m_told")), service("heard", "faults.count"), user("c"), end(),
    flow("begin", "wait", "heard", "c", "done"), id="waits", messages={"told": "=name"},
)  # fmt: skip
LATE = diagram(
    start(), user("a"), boundary("limit", "a", timer("P1D")), service("silence", "faults.count"), user("b"), end(), end("over"),
    flow("begin", "a", "done"), flow("limit", "silence", "b", "over"), id="late",
)  # fmt: skip
ASKS = diagram(
    start(), service("send", "faults.post"), node("intermediateCatchEvent", "wait", inside=message("m_answered")),
    service("heard", "faults.count"), user("c"), end(),
    flow("begin", "send", "wait", "heard", "c", "done"), id="asks", messages={"answered": "=name"},
)  # fmt: skip


@outbox.deliverer("faults")
def deliver(payload: dict[str, Any], key: str) -> dict[str, Any]:
    """The far end: answers at once."""
    return {"key": key}


def answered(payload: dict[str, Any], answer: Any, error: str | None) -> list[Message]:
    """The receiver of the topic: tells whoever waits."""
    return [Message("answered", payload["name"], {})]


def deploy() -> None:
    """The drawn diagrams."""
    with transaction():
        files = {"matter": MATTER, "waits": WAITS, "late": LATE, "asks": ASKS}
        engine.deploy_files({f"{name}.bpmn": content for name, content in files.items()}, by="system")


@dataclass(frozen=True)
class Scene:
    """`prepare(name)` makes a matter, `act(name, key)` is the work, `seen(name)` what there is of it."""

    prepare: Callable[[str], None]
    act: Callable[[str], object]
    seen: Callable[[str], Any]


def _begin(name: str, kind: str) -> engine.Process:
    with transaction():
        return engine.start(kind, business_key=name, data={"name": name}, by="citizen:5", key=f"{kind} {name}")


def _task(name: str) -> engine.Task:
    (found,) = engine.open_tasks(business_key=name)
    return found


def seen(name: str) -> Any:
    """Everything of a drawn matter: states, journals, tasks, counts, what is sent, what was kept for nobody."""
    with transaction():
        processes = [
            (
                one.diagram, one.state, [(e.kind, e.element, e.by.partition(":")[0]) for e in engine.history(one.id)],
                sorted((t.element, t.state, t.completed_by) for t in engine.tasks_of(one.id)),
            )
            for one in engine.processes_of(name)
        ]  # fmt: skip
        counts = db.session.scalars(sa.select(JobStrike.strikes).where(JobStrike.name == name)).all()
        sent = db.session.scalars(sa.select(Outbox.topic).where(Outbox.key == name)).all()
        kept = db.session.scalar(sa.text("SELECT count(*) FROM buffered_message WHERE key = :key"), {"key": name})
        return sorted(processes), list(counts), list(sent), kept


# the engine's verbs ---------------------------------------------------------------------------------------------------


def _prepare_complete(name: str) -> None:
    _begin(name, "matter")
    _begin(name, "waits")


def _complete(name: str) -> object:
    def work() -> int:
        (process,) = [one for one in engine.processes_of(name) if one.diagram == "matter"]
        first = min(engine.tasks_of(process.id), key=lambda task: task.id)
        return engine.complete(first.id, {"said": "yes"}, by=ONE, key=f"complete {name}", typed={"said": "yes"}).id

    return insist(work, NO_WAIT)


def _start(name: str) -> object:
    data = {"name": name}
    return insist(lambda: engine.start("matter", business_key=name, data=data, by=ONE, key=f"start {name}").id, NO_WAIT)


def _send(name: str) -> object:
    return insist(lambda: engine.send("told", name, {}, by=ONE, key=f"send {name}").outcome, NO_WAIT)


def _tick(name: str) -> object:
    with clock.fixed(LATER):
        return engine.tick()


def _prepare_kept(name: str) -> None:
    _begin(name, "waits")
    with transaction():
        assert kept.keep("told", name, {}, "system", None)


def _answer(name: str) -> object:
    """The ticker's job twice, the second time when the lease of a dead sender has ended."""
    for at in (LATER, LATER + timedelta(days=1)):
        with clock.fixed(at), suppress(Unavailable):  # as the ticker does: it strikes again
            outbox.run()
    return None


def _prepare_proposal(name: str) -> None:
    process = _begin(name, "matter")
    with transaction():
        engine.propose(process.id, "skip", {"token": _task(name).token}, reason="r", by=OTHER)


def _approve(name: str) -> object:
    def work() -> None:
        (process,) = engine.processes_of(name)
        (made,) = engine.proposals(process_id=process.id)
        try:
            engine.approve(made.id, by=ONE)
        except Conflict as done:
            assert done.facts["who"] == ONE

    return insist(work, NO_WAIT)


# money ----------------------------------------------------------------------------------------------------------------

LINE = {
    "category": 40, "area": "40.00", "unit_price": 2500, "ownership": 1, "start": "2026-02-15", "end": "2036-02-14",
}  # fmt: skip


def furnish() -> None:
    """What leases need: the real decisions and diagrams, and three leases."""
    with transaction():
        used = ("lease_terms.dmn", "arrears.dmn", "arrears.bpmn", "billing.bpmn")
        engine.deploy_files({name: (TOP / "bpmn" / name).read_bytes() for name in used}, by="system")
    with transaction():
        for number in range(3):
            leasing.take_lease({**LINE, "lease_ref": f"A{number}"})


def _month(name: str) -> str:
    first = date(2026, 4, 1)
    number = first.month - 1 + int(name)
    return f"{first.year + number // 12}-{number % 12 + 1:02}"


def _prepare_billing(name: str) -> None:
    with transaction():
        leasing.open_run(_month(name))
        line = {"lease_ref": "A1", "date": "2026-03-02", "amount": 1000, "bank_ref": f"ahead {name}"}
        leasing.take_payment(line)


def _bill(name: str) -> object:
    def work() -> int:
        leasing.open_run(_month(name))
        return leasing.issue_bills(100)

    return insist(work, NO_WAIT)


def _billed(name: str) -> Any:
    with transaction():
        bills = db.session.scalars(sa.select(Bill).where(Bill.month == _month(name)).order_by(Bill.lease_id)).all()
        run = db.session.scalars(sa.select(BillingRun).where(BillingRun.month == _month(name))).one()
        return (
            run.bills,
            run.total_fen,
            [(b.lease_id, b.amount_fen, _booked(LedgerEntry.bill_id == b.id)) for b in bills],
        )


def _booked(which: Any) -> Counter[tuple[str, str, int]]:
    return Counter((e.debit, e.credit, e.fen) for e in db.session.scalars(sa.select(LedgerEntry).where(which)))


def _prepare_payment(name: str) -> None:
    with transaction():
        lease_id = _lease("A2")
        times = {"opened_at": clock.now(), "expires_at": LATER}
        db.session.add(PaymentOrder(lease_id=lease_id, amount_fen=50, opened_by=f"citizen:{name}", **times))


def _lease(reference: str) -> int:
    return leasing.take_lease({"lease_ref": reference})[0].id


def _pay(name: str) -> object:
    def work() -> int:
        order = db.session.scalars(sa.select(PaymentOrder).where(PaymentOrder.opened_by == f"citizen:{name}")).one()
        told = {"reference": f"P{name}", "order": order.uid, "fen": 50, "paid_on": "2026-03-02"}
        return leasing.take_callback(told).id

    return insist(work, NO_WAIT)


def _paid(name: str) -> Any:
    with transaction():
        order = db.session.scalars(sa.select(PaymentOrder).where(PaymentOrder.opened_by == f"citizen:{name}")).one()
        found = db.session.scalars(sa.select(Payment).where(Payment.reference == f"P{name}")).all()
        return order.state, [(one.state, _taken_in(one)) for one in found]


def _taken_in(payment: Payment) -> int:
    booked = sa.select(sa.func.sum(LedgerEntry.fen)).where(
        LedgerEntry.payment_id == payment.id, LedgerEntry.debit == "bank"
    )
    return int(db.session.scalar(booked) or 0)


def _with(kind: str) -> Callable[[str], None]:
    def prepare(name: str) -> None:
        _begin(name, kind)

    return prepare


def _nothing(_name: str) -> None:
    """The work makes the matter."""


ENGINE: dict[str, Scene] = {
    "complete": Scene(_prepare_complete, _complete, seen),
    "start": Scene(_nothing, _start, seen),
    "send": Scene(_with("waits"), _send, seen),
    "send early": Scene(_nothing, _send, seen),
    "tick: timer": Scene(_with("late"), _tick, seen),
    "tick: message": Scene(_prepare_kept, _tick, seen),
    "outbox": Scene(_with("asks"), _answer, seen),
    "approve": Scene(_prepare_proposal, _approve, seen),
}
MONEY: dict[str, Scene] = {
    "billing": Scene(_prepare_billing, _bill, _billed),
    "payment": Scene(_prepare_payment, _pay, _paid),
}
