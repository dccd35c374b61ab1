"""The one page of every user task: form, facts, documents, diagram, history, notes, on one screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

from flask import Response, render_template
from markupsafe import Markup

from app import engine
from app.cases import letters as case_letters
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.records import Case, Letter
from app.desk import queries
from app.desk.pages.blueprint import STAFF, blueprint
from app.errors import NotFound
from app.people import Person, allow, current_person
from app.people import queries as people
from app.people.queries import Officer
from app.registry import find_panel
from app.store import files, get
from app.web import forms

JOINT_CHECK = "exchange.joint_check"
SERVE = "cases.deliver"
"""The form of a task that serves a letter: the variable `letter_id` says which."""


@blueprint.get("/tasks/<int:task_id>")
@allow(*STAFF)
def task(task_id: int) -> str:
    """Everything an officer needs to decide, on one screen; a saved draft is shown as it was typed."""
    return page(queries.visible_task(current_person(), task_id))


@blueprint.get("/tasks/<int:task_id>/letter")
@allow(*STAFF)
def letter_to_serve(task_id: int) -> Response:
    """The letter that a task of service is about, as PDF: to be printed and handed over."""
    letter = Bench(queries.visible_task(current_person(), task_id), current_person()).letter
    if letter is None:
        raise NotFound()
    return files.respond(case_letters.pdf(letter))


def page(
    found: engine.Task, typed: dict[str, Any] | None = None, errors: dict[str, str] | None = None, refusal: str = ""
) -> str:
    """The page of a task: as it stands, or with what was just typed, what is wrong with it, and why it was not taken."""
    bench = Bench(found, current_person(), typed)
    values = found.draft or {} if typed is None else typed
    return render_template(
        "desk/task.html",
        bench=bench,
        task=found,
        case=bench.case,
        errors=errors or {},
        refusal=refusal,
        has_draft=typed is None and bool(found.draft),
        key=uuid4().hex,
        markup=forms.find(str(found.form)).html(values, errors or {}, bench.variables) if bench.may_fill else "",
        names=queries.names([found]),
    )


@dataclass(frozen=True)
class Bench:
    """What lies on the officer's table beside a task's form. Everything is looked up when asked for."""

    task: engine.Task
    person: Person
    typed: dict[str, Any] | None = field(default=None, repr=False)

    @cached_property
    def variables(self) -> dict[str, Any]:
        """What the form and the panels know of the process."""
        return engine.variables(self.task.id) or engine.process_variables(self.task.process_id)

    @cached_property
    def case(self) -> Case | None:
        """The case the task belongs to."""
        case_id = self.variables.get("case_id")
        return cases.case_by_id(case_id) if case_id else None

    @cached_property
    def stages(self) -> list[Any]:
        """Where the case stands."""
        return case_process.stages(self.case) if self.case else []

    @cached_property
    def panel(self) -> Markup | str:
        """The facts that belong to the form."""
        return _panel(str(self.task.form), self.variables)

    @cached_property
    def joint_check(self) -> Markup | str:
        """What the departments answered, where something was asked and the form's own panel does not show it."""
        if self.case is None or not cases.registry_facts(self.case):
            return ""
        found = _panel(JOINT_CHECK, {"case_id": self.case.id})
        return "" if str(found).strip() in str(self.panel) else found

    @cached_property
    def documents(self) -> list[tuple[Any, str]]:
        """The documents handed in, each with the name of the member it is of."""
        if self.case is None:
            return []
        names = {member.id: member.name for member in cases.members(self.case)}
        return [(document, names.get(document.member_id or 0, "")) for document in cases.documents(self.case)]

    @cached_property
    def letter(self) -> Letter | None:
        """The letter that is to be served, where that is the task."""
        letter_id = self.variables.get("letter_id") if self.task.form == SERVE else None
        return get(Letter, letter_id) if letter_id else None

    @cached_property
    def letters(self) -> list[Any]:
        """The letters to the household."""
        return cases.letters(self.case) if self.case else []

    @cached_property
    def timeline(self) -> list[Any]:
        """What happened so far, with the notes of colleagues."""
        return cases.timeline(self.case, "officer") if self.case else []

    @cached_property
    def pictures(self) -> list[engine.Picture]:
        """The diagrams with the token on them: the task's own first, then those around it from the inside out."""
        whole = engine.picture(self.task.process_id)
        called = [one for one in reversed(whole.called) if one.live or one.diagram == self.task.diagram]
        return sorted([*called, whole], key=lambda one: one.diagram != self.task.diagram)

    @cached_property
    def process(self) -> engine.Process:
        """The process the task is of."""
        return engine.process(self.task.process_id)

    @property
    def barred(self) -> bool:
        """Whether four eyes keep the person from this task."""
        return self.person.actor in self.task.barred

    @property
    def is_own(self) -> bool:
        """Whether the task is the person's to work; a supervisor may only look after it."""
        return queries.in_scope(self.person, self.task)

    @property
    def watches(self) -> bool:
        """Whether the person looks after the queue."""
        return queries.watches(self.person, self.task)

    @property
    def is_held_by_other(self) -> bool:
        """Whether a colleague has it."""
        return self.task.assignee not in (None, self.person.actor)

    @property
    def is_open(self) -> bool:
        """Whether it can be worked on at all now."""
        return self.task.state == "open" and not self.task.is_hidden and self.process.state == "running"

    @property
    def may_fill(self) -> bool:
        """Whether the form is shown to be filled; what was typed is shown again whoever has the task by now."""
        mine = self.is_own and not self.barred
        return self.task.state == "open" and mine and (not self.is_held_by_other or self.typed is not None)

    @cached_property
    def colleagues(self) -> list[Officer]:
        """Who may be given the task: the role's officers there, but those whom four eyes keep out and who has it."""
        if not self.is_open or not (self.watches or (self.is_own and not self.is_held_by_other)):
            return []
        out = {*self.task.barred, self.task.assignee or self.person.actor}
        listed = people.officers_of(str(self.task.role), str(self.task.organisation))
        return [one for one in listed if one.actor not in out]

    @cached_property
    def decided(self) -> list[tuple[str, str]]:
        """What was decided, when the task is over."""
        return queries.decided(self.task)


def _panel(name: str, variables: dict[str, Any]) -> Markup | str:
    panel = find_panel(name)
    return Markup(panel(variables)) if panel else ""
