"""What programs do: read what their officer sees, work tasks by the same rules as the page, once."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app import engine
from app.api.records import ApiAnswer
from app.cases.records import Case
from app.engine.records import Journal
from app.store import db
from tests.desk.conftest import OTHER_STREET, Office

from .conftest import Program, Works

ACCEPT = {"answers": {"outcome": "accept"}}
OPEN_DOORS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="doors" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:message id="told" name="weather_told"><bpmn:extensionElements>
    <zeebe:subscription correlationKey="=place" /></bpmn:extensionElements></bpmn:message>
  <bpmn:message id="secret" name="inner_matter"><bpmn:extensionElements>
    <zeebe:subscription correlationKey="=place" /></bpmn:extensionElements></bpmn:message>
  <bpmn:process id="weather" name="天气" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="api_start" value="street_reviewer supervisor" />
      <zeebe:property name="api_messages" value="weather_told" /></zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="begin"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="a" sourceRef="begin" targetRef="either" />
    <bpmn:eventBasedGateway id="either"><bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing><bpmn:outgoing>c</bpmn:outgoing></bpmn:eventBasedGateway>
    <bpmn:sequenceFlow id="b" sourceRef="either" targetRef="hear" />
    <bpmn:sequenceFlow id="c" sourceRef="either" targetRef="inner" />
    <bpmn:intermediateCatchEvent id="hear"><bpmn:incoming>b</bpmn:incoming><bpmn:outgoing>d</bpmn:outgoing>
      <bpmn:messageEventDefinition messageRef="told" /></bpmn:intermediateCatchEvent>
    <bpmn:intermediateCatchEvent id="inner"><bpmn:incoming>c</bpmn:incoming><bpmn:outgoing>e</bpmn:outgoing>
      <bpmn:messageEventDefinition messageRef="secret" /></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="d" sourceRef="hear" targetRef="end" />
    <bpmn:sequenceFlow id="e" sourceRef="inner" targetRef="end" />
    <bpmn:endEvent id="end"><bpmn:incoming>d</bpmn:incoming><bpmn:incoming>e</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""


def matter(office: Office, serial: int, street: str | None = None) -> tuple[Case, engine.Task]:
    """A case that waits to be accepted, in the office's street or another."""
    case = office.matter(serial, **({"town": street} if street else {}))
    return case, office.task(case)


def test_every_page_of_a_list_together_is_the_list_whatever_comes_meanwhile(works: Works) -> None:
    made = [matter(works.office, serial)[1].id for serial in range(1, 6)]
    program, seen, cursor = works.program("reviewer"), [], ""
    while cursor is not None:
        page = program.get(f"/tasks?limit=2{cursor and f'&cursor={cursor}'}")
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if len(seen) == 2:
            program.post(f"/tasks/{made[0]}/complete", ACCEPT)  # it leaves the list, and its follower comes to the end
    assert seen[:5] == made and len(seen) == len(set(seen))


def test_processes_and_diagrams_are_paged_the_same_way(works: Works) -> None:
    for serial in range(1, 4):
        matter(works.office, serial)
    program = works.program("reviewer")
    for address in ("/processes", "/diagrams", "/diagrams/application/versions"):
        whole = program.get(f"{address}?limit=200")["items"]
        parts, cursor = [], ""
        while cursor is not None:
            page = program.get(f"{address}?limit=1{cursor and f'&cursor={cursor}'}")
            parts, cursor = parts + page["items"], page["next"]
        assert parts == whole != []


def test_a_diagrams_xml_is_what_was_deployed(works: Works) -> None:
    program = works.program("reviewer")
    version = program.get("/diagrams/review/versions")["items"][0]["version"]
    answer = program.ask("GET", f"/diagrams/review/versions/{version}/xml", 200)
    assert answer.mimetype == "application/xml" and b'<bpmn:process id="review"' in answer.data
    assert program.ask(
        "GET", f"/diagrams/review/versions/{version}/xml", 304, {"If-None-Match": answer.headers["ETag"]}
    )
    program.get("/diagrams/review/versions/99/xml", 404)
    program.get("/diagrams/nothing/versions", 404)


