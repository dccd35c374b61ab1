"""Receive objections, and answer both sides."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from app import settings
from app.cases import commands as case_commands
from app.cases import letters
from app.cases import queries as case_queries
from app.cases.kinds import KINDS
from app.cases.records import Case
from app.errors import DesignError, Gone, Invalid, NotFound
from app.people import queries as people_queries
from app.people.commands import guard
from app.publicity import queries, rules
from app.publicity.records import Notice, NoticeEntry, Objection
from app.registry import acting
from app.store import clock, db, get, personal


@dataclass(frozen=True)
class Receipt:
    """What the objector takes away: the objection, the code that opens its status, and whether it was there already."""

    objection: Objection
    secret: str
    repeated: bool


def receive_objection(entry_id: int, answers: Mapping[str, str], stored: Sequence[str], *, form_key: str) -> Receipt:
    """Receives an objection in time; the same form sent again gives the same receipt.

    `answers`: manner (real_name|anonymous), name, phone, grounds, text, lead (checked by rules.objection_problems);
    `stored`: uids of kept files; `form_key`: unguessable and our own (the page signs it). Gone when too late.
    """
    entry = get(NoticeEntry, entry_id, lock=True)
    secret = secret_of(form_key)
    earlier = queries.objection_of_form(form_key)
    if earlier:
        return Receipt(earlier, secret, repeated=True)
    notice = queries.notice_of(entry)
    if entry.state != "open" or not queries.is_open(notice):
        raise Gone(
            f"公示期已于 {notice.closes_on} 24:00 届满，逾期提出的异议不再受理。您仍可以拨打 {notice.hotline} 反映情况。"
        )
    if rules.objection_problems(answers, files=len(stored)):
        raise Invalid
    objection = _new_objection(entry, answers, stored, form_key, secret)
    _note_receipt(entry, objection)
    return Receipt(objection, secret, repeated=False)


def wait_before_anonymous(notice: Notice, address: str) -> int:
    """How many seconds that address must wait before its next anonymous objection to the notice; 0 when it need not.

    The count of the address is locked until the transaction ends. No address is kept, only a keyed hash.
    """
    return guard.wait_of(guard.begin(_counter(notice, address)))


def count_anonymous(notice: Notice, address: str) -> None:
    """Counts an anonymous objection of that address to the notice (settings.publicity)."""
    chosen = settings.current().publicity
    guard.counted(
        guard.begin(_counter(notice, address)),
        free=chosen.anonymous_free,
        first=60 * chosen.anonymous_first_minutes,
        longest=60 * chosen.anonymous_longest_minutes,
    )


def _counter(notice: Notice, address: str) -> str:
    return f"objection {notice.number} {address}"


def secret_of(form_key: str) -> str:
    """The objector's code `XXXX-XXXX-XXXX` (60 bits), from the form's key under the house's index key."""
    text = base64.b32encode(personal.index(f"objection-secret|{form_key}")).decode()[:12]
    return "-".join(text[i : i + 4] for i in (0, 4, 8))


def _new_objection(
    entry: NoticeEntry, answers: Mapping[str, str], stored: Sequence[str], form_key: str, secret: str
) -> Objection:
    real_name = answers["manner"] == "real_name"
    objection = Objection(
        uid=uuid4().hex,
        number=case_commands.next_number("objection"),
        entry_id=entry.id,
        case_id=entry.case_id,
        form_key=form_key,
        secret=queries.hash_of_secret(secret),
        real_name=real_name,
        grounds=answers["grounds"],
        text=answers["text"].strip(),
        lead=answers.get("lead", "").strip(),
        files=list(stored),
        received_at=clock.now(),
    )
    if real_name:
        objection.name = answers["name"].strip()
        objection.phone = answers["phone"].strip()
    db.session.add(objection)
    db.session.flush()
    return objection


def _note_receipt(entry: NoticeEntry, objection: Objection) -> None:
    """The case shows that there is an objection and on which ground; never by whom, nor its words."""
    case = case_queries.case_by_id(entry.case_id)
    if entry.level in rules.OPEN_STATE:
        case_commands.pass_state(case, rules.OPEN_STATE[entry.level], rules.OBJECTED_STATE[entry.level])
    detail = {"objection": objection.number, "grounds": objection.grounds}
    case_commands.note(case, "objection_received", "公示期间收到异议，正在核查", by=acting(), detail=detail)


def keep_findings(objection_id: int, *, receive_note: str, findings: str) -> Objection:
    """Keeps the officers' words with the objection, so that they need not travel as process data; blanks change nothing."""
    objection = get(Objection, objection_id, lock=True)
    objection.receive_note = receive_note or objection.receive_note
    objection.findings = findings or objection.findings
    db.session.flush()
    return objection


