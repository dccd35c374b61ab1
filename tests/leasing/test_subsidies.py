"""Rent subsidies: months, accounts, the bank's files, and the pages of household and officers."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from app import engine
from app.cases import commands as cases
from app.cases import queries as papers
from app.cases.rules import states
from app.engine.decisions import decide
from app.errors import Conflict, Invalid
from app.leasing import commands as leasing
from app.leasing.commands import subsidies as commands
from app.leasing.commands import subsidy_months
from app.leasing.queries import subsidies as queries
from app.leasing.records import Subsidy, SubsidyLine, SubsidyMonth
from app.leasing.rules import subsidy as rules
from app.people import commands as people
from app.people import queries as officers
from app.people.records import Account
from app.registry import acting_as
from app.store import db, sheets
from tests.journeys.walk import ALONE, application
from tests.leasing.conftest import LINE

NUMBER = "11010519491231002X"
"""The number of GB 11643's example: nobody's."""
BANK, ACCOUNT = "中国银行珠海分行", "6217000000000001234"
FILES = ("subsidy.bpmn", "subsidy_year.bpmn", "subsidy_change.bpmn", "subsidy_month.bpmn", "subsidy.dmn")


@pytest.fixture
def household(staffed: None, db_session: Any, at: Any) -> Account:
    """A citizen whose household waits since 2 March 2026."""
    at("2026-03-02 09:00")
    account = people.register_citizen("13800138000", NUMBER, "申请人甲", "four plain words here")
    asked = application(ALONE) | {"category": 30, "submitted_on": "2026-03-02"}
    case = cases.open_case(asked, account_id=account.id, channel="portal", by=account.actor)
    cases.set_state(case, states.REGISTERED)
    return account


@pytest.fixture
def subsidy(household: Account) -> Subsidy:
    """Its subsidy, which runs from April on: 10.00 × 2 × 10.50 = 210.00 a month."""
    [case] = papers.cases_of(household.id)
    made = commands.ask(case, by=household.actor)
    commands.keep_account(made, BANK, ACCOUNT)
    amount = decide("subsidy_amount", {"category": 30, "persons": 2, "own_area": 4.5})
    assert commands.begin(made.id, amount, 12) == ""
    return made


def clerk(role: str = "city_reviewer", place: str = "ZH") -> Any:
    return officers.officers_of(role, place)[0]


def closed(month: str) -> SubsidyMonth:
    """That month, checked by one and closed by another."""
    run = subsidy_months.make_lines(month)
    with acting_as("officer:1"):
        subsidy_months.mark_checked(run.id)
    with acting_as("officer:2"):
        assert subsidy_months.close(run.id)
    return run


def token(page: str) -> str:
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def test_an_agreement_runs_whole_months_from_the_next_on() -> None:
    assert rules.term(date(2026, 3, 2), 12) == (date(2026, 4, 1), date(2027, 3, 31))
    assert rules.term(date(2026, 12, 31), 12) == (date(2027, 1, 1), date(2027, 12, 31))


def test_a_late_decision_about_the_next_year_pays_nothing_back() -> None:
    end = date(2027, 3, 31)
    assert rules.year_after(end, date(2027, 3, 20), 12) == (date(2027, 4, 1), date(2028, 3, 31))
    assert rules.year_after(end, date(2027, 4, 2), 12) == (date(2027, 5, 1), date(2028, 4, 30))


def test_own_space_counts_homes_by_their_share_and_no_shops() -> None:
    houses = [{"area": 60, "share": 50, "use": "住宅"}, {"area": 200, "share": 100, "use": "非住宅"}]
    assert rules.own_area(houses, 4) == Decimal("7.50")
    assert rules.own_area([], 2) == 0


@pytest.mark.parametrize(("bank", "account"), [("", ACCOUNT), (BANK, "12345"), (BANK, "62170000x0000001234")])
def test_an_account_that_is_none_is_refused(bank: str, account: str) -> None:
    assert rules.account_problem(bank, account)


def test_a_household_that_does_not_wait_cannot_ask(household: Account) -> None:
    [case] = papers.cases_of(household.id)
    cases.set_state(case, states.STREET)
    with pytest.raises(Conflict, match="不在轮候中"):
        commands.ask(case, by=household.actor)


def test_a_household_asks_once(subsidy: Subsidy, household: Account) -> None:
    with pytest.raises(Conflict, match=subsidy.number):
        commands.ask(papers.case_by_id(subsidy.case_id), by=household.actor)


def test_numbers_are_counted_in_each_district(subsidy: Subsidy) -> None:
    assert subsidy.number == f"BT{subsidy.district}2026-000001"
    assert cases.next_number("subsidy", place="DM") == "BTDM2026-000001"
    assert cases.next_number("subsidy", place=subsidy.district) == f"BT{subsidy.district}2026-000002"


def test_the_account_is_sealed_and_stands_in_no_process(subsidy: Subsidy) -> None:
    row = db.session.execute(sa.text("SELECT * FROM subsidy")).mappings().one()
    assert ACCOUNT.encode() not in bytes(row["bank_account_sealed"]) and ACCOUNT not in str(dict(row))
    [process] = engine.processes_of(subsidy.number)
    assert ACCOUNT not in str(engine.process_variables(process.id))
    assert subsidy.bank_account == ACCOUNT


def housed(subsidy: Subsidy) -> None:
    """The household gets a home."""
    lease, _is_new = leasing.take_lease(LINE)
    lease.case_id = subsidy.case_id
    db.session.flush()


def test_the_database_lets_no_household_with_a_lease_have_a_line(subsidy: Subsidy) -> None:
    housed(subsidy)
    assert queries.has_lease(subsidy.case_id)
    run = SubsidyMonth(month="2026-04", opened_at=subsidy_months.clock.now())
    db.session.add(run)
    db.session.flush()
    line = SubsidyLine(run_id=run.id, subsidy_id=subsidy.id, for_month="2026-04", amount_fen=1)
    db.session.add(line)
    with pytest.raises(sa.exc.IntegrityError, match="gets no rent subsidy"):
        db.session.flush()


def test_the_database_lets_no_agreement_begin_beside_a_lease(household: Account) -> None:
    [case] = papers.cases_of(household.id)
    made = commands.ask(case, by=household.actor)
    housed(made)
    made.state = "running"
    with pytest.raises(sa.exc.IntegrityError, match="gets no rent subsidy"):
        db.session.flush()


def test_who_gets_a_lease_is_stopped_and_not_in_the_month(subsidy: Subsidy, at: Any) -> None:
    closed("2026-04")
    housed(subsidy)
    assert queries.lines_of_month(subsidy_months.make_lines("2026-05").id) == []
    assert commands.find_stopping() == 1 and commands.find_stopping() == 1, "told again until it has stopped"


def test_what_is_checked_by_one_is_not_closed_by_the_same(subsidy: Subsidy) -> None:
    run = subsidy_months.make_lines("2026-04")
    with acting_as("officer:1"):
        subsidy_months.mark_checked(run.id)
        with pytest.raises(Conflict):
            subsidy_months.close(run.id)


def test_a_closed_month_keeps_the_account_it_was_closed_with(subsidy: Subsidy) -> None:
    run = closed("2026-04")
    commands.keep_account(subsidy, BANK, "6217000000000009999")
    assert subsidy_months.bank_rows(run)[0][4] == ACCOUNT
    with pytest.raises(Conflict):
        subsidy_months.make_lines("2026-04")


def test_a_month_shows_how_it_differs_from_the_last(subsidy: Subsidy) -> None:
    closed("2026-04")
    amount = decide("subsidy_amount", {"category": 30, "persons": 3, "own_area": 4.5})
    commands.keep_rate(subsidy, date(2026, 5, 1), amount)
    found = queries.figures_of(subsidy_months.make_lines("2026-05"))
    assert (found["lines"], found["total_fen"], found["before_fen"], found["difference_fen"]) == (
        1,
        31500,
        21000,
        10500,
    )
    assert (found["new"], found["gone"], found["changed"]) == (0, 0, 1)


def test_no_cell_of_the_banks_file_is_a_formula(subsidy: Subsidy) -> None:
    subsidy.holder_name, subsidy.bank = "=HYPERLINK(1)", "+86银行"
    run = closed("2026-04")
    text = subsidy_months.bank_file(run, "csv").decode("utf-8-sig")
    assert "'=HYPERLINK(1),'+86银行" in text and ",210.00," in text
    sheet = load_workbook(io.BytesIO(subsidy_months.bank_file(run, "xlsx"))).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s"} and sheet["C2"].value == "=HYPERLINK(1)" and sheet["E2"].value == ACCOUNT


def test_a_file_before_the_close_is_refused(subsidy: Subsidy) -> None:
    with pytest.raises(Conflict, match="还没有封账"):
        subsidy_months.bank_file(subsidy_months.make_lines("2026-04"), "csv")


def returns(*rows: list[str]) -> bytes:
    return sheets.text([names[0] for names in rules.HEADS.values()], list(rows))


def test_the_banks_returns_are_taken_once_and_bad_rows_are_named(subsidy: Subsidy) -> None:
    run = closed("2026-04")
    [(line, _one)] = queries.lines_of_month(run.id)
    good = [line.reference, "账号有误", "2026-03-02"]
    wrong = [["BT99999999", "账号有误", "2026-03-02"], ["x", "", ""], [line.reference, "账号有误", "2027-01-01"]]
    new, known, bad = subsidy_months.take_returns(run, returns(good, *wrong))
    assert (new, known) == (1, 0) and [(one.row, one.column) for one in bad] == [
        (3, "reference"), (4, "reference"), (5, "returned_on"),
    ]  # fmt: skip
    assert subsidy_months.take_returns(run, returns(good))[:2] == (0, 1)
    assert (line.state, subsidy.account_wrong) == ("returned", True)
    with pytest.raises(Invalid, match="退回原因"):
        subsidy_months.take_returns(run, "付款编号,退回日期\nBT00000001,2026-03-02\n".encode())


def test_what_was_returned_is_paid_again_with_the_right_account_and_once(subsidy: Subsidy) -> None:
    run = closed("2026-04")
    subsidy_months.mark_paid(run.id, date(2026, 3, 2))
    [(line, _one)] = queries.lines_of_month(run.id)
    assert subsidy_months.give_back(line, "账号有误", date(2026, 3, 2))
    assert not subsidy_months.give_back(line, "账号有误", date(2026, 3, 2))
    commands.keep_account(subsidy, BANK, "6217000000000009999")
    again = closed("2026-05")
    found = [(one.for_month, one.repeats, one.bank_account) for one, _s in queries.lines_of_month(again.id)]
    assert found == [("2026-05", None, "6217000000000009999"), ("2026-04", line.id, "6217000000000009999")]
    assert [one.for_month for one, _s in queries.lines_of_month(closed("2026-06").id)] == ["2026-06"]


def test_the_month_is_started_once_and_only_when_somebody_is_paid(subsidy: Subsidy, at: Any) -> None:
    assert not subsidy_months.start_the_month(), "the agreement begins next month"
    at("2026-04-01 00:05")
    assert subsidy_months.start_the_month() and not subsidy_months.start_the_month()
    assert [task.element for task in engine.open_tasks(business_key="BT2026-04")] == ["check"]


def test_a_household_asks_signs_and_gives_its_account_on_its_pages(household: Account, as_: Any) -> None:
    browser = as_(household)
    page = browser.get("/my/subsidy").text
    assert browser.post("/my/subsidy", data={"csrf_token": token(page)}).status_code == 303
    [made] = queries.subsidies_of(household.id)
    [task] = engine.open_tasks(business_key=made.number)
    settled = {"persons": 2, "own_area": 4.5, "check_outcome": "pass", "check_note": None}
    engine.complete(task.id, settled, by=clerk("district_reviewer", made.district).actor)
    [task] = engine.tasks_for("applicant", made.number)
    address = f"/my/subsidy/{made.number}/tasks/{task.id}"
    page = browser.get(address).text
    assert "¥210.00" in page or "210.00" in page
    signed = {"csrf_token": token(page), "sign_answer": "sign", "signature": "申请人甲"}
    for wrong in ({"bank": BANK, "account_number": "12 34"}, {"account_number": ACCOUNT}):
        refused = browser.post(address, data={**signed, **wrong})
        assert refused.status_code == 422 and "has-error" in refused.text
    assert ACCOUNT not in str(engine.task(task.id).draft)
    assert browser.post(address, data={**signed, "bank": BANK, "account_number": ACCOUNT}).status_code == 303
    assert (made.bank, made.bank_account) == (BANK, ACCOUNT)
    assert [one.element for one in engine.open_tasks(business_key=made.number)] == ["approve"]
    assert ACCOUNT not in str([entry.data for entry in engine.history(engine.processes_of(made.number)[0].id)])
    page = browser.get("/my/subsidy").text
    assert ACCOUNT not in page and "6217***********1234" in page


def test_a_household_declares_a_change_and_corrects_its_account(subsidy: Subsidy, household: Account, as_: Any) -> None:
    browser = as_(household)
    page = browser.get("/my/subsidy").text
    assert "下次年审" in page and "2027-03-02" in page and "租赁补贴标准：低收入家庭" in page
    sent = {"csrf_token": token(page)}
    wrong = browser.post(
        f"/my/subsidy/{subsidy.number}/change", data={**sent, "persons": "x", "own_area": "5", "note": "n"}
    )
    assert wrong.status_code == 422 and 'value="x"' in wrong.text
    assert (
        browser.post(f"/my/subsidy/{subsidy.number}/account", data={**sent, "bank": BANK, "account": "1"}).status_code
        == 422
    )
    good = browser.post(f"/my/subsidy/{subsidy.number}/account", data={**sent, "bank": BANK, "account": "9" * 16})
    assert good.status_code == 303 and subsidy.bank_account == "9" * 16


def test_nobody_sees_another_households_subsidy(subsidy: Subsidy, as_: Any) -> None:
    other = people.register_citizen("13800138001", "110105194912310046", "旁人", "four plain words here")
    browser = as_(other)
    sent = {"csrf_token": token(browser.get("/my/subsidy").text), "bank": BANK, "account": "9" * 16}
    assert browser.post(f"/my/subsidy/{subsidy.number}/account", data=sent).status_code == 404
    assert subsidy.bank_account == ACCOUNT


def test_officers_see_agreements_months_and_download_for_the_bank(subsidy: Subsidy, as_: Any) -> None:
    browser = as_(clerk())
    listed = browser.get("/desk/subsidies?show=running").text
    assert subsidy.number in listed and "210.00" in listed
    one = browser.get(f"/desk/subsidies/agreements/{subsidy.number}").text
    assert ACCOUNT not in one and "人均自有住房面积" in one
    assert browser.get("/desk/subsidies/2026-04").status_code == 404
    assert subsidy_months.make_lines("2026-04").state == "draft"
    assert browser.get("/desk/subsidies/2026-04/file.csv").status_code == 409
    run = closed("2026-04")
    assert ACCOUNT in browser.get("/desk/subsidies/2026-04/file.csv").text
    page = browser.get("/desk/subsidies/2026-04").text
    [(line, _one)] = queries.lines_of_month(run.id)
    address, sent = f"/desk/subsidies/2026-04/lines/{line.id}/return", {"csrf_token": token(page)}
    assert browser.post(address, data=sent).status_code == 422
    assert browser.post(address, data={**sent, "reason": "账号有误", "returned_on": "x"}).status_code == 422
    assert browser.post(address, data={**sent, "reason": "账号有误"}).status_code == 303 and line.state == "returned"
    upload = {**sent, "file": (io.BytesIO(returns(["x", "", ""])), "r.csv")}
    taken = browser.post("/desk/subsidies/2026-04/returns", data=upload)
    assert taken.status_code == 200 and "有误的行" in taken.text


def test_an_officer_asks_for_a_household_by_its_number(household: Account, as_: Any) -> None:
    [case] = papers.cases_of(household.id)
    browser = as_(clerk("district_reviewer", case.district))
    sent = {"csrf_token": token(browser.get("/desk/subsidies").text)}
    nobody = browser.post("/desk/subsidies", data={**sent, "case_number": "ZH2026-999999"})
    assert nobody.status_code == 422 and "ZH2026-999999" in nobody.text
    assert browser.post("/desk/subsidies", data={**sent, "case_number": case.number}).status_code == 303
    again = browser.post("/desk/subsidies", data={**sent, "case_number": case.number})
    assert again.status_code == 422 and "已有租赁补贴" in again.text
