"""The agreement on a rent subsidy: asked for, agreed on, changed, continued for a year, stopped. What follows what is in `subsidy.bpmn`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import engine
from app.cases import commands as cases
from app.cases import queries as case_queries
from app.cases.commands import next_number
from app.cases.records import Case
from app.cases.rules import states
from app.errors import Conflict, Invalid
from app.leasing.queries import subsidies as queries
from app.leasing.records import Subsidy, SubsidyRate
from app.leasing.rules.subsidy import account_problem, next_month, own_area, term, year_after
from app.registry import acting
from app.store import clock, db, personal, tenant

STOP, CHANGED, RETURNED = "subsidy_stop", "subsidy_changed", "subsidy_returned"
MAY_HAVE = frozenset({states.REGISTERED, states.WAITING})
"""States of a household that waits; with its place frozen (a home is on offer) a new agreement has no sense."""
CAUSES = {
    "lease": "家庭已承租公共租赁住房",
    "ended": "申请已撤回、退出轮候或者被取消",
    "gave_up": "家庭主动放弃",
    "lapsed": "补贴期满，没有在最后三十日内申请年审",
    "unfit": "年审不符合条件",
    "zero": "按现在的家庭类别、人口和住房面积计算，补贴额为零",
    "unsigned": "期限内没有签订协议",
    "refused": "家庭不签订协议",
    "not_waiting": "家庭现在不在轮候中",
}
"""Why there is no subsidy, as letters say it."""


def ask(case: Case, *, by: str) -> Subsidy:
    """Drafts the agreement of a household that waits, and starts its process. Conflict says why there can be none."""
    case = case_queries.case_by_id(case.id, lock=True)
    problem = _problem(case)
    if problem:
        raise Conflict(_("不能申请租赁补贴：%(why)s。", why=CAUSES[problem]))
    if (held := queries.open_subsidy(case.id)) is not None:
        raise Conflict(_("这个家庭已有租赁补贴 %(number)s。", number=held.number))
    subsidy = Subsidy(
        number=next_number("subsidy", place=case.district),
        case_id=case.id,
        account_id=case.account_id,
        district=case.district,
        category=case.category,
        holder_name=case.applicant_name,
        asked_on=clock.today(),
        asked_by=by,
    )
    db.session.add(subsidy)
    db.session.flush()
    engine.start("subsidy", business_key=subsidy.number, data=facts(subsidy), by=by)
    return subsidy


def facts(subsidy: Subsidy) -> dict[str, Any]:
    """What the process knows when it begins: persons and own space per head as the application declares them."""
    case = case_queries.case_by_id(subsidy.case_id)
    housing = case_queries.application_of(case).get("housing") or {}
    return {
        "subsidy_id": subsidy.id,
        "subsidy_number": subsidy.number,
        "case_id": case.id,
        "account_id": subsidy.account_id,
        "district": subsidy.district,
        "category": subsidy.category,
        "persons": case.persons,
        "own_area": float(own_area(housing.get("houses") or [], case.persons)),
    }


def _problem(case: Case) -> str:
    """The code of CAUSES for which that household can have no subsidy, or ""."""
    if queries.has_lease(case.id):
        return "lease"
    return "" if case.state in MAY_HAVE else "not_waiting"


def problem_of(subsidy: Subsidy, amount: dict[str, Any]) -> str:
    """The code of CAUSES for which the agreement cannot be made or go on, or ""."""
    found = _problem(case_queries.case_by_id(subsidy.case_id, lock=True))
    return found or ("" if int(amount["monthly_fen"]) else "zero")


def begin(subsidy_id: int, amount: dict[str, Any], months: int) -> str:
    """The agreement is approved and runs from the next month → "" or the code of CAUSES that stands against it."""
    subsidy = queries.subsidy_by_id(subsidy_id, lock=True)
    if problem := problem_of(subsidy, amount):
        return problem
    subsidy.start_on, subsidy.end_on = term(clock.today(), months)
    subsidy.state = "running"
    db.session.flush()
    rate = keep_rate(subsidy, subsidy.start_on, amount)
    days = {"start_on": subsidy.start_on.isoformat(), "end_on": subsidy.end_on.isoformat()}
    account = personal.mask_id(subsidy.bank_account or "")
    _tell(subsidy, "subsidy_agreement", "租赁补贴协议订立", **_said(rate), **days, bank=subsidy.bank, account=account)
    return ""


def keep_rate(subsidy: Subsidy, first: date, amount: dict[str, Any]) -> SubsidyRate:
    """What the agreement pays from that month on; decided again for the same month, the later amount counts."""
    month = f"{first:%Y-%m}"
    rate = next((one for one in queries.rates_of(subsidy.id) if one.from_month == month), None)
    rate = rate or SubsidyRate(subsidy_id=subsidy.id, from_month=month)
    for name in ("persons", "unit_price_fen", "monthly_fen"):
        setattr(rate, name, int(amount[name]))
    rate.own_area, rate.area = Decimal(str(amount["own_area"])), Decimal(str(amount["area"]))
    rate.article, rate.by = amount["article"], acting()
    db.session.add(rate)
    db.session.flush()
    return rate


def change(subsidy_id: int, amount: dict[str, Any]) -> None:
    """The household or its home changed: the new amount counts from the next month (never for months gone by)."""
    subsidy = queries.subsidy_by_id(subsidy_id, lock=True)
    if subsidy.state != "running" or subsidy.start_on is None:
        return
    rate = keep_rate(subsidy, max(subsidy.start_on, next_month(clock.today())), amount)
    _tell(subsidy, "subsidy_changed", "租赁补贴调整", **_said(rate), from_month=rate.from_month)


def go_on(subsidy_id: int, amount: dict[str, Any], months: int) -> str:
    """The review is passed: another year with the new amount → "" or the code of CAUSES that stands against it."""
    subsidy = queries.subsidy_by_id(subsidy_id, lock=True)
    if problem := problem_of(subsidy, amount):
        return problem
    assert subsidy.end_on is not None  # it runs
    first, subsidy.end_on = year_after(subsidy.end_on, clock.today(), months)
    rate = keep_rate(subsidy, first, amount)
    _tell(subsidy, "subsidy_changed", "租赁补贴年审通过", **_said(rate), from_month=rate.from_month)
    return ""


def tell_review(subsidy_id: int) -> None:
    """The last thirty days have begun: the household is asked to declare."""
    subsidy = queries.subsidy_by_id(subsidy_id)
    assert subsidy.end_on is not None
    _tell(subsidy, "subsidy_review", "租赁补贴年审", end_on=subsidy.end_on.isoformat())


def refuse(subsidy_id: int, cause: str, reason: str = "") -> None:
    """There will be no agreement; `reason` in the officer's words, else what the cause says."""
    subsidy = queries.subsidy_by_id(subsidy_id, lock=True)
    subsidy.state, subsidy.cause = "refused", (reason or CAUSES[cause])[:200]
    db.session.flush()
    _tell(subsidy, "subsidy_refused", "不予租赁补贴", reason=subsidy.cause)


