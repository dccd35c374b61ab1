"""Registered facts in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.exchange.rules import FACT_KEYS
from app.exchange.sayings import say, say_declared

REGISTRIES = Path(__file__).resolve().parents[2] / "app" / "demo" / "data" / "registries.jsonl"


def test_every_fact_of_the_demonstration_can_be_said(app):
    with app.test_request_context():
        for line in REGISTRIES.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for key in FACT_KEYS:
                assert say(key, record[key])


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("hukou", {"local": False, "since": None}, "非本市户籍"),
        ("hukou", {"local": True, "since": None}, "本市户籍，自 （未载明） 起"),
        ("vehicles", [], "无"),
        ("fund", {"months": 0, "balance": 0}, "无"),
        (
            "houses",
            [{"address": "甲路1号", "area": 44, "share": 0.5, "use": "住宅", "signed_only": True}],
            "甲路1号，住宅 44 ㎡，份额 50%（已签约未交付）",
        ),
        ("ban_until", "2027-04-06", "至 2027-04-06"),
        ("dead", True, "已登记死亡"),
        ("income_monthly", 2400.5, "2,400.50 元"),
    ],
)
def test_facts_in_words(app, key, value, words):
    with app.test_request_context():
        assert say(key, value) == words


def test_declared_in_words(app):
    with app.test_request_context():
        assert [say_declared("vehicles", v) for v in (None, 2)] == ["—", "2 项"]
        assert say_declared("dead", False) == "无"
        assert say_declared("income_monthly", 240050) == "2,400.50 元"
        assert say_declared("assistance", "低保") == "低保"
