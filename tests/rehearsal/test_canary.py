"""The canary: after a whole life, no ID number and no phone number stands open anywhere in the database or in a log."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cases import letters
from app.rehearsal import crew, demo, officers
from app.rehearsal.departments import answerer
from app.store import db, transaction


def test_no_personal_number_stands_open_after_a_whole_life(
    staffed: None, committed: Flask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    officers._actors.cache_clear()
    with demo.APPLICATIONS.open(encoding="utf-8") as lines:
        application: dict[str, Any] = next(one for one in map(json.loads, lines) if one["external_ref"] == "000008")
    assert crew._one(application, "prompt", answerer(demo.REGISTRIES))["outcome"] == "registered"
    letters.render_pending(10)
    numbers = [member["id_number"] for member in application["members"]] + [application["contact_phone"]]
    out, err = capfd.readouterr()
    said = caplog.text + out + err
    assert [n for n in numbers if n in said] == []
    assert list(_open_places(numbers)) == []
    officers._actors.cache_clear()


def _open_places(numbers: list[str]) -> Any:
    """table.column for each place where one of the numbers can be read; every table, every column, as text."""
    with transaction():
        for table in db.metadata.sorted_tables:
            rows = db.session.execute(sa.text(f'SELECT t::text FROM "{table.name}" t')).scalars().all()
            text = "\n".join(rows)
            hexed = [n.encode().hex() for n in numbers]
            yield from (f"{table.name}: {n[:6]}…" for n in (*numbers, *hexed) if n in text)