def test_nobody_elses_matter_is_there_by_guessing_its_number(works: Works) -> None:
    case, task = matter(works.office, 1)
    process = engine.processes_of(case.number)[0]
    near, far = works.program("reviewer"), works.program("elsewhere")
    assert near.get(f"/processes/{process.id}")["business_key"] == case.number
    nothing = far.get("/processes/999999", 404)
    for address in (f"/processes/{process.id}", f"/processes/{process.id}/history", f"/tasks/{task.id}"):
        assert far.get(address, 404) == nothing
    for verb in ("claim", "release"):
        assert far.post(f"/tasks/{task.id}/{verb}", status=404) == nothing
    assert far.post(f"/tasks/{task.id}/complete", ACCEPT, 404) == nothing
    assert far.get("/processes")["items"] == far.get("/tasks")["items"] == []
    assert engine.task(task.id).state == "open"


def test_a_supervisor_sees_the_subtree_and_works_nothing_in_it(works: Works) -> None:
    _case, task = matter(works.office, 1)
    boss, far = works.program("boss"), works.program("other-boss")
    assert [one["id"] for one in boss.get("/tasks")["items"]] == [task.id]
    boss.post(f"/tasks/{task.id}/claim", status=403)
    far.get(f"/tasks/{task.id}", 404)


def test_a_token_may_be_narrower_than_its_officer(works: Works) -> None:
    case, task = matter(works.office, 1)
    wide, narrow = works.program("city-boss"), works.program("city-boss", organisation="DM")
    process = engine.processes_of(case.number)[0]
    assert wide.get(f"/processes/{process.id}") and wide.get(f"/tasks/{task.id}")
    narrow.get(f"/processes/{process.id}", 404)
    narrow.get(f"/tasks/{task.id}", 404)
    assert narrow.get("/processes")["items"] == []


def test_the_history_says_who_and_what_and_not_what_was_answered(works: Works) -> None:
    case, task = matter(works.office, 1)
    program = works.program("reviewer")
    program.post(f"/tasks/{task.id}/complete", ACCEPT)
    process = engine.processes_of(case.number)[0]
    entries = program.get(f"/processes/{process.id}/history")["items"]
    done = next(one for one in entries if one["kind"] == "task_completed")
    assert (done["by"], done["element"]) == (works.office.actor("reviewer"), "accept")
    assert done["path"] and entries[0]["kind"] == "started"
    assert set(done) == {"seq", "at", "by", "kind", "element", "path", "hash"}


def test_a_task_is_completed_by_the_same_rules_as_on_its_page(works: Works) -> None:
    _case, task = matter(works.office, 1)
    program = works.program("reviewer")
    refused = program.post(f"/tasks/{task.id}/complete", {"answers": {}}, 422)
    page = works.office.post("reviewer", f"/desk/tasks/{task.id}", 422)
    assert refused["errors"][0]["pointer"] == "#/outcome" and refused["errors"][0]["detail"] in page
    assert "outcome" in str(program.get(f"/tasks/{task.id}/form")["components"])
    program.post(f"/tasks/{task.id}/complete", {"answers": {"outcome": "perhaps"}}, 422)
    program.post(f"/tasks/{task.id}/complete", {"answers": {"outcome": "accept", "colour": "red"}}, 422)
    assert engine.task(task.id).state == "open"
    done = program.post(f"/tasks/{task.id}/complete", ACCEPT)
    assert (done["state"], done["completed_by"]) == ("done", works.office.actor("reviewer"))
    works.program("colleague").post(f"/tasks/{task.id}/complete", ACCEPT, 409)


def test_four_eyes_and_claims_hold_for_programs_too(works: Works) -> None:
    case, task = matter(works.office, 1)
    first, second = works.program("reviewer"), works.program("colleague")
    assert first.post(f"/tasks/{task.id}/claim")["assignee"] == works.office.actor("reviewer")
    second.post(f"/tasks/{task.id}/claim", status=409)
    second.post(f"/tasks/{task.id}/complete", ACCEPT, 409)
    second.post(f"/tasks/{task.id}/release", status=409)
    assert first.post(f"/tasks/{task.id}/release")["assignee"] is None
    assert second.post(f"/tasks/{task.id}/claim")["assignee"] == works.office.actor("colleague")


def test_what_has_changed_since_it_was_read_is_not_touched(works: Works) -> None:
    _case, task = matter(works.office, 1)
    first, second = works.program("reviewer"), works.program("colleague")
    read = first.ask("GET", f"/tasks/{task.id}", 200).headers["ETag"]
    second.post(f"/tasks/{task.id}/claim", headers={"If-Match": read})
    second.post(f"/tasks/{task.id}/release")
    first.post(f"/tasks/{task.id}/claim", headers={"If-Match": read})  # it is again as it was read
    first.post(f"/tasks/{task.id}/complete", ACCEPT, 412, headers={"If-Match": read})
    assert engine.task(task.id).state == "open"
    now = first.ask("GET", f"/tasks/{task.id}", 200).headers["ETag"]
    first.ask("GET", f"/tasks/{task.id}", 304, {"If-None-Match": now})
    first.post(f"/tasks/{task.id}/complete", ACCEPT, headers={"If-Match": now})


