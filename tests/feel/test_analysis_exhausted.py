"""The analysis against brute force: small random tables, every input tried, what is found compared with what happens. Both ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from app.feel import Date, compile_unary_tests, dmn
from app.feel.analysis import Finding, analyse
from app.feel.analysis.reading import read_table
from app.feel.expression import UnaryTests
from app.feel.trials import Mutant, mutants
from app.feel.trials.sameness import apart
from app.feel.values import kind_of
from tests.feel.models import decision, input_data, model, needs, table

EVERY = ["-", "-", "null", "not(null)"]
CELLS = {
    "number": [
        "1", "2", "1, 3", "not(2)", "< 2", "<= 2", "> 2", ">= 1", "[1..3]", "(1..3)", "[1..2)", "[2..2]", "(2..2)", "[3..1]", "< 1, > 3",
        "not([1..2])", "? > 1 and ? < 3", "? = 1 or ? >= 3", "not(< 2)", "? != 2", "? in [1..2)", "? between 1 and 2", "1, null", "2 + 1",
    ],
    "string": ['"a"', '"a", "b"', 'not("a")', 'not("a", "b")', '< "b"', '>= "b"', '["a".."b")', '"c", null'],
    "boolean": ["true", "false", "true, false", "not(true)", "? = false", "true, null"],
    "date": [
        'date("2026-01-01")', '>= date("2026-01-01")', '< date("2026-01-02")', '> date("2026-01-01")', 'not(date("2026-01-01"))',
        '[date("2026-01-01")..date("2026-01-03"))', '(date("2026-01-01")..date("2026-01-02"))', '@"2026-01-03"',
    ],
}  # fmt: skip
VALUES: dict[str, list[Any]] = {
    "number": [Decimal(text) for text in ("0", "1", "1.5", "2", "2.5", "3", "4")],
    "string": ["", "a", "aa", "b", "bb", "c", "d"],
    "boolean": [True, False],
    "date": [Date.of_epoch(Date(2026, 1, 1).epoch + days) for days in range(-1, 5)],
}
ALLOWED = {
    "number": ["[1..3]", "1, 2, 3", "not(2)", "> 1"],
    "string": ['"a", "b"', 'not("c")'],
    "boolean": ["true", "true, false"],
    "date": ['>= date("2026-01-02")'],
}
STRANGERS: list[Any] = [{}, []]
"""Values of no kind that the cells name. A list passes where each of its items is allowed, so that an empty one always does."""
OUTPUTS = ["1", "2", "3"]


@dataclass
class Column:
    """An input: its type (`Any`: those of its cells' constants, and whatever else may come) and allowed values."""

    name: str
    kind: str
    typed: bool
    allowed: str

    @cached_property
    def values(self) -> list[Any]:
        """Every value that may come, as far as cells can tell values apart; null and strangers last."""
        test = compile_unary_tests(self.allowed or "-")
        if self.name == "x":
            return [Decimal(1), Decimal("2.5"), None]
        strangers = [] if self.typed else STRANGERS
        return [value for value in VALUES[self.kind] + strangers if test(value, {}) is True or value == []] + [None]


@dataclass
class Sample:
    """A table, and what happens on every input."""

    columns: list[Column]
    rules: list[list[str]]
    policy: str
    default: str

    def loaded(self, policy: str, rules: list[list[str]]) -> dmn.Model:
        texts = [f"{column.name}|{column.allowed}" if column.allowed else column.name for column in self.columns]
        output = "o|1, 2|" if policy in ("PRIORITY", "OUTPUT ORDER") else "o||"
        name, _, aggregation = policy.partition(" of ")
        logic = table(texts, [output + self.default], rules, name, aggregation)
        parts = [input_data(column.name, column.kind if column.typed else "Any") for column in self.columns]
        return dmn.load(model("", *parts, decision("d", logic, needs(*(column.name for column in self.columns)))))

    @cached_property
    def model(self) -> dmn.Model:
        return self.loaded(self.policy, self.rules)

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        names = [column.name for column in self.columns]
        return [dict(zip(names, point, strict=True)) for point in product(*(column.values for column in self.columns))]

    @cached_property
    def matched(self) -> list[list[int]]:
        """The rules that match at each point, from 1: what the table itself says when it gives all of them."""
        every = self.loaded("RULE ORDER", self.rules)
        return [self.rules_at(point, every) for point in self.points]

    def rules_at(self, point: dict[str, Any], every: dmn.Model | None = None) -> list[int]:
        (trace,) = (every or self.loaded("RULE ORDER", self.rules)).decide("d", point).trace
        return [match.index for match in trace.matched]

    def is_asked(self, point: dict[str, Any]) -> bool:
        """Whether gaps are told there: no strangers, null only where its column names it."""
        return all(
            value not in STRANGERS and (value is not None or self.names_null(i))
            for i, value in enumerate(point.values())
        )

    def is_real(self, point: dict[str, Any]) -> bool:
        return all(value not in STRANGERS for value in point.values())

    def names_null(self, i: int) -> bool:
        return any("null" in rule[i] for rule in self.rules)

    def output(self, rule: int) -> str:
        return self.rules[rule - 1][-1]

    def rank(self, rule: int) -> int:
        return min(int(self.output(rule)), 3)

    @cached_property
    def found(self) -> list[Finding]:
        return analyse(self.model, examples=10_000)

    def of(self, *kinds: str) -> list[Finding]:
        return [finding for finding in self.found if finding.kind in kinds]

    def told(self, *kinds: str) -> set[int]:
        return {finding.rules[0] for finding in self.of(*kinds)}


POLICIES = [
    "UNIQUE",
    "UNIQUE",
    "ANY",
    "FIRST",
    "PRIORITY",
    "COLLECT",
    "COLLECT of SUM",
    "COLLECT of MIN",
    "RULE ORDER",
    "OUTPUT ORDER",
]


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=3))
    columns = []
    for i, kind in enumerate(kinds):
        allowed = draw(st.sampled_from(["", "", *ALLOWED[kind]]))
        columns.append(Column("abc"[i], kind, draw(st.booleans()), allowed))
    cells = [st.sampled_from(EVERY + CELLS[kind] * 2) for kind in kinds]
    rules = draw(st.lists(st.tuples(*cells, st.sampled_from(OUTPUTS)), min_size=1, max_size=5))
    default = draw(st.sampled_from(["", "", "", "3"]))
    return Sample(columns, [list(rule) for rule in rules], draw(st.sampled_from(POLICIES)), default)


