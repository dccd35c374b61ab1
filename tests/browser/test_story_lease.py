"""A household's first year in a home of the city: allotted, signed, paid for, months of rent, behind with it, helped, behind again.

Everything happens on pages, by the people who would do it; only the clock is moved by weeks from outside. The year that
follows, to the court's door and back (`court`), is a long run (`scripts/soak`).
"""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app import settings
from app.calendar import months_after
from app.leasing import provider
from app.web import serving as beside
from tests.browser import court
from tests.browser.conftest import Server, departments, serving, ticking
from tests.browser.hands import Look, Post, answer, fill, sign_in, today, wait_for
from tests.conftest import INSTANCE

pytestmark = pytest.mark.browser
HOME = "XZ01-1-101"


@pytest.fixture(scope="module")
def city(template: str) -> Iterator[Server]:
    """A town with departments, ticker and payment provider."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pace = {"TICKER__ENGINE_SECONDS": "1", "TICKER__OUTBOX_SECONDS": "1", "PAYMENTS__URL": f"http://127.0.0.1:{port}"}
    with departments() as address, serving(template, EXCHANGE__URL=address, **pace) as server:
        known = settings.load(environ={}, changes={"store": {"instance": str(INSTANCE)}})
        report_to = f"{server.url}/payments/provider"
        cashier = provider.create(known.secrets.payment_key, report_to, lambda: day_at(server))
        server.known = server.tenancy("registered")  # before the ticker: the household's past has its own time
        with beside.running(cashier, port=port), ticking(server):
            yield server


def day_at(server: Server) -> date:
    """The house's date, as its first page's header has it."""
    with urllib.request.urlopen(f"{server.url}/", timeout=20) as page:
        found = re.search(rb"\d{4}-\d\d-\d\d", page.read().partition("演示日期".encode())[2])
    assert found
    return date.fromisoformat(found[0].decode())


def pay(page: Page) -> None:
    """Everything that is due, at the provider."""
    page.goto("/my/home")
    page.get_by_role("link", name="去缴费").first.click()
    page.get_by_role("button", name="去支付").click()
    page.get_by_role("button", name="确认支付").click()
    expect(page.get_by_role("heading", name=re.compile("^已经收到"))).to_be_visible()


def moves_in(tenant: Page, officers: Post, staged: dict[str, Any], look: Look) -> str:
    """Allotment, contract, money, keys → the lease's number."""
    clerk, chief = officers("zhuhai-city_reviewer"), officers("zhuhai-city_approver")
    clerk.page.goto(f"/desk/waiting?receipt={staged['receipt']}")
    clerk.page.get_by_role("button", name=re.compile("^登记配租")).click()
    clerk.decide(staged["case"], "登记配租", {"配租": True, "房源编号": HOME, "理由": "排位在前，户型相符"})
    chief.decide(staged["case"], "审批配租", {"同意": True})
    answer(tenant, "答复", {"接受，按通知签约": True}, start=f"/my/{staged['case']}")
    number = lease_number(tenant)
    officers("xiangzhou-district_reviewer").decide(number, "拟定合同", {"起租日": today(clerk.page)})
    answer(tenant, "签约", {"签约": True, "以上各项已经逐项阅读并知悉": True, "签名（本人姓名）": "欧阳琪琪"})
    officers("xiangzhou-district_approver").decide(number, "出租方签章", {"签章": True})
    look(tenant, "story_home_dues", widths=(390,))
    pay(tenant)
    keys = {
        "交接日期": today(clerk.page),
        "钥匙（把）": "3",
        "水表读数（吨）": "12",
        "电表读数（度）": "345",
        "设施清单和状况": "门窗、灶具完好",
    }
    officers("xiangzhou-district_reviewer").decide(number, "交付钥匙", keys)
    officers("xiangzhou-district_approver").decide(number, "复核交接", {"属实": True})
    return number


def lease_number(tenant: Page) -> str:
    """The number that the page of the home shows, once there is a lease."""
    wait_for(tenant, "/my/home", tenant.get_by_text(re.compile(r"ZL\d{4}-\d{6}")))
    found = re.search(r"ZL\d{4}-\d{6}", tenant.get_by_role("main").inner_text())
    assert found
    return found[0]


