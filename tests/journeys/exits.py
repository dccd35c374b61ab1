"""The hands of journeys that follow one matter by its tasks: what is typed into each form, and the days that pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from werkzeug.datastructures import MultiDict

from app import engine
from app.cases import queries as papers
from app.leasing import queries
from app.leasing.queries import exits
from app.people import queries as people
from app.store import clock, transaction
from app.store.database import ZONE
from app.web import forms
from tests.journeys.leases import CLERK

SERVED = {"manner": "direct", "receiver": "陈志强", "witness": "", "proof": "回证1号"}
TYPED: dict[str, dict[str, Any]] = {
    "leasing.exit_evidence": {
        "exit_facts": "转租他人",
        "exit_evidence": "照片、询问笔录",
        "exit_order": "收回住房自住",
    },
    "leasing.exit_statement": {"heard": "rejected", "statement": "称借给亲戚，无证据"},
    "leasing.exit_draft": {"decision_facts": "转租他人", "decision_order": "腾退住房"},
    "leasing.exit_approve": {"exit_opinion": "agree"},
    "leasing.exit_remedy": {"remedy": "review", "remedy_number": "珠府复〔2026〕1号"},
    "leasing.exit_remedy_result": {"remedy_result": "upheld", "remedy_note": ""},
    "leasing.exit_application": {"court": "香洲区人民法院", "court_request": "腾退住房", "home_state": "有人居住"},
    "leasing.exit_sign": {"signing": "agree", "head_name": "罗嘉欣"},
    "leasing.exit_court_answer": {"court_answer": "accepted", "court_number": "1号"},
    "leasing.exit_higher_court": {"higher_answer": "accepted", "court_number": "2号"},
    "leasing.exit_ruling": {"ruling": "granted", "court_number": "3号"},
    "leasing.exit_plan": {"planned_at": "09:00", "planned_measures": ["vacate", "locks"], "plan_note": ""},
    "leasing.exit_confirm_plan": {"plan_opinion": "agree"},
    "leasing.exit_done": {"execution": "done", "executed_at": "10:00", "execution_record": "到场四人"},
    "leasing.exit_withdraw": {"withdrawal_proof": "回执6号"},
    "leasing.exit_sue": {"court": "香洲区人民法院", "suit_number": "4号", "claims": "腾房"},
    "leasing.exit_judgment": {"judgment": "won", "court_number": "5号"},
}
DAYS = {
    "cases.deliver": "delivered_on", "leasing.exit_remedy": "remedy_on", "leasing.exit_remedy_result": "remedy_ended_on",
    "leasing.exit_court_answer": "court_on", "leasing.exit_higher_court": "court_on", "leasing.exit_ruling": "court_on",
    "leasing.exit_plan": "planned_on", "leasing.exit_done": "executed_on", "leasing.exit_sue": "sued_on",
    "leasing.exit_withdraw": "withdrawn_on",
    "leasing.exit_judgment": "court_on",
}  # fmt: skip
"""The field that asks for the day of what is reported: today where nothing else is said."""


@dataclass
class Exit:
    """A lease that is to end by law, and the day it is."""

    number: str
    today: date

    def on(self, day: str) -> Exit:
        """That morning, after what the house does by itself."""
        self.today = date.fromisoformat(day)
        with self.at(time(0, 5)):
            while engine.tick(100):
                pass
        return self

    def at(self, moment: time = time(10)) -> Any:
        return clock.fixed(datetime.combine(self.today, moment, ZONE))

    @property
    def tasks(self) -> list[engine.Task]:
        with transaction():
            return engine.open_tasks(business_key=self.number)

    @property
    def asked(self) -> list[str]:
        """The forms of the open tasks."""
        return [str(task.form).rpartition(".")[2] for task in self.tasks]

    def due(self) -> str:
        """The last day of the only open task."""
        [task] = self.tasks
        return str(task.due_on)

    def does(self, form: str, who: tuple[str, str] = CLERK, **typed: Any) -> Exit:
        """An officer fills in the open task of that form."""
        name = next(str(task.form) for task in self.tasks if str(task.form).endswith(f".{form}"))
        given = {**(SERVED if name == "cases.deliver" else TYPED[name]), **typed}
        if name in DAYS:
            given.setdefault(DAYS[name], self.today.isoformat())
        with self.at(), transaction():
            [task] = [one for one in engine.open_tasks(business_key=self.number) if one.form == name]
            known = engine.variables(task.id) or engine.process_variables(task.process_id)
            filled = forms.find(name).fill(MultiDict(given), known)
            assert not filled.errors, filled.errors
            engine.complete(task.id, filled.answers, by=people.officers_of(*who)[0].actor)
        return self

    @property
    def outcome(self) -> str:
        """How the last exit ended."""
        with transaction():
            lease = queries.by_number(self.number)
            closed = [line for line in exits.exits_of(lease.id) if line.kind == "closed"]
            return str(closed[0].detail["outcome"]) if closed else ""

    @property
    def letters(self) -> list[str]:
        """The kinds of the letters written, oldest first."""
        with transaction():
            return [letter.kind for letter in reversed(papers.letters_about(self.number))]
