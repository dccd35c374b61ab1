"""What a supervisor reads beside 督办处理: what is late in the case now, who has it, and where to go."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from app.desk import queries
from app.people import current_person
from app.registry import panel


@panel
def urge(variables: dict[str, Any]) -> Markup:
    """The stage that passed its date (`task_name`, `due_on`), and the case's tasks that are late at this moment."""
    late = queries.late_tasks(str(variables["case_number"]))
    person = current_person()
    lines = [(task, queries.watches(person, task)) for task in late]
    return Markup(render_template("desk/panel_urge.html", late=lines, names=queries.names(late), given=variables))
