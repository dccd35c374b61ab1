"""What every element does: variables in, wait or run, variables out, tokens on.

SpiffWorkflow predicts the tokens of the whole path ahead; here a token is made when it is reached, so the tree is
always the frontier. Boundary events are children of their activity's token and live as long as it does.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask

from app.engine.profile import ROOT, Mapping, Profile
from app.engine.spiff.token import COMPLETED, FUTURE, Token

NO_PROFILE = Profile()


class Element(BpmnTaskSpec):
    """The base of all our elements.

    extensions: the profile read from `zeebe:`. boundaries: names of the boundary events on it.
    """

    extensions: Profile = NO_PROFILE
    element_id: str = ""
    opens_task = False
    is_watch = False
    """Whether it only watches, from when its scope begins until it ends: the start event of an event subprocess."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.bpmn_id = self.element_id = name
        self.bpmn_name = kwargs.get("bpmn_name")
        self.boundaries: list[str] = []

    # entering ---------------------------------------------------------------------------------------------------

    def _predict(self, my_task: Token, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        """Nothing is predicted."""

    def _update(self, my_task: Token) -> None:
        if my_task._state != FUTURE:
            return
        my_task._inherit_data()
        detours = my_task.workflow.top_workflow.detours
        if self.element_id in detours:
            self.turn_away(my_task, detours.pop(self.element_id))
            return
        self.enter(my_task)
        if self.arrived(my_task):
            my_task._ready()
        if self.boundaries and my_task.is_live:
            self.watch(my_task)

    def turn_away(self, token: Token, to: str) -> None:
        """The token does not run here: it goes to the element `to` of the same scope, or ("") on as if this were done."""
        token._state = COMPLETED
        if to:
            self.follow(token, [to])
        else:
            self.leave(token)

    def enter(self, token: Token) -> None:
        """Evaluates the inputs; they are local to the element."""
        if self.extensions.inputs:
            local = token.internal_data.setdefault("local", {})
            self.work_out(local, token.data, token.workflow.top_workflow.outside.now)

    def work_out(self, local: dict[str, Any], data: dict[str, Any], now: Any) -> None:
        """Evaluates the inputs at a moment, each over the ones before it."""
        for mapping in self.extensions.inputs:
            assign(local, mapping.target, mapping.source({**data, **local}, now))

    def arrived(self, token: Token) -> bool:
        """Whether the element may run at once; one that waits sets its own state and says False."""
        return True

    def watch(self, token: Token) -> None:
        """Sets the boundary events beside the activity."""
        for name in self.boundaries:
            event = token._add_child(token.workflow.spec.task_specs[name])
            event.triggered = True
            event.task_spec._update(event)

    def _on_ready(self, my_task: Token) -> None:
        """Nothing is checked or assigned at this moment: the parser and the check did."""

    # running ----------------------------------------------------------------------------------------------------

    def _run(self, my_task: Token) -> bool | None:
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        return True

    # leaving ----------------------------------------------------------------------------------------------------

    def _on_complete(self, my_task: Token) -> None:
        self.absorb(my_task, my_task.internal_data.pop("result", None) or {})
        self.mark(my_task)
        for event in my_task.children:
            event.cancel()
        self.leave(my_task)

    def absorb(self, token: Token, result: dict[str, Any]) -> None:
        """The result joins the variables; with output mappings only what they name does."""
        outputs = self.extensions.outputs
        if not outputs:
            token.data.update(result)
            return
        now = token.workflow.top_workflow.outside.now
        assign_all(token.data, outputs, {**token.variables, **result}, now)

    def mark(self, token: Token) -> None:
        """Notes that the element was done, for the journal and the picture."""
        token.workflow.top_workflow.path.append(f"{token.workflow.definition.diagram}/{self.element_id}")

    def leave(self, token: Token) -> None:
        """Tokens on all outgoing flows; an end when there is none. An instance of a loop reports to its loop."""
        parent = token.parent
        if parent is not None and parent.is_live and getattr(parent.task_spec, "task_spec", None) == self.name:
            parent.task_spec.instance_done(parent, token)
            return
        self.follow(token, self._outputs)

    def follow(self, token: Token, names: list[str]) -> None:
        """New tokens on these elements; several are parallel branches of a new fork."""
        if not names:
            token.workflow.token_ended(token)
            return
        specs = token.workflow.spec.task_specs
        children = [token._add_child(specs[name]) for name in names]
        if len(children) > 1:
            fork(token, children)
        for child in children:
            child.task_spec._update(child)

    def _on_cancel(self, my_task: Token) -> None:
        """Nothing to undo."""


def fork(token: Token, children: list[Token]) -> None:
    """Marks the children as parallel branches: each inherits the forks, and its own branch of a new one."""
    number = new_fork(token)
    for branch, child in enumerate(children):
        child.internal_data["branch"] = (number, branch)


def new_fork(token: Token) -> int:
    """A new fork whose base is the token's data; its number."""
    run = token.workflow.top_workflow
    number = run.next_id()
    run.forks[number] = dict(token.data)
    return number


def assign(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Sets a variable; a path `a.b` sets an entry of the context `a`, which is copied first (values are shared)."""
    if len(path) == 1:
        data[path[0]] = value
        return
    inner = data.get(path[0])
    inner = dict(inner) if isinstance(inner, dict) else {}
    assign(inner, path[1:], value)
    data[path[0]] = inner


def assign_all(data: dict[str, Any], outputs: tuple[Mapping, ...], variables: dict[str, Any], now: Any) -> None:
    """Evaluates all outputs over the same variables, then sets them."""
    for path, value in [(mapping.target, mapping.source(variables, now)) for mapping in outputs]:
        assign(data, path, value)


class Start(Element, BpmnStartTask):
    """SpiffWorkflow's root: puts the token on the start event that was asked for."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.starts: dict[str, bool] = {}

    def mark(self, token: Token) -> None:
        """The root is not drawn."""

    def leave(self, token: Token) -> None:
        """One start event fires, not all."""
        wanted = token.internal_data.pop("start", None)
        self.follow(token, [wanted or next(name for name, is_plain in self.starts.items() if is_plain)])
        token.data = {}


class ProcessSpec(BpmnProcessSpec):
    """A process with our root and nothing else that is not drawn: ends are found by counting tokens."""

    def __init__(self, name: str, description: str | None = None, filename: str | None = None) -> None:
        super().__init__(name, description, filename)
        self.event_starts: list[str] = []
        self.task_specs.clear()  # SpiffWorkflow's own root and ends would take the names of drawn elements
        self.start = Start(self, ROOT)
