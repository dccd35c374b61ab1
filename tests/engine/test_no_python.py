"""No Python of a diagram is ever executed: wherever an analyst can type, it is FEEL, and Python does nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.engine.spiff.scope import Refuse
from app.errors import DesignError
from app.feel import dmn
from tests.engine.drawing import (
    boundary,
    diagram,
    end,
    flow,
    loop,
    message,
    node,
    rule,
    script,
    service,
    start,
    timer,
    user,
)
from tests.engine.trial import Trial

MARK = Path("/tmp/python_of_a_diagram_ran")
EVIL = [
    f'__import__("pathlib").Path("{MARK}").touch()',
    f'open("{MARK}", "w")',
    f'[c for c in ().__class__.__base__.__subclasses__()][0]; open("{MARK}", "w")',
    f"exec(\"open('{MARK}', 'w')\")",
    f"__import__('os').system('touch {MARK}')",
]


def places(evil):
    """One diagram for each place that takes an expression."""
    work = (start(), end())
    yield "script", (*work, script("x", f"={evil}", "r"), flow("begin", "x", "done"))
    yield "script without =", (*work, script("x", evil, "r"), flow("begin", "x", "done"))
    gateway = node("exclusiveGateway", "x", default="x_to_done")
    yield (
        "condition",
        (*work, gateway, end("e"), flow("begin", "x"), flow("x", "e", when=f"={evil}"), flow("x", "done")),
    )
    yield "timer", (*work, node("intermediateCatchEvent", "x", inside=timer(f"={evil}")), flow("begin", "x", "done"))
    yield (
        "timer without =",
        (*work, node("intermediateCatchEvent", "x", inside=timer(evil)), flow("begin", "x", "done")),
    )
    yield "input", (*work, service("x", "s.t", inputs={"a": f"={evil}"}), flow("begin", "x", "done"))
    yield "output", (*work, service("x", "s.t", outputs={"a": f"={evil}"}), flow("begin", "x", "done"))
    yield "loop", (*work, service("x", "s.t", inside=loop(f"={evil}")), flow("begin", "x", "done"))
    yield (
        "loop result",
        (*work, service("x", "s.t", inside=loop("=[1]", "i", "r", f"={evil}")), flow("begin", "x", "done")),
    )
    yield "loop until", (*work, service("x", "s.t", inside=loop("=[1]", until=f"={evil}")), flow("begin", "x", "done"))
    yield "due", (*work, user("x", due=f"={evil}"), flow("begin", "x", "done"))
    yield "groups", (*work, user("x", groups=f"={evil}"), flow("begin", "x", "done"))
    yield "key", (*work, node("receiveTask", "x", messageRef="m_hello"), flow("begin", "x", "done"))
    yield "decision", (*work, rule("x", evil, "r"), flow("begin", "x", "done"))
    yield "step", (*work, service("x", evil), flow("begin", "x", "done"))


@pytest.fixture(autouse=True)
def unmarked():
    """The mark is not there before, and must not be there after."""
    MARK.unlink(missing_ok=True)
    yield
    assert not MARK.exists()


@pytest.mark.parametrize("evil", EVIL)
def test_python_in_any_place_of_a_diagram_does_nothing(evil):
    for _, elements in places(evil):
        with pytest.raises((DesignError, AssertionError)):
            Trial(diagram(*elements, messages={"hello": f"={evil}"}), steps={"s.t": {}}).after(days=1)
        assert not MARK.exists()


@pytest.mark.parametrize("evil", EVIL)
def test_python_that_gets_past_the_check_still_does_nothing(evil, monkeypatch):
    monkeypatch.setattr("app.engine.check.check_file", lambda *_: [])
    for _, elements in places(evil):
        with pytest.raises(Exception):  # noqa: B017  whatever stops it; the mark is what counts
            Trial(diagram(*elements, messages={"hello": f"={evil}"}), steps={"s.t": {}}).after(days=1)
            raise RuntimeError("it ran as FEEL and did nothing")
        assert not MARK.exists()


@pytest.mark.parametrize("evil", EVIL)
def test_python_in_a_decision_table_does_nothing(evil):
    cell = evil.replace("&", "&amp;").replace("<", "&lt;")
    source = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
    <decision id="fee" name="Fee"><decisionTable id="t"><input id="i"><inputExpression id="e"><text>{cell}</text></inputExpression></input>
    <output id="o"/><rule id="r"><inputEntry id="a"><text>{cell}</text></inputEntry><outputEntry id="b"><text>{cell}</text></outputEntry></rule>
    </decisionTable></decision></definitions>"""
    assert dmn.load(source.encode()).decide("fee", {}).value is None


def test_data_that_look_like_python_stay_data():
    drawn = diagram(
        start(),
        user("a"),
        boundary("m", "a", message("m_hello")),
        end(),
        flow("begin", "a", "done"),
        flow("m", "done"),
        messages={"hello": "=k"},
    )
    run = Trial(drawn, stored=True, k=EVIL[0])
    assert run.complete("a", x=EVIL[1]).outcome == {"k": EVIL[0], "x": EVIL[1]}


def test_the_script_engine_of_spiffworkflow_is_gone():
    for name in ("evaluate", "execute", "environment", "call_service"):
        with pytest.raises(RuntimeError, match="FEEL"):
            getattr(Refuse(), name)


def test_only_the_spiff_package_imports_spiffworkflow_and_nothing_evaluates_python():
    app = Path(__file__).parents[2] / "app"
    for path in app.rglob("*.py"):
        tree = ast.parse(path.read_text())
        for at in ast.walk(tree):
            names = (
                [at.module or ""]
                if isinstance(at, ast.ImportFrom)
                else [a.name for a in at.names]
                if isinstance(at, ast.Import)
                else []
            )
            if any(name.split(".")[0] == "SpiffWorkflow" for name in names):
                assert path.parent == app / "engine" / "spiff", path
            if isinstance(at, ast.Call) and isinstance(at.func, ast.Name) and (app / "engine") in path.parents:
                assert at.func.id not in ("eval", "exec", "compile", "__import__"), path
