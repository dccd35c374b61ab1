"""Writing an official letter: numbered and kept at once, rendered later (app.cases.letters)."""

from __future__ import annotations

from typing import Any

from app.cases import codes, queries
from app.cases.commands.numbers import next_number
from app.cases.kinds import KINDS, TEMPLATE_VERSION
from app.cases.records import Case, Letter
from app.errors import DesignError
from app.people import queries as people
from app.store import clock, db, personal


def write_letter(case: Case, kind: str, data: dict[str, Any], *, issuer: str | None = None) -> Letter:
    """Writes a letter of a kind of `kinds.KINDS` to the household. `data`: what its template needs beside the head.

    `issuer`: the organisation's code; without it the one the kind says. The PDF comes later: no reviewer waits for it.
    """
    if kind not in KINDS:
        raise DesignError(f"没有名为 {kind} 的文书")
    issuer = issuer or {"street": case.street, "district": case.district, "city": "ZH"}[KINDS[kind].issuer]
    letter = Letter(
        case_id=case.id,
        kind=kind,
        number=next_number(kind),
        title=KINDS[kind].title,
        issuer=issuer,
        template_version=TEMPLATE_VERSION,
        written_at=clock.now(),
        data={**_head(case, issuer), **data},
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def _head(case: Case, issuer: str) -> dict[str, Any]:
    """What every letter says: to whom (number masked), about which case, from whom, when."""
    applicant = queries.applicant(case)
    return {
        "recipient": case.applicant_name,
        "recipient_id": personal.mask_id(applicant.id_number),
        "case_number": case.number,
        "category": codes.label("household_category", case.category),
        "mode": case.mode,
        "persons": case.persons,
        "submitted_on": case.submitted_on.isoformat(),
        "issuer_name": people.organisation(issuer).name.partition("/")[0],
        "issued_on": clock.today().isoformat(),
    }
