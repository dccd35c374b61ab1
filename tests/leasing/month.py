"""One month's billing of many leases by a process of its own, which is killed in the middle and started again.

Run as a script (`python -m tests.leasing.month SETTINGS`, JSON of changed settings) it is that process: it bills the month
and says after each batch how many bills there are.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from app import create_app, settings
from app.leasing import commands
from app.leasing.queries import money
from app.leasing.records import Bill, BillingRun
from app.settings import TOP
from app.store import clock, db, insist, tenant, transaction
from app.store.database import ZONE

MONTH, FIRST = "2026-04", datetime(2026, 4, 1, tzinfo=ZONE)
FILL = (
    "INSERT INTO lease (tenant, uid, number, unit_name, district, ownership, category, area, persons, holder_name, start_on, "
    "end_on, state, terms, opened_at) SELECT :tenant, md5(n::text), 'M' || n, '', 'XZ', 1, 40, 30 + n % 40, 1, '', "
    "DATE '2026-01-01' + (n % 60), DATE '2028-12-31', 'running', :terms, now() FROM generate_series(1, :leases) n",
    "INSERT INTO rent (tenant, lease_id, from_on, unit_price_fen, tier, monthly_fen, basis) "
    "SELECT tenant, id, start_on, 2500, 60, area * 1500, '' FROM lease",
    "ANALYZE",
)
TERMS = {
    "tier": 60,
    "term_months": 36,
    "deposit_months": 2,
    "due_day": 10,
    "first_due_days": 10,
    "late_fee_rate": "0.0005",
}


def fill(leases: int) -> None:
    """That many running leases, every seventh with some credit."""
    with transaction():
        for statement in FILL:
            db.session.execute(sa.text(statement), {"tenant": tenant(), "leases": leases, "terms": json.dumps(TERMS)})
        db.session.execute(
            sa.text(
                'INSERT INTO ledger_entry (tenant, "on", at, debit, credit, fen, lease_id, by, note) '
                "SELECT tenant, DATE '2026-03-20', now(), 'bank', 'advance', 1000, id, 'system', '' FROM lease WHERE id % 7 = 0"
            )
        )


def kill_in_the_middle(leases: int, at_share: float, **store: Any) -> None:
    """Starts the process, kills it with -9 when that share of the bills is there, and starts it again to the end."""
    for share in (at_share, 2.0):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.leasing.month", json.dumps({"store": store})],
            cwd=TOP, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("bills ") and int(line.split()[1]) >= share * leases:
                child.send_signal(signal.SIGKILL)
                break
        child.stdout.close()
        assert child.wait(600) == (0 if share > 1 else -signal.SIGKILL)


def check(leases: int) -> None:
    """Each bill is there once, the month's totals are theirs, the books add up."""
    with transaction():
        run = db.session.scalars(sa.select(BillingRun)).one()
        count, of_leases, total = db.session.execute(
            sa.select(sa.func.count(), sa.func.count(Bill.lease_id.distinct()), sa.func.sum(Bill.amount_fen))
        ).one()
        assert (run.state, run.bills, count, of_leases) == ("issued", leases, leases, leases)
        assert run.total_fen == total
        rich = db.session.scalar(sa.select(sa.func.count()).where(Bill.unpaid_fen == Bill.amount_fen - 1000))
        credited = db.session.scalar(sa.text("SELECT count(*) FROM lease WHERE id % 7 = 0"))
        assert rich == credited
        assert [fault for fault in money.faults_of_books() if MONTH in fault] == []


def _work() -> None:
    with clock.fixed(FIRST):
        insist(commands.bill_the_month)
        while insist(partial(commands.issue_bills, 500)) == 500:
            with transaction():
                count = db.session.scalar(sa.select(sa.func.count()).select_from(Bill))
            print(f"bills {count}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("APP_LOG__LEVEL", "WARNING")
    app = create_app(settings.load(changes=json.loads(sys.argv[1])))
    with app.app_context():
        _work()
