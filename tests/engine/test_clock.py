"""What time does: months, leap days, zones with daylight saving, late clocks, missed turns, years without holiday data."""

from __future__ import annotations

from datetime import datetime

import pytest

from app import engine
from app.errors import DesignError
from app.store.database import ZONE
from tests.engine.drawing import boundary, diagram, end, flow, node, script, service, start, timer, user


def begin():
    """A process of `main`."""
    return engine.start("main", business_key="Z", data={}, by="system")


def waits(text, kind="timeDuration"):
    """A diagram that waits for a timer and says when it went on."""
    return diagram(
        start(),
        node("intermediateCatchEvent", "wait", inside=timer(text, kind)),
        script("note", "string(now())", "at"),
        end(),
        flow("begin", "wait", "note", "done"),
    )


def moment(text):
    """A moment in the house's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("since", "duration", "due"),
    [
        ("2026-01-31 10:00", "P1M", "2026-02-28 10:00"),
        ("2028-01-31 10:00", "P1M", "2028-02-29 10:00"),
        ("2026-12-31 10:00", "P2M", "2027-02-28 10:00"),
        ("2028-02-29 10:00", "P1Y", "2029-02-28 10:00"),
        ("2028-02-28 10:00", "P1D", "2028-02-29 10:00"),
        ("2026-12-31 23:59", "PT2M", "2027-01-01 00:01"),
    ],
)
def test_durations_follow_the_calendar(deployed, at, since, duration, due):
    deployed(main=waits(duration))
    at(since)
    assert begin().due_at == moment(due)


def test_a_late_tick_shifts_nothing(deployed, at):
    deployed(
        main=diagram(
            start(),
            node("intermediateCatchEvent", "one", inside=timer("P1M")),
            node("intermediateCatchEvent", "two", inside=timer("P1D")),
            script("note", "string(now())", "at"),
            end(),
            flow("begin", "one", "two", "note", "done"),
        )
    )
    at("2026-03-31 09:00")
    process = begin()
    at("2029-07-07 07:07")
    assert engine.run_due(process.id)
    assert engine.process(process.id).outcome["at"] == "2026-05-01T09:00:00@Asia/Shanghai"
    assert engine.replay(process.id).divergence is None


@pytest.mark.parametrize(
    ("drawn", "due"),
    [
        ("2026-03-29T01:30:00@Europe/Berlin", "2026-03-29 08:30"),
        ("2026-03-29T03:30:00@Europe/Berlin", "2026-03-29 09:30"),
        ("2026-10-25T00:30:00@Europe/Berlin", "2026-10-25 06:30"),
        ("2026-10-25T03:30:00@Europe/Berlin", "2026-10-25 10:30"),
        ("2026-11-01T12:00:00@America/New_York", "2026-11-02 01:00"),
        ("2026-06-01T00:00:00Z", "2026-06-01 08:00"),
        ("2026-06-01T00:00:00", "2026-06-01 00:00"),
    ],
)
def test_a_moment_of_a_zone_with_daylight_saving_is_that_moment_here(deployed, at, drawn, due):
    deployed(main=waits(f'=date and time("{drawn}")', "timeDate"))
    assert begin().due_at == moment(due)


def reminding(cycle, missed="", deadline="2026-12-01", step="engine.note"):
    """A task with reminders and a deadline."""
    wish = (
        f'<zeebe:properties><zeebe:property name="missed_turns" value="{missed}"/></zeebe:properties>' if missed else ""
    )
    return diagram(
        start(),
        user("a"),
        boundary("remind", "a", timer(cycle, "timeCycle"), interrupting=False, extension=wish),
        service("tell", step, inputs={"text": "=string(now())"}),
        end("told"),
        boundary("late", "a", timer(f'=date and time("{deadline}T00:00:00")', "timeDate")),
        end("lapsed"),
        end(),
        flow("begin", "a", "done"),
        flow("remind", "tell", "told"),
        flow("late", "lapsed"),
    )


def told(quiet_steps):
    """The days (and hours) of the reminders."""
    return [call[1]["text"][5:16] for call in quiet_steps.calls]


def test_after_a_stop_every_missed_turn_fires_once_in_order_at_its_own_moment(deployed, at, quiet_steps):
    deployed(main=reminding("R/P1D"))
    process = begin()
    at("2026-03-07 12:00")
    assert engine.run_due(process.id)
    assert told(quiet_steps) == ["03-03T09:00", "03-04T09:00", "03-05T09:00", "03-06T09:00", "03-07T09:00"]
    assert not engine.run_due(process.id)
    assert engine.process(process.id).due_at == moment("2026-03-08 09:00")


def test_a_monthly_turn_keeps_its_day_however_late_the_clock(deployed, at, quiet_steps):
    deployed(main=reminding("R5/2026-03-31T08:00:00+08:00/P1M"))
    process = begin()
    at("2026-05-02 00:00")
    engine.run_due(process.id)
    at("2026-11-30 00:00")
    engine.run_due(process.id)
    assert told(quiet_steps) == ["03-31T08:00", "04-30T08:00", "05-31T08:00", "06-30T08:00", "07-31T08:00"]


def test_where_the_diagram_says_so_only_the_last_missed_turn_fires(deployed, at, quiet_steps):
    deployed(main=reminding("R/P1D", "skip"))
    process = begin()
    at("2026-03-03 09:00")
    engine.run_due(process.id)
    at("2026-03-07 12:00")
    engine.run_due(process.id)
    assert told(quiet_steps) == ["03-03T09:00", "03-07T09:00"]
    assert engine.process(process.id).due_at == moment("2026-03-08 09:00")
    assert engine.history(process.id)[-1].data["in"]["skipped"] == 3
    assert engine.replay(process.id).divergence is None


def test_passed_over_turns_count_as_turns(deployed, at, quiet_steps):
    deployed(main=reminding("R3/P1D", "skip"))
    process = begin()
    at("2026-03-20 12:00")
    engine.run_due(process.id)
    assert told(quiet_steps) == ["03-05T09:00"]
    assert engine.process(process.id).due_at == moment("2026-12-01 00:00")


def test_the_deadline_between_missed_turns_comes_before_the_last_of_them(deployed, at, quiet_steps):
    deployed(main=reminding("R/P1D", "skip", deadline="2026-03-05"))
    process = begin()
    at("2026-03-20 12:00")
    engine.run_due(process.id)
    assert told(quiet_steps) == []
    assert engine.process(process.id).state == "done"
    assert engine.history(process.id)[-1].element == "late"


def test_a_failed_turn_is_tried_again_as_it_was(deployed, at, quiet_steps):
    deployed(main=reminding("R/P1D", "skip", step="engine.fail"))
    process = begin()
    quiet_steps.broken.add("fail")
    at("2026-03-07 12:00")
    engine.run_due(process.id)
    assert engine.process(process.id).state == "troubled"
    quiet_steps.broken.clear()
    at("2026-03-07 13:00")
    assert engine.run_due(process.id)
    assert told(quiet_steps) == ["03-07T09:00", "03-07T09:00"]
    assert engine.replay(process.id).divergence is None


def test_a_word_that_the_property_does_not_know_is_refused_at_the_element(deployed):
    with pytest.raises(DesignError, match="remind.*missed_turns"):
        deployed(main=reminding("R/P1D", "never"))


def test_a_year_without_holiday_data_counts_weekends_only_and_stops_nothing(deployed, at, caplog):
    deployed(main=waits('=deadline(today(), 5, "wd")', "timeDate"))
    at("2041-12-30 09:00")
    process = begin()
    assert process.due_at == moment("2042-01-06 00:00")  # from a Monday; New Year's Day is not known to be off
    assert "no holidays known for 204" in caplog.text
    at("2042-01-06 00:00")
    assert engine.run_due(process.id)
    assert engine.process(process.id).state == "done"
