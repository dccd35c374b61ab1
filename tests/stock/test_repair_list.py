"""Officers find repairs by what is open, late, and by district; photos come small; a project's price is entered with its day."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from app.people.commands import DEMO_PASSWORD
from app.stock import queries
from app.store import pictures
from tests.stock.test_repairs import REPORT, enter, picture, tenant

__all__ = ["enter", "tenant"]
PRICE = "/stock/projects/XZ01/price"


@pytest.fixture
def number(enter: Any, tenant: Any) -> str:
    """The number of a repair that a tenant reported on 2026-03-02, with a photo."""
    browser = enter("13800138000")
    sent = browser.post("/my/homes/XZ01-1-101/report", data={**REPORT, "photos": (picture(), "管.png")})
    return str(sent.location).rsplit("/", 1)[1]


def test_repairs_are_listed_for_their_district_and_the_city_and_the_late_ones_apart(
    number: str, enter: Any, at: Any
) -> None:
    for name, sees in (
        ("xiangzhou-district_reviewer", True),
        ("doumen-district_reviewer", False),
        ("zhuhai-city_reviewer", True),
    ):
        browser = enter(name, DEMO_PASSWORD)
        assert (number in browser.get("/stock/repairs").text) is sees, name
    assert number in browser.get("/stock/repairs?district=XZ").text
    assert number not in browser.get("/stock/repairs?district=DM").text
    assert number not in browser.get("/stock/repairs?show=overdue").text
    at("2026-03-30 09:00")
    browser = enter("xiangzhou-district_reviewer", DEMO_PASSWORD)
    assert number in browser.get("/stock/repairs?show=overdue&page=nonsense").text
    assert number in browser.get("/stock/repairs?show=nonsense&district=DM").text, "what is unknown is left out"


def test_a_photo_comes_small_for_those_who_may_see_the_whole_one(number: str, enter: Any) -> None:
    browser = enter("13800138000")
    page = browser.get(f"/my/repairs/{number}").text
    uid = queries.repair(number).photos[0]
    address = f"/my/repairs/{number}/photos/{uid}?size=small"
    assert f'src="{address}" width="160" height="160" loading="lazy"' in page
    small = browser.get(address)
    assert small.mimetype == "image/jpeg" and Image.open(io.BytesIO(small.data)).size == (320, 320)
    assert enter("13800138001").get(address).status_code == 404


def test_a_small_photo_is_upright_and_carries_nothing_of_the_camera() -> None:
    taken, exif = Image.new("RGB", (600, 400), "red"), Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    out = io.BytesIO()
    taken.save(out, "JPEG", exif=exif)
    small = Image.open(io.BytesIO(pictures.square(out.getvalue(), 100)))
    assert small.size == (100, 100) and not small.getexif()


def test_a_price_is_entered_from_a_day_on_and_never_over_another_one(project: Any, enter: Any) -> None:
    browser = enter("zhuhai-city_reviewer", DEMO_PASSWORD)
    assert PRICE in browser.get("/stock/projects/XZ01").text
    new = {"unit_price": "26.35", "from_on": "2026-04-01", "basis": "评估报告 2 号"}
    assert browser.post(PRICE, data=new).status_code == 303
    assert browser.post(PRICE, data=new).status_code == 303, "said again it is the same"
    assert [one.unit_price_fen for one in queries.prices(project.id)] == [2635, 2500]
    other = browser.post(PRICE, data={**new, "unit_price": "27"})
    assert other.status_code == 422 and "不能覆盖" in other.text and 'value="评估报告 2 号"' in other.text
    for wrong in ({"unit_price": "0"}, {"unit_price": "26.355"}, {"from_on": "2026-03-01"}, {"basis": ""}):
        assert browser.post(PRICE, data={**new, **wrong}).status_code == 422, wrong
    assert len(queries.prices(project.id)) == 2
    assert enter("xiangzhou-district_reviewer", DEMO_PASSWORD).get(PRICE).status_code == 403