def month_after(day: date, months: int, at: int = 2) -> date:
    """The `at`-th day of the month so many months later."""
    return months_after(day.replace(day=1), months).replace(day=at)


def billed(tenant: Page, number: str, month: date) -> None:
    """The month's bill has come."""
    wait_for(tenant, f"/my/home/{number}/bills", tenant.get_by_role("link", name=re.compile(f"^{month:%Y-%m}")))


def pays_three_months(city: Server, tenant: Page, number: str, first: date) -> None:
    """Each month's bill is paid soon after it has come."""
    for n in (1, 2, 3):
        city.tenancy("until", month_after(first, n).isoformat())
        billed(tenant, number, month_after(first, n))
        pay(tenant)
    tenant.goto(f"/my/home/{number}/bills")
    expect(tenant.get_by_text("已缴清")).to_have_count(4)


def is_helped(city: Server, tenant: Page, officers: Post, number: str, first: date, look: Look) -> None:
    """Two months behind, the household asks for instalments; two officers agree; its plan has days and sums."""
    for n in (4, 5):
        city.tenancy("until", month_after(first, n, 25).isoformat())
        billed(tenant, number, month_after(first, n))
    tenant.goto(f"/my/home/{number}/hardship")
    fill(tenant, {"欠缴的租金分期缴纳": True, "遇到的困难": "四月失业", "可以证明的材料": "失业登记证"})
    tenant.get_by_role("button", name="提交申请").click()
    expect(tenant.get_by_role("main")).to_contain_text("审查中")
    proposal = {"欠缴的租金分期缴纳": True, "欠缴租金分几期，每月一期": "3", "事实和理由": "情况属实"}
    officers("xiangzhou-district_reviewer").decide(number, "调查并提出意见", proposal)
    officers("xiangzhou-district_approver").decide(number, "复核", {"同意": True})
    tenant.goto("/my/home")
    expect(tenant.get_by_role("main")).to_contain_text("分期")
    look(tenant, "story_plan", widths=(390,))


def breaks_it(city: Server, tenant: Page, officers: Post, number: str, first: date) -> None:
    """Nothing is paid: the plan is broken, and with six unpaid bills the matter goes to who ends tenancies by law."""
    for n in (6, 7, 8, 9, 10):
        city.tenancy("until", month_after(first, n, 25).isoformat())
        billed(tenant, number, month_after(first, n))
    tenant.goto(f"/my/home/{number}/hardship")
    expect(tenant.get_by_role("main")).to_contain_text("未履行")
    handler = officers("xiangzhou-district_reviewer")
    talk = {"约谈日期": today(handler.page), "承诺缴清": True, "谈话记录": "承诺一个月内缴清"}
    handler.decide(number, "约谈承租人", talk)
    handler.open(number, "固定证据")


def test_a_household_moves_in_falls_behind_is_helped_and_breaks_its_plan(
    city: Server, city_page: Callable[..., Page], officers: Post, look: Look
) -> None:
    live_there(city, city_page(390, height=844), officers, look)


@pytest.mark.soak
def test_a_household_pays_at_the_courts_door_and_stays(
    city: Server, city_page: Callable[..., Page], officers: Post, look: Look
) -> None:
    tenant = city_page(390, height=844)
    number = live_there(city, tenant, officers, look)
    court.is_demanded(city, tenant, officers, number)
    court.is_decided(city, tenant, officers, number, look)
    court.is_applied_for(city, tenant, officers, number, look)
    court.pays_in_the_last_moment(city, tenant, officers, number, look, pay)


def live_there(city: Server, tenant: Page, officers: Post, look: Look) -> str:
    """From the allotment to six unpaid bills → the lease's number."""
    sign_in(tenant, city.known["phone"], city.known["password"], "/my/home")
    number = moves_in(tenant, officers, city.known, look)
    tenant.goto("/my/home")
    look(tenant, "story_home", widths=(390,))
    first = date.fromisoformat(today(tenant))
    pays_three_months(city, tenant, number, first)
    is_helped(city, tenant, officers, number, first, look)
    breaks_it(city, tenant, officers, number, first)
    return number
