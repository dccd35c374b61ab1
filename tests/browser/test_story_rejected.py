"""Somebody who owns a flat: asked for one more paper, answers, is accepted, and is rejected by the district, and reads why."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import (
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
)  # fmt: skip

pytestmark = pytest.mark.browser
NAME, ADDRESS = "周敏", "翠香街道安平路 7 号 1 栋 201"
WHY = "不动产登记显示名下有一套住房，面积超过标准。"


def answer_the_office(citizen: Page, number: str, post: Post, look: Look) -> None:
    """One list of what is missing; an upload answers it; the street goes on."""
    street = post("cuixiang-street_reviewer")
    asks = {"一次性告知补正": True, "D19 社保或公积金缴存证明": True, "逐项说明": "请补交近六个月的缴存证明"}
    street.decide(number, "受理审查", asks)
    assert stages(citizen, number)["受理审查"].startswith("等您办理")
    assert "社保或公积金缴存证明" in pdf_text(citizen, "补正")
    citizen.get_by_role("link", name="现在办理").click()
    expect(citizen.get_by_role("main")).to_contain_text("请补交近六个月的缴存证明")
    citizen.get_by_label(re.compile("社保或公积金缴存证明")).set_input_files(upload("缴存证明.pdf"))
    fill(citizen, {"要求的材料已经补齐，或者已经说明原因": True})
    look(citizen, "story_supplement", widths=(390,))
    citizen.get_by_role("button", name="提交答复").click()
    expect(citizen.get_by_role("status").filter(has_text="已经提交")).to_be_visible()
    expect(citizen.get_by_role("link", name=re.compile("缴存证明"))).to_be_visible()


def reject(number: str, post: Post) -> None:
    """The district reads that the flat is registered, and rejects with the reasons of the decision table; two people sign."""
    handler = post("xiangzhou-district_reviewer")
    panel = handler.open(number, "经办审核").get_by_role("main")
    expect(panel).to_contain_text("项不符合")
    expect(panel).to_contain_text("不一致")
    code = re.search(r"X-(AREA|HOUSING)", panel.inner_text())
    assert code, panel.inner_text()
    fill(handler.page, {"不同意，驳回申请": True})
    panel.get_by_label(re.compile(f"^{code[0]} ")).check()
    fill(handler.page, {"理由": WHY})
    handler.page.get_by_role("button", name="办结").click()
    expect(handler.page.get_by_role("status").filter(has_text="已办结")).to_be_visible()
    approver = post("xiangzhou-district_approver")
    expect(approver.open(number, "审批").get_by_role("main")).to_contain_text(WHY)
    approver.decide(number, "审批", APPROVE)


def read_why(citizen: Page, number: str, look: Look) -> None:
    """Page and letter say the facts, the article, the remedies and their deadlines."""
    assert stages(citizen, number)["区复审"].startswith("已终止")
    main = citizen.get_by_role("main")
    for words in (WHY, "依据", "复核", "60 日内申请行政复议", "6 个月内提起行政诉讼"):
        expect(main).to_contain_text(words)
    main.locator("summary", has_text="核定的情况").click()
    expect(main).to_contain_text("人均")
    look(citizen, "story_rejected", widths=(390,))
    letter = pdf_text(citizen, "不予|驳回|不符合")
    for words in (NAME, "不动产登记显示", "第", "条", "60日", "6个月"):
        assert words in letter, f"{words}: {letter}"


def test_an_owner_is_asked_for_a_paper_and_rejected_by_the_district(
    town_page: Callable[..., Page], post: Post, look: Look
) -> None:
    citizen = town_page(390, height=844)
    register(citizen, NAME, number_ending("1", "19860521"), "13900000002")
    number = apply(citizen, NAME, address=ADDRESS)
    answer_the_office(citizen, number, post, look)
    street_agrees(post, number)
    to_the_next_deadline(citizen)
    post("xiangzhou-civil_affairs").decide(number, "区民政收入核对", {"与申报相符": True, "说明": "与登记信息一致"})
    reject(number, post)
    read_why(citizen, number, look)
