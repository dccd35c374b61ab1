"""Tasks: of people, of steps, of decisions, of FEEL."""

from __future__ import annotations

from typing import Any

from app.engine.spiff.element import Element
from app.engine.spiff.token import READY, Token


class UserTask(Element):
    """Waits for a person. The runner hears of it through `Run.opened`."""

    opens_task = True

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.manual = True

    def arrived(self, token: Token) -> bool:
        """Ready for a person, not for the engine."""
        token._state = READY
        token.workflow.top_workflow.opened.append(token)
        return False


class PassThrough(Element):
    """A task without a kind, or done by hand outside: Camunda 8 passes it, and so do we."""


class StepTask(Element):
    """A service task (or a script, rule or send task with a task definition): calls a step."""

    def _run_hook(self, my_task: Token) -> bool:
        step = self.extensions.step
        if step:
            outside = my_task.workflow.top_workflow.outside
            my_task.internal_data["result"] = outside.call_step(self.element_id, step, my_task.variables)
        return True


class ScriptTask(StepTask):
    """Evaluates FEEL into a variable."""

    def _run_hook(self, my_task: Token) -> bool:
        script = self.extensions.script
        if script is None:
            return super()._run_hook(my_task)
        value = script(my_task.variables, my_task.workflow.top_workflow.outside.now)
        my_task.internal_data["result"] = {self.extensions.result_variable or "result": value}
        return True


class RuleTask(StepTask):
    """Asks a decision; its value goes into a variable."""

    def _run_hook(self, my_task: Token) -> bool:
        decision = self.extensions.decision
        if not decision:
            return super()._run_hook(my_task)
        outside = my_task.workflow.top_workflow.outside
        value = outside.decide(self.element_id, my_task.workflow.definition, decision, my_task.variables)
        my_task.internal_data["result"] = {self.extensions.result_variable or decision: value}
        return True
