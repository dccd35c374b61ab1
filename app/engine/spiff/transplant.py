"""A run goes over to another version of its diagram: every token keeps its number, its data and what it remembers.

`Transplant` looks first: what becomes of each live token, and in words why one cannot go over (`stands`). `carry_out`
does it. The same run, version and mapping give the same result, so a replay passes through it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.engine.spiff import fitting, sight
from app.engine.spiff.calls import CallActivity
from app.engine.spiff.definition import Definition
from app.engine.spiff.element import Start
from app.engine.spiff.events import BoundaryEvent, EventGateway
from app.engine.spiff.gateways import _Joining
from app.engine.spiff.runner import settle_displaced
from app.engine.spiff.scope import Run, SubRun, _Scope
from app.engine.spiff.token import Token
from app.engine.spiff.triggered import EventStart, EventSubProcess

_WATCHES = (BoundaryEvent, EventStart)
Mapping = dict[str, str]
"""old element → new element; inside a called diagram `diagram/old` → new. Old and new stand in the same part of a diagram.

Naming an element, even by itself, says that a change which is otherwise asked about is meant.
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """What becomes of a live token. fate: same, mapped, added (a new boundary event or event subprocess), dropped (one that is drawn no more), blocked.

    to: the element in the new version; why: the reason of a blocked one. `element` is the one a mapping has to name.
    """

    token: int
    diagram: str
    element: str
    fate: str
    to: str = ""
    why: str = ""


@dataclass
class _Home:
    """Where a scope goes: the version, the part of it (process or subprocess), and the new spec's name of each token."""

    definition: Definition
    part: Any
    names: dict[int, str]


