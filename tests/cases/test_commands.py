"""Cases in the database: opened once, numbered without gaps, one live application a person."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from app.cases import commands, process, queries
from app.cases.records import Case, Member, RegistryFact
from app.errors import Conflict, DesignError, Invalid
from app.store import db, files
from tests.cases.households import ADDRESS, PHONE, application, id_number, member

Opener = Callable[..., Case]


def test_an_application_becomes_a_numbered_case(open_case: Opener) -> None:
    case = open_case()
    assert case.number == "ZH2026-000001"
    assert (case.street, case.district, case.state, case.stage) == ("440402001", "XZ", "1010", "accept")
    assert case.submitted_on == date(2026, 3, 2)
    assert (case.address, case.contact_phone) == (ADDRESS, PHONE)
    assert [m.id_number for m in queries.members(case)] == [id_number(2), id_number(3)]
    assert open_case(2).number == "ZH2026-000002"


def test_personal_numbers_are_not_in_the_tables(open_case: Opener) -> None:
    case = open_case()
    for table, key in (("case", "id"), ("member", "case_id"), ("timeline_entry", "case_id")):
        rows = db.session.execute(sa.text(f'SELECT t::text FROM "{table}" t WHERE {key} = :id'), {"id": case.id})
        text = " ".join(row[0] for row in rows)
        assert text and not any(secret in text for secret in (id_number(2), id_number(3), PHONE, ADDRESS))


def test_the_same_paper_twice_is_one_case(open_case: Opener) -> None:
    assert open_case().id == open_case().id


def test_a_faulty_application_is_refused_with_all_its_problems(open_case: Opener) -> None:
    with pytest.raises(Invalid) as refused:
        open_case(category=1, town="x")
    assert {problem.field for problem in refused.value.facts["problems"]} == {"category", "town"}


def test_nobody_stands_in_two_live_cases(open_case: Opener) -> None:
    first = open_case(1)
    both = application(9, members=[member(50), member(3, "10")])
    assert [problem.field for problem in queries.live_elsewhere(both)] == ["members[1].id_number"]
    with pytest.raises(Conflict) as refused:
        open_case(9, members=both["members"])
    assert id_number(3) not in str(refused.value)
    assert queries.live_case_of(id_number(3)) == first
    commands.set_state(first, "0000")
    assert queries.live_case_of(id_number(3)) is None
    assert open_case(9, members=both["members"]).id != first.id


def test_the_database_keeps_one_live_case_a_person(open_case: Opener) -> None:
    first, second = open_case(1), open_case(2)
    twin = queries.members(first)[0]
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(
            sa.update(Member)
            .where(Member.case_id == second.id, Member.ordinal == 0)
            .values(id_number_index=twin.id_number_index)
        )


def test_the_application_comes_back_without_what_is_sealed(open_case: Opener) -> None:
    said = application(1, housing={"houses": []})
    found = queries.application_of(open_case(1, housing={"houses": []}))
    assert found["housing"] == {"houses": []}
    assert found["members"][0]["declared_deposits"] == said["members"][0]["declared_deposits"]
    assert not {"address", "contact_phone"} & set(found) and "id_number" not in found["members"][0]


def test_a_wrong_state_is_a_mistake_of_the_diagram(open_case: Opener) -> None:
    with pytest.raises(DesignError):
        commands.set_state(open_case(), "8888")


def test_numbers_have_no_gaps_and_begin_anew_each_year(db_session: Any, at: Callable[[str], Any]) -> None:
    at("2026-12-31 12:00")
    assert [commands.next_number("receipt") for _ in range(2)] == ["珠房保受〔2026〕1号", "珠房保受〔2026〕2号"]
    at("2027-01-01 09:00")
    assert commands.next_number("receipt") == "珠房保受〔2027〕1号"
    with pytest.raises(DesignError):
        commands.next_number("nonsense")


def test_the_timeline_tells_each_audience_its_own(open_case: Opener) -> None:
    case = open_case()
    commands.note(case, "note", "内部备注", audience=("officer",), by="system")
    assert [entry.title for entry in queries.timeline(case, "applicant")] == ["已提交申请"]
    assert [entry.title for entry in queries.timeline(case, "officer")] == ["内部备注", "已提交申请"]
    assert queries.timeline(case, "officer")[0].by_name == "系统"


def test_registry_facts_are_appended_never_overwritten(open_case: Opener) -> None:
    case = open_case()
    who = queries.members(case)[0]
    commands.keep_registry_fact(case.id, who.id, "tax", "income_monthly", 2600, "consistent", source="a")
    commands.keep_registry_fact(case.id, who.id, "tax", "income_monthly", 2600, "consistent", source="a")
    assert len(queries.registry_facts(case, history=True)) == 1
    commands.keep_registry_fact(case.id, who.id, "tax", "income_monthly", 9000, "inconsistent", source="b")
    assert [fact.answer for fact in queries.registry_facts(case)] == [9000]
    assert [(fact.answer, fact.valid) for fact in queries.registry_facts(case, history=True)] == [
        (2600, False),
        (9000, True),
    ]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RegistryFact)) == 2


def test_documents_belong_to_a_case_and_a_member(open_case: Opener) -> None:
    case, other = open_case(1), open_case(2)
    page = io.BytesIO()
    Image.new("RGB", (4, 4)).save(page, "png")
    stored = files.keep(page.getvalue(), "身份证.png")
    document = commands.add_document(case, "D02", stored, member_ordinal=1)
    assert document.title == "身份证"
    assert document.member_id == queries.members(case)[1].id
    assert queries.document_file(case, document.uid) == stored
    with pytest.raises(Exception, match="找不到"):
        queries.document_file(other, document.uid)


def test_the_line_of_stages(open_case: Opener) -> None:
    case = open_case()
    assert [stage.state for stage in process.stages(case)] == ["done", "current"] + ["todo"] * 7
    commands.set_state(case, "2020")
    assert [stage.state for stage in process.stages(case)][:4] == ["done", "done", "waiting", "todo"]
    commands.set_state(case, "3010")
    commands.set_state(case, "9010")
    assert {stage.key: stage.state for stage in process.stages(case)}["second_review"] == "held"
    assert process.can_withdraw(case)
    commands.set_state(case, "5010")
    assert [stage.state for stage in process.stages(case)] == ["done"] * 9
    assert not process.can_withdraw(case)


def test_a_draft_is_told_its_documents_by_member(open_case: Opener) -> None:
    lines = process.required_for_draft(application(submitted_on=""), ["a", "b"])
    assert [line.member_key for line in lines if line.code == "D02"] == ["a", "b"]
    assert [line.member_key for line in lines if line.code == "D05"] == [""]


def test_pauses_say_when_the_clock_stood_and_why(open_case: Opener, at: Callable[[str], Any]) -> None:
    case = open_case()
    commands.begin_pause(case, "supplement", due_on=date(2026, 3, 23))
    at("2026-03-10 09:00")
    commands.end_pause(case, "supplement")
    (pause,) = queries.pauses(case)
    assert (pause.reason, pause.began_at.date(), pause.ended_at.date()) == (
        "supplement",
        date(2026, 3, 2),
        date(2026, 3, 10),
    )
