"""The bundle for the court: the application with its list of annexes, the letters before it, one PDF (《行政强制法》第五十五条)."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader, PdfWriter

from app.cases import codes, letters
from app.cases import commands as cases
from app.cases import queries as papers
from app.cases.records import Letter
from app.leasing import queries
from app.leasing.commands.exits import note_exit, recipient
from app.leasing.queries import exits
from app.leasing.records import ExitEntry, Lease
from app.store import clock, files, get
from app.store.files import StoredFile

ANNEXED = ("exit_decision", "exit_demand", "exit_urging")
"""The letters behind the application, in the order of the list; the contract that was broken comes after them."""


def make_court_bundle(exit_id: int, application: dict[str, Any]) -> StoredFile:
    """Writes the application and binds it with what it names. `application`: court, request, state, head."""
    lease = queries.lease_by_id(get(ExitEntry, exit_id).lease_id)
    contracts = exits.contracts_of(lease)[:1]
    annexes = [*_annexes(exit_id), *contracts]
    pages = [files.content(letters.pdf(letter)) for letter in annexes]
    decision = annexes[0]
    body = {
        **application,
        "facts": decision.data["facts"],
        "statement": decision.data["statement"],
        "decision_number": decision.number,
        "decided_on": decision.data["issued_on"],
        "evidence": exits.detail_of(exit_id, "evidence").get("evidence", ""),
        "annexes": [
            {"name": f"《{one.title}》{one.number}", "pages": len(PdfReader(io.BytesIO(content)).pages)}
            for one, content in zip(annexes, pages, strict=True)
        ],
        "deliveries": _deliveries(annexes),
        "account": _account(lease),
    }
    letter = cases.write_to(recipient(lease), "court_application", body, issuer=lease.district)
    bound = _bound([files.content(letters.pdf(letter)), *pages])
    stored = files.keep(bound, f"{letter.title}-{lease.number}.pdf", kinds=("pdf",))
    bound_in = {"contract_id": contracts[0].id} if contracts else {}
    note_exit(
        exit_id, "application", {"letter_id": letter.id, "number": letter.number, "file_uid": stored.uid, **bound_in}
    )
    return stored


def _annexes(exit_id: int) -> list[Letter]:
    """The letters of the exit that are annexed; each once, the newest of its kind."""
    newest = {entry.kind: int(entry.detail["letter_id"]) for entry in exits.entries(exit_id) if entry.kind in ANNEXED}
    return [get(Letter, newest[kind]) for kind in ANNEXED if kind in newest]


def _deliveries(annexes: list[Letter]) -> list[dict[str, str]]:
    titles = {letter.id: f"《{letter.title}》" for letter in annexes}
    return [
        {
            "letter": titles[one.letter_id],
            "manner": codes.label("delivery_manner", one.manner),
            "on": one.on.isoformat(),
            "served_on": one.served_on.isoformat(),
            "receiver": one.receiver,
            "proof": "；".join(text for text in (one.witness, one.proof) if text),
        }
        for one in papers.deliveries(list(titles))
    ]


def _account(lease: Lease) -> list[dict[str, Any]]:
    found = queries.statement(lease, clock.today())
    return [
        {
            "month": f"{bill.from_on}至{bill.to_on}",
            "amount": bill.amount_fen,
            "unpaid": bill.unpaid_fen,
            "late_fee": found.late_fees[bill.id],
        }
        for bill in found.bills
    ]


def _bound(parts: list[bytes]) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