class Transplant:
    """A run, the version it is to go over to, and what is found about each of its tokens."""

    def __init__(self, run: Run, target: Definition, mapping: Mapping) -> None:
        self.run, self.main = run, run.definition.diagram
        self.mapping = {key.removeprefix(f"{self.main}/"): to for key, to in mapping.items()}
        self.stands: list[Stand] = []
        self.dropped: list[Token] = []
        self.homes: dict[int, _Home] = {}
        for scope in run.scopes:
            found = self._destination(scope, target)
            if found is not None:
                self.homes[id(scope)] = home = _Home(*found, {})
                self._look(scope, home)

    @property
    def blocked(self) -> list[Stand]:
        """What keeps the run from going over."""
        return [stand for stand in self.stands if stand.fate == "blocked"]

    # looking ----------------------------------------------------------------------------------------------------

    def _destination(self, scope: _Scope, target: Definition) -> tuple[Definition, Any] | None:
        """The version and part a scope goes to; None when the element it runs in does not go over."""
        if not isinstance(scope, SubRun):
            return target, target.spec
        parent = scope.parent_token
        home = self.homes.get(id(parent.workflow))
        name = home.names.get(parent.id) if home is not None else None
        if home is None or name is None:
            return None
        spec = home.part.task_specs[name]
        if not isinstance(spec, CallActivity):
            return home.definition, home.definition.embedded[spec.element_id]
        called = home.definition.called(spec.extensions.call.diagram)  # type: ignore[misc,union-attr]
        return called, called.spec

    def _look(self, scope: _Scope, home: _Home) -> None:
        for token in list(scope.tasks.values()):
            if isinstance(token.task_spec, Start):
                home.names[token.id] = token.task_spec.name
            elif token.is_live and self._follows(token, home):
                self._stand(token, home)
        if not self.blocked:
            live = {name for number, name in home.names.items() if scope.tasks[number].is_live}
            for gateway, why in fitting.starving(scope, home.part, live, self._renamed):
                self.stands.append(Stand(0, scope.definition.diagram, gateway, "blocked", why=why))
        for event, like, _race in self._new_events(scope, home):
            self.stands.append(Stand(like.id, scope.definition.diagram, event, "added", event))

    def _follows(self, token: Token, home: _Home) -> bool:
        """Whether its own place has to be looked at: not when the activity it watches or repeats stays behind."""
        parent = token.parent
        return parent is None or not parent.is_live or parent.id in home.names

    def _stand(self, token: Token, home: _Home) -> None:
        old, diagram = token.task_spec, token.workflow.definition.diagram
        name = self._renamed(token.workflow, old.name)
        spec, is_named = home.part.task_specs.get(name), self._key(token.workflow, old.element_id) in self.mapping
        if isinstance(old, _WATCHES) and not is_named and not fitting.still_watches(token, spec, home):
            self.dropped.append(token)
            self.stands.append(Stand(token.id, diagram, old.element_id, "dropped"))
            return
        element, why = old.element_id, fitting.why_not(token, spec, home, is_named=is_named)
        if not why and isinstance(old, _Joining):
            element, why = self._came_by(token, spec)
        if why:
            self.stands.append(Stand(token.id, diagram, element, "blocked", why=why))
            return
        home.names[token.id] = name
        fate = "same" if spec.element_id == old.element_id else "mapped"
        if token.parent is None or not token.parent.is_live or isinstance(old, _WATCHES):
            self.stands.append(Stand(token.id, diagram, old.element_id, fate, spec.element_id))

    def _came_by(self, token: Token, spec: Any) -> tuple[str, str]:
        """A token that waits at a join came by a flow: the element before must lead to the join in the new version too."""
        via = token.internal_data["via"]
        if self._renamed(token.workflow, via) in spec._inputs:
            return spec.element_id, ""
        why = _(
            "从它来的分支在汇合 %(join)s 等着；新版里它不直接通向那里，请写明对应新版的哪个元素。", join=spec.element_id
        )
        return via, why

    def _key(self, scope: _Scope, element: str) -> str:
        return element if scope.definition.diagram == self.main else f"{scope.definition.diagram}/{element}"

    def _renamed(self, scope: _Scope, name: str) -> str:
        """The new name of a spec; the repeated spec of a loop is called like its loop, with a `#`."""
        element = name.removesuffix("#")
        return self.mapping.get(self._key(scope, element), element) + name[len(element) :]

    def _new_events(self, scope: _Scope, home: _Home) -> Iterator[tuple[str, Token, int | None]]:
        """Events the new version sets beside what waits: (event, activity or root, None) or (event, a rival, the race)."""
        yield from ((name, scope.task_tree, None) for name in self._new_starts(scope, home))
        races: dict[int, list[Token]] = {}
        for token in [one for one in scope.live if one.id in home.names]:
            spec = home.part.task_specs[home.names[token.id]]
            has = {home.names.get(child.id) for child in token.children}
            yield from ((name, token, None) for name in spec.boundaries if name not in has)
            if "race" in token.internal_data:
                races.setdefault(token.internal_data["race"], []).append(token)
        for race, rivals in races.items():
            known = [home.names[rival.id] for rival in rivals]
            yield from ((name, rivals[0], race) for name in _offered(home.part, known) if name not in known)

    def _new_starts(self, scope: _Scope, home: _Home) -> list[str]:
        """Event subprocesses the new version watches for; none where one has taken the place of all else, or nothing has begun."""
        flowing = scope.flowing
        if not flowing or any(isinstance(token.task_spec, EventSubProcess) for token in flowing):
            return []
        has = {home.names.get(token.id) for token in scope.live}
        return [name for name in home.part.event_starts if name not in has]

    # doing ------------------------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """Puts every token on its new element and goes on where that completes something. Needs `blocked` to be empty."""
        new = [(scope, one) for scope in self.run.scopes for one in self._new_events(scope, self.homes[id(scope)])]
        for token in self.dropped:
            token.cancel()
        for scope in self.run.scopes:
            self._put(scope, self.homes[id(scope)])
        for _scope, (event, like, race) in new:
            _set(event, like, race)
        if self.run.tasks:
            settle_displaced(self.run)

    def _put(self, scope: _Scope, home: _Home) -> None:
        specs = home.part.task_specs
        for token in [one for one in scope.tasks.values() if one.id in home.names]:
            token.task_spec = specs[home.names[token.id]]
            if "via" in token.internal_data:
                token.internal_data["via"] = self._renamed(scope, token.internal_data["via"])
        done = scope.performers.items()
        scope.performers = {self._renamed(scope, element): actors for element, actors in done}
        scope.definition, scope.spec = home.definition, home.part  # type: ignore[attr-defined]


def _offered(part: Any, names: list[str]) -> list[str]:
    """All events of the event-based gateway that leads to these, in their order; nothing where none does."""
    gateways = [spec for spec in part.task_specs.values() if isinstance(spec, EventGateway)]
    return next((one._outputs for one in gateways if set(names) <= set(one._outputs)), [])


def _set(event: str, like: Token, race: int | None) -> None:
    """One more waiting event: beside an activity, or beside a rival of the same race."""
    scope = like.workflow
    spec = scope.spec.task_specs[event]
    if spec.is_watch:
        scope.watch(sight.variables(scope), [event])
        return
    if race is None:
        token = like._add_child(spec)
        token.triggered = True
        spec._update(token)
        return
    token = Token(scope, spec, scope.task_tree)
    token.data, token.forks, token.internal_data["race"] = dict(like.data), like.forks, race
    spec.enter(token)
    spec.arrived(token)
