"""What a stranger meets who calls the package with whatever Python has."""

from __future__ import annotations

import enum
import threading
from collections import OrderedDict
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.feel import Limits, compile_expression, compile_unary_tests, dmn
from app.feel.text import text_of
from tests.feel.models import decision, input_data, literal, model, needs, table


class LikeNumpy(float):
    """A float of another library: a subclass, as numpy's float64 is."""


class Word(enum.StrEnum):
    ONE = "one"


class Count(enum.IntEnum):
    THREE = 3


EIGHT = timezone(timedelta(hours=8))
LOOPED: list[Any] = []
LOOPED.append(LOOPED)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (1, "1"),
        (Decimal("1.50"), "1.50"),
        (0.1, "0.1"),
        (LikeNumpy(2.5), "2.5"),
        (1e22, "10000000000000000000000"),
        (-0.0, "0.0"),
        (10**40, "1" + "0" * 40),
        (True, "true"),
        (None, "null"),
        ("中文", "中文"),
        (Word.ONE, "one"),
        (Count.THREE, "3"),
        ((1, (2, None)), "[1, [2, null]]"),
        ([None, [None]], "[null, [null]]"),
        ({1: 2, None: [None]}, '{"1": 2, None: [null]}'),
        (OrderedDict(a={"b": 1.5}), "{a: {b: 1.5}}"),
        (date(2026, 1, 1), "2026-01-01"),
        (datetime.fromisoformat("2026-01-01T09:00"), "2026-01-01T09:00:00"),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00Z"),
        (datetime(2026, 1, 1, tzinfo=EIGHT), "2026-01-01T00:00:00+08:00"),
        (datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-01-01T00:00:00@Asia/Shanghai"),
        (time(1, 2, tzinfo=EIGHT), "01:02:00+08:00"),
        (timedelta(days=1, hours=-2), "PT22H"),
    ],
    ids=repr,
)
def test_what_python_has_goes_in(given: object, text: str) -> None:
    value, notes = compile_expression("a").evaluate({"a": given})
    assert text_of(value) == text and notes == []
    assert compile_unary_tests("? = a")(given, {"a": given}) is True


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        (Decimal("NaN"), "not finite"),
        (Decimal("sNaN"), "not finite"),
        (Decimal("-Infinity"), "not finite"),
        ([Decimal("NaN")], "not finite"),
        ({1, 2}, "a Python set"),
        (b"abc", "a Python bytes"),
        (1j, "a Python complex"),
        (range(3), "a Python range"),
        (UTC, "a Python timezone"),
        (object(), "a Python object"),
        (len, "a Python builtin_function_or_method"),
        ({1: "a", "1": "b"}, "two keys of a Python dict are the same text"),
        (LOOPED, "nested too deep"),
    ],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_what_feel_has_no_value_for_is_null_and_says_so(given: object, reason: str) -> None:
    for text in ("a", "[a][1]", "a.b"):
        value, notes = compile_expression(text).evaluate({"a": given})
        assert value is None and reason in str(notes[0])
        assert compile_expression(text)({"a": given}) is None
    met, notes = compile_unary_tests("> 5").evaluate(given)
    assert met is None and reason in str(notes[0])
    for text in ("a > 5", "a + 1"):
        assert compile_expression(text)({"a": given}) is None


def test_a_call_gives_the_bare_value_and_evaluate_what_it_says_besides() -> None:
    expression = compile_expression("a + b")
    assert expression({"a": 1, "b": Decimal("0.50"), "unused": object()}) == Decimal("1.50")
    assert expression.evaluate({"a": 1})[0] is None and expression({"a": 1}) is None
    assert compile_expression("string(1.50)")() == "1.50" and str(compile_expression("1.50")()) == "1.50"
    assert compile_expression("string(0 * -1.0)")() == "0.0"
    assert compile_expression("a b + 1", {"a b"})({"a b": 1}) == 2
    assert compile_expression("a b + 1", (name for name in ["a b"]))({"a b": 1}) == 2


@pytest.mark.parametrize("bad", [None, [1], "x", 5], ids=repr)
def test_variables_are_a_mapping(bad: Any) -> None:
    for call in (
        compile_expression("1"),
        compile_expression("1").evaluate,
        lambda found: compile_unary_tests("1")(1, found),
    ):
        with pytest.raises(TypeError, match="variables must be a mapping of names to values"):
            call(bad)


def test_text_and_names_are_text() -> None:
    for compiler in (compile_expression, compile_unary_tests):
        for bad in (None, 5, b"1", ["1"]):
            with pytest.raises(TypeError, match="FEEL is text, a str, not"):
                compiler(bad)  # type: ignore[operator]
        with pytest.raises(TypeError, match=r"names must be several names, such as \['monthly income'\]"):
            compiler("1", "monthly income")
        with pytest.raises(TypeError, match="a name must be a str, not int"):
            compiler("1", [3])  # type: ignore[list-item]


@pytest.mark.parametrize("bad", [date(2026, 1, 1), "2026-01-01T00:00:00", 5, {1}], ids=repr)
def test_now_is_a_moment(bad: Any) -> None:
    model_ = dmn.load(model(decision("d", literal("1"))))
    for call in (
        lambda: compile_expression("1")({}, now=bad),
        lambda: compile_expression("1").evaluate({}, now=bad),
        lambda: compile_unary_tests("1")(1, {}, now=bad),
        lambda: model_.decide("d", {}, now=bad),
    ):
        with pytest.raises(TypeError, match="now must be a datetime, not"):
            call()


