"""Every route × every role × own, another household's, another district's matter.

matrix.csv has one row a route and method. `who` lists, separated by blanks: `public`, `citizen`, `officer` (all of them), or
roles. Where the row names a `sample` (a function of samples.py giving the parameters of the address), a citizen is expected
to reach only what is their own, and an officer only what lies in their street, district or (city) everywhere; `role:any`
says that the role reaches it everywhere. Who is not listed must be refused. `scope@role` is a program whose token has that
scope and acts as an officer of that role.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Map, Rule

from . import samples
from .world import WHERES, Persona, World, build, knock

MATRIX = Path(__file__).parent / "matrix.csv"
_SILENT = {"HEAD", "OPTIONS"}
HUGE = "9" * 20
"""More than PostgreSQL's bigint holds."""
OUTSIDE = ("/healthz",)
"""Answers 503 where no ticker runs."""


@dataclass(frozen=True)
class Row:
    """A row of matrix.csv."""

    route: str
    method: str
    who: str
    sample: str

    @property
    def room(self) -> str:
        """The first part of the address: rows are tried room by room."""
        return self.route.split("/")[1].split("<")[0]

    def lets_in(self, persona: Persona, where: str) -> bool:
        """Whether the persona may reach the thing that lies there."""
        for token, _, reach in (
            one.rpartition(":") if one.endswith(":any") else (one, "", "") for one in self.who.split()
        ):
            if token == "public":
                return True
            if token in persona.tokens and (reach == "any" or not self.sample or _reaches(persona, where)):
                return True
        return False


def _reaches(persona: Persona, where: str) -> bool:
    if "citizen" in persona.tokens:
        return where == "own"
    return persona.wide or where != "other_district"


def rows() -> list[Row]:
    """The whole matrix."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return [Row(**line) for line in csv.DictReader(file)]


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every (rule, method) the app answers."""
    return {(rule.rule, method) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - _SILENT}


def test_every_route_has_a_row(app):
    bare = routes(app) - {(row.route, row.method) for row in rows()}
    lines = "\n".join(
        f'"{route}",{method},<who: public, citizen, officer or roles>,<sample of samples.py>'
        for route, method in sorted(bare)
    )
    assert not bare, f"add a row for each of these to {MATRIX.relative_to(Path.cwd())}, saying who may:\n{lines}"


def test_every_row_has_a_route_and_says_it_once(app):
    listed = [(row.route, row.method) for row in rows()]
    gone = sorted(set(listed) - routes(app))
    assert not gone, f"these rows of matrix.csv name routes that no longer exist: {gone}"
    assert len(listed) == len(set(listed)), "a route stands twice in matrix.csv"


def test_every_row_with_parameters_names_a_sample_that_exists():
    bare = [row.route for row in rows() if "<" in row.route and row.who != "public" and not row.sample]
    assert not bare, f"name a sample function for these rows, or anybody could guess a number unseen: {bare}"
    unknown = [row.sample for row in rows() if row.sample and not hasattr(samples, row.sample)]
    assert not unknown, f"samples.py has no function of these names: {unknown}"


@pytest.fixture
def world(furnished: None, app: Flask, db_session: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """People of every kind. A page that breaks is an answer (500) among the others."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return build()


@pytest.mark.parametrize("room", sorted({row.room for row in rows()}))
def test_nobody_gets_further_than_the_matrix_says(app, client, world, room):
    wrong = [
        problem
        for row in rows()
        if row.room == room and ("<" not in row.route or row.sample)
        for where in (WHERES if row.sample else ("own",))
        for problem in _try(app.url_map, client, world, row, where)
    ]
    assert not wrong, "\n".join(wrong)


def _try(url_map: Map, client: Any, world: World, row: Row, where: str) -> list[str]:
    given = getattr(samples, row.sample)(world, where) if row.sample else {}
    if given is None:
        return []
    form = given.pop("form", {})
    address = _address(url_map, row, given)
    found = []
    for persona in world.knocking_at(row.route):
        answer = knock(client, persona, address, row.method, form)
        problem = _problem(row, persona, where, answer)
        if problem:
            found.append(f"{row.method} {row.route} ({where}) as {persona.name}: {problem}")
    return found


def _address(url_map: Map, row: Row, given: dict[str, Any]) -> str:
    rule = next(one for one in url_map.iter_rules() if one.rule == row.route and row.method in (one.methods or ()))
    return url_map.bind("localhost").build(rule.endpoint, given, method=row.method)


def _problem(row: Row, persona: Persona, where: str, answer: Any) -> str:
    expected, status = row.lets_in(persona, where), answer.status_code
    to_sign_in = status in (302, 303) and (answer.location or "").startswith("/people/sign-in")
    if status >= 500:
        return f"the page broke ({status})"
    if row.who == "public":  # what is found by a number and a code may be not found
        return f"is public, but got {status}" if status in (401, 403) else ""
    refused = to_sign_in or status in (401, 403, 404)
    if expected and refused:
        return f"should be let in, but got {status}"
    if not expected and not refused:
        return f"MUST NOT be let in, but got {status}"
    return "is signed in, but was sent to sign in" if to_sign_in and persona.account else ""


def test_a_number_that_no_row_can_have_leads_nowhere(app):
    numbers = (str(2**63), HUGE, "9" * 5000)
    rules = [rule for rule in app.url_map.iter_rules() if _numbered(rule)]
    adapter = app.url_map.bind("localhost")
    led = [
        f"{rule.rule} with {number[:20]}"
        for rule in rules
        for number in numbers
        if adapter.test(_with_numbers(rule, number), method=next(iter(rule.methods - _SILENT)))
    ]
    assert len(rules) > 40
    assert not led, "\n".join(led)
    missed = [
        rule.rule
        for rule in rules
        if not adapter.test(_with_numbers(rule, str(2**63 - 1)), method=next(iter(rule.methods - _SILENT)))
    ]
    assert not missed, (
        f"the largest number that a row may have is refused, or these addresses are built badly: {missed}"
    )


def _numbered(rule: Rule) -> bool:
    return any(isinstance(converter, IntegerConverter) for converter in rule._converters.values())


def _with_numbers(rule: Rule, number: str) -> str:
    """The address of that rule with that number in place of every number."""
    address = rule.rule
    for name, converter in rule._converters.items():
        words = getattr(converter, "items", None) or {"x"}
        value = number if isinstance(converter, IntegerConverter) else sorted(words)[0]
        address = re.sub(rf"<([^<>]*:)?{name}>", value, address)
    return address


def test_no_number_in_a_question_breaks_a_page(app, client, world):
    asked = "&".join(
        f"{name}={HUGE}" for name in ("page", "months", "level", "version", "a", "b", "size", "q", "after")
    )
    wrong = []
    for row in rows():
        if row.method == "GET" and "<" not in row.route and row.route not in OUTSIDE:
            persona = next((one for one in world.personas if row.lets_in(one, "own")), world.personas[0])
            answer = knock(client, persona, f"{row.route}?{asked}", "GET", {})
            wrong += [f"{row.route} as {persona.name}: {answer.status_code}"] if answer.status_code >= 500 else []
    assert not wrong, "\n".join(wrong)
