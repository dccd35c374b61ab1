"""A token: SpiffWorkflow's task with an integer id, its own data, and the parallel branches it stands in."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

FUTURE, WAITING, READY, STARTED = TaskState.FUTURE, TaskState.WAITING, TaskState.READY, TaskState.STARTED
COMPLETED, CANCELLED = TaskState.COMPLETED, TaskState.CANCELLED
LIVE = FUTURE | WAITING | READY | STARTED


class Token(Task):
    """One token on one element.

    data: the variables as this token sees them; values are shared between tokens and never changed in place.
    internal_data: what the element must remember (`due`, `key`, `local`, loop positions …); plain JSON.
    forks: the parallel branches it stands in, outermost first: ((fork, branch), …); see `merge`.
    """

    def __init__(
        self, workflow: Any, task_spec: Any, parent: Task | None = None, state: int = FUTURE, id: int | None = None
    ) -> None:
        # not super().__init__: it draws a random id and reads the clock, and a replay must give the same bytes
        self.id = workflow.top_workflow.next_id() if id is None else id
        self.workflow = workflow
        self.task_spec = task_spec
        self._parent = parent.id if parent is not None else None
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0
        self.forks: tuple[tuple[int, int], ...] = ()
        workflow.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    @property
    def is_live(self) -> bool:
        """Whether the token is neither done nor cancelled."""
        return self._state & LIVE != 0

    @property
    def variables(self) -> dict[str, Any]:
        """What expressions of its element see: the data and, over it, the element's local inputs."""
        local = self.internal_data.get("local")
        return {**self.data, **local} if local else self.data

    def _set_state(self, value: int) -> None:
        self._state = value
        if value == READY:
            self.workflow.top_workflow.ready.append(self)

    def _add_child(self, task_spec: Any, state: int = FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)

    def _inherit_data(self) -> None:
        parent = self.parent
        self.data = dict(parent.data)
        branch = self.internal_data.pop("branch", None)
        self.forks = (*parent.forks, (branch[0], branch[1])) if branch else parent.forks

    def run(self) -> bool | None:
        """Runs the element and, unless running it cancelled the token, completes it."""
        result = self.task_spec._run(self)
        if result and self.is_live:
            self.complete()
        return result

    def cancel(self, keep: Token | None = None) -> None:
        """Cancels the token, what it started and what waits beside it, but not `keep`."""
        if not self.is_live:
            return
        self._state = CANCELLED
        self.task_spec._on_cancel(self)
        for child in self.children:
            if child is not keep:
                child.cancel()
