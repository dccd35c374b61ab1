"""Versions of diagrams and decisions, parsed once in each process and shared: a version never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from app.engine import source
from app.engine.expressions import FUNCTIONS
from app.engine.records import DecisionVersion, DiagramVersion
from app.engine.spiff.definition import Definition
from app.engine.spiff.parser import parse
from app.engine.trouble import Stopped
from app.errors import NotFound
from app.feel import dmn
from app.registry import nearest
from app.store import db, tenant

T = TypeVar("T")
_kept: WeakKeyDictionary[Any, dict[tuple[str, str, int], Any]] = WeakKeyDictionary()


def _once(kind: str, id: int, make: Callable[[], T]) -> T:
    """What `make` gives, made once for a database, tenant and version."""
    cache = _kept.setdefault(db.engines[None].engine, {})
    key = (kind, tenant(), id)
    if key not in cache:
        cache[key] = make()
    return cache[key]


def definition(version_id: int) -> Definition:
    """The parsed diagram of a version."""
    return _once("diagram", version_id, lambda: _parsed(version_id))


def _row(kind: Any, version_id: int) -> Any:
    found = db.session.execute(sa.select(kind.__table__).where(kind.tenant == tenant(), kind.id == version_id)).first()
    if found is None:
        raise NotFound()
    return found


def _parsed(version_id: int) -> Definition:
    row = _row(DiagramVersion, version_id)
    root = source.read(row.content.encode(), row.file)
    parsed = parse(root, row.diagram, id=row.id, version=row.version, filename=row.file)
    pins, decisions = dict(row.pins), dict(row.decisions)

    def called(diagram: str) -> Definition:
        if diagram not in pins:
            raise Stopped(row.diagram, f"没有名为 {diagram} 的流程{nearest(diagram, pins)}")
        return definition(pins[diagram])

    def decision(name: str) -> tuple[int, dmn.Model]:
        if name not in decisions:
            raise Stopped(row.diagram, f"没有名为 {name} 的决策{nearest(name, decisions)}")
        return decisions[name], model(decisions[name])

    parsed.called, parsed.decision = called, decision
    return parsed


def model(version_id: int) -> dmn.Model:
    """The decisions of a version of a file."""
    return _once("decision", version_id, lambda: _loaded(_row(DecisionVersion, version_id).content))


def _loaded(content: str) -> dmn.Model:
    return dmn.load(content.encode(), functions=FUNCTIONS)


def newest(diagram: str) -> int:
    """The id of a diagram's newest version; NotFound with the nearest name."""
    at = DiagramVersion
    found = db.session.scalar(
        sa.select(at.id).where(at.tenant == tenant(), at.diagram == diagram).order_by(at.version.desc()).limit(1)
    )
    if found is None:
        names = db.session.scalars(sa.select(at.diagram).where(at.tenant == tenant()).distinct()).all()
        raise NotFound(f"没有名为 {diagram} 的流程{nearest(diagram, names)}")
    return found


def sealed(version_id: int) -> tuple[str, list[tuple[str, str, str]]]:
    """One checksum over a version, all it calls and all it asks, as they are in the database now; and what was altered.

    Altered: (name, checksum as it was deployed, checksum now). Read each time: what has been parsed is not asked.
    """
    rows, found = [], []
    for row, name in _family(version_id):
        now = _checksum(row)
        rows.append(f"{name} {row.version} {now}")
        if now != row.sha256:
            found.append((f"{name} v{row.version}", row.sha256, now))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest(), found


def seal_at_start(version_id: int) -> str:
    """The seal that a process takes along when it begins: made once, a version never changes by right."""
    return _once("seal", version_id, lambda: sealed(version_id)[0])


def _checksum(row: Any) -> str:
    return hashlib.sha256(row.content.encode()).hexdigest()


def _family(version_id: int) -> list[tuple[Any, str]]:
    """(row, name) of a version, the versions it calls and the files of decisions that any of them asks, each once."""
    found: dict[tuple[str, int], tuple[Any, str]] = {}
    waiting = [version_id]
    while waiting:
        number = waiting.pop(0)
        if ("diagram", number) in found:
            continue
        row = _row(DiagramVersion, number)
        found["diagram", number] = (row, row.diagram)
        waiting += [row.pins[name] for name in sorted(row.pins)]
        for decided in sorted(set(row.decisions.values())):
            if ("decision", decided) not in found:
                file = _row(DecisionVersion, decided)
                found["decision", decided] = (file, file.file)
    return list(found.values())


def content(version_id: int) -> str:
    """The diagram of a version as XML."""
    return _row(DiagramVersion, version_id).content
