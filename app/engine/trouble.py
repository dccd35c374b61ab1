"""Why a process stops. `Stopped` waits for a person; `StepFailed` is tried again by itself, with growing waits."""

from __future__ import annotations

from app.errors import DesignError


class Stopped(DesignError):
    """The diagram cannot go on here: an expression, a decision or the drawing is wrong, or a budget is used up."""

    def __init__(self, element: str, text: str) -> None:
        self.element, self.text = element, text
        super().__init__(f"{element}: {text}")


class StepFailed(Exception):
    """A step raised. `cause` is what it raised."""

    def __init__(self, element: str, step: str, cause: BaseException) -> None:
        self.element, self.step, self.cause = element, step, cause
        super().__init__(f"{element}: {step}: {type(cause).__name__}: {cause}")


def told(error: Exception) -> str:
    """What the operators read of it: a step's own words; of a fault of ours only its kind, which may hold no one's data."""
    if isinstance(error, StepFailed):
        return f"{error.step}: {type(error.cause).__name__}: {error.cause}"[:500]
    return f"{type(error).__name__}"
