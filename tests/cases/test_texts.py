"""The little format of letters: what is wrong is found at its line, what is right is read again as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.cases import texts
from app.cases.kinds import KINDS
from app.cases.rules.filling import NotFilled, capital, fill, money
from app.cases.rules.texts import Block, Parsed, Placeholder, parse, written

KNOWN = {
    one.name: one
    for one in (
        Placeholder("unit_name", "text", "", ""),
        Placeholder("owed", "money", "", ""),
        Placeholder("end_on", "day", "", ""),
        Placeholder("months", "table", "", "", (("#", "", "序号"), ("fen", "money", "金额"))),
    )
}
GRAMMAR = st.lists(
    st.sampled_from([*"\n\n#-|>?!{}*@ ：a", "**", "{owed}", "{owed|capital}", "{end_on|day}", "?owed ", "?!owed ", "---", "@months", "@remedies", "| a | b |", "title: 标题", "# ", "- ", "文"])
).map("".join)  # fmt: skip


def faults(text: str) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.code, one.said, one.nearest) for one in parse(text, KNOWN).faults]


def plain(parsed: Parsed) -> list[Any]:
    def shape(block: Block) -> Any:
        return block.kind, block.name, [(line.when, line.cells) for line in block.lines]

    return [parsed.title, *map(shape, parsed.blocks)]


@given(st.one_of(st.text(), GRAMMAR))
@example("title: \n\n?owed")
def test_no_text_makes_the_parser_fall(text: str) -> None:
    read = parse(text, KNOWN)
    assert read.faults or read.blocks, "an empty letter is a fault"
    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in read.faults)


@given(GRAMMAR)
def test_what_is_right_is_written_and_read_again_the_same(text: str) -> None:
    read = parse(text, KNOWN)
    if not read.faults:
        assert plain(parse(written(read), KNOWN)) == plain(read)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您好\n{unit_nam}", [(2, "unknown_name", "unit_nam", "unit_name")]),
        ("{owed|mony}", [(1, "unknown_format", "mony", "money")]),
        ("{owed|day}", [(1, "wrong_format", "day", "money")]),
        ("a\n\n{unit_name", [(3, "open_brace", "{unit_name", "")]),
        ("@month", [(1, "unknown_block", "month", "months")]),
        ("见{months}", [(1, "table_inside", "months", "")]),
        ("| 只有一格 |", [(1, "row", "| 只有一格 |", "")]),
        ("**没有结束", [(1, "bold", "", "")]),
        ("?ow 有条件", [(1, "unknown_name", "ow", "owed")]),
        (" \n", [(1, "empty", "", "")]),
        ("title:\n正文", [(1, "title", "60", "")]),
    ],
)
def test_what_is_wrong_is_said_at_its_line(text: str, found: list[Any]) -> None:
    assert faults(text) == found


def test_lines_are_printed_by_their_condition_and_figures_in_their_format() -> None:
    read = parse("?owed | 欠缴 | {owed} |\n?!owed | 欠缴 | 没有 |\n\n至{end_on}，**{owed|capital}**\n\n@months", KNOWN)
    data = {"owed": 360000, "end_on": "2029-03-05", "months": [{"fen": 5}, {"fen": 100}]}
    facts, words, table = fill(read, data, KNOWN)
    assert facts["rows"] == [[[{"words": "欠缴", "bold": False}], [{"words": "3600.00 元", "bold": False}]]]
    assert [run["words"] for run in words["rows"][0][0]] == ["至2029年3月5日，", "人民币叁仟陆佰元整"]
    assert table == {"kind": "table", "heads": ["序号", "金额"], "rows": [["1", "0.05 元"], ["2", "1.00 元"]]}
    assert fill(read, {**data, "owed": 0}, KNOWN)[0]["rows"][0][1][0]["words"] == "没有"


def test_a_letter_without_a_figure_it_prints_is_no_letter() -> None:
    with pytest.raises(NotFilled):
        fill(parse("{owed}", KNOWN), {}, KNOWN)
    with pytest.raises(NotFilled):
        fill(parse("{end_on}", KNOWN), {"end_on": "gestern"}, KNOWN)


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"), (1, "壹分"), (105, "壹元零伍分"), (110, "壹元壹角整"), (123456, "壹仟贰佰叁拾肆元伍角陆分"),
        (10005000, "壹拾万零伍拾元整"), (1000050000, "壹仟万零伍佰元整"), (20000000000, "贰亿元整"),
    ],
)  # fmt: skip
def test_amounts_are_written_in_the_numerals_of_contracts(fen: int, said: str) -> None:
    assert capital(fen) == f"人民币{said}"


def test_what_was_paid_too_much_has_one_minus() -> None:
    assert money(-105) == "-1.05 元"


@pytest.mark.parametrize("kind", texts.kinds_with_text())
def test_the_texts_of_the_house_are_right_and_their_examples_fill_them(kind: str) -> None:
    read = parse(str(texts.default_text(kind)), texts.placeholders(kind))
    assert read.faults == ()
    assert fill(read, texts.examples(kind), texts.placeholders(kind))


def test_every_file_of_a_text_belongs_to_a_kind_and_has_its_placeholders() -> None:
    names = {file.stem for file in texts.FOLDER.glob("*.txt")}
    assert names <= set(KINDS)
    assert names == {file.stem for file in texts.FOLDER.glob("*.csv")} - {texts.COMMON}