def test_the_same_request_twice_is_one(works: Works) -> None:
    case, task = matter(works.office, 1)
    program, key = works.program("reviewer"), {"Idempotency-Key": "k1"}
    first = program.post(f"/tasks/{task.id}/complete", ACCEPT, headers=key)
    process = engine.processes_of(case.number)[0]
    entries = sa.select(sa.func.count()).select_from(Journal).where(Journal.process_id == process.id)
    before = db.session.scalar(entries)
    again = program.ask("POST", f"/tasks/{task.id}/complete", 200, key, json=ACCEPT)
    assert again.json == first and again.headers["Idempotency-Replayed"] == "true"
    assert db.session.scalar(entries) == before
    program.post(f"/tasks/{task.id}/complete", {"answers": {"outcome": "refuse"}}, 422, headers=key)
    works.program("colleague").post(f"/tasks/{task.id}/complete", ACCEPT, 409, headers=key)  # a key is its token's own


def test_a_refused_request_may_be_sent_again_with_its_key(works: Works) -> None:
    _case, task = matter(works.office, 1)
    program, key = works.program("reviewer"), {"Idempotency-Key": "k2"}
    program.post(f"/tasks/{task.id}/complete", {"answers": {}}, 422, headers=key)
    assert db.session.scalars(sa.select(ApiAnswer)).all() == []
    program.post(f"/tasks/{task.id}/complete", ACCEPT, headers=key)
    program.post(f"/tasks/{task.id}/complete", ACCEPT, 422, headers={"Idempotency-Key": "x" * 201})


@pytest.fixture
def doors(works: Works) -> Program:
    """A diagram that lets programs start it and takes one of its two messages from them."""
    engine.deploy_files({"weather.bpmn": OPEN_DOORS.encode()}, by="system")
    return works.program("reviewer")


def test_a_process_is_started_where_its_diagram_allows_it(works: Works, doors: Program) -> None:
    case, _task = matter(works.office, 1)
    hidden, _other = matter(works.office, 2, OTHER_STREET)
    started = doors.ask("POST", "/processes", 201, json={"diagram": "weather", "business_key": case.number})
    assert doors.client.get(
        started.headers["Location"], headers={"Authorization": f"Bearer {doors.token}"}
    ).json == doors.get(f"/processes/{started.json['id']}")
    assert started.json["started_by"] == works.office.actor("reviewer")
    doors.post("/processes", {"diagram": "application", "business_key": case.number}, 403)
    doors.post("/processes", {"diagram": "nothing"}, 404)
    doors.post("/processes", {"diagram": "weather", "business_key": hidden.number}, 404)
    doors.post("/processes", {"diagram": "weather", "business_key": "ZH2026-999999"}, 404)
    works.program("approver").post("/processes", {"diagram": "weather", "business_key": case.number}, 403)


def test_a_start_with_a_key_is_one_process(works: Works, doors: Program) -> None:
    case, _task = matter(works.office, 1)
    body, key = {"diagram": "weather", "business_key": case.number}, {"Idempotency-Key": "once"}
    first = doors.post("/processes", body, 201, headers=key)
    assert doors.post("/processes", body, 201, headers=key) == first
    assert len([one for one in engine.processes_of(case.number) if one.diagram == "weather"]) == 1


def test_a_message_reaches_only_who_is_in_sight_and_takes_it(works: Works, doors: Program) -> None:
    case, _task = matter(works.office, 1)
    data: dict[str, Any] = {"place": "翠香"}
    started = doors.post("/processes", {"diagram": "weather", "business_key": case.number, "data": data}, 201)
    nothing = doors.post("/messages", {"name": "weather_told", "key": "拱北"}, 404)
    assert works.program("elsewhere").post("/messages", {"name": "weather_told", "key": "翠香"}, 404) == nothing
    assert doors.post("/messages", {"name": "inner_matter", "key": "翠香"}, 404) == nothing
    assert engine.process(started["id"]).state == "running"
    sent = doors.post("/messages", {"name": "weather_told", "key": "翠香", "data": {"rain": True}})
    assert (sent["id"], sent["state"]) == (started["id"], "done")
    doors.post("/messages", {"name": "weather_told", "key": "翠香"}, 404)
