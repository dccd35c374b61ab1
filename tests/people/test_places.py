"""Routing by the town of the address, the tree of organisations, and loading them again and again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from app.errors import Invalid, NotFound
from app.people import commands, queries
from app.people.records import Organisation, Town, TownRoute
from app.store import db

TODAY = date(2026, 3, 2)


def test_loading_twice_changes_nothing(db_session):
    assert commands.load_places() > 0
    before = [db.session.scalar(select(func.count()).select_from(kind)) for kind in (Organisation, Town, TownRoute)]
    assert commands.load_places() == 0
    after = [db.session.scalar(select(func.count()).select_from(kind)) for kind in (Organisation, Town, TownRoute)]
    assert before == after == [8 + 25, 31, 27]


@pytest.mark.parametrize(
    ("town", "district"),
    [
        ("440402001", "XZ"),
        ("440402009", "XZ"),
        ("440402102", "XZ"),
        ("440402100", "GX"),
        ("440402106", "WS"),
        ("440403001", "DM"),
        ("440403107", "DM"),
        ("440404100", "JW"),
        ("440404104", "JW"),
    ],
)
def test_a_case_goes_to_the_organisation_that_serves_its_town(places, town, district):
    assert queries.route(town, on=TODAY) == queries.Routing(town, district, "ZH", external=False)


def test_hengqin_is_decided_elsewhere(places):
    assert queries.route("440402104", on=TODAY).external
    assert queries.route("440402104").district == "HQ"


def test_routing_changed_over_the_years(places):
    assert queries.route("440404101", on=date(2019, 12, 31)).district == "GL"
    assert queries.route("440404101", on=date(2020, 1, 1)).district == "JW"
    assert "GL" in {one.code for one in queries.organisations(on=date(2018, 1, 1))}
    assert "GL" not in {one.code for one in queries.organisations(on=TODAY)}


def test_every_town_of_an_applicant_has_exactly_one_way_every_day_since_2016(places):
    towns = [town.code for group in queries.towns_by_district().values() for town in group]
    assert len(towns) == 25
    for day in (date(2016, 1, 1), date(2019, 12, 31), date(2020, 1, 1), TODAY):
        for town in towns:
            assert queries.route(town, on=day).street == town


def test_an_industrial_zone_is_nobodys_address(places):
    assert all("科技园" not in choice["label"] for choice in queries.town_choices())
    with pytest.raises(Invalid):
        queries.route("440402401")
    with pytest.raises(NotFound):
        queries.route("999999999")
    with pytest.raises(NotFound):
        queries.route("440402001", on=date(2001, 1, 1))


def test_choices_name_district_and_town(places):
    choices = queries.town_choices()
    assert choices[0] == {"label": "香洲区 翠香街道", "value": "440402001"} and len(choices) == 25
    assert queries.town_name("440402001") == "香洲区翠香街道" and queries.town_name("?") == "?"


def test_the_subtree_of_a_district_holds_its_streets_and_no_others(places):
    assert queries.subtree("GX") == {"GX", "440402100"}
    assert "440402001" in queries.subtree("XZ") and "440402100" not in queries.subtree("XZ")
    assert queries.subtree("ZH") >= {"XZ", "GX", "440404104"} and "HQ" not in queries.subtree("ZH")


def test_the_tree_begins_with_the_city_and_ends_outside_it(places):
    tree = queries.tree(on=TODAY)
    assert (tree[0].organisation.code, tree[0].depth) == ("ZH", 0)
    assert [
        branch.organisation.code for branch in tree if branch.depth == 1 and branch.organisation.parent == "ZH"
    ] == ["DM", "GX", "JW", "WS", "XZ"]
    assert tree[-2].organisation.code == "HQ"


def test_names_of_organisations(places):
    assert queries.organisation("XZ").name == "香洲区住房保障部门"
    assert queries.organisation_names(["XZ", "?"]) == {"XZ": "香洲区住房保障部门", "?": "?"}
    with pytest.raises(NotFound):
        queries.organisation("?")
