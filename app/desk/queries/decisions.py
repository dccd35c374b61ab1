"""What was decided in a task that is over: from the journal, in the words of its form."""

from __future__ import annotations

from typing import Any

from app import engine
from app.web import forms

Lines = list[tuple[str, str]]


def decided(task: engine.Task) -> Lines:
    """(question, answer) of a task that somebody completed; nothing for one that is open or was cancelled."""
    if task.state != "done":
        return []
    return said(task, _answers(task))


def _answers(task: engine.Task) -> dict[str, Any]:
    for entry in reversed(engine.history(task.process_id)):
        given = entry.data.get("in") or {}
        if entry.kind == "task_completed" and given.get("token") == task.token:
            return dict(given.get("answers") or {})
    return {}


def said(task: engine.Task, values: dict[str, Any]) -> Lines:
    """(question, answer) of what was typed or answered in the task's form."""
    variables = engine.variables(task.id) or engine.process_variables(task.process_id)
    return forms.find(str(task.form)).said(values, variables)
