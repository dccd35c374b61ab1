"""The pages of this room by the doors people use: register, sign in and out, one's account, officers, organisations."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from app.people import commands, queries
from app.people.records import Account, SignIn
from app.store import db

from .conftest import NUMBER, PASSWORD, PHONE

GIVEN = {"name": "林晓岚", "id_number": NUMBER, "phone": PHONE, "password": PASSWORD, "again": PASSWORD, "consent": "1"}


def enter(client, name=PHONE, password=PASSWORD, **more):
    return client.post("/people/sign-in", data={"name": name, "password": password, **more})


def cookie(client):
    return client.get_cookie("anju").value


def test_a_citizen_registers_and_is_signed_in(client, places):
    answer = client.post("/people/register", data=GIVEN | {"next": "/people/me"})
    assert (answer.status_code, answer.location) == (303, "/people/me")
    page = client.get("/people/me").text
    assert "林晓岚" in page and "138****8000" in page and "1101**********002X" in page
    assert PHONE not in page and NUMBER not in page


def test_every_error_of_a_registration_stands_at_its_field_and_nothing_typed_is_lost_but_passwords(client, places):
    wrong = {"id_number": "110105491231002", "phone": "1380013", "again": "other", "consent": None}
    answer = client.post("/people/register", data={key: value for key, value in (GIVEN | wrong).items() if value})
    page = answer.text
    assert answer.status_code == 422 and "15位" in page and "11位数字" in page
    assert "两次输入的密码不一样" in page and "请先阅读并同意" in page
    assert 'value="110105491231002"' in page and 'value="1380013"' in page and 'value="林晓岚"' in page
    assert PASSWORD not in page and page.count('aria-invalid="true"') == 4
    for link in re.findall(r'<a href="#(f-[^"]+)"', page):
        assert f'id="{link}"' in page
    assert db.session.scalars(select(Account)).all() == []


@pytest.mark.parametrize(("change", "word"), [({"again": "other"}, "不一样"), ({"consent": None}, "同意")])
def test_the_password_is_typed_twice_and_consent_is_given(client, places, change, word):
    given = {key: value for key, value in (GIVEN | change).items() if value is not None}
    answer = client.post("/people/register", data=given)
    assert answer.status_code == 422 and word in answer.text


def test_registering_with_a_number_that_is_taken_says_the_same_for_phone_and_id_and_soon_waits(client, citizen, at):
    at("2026-03-02 09:00")
    other = {"phone": GIVEN | {"id_number": "440402196001107680"}, "id": GIVEN | {"phone": "13800138001"}}
    texts = [client.post("/people/register", data=other[which]).text for which in ("phone", "id")]
    assert all("不能用这个手机号或身份证号注册" in text for text in texts)
    for _ in range(4):
        answer = client.post("/people/register", data=other["id"])
    assert answer.status_code == 422 and "分钟后再试" in answer.text


def test_sign_in_leads_on_to_where_one_wanted_to_go_and_never_away(client, citizen):
    asked = client.get("/people/me?from=letter")
    onward = parse_qs(urlsplit(asked.location).query)["next"][0]
    assert (asked.status_code, urlsplit(asked.location).path, onward) == (
        303,
        "/people/sign-in",
        "/people/me?from=letter",
    )
    assert f'value="{onward}"' in client.get(asked.location).text
    assert enter(client, next=onward).location == onward
    client.post("/people/sign-out")
    assert enter(client, next="//evil.example/").location == "/"
    assert client.get("/people/sign-in?next=https://evil.example/").location == "/"


def test_the_refusal_is_the_same_page_whether_the_phone_is_known_or_not(client, citizen):
    known = enter(client, password="wrong")
    unknown = enter(client, name="13900000000", password="wrong")
    assert known.status_code == unknown.status_code == 422
    token = re.compile(r'name="csrf_token" value="[^"]*"')  # it carries the second it was made in
    pages = [token.sub("", answer.text) for answer in (known, unknown)]
    assert pages[0].replace(PHONE, "") == pages[1].replace("13900000000", "")
    assert f'value="{PHONE}"' in known.text and "wrong" not in known.text


def test_failures_are_kept_although_the_answer_is_a_refusal(committed, client):
    commands.load_places()
    commands.register_citizen(PHONE, NUMBER, "林晓岚", PASSWORD)
    db.session.commit()
    texts = [enter(client, password="wrong").text for _ in range(5)]
    assert "分钟后再试" in texts[4] and "分钟后再试" not in texts[3]
    db.session.rollback()
    assert enter(client).status_code == 422
    assert len(db.session.scalars(select(SignIn).where(~SignIn.ok)).all()) == 6


def test_a_session_planted_before_sign_in_is_worth_nothing(client, citizen):
    with client.session_transaction() as planted:
        planted["inbox"] = {"evil": "1"}
        planted["_user_id"] = "planted"
    before = cookie(client)
    assert enter(client).status_code == 303
    with client.session_transaction() as fresh:
        assert "inbox" not in fresh and fresh["_user_id"] != "planted"
    client.set_cookie("anju", before)
    assert client.get("/people/me").status_code == 303


def test_every_sign_in_has_a_key_of_its_own_and_a_copied_cookie_ends_with_sign_out(client, citizen):
    enter(client)
    stolen = cookie(client)
    assert client.get("/people/me").status_code == 200
    client.post("/people/sign-out")
    client.set_cookie("anju", stolen)
    assert client.get("/people/me").status_code == 303
    enter(client)
    assert cookie(client) != stolen


def test_an_idle_session_ends_and_a_used_one_lives_until_the_working_day_is_over(client, citizen):
    with time_machine.travel(1_772_400_000, tick=False) as clock:
        enter(client)
        clock.shift(59 * 60)
        assert client.get("/people/me").status_code == 200
        clock.shift(59 * 60)
        assert client.get("/people/me").status_code == 200
        clock.shift(61 * 60)
        assert client.get("/people/me").status_code == 303
        enter(client)
        for _ in range(13):
            clock.shift(58 * 60)
            answer = client.get("/people/me")
        assert answer.status_code == 303


def test_moving_the_houses_clock_signs_nobody_out(client, citizen, at):
    enter(client)
    at("2031-01-01 09:00")
    assert client.get("/people/me").status_code == 200


def test_a_password_is_changed_with_the_old_one(client, citizen):
    enter(client)
    new = {"old": PASSWORD, "password": "quite another phrase", "again": "quite another phrase"}
    for wrong, field in (({"old": "x"}, "现在的密码不对"), ({"password": "short"}, "太短"), ({"again": "x"}, "不一样")):
        answer = client.post("/people/me/password", data=new | wrong)
        assert answer.status_code == 422 and field in answer.text
    both = client.post("/people/me/password", data=new | {"password": "short", "again": "x"}).text
    assert "太短" in both and "不一样" in both
    assert client.post("/people/me/password", data=new).status_code == 303
    assert client.get("/people/me").status_code == 200
    client.post("/people/sign-out")
    assert enter(client).status_code == 422 and enter(client, password="quite another phrase").status_code == 303


def test_language_and_large_type_stay_with_the_account(client, citizen):
    enter(client)
    client.post("/people/me/preferences", data={"language": "en", "large_type": "1"})
    client.post("/people/sign-out")
    person = commands.sign_in(PHONE, PASSWORD, address="").person
    assert (person.language, person.large_type) == ("en", True)
    client.delete_cookie("language")
    enter(client)
    assert (
        client.get_cookie("language").value == "en"
        and '<html lang="en" class="large">' in client.get("/people/me").text
    )
    assert client.post("/people/me/preferences", data={"language": "xx"}).status_code == 422
    client.post("/choose", data={"language": "zh", "back": "/people/me"})
    person = commands.sign_in(PHONE, PASSWORD, address="").person
    assert (person.language, person.large_type) == ("zh", True)


def test_an_officer_lands_at_the_desk_and_cannot_see_the_administrators_pages(client, officer):
    officer("cuixiang-one", ("street_reviewer", "440402001"))
    assert enter(client, name="cuixiang-one").location == "/desk"
    assert "街道初审员" in client.get("/people/me").text
    assert [client.get(path).status_code for path in ("/people/officers", "/people/organisations")] == [403, 403]


def test_an_administrator_creates_an_officer_grants_and_revokes(client, officer):
    officer("zhuhai-chief", ("administrator", "ZH"))
    enter(client, name="zhuhai-chief")
    new = {"login": "xiangzhou-two", "name": "何佩玲", "password": PASSWORD}
    refused = client.post("/people/officers", data=new | {"login": "Two!", "password": "short"})
    assert refused.status_code == 422 and 'value="何佩玲"' in refused.text and refused.text.count("field-error") == 2
    made = client.post("/people/officers", data=new)
    assert made.status_code == 303
    assert "已经有人使用" in client.post("/people/officers", data=new).text
    wrong = client.post(f"{made.location}/grants", data={"role": "city_reviewer", "organisation": "XZ"})
    assert wrong.status_code == 422 and "对应级别" in wrong.text
    given = {"role": "district_reviewer", "organisation": "XZ", "valid_from": "", "valid_to": "2099-12-31"}
    assert client.post(f"{made.location}/grants", data=given | {"valid_to": "x"}).status_code == 422
    assert client.post(f"{made.location}/grants", data=given).status_code == 303
    page = client.get(made.location).text
    assert "香洲区住房保障部门" in page and "2099-12-31" in page and "授予角色" in page
    account = queries.account_named("xiangzhou-two")
    assert queries.grants_of(account.id) == (("district_reviewer", "XZ"),)
    grant = queries.role_grants(account.id)[0]
    assert client.post(f"{made.location}/grants/{grant.id}/revoke").status_code == 303
    assert queries.grants_of(account.id) == ()
    assert "xiangzhou-two" in client.get("/people/officers?text=何佩玲").text
    assert client.post(f"{made.location}/password", data={"password": "a new phrase for you"}).status_code == 303
    assert client.post(f"{made.location}/close").status_code == 303 and "已停用" in client.get(made.location).text
    assert client.post(f"{made.location}/reopen").status_code == 303


def test_the_administrators_pages_show_no_citizens(client, citizen, officer):
    officer("zhuhai-chief", ("administrator", "ZH"))
    enter(client, name="zhuhai-chief")
    assert client.get(f"/people/officers/{citizen.id}").status_code == 404
    assert client.post(f"/people/officers/{citizen.id}/close").status_code == 404
    assert "林晓岚" not in client.get("/people/officers").text


def test_a_grant_is_revoked_only_by_its_own_officers_page(client, officer):
    chief = officer("zhuhai-chief", ("administrator", "ZH"))
    one = officer("cuixiang-one", ("street_reviewer", "440402001"))
    enter(client, name="zhuhai-chief")
    grant = queries.role_grants(one.id)[0]
    assert client.post(f"/people/officers/{chief.id}/grants/{grant.id}/revoke").status_code == 404


def test_the_tree_of_a_past_day_shows_who_served_then(client, officer):
    officer("zhuhai-chief", ("administrator", "ZH"))
    enter(client, name="zhuhai-chief")
    then, now = client.get("/people/organisations?on=2018-05-01").text, client.get("/people/organisations").text
    assert "高栏港经济区住房保障部门" in then and "高栏港经济区住房保障部门" not in now
    assert client.get("/people/organisations?on=nonsense").status_code == 200


def test_a_form_from_another_site_is_refused(app, client, citizen):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert enter(client).status_code == 400
        for path in ("/people/sign-in", "/people/register"):
            assert 'name="csrf_token"' in client.get(path).text
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_file_leaves_the_cookie_alone(client, citizen):
    enter(client)
    assert "Set-Cookie" in client.get("/people/me").headers
    with client.get("/static/mark.svg") as picture:
        assert "Set-Cookie" not in picture.headers
