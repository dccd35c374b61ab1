"""A scope: the run of a process, or of a subprocess or called diagram inside it. Its tree holds only what is alive."""

from __future__ import annotations

from collections import deque
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from app.engine.spiff.definition import Definition
from app.engine.spiff.merge import merged, same
from app.engine.spiff.token import FUTURE, READY, Token

MAX_DEPTH = 25


def _is_same(data: dict[str, Any], base: dict[str, Any]) -> bool:
    return len(data) == len(base) and all(name in base and same(value, base[name]) for name, value in data.items())


class Refuse:
    """In the place of SpiffWorkflow's script engine: whatever would have run as Python is refused."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"SpiffWorkflow asked for its script engine ({name}); only FEEL runs here")


class _Scope:
    """What a run and the scopes inside it share.

    definition: the diagram's version whose elements stand here. performers: who completed which user task in this
    scope ({element: [actor, …]}), for four eyes. ended: data and branches of the tokens that reached an end.
    """

    definition: Definition
    tasks: dict[int, Token]
    completed: bool

    def open_scope(self, definition: Definition) -> None:
        """Sets up the parts that SpiffWorkflow does not know."""
        self.definition = definition
        self.performers: dict[str, list[str]] = {}
        self.ended: list[tuple[dict[str, Any], tuple[tuple[int, int], ...]]] = []

    def start_at(self, data: dict[str, Any], start: str | None) -> None:
        """Puts the first token on the start event `start` (the plain one when None) and readies it."""
        root = Token(self, self.spec.start, state=FUTURE)  # type: ignore[attr-defined]
        self.task_tree = root
        root.data = data
        root.internal_data["start"] = start
        root._set_state(READY)

    @property
    def live(self) -> list[Token]:
        """The live tokens of this scope, in the order they were made."""
        return [token for token in self.tasks.values() if token.is_live]

    @property
    def flowing(self) -> list[Token]:
        """The live tokens on which the scope's end waits, but for event subprocesses that run beside."""
        return [one for one in self.live if not one.task_spec.is_watch and "beside" not in one.internal_data]

    @property
    def is_busy(self) -> bool:
        """Whether anything is left but the root and what only watches."""
        if len(self.tasks) <= 1 or not self.spec.event_starts:  # type: ignore[attr-defined]
            return len(self.tasks) > 1
        return any(one is not self.task_tree and not one.task_spec.is_watch for one in self.tasks.values())

    def watch(self, data: dict[str, Any], names: list[str] | None = None) -> None:
        """Sets the start events of the scope's event subprocesses (those named): with these variables they say what they wait for."""
        for name in self.spec.event_starts if names is None else names:  # type: ignore[attr-defined]
            event = Token(self, self.spec.task_specs[name], self.task_tree)  # type: ignore[attr-defined]
            event.triggered, event.data = True, data
            event.task_spec.arrived(event)
            event.data = {}

    def emptied(self) -> None:
        """Cancels whatever lives in the scope, and forgets what has ended."""
        self.ended = []
        for token in self.live:
            token.cancel()

    def token_ended(self, token: Token) -> None:
        """A token reached an end of the flow. A branch that changed nothing need not be remembered."""
        base = self.top_workflow.forks.get(token.forks[-1][0]) if token.forks else None  # type: ignore[attr-defined]
        if base is not None and self.flowing and _is_same(token.data, base):
            return
        self.ended.append((token.data, token.forks))

    def prune(self, token: Token) -> None:
        """Takes a finished token out of the tree; its children hang on the root."""
        root = self.task_tree
        if token is root or self.tasks.pop(token.id, None) is None:
            return
        parent = self.tasks.get(token._parent)  # type: ignore[arg-type]
        if parent is not None:
            parent._children.remove(token.id)
        for child in token._children:
            child_token = self.tasks.get(child)
            if child_token is not None:
                child_token._parent = root.id
                root._children.append(child)

    def swept(self) -> None:
        """Prunes everything finished."""
        for token in [token for token in self.tasks.values() if not token.is_live]:
            self.prune(token)

    def final_data(self, is_lenient: bool) -> dict[str, Any]:
        """The data with which the scope ends: of the last token, of all together when branches ended apart."""
        if not self.ended:
            return dict(self.task_tree.data)
        return merged(self.ended, self.top_workflow.forks, self.spec.name, is_lenient)[0]  # type: ignore[attr-defined]


class Run(_Scope, BpmnWorkflow):
    """A whole process. `outside` is where steps, decisions and the clock come from (see `runner.Outside`).

    detours: element → where the next token goes that comes to it ("" passes it): an administrator's, for one input.
    """

    def __init__(self, definition: Definition, outside: Any) -> None:
        self.ready: deque[Token] = deque()
        self.counter = 0
        self.forks: dict[int, dict[str, Any]] = {}
        self.path: list[str] = []
        self.opened: list[Token] = []
        self.thrown: list[Any] = []
        self.detours: dict[str, str] = {}
        self.outside = outside
        self.max_steps, self.max_seconds = 10_000, 10.0
        self.subprocesses: dict[int, SubRun] = {}
        super().__init__(definition.spec, script_engine=Refuse(), deserializing=True)
        self.open_scope(definition)

    def next_id(self) -> int:
        """The next token's id: small integers, so that a replay gives the same ones."""
        self.counter += 1
        return self.counter

    @property
    def scopes(self) -> list[_Scope]:
        """This scope and all inside it, outer before inner."""
        return [self, *self.subprocesses.values()]

    def tokens(self) -> list[Token]:
        """All live tokens of all scopes."""
        return [token for scope in self.scopes for token in scope.live]

    def find(self, token_id: int) -> Token | None:
        """The live token with that id, in whatever scope it stands."""
        for scope in self.scopes:
            token = scope.tasks.get(token_id)
            if token is not None:
                return token if token.is_live else None
        return None


class SubRun(_Scope, BpmnSubWorkflow):
    """An embedded subprocess or a called diagram. `parent_task_id` is the token that waits for it."""

    def __init__(self, spec: Any, parent: Token, definition: Definition) -> None:
        super().__init__(spec, parent.id, parent.workflow.top_workflow, deserializing=True)
        self.open_scope(definition)

    @property
    def parent_workflow(self) -> Any:
        """The scope in which the waiting token stands."""
        return self.parent_token.workflow

    @property
    def parent_token(self) -> Token:
        """The token that waits for this scope."""
        for scope in self.top_workflow.scopes:
            if self.parent_task_id in scope.tasks:
                return scope.tasks[self.parent_task_id]
        raise KeyError(self.parent_task_id)
