"""Accounts and roles: what may be created, granted and taken away, and what is kept sealed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.people import commands, queries
from app.people.records import Account, PeopleEvent
from app.store import clock, db, personal

from .conftest import NUMBER, PASSWORD, PHONE


def test_numbers_are_sealed_at_rest_and_found_by_their_index(citizen):
    row = db.session.execute(text("SELECT * FROM account")).mappings().one()
    assert all(
        number.encode() not in bytes(value)
        for number in (PHONE, NUMBER)
        for value in row.values()
        if isinstance(value, bytes)
    )
    assert PHONE not in str(dict(row)) and NUMBER not in str(dict(row)) and PASSWORD not in str(dict(row))
    assert queries.account_named(PHONE) is citizen and bytes(citizen.id_number_index) == personal.index(NUMBER)
    assert queries.applicant_facts(citizen.id) == {"name": "林晓岚", "id_number": NUMBER}
    assert queries.own_facts(citizen.id)["id_number"] == "1101**********002X"


def test_a_phone_and_an_id_number_have_one_account_and_the_answer_is_the_same_for_both(citizen):
    answers = set()
    for phone, number in ((PHONE, "440402196001107680"), ("13800138001", NUMBER.lower())):
        with pytest.raises(Conflict) as refused:
            commands.register_citizen(phone, number, "别人", PASSWORD)
        answers.add(refused.value.message)
    assert len(answers) == 1


def test_a_registration_names_every_problem_at_its_field(places):
    problems = commands.registration_problems("1", "2", "", "short")
    assert set(problems) == {"phone", "id_number", "name", "password"}
    assert commands.registration_problems(PHONE, NUMBER, "林晓岚", PASSWORD) == {}
    with pytest.raises(Invalid):
        commands.register_citizen(PHONE, "2", "林晓岚", PASSWORD)


def test_names_of_actors(citizen, officer):
    one = officer("cuixiang-one")
    assert queries.name_of(one.actor) == "陈志强" and queries.name_of("system") == "系统"
    assert queries.names_of([citizen.actor, "citizen:999999999", "odd"]) == {
        citizen.actor: "林晓岚",
        "citizen:999999999": "citizen:999999999",
        "odd": "odd",
    }


def test_officers_of_a_queue_are_those_with_the_role_today(officer):
    one = officer("cuixiang-one", ("street_reviewer", "440402001"))
    officer("meihua-one", ("street_reviewer", "440402002"))
    assert [found.actor for found in queries.officers_of("street_reviewer", "440402001")] == [one.actor]
    grant = queries.role_grants(one.id)[0]
    commands.revoke_role(grant.id, by="system")
    assert queries.officers_of("street_reviewer", "440402001") == []
    assert queries.grants_of(one.id) == () and queries.person_of(one).grants == ()


def test_a_role_holds_from_its_first_to_its_last_day(officer):
    one = officer("cuixiang-one")
    today = clock.today()
    commands.grant_role(
        one.id,
        "street_reviewer",
        "440402001",
        by="system",
        valid_from=today + timedelta(days=1),
        valid_to=today + timedelta(days=2),
    )
    held = [bool(queries.grants_of(one.id, on=today + timedelta(days=n))) for n in range(4)]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("role", "organisation", "error"),
    [
        ("street_reviewer", "XZ", Invalid),
        ("city_reviewer", "XZ", Invalid),
        ("supervisor", "440402001", Invalid),
        ("nobody", "XZ", Invalid),
        ("street_reviewer", "??", NotFound),
        ("auditor", "ZH", Invalid),
        ("district_reviewer", "XZ", Conflict),
    ],
)
def test_a_role_belongs_to_its_level_and_to_one_hand(officer, role, organisation, error):
    one = officer("xiangzhou-one", ("district_reviewer", "XZ"))
    with pytest.raises(error):
        commands.grant_role(one.id, role, organisation, by="system")


def test_nobody_grants_themselves_and_the_last_administrator_stays(officer):
    chief = officer("zhuhai-chief", ("administrator", "ZH"))
    with pytest.raises(NotAllowed):
        commands.grant_role(chief.id, "administrator", "ZH", by=chief.actor)
    with pytest.raises(Conflict):
        commands.revoke_role(queries.role_grants(chief.id)[0].id, by="system")
    with pytest.raises(Conflict):
        commands.close_account(chief.id, by=chief.actor)


def test_every_change_leaves_an_event_without_numbers(citizen, officer):
    one = officer("cuixiang-one", ("street_reviewer", "440402001"))
    commands.close_account(one.id, by="officer:1")
    kinds = [event.kind for event in queries.events(one.id)]
    assert kinds == ["account_closed", "role_granted", "officer_created"]
    everything = " ".join(str(event.detail) for event in db.session.scalars(select(PeopleEvent)))
    assert PHONE not in everything and NUMBER not in everything


def test_supervisors_and_auditors_see_the_subtree_administrators_no_cases(officer):
    def person(login, role, code):
        return queries.person_of(officer(login, (role, code)))

    supervisor = person("xz-supervisor", "supervisor", "XZ")
    assert supervisor.covers("XZ") and supervisor.covers("440402001") and not supervisor.covers("440402100")
    assert ("supervisor", "440402001") in [(role, code) for role, codes in supervisor.scopes() for code in codes]
    assert ("street_reviewer", "440402001") in [(role, code) for role, codes in supervisor.watched() for code in codes]
    reviewer = person("cx-reviewer", "street_reviewer", "440402001")
    assert reviewer.covers("440402001") and not reviewer.covers("XZ") and not reviewer.covers("440402002")
    assert reviewer.scopes() == [("street_reviewer", ["440402001"])] and reviewer.watched() == []
    assert person("audit", "auditor", "ZH").covers("440404104")
    assert not person("admin", "administrator", "ZH").covers("ZH")
    assert not person("analyst", "analyst", "ZH").covers_any("440402001", "XZ", "ZH")


def test_lists_of_officers_are_found_by_name_role_and_place(officer):
    officer("cuixiang-one", ("street_reviewer", "440402001"))
    officer("gaoxin-one", ("district_reviewer", "GX"))
    assert queries.officers().total == 2
    assert [one.login for one in queries.officers(text="cuixiang_").officers] == []
    assert [one.login for one in queries.officers(text="CUIXIANG").officers] == ["cuixiang-one"]
    assert [one.login for one in queries.officers(organisation="XZ").officers] == ["cuixiang-one"]
    assert [one.login for one in queries.officers(role="district_reviewer").officers] == ["gaoxin-one"]


def test_the_demonstration_has_somebody_for_every_queue_and_loads_twice(places):
    officers = commands.load_demo_officers()
    count = len(db.session.scalars(select(Account)).all())
    assert commands.load_demo_officers() == officers and len(db.session.scalars(select(Account)).all()) == count
    for town in (town for group in queries.towns_by_district().values() for town in group):
        way = queries.route(town.code, on=date(2026, 3, 2))
        if not way.external:
            assert queries.officers_of("street_reviewer", way.street) and queries.officers_of(
                "street_approver", way.street
            )
            for role in ("district_reviewer", "civil_affairs", "district_approver", "supervisor"):
                assert queries.officers_of(role, way.district), (role, way)
    for role in ("city_reviewer", "city_approver", "supervisor", "analyst", "auditor", "administrator"):
        assert queries.officers_of(role, "ZH")
    shown = {one.login for one in officers if one.shown}
    assert {"cuixiang-street_reviewer", "xiangzhou-district_reviewer", "zhuhai-city_approver"} <= shown and len(
        shown
    ) < 16
    assert commands.password_problem(commands.DEMO_PASSWORD) is None
