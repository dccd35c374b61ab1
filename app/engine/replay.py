"""Replay: the state at any moment, made again from the journal alone, and compared with what was written then.

Steps are not called and decisions are not taken again: their answers are in the entries. Everything else (expressions,
gateways, timers, data) is computed anew, with the exact versions. The first entry where path, facts or state differ is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.engine import definitions, journal, renewing, rows, shifting
from app.engine.expressions import ZONE
from app.engine.spiff import codec, displace, runner
from app.engine.spiff.definition import Definition
from app.engine.spiff.scope import Run
from app.engine.spiff.transplant import Transplant
from app.engine.trouble import StepFailed, Stopped
from app.engine.values import Entry
from app.errors import AppError


class Diverged(AppError):
    """重放的结果与当时的记录不一致。"""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found. live: the elements with tokens; variables: of the oldest token; divergence: None when all fits.

    divergence: {seq, what, then, now}: the first entry that came out differently.
    """

    process_id: int
    seq: int
    live: list[str]
    variables: dict[str, Any]
    divergence: dict[str, Any] | None = None


@dataclass
class Recorded:
    """The outside of a replay: gives the answers that the entry has noted, in their order."""

    now: datetime
    facts: list[dict[str, Any]] = field(default_factory=list)

    def _next(self, kind: str, element: str, name: str) -> dict[str, Any]:
        fact = self.facts.pop(0) if self.facts else {}
        if (fact.get("kind"), fact.get("element"), fact.get("step") or fact.get("decision")) != (kind, element, name):
            raise Diverged(then=[fact.get("kind"), fact.get("element")], now=[kind, element, name])
        return fact

    def call_step(self, element: str, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The step's result as it was; other arguments than then are a divergence."""
        fact = self._next("step_called", element, name)
        given = {key: variables.get(key) for key in fact["arguments"]}
        if given != fact["arguments"]:
            raise Diverged(then=fact["arguments"], now=given)
        return fact["result"]

    def decide(self, element: str, definition: Definition, decision: str, variables: dict[str, Any]) -> Any:
        """The decision's value as it was."""
        return self._next("decided", element, decision)["result"]


class Player:
    """Applies entries to a run. `entries` are those of the process: a rewind plays the earlier ones again."""

    def __init__(self, definition: Definition, entries: list[Entry], find: codec.Find = definitions.definition) -> None:
        self.outside = Recorded(datetime(1970, 1, 1, tzinfo=ZONE))
        self.definition, self.entries, self.find = definition, entries, find
        self.at = self.outside.now
        self.run = Run(definition, self.outside)
        self.suspended_at: datetime | None = None

    def play(self, entry: Entry) -> None:
        """One entry; raises Diverged where it comes out differently."""
        given = entry.data.get("in", {})
        self.at = entry.at
        self.outside.now = (
            datetime.fromisoformat(entry.data["now"]).astimezone(ZONE) if "now" in entry.data else entry.at
        )
        self.outside.facts = list(entry.facts)
        self.run.path.clear()
        self.run.detours = dict(given.get("detours") or {})
        if entry.kind in _MOVES:
            _MOVES[entry.kind](self, given, entry)
            run = self.run
            run.opened.clear()
            run.thrown.clear()
            path = [step.removeprefix(self.definition.diagram + "/") for step in run.path]
            _same("path", entry.data.get("path", []), path)
            _same("facts", [], self.outside.facts)
        if entry.state:
            _same("state", entry.state, codec.fingerprint(codec.structure(self.run)))

    def start(self, given: dict[str, Any], entry: Entry) -> None:
        """The first token."""
        runner.start(self.run, given["data"], given.get("event"))

    def complete(self, given: dict[str, Any], entry: Entry) -> None:
        """A user task."""
        runner.complete(self.run, self._token(given), given["answers"], entry.by)

    def timer(self, given: dict[str, Any], entry: Entry) -> None:
        """A timer."""
        runner.fire(self.run, self._token(given), given.get("skipped", 0))

    def message(self, given: dict[str, Any], entry: Entry) -> None:
        """A message."""
        runner.receive(self.run, self._token(given), given["data"])

    def suspend(self, given: dict[str, Any], entry: Entry) -> None:
        """Only the moment matters."""
        self.suspended_at = entry.at

    def resume(self, given: dict[str, Any], entry: Entry) -> None:
        """Timers move by the days that were lost."""
        assert self.suspended_at is not None
        shifting.shift_timers(self.run, self.suspended_at, given["days"], resumed_at=entry.at)
        self.suspended_at = None

    def cancel(self, given: dict[str, Any], entry: Entry) -> None:
        """All tokens go."""
        runner.cancel_all(self.run)

    def edit(self, given: dict[str, Any], entry: Entry) -> None:
        """A variable was given another value; an edited input is in the entry that it became."""
        if given.get("token") is not None:
            opened = renewing.opened_at(given.get("tasks"))
            displace.edit_anew(self.run, self._token(given), given["name"], given.get("after"), opened)

    def skip(self, given: dict[str, Any], entry: Entry) -> None:
        """A token was passed on; a detour is in the entry of the input that it changed."""
        if given.get("token") is not None:
            displace.pass_on(self.run, self._token(given))

    def set_elsewhere(self, given: dict[str, Any], entry: Entry) -> None:
        """A token was set on another element."""
        if given.get("token") is not None:
            displace.set_on(self.run, self._token(given), given["to"])

    def go_over(self, given: dict[str, Any], entry: Entry) -> None:
        """The process went over to another version of its diagram: from the state that the entry names."""
        if "before" in given:  # entries before the seal was kept have none
            _same("before", given["before"], codec.fingerprint(codec.structure(self.run)))
        Transplant(self.run, self.find(given["to"]), given["mapping"]).carry_out()

    def rewind(self, given: dict[str, Any], entry: Entry) -> None:
        """The state of an earlier entry, with the time since given back; the one before a move that is undone as it was."""
        entries = [one for one in self.entries if one.seq <= given["to"]]
        earlier, is_exact = played(self.definition, entries, self.find), given.get("is_exact", False)
        self.run, self.suspended_at = earlier.run, earlier.suspended_at if is_exact else None
        self.run.outside = self.outside
        set_back(self.run, given["counter"], earlier.at, given["days"], is_exact=is_exact)

    def _token(self, given: dict[str, Any]) -> Any:
        token = self.run.find(given["token"])
        if token is None:
            raise Diverged(then=f"token {given['token']}", now="no such token")
        return token


_MOVES = {
    "started": Player.start,
    "task_completed": Player.complete,
    "timer_fired": Player.timer,
    "message": Player.message,
    "signal": Player.message,
    "suspended": Player.suspend,
    "resumed": Player.resume,
    "cancelled": Player.cancel,
    "edited": Player.edit,
    "skipped": Player.skip,
    "token_moved": Player.set_elsewhere,
    "rewound": Player.rewind,
    "moved": Player.go_over,
}


def played(definition: Definition, entries: list[Entry], find: codec.Find = definitions.definition) -> Player:
    """A player that has played these entries from the beginning; raises what `Player.play` raises."""
    player = Player(definition, entries, find)
    for entry in entries:
        player.play(entry)
    return player


def set_back(run: Run, counter: int, since: datetime, days: int, *, is_exact: bool = False) -> None:
    """Makes an earlier state the present one: new numbers for its tokens, and the days since then given back to timers.

    `is_exact`: nothing has happened since, so that numbers and timers stay.
    """
    run.path.clear()
    run.thrown.clear()
    if is_exact:
        run.counter = max(counter, run.counter)
        return
    displace.renumber(run, counter)
    shifting.shift_timers(run, since, days)


def _same(what: str, then: Any, now: Any) -> None:
    if then != now:
        raise Diverged(what, then=then, now=now)


def replay(process_id: int, until: int | None = None) -> Replayed:
    """The process as it was after entry `until` (after the last when None), and the first divergence on the way.

    NotFound when there is no such process. Nothing is written.
    """
    row = rows.read_process(process_id)
    found = [entry for entry, _text in journal.entries(process_id, until)]
    player = Player(definitions.definition(journal.first_version(row.id, row.version_id)), found)
    seq, divergence = 0, None
    for entry in found:
        try:
            player.play(entry)
        except Diverged as error:
            divergence = {"seq": entry.seq, "what": error.message, **error.facts}
            break
        except (Stopped, StepFailed) as error:
            divergence = {"seq": entry.seq, "what": "trouble", "then": entry.kind, "now": str(error)}
            break
        seq = entry.seq
    run = player.run
    live = [token for token in run.tokens() if token.is_live]
    data = dict(live[0].variables) if live else dict(run.data) if run.completed else {}
    return Replayed(process_id, seq, sorted({token.task_spec.element_id for token in live}), data, divergence)
