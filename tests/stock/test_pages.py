"""The pages of the stock as an officer sees them: map with its list, project, home, lists taken in."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.people.commands import DEMO_PASSWORD
from app.stock import queries
from tests.stock.test_intake import jsonl

Enter = Callable[[str], Any]


@pytest.fixture
def enter(client: Any, places: None) -> Enter:
    """enter("zhuhai-city_reviewer") signs that officer in."""

    def sign_in(login: str) -> Any:
        answer = client.post("/people/sign-in", data={"name": login, "password": DEMO_PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    return sign_in


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_the_list_says_what_the_map_shows(enter, unit):
    browser = enter("cuixiang-street_reviewer")
    page = browser.get("/stock").get_data(as_text=True)
    (points,) = re.findall(r"data-points>(.*?)</script>", page)
    assert json.loads(points) == [
        {"name": "安居苑", "address": "/stock/projects/XZ01", "place": [113.55, 22.27], "units": 2, "free": 2}
    ]
    assert "共 2 套" in page and "安居苑" in page.split("<table")[1]
    for empty in ("?kind=2", "?state=8", "?district=DM"):
        assert "没有这样的房源" in text(browser.get(f"/stock{empty}"))


def test_the_outline_is_a_shape_for_every_town_an_applicant_may_live_in(enter):
    found = json.loads(enter("cuixiang-street_reviewer").get("/stock/outline.json").data)
    shapes = {one["properties"]["code"]: one["geometry"]["coordinates"][0] for one in found["features"]}
    assert len(shapes) == 25
    assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in shapes.values())
    assert all(113 < x < 114.6 and 21.7 < y < 22.6 for ring in shapes.values() for x, y in ring)


def test_a_project_shows_its_prices_and_homes_and_a_home_its_history(enter, unit):
    browser = enter("xiangzhou-district_reviewer")
    page = text(browser.get("/stock/projects/XZ01"))
    assert "2026-01-01 起" in page and "25.00 元" in page and "1栋 101" in page
    moved = browser.post("/stock/units/XZ01-1-101/state", data={"after": "7", "reason": "厨房漏水"})
    assert moved.status_code == 303
    page = text(browser.get("/stock/units/XZ01-1-101"))
    assert "可配租 → 维修中" in page and "厨房漏水" in page and "登记房源" in page


def test_a_state_is_changed_by_hand_only_with_a_reason_by_whose_district_it_is(enter, unit):
    address = "/stock/units/XZ01-1-101/state"
    browser = enter("doumen-district_reviewer")
    assert browser.post(address, data={"after": "7", "reason": "漏水"}).status_code == 403
    browser = enter("zhuhai-city_approver")
    refused = browser.post(address, data={"after": "8", "reason": " "})
    assert refused.status_code == 422 and 'value="8" checked' in refused.get_data(as_text=True)
    assert browser.post(address, data={"after": "5", "reason": "租给亲戚"}).status_code == 422
    assert queries.unit_by_id(unit.id).state == "2"


def test_a_list_is_checked_first_and_then_taken_in(enter):
    browser = enter("zhuhai-city_reviewer")
    content = jsonl({}, {"number": "302", "area": "大"})
    sent = browser.post("/stock/import", data={"file": (io.BytesIO(content), "名单.jsonl")})
    assert sent.status_code == 303
    page = text(browser.get(sent.location))
    assert "导入 1 套房源" in page and "“大”不是数" in page and "建筑面积" in page
    assert queries.projects() == []
    for _ in range(2):
        assert browser.post(sent.location).status_code == 303
    assert [one.units for one in queries.projects()] == [1]
    assert "名单.jsonl" in text(browser.get("/stock/import")) and "已导入" in text(browser.get(sent.location))


def test_a_file_that_is_no_list_is_refused_in_words(enter):
    browser = enter("zhuhai-administrator")
    for data, said in ({}, "请先选择文件"), ({"file": (io.BytesIO(b"PK oops"), "x.xlsx")}, "另存为"):
        answer = browser.post("/stock/import", data=data)
        assert answer.status_code == 422 and said in text(answer)
    assert browser.get("/stock/import/template").data.startswith(b"PK")
