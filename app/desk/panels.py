"""What a supervisor reads beside 督办处理: the late task as it stands now, and where to go."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from app import engine
from app.desk import queries
from app.registry import panel


@panel
def urge(variables: dict[str, Any]) -> Markup:
    """The task that passed its date (`task_id`): who has it, since when, or that it was done meanwhile."""
    task = engine.task(int(variables["task_id"])) if variables.get("task_id") else None
    names = queries.names([task]) if task else None
    return Markup(render_template("desk/panel_urge.html", late=task, names=names, given=variables))
