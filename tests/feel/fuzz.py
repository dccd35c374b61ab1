"""Random texts and mutilated models. `python -m tests.feel.fuzz SECONDS` looks for a crash, a hang, an undocumented exception."""

from __future__ import annotations

import copy
import random
import sys
import time
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from app.feel import FeelError, FeelSyntaxError, Limits, compile_expression, compile_unary_tests, dmn, to_plain
from tests.feel.corpus import NAMES, VARIABLES, texts
from tests.feel.greed import GREEDY
from tests.feel.models import decision, input_data, literal, model, needs, table

PIECES = [
    "a",
    "b",
    "1",
    "2.5",
    "-3",
    "**",
    "*",
    "/",
    "+",
    "-",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ".",
    "..",
    "<",
    "<=",
    ">",
    ">=",
    "=",
    "!=",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "between",
    "instance",
    "of",
    "function(x)",
    "item",
    "partial",
    "null",
    "true",
    "1e40",
    "e999",
    "9**9**9",
    "list<number>",
    "`x`",
    "//",
    "/*",
    "*/",
    "收入",
    "，",
    "“",
    "?",
    "'",
    "#",
    '"s"',
    '"\\u4e2d"',
    '"\\ud800"',
    '@"P1D"',
    '@"2026-02-30"',
    '@"x"',
    "string(",
    "matches(",
    "replace(",
    "sort(",
    "date(",
    "sum(",
    "count(",
    "",
]
VALUES: list[Any] = [1, "a", None, True, [1, 2], {"a": 1}, 2.5, [], [{"name": "x", "age": 3}]]
WORDS = ["", "x", "#a", "number", "tKind", "list", "COLLECT", "SUM", "true", "item"]
TEXTS = ["", "-", "1 +", "null", "[1,2]", "x", '"a"', "? > 1", "not(1)", "{a:1}", "a.b.c", "f(a)"]
SLOW = 5.0
VALUED = {**VARIABLES, "long": "a" * 5000, "many": list(range(900)), "收入": 5}
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def fuzz_texts(seed: int, rounds: int) -> None:
    """Random texts from pieces of FEEL, compiled and evaluated."""
    dice = random.Random(seed)
    limits = Limits.gateway()
    for _ in range(rounds):
        _tried(dice.choice(("", " ")).join(dice.choices(PIECES, k=dice.randint(1, 14))), limits)


def fuzz_edits(seed: int, rounds: int) -> None:
    """Texts of the corpus, and what is greedy, with parts cut out, doubled, or put into one another."""
    dice = random.Random(seed)
    whole = [one.text for one in texts()] + list(GREEDY.values())
    limits = Limits.gateway()
    for _ in range(rounds):
        text = dice.choice(whole)
        for _ in range(dice.randint(1, 4)):
            at, to = sorted((dice.randint(0, len(text)), dice.randint(0, len(text))))
            other = dice.choice(whole)
            text = text[:at] + dice.choice(("", text[at:to] * 2, other, f"({other})", dice.choice(PIECES))) + text[to:]
        _tried(text[:20_000], limits)


def _tried(text: str, limits: Limits) -> None:
    begin = time.thread_time()
    try:
        value, _ = compile_expression(text, NAMES, limits=limits).evaluate(VALUED, NOW)
        to_plain(value)
    except FeelSyntaxError as error:
        assert error.line >= 1 and error.column >= 1
    try:
        compile_unary_tests(text, NAMES, limits=limits).evaluate(5, VALUED, NOW)
    except FeelSyntaxError as error:
        assert error.line >= 1 and error.column >= 1
    assert time.thread_time() - begin < SLOW, text


def _model() -> Any:
    kinds = (
        "<itemDefinition id='k' name='tKind'><typeRef>string</typeRef><allowedValues><text>\"a\"</text></allowedValues></itemDefinition>"
        "<itemDefinition id='p' name='tP'><itemComponent name='x y'><typeRef>tKind</typeRef></itemComponent></itemDefinition>"
    )
    knowledge = (
        "<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='n' typeRef='number'/>"
        + literal("n * 2")
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )
    boxes = (
        f"<context><contextEntry><variable name='p' typeRef='number'/>{literal('a')}</contextEntry><contextEntry><variable name='l'/>"
        f"<list>{literal('p')}<relation><column name='c'/><row>{literal('1')}</row></relation></list></contextEntry><contextEntry>"
        f"<for iteratorVariable='i'><in>{literal('l')}</in><return>{literal('i')}</return></for></contextEntry></context>"
    )
    called = f"<invocation>{literal('f')}<binding><parameter name='n'/>{literal('a')}</binding></invocation>"
    rules = [["> 1", "1", '"x"', "law"], ["-", "2", '"y"'], ["[1..f(a)]", "3", '"x"']]
    graded = table(["a"], ["n|3,2,1|9", 'm|"x","y"'], rules, "PRIORITY")
    parts = [
        input_data("a", "number"),
        input_data("b", "tP"),
        decision("t", graded, needs("a") + needs("f", kind="requiredKnowledge")),
    ]
    parts += [
        decision("c", boxes, needs("a")),
        decision("i", called, needs("a") + needs("f", kind="requiredKnowledge"), "number"),
    ]
    service = "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#i'/><inputData href='#a'/></decisionService>"
    parts.append(
        decision(
            "z",
            literal("[t.n, c, s(1), b.x y]"),
            needs("t", "c", kind="requiredDecision") + needs("s", kind="requiredKnowledge"),
        )
    )
    return etree.fromstring(model(kinds, knowledge, *parts, service))


def _mutilate(element: Any, dice: random.Random) -> None:
    parent, fate = element.getparent(), dice.random()
    if parent is None:
        return
    if fate < 0.3:
        parent.remove(element)
    elif fate < 0.45:
        parent.append(copy.deepcopy(element))
    elif fate < 0.8 and element.attrib:
        name = dice.choice(list(element.attrib))
        element.attrib[name] = dice.choice(WORDS)
        if fate < 0.6:
            del element.attrib[name]
    else:
        element.text = dice.choice(TEXTS)


def fuzz_models(seed: int, rounds: int) -> None:
    """A model with everything in it, a few parts of which are removed, doubled or overwritten, and then decided by."""
    dice = random.Random(seed)
    whole = _model()
    for _ in range(rounds):
        root = copy.deepcopy(whole)
        for element in dice.sample([element for element in root.iter() if element is not root], dice.randint(1, 5)):
            _mutilate(element, dice)
        source = etree.tostring(root)
        begin = time.thread_time()
        try:
            loaded = dmn.load(source, limits=Limits.gateway())
            for name in loaded.decisions:
                to_plain(loaded.decide(name, {need.name: dice.choice(VALUES) for need in loaded.inputs(name)}).value)
        except FeelError:
            continue
        assert time.thread_time() - begin < SLOW, source


def main(seconds: float) -> None:
    """Fuzzes for so long."""
    seed, end = int(time.time()), time.monotonic() + seconds
    while time.monotonic() < end:
        fuzz_texts(seed, 1000)
        fuzz_edits(seed, 1000)
        fuzz_models(seed, 100)
        seed += 1
    print(f"no crash, no hang, no undocumented exception in {seconds:.0f} s")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 300.0)
