"""The names a diagram may use, and the functions they lead to.

The registry is the whole permission: a diagram reaches nothing that is not marked here. A room's `steps.py` marks
what a service task may call (`@step`), its `panels.py` what an officer reads beside a task's form (`@panel`), and
`@receiver(topic)` marks who takes the answer to a row of the outbox. A name is `<room>.<function>`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from app.errors import DesignError


@dataclass(frozen=True)
class Step:
    """A function a service task may call: its name, the function, the variables it needs and those it may have."""

    name: str
    call: Callable[..., dict[str, Any] | None]
    required: tuple[str, ...]
    optional: tuple[str, ...]

    def arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        """The call's keyword arguments, taken by parameter name from the task's variables; names what is missing."""
        missing = [name for name in self.required if name not in variables]
        if missing:
            raise DesignError(f"步骤 {self.name} 缺少变量：{', '.join(missing)}")
        return {name: variables[name] for name in (*self.required, *self.optional) if name in variables}


@dataclass(frozen=True)
class Message:
    """What a receiver wants told to a waiting process: the message's name, its correlation key and its data."""

    name: str
    key: str
    data: dict[str, Any]


_acting: ContextVar[str] = ContextVar("who acts", default="system")
_causing: ContextVar[tuple[int, int] | None] = ContextVar("the journal entry a step belongs to", default=None)


def acting() -> str:
    """Whose answer led to the step that runs now (`officer:12`, `citizen:5`); `system` for timers and outside a step."""
    return _acting.get()


def causing() -> tuple[int, int] | None:
    """(process, number of the journal entry) the step that runs now belongs to; None outside a step."""
    return _causing.get()


@contextmanager
def acting_as(by: str, *, entry: tuple[int, int] | None = None) -> Iterator[None]:
    """Within it, `acting()` is `by` and `causing()` is `entry`: the engine says so round every step."""
    acting_token, causing_token = _acting.set(by), _causing.set(entry)
    try:
        yield
    finally:
        _acting.reset(acting_token)
        _causing.reset(causing_token)


_steps: dict[str, Step] = {}
_panels: dict[str, Callable[..., Any]] = {}
_receivers: dict[str, Callable[..., list[Message]]] = {}


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.split('.')[1]}.{function.__name__}"


def step(function: Callable[..., Any]) -> Callable[..., Any]:
    """Marks `function` as a step that a service task may name."""
    _add_step(function)
    return function


def _add_step(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters.values()
    required = tuple(p.name for p in parameters if p.default is p.empty)
    optional = tuple(p.name for p in parameters if p.default is not p.empty)
    _steps[_name(function)] = Step(_name(function), function, required, optional)


def panel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Marks `function(variables) -> markup` as the panel beside the form of the same name."""
    _panels[_name(function)] = function
    return function


def receiver(topic: str) -> Callable[[Callable[..., list[Message]]], Callable[..., list[Message]]]:
    """Marks `function(payload, answer, error) -> [Message]` as the taker of answers to the outbox's `topic`."""

    def mark(function: Callable[..., list[Message]]) -> Callable[..., list[Message]]:
        _receivers[topic] = function
        return function

    return mark


def find_step(name: str) -> Step:
    """The step of that name; a wrong name is answered with the nearest right one (DesignError)."""
    if name not in _steps:
        raise DesignError(f"没有名为 {name} 的步骤{nearest(name, _steps)}")
    return _steps[name]


def find_panel(name: str) -> Callable[..., Any] | None:
    """The panel of that name, or None: a form need not have one."""
    return _panels.get(name)


def find_receiver(topic: str) -> Callable[..., list[Message]] | None:
    """Who takes the answers of that topic, or None."""
    return _receivers.get(topic)


def step_names() -> list[str]:
    """All step names, sorted: for the checks and the editors' completion."""
    return sorted(_steps)


def nearest(name: str, known: Any) -> str:
    """`，是不是 “x”？` for the nearest known name, or an empty string."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"，是不是 “{found[0]}”？" if found else ""
