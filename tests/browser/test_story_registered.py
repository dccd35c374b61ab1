"""A family of one on its way to the waiting list: three reviews, three notices, a neighbour who objects and loses.

Everything happens on pages, by the people who would do it; the clock is moved by its control in the header.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import (
    AGREE,
    APPROVE,
    Look,
    Post,
    apply,
    fill,
    lose,
    number_ending,
    object_to,
    pdf_text,
    register,
    stages,
    street_agrees,
    to_the_next_deadline,
    watched,
)

pytestmark = pytest.mark.browser
NAME, ADDRESS = "林晓岚", "翠香街道康宁路 12 号 3 栋 402"


def read_answer(page: Page, objection: str, code: str, look: Look) -> None:
    """With number and code the neighbour reads why; without the code nobody does."""
    page.goto("/objections")
    for given, seen in (("wrong-code", "没有查到"), (code, "异议不成立")):
        fill(page, {"异议编号": objection, "查询码": given})
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_role("main")).to_contain_text(seen)
    expect(page.get_by_role("main")).to_contain_text("登记中没有房屋")
    look(page, "story_objection_answer")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("下载异议答复书")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_a_family_goes_all_the_way_and_a_neighbour_objects_in_vain(
    town_page: Callable[..., Page], post: Post, look: Look
) -> None:
    citizen, neighbour, post = town_page(390, height=844), town_page(), watched(post, look)
    register(citizen, NAME, number_ending("0", "19850310"), "13900000001")
    number = apply(citizen, NAME, address=ADDRESS, look=look)
    assert stages(citizen, number)["受理审查"].startswith("正在办理")
    street_agrees(post, number)
    assert stages(citizen, number)["一公示"].startswith("正在办理")
    look(citizen, "story_matter_notice", widths=(390,))
    to_the_next_deadline(citizen)
    post("xiangzhou-civil_affairs").decide(number, "区民政收入核对", {"与申报相符": True, "说明": "与登记信息一致"})
    assert stages(citizen, number)["区复审"].startswith("正在办理")
    second_level(citizen, neighbour, post, number, look)
    third_level(citizen, neighbour, post, number, look)


def second_level(citizen: Page, neighbour: Page, post: Post, number: str, look: Look) -> None:
    """The district agrees; during its notice the neighbour objects, and is answered before the notice ends."""
    handler = post("xiangzhou-district_reviewer")
    desk = handler.open(number, "经办审核")
    expect(desk.get_by_role("main")).to_contain_text("符合条件")
    expect(desk.get_by_role("main")).to_contain_text("人均月收入")
    look(desk, "story_district")
    handler.decide(number, "经办审核", AGREE)
    post("xiangzhou-district_approver").decide(number, "审批", APPROVE)
    assert stages(citizen, number)["二公示"].startswith("正在办理")
    objection, code = object_to(neighbour, number, name=NAME, masked="林*", look=look)
    lose(post, objection)
    read_answer(neighbour, objection, code, look)
    to_the_next_deadline(citizen)


def third_level(citizen: Page, neighbour: Page, post: Post, number: str, look: Look) -> None:
    """The city agrees, the third notice passes, the family is registered and waits under a number without a name."""
    handler = post("zhuhai-city_reviewer")
    handler.decide(number, "经办审核", AGREE)
    post("zhuhai-city_approver").decide(number, "审批", APPROVE)
    assert stages(citizen, number)["三公示"].startswith("正在办理")
    to_the_next_deadline(citizen)
    handler.decide(number, "登记轮候", {"已核对审核结论和公示结果，同意登记轮候": True, "实物配租": True})
    assert all(said.startswith("已完成") for said in stages(citizen, number).values())
    look(citizen, "story_matter_registered", widths=(390,))
    receipt = re.search(r"ZHLH\d{8}", pdf_text(citizen, "轮候登记通知书"))
    assert receipt and "受理" in pdf_text(citizen, "受理")
    neighbour.goto("/waiting-list")
    expect(neighbour.get_by_role("row").filter(has_text=receipt[0])).to_be_visible()
    expect(neighbour.get_by_role("main")).not_to_contain_text("林")
