"""What a reviewer would have to remember: caps, names, who commits, who may enter, what a diagram may name."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from lxml import etree

from app import registry
from app.people.access import access_of
from app.settings import TOP
from app.store import db, migrate

APP = TOP / "app"
SOURCES = sorted(APP.rglob("*.py"))
BPMN = sorted((TOP / "bpmn").glob("*.bpmn"))
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_text(path))


def _name(path: Path) -> str:
    return str(path.relative_to(TOP))


def _lines_with(pattern: str) -> list[str]:
    """`file:line text` of every line of the app that matches, comments left out."""
    found = []
    for path in SOURCES:
        for number, line in enumerate(_text(path).splitlines(), 1):
            if re.search(pattern, line.split("  # ")[0]):
                found.append(f"{_name(path)}:{number} {line.strip()}")
    return found


def _outside(lines: list[str], *allowed: str) -> list[str]:
    return [line for line in lines if not line.startswith(allowed)]


# Caps: a file, a function, its complexity


def test_no_file_is_longer_than_300_lines():
    assert [f"{_name(p)}: {_text(p).count(chr(10))}" for p in SOURCES if _text(p).count("\n") > 300] == []


def test_no_function_is_longer_than_30_lines():
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    every = [(p, f) for p in SOURCES for f in ast.walk(_tree(p)) if isinstance(f, kinds)]
    assert [f"{_name(p)}:{f.lineno} {f.name}" for p, f in every if (f.end_lineno or 0) - f.lineno >= 30] == []


# Names


def test_no_module_and_no_class_has_a_name_that_says_nothing():
    """The classes of feel/dmn bear the names of the DMN standard's elements."""
    modules = [_name(p) for p in SOURCES if re.fullmatch(r"(utils?|helpers?|services?|common|misc|managers?)", p.stem)]
    ending = re.compile(r"(Service|Manager|Helper|Utils?|Handler|Data|Info)$")
    classes = [
        f"{_name(p)} {c.name}"
        for p in SOURCES
        for c in ast.walk(_tree(p))
        if isinstance(c, ast.ClassDef) and ending.search(c.name)
    ]
    assert modules + _outside(classes, "app/feel/dmn/") == []


def test_every_module_says_what_it_is_for_and_every_public_function_what_it_does():
    assert list(_undocumented()) == []


def _undocumented() -> Iterator[str]:
    for path in SOURCES:
        tree = _tree(path)
        if tree.body and not ast.get_docstring(tree):
            yield _name(path)
        for node in tree.body:
            is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node):  # type: ignore[arg-type]
                yield f"{_name(path)}:{node.lineno} {node.name}"  # type: ignore[attr-defined]


# One door each


def test_only_the_edge_commits():
    assert _outside(_lines_with(r"session(\(\))?\.commit\("), "app/store/transaction.py") == []


def test_only_the_engines_spiff_imports_spiffworkflow():
    assert _outside(_lines_with(r"^\s*(from|import) SpiffWorkflow"), "app/engine/spiff") == []


def test_only_the_clock_says_what_time_it_is():
    asking = _lines_with(r"datetime\.now\(|datetime\.utcnow|date\.today\(|func\.(now|current_\w+)\(|time\.time\(")
    lines_of_the_line = (
        "app/api/line.py", "app/exchange/line.py", "app/exchange/simulators/", "app/leasing/pages/provider.py",
        "app/leasing/provider.py", "app/people/access.py",
    )  # fmt: skip
    assert _outside(asking, *lines_of_the_line) == [], "take it from store.clock"


def test_no_step_and_no_command_talks_to_the_network():
    assert (
        _outside(
            _lines_with(r"^\s*(import|from) (httpx|requests|urllib\.request|socket)\b"),
            "app/api/line.py",
            "app/exchange/",
            "app/cli/",
            "app/leasing/provider.py",
            "app/rehearsal/",
        )
        == []
    )


# What a diagram names


@pytest.mark.parametrize("path", BPMN, ids=lambda p: p.stem)
def test_every_service_task_of_a_diagram_names_a_step(app, path):
    named = {e.get("type") for e in etree.parse(path).iter(f"{_ZEEBE}taskDefinition")}
    assert sorted(named - set(registry.step_names())) == []


@pytest.mark.parametrize("path", BPMN, ids=lambda p: p.stem)
def test_every_user_task_of_a_diagram_names_a_form_that_exists(path):
    tree = etree.parse(path)
    missing = [t.get("id") for t in tree.iter(f"{_MODEL}userTask") if t.find(f".//{_ZEEBE}formDefinition") is None]
    forms = {e.get("formId") for e in tree.iter(f"{_ZEEBE}formDefinition")}
    gone = [form for form in forms if not (TOP / "forms" / f"{form.replace('.', '/')}.form").exists()]
    assert missing + gone == []


@pytest.mark.parametrize("path", BPMN, ids=lambda p: p.stem)
def test_every_called_decision_and_diagram_exists(path):
    tree = etree.parse(path)
    called = {e.get("decisionId") for e in tree.iter(f"{_ZEEBE}calledDecision")}
    called |= {e.get("processId") for e in tree.iter(f"{_ZEEBE}calledElement")}
    there = {
        e.get("id")
        for file in (TOP / "bpmn").iterdir()
        if file.suffix in (".bpmn", ".dmn")
        for e in etree.parse(file).iter()
    }
    assert sorted(called - there) == []


@pytest.mark.parametrize("path", sorted((TOP / "forms").rglob("*.form")), ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_every_form_is_named_as_its_place_says(path):
    assert json.loads(_text(path))["id"] == f"{path.parent.name}.{path.stem}"


# Pages


def test_every_page_says_who_may_enter(app):
    open_doors = {"static"}
    silent = {name for name, view in app.view_functions.items() if not access_of(view)}
    assert sorted(silent - open_doors) == []


# The database


def test_every_unique_key_and_index_begins_with_the_tenant(app):
    wrong = []
    for table in db.metadata.tables.values():
        unique = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
        for key in [*unique, *table.indexes]:
            columns = [column.name for column in key.columns]
            if columns and columns[0] != "tenant":
                wrong.append(f"{table.name} {columns}")
    assert wrong == []


def test_models_and_migrations_agree(committed):
    db.session.execute(sa.text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    db.session.commit()
    with db.engine.begin() as connection:
        migrate.run(connection)
    assert migrate.differences() == []


# What is not to be in the repository


def test_no_lock_file_names_a_host():
    locks = [p for p in (*TOP.glob("*lock*"), APP / "web/frontend/package-lock.json") if p.is_file()]
    assert len(locks) >= 4
    assert [p.name for p in locks if re.search(r"https?://|index-url|find-links", _text(p))] == []


def test_nothing_made_or_secret_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    made = re.compile(r"(^|/)(instance|node_modules|dist|\.venv|__pycache__)/|secrets\.toml$|\.mo$")
    assert [name for name in tracked if made.search(name)] == []
