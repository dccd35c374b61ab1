"""Runs the DMN TCK and prints its figures: `scripts/tck DIR [-v] [FILTER]`. Its data stays outside the project."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from app.feel import Date, DateTime, DaysDuration, MonthsDuration, Time, dmn
from app.feel.compare import equal
from app.feel.iso import date_from, datetime_from, duration_from, time_from

NOW = DateTime(Date(2026, 3, 2), Time(10, 0, 0, 0, 0))
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
LEVELS = ("compliance-level-2", "compliance-level-3")


@dataclass
class Outcome:
    """One case: where it stands, whether it passed, whether it expects a value, whether it gave a wrong one."""

    folder: str
    level: str
    case: str
    passed: bool
    valued: bool
    wrong: bool
    notes: list[str]


def plain(node: Any) -> Any:
    """The value written under an input or an expected node."""
    if node is None or node.get(XSI + "nil") == "true":
        return None
    components = node.findall("{*}component")
    if components:
        return {part.get("name"): plain(part) for part in components}
    for name, read in (("list", lambda found: [plain(item) for item in found.findall("{*}item")]), ("value", scalar)):
        found = node.find("{*}" + name)
        if found is not None:
            return None if found.get(XSI + "nil") == "true" else read(found)
    return None


def scalar(value: Any) -> Any:
    """A typed text."""
    text = value.text or ""
    kind = (value.get(XSI + "type") or "string").rpartition(":")[2]
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text)
    if kind == "boolean":
        return text.strip() == "true"
    readers = {"date": date_from, "time": time_from, "dateTime": datetime_from, "duration": duration_from}
    return readers[kind](text.strip()) if kind in readers else text


def same(a: Any, b: Any) -> bool:
    """Whether a value is what was expected, numbers within 1e-8."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return abs(a - b) <= Decimal("1e-8")
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (DateTime, Time)) and type(a) is type(b):
        return equal(a, b) is True
    if isinstance(a, (Date, DaysDuration, MonthsDuration)):
        return type(a) is type(b) and a == b
    return type(a) is type(b) and bool(a == b)


def model_of(folder: Path, name: str) -> dmn.Model:
    """The model of a test file, its imports found by namespace in the same folder."""
    spaces = {etree.parse(path).getroot().get("namespace"): path for path in folder.glob("*.dmn")}
    return dmn.load(folder / name, lambda space, location: spaces.get(space))


def cases(folder: Path, level: str) -> Iterator[Outcome]:
    """Every case of a directory."""
    for file in sorted(folder.glob("*.xml")):
        root = etree.parse(file).getroot()
        if not root.tag.endswith("testCases"):
            continue
        model = model_of(folder, root.findtext("{*}modelName"))
        for case in root.findall("{*}testCase"):
            yield outcome(folder.name, level, case, model)


def outcome(folder: str, level: str, case: Any, model: dmn.Model) -> Outcome:
    """Runs one case."""
    inputs: dict[str, Any] = {}
    for node in case.findall("{*}inputNode"):
        key = f"{node.get('namespace')}#{node.get('name')}" if node.get("namespace") else node.get("name")
        inputs[key] = plain(node)
    found = Outcome(folder, level, case.get("id"), True, False, False, [])
    for node in case.findall("{*}resultNode"):
        expected = plain(node.find("{*}expected"))
        name = node.get("name")
        if case.get("type") in ("decisionService", "bkm"):
            name = case.get("invocableName")
        result = model.decide(name, inputs, now=NOW)
        value = result.value
        if case.get("type") == "decisionService" and isinstance(value, dict) and len(case.findall("{*}resultNode")) > 1:
            value = value.get(node.get("name"))
        passed = same(value, expected)
        found.valued = found.valued or expected is not None
        found.passed = found.passed and passed
        found.wrong = found.wrong or (not passed and value is not None)
        if not passed:
            found.notes.append(
                f"{name}: got {value!s:.150} expected {expected!s:.150} {[str(d) for d in result.diagnostics][:2]}"
            )
    return found


def figures(outcomes: list[Outcome]) -> str:
    """The last line."""
    valued = [found for found in outcomes if found.valued]
    second = [found for found in outcomes if found.level == LEVELS[0]]
    totals: Counter[str] = Counter(found.folder for found in outcomes)
    passes: Counter[str] = Counter(found.folder for found in outcomes if found.passed)
    macro = 100 * sum(passes[folder] / totals[folder] for folder in totals) / max(len(totals), 1)
    counts = [f"{sum(found.passed for found in part)}/{len(part)}" for part in (outcomes, valued, second)]
    return f"tck: all {counts[0]} non-null {counts[1]} level-2 {counts[2]} macro {macro:.1f}"


def run(root: Path, wanted: str = "") -> list[Outcome]:
    """All outcomes under the kit's directory."""
    folders = [
        (level, folder)
        for level in LEVELS
        for folder in sorted((root / "TestCases" / level).iterdir())
        if folder.is_dir()
    ]
    return [found for level, folder in folders if wanted in folder.name for found in cases(folder, level)]


def main(args: list[str]) -> int:
    """The command line."""
    verbose = "-v" in args
    places = [arg for arg in args if arg != "-v"]
    if not places:
        print("usage: scripts/tck DIR [-v] [FILTER]")
        return 2
    outcomes = run(Path(places[0]), places[1] if len(places) > 1 else "")
    for found in outcomes:
        if not found.passed and verbose:
            print(f"{found.folder} {found.case}", *found.notes, sep="\n    ")
    wrong = [found for found in outcomes if found.wrong]
    print(f"wrong values without an error: {len(wrong)} {[f'{found.folder} {found.case}' for found in wrong[:10]]}")
    print(figures(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
