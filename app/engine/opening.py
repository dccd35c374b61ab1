"""A user task as it opens: who may do it, until when, who may not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.engine.expressions import Expression, due_moment
from app.engine.spiff import runner
from app.engine.spiff.token import Token
from app.engine.trouble import Stopped


def opened_row(token: Token, business_key: str, now: datetime) -> dict[str, Any]:
    """The row of the wait index for a user task's token; its expressions are evaluated at `now`. Raises Stopped."""
    spec, profile = token.task_spec, token.task_spec.extensions
    role, organisation = _group(token, profile.groups, now)
    barred = " ".join(runner.barred(token, now))
    return {
        "token": token.id,
        "business_key": business_key,
        "diagram": token.workflow.definition.diagram,
        "element": spec.element_id,
        "name": spec.bpmn_name or spec.element_id,
        "form": profile.form,
        "role": role,
        "organisation": organisation,
        "assignee": _text(token, profile.assignee, now),
        "barred": f" {barred} " if barred else "",
        "due_at": _due(token, profile.due, now),
        "started_at": now,
        "state": "open",
        "is_hidden": False,
    }


def _text(token: Token, expression: Expression | None, now: datetime) -> str | None:
    if expression is None:
        return None
    value = expression(token.variables, now)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is not None and not isinstance(value, str):
        raise Stopped(token.task_spec.element_id, f"{expression.place} 的值 {value!r} 不是文本")
    return value or None


def _group(token: Token, expression: Expression | None, now: datetime) -> tuple[str | None, str | None]:
    """`role@organisation`; without an expression, the lane's name is the role."""
    text = _text(token, expression, now)
    if text is None:
        return token.task_spec.lane, None
    if "," in text:
        raise Stopped(token.task_spec.element_id, f"candidateGroups {text} 只能是一个 角色@机构")
    role, _, organisation = text.partition("@")
    return role.strip() or None, organisation.strip() or None


def _due(token: Token, expression: Expression | None, now: datetime) -> datetime | None:
    if expression is None:
        return None
    try:
        return due_moment(expression.raw(token.variables, now))
    except ValueError as error:
        raise Stopped(token.task_spec.element_id, f"dueDate {expression.text}: {error}") from None
