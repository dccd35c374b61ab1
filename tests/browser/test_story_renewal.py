"""A household at the end of three years in its home: reminded, it asks for renewal with another income; a neighbour objects in vain.

The years before are staged (`tenancy.py`); the renewal happens on pages, by the people who would do it, and eight departments
answer over HTTP. The clock is moved by days from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.calendar import months_after
from tests.browser.conftest import Server, departments, serving, ticking
from tests.browser.hands import (
    Look,
    Post,
    answer,
    fill,
    lose,
    object_to,
    pdf_text,
    sign_in,
    today,
    wait_for,
)

pytestmark = pytest.mark.browser
HANDLER, APPROVER = "xiangzhou-district_reviewer", "xiangzhou-district_approver"
OLD, NEW = 30_000, 62_400
"""Fen a month for 40 ㎡: 30 % of 25 yuan; from the renewal on 60 % of 26 yuan, as the project is assessed by then."""


@pytest.fixture(scope="module")
def city(template: str) -> Iterator[Server]:
    """A town with departments and ticker, where the household's three years are nearly over."""
    pace = {"TICKER__ENGINE_SECONDS": "1", "TICKER__OUTBOX_SECONDS": "1"}
    with departments() as address, serving(template, EXCHANGE__URL=address, **pace) as server:
        server.known = server.tenancy("renewing")  # before the ticker: the household's past has its own time
        with ticking(server):
            yield server


def stands(page: Page, number: str, stage: str, until: str = "") -> None:
    """The tenant's page of the renewal says where it stands, why, and until when."""
    card = page.locator("section").filter(has_text=f"现在：{stage}")
    wait_for(page, f"/my/home/{number}/renew", card)
    expect(card).to_contain_text(f"最迟 {until}" if until else "最迟 20")


def asks(tenant: Page, number: str, end: str, look: Look) -> None:
    """Reminded of the end of its term, the household asks, in another category, with the income it has now."""
    wait_for(tenant, "/my/home", tenant.get_by_role("link", name=re.compile("租赁期届满告知书")))
    assert "从届满前三个月起" in pdf_text(tenant, "租赁期届满告知书")
    look(tenant, "renewal_reminded", widths=(390,))
    tenant.get_by_role("link", name="申请续租").first.click()
    expect(tenant.get_by_role("main")).to_contain_text(f"到 {end} 申请续租")
    fill(
        tenant,
        {"续租理由": "孩子在附近上学", "现在的保障类别": "40", "家庭月收入合计（元）": "7600", "以上情况属实": True},
    )
    look(tenant, "renewal_ask")
    tenant.get_by_role("button", name="提交申请").click()
    expect(tenant.get_by_role("status")).to_contain_text("已经提交")
    stands(tenant, number, "核对申请")


def is_examined(tenant: Page, officers: Post, number: str, look: Look) -> None:
    """The request is complete, eight departments answer, one officer proposes, another agrees."""
    handler = officers(HANDLER)
    handler.decide(number, "核对申请", {"齐全，进入联合审查": True})
    desk = handler.open(number, "提出意见").get_by_role("main")
    for seen in ("申报家庭月收入", "3,800", "符合条件", "26.00 元/㎡ × 40.00 ㎡ × 60 %", "624.00 元"):
        expect(desk).to_contain_text(seen)
    stands(tenant, number, "经办审核")
    found = {
        "同意续租": True,
        "核定的保障类别（决定租金比例）": "40",
        "事实和理由": "人均月收入 3800 元，属中等偏下收入家庭",
    }
    handler.decide(number, "提出意见", found)
    stands(tenant, number, "审定")
    officers(APPROVER).decide(number, "审定续租", {"同意经办意见": True})
    stands(tenant, number, "公示")
    look(tenant, "renewal_notice", widths=(390,))


def bill_of(tenant: Page, number: str, name: str, says: list[str]) -> None:
    """The bill of that name has come, and explains its amount."""
    row = tenant.get_by_role("row").filter(has_text=name)
    wait_for(tenant, f"/my/home/{number}/bills", row)
    row.get_by_role("link").click()
    for said in says:
        expect(tenant.get_by_role("main")).to_contain_text(said)


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f} 元"


def test_a_household_renews_in_another_tier_and_a_neighbour_objects_in_vain(
    city: Server, city_page: Callable[..., Page], officers: Post, look: Look
) -> None:
    tenant, neighbour = city_page(390, height=844), city_page()
    number, end = city.known["lease"], date.fromisoformat(city.known["end"])
    sign_in(tenant, city.known["phone"], city.known["password"], "/my/home")
    asks(tenant, number, end.isoformat(), look)
    is_examined(tenant, officers, number, look)
    objection, _code = object_to(neighbour, city.known["case"], name="欧阳琪琪", masked="欧阳*")
    lose(officers, objection)
    stands(tenant, number, "公示")
    city.tenancy("until", (date.fromisoformat(today(tenant)) + timedelta(days=12)).isoformat())
    stands(tenant, number, "等您签订合同")
    signs(tenant, number, end, look)
    is_charged(city, tenant, number, end, look)


def signs(tenant: Page, number: str, end: date, look: Look) -> None:
    """The new contract, with its rent beside the old one; the letter says the same."""
    tenant.goto("/my/home")
    look(tenant, "renewal_to_sign", widths=(390,))
    tenant.get_by_role("link", name=re.compile("现在办理")).click()
    expect(tenant.get_by_role("main")).to_contain_text("624.00 元")
    look(tenant, "renewal_sign")
    answer(tenant, "签订续租合同", {"签订": True, "签名（本人姓名）": "欧阳琪琪"})
    start, last = end + timedelta(days=1), months_after(end + timedelta(days=1), 36) - timedelta(days=1)
    expect(tenant.get_by_role("main")).to_contain_text(f"新的租期 {start} 至 {last}，月租金 624.00 元")
    letter = pdf_text(tenant, "续租通知书")
    for said in (
        "中等偏下收入家庭",
        "60%（原30%）",
        "26.00元",
        "624.00元（原300.00元）",
        f"{last:%Y}年{last.month}月{last.day}日",
    ):
        assert said in letter, (said, letter)
    look(tenant, "renewal_granted", widths=(390,))


def is_charged(city: Server, tenant: Page, number: str, end: date, look: Look) -> None:
    """The month in which the contracts meet is charged by days at both rents, the next one whole at the new one."""
    month, after = f"{end:%Y-%m}", months_after(end.replace(day=1), 1)
    length = (after - timedelta(days=1)).day
    city.tenancy("until", end.replace(day=2).isoformat())
    old, new = round(OLD * end.day / length), round(NEW * (length - end.day) / length)
    bill_of(tenant, number, f"{month} 租金", [yuan(old), "每月 25.00 元/㎡", f"本期 {end.day} 天，当月 {length} 天"])
    bill_of(tenant, number, f"{month} 续租当月", [yuan(new), "每月 26.00 元/㎡", "60 %", yuan(NEW)])
    look(tenant, "renewal_first_bill")
    city.tenancy("until", after.replace(day=2).isoformat())
    bill_of(tenant, number, f"{after:%Y-%m} 租金", [yuan(NEW), "26.00 元/㎡ × 40.00 ㎡ × 60 % = 月租金 624.00 元"])