def answer_objection(objection_id: int, *, verdict: str, remedy: str, reasons: str) -> Objection:
    """Decides an objection and answers both sides; decided once, it stays as it is.

    Invalid: upheld or partly upheld without a remedy; the letter would say another one than the officer chose.
    """
    objection = get(Objection, objection_id, lock=True)
    if objection.state == "answered":
        return objection
    if verdict not in rules.VERDICTS:
        raise DesignError(f"异议认定 {verdict!r} 不在 {', '.join(rules.VERDICTS)} 之中")
    weighty = verdict in rules.UPHOLDING
    if weighty and remedy not in rules.REMEDIES:
        raise Invalid("认定异议成立或者部分成立的，必须选择处理：退回本级重新审核，或者驳回申请。异议没有作出决定。")
    _answer(objection, verdict, remedy if weighty else "none", reasons)
    _tell_applicant(objection)
    return objection


def close_objection(objection_id: int) -> Objection:
    """Answers an objection whose application has ended meanwhile: there is nothing left to decide.

    The objector gets the answer; the applicant, of whom nothing was found, reads of it on the case's timeline only.
    """
    objection = get(Objection, objection_id, lock=True)
    if objection.state == "answered":
        return objection
    case = case_queries.case_by_id(objection.case_id)
    _answer(objection, rules.NEEDLESS, "none", rules.why_needless(case.state))
    detail = {"objection": objection.number, "verdict": objection.verdict}
    case_commands.note(case, "objection_closed", "申请已终结，异议无须认定", by=acting(), detail=detail)
    return objection


def _answer(objection: Objection, verdict: str, remedy: str, reasons: str) -> None:
    objection.verdict, objection.remedy, objection.verdict_reasons = verdict, remedy, reasons
    objection.state = "answered"
    objection.answered_at = clock.now()
    objection.reply_number = case_commands.next_number("objection_reply")
    db.session.flush()


def _tell_applicant(objection: Objection) -> None:
    """Letter and timeline of the applicant; the case leaves the objection state once nothing is undecided."""
    entry = get(NoticeEntry, objection.entry_id)
    case = case_queries.case_by_id(entry.case_id)
    undecided = queries.tally_of(entry.id)["open_objections"]
    if not undecided and entry.state == "open" and entry.level in rules.OPEN_STATE:
        case_commands.pass_state(case, rules.OBJECTED_STATE[entry.level], rules.OPEN_STATE[entry.level])
    detail = {"objection": objection.number, "verdict": objection.verdict, "remedy": objection.remedy}
    _note_answer(case, detail, objection.verdict_reasons)
    notice = queries.notice_of(entry)
    case_commands.write_letter(case, "objection_answer", answer_of(objection, notice), issuer=notice.organisation)


def _note_answer(case: Case, detail: dict[str, Any], reasons: str) -> None:
    """Why is the officers' to read in the history: they go on with the case; the applicant has the letter."""
    title = "异议已经作出答复"
    case_commands.note(case, "objection_answered", title, audience=("applicant",), by=acting(), detail=detail)
    told = {**detail, "text": reasons}
    case_commands.note(case, "objection_answered", title, audience=("officer",), by=acting(), detail=told)


def answer_of(objection: Objection, notice: Notice) -> dict[str, Any]:
    """The body of both answers; nothing in it tells who objected."""
    return {
        "objection_number": objection.number,
        "notice_number": notice.number,
        "notice_title": notice.title,
        "grounds": objection.grounds,
        "verdict": objection.verdict,
        "remedy": objection.remedy,
        "reasons": objection.verdict_reasons,
        "received_on": objection.received_at.date().isoformat(),
    }


def reply_to(objection: Objection) -> bytes:
    """The objector's answer as PDF, made when it is asked for: it is no letter of the case, whose letters the applicant reads.

    The same objection gives the same bytes. NotFound before it is answered.
    """
    if objection.answered_at is None:
        raise NotFound
    notice = queries.notice_of(get(NoticeEntry, objection.entry_id))
    head = {
        "kind": "objection_reply",
        "title": KINDS["objection_reply"].title,
        "number": objection.reply_number,
        "recipient": "异议人",
        "recipient_id": "依法保密",
        "case_number": queries.case_number(objection.case_id),
        "issuer_name": people_queries.organisation(notice.organisation).name,
        "issued_on": objection.answered_at.date().isoformat(),
        # the template's sentence about the application wants these; the reply does not print it
        **dict.fromkeys(("submitted_on", "category", "mode", "persons"), ""),
    }
    chosen = settings.current().letters
    address = f"{chosen.address}/objections/{objection.number}"
    data = {**head, **answer_of(objection, notice)}
    return letters.render(data, address=address, at=objection.answered_at, fonts=chosen.fonts)