def test_now_is_needed_by_now_and_today_only() -> None:
    assert compile_expression("1 + 1").evaluate({}) == (2, [])
    for text in ("now()", "today()"):
        value, notes = compile_expression(text).evaluate({})
        assert value is None and "no clock was given: pass now=" in str(notes[0])
        assert compile_expression(text)({}, now=datetime(2026, 1, 1, 9, tzinfo=UTC)) is not None
        result = dmn.load(model(decision("d", literal(text)))).decide("d", {})
        assert result.value is None and "pass now=" in str(result.diagnostics[0])


def test_unary_tests_say_why_they_cannot_tell() -> None:
    met, notes = compile_unary_tests('5, "x"').evaluate(date(2026, 1, 1))
    assert met is None and str(notes[0]) == "date and number cannot be compared (column 1)"
    assert compile_unary_tests("-")(None) is True and compile_unary_tests("null")(None) is True
    assert compile_unary_tests("5").evaluate(None) == (False, [])


def test_one_expression_serves_many_threads() -> None:
    expression = compile_expression("for i in 1..200 return if i = n then missing else i * n")
    wrong: list[object] = []

    def work(n: int) -> None:
        for _ in range(20):
            value, notes = expression.evaluate({"n": n})
            right = [None if i == n else Decimal(i * n) for i in range(1, 201)]
            if value != right or len(notes) != 1:
                wrong.append((n, value, notes))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


GRADES = model(
    input_data("收入", "number"),
    input_data("人口", "number"),
    decision("人均", literal("收入 / 人口"), needs("收入", "人口"), "number"),
    decision(
        "等级",
        table(["人均"], ["等级"], [["< 3000", '"A"', "第五条"], [">= 3000", '"B"']]),
        needs("人均", kind="requiredDecision"),
    ),
)


def test_a_model_tells_what_it_decides_and_what_it_needs() -> None:
    found = dmn.load(GRADES)
    assert found.decisions == ["人均", "等级"]
    assert [(need.name, need.type) for need in found.inputs("等级")] == [("收入", "number"), ("人口", "number")]
    result = found.decide("等级", {"收入": 5000.0, "人口": 2, "unused": {1}})
    assert (result.value, result.diagnostics) == ("A", [])
    mean, grade = result.trace
    assert (mean.decision, mean.table, mean.output) == ("人均", None, 2500)
    assert (grade.table, grade.hit_policy, grade.inputs) == ("table", "U", [("人均", Decimal(2500))])
    (match,) = grade.matched
    assert (match.index, match.id, match.annotations, match.output) == (1, "r1", {"law": "第五条"}, "A")


def test_an_input_that_is_missing_or_wrong_is_named() -> None:
    found = dmn.load(GRADES)
    note = found.decide("等级", {"收人": 1, "人口": 1}).diagnostics[0]
    assert str(note) == "input '收入' was not given; given was '收人'" and note.element == "收入"
    note = found.decide("等级", {"收入": "5000", "人口": 1}).diagnostics[0]
    assert "does not fit its type number" in str(note) and note.element == "收入"
    assert "not finite" in str(found.decide("等级", {"收入": Decimal("NaN"), "人口": 1}).diagnostics[0])
    with pytest.raises(TypeError, match="variables must be a mapping"):
        found.decide("等级", None)  # type: ignore[arg-type]
    with pytest.raises(dmn.DmnError, match="has no decision '等及'; did you mean '等级'?"):
        found.decide("等及", {})
    with pytest.raises(dmn.DmnError, match="has no decision 'x'; it has '人均', '等级'"):
        found.inputs("x")


def test_a_model_is_read_from_bytes_text_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "等级.dmn"
    path.write_text(GRADES, encoding="utf-8")
    headed = '<?xml version="1.0" encoding="GBK"?>' + GRADES
    for source in (
        GRADES,
        GRADES.encode(),
        bytearray(GRADES.encode()),
        "\ufeff" + GRADES,
        headed,
        headed.encode("gbk"),
        path,
        str(path),
    ):
        assert dmn.load(source).decide("等级", {"收入": 1, "人口": 1}).value == "A"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (None, "bytes, text or a path, not NoneType"),
        (5, "not int"),
        ("", "cannot be read"),
        ("nothing.dmn", "'nothing.dmn' cannot be read: No such file"),
        (b"", "no XML"),
        ("<a/>", "its root is a"),
        ("<!DOCTYPE definitions>" + GRADES, "DOCTYPE"),
        ('<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + GRADES.replace("第五条", "&e;"), "DOCTYPE"),
        (model("<list>" * 200 + "</list>" * 200), "nested more than 150 deep"),
        (model("<list>" * 300 + "</list>" * 300), "Excessive depth"),
        (model(decision("d", literal('"\ud800"'))), "half a character"),
        (b"<" + b" " * 8_000_001, "more than 8000000 bytes"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_model_is_refused(source: Any, reason: str) -> None:
    with pytest.raises(dmn.DmnError, match=reason):
        dmn.load(source)


def test_entities_that_multiply_are_refused() -> None:
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 9))
    bomb = f'<!DOCTYPE d [<!ENTITY a0 "aaaaaaaaaa">{entities}]>' + GRADES.replace("第五条", "&a8;")
    with pytest.raises(dmn.DmnError):
        dmn.load(bomb)


def test_limits_are_the_callers() -> None:
    text = "count(for i in 1..1000 return i)"
    assert compile_expression(text)() == 1000
    value, notes = compile_expression(text, limits=Limits(items=10)).evaluate()
    assert value is None and "more than 10 items" in str(notes[0])
    result = dmn.load(model(decision("d", literal(text))), limits=Limits(steps=100)).decide("d", {})
    assert result.value is None and "more than 100 steps" in str(result.diagnostics[0])
