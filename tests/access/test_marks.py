"""Every view says who may enter, and a view that does not is shut."""

from __future__ import annotations

import pytest
from flask import Flask

from app.people import allow, public
from app.people.access import access_of


def test_every_view_carries_exactly_one_mark_of_access(app):
    bare = sorted(name for name, view in app.view_functions.items() if access_of(view) is None)
    assert not bare, f"these views need @allow(…) or @public directly below @blueprint.…: {', '.join(bare)}"


def test_a_view_without_a_mark_is_shut(app, client, monkeypatch):
    def bare() -> str:
        return "secret"

    bare.__module__ = "app.somewhere.pages"
    monkeypatch.setitem(app.view_functions, "people.sign_in", bare)
    answer = client.get("/people/sign-in")
    assert answer.status_code == 403 and "secret" not in answer.text


def test_two_marks_and_unknown_roles_are_refused_when_the_page_is_written():
    def view() -> str:
        return ""

    with pytest.raises(ValueError, match="two marks"):
        public(allow("citizen")(view))
    with pytest.raises(ValueError, match="supervisor"):
        allow("supervisr")
    with pytest.raises(ValueError, match="@public"):
        allow()


def test_the_floors_below_people_are_public(app: Flask):
    def page() -> str:
        return ""

    page.__module__ = "app.web.pages"
    assert access_of(page) == ("public",)
