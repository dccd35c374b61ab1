"""Cases beside a model: `<name>.dmn.tests.json`, for analysts to write and read.

    {"about": "…",
     "given": {"facts": {"age": 40, "members": [{"income": 0}]}},
     "cases": [
       {"name": "34 is too young", "decision": "household", "with": {"facts.age": 34}, "expected": ["X-SINGLE"]},
       {"name": "no policy yet", "decision": "terms", "inputs": {"day": "@2025-12-31"}, "problem": "no rule matches"}],
     "equivalent": [{"decision": "household", "change": "0 → -1", "why": "…"}]}

`given`: inputs that all cases begin with. A case's `inputs` replace whole inputs, `with` single entries of them by path; the items of a
list count from 1, and the one after the last may be added. `expected`: the exact value. `problem`: a part of the diagnostic that is
expected, the value then being null unless `expected` says otherwise; without it a diagnostic fails the case. `now`: what now() and
today() give. `equivalent`: changes of the model (as `flask dmn mutate` tells them) that no case can notice, and why.

A text that begins with @ is a date, time, date and time, or duration, as FEEL writes them behind @: "@2026-03-02", "@P1M"; "@@" begins a
text with one @.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..dmn import DmnError, Model
from ..errors import FeelError, nearest
from ..iso import datetime_from, temporal_from
from ..temporal import DateTime
from .places import PathError, replaced

_TOP = {"about": str, "given": dict, "cases": list, "equivalent": list}
_CASE = {
    "name": str,
    "about": str,
    "decision": str,
    "inputs": dict,
    "with": dict,
    "now": str,
    "expected": object,
    "problem": str,
}
_EQUIVALENT = {"decision": str, "change": str, "why": str}
_JSON = {str: "text", dict: "object", list: "list"}


class CaseError(FeelError):
    """A file of cases that cannot be read; names the place."""


@dataclass(frozen=True)
class Case:
    """One case. `expected` is a FEEL value; `problem` a part of the diagnostic that must come, None when none may."""

    name: str
    decision: str
    inputs: dict[str, Any]
    now: DateTime | None
    expected: Any
    problem: str | None


@dataclass(frozen=True)
class Equivalent:
    """A change that nobody can notice, and why."""

    decision: str
    change: str
    why: str


@dataclass(frozen=True)
class Cases:
    """A file of cases."""

    cases: list[Case] = field(default_factory=list)
    equivalent: list[Equivalent] = field(default_factory=list)


def read_cases(text: str | bytes, model: Model, zone: str = "Z") -> Cases:
    """The cases of a model. `zone`: that of a `now` written without one (`@Asia/Shanghai`, `+08:00`, `Z`).

    Raises CaseError, which names the place: JSON that is none, keys that are not known or come twice, values of a wrong kind, two cases
    of one name, decisions, inputs and paths that the model or the inputs do not have.
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_float=Decimal, parse_int=Decimal, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"this is no JSON: {error}") from None
    _keys(found, _TOP, "the file", ("cases",))
    given, cases, seen = _values(found.get("given", {}), "given"), [], set[str]()
    for i, written in enumerate(found["cases"], 1):
        case = _case(written, f"case {i}", given, model, zone)
        if case.name in seen:
            raise CaseError(f"case {i}: the name '{case.name}' is taken by an earlier case")
        seen.add(case.name)
        cases.append(case)
    places = [(f"equivalent {i}", one) for i, one in enumerate(found.get("equivalent", []), 1)]
    for place, one in places:
        _keys(one, _EQUIVALENT, place, tuple(_EQUIVALENT))
    return Cases(cases, [Equivalent(**one) for _, one in places])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key '{key}' comes twice")
        found[key] = value
    return found


def _never(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _keys(found: Any, known: dict[str, Any], place: str, needed: Iterable[str]) -> None:
    """Refuses what is no object, keys that are not known, values of another kind, and missing keys."""
    if not isinstance(found, dict):
        raise CaseError(f"{place}: an object is needed, like {{{json.dumps(next(iter(known)))}: …}}")
    for key, value in found.items():
        if key not in known:
            raise CaseError(f"{place}: the key '{key}' is not known; {_known(key, known)}")
        if not isinstance(value, known[key]):
            raise CaseError(f"{place}: '{key}' must be a JSON {_JSON[known[key]]}")
    for key in needed:
        if key not in found:
            raise CaseError(f"{place}: '{key}' is missing")


def _known(name: str, known: Iterable[str]) -> str:
    known = list(known)
    return nearest(name, known) or f"there are: {', '.join(known)}"


def _case(written: Any, place: str, given: dict[str, Any], model: Model, zone: str) -> Case:
    if isinstance(written, dict) and isinstance(written.get("name"), str):
        place = f"{place} '{written['name']}'"
    _keys(written, _CASE, place, ("name", "decision"))
    if "expected" not in written and "problem" not in written:
        raise CaseError(f"{place}: 'expected' is missing (or 'problem', when a diagnostic is expected)")
    inputs = _inputs(written, place, given, model)
    expected = _value(written.get("expected"), f"{place}: expected")
    now = _now(written["now"], place, zone) if "now" in written else None
    return Case(written["name"], written["decision"], inputs, now, expected, written.get("problem"))


def _inputs(written: dict[str, Any], place: str, given: dict[str, Any], model: Model) -> dict[str, Any]:
    """The inputs that the case's decision needs."""
    try:
        needed = [one.name for one in model.inputs(written["decision"])]
    except DmnError as error:
        raise CaseError(f"{place}: {error}") from None
    own = _values(written.get("inputs", {}), f"{place}: inputs")
    for name in own:
        if name not in needed:
            raise CaseError(f"{place}: '{written['decision']}' needs no input '{name}'; {_known(name, needed)}")
    found = {name: value for name, value in {**given, **own}.items() if name in needed}
    for path, value in _values(written.get("with", {}), f"{place}: with").items():
        try:
            found = replaced(found, path, value)
        except PathError as error:
            raise CaseError(f"{place}: with: {error}") from None
    missing = [name for name in needed if name not in found]
    if missing:
        raise CaseError(f"{place}: the input '{missing[0]}' is missing from 'inputs' and 'given'")
    return found


def _now(text: str, place: str, zone: str) -> DateTime:
    whole = text if "T" in text else f"{text}T00:00:00"
    found = datetime_from(whole)
    if found is not None and not found.is_zoned:
        found = datetime_from(whole + zone)
    if found is None:
        raise CaseError(f"{place}: now: '{text}' is no date and time, like 2026-03-02 or 2026-03-02T10:30:00")
    return found


def _values(written: dict[str, Any], place: str) -> dict[str, Any]:
    return {key: _value(value, f"{place}: {key}") for key, value in written.items()}


def _value(written: Any, place: str) -> Any:
    """A JSON value as FEEL's."""
    if isinstance(written, dict):
        return _values(written, place)
    if isinstance(written, list):
        return [_value(item, f"{place}[{i}]") for i, item in enumerate(written, 1)]
    if not isinstance(written, str) or not written.startswith("@"):
        return written
    if written.startswith("@@"):
        return written[1:]
    found = temporal_from(written[1:])
    if found is None:
        raise CaseError(f"{place}: '{written}' is no date, time or duration; begin a text with @@")
    return found
