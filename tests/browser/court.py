"""To the court's door and back: what officers do to end a tenancy by law, what the tenant reads of it meanwhile, and how paying ends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from app.calendar import deadline, months_after
from tests.browser.conftest import Server
from tests.browser.hands import Look, Officer, Post, pdf_text, today, wait_for

SERVED = "回证 7 号"


def later(city: Server, page: Page, days: int) -> date:
    """So many days pass → the day it is then."""
    day = day_on(page) + timedelta(days=days)
    city.tenancy("until", day.isoformat())
    return day


def day_on(page: Page) -> date:
    """The day it is, from a page loaded now."""
    page.reload()
    return date.fromisoformat(today(page))


def reads(tenant: Page, *said: str) -> None:
    """The page of her home tells the tenant how far the exit is."""
    card = tenant.get_by_role("region", name="正在依法办理退出")
    wait_for(tenant, "/my/home", card.filter(has_text=said[0]))
    for words in said[1:]:
        expect(card).to_contain_text(words)


def serve(officer: Officer, number: str, title: str) -> date:
    """The letter of that title is read, printed and handed over, with proof → the day."""
    page = officer.open(number, "送达文书")
    day = date.fromisoformat(today(page))
    assert "欧阳琪琪" in pdf_text(page, title)
    expect(page.get_by_label("见证人")).to_have_count(0)
    proof = {
        "送达方式": "direct",
        "送达（签收、留置、公告）日期": day.isoformat(),
        "签收人": "欧阳琪琪",
        "凭证": SERVED,
    }
    officer.decide(number, "送达文书", proof)
    return day


def is_demanded(city: Server, tenant: Page, officers: Post, number: str) -> None:
    """Evidence, a demand, what she says to it; the fifteen days pass."""
    handler = officers("xiangzhou-district_reviewer")
    reads(tenant, "已经立案", "累计六个月以上欠租", "缴清逾期的")
    found = {
        "查明的事实": "累计六期租金逾期未缴",
        "证据清单": "账单、催缴通知书",
        "要求承租人做什么": "缴清欠缴租金",
    }
    handler.decide(number, "固定证据", found)
    reads(tenant, "催告通知书已经写好，正在送达")
    day = serve(handler, number, "催告通知书")
    reads(tenant, "催告通知书已经送达", f"{deadline(day, 15, 'cd')}")
    said = {"申辩不成立，期满后继续": True, "陈述、申辩的内容和理由": "承租人称失业，没有提出缴清的办法"}
    handler.decide(number, "登记陈述申辩", said)
    reads(tenant, "陈述、申辩已经登记")
    later(city, handler.page, 20)


def is_decided(city: Server, tenant: Page, officers: Post, number: str, look: Look) -> None:
    """Two agree on the decision; nobody appeals in its six months."""
    handler, head = officers("xiangzhou-district_reviewer"), officers("xiangzhou-district_approver")
    decision = {"认定的事实": "累计六期租金逾期未缴", "决定的内容": "限期腾退住房"}
    handler.decide(number, "拟定决定", decision)
    head.decide(number, "审批决定", {"同意": True})
    day = serve(handler, number, "限期腾退决定书")
    reads(tenant, "限期腾退决定书已经送达", f"{deadline(day, 60, 'cd')}", f"{deadline(day, 6, 'month')}")
    look(tenant, "story_exit_tenant", widths=(390,))
    for month in range(1, 7):
        city.tenancy("until", months_after(day, month).isoformat())
        wait_for(handler.page, "/desk", handler.page.get_by_text(months_after(day, month).isoformat()).first)
    later(city, handler.page, 5)


def is_applied_for(city: Server, tenant: Page, officers: Post, number: str, look: Look) -> None:
    """Urged once more, ten working days; the application is signed by the head, with its annexes in one PDF."""
    handler, head = officers("xiangzhou-district_reviewer"), officers("xiangzhou-district_approver")
    day = serve(handler, number, "履行催告书")
    reads(tenant, "履行催告书已经送达", f"{deadline(day, 10, 'wd')}")
    later(city, handler.page, 20)
    wanted = {"受理法院": "珠海市香洲区人民法院", "执行请求": "腾退住房", "执行标的情况": "有人居住"}
    handler.decide(number, "准备申请材料", wanted)
    head.decide(number, "负责人审签", {"同意申请": True, "机关负责人": "罗嘉欣"})
    reads(tenant, "已经申请人民法院强制执行")
    expect(tenant.get_by_role("link", name="强制执行申请书")).to_have_count(0)
    handler.page.goto(f"/desk/leases/{number}")
    look(handler.page, "story_exit")
    bundle = pdf_text(handler.page, "下载申请材料")
    for title in ("催告通知书", "限期腾退决定书", "履行催告书"):
        assert re.search(rf"《{title}》直接送达\S*?欧阳琪琪\S*?{re.sub(' ', '', SERVED)}", bundle), title
    for said in ("珠海市香洲区人民法院", "公共租赁住房租赁合同", "账单、催缴通知书", "租金账目", "罗嘉欣"):
        assert said in bundle, said


def pays_in_the_last_moment(
    city: Server, tenant: Page, officers: Post, number: str, look: Look, pay: Callable[[Page], None]
) -> None:
    """She pays everything: on the next day the exit is over, she reads so, and the court is told."""
    handler = officers("xiangzhou-district_reviewer")
    pay(tenant)
    reads(tenant, "逾期的租金已经缴清，本程序从明日起终止")
    look(tenant, "story_exit_paid", widths=(390,))
    later(city, handler.page, 1)
    over = tenant.get_by_role("link", name="终止退出程序通知书")
    wait_for(tenant, "/my/home", over)
    expect(tenant.get_by_role("region", name="正在依法办理退出")).to_have_count(0)
    letter = pdf_text(tenant, "终止退出程序通知书")
    assert "已经全部缴清" in letter and "您可以继续居住" in letter
    look(tenant, "story_exit_over_tenant", widths=(390,))
    handler.open(number, "向法院撤回申请")
    handler.page.goto(f"/desk/leases/{number}")
    assert "珠海市香洲区人民法院" in pdf_text(handler.page, "撤回强制执行申请书")
    proof = {"提交法院的日期": today(handler.page), "法院的收件回执或者裁定文号": "收字 9 号"}
    handler.decide(number, "向法院撤回申请", proof)
    handler.page.goto(f"/desk/leases/{number}")
    exit_ = handler.page.get_by_role("region", name="依法退出")
    for said in ("已结清", "向法院撤回申请", "收字 9 号"):
        expect(exit_).to_contain_text(said)
    look(handler.page, "story_exit_over")
    handler.page.goto(f"/desk?q={number}")
    expect(handler.page.get_by_role("row").filter(has_text="登记法院答复")).to_have_count(0)
