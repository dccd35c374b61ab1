"""Which state of a home may follow which, who said so, and what other rooms' diagrams may do."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest

from app.cases import codes
from app.errors import Conflict, DesignError, Invalid, NotFound
from app.people import commands as people
from app.registry import acting_as, find_step
from app.stock import commands, queries
from app.stock.rules import states
from app.store import db, transaction


def test_every_state_of_the_code_table_can_be_reached_and_left():
    known = {code.code for code in codes.table("house_status")}
    moves = states.moves().values()
    assert {move.after for move in moves} == known
    assert {move.before for move in moves} == known


def test_a_let_home_becomes_free_only_by_leaving_settlement_and_keys():
    ways = {move.before: move.needs for move in states.moves().values() if move.after == states.AVAILABLE}
    assert states.LET not in ways
    assert ways[states.LEAVING] == {"settlement", "keys"}
    out_of_leaving = [move for move in states.moves().values() if move.before == states.LEAVING and move.after != "5"]
    assert all(move.needs == {"settlement", "keys"} for move in out_of_leaving), "no way round through a repair"


def test_no_move_of_a_running_choice_or_lease_is_made_by_hand():
    assert {move.before for move in states.moves().values() if move.by_hand} == {"1", "2", "7", "8", "9"}


def test_a_lease_from_choice_to_return_is_a_line_each_of_the_history(unit):
    with acting_as("officer:7"):
        for name in ("lock_unit", "allocate_unit", "let_unit", "vacate_unit"):
            find_step(f"stock.{name}").call(unit_id=unit.id)
        find_step("stock.free_unit").call(unit_id=unit.id, settlement=True, keys=True)
    lines = queries.events(unit.id)
    assert [line.detail["after"] for line in lines] == ["2", "6", "5", "4", "3", "2"]
    assert {line.by for line in lines} == {"officer:7", "officer:1"}
    assert lines[0].detail["given"] == ["keys", "settlement"]


@pytest.mark.parametrize("step", ["free_unit", "to_repair"])
@pytest.mark.parametrize("said", [{}, {"settlement": True}, {"keys": True}])
def test_a_home_is_not_released_before_settlement_and_keys(unit, step, said):
    for after in ("3", "5", "6"):
        commands.set_state(unit.id, after, by="system")
    with pytest.raises(Conflict, match="缺少"):
        find_step(f"stock.{step}").call(unit_id=unit.id, **said)
    assert queries.unit_by_id(unit.id).state == "6"


def test_the_tenant_is_known_while_the_lease_runs(unit):
    tenant = people.register_citizen("13800138000", "11010519491231002X", "申请人甲", "four plain words here")
    find_step("stock.lock_unit").call(unit_id=unit.id)
    find_step("stock.let_unit").call(unit_id=unit.id, account_id=tenant.id)
    assert [home.unit.code for home in queries.homes_of_account(tenant.id)] == ["XZ01-1-101"]
    find_step("stock.vacate_unit").call(unit_id=unit.id)
    find_step("stock.keep_unit").call(unit_id=unit.id)
    find_step("stock.vacate_unit").call(unit_id=unit.id)
    find_step("stock.to_repair").call(unit_id=unit.id, settlement=True, keys=True)
    assert queries.homes_of_account(tenant.id) == []


def test_what_no_move_allows_is_refused_and_changes_nothing(unit):
    with pytest.raises(Conflict, match="可配租"):
        commands.set_state(unit.id, "5", by="officer:1")
    with pytest.raises(DesignError):
        commands.set_state(unit.id, "x", by="officer:1")
    assert [line.kind for line in queries.events(unit.id)] == ["created"]


def test_of_two_households_who_choose_one_home_at_once_one_gets_it(committed):
    with transaction():
        people.load_places()
        place = {"kind": "1", "ownership": 1, "address": "", "place": [113.5, 22.2]}
        made = commands.add_project("P", "安居苑", town="440402001", **place)
        building = commands.add_building(made, "1栋", floors=1, has_lift=False)
        facts = {"number": "1", "floor": 1, "area": Decimal(40), "layout": "", "state": "2"}
        unit_id = commands.add_unit(building, by="system", code="P-1", **facts).id
    outcomes: list[str] = []

    def choose() -> None:
        with committed.app_context():
            try:
                with transaction():
                    commands.set_state(unit_id, "3", by="citizen:1")
                outcomes.append("chosen")
            except Conflict:
                outcomes.append("too late")
            finally:
                db.session.remove()

    hands = [threading.Thread(target=choose) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(outcomes) == ["chosen", "too late", "too late", "too late"]


def test_a_price_holds_from_its_day_and_is_never_overwritten(project, unit):
    commands.set_price(project, date(2026, 7, 1), 2600)
    on = {
        day: queries.price_on(project.id, date.fromisoformat(day)).unit_price_fen
        for day in ("2026-06-30", "2026-07-01")
    }
    assert on == {"2026-06-30": 2500, "2026-07-01": 2600}
    commands.set_price(project, date(2026, 7, 1), 2600)
    with pytest.raises(Conflict):
        commands.set_price(project, date(2026, 7, 1), 2700)
    with pytest.raises(NotFound, match="2025-12-31"):
        queries.price_on(project.id, date(2025, 12, 31))
    assert [price.unit_price_fen for price in queries.prices(project.id)] == [2600, 2500]


def test_a_lease_is_told_the_facts_of_its_day(project, unit):
    commands.set_price(project, date(2026, 7, 1), 2600)
    facts = find_step("stock.unit_facts")
    assert facts.call(unit_id=unit.id) == {
        "unit_price_fen": 2500, "area": Decimal("40.00"), "ownership": 1, "unit_name": "安居苑 1栋 101", "district": "XZ",
    }  # fmt: skip
    assert facts.call(unit_id=unit.id, day="2026-07-01")["unit_price_fen"] == 2600
    price = find_step("stock.assessed_price")
    assert [price.call(unit_id=unit.id, day=day) for day in ("2026-06-30", "2026-07-01")] == [
        {"unit_price_fen": 2500}, {"unit_price_fen": 2600},
    ]  # fmt: skip
    assert price.call(unit_id=None, day="2026-07-01") == {"unit_price_fen": None}


def test_a_project_has_a_kind_an_ownership_and_a_town_that_exist(places):
    place = {"address": "", "place": [113.5, 22.2]}
    for wrong in ({"kind": "6", "ownership": 1}, {"kind": "1", "ownership": 3}):
        with pytest.raises(Invalid):
            commands.add_project("P", "安居苑", town="440402001", **wrong, **place)
    with pytest.raises(NotFound):
        commands.add_project("P", "安居苑", town="440499001", kind="1", ownership=1, **place)


def test_units_are_counted_by_state_and_projects_found_by_kind(project, unit):
    commands.set_state(unit.id, "3", by="system")
    (found,) = queries.projects()
    assert (found.units, found.states) == (2, {"2": 1, "3": 1})
    assert [one.units for one in queries.projects(state="3")] == [1]
    assert queries.projects(kind="2") == queries.projects(state="8") == queries.projects(district="DM") == []
