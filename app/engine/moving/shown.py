"""A plan for the eye: both versions as pictures with counts, and the elements a mapping may name."""

from __future__ import annotations

from collections import Counter

from app.engine import definitions
from app.engine.moving.plan import MovePlan, known_versions, whole
from app.engine.spiff.definition import Definition
from app.engine.spiff.element import Element, Start
from app.engine.values import Picture


def pictures(plan: MovePlan) -> tuple[Picture | None, Picture]:
    """The version on which most processes are (None when nothing runs on another), and the one they go to, with the tokens
    on their elements. In the first one a blocked element is marked."""
    ours = [place for place in plan.places if place.diagram == plan.diagram and place.fate != "added"]
    arriving = [place for place in plan.places if place.diagram == plan.diagram and place.to]
    after = _picture(plan.version_id, Counter({place.to: 0 for place in arriving}), [])
    for place in arriving:
        after.live[place.to] = after.live.get(place.to, 0) + place.tokens
    if not plan.versions:
        return None, after
    most = max(plan.versions, key=lambda version: (plan.versions[version], version))
    version_id = next(one for one, number in known_versions(plan.diagram).items() if number == most)
    counted: Counter[str] = Counter()
    for place in ours:
        counted[place.element] += place.tokens
    return _picture(version_id, counted, [one.element for one in ours if one.fate == "blocked"]), after


def _picture(version_id: int, live: Counter[str], blocked: list[str]) -> Picture:
    at = definitions.definition(version_id)
    known = at.element_ids()
    shown = {element: tokens for element, tokens in live.items() if element in known}
    troubled = next((element for element in blocked if element in known), None)
    return Picture(at.diagram, at.version, definitions.content(version_id), shown, [], troubled)


def elements_of(plan: MovePlan) -> dict[str, list[tuple[str, str]]]:
    """The elements of the new version to which a token may be mapped: diagram → (id, name) in the order they are drawn."""
    return {part.diagram: _elements(part) for part in whole(definitions.definition(plan.version_id))}


def _elements(part: Definition) -> list[tuple[str, str]]:
    found = [spec for spec in part.specs() if isinstance(spec, Element) and not isinstance(spec, Start)]
    return list(dict.fromkeys((spec.element_id, spec.bpmn_name or spec.element_id) for spec in found))
