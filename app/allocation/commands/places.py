"""What happens to a place on the list: a home is offered, taken or not; the place is held, given back, or ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.allocation import queries
from app.allocation.records import Refusal, WaitingEntry
from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.cases.records import Case
from app.cases.rules import states
from app.errors import Conflict
from app.registry import acting
from app.store import clock, db

LEFT_AS = {"housed": states.REMOVED, "refusals": states.LEFT, "ineligible": states.LEFT}
"""The state of the case by the cause for which its place ends: 出册 with a home, else 退册."""
TITLES = {
    "housed": "已入住，出册",
    "refusals": "放弃次数达到规定，退出轮候",
    "ineligible": "复审不符合条件，退出轮候",
}
KINDS = {"choice": "放弃选房", "signing": "放弃签约"}
CAUSES = {"refused": "本人放弃", "silence": "逾期未办"}


def _place(case_id: int) -> tuple[Case, WaitingEntry]:
    case = case_queries.case_by_id(case_id, lock=True)
    entry = queries.entry_of(case_id)
    if entry is None:
        raise Conflict(f"{case.number} 不在轮候册上")
    return case, entry


def offer(case_id: int, unit_name: str, due_on: date) -> None:
    """Offers a home: the letter says which, until when to answer, and what silence means."""
    case, entry = _place(case_id)
    detail = {"receipt_number": entry.receipt_number, "unit_name": unit_name, "due_on": due_on.isoformat()}
    case_commands.note(case, "home_offered", f"配租通知：{unit_name}，请在 {due_on} 前答复", by=acting(), detail=detail)
    case_commands.write_letter(case, "offer", detail)


def hold_place(case_id: int) -> None:
    """The household takes the home: its place is held until it has moved in, and counts in nobody's rank."""
    case, entry = _place(case_id)
    _move(case, entry, "frozen", states.FROZEN)
    case_commands.note(case, "offer_accepted", "接受配租，轮候资格冻结，待签约", by=acting())


def give_back_place(case_id: int) -> None:
    """The household waits again, at the rank it had: tier and moment of acceptance are as they were."""
    case, entry = _place(case_id)
    if entry.state == "frozen":
        _move(case, entry, "waiting", states.WAITING)
        case_commands.note(case, "place_given_back", "恢复轮候，排位按受理时间不变", by=acting())


def count_refusal(case_id: int, kind: str, cause: str, unit_name: str) -> tuple[int, int]:
    """Counts that a home was not taken → how many choices and how many signings have been given up so far."""
    case, _entry = _place(case_id)
    db.session.add(Refusal(case_id=case.id, kind=kind, cause=cause, unit_name=unit_name, on=clock.today()))
    db.session.flush()
    title = f"{KINDS[kind]}（{CAUSES[cause]}）：{unit_name}"
    case_commands.note(case, "home_refused", title, by=acting(), detail={"kind": kind, "cause": cause})
    counted = queries.refusals(case_id)
    return counted["choice"], counted["signing"]


def leave_list(case_id: int, cause: str) -> None:
    """The place ends: the household is housed, gave up too often, or is no longer eligible. Again changes nothing."""
    case, entry = _place(case_id)
    if entry.state == "left":
        return
    _move(case, entry, "left", LEFT_AS[cause])
    detail: dict[str, Any] = {"cause": cause, "receipt_number": entry.receipt_number}
    case_commands.note(case, "place_ended", TITLES[cause], by=acting(), detail=detail)
    if cause != "housed":
        counted = queries.refusals(case_id)
        counts = {"choices": counted["choice"], "signings": counted["signing"]}
        case_commands.write_letter(case, "place_lost", {**detail, **counts})


def _move(case: Case, entry: WaitingEntry, state: str, case_state: str) -> None:
    entry.state = state
    case_commands.set_state(case, case_state)
    db.session.flush()
