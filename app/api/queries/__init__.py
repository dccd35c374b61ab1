"""What programs may ask: only what their officer may see at the desk."""

from app.api.queries.diagrams import Diagram, diagram_text, diagrams, versions
from app.api.queries.processes import Run, addressee, entries, run, runs, starting_roles, who_hears
from app.api.queries.tasks import locked_task, tasks
from app.api.queries.tokens import owner_names, person_of, tokens
from app.api.queries.webhooks import ANYBODY, TOPIC, Target, deliveries, listeners, subscriptions, target

__all__ = [
    "ANYBODY",
    "Target",
    "TOPIC",
    "Diagram",
    "Run",
    "addressee",
    "diagram_text",
    "diagrams",
    "entries",
    "locked_task",
    "owner_names",
    "person_of",
    "run",
    "runs",
    "starting_roles",
    "tasks",
    "tokens",
    "versions",
    "who_hears",
    "deliveries",
    "listeners",
    "subscriptions",
    "target",
]