def stop(subsidy_id: int, cause: str) -> None:
    """Nothing is paid for later months. Stopped already, nothing changes."""
    subsidy = queries.subsidy_by_id(subsidy_id, lock=True)
    if subsidy.state != "running":
        return
    subsidy.state, subsidy.stopped_on, subsidy.cause = "stopped", clock.today(), CAUSES[cause]
    db.session.flush()
    _tell(subsidy, "subsidy_stopped", "租赁补贴停发", stopped_on=clock.today().isoformat(), reason=subsidy.cause)


def keep_account(subsidy: Subsidy, bank: str, account: str) -> None:
    """Keeps the account the money goes to, sealed. Invalid names the field: `bank` or `account`."""
    plain = "".join(account.split())
    wrong = account_problem(bank.strip(), plain)
    if wrong:
        raise Invalid(_("请填写开户银行全称，以及 10 至 30 位数字的账号。"))
    subsidy.bank, subsidy.bank_account, subsidy.account_wrong = bank.strip(), plain, False
    db.session.flush()


def keep_sealed_account(subsidy_id: int, bank: str, account: str) -> None:
    """Keeps the account as it comes sealed from a form: SealBroken for one in clear."""
    keep_account(queries.subsidy_by_id(subsidy_id, lock=True), bank, personal.open_answer(account))


def is_account_kept(subsidy_id: int) -> bool:
    """Whether there is an account that the bank has not refused."""
    subsidy = queries.subsidy_by_id(subsidy_id)
    return subsidy.bank_account_sealed is not None and not subsidy.account_wrong


def find_stopping(limit: int = 100) -> int:
    """Tells running agreements of households that got a lease, or wait no more, to stop → how many. The ticker's."""
    lease = sa.func.household_has_lease(Subsidy.tenant, Subsidy.case_id)
    closed = sa.exists().where(Case.tenant == Subsidy.tenant, Case.id == Subsidy.case_id, Case.closed_at.is_not(None))
    running = sa.select(Subsidy, lease).where(Subsidy.tenant == tenant(), Subsidy.state == "running", lease | closed)
    found = db.session.execute(running.order_by(Subsidy.id).limit(limit)).all()
    for subsidy, housed in found:
        ask_stop(subsidy, "lease" if housed else "ended", by="system")
    return len(found)


def ask_stop(subsidy: Subsidy, cause: str, *, by: str) -> None:
    """Tells the agreement's process to stop."""
    engine.send(STOP, subsidy.number, {"stop_cause": cause}, by=by, key=f"subsidy stop {subsidy.id}")


def declare(subsidy: Subsidy, persons: int, area: Decimal, note: str, *, by: str) -> None:
    """The household says what changed; officers decide. Invalid for impossible figures, Conflict when it does not run."""
    if subsidy.state != "running":
        raise Conflict(_("这份租赁补贴现在没有在发放。"))
    if not (1 <= persons <= 20 and 0 <= area <= 1000):
        raise Invalid(_("人数应在 1 至 20 之间，人均面积应在 0 至 1000 ㎡ 之间。"))
    told = {"changed_persons": persons, "changed_area": float(area), "change_note": note[:500]}
    engine.send(CHANGED, subsidy.number, told, by=by)


def _said(rate: SubsidyRate) -> dict[str, Any]:
    names = ("persons", "unit_price_fen", "monthly_fen", "article")
    return {**{name: getattr(rate, name) for name in names}, "own_area": str(rate.own_area), "area": str(rate.area)}


def _tell(subsidy: Subsidy, kind: str, title: str, **data: Any) -> None:
    """A line on the case's timeline, and the letter."""
    case = case_queries.case_by_id(subsidy.case_id)
    cases.note(case, kind, f"{title}：{subsidy.number}", by=acting(), detail={"subsidy_number": subsidy.number})
    cases.write_letter(case, kind, {"subsidy_number": subsidy.number, **data}, issuer=subsidy.district)
