"""The waiting list: who stands where, what is told, what is published."""

from __future__ import annotations

from app.allocation import queries, steps
from app.cases import queries as cases


def receipts(case, **more):
    return steps.enter_waiting_list(case.id, **more)["receipt_number"]


def test_registration_gives_a_receipt_a_letter_and_a_state(accepted):
    case = accepted(1)
    assert receipts(case) == "ZHLH00000001"
    letter = cases.letters(case)[0]
    assert case.state == "5010" and letter.kind == "registration" and letter.data["receipt_number"] == "ZHLH00000001"
    assert letter.data["original_rank"] == 1 and letter.data["tier_name"] == "日常轮候"
    line = cases.timeline(case, "applicant")[0]
    assert line.kind == "waiting_list_entered" and "ZHLH00000001" in line.title


def test_registration_again_is_the_same_entry(accepted):
    case = accepted(1)
    assert receipts(case) == receipts(case) and len(cases.letters(case)) == 1


def test_the_rank_is_by_acceptance_and_the_original_rank_stays(accepted):
    late, early, same = (
        accepted(1, "2026-03-12 10:00"),
        accepted(2, "2026-03-09 09:00"),
        accepted(3, "2026-03-12 10:00"),
    )
    for case in (late, early, same):
        receipts(case)
    assert [queries.rank_of(case.id) for case in (early, late, same)] == [1, 2, 3]
    assert [queries.entry_of(case.id).original_rank for case in (late, early, same)] == [1, 1, 3]


def test_an_earlier_tier_goes_before(accepted):
    first, second = accepted(1, "2026-03-09 09:00"), accepted(2, "2026-03-12 09:00")
    receipts(first), receipts(second)
    queries.entry_of(second.id).tier = 1
    assert queries.rank_of(second.id) == 1 and queries.rank_of(first.id) == 2


def test_who_left_has_no_rank_and_frees_the_place(accepted):
    first, second = accepted(1, "2026-03-09 09:00"), accepted(2, "2026-03-12 09:00")
    receipts(first), receipts(second)
    queries.entry_of(first.id).state = "left"
    assert queries.rank_of(first.id) is None and queries.rank_of(second.id) == 1


def test_nobody_who_does_not_wait_has_a_rank(accepted):
    assert queries.rank_of(accepted(1).id) is None


def test_the_rank_in_a_district_list_is_the_citys(accepted):
    for serial, town in enumerate(("440402001", "440404100", "440402001"), start=1):
        receipts(accepted(serial, f"2026-03-0{serial + 1} 09:00", town))
    page = queries.public_list(district="XZ")
    assert [(line.rank, line.district) for line in page.items] == [(1, "XZ"), (3, "XZ")] and page.total == 2
    assert [line.rank for line in queries.public_list(page=2, size=2).items] == [3]
    assert queries.public_list(receipt=" zhlh00000002 ").items[0].district == "JW"
    assert queries.districts() == ["JW", "XZ"]


def test_the_chosen_form_of_guarantee_is_kept(accepted):
    case = accepted(1)
    receipts(case, guarantee_mode="1", register_note="自愿")
    assert queries.entry_of(case.id).guarantee_mode == "租赁补贴" and queries.entry_of(case.id).note == "自愿"


def test_the_public_page_shows_numbers_only(accepted, client):
    case = accepted(1)
    receipts(case)
    answer = client.get("/waiting-list")
    assert answer.status_code == 200 and "noindex" in answer.headers["X-Robots-Tag"]
    for hidden in ("诸葛", case.number, "13942977557", "5432", "外来务工"):
        assert hidden not in answer.text
    assert "ZHLH00000001" in answer.text and "香洲区" in answer.text


def test_the_page_finds_a_number_and_says_when_there_is_none(accepted, client):
    receipts(accepted(1))
    assert "ZHLH00000001</td>" in client.get("/waiting-list?receipt=zhlh00000001").text
    assert "没有找到" in client.get("/waiting-list?receipt=ZHLH99999999").text
    assert client.get("/waiting-list?page=99").status_code == 200
