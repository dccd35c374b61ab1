"""The forms are sound, and ask for what the diagrams and steps take."""

import pytest
from werkzeug.datastructures import MultiDict

from app.web import forms


@pytest.mark.parametrize(
    "name",
    [
        "publicity.receive_objection",
        "publicity.investigate",
        "publicity.decide",
        "publicity.object",
        "allocation.register",
    ],
)
def test_the_form_is_sound(name):
    assert forms.find(name).problems() == []


def test_a_verdict_that_upholds_needs_a_remedy(app):
    form = forms.find("publicity.decide")
    with app.test_request_context():
        assert set(form.fill(MultiDict({"verdict": "upheld", "verdict_reasons": "收入超标"})).errors) == {"remedy"}
        nothing = {"verdict": "partly", "remedy": "none", "verdict_reasons": "部分属实"}
        assert set(form.fill(MultiDict(nothing)).errors) == {"remedy"}, "upheld, it has a consequence"
        filled = form.fill(MultiDict({"verdict": "not_upheld", "verdict_reasons": "查无此事"}))
        assert filled.answers == {"verdict": "not_upheld", "remedy": None, "verdict_reasons": "查无此事"}


def test_registration_is_confirmed(app):
    form = forms.find("allocation.register")
    with app.test_request_context():
        assert "register_confirmed" in form.fill(MultiDict({"guarantee_mode": "2"})).errors
        filled = form.fill(MultiDict({"register_confirmed": "on", "guarantee_mode": "2"}))
        assert filled.answers["guarantee_mode"] == "2" and not filled.errors
