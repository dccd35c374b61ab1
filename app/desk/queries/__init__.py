"""What the desk may ask. Begin at `visible_task` and `visible_case` (who may see what), then `listed` (the inbox)."""

from app.desk.queries.decisions import decided, said
from app.desk.queries.edges import is_watched
from app.desk.queries.lists import (
    counted,
    found_cases,
    late_tasks,
    listed,
    names,
    saved_views,
    untold,
    view_counts,
    watched_page,
)
from app.desk.queries.load import Overview, overview
from app.desk.queries.sight import in_scope, own_scopes, visible_case, visible_task, watches, workable_task

__all__ = [
    "Overview",
    "counted",
    "decided",
    "found_cases",
    "in_scope",
    "is_watched",
    "late_tasks",
    "listed",
    "names",
    "overview",
    "own_scopes",
    "said",
    "saved_views",
    "untold",
    "view_counts",
    "visible_case",
    "visible_task",
    "watched_page",
    "watches",
    "workable_task",
]
