"""The description of the API is true: OpenAPI 3.1, every route in it, every answer as described."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.api import words

from .conftest import Works
from .test_work import ACCEPT, matter

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def _document(client: FlaskClient) -> dict[str, Any]:
    found = client.get("/api/v1/openapi.json").json
    assert isinstance(found, dict)
    return found


def _operations(document: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{verb.upper()} {path}": one
        for path, verbs in document["paths"].items()
        for verb, one in verbs.items()
        if verb in ("get", "post")
    }


def test_every_route_is_described_in_both_languages(client: FlaskClient, app: Flask) -> None:
    document = _document(client)
    assert document["openapi"] == "3.1.0"
    routes = {
        f"{method} {PARAMETER.sub(lambda found: '{' + found[1] + '}', rule.rule)}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) & {"GET", "POST"}
    }
    assert set(_operations(document)) == routes == set(words.OPERATIONS)


def test_every_reference_leads_somewhere(client: FlaskClient) -> None:
    document = _document(client)

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if "$ref" in node else []
            return own + [one for inner in node.values() for one in references(inner)]
        return [one for inner in node for one in references(inner)] if isinstance(node, list) else []

    for reference in references(document):
        at: Any = document
        for key in reference.removeprefix("#/").split("/"):
            at = at[key]
        assert at


def test_every_operation_names_its_scope_and_its_refusals(client: FlaskClient) -> None:
    for name, operation in _operations(_document(client)).items():
        assert operation["x-scope"] in words.SCOPES, name
        given = {one["name"] for one in operation["parameters"]} if "parameters" in operation else set()
        refusals = {"401", "403", "404", "429", "500", "503"}
        if name.startswith("POST"):
            refusals |= {"400", "409", "413", "415", "422"} | ({"412"} if "If-Match" in given else set())
        elif "cursor" in given:
            refusals |= {"422"}
        assert {code for code in operation["responses"] if code[0] in "45"} == refusals, name
        if name.startswith("POST"):
            assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}, name


def test_each_refusal_has_an_example_that_is_what_a_program_gets(works: Works) -> None:
    client, program = works.office.client, works.program("reviewer")
    for language in ("zh", "en"):
        asked = {"Accept-Language": language}
        found = client.get("/api/v1/openapi.json", headers=asked).json
        assert isinstance(found, dict)
        examples = {}
        for name, one in found["components"]["responses"].items():
            (content,) = one["content"].values()
            examples[content["example"]["status"]] = content["example"]
            assert name == f"Problem{content['example']['status']}"
        assert set(found["components"]["schemas"]["Problem"]["required"]) <= set(examples[401])
        got = {
            401: client.get("/api/v1/tasks", headers=asked).json,
            404: program.get("/tasks/999999", 404, headers=asked),
            415: program.ask("POST", "/messages", 415, headers=asked, data="<a/>", content_type="text/xml").json,
        }
        for status, one in got.items():
            assert one == examples[status]
        wrong = program.get("/tasks?limit=0", 422, headers=asked)
        assert wrong["errors"][0]["pointer"] == examples[422]["errors"][0]["pointer"] == "#/limit"


def test_answers_have_the_described_shape(works: Works) -> None:
    case, task = matter(works.office, 1)
    program = works.program("reviewer")
    schemas = _document(works.office.client)["components"]["schemas"]
    done = program.post(f"/tasks/{task.id}/complete", ACCEPT)
    process = program.get("/processes")["items"][0]
    entry = program.get(f"/processes/{process['id']}/history")["items"][0]
    diagram = program.get("/diagrams")["items"][0]
    for name, one in (("TaskOut", done), ("ProcessOut", process), ("EntryOut", entry), ("DiagramOut", diagram)):
        assert set(one) == set(schemas[name]["properties"]), name


def test_the_page_brings_nothing_from_elsewhere(client: FlaskClient) -> None:
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)
    assert "/api/v1/tasks/{task_id}/complete" in answer.text and "办结" in answer.text
