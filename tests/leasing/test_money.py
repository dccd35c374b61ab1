"""Bank files and reconciliation, in the browser's words: checked first, each row once, differences day by day."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Invalid
from app.leasing import commands
from app.leasing.commands.bank_files import check_file, take_file
from app.leasing.queries import money
from app.leasing.records import Bill, Payment
from app.leasing.rules.statements import columns_of, differences, fen_of
from app.store import sheets

HEAD = "流水号,租约编号,金额（元）,付款日期\n"
BY = "officer:1"


def csv(*rows: str, head: str = HEAD) -> bytes:
    return (head + "\n".join(rows)).encode()


@pytest.fixture
def april(lease: Any, begin_day: Any, at: Any) -> Any:
    """A lease with the bills of March and April; it is 7 April, 10:00."""
    one = lease()
    begin_day("2026-04-01")
    at("2026-04-07 10:00")
    return one


def take(content: bytes, kind: str = "book", source: str = "bank", name: str = "a.csv") -> Any:
    return take_file(check_file(name, content, kind=kind, source=source, by=BY).id, by=BY)


def test_a_file_is_looked_through_first_and_nothing_is_booked_by_that(april: Any, db_session: Any) -> None:
    kept = check_file(
        "a.csv",
        csv("R1,A1,600.00,2026-04-07", ",A1,1,2026-04-07", "R3,A1,1.234,2026-04-07", "R4,A1,5,7. April", "R1,A1,1,2026-04-07"),
        kind="book",
        source="bank",
        by=BY,
    )  # fmt: skip
    assert kept.figures == {"rows": 1, "fen": 60000, "bad": 4}
    assert [(one["row"], one["column"], one["code"]) for one in kept.problems] == [
        (3, "reference", "missing"), (4, "amount", "amount"), (5, "paid_on", "day"), (6, "reference", "twice"),
    ]  # fmt: skip
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Payment)) == 0


def test_a_file_books_each_row_once_and_keeps_what_nobody_knows(april: Any, db_session: Any) -> None:
    rows = ("R1,A1,309.68,2026-04-07", "R2,somebody,20,2026-04-06")
    kept = take(csv(*rows))
    assert (kept.state, kept.figures) == (
        "taken", {"rows": 2, "fen": 32968, "bad": 0, "new": 2, "known": 0, "unknown": 1},
    )  # fmt: skip
    assert take(csv(*rows)).id == kept.id, "the same content is the same file"
    again = take(csv(*rows, "R3,A1,600,2026-04-07"), name="b.csv")
    assert (again.figures["new"], again.figures["known"]) == (1, 2)
    assert [bill.unpaid_fen for bill in db_session.scalars(sa.select(Bill).order_by(Bill.id))] == [0, 0]
    assert [one.reference for one in money.in_suspense()] == ["R2"]
    assert money.faults_of_books() == []


def test_another_amount_under_a_known_reference_is_named_and_the_books_stay(april: Any) -> None:
    take(csv("R1,A1,309.68,2026-04-07"))
    kept = take(csv("R1,A1,300,2026-04-07", "R2,A1,1,2026-04-07"))
    assert [(one["row"], one["code"]) for one in kept.problems] == [(2, "other")]
    assert (kept.figures["new"], kept.figures["known"]) == (1, 0)


def test_a_day_that_has_not_come_is_a_bad_row(april: Any) -> None:
    kept = take(csv("R1,A1,1,2026-04-08"))
    assert kept.figures["rows"] == 0 and kept.problems[0]["code"] == "future"


def test_a_workbook_and_a_banks_own_encoding_say_the_same(april: Any) -> None:
    book = sheets.workbook("付款", HEAD.strip().split(","), [["R1", "A1", "309.68", "2026-04-07"]])
    assert take(book).figures["new"] == 1
    gb = (HEAD + 'R2,A1,"1,600.00",2026年4月7日').encode("gb18030")
    assert take(gb).figures == {"rows": 1, "fen": 160000, "bad": 0, "new": 1, "known": 0, "unknown": 0}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "空的"), (b"PK\x03\x04rubbish", "损坏"), (b"\xff\xfe\x00\x00", "看不懂"),
        (csv("R1,1", head="流水号,金额\n"), "租约编号、付款日期"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(april: Any, content: bytes, named: str) -> None:
    with pytest.raises(Invalid, match=named):
        check_file("x", content, kind="book", source="bank", by=BY)


def test_a_statement_is_compared_and_never_booked(april: Any, db_session: Any) -> None:
    take(csv("R1,A1,300.00,2026-04-07", "R2,A1,9.68,2026-04-07", "R3,A1,1,2026-04-06", "R9,A1,2,2026-04-07"))
    statement = csv("R1,A1,300,2026-04-07", "R2,A1,9.60,2026-04-07", "R3,A1,1,2026-04-07", "R4,A1,5,2026-04-07")
    assert take(statement, kind="statement").figures["new"] == 4
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Payment)) == 4
    found = {one.reference: one.kind for one in money.differences_of(money.month_of_days("2026-04")[0].on, "bank")}
    assert found == {"R2": "amount", "R3": "day", "R4": "only_statement", "R9": "only_books"}
    [seventh, sixth] = money.month_of_days("2026-04")
    assert (seventh.books, seventh.statement) == ((3, 31168), (4, 31560))
    assert sixth.statement == (0, 0) and sixth.differing == 0


def test_what_was_returned_later_stays_in_the_comparison_of_the_day_on_which_it_came(
    april: Any, db_session: Any
) -> None:
    take(csv("R1,A1,300.00,2026-04-07", "R2,A1,5,2026-04-07"))
    take(csv("R1,A1,300,2026-04-07"), kind="statement")
    payment = db_session.scalars(sa.select(Payment).where(Payment.reference == "R1")).one()
    commands.give_back(payment, date(2026, 4, 7), "账户已注销")
    [seventh] = money.month_of_days("2026-04")
    assert [one.reference for one in money.differences_of(seventh.on, "bank")] == ["R2"]
    assert (seventh.differing, seventh.books, seventh.statement) == (1, (2, 30500), (1, 30000))
    assert money.faults_of_books() == []


def test_the_books_say_where_they_do_not_add_up(april: Any, db_session: Any) -> None:
    bill = db_session.scalars(sa.select(Bill).where(Bill.month == "2026-04")).one()
    bill.unpaid_fen = 1
    db_session.flush()
    [fault] = money.faults_of_books()
    assert "ZL2026-000001 2026-04" in fault and "60000" in fault


def test_amounts_and_heads_are_read_as_banks_write_them() -> None:
    assert [fen_of(text) for text in ("600", "1,234.50", "¥ 5.5", "0", "-1", "1.005", "x", "NaN", "1e9")] == [
        60000, 123450, 550, None, None, None, None, None, None,
    ]  # fmt: skip
    assert columns_of(["付款日期", "金额(元)", "流水号", "备注", "租约编号"]) == {
        "reference": 2, "lease": 4, "amount": 1, "paid_on": 0,
    }  # fmt: skip
    assert columns_of(["reference", "Amount (yuan)"]) == ["租约编号", "付款日期"]
    assert list(differences({}, {})) == []


def test_the_officer_uploads_books_claims_and_returns(april: Any, officer_client: Any, db_session: Any) -> None:
    clerk = officer_client("city_reviewer", "ZH")
    upload = {
        "kind": "book",
        "source": "bank",
        "file": (io.BytesIO(csv("R1,A1,309.68,2026-04-07", "R2,?,5,2026-04-07")), "a.csv"),
    }
    answer = clerk.post("/money/files", data=upload, follow_redirects=True)
    found = answer.text
    assert "检查结果" in found and "314.68" in found
    kept = money.files()[0]
    assert "已处理" in clerk.post(f"/money/files/{kept.id}", follow_redirects=True).text
    page = clerk.get("/money?month=2026-04").text
    assert "待认领款项" in page and "R2" in page and "账目已核对" in page
    [lost] = money.in_suspense()
    assert (
        "没有编号为"
        in clerk.post(f"/money/payments/{lost.id}/claim", data={"lease": "nobody"}, follow_redirects=True).text
    )
    clerk.post(f"/money/payments/{lost.id}/claim", data={"lease": "A1"})
    assert money.in_suspense() == []
    assert clerk.post(f"/money/payments/{lost.id}/return", data={"note": "x"}).status_code == 403
    chief = officer_client("city_approver", "ZH")
    chief.post(f"/money/payments/{lost.id}/return", data={"note": "账户已注销"})
    assert "已退回" in chief.get("/money/days/2026-04-07").text
    assert clerk.get("/money/days/nonsense").status_code == 404 and clerk.get("/money?month=x").status_code == 404
    assert "请先选择文件" in clerk.post("/money/files", data={"kind": "book", "source": "bank"}).text
    assert clerk.get("/money/files/template").data[:2] == b"PK"
