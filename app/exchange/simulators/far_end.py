"""A department's answer to a question, without the line: used behind HTTP and in the rehearsal.

A question is the body of a call: `{"request_id", "purpose", "authorisation", "case_number", "items": [keys],
"person": {"name", "id_number"}}`. An answer: `{"code": 0, "request_id", "responder", "result": "found" | "partial" |
"unknown" | "unsupported", "data": {facts}, "missing": [keys]}`, or `{"code": -5, "message"}` for a failure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.exchange.rules import DEPARTMENTS
from app.exchange.simulators.invented import PARTIAL, SLOW, UNKNOWN
from app.exchange.simulators.registries import Registries

RESPONDERS = {
    "police": "市公安局",
    "civil": "市民政局",
    "social": "市人力资源和社会保障局",
    "tax": "市税务局",
    "market": "市市场监督管理局",
    "fund": "市住房公积金管理中心",
    "land": "市不动产登记中心",
    "housing": "市住房保障中心",
}
MODES = ("normal", "slow", "failing", "unknown", "partial", "unsupported", "garbled")
FAILED = -5


@dataclass
class Switches:
    """How each department behaves, for tests and demonstrations; `normal` where nothing is set."""

    modes: dict[str, str] = field(default_factory=dict)

    def of(self, department: str) -> str:
        """The department's mode."""
        return self.modes.get(department, "normal")


@dataclass(frozen=True)
class Reply:
    """An HTTP status, a body (JSON object, or raw text when garbled), and whether it comes too late."""

    status: int
    body: dict[str, Any] | str
    late: bool = False


def answer(department: str, question: dict[str, Any], registries: Registries, switches: Switches) -> Reply:
    """What `department` replies to `question`."""
    mode = switches.of(department)
    problem = _problem(department, question)
    if problem:
        return Reply(400, {"code": FAILED, "message": problem})
    if mode == "failing":
        return Reply(503, {"code": FAILED, "message": "系统维护"})
    if mode == "garbled":
        return Reply(200, "<html>网关错误</html>")
    person = question["person"]
    record = registries.find(person["id_number"], person["name"]) if mode != "unknown" else None
    late = mode == "slow" or department in (record or {}).get(SLOW, ())
    return Reply(200, _body(department, question, record, mode), late)


def _problem(department: str, question: dict[str, Any]) -> str | None:
    person = question.get("person")
    if not isinstance(person, dict) or not all(isinstance(person.get(key), str) for key in ("name", "id_number")):
        return "person"
    for key in ("request_id", "purpose", "authorisation", "case_number"):
        if not isinstance(question.get(key), str) or not question[key]:
            return key
    items = question.get("items")
    return None if isinstance(items, list) and set(items) <= set(DEPARTMENTS[department].items) else "items"


def _body(department: str, question: dict[str, Any], record: dict[str, Any] | None, mode: str) -> dict[str, Any]:
    body = {"code": 0, "request_id": question["request_id"], "responder": RESPONDERS[department], "missing": []}
    if mode == "unsupported":
        return body | {"result": "unsupported", "data": {}, "missing": list(question["items"])}
    if record is None or department in record.get(UNKNOWN, ()):
        return body | {"result": "unknown", "data": {}}
    missing = [item for item in question["items"] if item in record.get(PARTIAL, ())]
    if mode == "partial":
        missing = list(question["items"])[-1:]
    data = {item: record[item] for item in question["items"] if item not in missing and item in record}
    return body | {"result": "partial" if missing else "found", "data": data, "missing": missing}
