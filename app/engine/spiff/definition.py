"""One version of a diagram, parsed: what all its runs share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Definition:
    """A parsed diagram with what it calls pinned.

    id: of the version's row (0 in memory). spec: the process; embedded: subprocess id → its spec.
    start_messages: start event → message or signal name. called: loads a called diagram's pinned version by process id.
    decisions: decision id → (version, model) by a loader. Nothing here changes after parsing: runs share it.
    """

    id: int
    diagram: str
    version: int
    name: str
    spec: Any
    embedded: dict[str, Any]
    start_messages: dict[str, str] = field(default_factory=dict)
    called: Callable[[str], Definition] | None = None
    decision: Callable[[str], Any] | None = None

    def spec_named(self, name: str) -> Any:
        """The spec of this process or of one of its embedded subprocesses."""
        return self.spec if name == self.spec.name else self.embedded[name]

    def specs(self) -> list[Any]:
        """The specs of all elements, of embedded subprocesses too."""
        return [spec for part in (self.spec, *self.embedded.values()) for spec in part.task_specs.values()]

    def element_ids(self) -> set[str]:
        """The ids of all drawn elements."""
        return {spec.element_id for spec in self.specs() if getattr(spec, "element_id", "")}

    def heard_signals(self) -> set[str]:
        """The names of the signals that it waits for or begins with."""
        heard = (getattr(spec, "trigger", None) for spec in self.specs() if not getattr(spec, "throws", False))
        return {trigger.name for trigger in heard if trigger is not None and trigger.kind == "signal"}

    def calls(self) -> list[str]:
        """The diagrams it calls, in the order they are drawn."""
        found = [spec.extensions.call for spec in self.specs() if getattr(spec, "extensions", None)]
        return list(dict.fromkeys(call.diagram for call in found if call is not None))