def inside(region: dict[str, str], point: dict[str, Any]) -> bool:
    return all(read(tests)(point[name], {}) is True for name, tests in region.items())


def read(tests: str) -> UnaryTests:
    """Unary tests as findings show them: with dates as plain text."""
    return compile_unary_tests(re.sub(r"\d{4}-\d\d-\d\d", r'@"\g<0>"', tests))


# What must be so, of any table


def an_input_is_in_a_gap_that_is_told_exactly_when_no_rule_matches_it(sample: Sample) -> None:
    gaps = [(finding, finding.region or {}) for finding in sample.of("gap")]
    if sample.default or sample.policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
        assert gaps == []
        return
    event("gaps" if gaps else "no gaps")
    for point, matched in zip(sample.points, sample.matched, strict=True):
        if sample.is_asked(point):
            assert (not matched) == any(inside(region, point) for _, region in gaps), point
    for finding, region in gaps:
        assert finding.example is not None and inside(region, finding.example)
        assert sample.rules_at(finding.example) == []


def pairs_that_clash(sample: Sample) -> set[tuple[int, int]]:
    """Pairs of rules that match together although the hit policy does not allow it."""
    together = {
        pair
        for point, matched in zip(sample.points, sample.matched, strict=True)
        if sample.is_real(point)
        for pair in combinations(matched, 2)
    }
    if sample.policy == "UNIQUE":
        return together
    apart = {(i, j) for i, j in together if sample.output(i) != sample.output(j)}
    return apart if sample.policy == "ANY" else {(i, j) for i, j in apart if sample.rank(i) == sample.rank(j)}


