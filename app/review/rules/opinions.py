"""The three levels of review and what each may answer."""

from __future__ import annotations

from dataclasses import dataclass

AGREE, RETURN_APPLICANT, RETURN_PREVIOUS, REJECT, SUSPECT = (
    "agree",
    "return_applicant",
    "return_previous",
    "reject",
    "suspect",
)
OPINIONS = (AGREE, RETURN_APPLICANT, RETURN_PREVIOUS, REJECT, SUSPECT)


@dataclass(frozen=True)
class Level:
    """A level of review: its code in the diagrams, its Chinese name, and the states of a case at it.

    `at`: while it is examined; `returned`: while the applicant corrects; `rejected`: after a rejection;
    `agreed`: agreed, the notice not yet open; `sends_back_to`: the state after it returned the case one level down.
    """

    code: str
    name: str
    at: str
    returned: str
    rejected: str
    agreed: str
    sends_back_to: str | None


LEVELS = {
    level.code: level
    for level in (
        Level("street", "镇街初审", "2010", "2020", "2030", "2040", None),
        Level("district", "区复审", "3010", "3025", "3030", "3040", "3020"),
        Level("city", "市终审", "4010", "4025", "4030", "4040", "4020"),
    )
}
_REJECTED_BY_NOTICE = "4060"


def level_of(code: str) -> Level:
    """The level of that code. Raises KeyError for a notice or anything else."""
    return LEVELS[code]


def opinions_of(level: str) -> tuple[str, ...]:
    """What may be answered at a level: the street has no previous level to return to."""
    return tuple(opinion for opinion in OPINIONS if opinion != RETURN_PREVIOUS or LEVELS[level].sends_back_to)


def rejected_state(level: str) -> str:
    """The state of a case rejected at a level or after a notice (`notice_1` …)."""
    return LEVELS[level].rejected if level in LEVELS else _REJECTED_BY_NOTICE


_REOPENED = {"acceptance": "1010", "notice_1": "2060", "notice_2": "3060", "notice_3": "4055"}
"""Awaiting acceptance; objections to that notice looked into."""


def reopened_state(decided_at: str) -> str:
    """The state in which a case goes on when its rejection (at a level or after a notice) or refusal is taken back."""
    return LEVELS[decided_at].at if decided_at in LEVELS else _REOPENED[decided_at]


def needs_reasons(opinion: str) -> bool:
    """Whether an opinion must say why: everything but consent."""
    return opinion != AGREE


def level_name(level: str) -> str:
    """The Chinese name of a level, or of the notice after it."""
    notices = {"notice_1": "一公示异议核查", "notice_2": "二公示异议核查", "notice_3": "三公示异议核查"}
    return LEVELS[level].name if level in LEVELS else notices.get(level, "审核")
