"""The scripted officers: what each form is answered with. They follow the decision tables and agree otherwise.

Answers go through the real form (`forms.fill`), as if typed: what the form refuses, the rehearsal refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from werkzeug.datastructures import MultiDict

from app.errors import DesignError
from app.people import queries as people
from app.review import queries as reviews
from app.web import forms

Answers = dict[str, Any]


@dataclass(frozen=True)
class Sitting:
    """What an officer knows when answering: the task's variables, its case, the day."""

    variables: dict[str, Any]
    case_id: int
    day: date


def _accept(sitting: Sitting) -> Answers:
    return {"outcome": "accept", "missing_other": ""}


def _visit(sitting: Sitting) -> Answers:
    return {
        "visitor_1": "陈志明", "visitor_2": "林晓燕", "visited_on": sitting.day.isoformat(), "living_condition": "租住",
        "persons_met": "申请人", "neighbours": "情况属实", "note": "",
    }  # fmt: skip


def _civil(sitting: Sitting) -> Answers:
    return {"income_opinion": "confirmed", "civil_note": "与登记信息一致"}


def _examine(sitting: Sitting) -> Answers:
    """The district follows the decision table; the street and the city agree."""
    found = reviews.latest_assessment(sitting.case_id) if sitting.variables["level"] == "district" else None
    if found is None or found.eligible:
        return {"opinion": "agree", "reasons": ""}
    return {"opinion": "reject", "reasons": "经联合审查，不符合下列条件。", "codes": list(found.codes)}


def _approve(sitting: Sitting) -> Answers:
    return {"approval": "agree", "approval_note": ""}


def _register(sitting: Sitting) -> Answers:
    return {"register_confirmed": "on", "guarantee_mode": "2"}


def _assist(sitting: Sitting) -> Answers:
    """The rehearsal's officer asks by telephone and learns nothing: what is not known is not made up."""
    unknown = {f"{item}.found": "unknown" for item in sitting.variables["items"]}
    return {**unknown, "finding_note": "电话核实未果"}


def _check_bills(sitting: Sitting) -> Answers:
    return {"bills_opinion": "right", "bills_note": ""}


def _close_month(sitting: Sitting) -> Answers:
    return {"month_confirmed": "on", "close_note": ""}


def _interview(sitting: Sitting) -> Answers:
    return {"talked_on": sitting.day.isoformat(), "talk_result": "will_pay", "talk_note": "承诺缴清"}


SCRIPT: dict[str, Callable[[Sitting], Answers]] = {
    "review.accept": _accept,
    "review.home_visit": _visit,
    "review.civil_affairs": _civil,
    "review.examine": _examine,
    "review.approve": _approve,
    "allocation.register": _register,
    "exchange.assist": _assist,
    "leasing.check_bills": _check_bills,
    "leasing.close_month": _close_month,
    "leasing.interview": _interview,
}


def answers(form_id: str, sitting: Sitting) -> Answers:
    """The form's answers as the scripted officer types them; a form's refusal stops the rehearsal by name."""
    typed: MultiDict[str, Any] = MultiDict()
    for key, value in SCRIPT[form_id](sitting).items():
        typed.setlist(key, value if isinstance(value, list) else [value])
    filled = forms.find(form_id).fill(typed, sitting.variables)
    if filled.errors:
        raise DesignError(f"排练：表单 {form_id} 不接受脚本的填写：{filled.errors}")
    return dict(filled.answers)


def actor_for(role: str, organisation: str, barred: list[str]) -> str:
    """An officer of that role and organisation who is not barred from the task."""
    for actor in _actors(role, organisation):
        if actor not in barred:
            return actor
    raise DesignError(f"排练：{organisation} 没有可以办理的 {role}")


@cache
def _actors(role: str, organisation: str) -> tuple[str, ...]:
    return tuple(officer.actor for officer in people.officers_of(role, organisation))