def rules_are_told_to_overlap_exactly_when_some_input_is_met_by_both(sample: Sample) -> None:
    findings = sample.of("overlap", "conflict")
    if sample.policy not in ("UNIQUE", "ANY", "PRIORITY"):
        assert findings == []
        return
    clashing = pairs_that_clash(sample)
    event("overlaps" if clashing else "no overlaps")
    assert {pair for finding in findings for pair in combinations(finding.rules, 2)} == clashing
    for finding in findings:
        assert finding.example is not None
        assert set(finding.rules) <= set(sample.rules_at(finding.example))
        if sample.policy != "PRIORITY":
            assert sample.model.decide("d", finding.example).diagnostics
    for point, matched in zip(sample.points, sample.matched, strict=True):
        for finding in findings if sample.is_asked(point) else ():
            assert set(finding.rules) <= set(matched) or not inside(finding.region or {}, point)


def a_rule_is_told_never_to_match_exactly_when_no_input_is_met(sample: Sample) -> None:
    ever = {rule for matched in sample.matched for rule in matched}
    never = set(range(1, len(sample.rules) + 1)) - ever
    event("never" if never else "always some")
    assert sample.told("never") == never


def chosen(sample: Sample, matched: list[int]) -> int | None:
    if sample.policy == "FIRST":
        return matched[0] if matched else None
    return min(matched, key=lambda rule: (sample.rank(rule), rule), default=None)


def a_rule_is_told_to_be_masked_exactly_when_it_matches_and_is_never_chosen(sample: Sample) -> None:
    masked = sample.told("masked")
    if sample.policy not in ("FIRST", "PRIORITY"):
        assert masked == set()
        return
    ever = {rule for matched in sample.matched for rule in matched}
    taken = {chosen(sample, matched) for matched in sample.matched}
    event("masked" if ever - taken else "all chosen")
    assert masked == ever - taken


def a_rule_is_told_to_be_spare_exactly_when_another_holds_it_with_the_same_output(sample: Sample) -> None:
    holds = {
        (i, j)
        for i in range(1, len(sample.rules) + 1)
        for j in range(1, len(sample.rules) + 1)
        if i != j and sample.output(i) == sample.output(j) and all(i in m for m in sample.matched if j in m)
    }
    live = set(range(1, len(sample.rules) + 1)) - sample.told("never", "masked")
    same = {j for i, j in holds if (j, i) in holds and i < j and {i, j} <= live}
    inner = {j for i, j in holds if (j, i) not in holds and {i, j} <= live}
    event(f"{len(same)} same, {len(inner)} inner")
    assert sample.told("duplicate") <= same
    assert (
        sample.told("subsumed") <= inner | same
    )  # alike for these inputs, yet a list of allowed values tells them apart
    if sample.policy not in ("FIRST", "PRIORITY", "COLLECT of SUM"):
        assert sample.told("duplicate", "subsumed") == same | inner


def without_a_rule_that_is_told_to_be_spare_everything_is_decided_as_before(sample: Sample) -> None:
    spare = sample.told("duplicate", "subsumed", "masked", "never")
    if sample.policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER", "COLLECT of SUM"):
        spare = sample.told("never")  # the same output twice may be meant, and is seen
    if sample.policy == "UNIQUE" and sample.of("overlap"):
        return
    for rule in spare if len(sample.rules) > 1 else ():
        fewer = sample.loaded(sample.policy, sample.rules[: rule - 1] + sample.rules[rule:])
        for point in sample.points:
            assert sample.model.decide("d", point).value == fewer.decide("d", point).value, (rule, point)


def constants_fit_and_everything_is_analysed(sample: Sample) -> None:
    """The tables above hold nothing that the analysis has to leave out; otherwise they would prove little."""
    assert sample.of("type", "output") == [] or sample.policy in ("PRIORITY", "OUTPUT ORDER")
    assert sample.of("not analysed") == []
    assert {kind_of(value) for column in sample.columns for value in column.values} <= {
        *CELLS,
        "null",
        "context",
        "list",
    }


LAWS = [
    an_input_is_in_a_gap_that_is_told_exactly_when_no_rule_matches_it,
    rules_are_told_to_overlap_exactly_when_some_input_is_met_by_both,
    a_rule_is_told_never_to_match_exactly_when_no_input_is_met,
    a_rule_is_told_to_be_masked_exactly_when_it_matches_and_is_never_chosen,
    a_rule_is_told_to_be_spare_exactly_when_another_holds_it_with_the_same_output,
    without_a_rule_that_is_told_to_be_spare_everything_is_decided_as_before,
    constants_fit_and_everything_is_analysed,
]


