"""Masks, the closing day, the objection window and the tally, without a database."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publicity import rules

FACTS = {
    "case_number": "ZH2026-000123",
    "name": "欧阳小明",
    "id_number": "440402196001107680",
    "persons": 5,
    "category": 20,
    "town": "翠香街道",
    "community": "康宁社区",
}


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("李", "李*"), ("欧阳小明", "欧阳*"), ("欧阳", "欧*"), ("买买提·艾力", "买*"), ("Anna Li", "A*")],
)
def test_only_the_surname_is_shown(name, masked):
    assert rules.mask_name(name) == masked


def test_an_id_number_keeps_four_and_four():
    assert rules.mask_id("440402196001107680") == "4404**********7680"
    assert rules.mask_id("H12345678") == "H**********8"
    assert rules.mask_id("123") == "**********"


@given(st.from_regex(r"[1-9]\d{16}[\dX]", fullmatch=True))
def test_no_id_number_shows_its_birthday(number):
    masked = rules.mask_id(number)
    assert len(masked) == 18 and number[4:14] not in masked and masked[4:14] == "*" * 10


def test_assistance_hides_among_local_households():
    assert {rules.coarse_category(code) for code in (10, 20, 30, 40)} == {"local"}
    assert rules.coarse_category(50) == "new_employee" and rules.coarse_category("60") == "migrant"


def masks(*rows):
    return [rules.Mask(date(2026, 1, 1), None, level, field, shown) for level, field, shown in rows]


def test_a_field_without_a_row_is_not_shown():
    table = masks((1, "name", "surname"), (1, "place", "community"), (2, "place", "town"))
    assert rules.shown_of(FACTS, table, level=1, day=date(2026, 3, 2)) == {"name": "欧阳*", "place": "翠香街道康宁社区"}
    assert rules.shown_of(FACTS, table, level=2, day=date(2026, 3, 2)) == {"place": "翠香街道"}
    assert rules.shown_of(FACTS, table, level=1, day=date(2025, 3, 2)) == {}


def test_income_is_never_shown_even_when_the_table_says_so():
    facts = FACTS | {field: "secret" for field in rules.NEVER}
    table = masks(*[(1, field, "full") for field in rules.NEVER])
    assert rules.shown_of(facts, table, level=1, day=date(2026, 3, 2)) == {}


def test_the_hash_follows_what_is_shown():
    a = rules.sha256_of({"name": "张*", "persons": 2})
    assert a == rules.sha256_of({"persons": 2, "name": "张*"}) != rules.sha256_of({"name": "张*", "persons": 3})


@pytest.mark.parametrize(
    ("opens", "closes", "right"),
    [
        (date(2026, 3, 23), date(2026, 3, 30), True),
        (date(2026, 3, 23), date(2026, 3, 27), False),  # 4 days: too short
        (date(2026, 3, 23), date(2026, 3, 29), False),  # a Sunday
        (date(2026, 2, 14), date(2026, 2, 24), True),  # rolled over the Spring Festival
        (date(2026, 2, 14), date(2026, 2, 21), False),  # inside it
    ],
)
def test_a_notice_is_long_enough_and_never_closes_on_a_rest_day(opens, closes, right):
    assert (rules.closing_problem(opens, closes, minimum_days=5) is None) is right


def test_an_objection_at_24_00_is_too_late_and_one_second_before_is_in_time():
    closes_at = rules.end_of(date(2026, 3, 30))
    assert closes_at == datetime(2026, 3, 31, tzinfo=rules.SHANGHAI)
    assert rules.may_object(closes_at - timedelta(seconds=1), closes_at=closes_at)
    assert not rules.may_object(closes_at, closes_at=closes_at)


def test_the_closing_day_itself_is_a_day_left():
    assert rules.days_left(date(2026, 3, 30), date(2026, 3, 30)) == 1
    assert rules.days_left(date(2026, 3, 31), date(2026, 3, 30)) == 0


BASE = {"grounds": "income", "text": "有一辆车未申报"}


@pytest.mark.parametrize(
    ("answers", "files", "problems"),
    [
        ({}, 0, {"grounds": "required", "text": "required", "manner": "required"}),
        (BASE | {"manner": "real_name"}, 0, {"name": "required", "phone": "required"}),
        (BASE | {"manner": "real_name", "name": "王五", "phone": "12ab"}, 0, {"phone": "phone"}),
        (BASE | {"manner": "real_name", "name": "王五", "phone": "138 0013 8000"}, 0, {}),
        (BASE | {"manner": "anonymous"}, 0, {"lead": "lead"}),
        (BASE | {"manner": "anonymous", "lead": "他有钱"}, 0, {"lead": "lead"}),
        (BASE | {"manner": "anonymous", "lead": "见照片"}, 1, {}),
        (BASE | {"manner": "anonymous", "lead": "每晚停在小区地库三号车位"}, 0, {}),
        (BASE | {"manner": "anonymous", "lead": "长" * 2001}, 0, {"lead": "long"}),
        (
            BASE | {"grounds": "taste", "manner": "anonymous", "lead": "每晚停在小区地库三号车位"},
            0,
            {"grounds": "required"},
        ),
    ],
)
def test_an_objection_has_a_name_or_a_concrete_lead(answers, files, problems):
    assert rules.objection_problems(answers, files=files) == problems


def decision(verdict, remedy=None, reasons=""):
    return {"verdict": verdict, "remedy": remedy, "reasons": reasons}


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], (0, False, "none")),
        ([decision("not_upheld"), decision("unclear")], (0, False, "none")),
        ([decision("not_upheld"), decision(None)], (1, False, "none")),
        ([decision("partly", "return")], (0, True, "return")),
        ([decision("upheld", "return"), decision("partly", "reject")], (0, True, "reject")),
        ([decision("not_upheld", "reject")], (0, False, "none")),
    ],
)
def test_only_none_upheld_goes_on(decisions, expected):
    tally = rules.tally(decisions)
    assert (tally["open_objections"], tally["upheld"], tally["remedy"]) == expected
