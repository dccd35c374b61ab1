"""Processes: start, complete, send, tick. The stair between the rooms: a diagram connects them, and this runs it.

Begin at `commands` (the verbs) and `visit` (what every verb does: lock, fire what is due, apply, run, write once).
`deploy` takes diagrams in, `check` refuses what would not run as drawn, `spiff` moves the tokens, `rows` is the SQL,
`journal` is the truth. Every verb works inside the caller's transaction; only `tick` makes its own.
"""

from __future__ import annotations

from app.engine.claims import assign, claim, hand_over, release, save_draft
from app.engine.clockwork import cancel, resume, retry, run_due, suspend, tick
from app.engine.commands import complete, send, signal, start
from app.engine.deploy import check_files, deploy, deploy_files
from app.engine.happenings import EVENTS, Happening, tell_by
from app.engine.inbox import counts, inbox
from app.engine.intervening import INPUTS
from app.engine.journal import first_break, history
from app.engine.keys import discard_old
from app.engine.load import Heap, heat, load
from app.engine.moving.dry_runs import (
    DryRun,
    begin_dry_run,
    dry_run,
    dry_run_of,
    is_long,
    run_dry_runs,
    stop_dry_run,
    tried_plan,
)
from app.engine.moving.moves import (
    Member,
    Move,
    approve_move,
    fates,
    has_moved,
    members,
    move,
    moves,
    plan_of,
    progress,
    propose_move,
    refuse_move,
    stop_move,
)
from app.engine.moving.plan import Fate, MovePlan, Place, empty_plan, known_versions, live_diagrams, plan_move
from app.engine.moving.running import run_moves
from app.engine.moving.shown import elements_of, pictures
from app.engine.places import Sieve, Standing, destinations, element_names, standing, trouble_places, troubled
from app.engine.proposals import Proposed, approve, proposal, proposals, propose, refuse
from app.engine.proving import Fault, prove
from app.engine.queries import (
    asked,
    next_due,
    open_tasks,
    overdue_keys,
    picture,
    process,
    process_variables,
    processes_of,
    task,
    task_for,
    tasks_for,
    tasks_of,
    variables,
)
from app.engine.replay import Replayed, replay
from app.engine.rewinding import Undone
from app.engine.rewinding import preview as rewind_preview
from app.engine.rewinding import targets as rewind_targets
from app.engine.signals import listening
from app.engine.trouble import StepFailed, Stopped
from app.engine.values import Deployed, Entry, Page, Picture, Process, Sent, Task
from app.engine.wishes import wishes

__all__ = [
    "Deployed",
    "EVENTS",
    "Entry",
    "Fault",
    "Happening",
    "Heap",
    "INPUTS",
    "Page",
    "Picture",
    "Process",
    "Replayed",
    "Sent",
    "StepFailed",
    "Stopped",
    "Task",
    "asked",
    "assign",
    "cancel",
    "check_files",
    "claim",
    "discard_old",
    "complete",
    "counts",
    "deploy",
    "deploy_files",
    "first_break",
    "hand_over",
    "heat",
    "history",
    "inbox",
    "listening",
    "load",
    "next_due",
    "open_tasks",
    "overdue_keys",
    "picture",
    "process",
    "process_variables",
    "processes_of",
    "release",
    "replay",
    "resume",
    "retry",
    "run_due",
    "save_draft",
    "send",
    "signal",
    "start",
    "suspend",
    "task",
    "task_for",
    "tasks_for",
    "tasks_of",
    "tell_by",
    "tick",
    "variables",
    "wishes",
    "Proposed",
    "approve",
    "proposal",
    "prove",
    "proposals",
    "propose",
    "refuse",
    "Sieve",
    "Standing",
    "Undone",
    "destinations",
    "element_names",
    "standing",
    "trouble_places",
    "troubled",
    "rewind_preview",
    "rewind_targets",
    "Fate",
    "Member",
    "Move",
    "MovePlan",
    "Place",
    "approve_move",
    "fates",
    "known_versions",
    "live_diagrams",
    "members",
    "move",
    "moves",
    "plan_move",
    "plan_of",
    "progress",
    "propose_move",
    "refuse_move",
    "run_moves",
    "stop_move",
    "elements_of",
    "pictures",
    "has_moved",
    "DryRun",
    "begin_dry_run",
    "dry_run",
    "dry_run_of",
    "empty_plan",
    "is_long",
    "run_dry_runs",
    "stop_dry_run",
    "tried_plan",
]