def hold(sample: Sample) -> None:
    for law in LAWS:
        law(sample)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(samples())
def test_what_the_analysis_says_of_a_table_is_what_happens(sample: Sample) -> None:
    hold(sample)


@pytest.mark.soak
@settings(max_examples=1500, deadline=None)
@given(samples())
def test_what_the_analysis_says_of_many_tables_is_what_happens(sample: Sample) -> None:
    hold(sample)


# Cells that ask for more than constants: what is told is so, whatever they say


@st.composite
def open_samples(draw: st.DrawFn) -> Sample:
    """As `samples`, with cells of number columns that compare with another input, `x`."""
    sample = draw(samples())
    sample.columns.append(Column("x", "number", True, ""))
    for rule in sample.rules:
        for i, column in enumerate(sample.columns[:-1]):
            if column.kind == "number" and draw(st.integers(0, 2)) == 0:
                rule[i] = draw(st.sampled_from(["< x", ">= x", "x", "not(x)", "1, x", "null, > x"]))
        rule.insert(-1, "-")
    return sample


def gaps_stay_gaps(sample: Sample) -> None:
    for finding in sample.of("gap"):
        for point, matched in zip(sample.points, sample.matched, strict=True):
            if sample.is_asked(point) and inside(finding.region or {}, point):
                assert matched == [], point


def overlaps_stay_overlaps(sample: Sample) -> None:
    for finding in sample.of("overlap", "conflict"):
        assert finding.example is not None
        for x in sample.columns[-1].values:
            assert set(finding.rules) <= set(sample.rules_at({**finding.example, "x": x}))


def dead_rules_stay_dead(sample: Sample) -> None:
    ever = {rule for matched in sample.matched for rule in matched}
    taken = {chosen(sample, matched) for matched in sample.matched}
    assert not sample.told("never") & ever
    assert not sample.told("masked") & taken


def spare_rules_stay_spare(sample: Sample) -> None:
    for finding in sample.of("duplicate", "subsumed"):
        inner, outer = finding.rules[0], int(finding.facts["others"])
        assert sample.output(inner) == sample.output(outer)
        assert all(outer in matched for matched in sample.matched if inner in matched)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(open_samples())
def test_what_is_said_beside_cells_that_are_not_analysed_is_so_whatever_they_match(sample: Sample) -> None:
    gaps_stay_gaps(sample)
    overlaps_stay_overlaps(sample)
    dead_rules_stay_dead(sample)
    spare_rules_stay_spare(sample)


# Two versions of a table


def decided(loaded: dmn.Model, point: dict[str, Any]) -> tuple[Any, list[str]]:
    """The value, and what the table itself says of it; not what single cells say of values that they do not compare."""
    result = loaded.decide("d", point)
    told = [str(one) for one in result.diagnostics if "rule" in one.text]
    return result.value, [re.sub(r"\d+ rules", "rules", text) for text in told]


def versions_part_as_told(sample: Sample, mutant: Mutant) -> None:
    """What `apart` says of a table and its mutant is what happens: the same everywhere, or other at the input it names."""
    ((element, place),) = sample.model.setting.tables
    before, first = read_table(element, place, mutant.node), [decided(sample.model, point) for point in sample.points]
    with mutant.applied(sample.model):
        after, second = (
            read_table(element, place, mutant.node),
            [decided(sample.model, point) for point in sample.points],
        )
        differs, example = apart(before, after, sample.model.limits)
        there = decided(sample.model, example) if example is not None else None
    assert differs is not None
    event("apart" if differs else "the same")
    if not differs:
        assert first == second, mutant
    if example is not None:
        assert there != decided(sample.model, example), mutant


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.one_of(samples(), open_samples()), st.integers(0, 10_000))
def test_a_mutant_is_called_equivalent_only_when_every_input_is_decided_as_before(sample: Sample, at: int) -> None:
    those = [mutant for mutant in mutants(sample.model) if mutant.is_table]
    versions_part_as_told(sample, those[at % len(those)])
