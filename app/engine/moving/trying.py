"""One process is tried on a copy in another version of its diagram. Nothing is written or sent.

Its state is loaded, put on the new version, and run until it waits; a step or decision that would be reached is not called.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.engine import definitions
from app.engine.live import Live
from app.engine.rows import Row
from app.engine.spiff import codec, runner
from app.engine.spiff.definition import Definition
from app.engine.spiff.scope import Run
from app.engine.spiff.transplant import Mapping, Stand, Transplant
from app.engine.trouble import Stopped
from app.store import clock


class Reached(Exception):
    """On a copy: a step or a decision would be next."""


class Still(Live):
    """The outside of a copy: nothing is called."""

    def call_step(self, element: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Would be called."""
        raise Reached(element)

    def decide(self, element: str, definition: Definition, decision: str, variables: dict[str, Any]) -> Any:
        """Would be decided."""
        raise Reached(element)


@dataclass
class Tried:
    """A process on a copy in the new version: what its tokens do, what keeps it back, whether it would go on at once."""

    stands: list[Stand]
    why: list[str]
    goes_on: bool = False
    timers: int = 0
    tasks: int = 0


def try_out(row: Row, target: Definition, mapping: Mapping) -> Tried:
    """Tries a process on a copy."""
    outside, at = Still(row.suspended_at or clock.now(), lambda: None), definitions.definition
    run = codec.load(row.content, at, outside) if row.content is not None else Run(at(row.version_id), outside)
    found = Transplant(run, target, mapping)
    tried = Tried(found.stands, [*words(found.blocked), *kept_input(row, target)])
    if tried.why:
        return tried
    kept = {one.token for one in runner.waiting(run)}
    try:
        found.carry_out()
    except Reached:
        tried.goes_on = True
    except Stopped as error:
        tried.why.append(str(error))
    tried.goes_on = tried.goes_on or bool(run.path)
    if tried.goes_on and row.state != "running":
        tried.why.append(at_rest())
    waits = Counter(one.kind for one in runner.waiting(run) if one.token in kept)
    tried.timers, tried.tasks = waits["timer"], waits["task"]
    return tried


def at_rest() -> str:
    """Why a process that does not run stays, when it would go on in the new version."""
    return _("换过去以后会立即往前走：请先恢复流程或排除故障。")


def words(stands: list[Stand]) -> list[str]:
    """The reasons of blocked tokens, each once, with the element."""
    return list(dict.fromkeys(f"{stand.element}：{stand.why}" for stand in stands))


def kept_input(row: Row, target: Definition) -> list[str]:
    """What keeps a process back that stopped before its first step: its start event has to be there."""
    given = (row.trouble or {}).get("input", {})
    event = given.get("event") if given.get("kind") == "start" else None
    if event and event not in target.spec.start.starts:
        return [f"{event}：" + _("新版里没有这个开始事件。")]
    return []
