"""No personal number reaches a log: not in words, not in values, not in a traceback, not from the database."""

from __future__ import annotations

import io
import json
import logging

import pytest
import sqlalchemy as sa
import structlog

from app import logs, settings

CANARIES = ("440402199003071236", "44040219900307123X", "440402900307123", "13812345678")


@pytest.fixture
def written(app):
    """What the log holds so far, as a function."""
    out = io.StringIO()
    (handler,) = [h for h in logging.getLogger().handlers if getattr(h, "anju", False)]
    before, handler.stream = handler.stream, out
    yield out.getvalue
    handler.stream = before


@pytest.mark.parametrize("number", CANARIES)
def test_a_number_is_masked_wherever_it_stands(written, number):
    logging.getLogger("somewhere").warning("person %s and %r", number, {"id": number})
    structlog.get_logger("elsewhere").warning("seen", person=number, nested=[{"phone": number}])
    try:
        raise ValueError(f"no such person: {number}")
    except ValueError:
        logging.getLogger("deep").exception("failed for %s", number)
    assert number not in written()
    assert written().count(number[:3] + "*" * (len(number) - 3)) >= 6


def test_neither_statement_nor_parameters_of_a_failed_query_show_the_number(written, db_session):
    try:
        db_session.execute(sa.text("SELECT CAST(:person AS date)"), {"person": f"x{CANARIES[0]}"})
    except sa.exc.DBAPIError:
        logging.getLogger("store").exception("query failed")
    assert "query failed" in written() and CANARIES[0] not in written()


def test_other_numbers_are_left_alone(written):
    kept = "case ZH2026-000123, 1712345678 seconds, 12345678901234567890 bytes, 2026-03-02"
    logging.getLogger("figures").warning(kept)
    assert kept in written()


def test_json_lines_are_json_and_masked(app, capsys):
    logs.start(settings.Log(level="INFO", format="json"))
    try:
        structlog.get_logger("machine").info("done", person=CANARIES[0], count=3)
    finally:
        logs.start(settings.current().log)
    line = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    assert (line["event"], line["count"], line["level"], line["logger"]) == ("done", 3, "info", "machine")
    assert line["person"].startswith("440***")


def test_starting_twice_logs_once(app, capsys):
    logs.start(settings.current().log)
    logs.start(settings.current().log)
    logging.getLogger("once").warning("only one line")
    assert capsys.readouterr().err.count("only one line") == 1
