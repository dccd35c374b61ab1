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
    number_ending,
    pdf_text,
    register,
    stages,
    street_agrees,
    to_the_next_deadline,
    upload,
    watched,
)

pytestmark = pytest.mark.browser
NAME, ADDRESS = "林晓岚", "翠香街道康宁路 12 号 3 栋 402"


def object_(page: Page, number: str, look: Look) -> tuple[str, str]:
    """The neighbour finds the family on the notice and objects with a file → number and code of the receipt."""
    page.goto("/notices")
    page.get_by_role("table").get_by_role("link").first.click()
    row = page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("林*")
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    row.get_by_role("link", name=re.compile("^提出异议")).click()
    page.get_by_role("button", name="提交异议").click()
    expect(page.locator(".error-summary")).to_be_visible()
    fill(page, {"收入": True, "异议内容": "这家人另有出租房收入。"})
    page.get_by_label(re.compile("^实名")).check()
    fill(page, {"姓名": "街坊甲", "联系电话": "13800138009"})
    page.get_by_label("证明材料").set_input_files(upload("照片.png"))
    look(page, "story_object")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("异议已经收到")
    look(page, "story_objection_receipt")
    found = dict(
        zip(
            *(page.get_by_role("main").get_by_role(role).all_inner_texts() for role in ("term", "definition")),
            strict=True,
        )
    )
    return found["异议编号"].strip(), found["查询码"].strip()


def lose(post: Post, objection: str) -> None:
    """The objection is received, investigated, and decided by somebody else."""
    handler = post("xiangzhou-district_reviewer")
    handler.decide(objection, "受理异议", {"受理，转调查": True, "受理意见": "实名，线索具体"})
    handler.decide(objection, "调查核实", {"调查情况和查明的事实": "核对税务和不动产登记，没有出租房屋。"})
    approver = post("xiangzhou-district_approver")
    approver.decide(objection, "合议决定", {"异议不成立": True, "认定理由": "登记中没有房屋，也没有租金收入。"})


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
    objection, code = object_(neighbour, number, look)
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
