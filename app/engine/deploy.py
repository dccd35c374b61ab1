"""Deploying: a folder of diagrams and decisions is checked as a whole, and what changed gets a new version.

A version pins the versions of what it calls, so a running process never changes under people's hands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from app import registry
from app.engine import check, source
from app.engine.check import calls
from app.engine.check.file import Known, processes
from app.engine.errors_at import Problems
from app.engine.expressions import FUNCTIONS
from app.engine.records import DecisionVersion, DiagramVersion, MessageStart
from app.engine.signal_records import SignalStart
from app.engine.source import Node, tag, zeebe
from app.engine.triggers import drawn_trigger
from app.engine.values import Deployed
from app.errors import DesignError
from app.feel import dmn
from app.store import clock, db, tenant


@dataclass
class _File:
    """A file to deploy, read."""

    name: str
    text: str
    root: Node = None
    decisions: list[str] = field(default_factory=list)
    processes: dict[str, Node] = field(default_factory=dict)


def deploy(folder: str | Path, *, by: str) -> list[Deployed]:
    """Deploys all `*.bpmn` and `*.dmn` of a folder; DesignError holds every problem of every file.

    The forms that user tasks may name are the `*.form` files of the folder `forms` beside it, when there is one.
    """
    folder = Path(folder)
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".bpmn", ".dmn")}
    beside = folder.resolve().parent / "forms"
    return deploy_files(files, by=by, forms=form_names(beside) if beside.is_dir() else None)


def form_names(folder: Path) -> list[str]:
    """The names of the forms under a folder: `review/examine.form` is review.examine."""
    return sorted(".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.form"))


def deploy_files(files: dict[str, bytes], *, by: str, forms: list[str] | None = None) -> list[Deployed]:
    """Deploys files by name. Decisions first, then diagrams, called ones before their callers."""
    problems, read = _read_all(files)
    newest = _newest()
    problems += _check(read, newest, forms)
    if problems:
        raise DesignError("流程不能部署", problems)
    done = [_decision_file(file, newest, by) for file in read if file.decisions]
    for process_id, file in _in_order(read):
        done.append(_diagram(process_id, file, newest, by))
    db.session.flush()
    return done


def check_files(files: dict[str, bytes], *, forms: list[str] | None = None) -> list[dict[str, str]]:
    """What `deploy_files` would refuse, without deploying."""
    problems, read = _read_all(files)
    return problems + _check(read, _newest(), forms)


@dataclass
class _Newest:
    """The newest versions in the database, as rows; a deployment adds its own."""

    diagrams: dict[str, Any]
    files: dict[str, Any]
    decisions: dict[str, int]


def _newest() -> _Newest:
    diagrams, files = _newest_rows(DiagramVersion, "diagram"), _newest_rows(DecisionVersion, "file")
    return _Newest(diagrams, files, {name: row.id for row in files.values() for name in row.decisions})


def _newest_rows(kind: Any, name: str) -> dict[str, Any]:
    column = getattr(kind, name)
    found = (
        sa.select(kind).where(kind.tenant == tenant()).ext(distinct_on(column)).order_by(column, kind.version.desc())
    )
    return {getattr(row, name): row for row in db.session.scalars(found)}


def _read_all(files: dict[str, bytes]) -> tuple[list[dict[str, str]], list[_File]]:
    problems: list[dict[str, str]] = []
    read: list[_File] = []
    for name, content in files.items():
        try:
            read.append(_dmn(name, content) if name.endswith(".dmn") else _bpmn(name, content))
        except DesignError as error:
            problems += error.problems
    return problems, read


def _dmn(name: str, content: bytes) -> _File:
    text = source.text(content, source.read(content, name))
    problems = Problems(name)
    try:
        model = dmn.load(text.encode(), functions=FUNCTIONS)
    except dmn.DmnError as error:
        raise problems.as_error(str(error)) from None
    for problem in model.problems:
        problems.found.append(
            {"file": name, "element": problem.element or "", "name": "", "text": str(problem), "hint": ""}
        )
    if problems.found:
        raise DesignError(f"{name} 不能使用", problems.found)
    ids = [node.id for node in model.nodes.values() if node.name in model.decisions]
    return _File(name, text, decisions=ids)


def _bpmn(name: str, content: bytes) -> _File:
    root = source.read(content, name)
    found = {p.get("id"): p for p in processes(root)} if tag(root) == "definitions" else {}
    return _File(name, source.text(content, root), root=root, processes=found)


def _check(read: list[_File], newest: _Newest, forms: list[str] | None) -> list[dict[str, str]]:
    diagrams = {*newest.diagrams, *(name for file in read for name in file.processes)}
    decisions = {*newest.decisions, *(name for file in read for name in file.decisions)}
    known = Known(registry.step_names(), diagrams, decisions, forms)
    found = [
        problem for file in read if file.root is not None for problem in check.check_file(file.root, file.name, known)
    ]
    drawn = {file.name: file.processes for file in read}
    return found + _twice(read) + check.check_calls(drawn, lambda name: _kept(name, newest))


def _kept(diagram: str, newest: _Newest) -> Node | None:
    """The process of a diagram as it was deployed last."""
    row = newest.diagrams.get(diagram)
    if row is None:
        return None
    found = processes(source.read(row.content.encode(), row.file))
    return next((process for process in found if process.get("id") == diagram), None)


def _twice(read: list[_File]) -> list[dict[str, str]]:
    owners: dict[str, str] = {}
    found = []
    for file in read:
        for name in (*file.processes, *file.decisions):
            if name in owners:
                text = f"{name} 在 {owners[name]} 里已经有了"
                found.append({"file": file.name, "element": name, "name": "", "text": text, "hint": "改一个 id"})
            owners[name] = file.name
    return found


def calls_of(process: Node) -> list[str]:
    """The diagrams that a process calls."""
    return list(dict.fromkeys(name for _node, name in calls.calls(process)))


def decisions_of(process: Node) -> list[str]:
    """The decisions that a process asks."""
    asked = [zeebe(node, "calledDecision") for node in process.iter() if tag(node) == "businessRuleTask"]
    return list(dict.fromkeys(node.get("decisionId", "") for node in asked if node is not None))


def _in_order(read: list[_File]) -> list[tuple[str, _File]]:
    """Called diagrams before their callers."""
    files = {name: file for file in read for name in file.processes}
    ordered: dict[str, None] = {}

    def add(name: str) -> None:
        if name in files and name not in ordered:
            for called in calls_of(files[name].processes[name]):
                add(called)
            ordered[name] = None

    for name in files:
        add(name)
    return [(name, files[name]) for name in ordered]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _decision_file(file: _File, newest: _Newest, by: str) -> Deployed:
    before, sha256 = newest.files.get(file.name), _sha256(file.text)
    if before is None or before.sha256 != sha256:
        row = DecisionVersion(
            file=file.name, version=before.version + 1 if before is not None else 1, content=file.text, sha256=sha256,
            decisions=file.decisions, deployed_by=by, deployed_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        newest.files[file.name] = row
        newest.decisions.update(dict.fromkeys(file.decisions, row.id))
        return Deployed("decisions", file.name, row.version, True)
    return Deployed("decisions", file.name, before.version, False)


def _diagram(process_id: str, file: _File, newest: _Newest, by: str) -> Deployed:
    node, sha256 = file.processes[process_id], _sha256(file.text)
    pins = {name: newest.diagrams[name].id for name in calls_of(node)}
    decisions = {name: newest.decisions[name] for name in decisions_of(node) if name}
    before = newest.diagrams.get(process_id)
    if before is not None and (before.sha256, before.pins, before.decisions) == (sha256, pins, decisions):
        return Deployed("diagram", process_id, before.version, False)
    row = DiagramVersion(
        diagram=process_id, version=before.version + 1 if before is not None else 1, name=node.get("name") or process_id,
        file=file.name, content=file.text, sha256=sha256, pins=pins, decisions=decisions, deployed_by=by,
        deployed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    newest.diagrams[process_id] = row
    _starts(row, node)
    return Deployed("diagram", process_id, row.version, True)


_STARTS: dict[str, Any] = {"message": MessageStart, "signal": SignalStart}


def _starts(row: DiagramVersion, process: Node) -> None:
    """By which messages and signals the newest version begins."""
    for at in _STARTS.values():
        db.session.execute(sa.delete(at).where(at.tenant == tenant(), at.diagram == row.diagram))
    for event in [child for child in process if tag(child) == "startEvent"]:
        drawn = drawn_trigger(event)
        if drawn is not None and drawn.kind in _STARTS:
            start = _STARTS[drawn.kind](
                name=drawn.name, diagram=row.diagram, version_id=row.id, element=event.get("id")
            )
            db.session.add(start)
