"""The states of a case and the plain line of stages a citizen sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DRAFT, SUBMITTED, SUPPLEMENT, REFUSED, ACCEPTED = "1000", "1010", "1020", "1030", "1050"
STREET, STREET_RETURNED, STREET_REJECTED = "2010", "2020", "2030"
JOINT_CHECK, ASSISTING, DISTRICT, CIVIL_AFFAIRS = "3005", "3006", "3010", "3015"
DISTRICT_RETURNED, DISTRICT_CORRECTS, DISTRICT_REJECTED = "3020", "3025", "3030"
CHECKED_AGAIN, ASSISTED_AGAIN = "4005", "4006"
CITY, CITY_RETURNED, CITY_CORRECTS, CITY_REJECTED, NOTICE_REJECTED, PASSED = (
    "4010",
    "4020",
    "4025",
    "4030",
    "4060",
    "4070",
)
REGISTERED, WAITING, FROZEN, LEFT, REMOVED, VOID = "5000", "5010", "6010", "6020", "6030", "7010"
WITHDRAWN, SUSPENDED, HELD = "0000", "9010", "9020"

FINAL_STATES = frozenset(
    {REFUSED, STREET_REJECTED, DISTRICT_REJECTED, CITY_REJECTED, NOTICE_REJECTED, VOID, WITHDRAWN, LEFT, REMOVED}
)
"""In these a case is no longer live: its members may stand in another application."""
WITH_THE_APPLICANT = frozenset({SUPPLEMENT, STREET_RETURNED, DISTRICT_CORRECTS, CITY_CORRECTS})
"""In these the applicant has the ball: something is to be supplemented, or corrected for the level that returned it."""
AFTER_REGISTRATION = frozenset({REGISTERED, WAITING, FROZEN})
STANDING_STILL = frozenset({SUSPENDED, HELD})
"""Suspended: by a suspicion of dishonesty, or held by a supervisor for another cause. Nobody's time runs."""


@dataclass(frozen=True)
class Band:
    """A stage of the citizen's line: its key, its Chinese name, the states in it."""

    key: str
    name: str
    states: frozenset[str]


BANDS = (
    Band("submitted", "提交申请", frozenset({DRAFT})),
    Band("accept", "受理审查", frozenset({SUBMITTED, "1011", SUPPLEMENT, REFUSED})),
    Band("first_review", "镇街初审", frozenset({ACCEPTED, STREET, STREET_RETURNED, STREET_REJECTED})),
    Band("notice_1", "一公示", frozenset({"2040", "2050", "2060"})),
    Band("second_review", "区复审", frozenset({"3005", "3006", "3010", "3015", "3020", "3025", "3030"})),
    Band("notice_2", "二公示", frozenset({"3040", "3050", "3060"})),
    Band("final_review", "市终审", frozenset({"4005", "4006", "4010", "4020", "4025", "4030"})),
    Band("notice_3", "三公示", frozenset({"4040", "4050", "4055", "4060"})),
    Band("registered", "登记轮候", frozenset({PASSED, REGISTERED, WAITING, FROZEN, LEFT, REMOVED})),
)


def is_final(state: str) -> bool:
    """Whether a case in that state is closed."""
    return state in FINAL_STATES


def can_withdraw(state: str) -> bool:
    """Whether the applicant may still withdraw: at any time before registration."""
    return state not in FINAL_STATES and state not in AFTER_REGISTRATION


def stage_of(state: str) -> str | None:
    """The key of the stage that state belongs to; None for states outside the line (withdrawn, void, suspended)."""
    return next((band.key for band in BANDS if state in band.states), None)


def days_done(days: dict[str, str], stage: str, state: str, today: date) -> dict[str, str]:
    """On which day (ISO text) each stage was done, after a move from `stage` to `state` today.

    A move back takes away what comes after; a case that ends, or is registered, ends its stage that day.
    """
    line = [band.key for band in BANDS]
    after = stage_of(state) or stage
    kept = {key: day for key, day in days.items() if line.index(key) < line.index(after)}
    if line.index(stage) < line.index(after):
        kept[stage] = today.isoformat()
    if is_final(state) or state in AFTER_REGISTRATION:
        kept[after] = days.get(after, today.isoformat())
    return kept
