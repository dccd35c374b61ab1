"""The verbs: start, complete, send, claim … Each locks one process, fires what is due before its input, and writes once.

A verb runs inside the caller's transaction and never commits. What a diagram throws is delivered in the same transaction.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from app.engine import definitions, due, keys, messages, rows, signals, starting
from app.engine.expressions import moment
from app.engine.live import taken
from app.engine.rows import Row
from app.engine.spiff import runner
from app.engine.values import Process, Sent, Task
from app.engine.visit import Visit
from app.errors import Conflict, DesignError, NotAllowed
from app.store import clock


def start(diagram: str, *, business_key: str, data: dict[str, Any], by: str, key: str | None = None) -> Process:
    """Starts the newest version of a diagram. The same `key` again gives the process that was started then."""
    call = keys.of("start", key, diagram, business_key, data)
    known = keys.take(call)
    if known is not None:
        return _first(known)
    version, given = definitions.newest(diagram), taken(data, "data")
    if not any(definitions.definition(version).spec.start.starts.values()):
        raise DesignError(f"流程 {diagram} 只能由消息或信号启动")
    started = messages.finish(starting.begin(version, business_key=business_key, data=given, by=by, event=None))
    keys.keep(call, started.id, started.state)
    return started


def _first(known: tuple[int | None, str]) -> Process:
    assert known[0] is not None  # what was started or completed has a process
    return process_of(known[0])


def process_of(process_id: int) -> Process:
    """The process with that id. NotFound when there is none."""
    row = rows.read_process(process_id)
    return row.process(definitions.definition(row.version_id).version)


def complete(
    task_id: int, answers: dict[str, Any], *, by: str, key: str | None = None, typed: dict[str, Any] | None = None
) -> Process:
    """A person completes a user task; the answers join the variables. `typed` stays with the task as its last draft.

    Conflict when somebody was quicker, the task is claimed by another, or the process does not run; NotAllowed for one
    who is barred (four eyes). Trouble further on does not raise: the process that is returned says so, and keeps the answers.
    """
    call = keys.of("complete", key, task_id, answers, by)  # the same from somebody else is another decision
    task, row, is_used = rows.lock_task_for(task_id, key)
    if call is not None and (is_used or task.state != "open" or row.state != "running"):
        # what was open when we began to wait for it may have been done by this very call
        known = keys.known(call)
        if known is not None:
            return _first(known)
    _may_be_done(task, row, by)
    if typed is not None:
        rows.keep_draft(task_id, taken(typed, "typed"))
    visit = Visit(row, clock.now(), call=call)
    if not due.fire(visit, visit.now):
        raise Conflict(_("这件事项的流程出现故障，您的操作没有生效。请稍后再试。"))
    given = {
        "kind": "complete",
        "by": by,
        "at": visit.now.isoformat(),
        "token": task.token,
        "answers": taken(answers, "answers"),
    }
    apply_complete(visit, given)
    return messages.finish(visit)


def apply_complete(visit: Visit, given: dict[str, Any]) -> None:
    """The input of a completion; also when it is tried again. Conflict when the task is gone by now."""
    token = visit.run.find(given["token"])
    if token is None or not token.task_spec.opens_task:
        raise Conflict(_("这项任务的期限已过或已被撤销，不能再办理。"))
    visit.completed[token.id] = (given["by"], moment(given["at"]))
    element = token.task_spec.element_id
    visit.apply(
        given,
        lambda: runner.complete(visit.run, token, given["answers"], given["by"]),
        kind="task_completed",
        element=element,
        now=moment(given["at"]),
    )


def _may_be_done(task: Task, row: Row, by: str) -> None:
    must_be_open(task, row)
    if task.assignee is not None and task.assignee != by:
        raise Conflict(_("这项任务已由别人签收，请先请其退回或转交。"), who=task.assignee)
    must_not_be_barred(task, by)


def must_be_open(task: Task, row: Row) -> None:
    """Conflict when the task is done or its process does not run; says who was quicker and when."""
    if task.state == "done":
        raise Conflict(_("别人比您先一步办理了这项任务。"), who=task.completed_by, at=task.completed_at)
    if task.state != "open":
        raise Conflict(_("这项任务已被撤销，不能再办理。"), at=task.completed_at)
    if row.state == "suspended":
        raise Conflict(_("这件事项已中止，恢复后才能办理。"))
    if row.state == "troubled":
        raise Conflict(_("这件事项的流程正在排除故障，请稍后再办理。"))


def must_not_be_barred(task: Task, by: str) -> None:
    """NotAllowed for an actor whom four eyes keep from this task."""
    if by in task.barred:
        raise NotAllowed(_("经办与审批不能是同一人：您办理过前面的环节，不能办理这一环节。"))


def send(
    name: str,
    correlation_key: str,
    data: dict[str, Any],
    *,
    by: str,
    key: str | None = None,
    keep_for: timedelta | None = None,
) -> Sent:
    """A message: to the process that waits for it, else to a message start event, else kept until somebody waits.

    `keep_for`: how long it is kept (None: settings.engine.message_days; nothing: it is for those who wait now or nobody).
    """
    call = keys.of("send", key, name, correlation_key, data)
    known = keys.take(call)
    if known is not None:
        process_id, outcome = known
        return Sent(outcome, process_of(process_id) if process_id is not None else None)
    until = clock.now() + keep_for if keep_for is not None else None
    sent = messages.deliver(name, correlation_key, taken(data, "data"), by, until=until)
    keys.keep(call, sent.process.id if sent.process else None, sent.outcome)
    return sent


def signal(name: str, data: dict[str, Any], *, by: str, key: str | None = None) -> int:
    """A signal to all who wait for that name now, and to all diagrams that begin with it; how many will have it.

    They have it in transactions of their own, after this one has been committed (`tick`). Nothing is kept for later.
    """
    call = keys.of("signal", key, name, data)
    known = keys.take(call)
    if known is not None:
        return int(known[1])
    count = signals.broadcast(name, taken(data, "data"), by)
    keys.keep(call, None, str(count))
    return count
