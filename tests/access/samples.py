"""Addresses for the routes of matrix.csv: each function gives the parameters of the address for own, another household's
and another district's matter, or None where there is no such thing (then the row is not tried there).

A sample makes what it needs in `world` (a case, a task, a document) and keeps it in `world.things`, so that the rows of
one matter share it: see `once`. The key `form` is what is posted; without it the form is empty (422 counts as let in).
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pypdf import PdfWriter

from app import engine
from app.allocation import commands as allocation
from app.api import commands as programs
from app.calendar import deadline
from app.cases import commands as cases
from app.cases import process as matters
from app.cases import queries as case_queries
from app.cases.records import Case
from app.desk.records import SavedView
from app.integrity import commands as integrity
from app.leasing import commands as leasing
from app.leasing.commands import hardship, letters, mailings, renewals
from app.leasing.commands.bank_files import check_file
from app.leasing.queries import explained, requests
from app.leasing.queries.lists import Wish
from app.leasing.records import Lease
from app.people import commands, queries
from app.portal import commands as portal
from app.portal import queries as portal_queries
from app.portal.pages.documents import required
from app.publicity import commands as publicity
from app.settings import TOP
from app.stock import commands as stock
from app.stock import queries as stock_queries
from app.stock.records import Repair
from app.store import clock, db, files
from app.store.records import Outbox
from tests.engine import drawing

from . import lease_samples
from .lease_samples import ask_tenant, open_lease
from .subsidy_samples import ask_household, close_month, line_of, open_subsidy
from .world import PASSWORD, TOWNS, World

BPMN = TOP / "bpmn"


def once(world: World, key: Any, make: Callable[[], Any]) -> Any:
    """The thing of that key, made at the first asking."""
    if key not in world.things:
        world.things[key] = make()
    return world.things[key]


# officers


def officer_account(world: World, where: str) -> dict[str, Any]:
    """An officer of the street of that matter; in the other district there is one as well."""
    account = once(world, ("officer", TOWNS[where]), lambda: _street_officer(TOWNS[where]))
    return {"account_id": account.id}


def officer_grant(world: World, where: str) -> dict[str, Any]:
    """The role of that officer."""
    account_id = officer_account(world, where)["account_id"]
    return {"account_id": account_id, "grant_id": queries.role_grants(account_id)[0].id}


def officer_close(world: World, where: str) -> dict[str, Any]:
    """Closing that officer's account."""
    return officer_account(world, where) | {"what": "close"}


def _street_officer(town: str) -> Any:
    account = commands.create_officer(f"street-{town}", "罗嘉欣", PASSWORD, by="system")
    commands.grant_role(account.id, "street_reviewer", town, by="system")
    return account


# drafts of the portal


def draft(world: World, where: str) -> dict[str, Any]:
    """A household's unfinished application."""
    return {"uid": _draft(world, where).uid}


def draft_topic(world: World, where: str) -> dict[str, Any]:
    """A page of its questions."""
    return draft(world, where) | {"topic": "contact"}


def draft_household(world: World, where: str) -> dict[str, Any]:
    """The list of its members."""
    return draft(world, where) | {"topic": "members"}


def draft_member(world: World, where: str) -> dict[str, Any]:
    """The first member of it."""
    return draft(world, where) | {"part": "member", "key": _member_key(world, where)}


def draft_member_removed(world: World, where: str) -> dict[str, Any]:
    """Taking a second member out; the first one, who applies, stays."""

    def add() -> str:
        child = {"name": "林一诺", "id_number": "", "relation": "30"}
        portal.keep_member(_draft(world, where), "c" * 32, "member", {}, child)
        return "c" * 32

    return draft(world, where) | {"key": once(world, ("draft child", where), add)}


def draft_upload(world: World, where: str) -> dict[str, Any]:
    """Adding a document to it."""
    line = next(one for one in required(portal_queries.answers_of(_draft(world, where))) if not one.exempt)
    return draft(world, where) | {"form": {"kind": line.code, "member_key": line.member_key}}


def draft_file(world: World, where: str) -> dict[str, Any]:
    """A document of it."""

    def make() -> str:
        portal.add_file(_draft(world, where), "D01", _member_key(world, where), _pdf(), "证件.pdf")
        return portal_queries.files_of(_draft(world, where))[0][0].uid

    return draft(world, where) | {"file_uid": once(world, ("draft file", where), make)}


def _draft(world: World, where: str) -> Any:
    def make() -> Any:
        account_id = world.citizens[where].id
        begun = portal.begin_draft(account_id, queries.applicant_facts(account_id))
        portal.keep_topic(begun, "category", {"category": "20", "mode": "实物配租"}, None)
        key = str(portal_queries.answers_of(begun)["members"][0]["key"])
        portal.keep_member(begun, key, "member", {**queries.applicant_facts(account_id), "relation": "01"}, None)
        return begun

    return once(world, ("draft", where), make)


def _member_key(world: World, where: str) -> str:
    return str(portal_queries.answers_of(_draft(world, where))["members"][0]["key"])


# cases, as citizen and as officer


def case(world: World, where: str) -> dict[str, Any]:
    """A case at its first task."""
    return {"number": _case(world, where).number}


def case_suspend(world: World, where: str) -> dict[str, Any]:
    """Stopping its clocks."""
    return case(world, where) | {"verb": "suspend"}


def case_document(world: World, where: str) -> dict[str, Any]:
    """A document of the case."""

    def make() -> str:
        cases.add_document(_case(world, where), "D01", files.keep(_pdf(), "证件.pdf"), member_ordinal=0)
        return case_queries.documents(_case(world, where))[-1].uid

    return case(world, where) | {"uid": once(world, ("document", where), make)}


def case_letter(world: World, where: str) -> dict[str, Any]:
    """A letter of the case: that asking for what is missing."""
    _answer_task(world, where)
    return case(world, where) | {"uid": case_queries.letters(_case(world, where))[0].uid}


def case_answer(world: World, where: str) -> dict[str, Any]:
    """The citizen's task of that case: to supply what is missing."""
    return case(world, where) | {"task_id": _answer_task(world, where)}


def _case(world: World, where: str) -> Case:
    def make() -> Case:
        citizen = world.citizens[where]
        opened = cases.open_case(world.applications[where], account_id=citizen.id, channel="portal", by=citizen.actor)
        data = matters.start_data(opened)
        engine.start("application", business_key=opened.number, data=data, by=citizen.actor)
        return opened

    return once(world, ("case", where), make)


def _answer_task(world: World, where: str) -> int:
    def make() -> int:
        reviewer = commands.create_officer(f"asks-{where}".replace("_", "-"), "罗嘉欣", PASSWORD, by="system")
        commands.grant_role(reviewer.id, "street_reviewer", TOWNS[where], by="system")
        accept = _open_task(world, where)
        answers = {"outcome": "supplement", "missing": ["D01"], "missing_other": ""}
        engine.complete(accept, answers, by=reviewer.actor)
        return _open_task(world, where)

    return once(world, ("answer", where), make)


def _open_task(world: World, where: str) -> int:
    return int(engine.open_tasks(business_key=_case(world, where).number)[0].id)


# the desk


def task(world: World, where: str) -> dict[str, Any]:
    """The street's task to accept the case."""
    return {"task_id": once(world, ("accept", where), lambda: _open_task(world, where))}


def task_letter(world: World, where: str) -> dict[str, Any]:
    """The district's task to serve a letter: that letter."""

    def make() -> int:
        found = _record(world, where)
        letter = integrity.write_notice(found.id, published=False)
        data = {"letter_id": letter.id, "handlers": f"district_reviewer@{_case(world, where).district}"}
        key = f"serve-{where}"
        engine.start("delivery", business_key=key, data=data, by="system")
        return int(engine.open_tasks(business_key=key)[0].id)

    return {"task_id": once(world, ("serve", where), make)}


def task_claim(world: World, where: str) -> dict[str, Any]:
    """Claiming it."""
    return task(world, where) | {"verb": "claim"}


def task_answers(world: World, where: str) -> dict[str, Any]:
    """Completing it, by a program."""
    return task(world, where) | {"form": {"answers": {}}}


def task_hand_over(world: World, where: str) -> dict[str, Any]:
    """Handing it to a colleague of the same street."""
    return task(world, where) | {"form": {"to": f"officer:{officer_account(world, where)['account_id']}"}}


def foreign_view(world: World, where: str) -> dict[str, Any]:
    """A saved view of somebody else: the desk answers as if it were gone and leaves it alone (tests/desk)."""

    def make() -> SavedView:
        view = SavedView(account_id=officer_account(world, where)["account_id"], name=f"紧急 {where}", filter={})
        db.session.add(view)
        db.session.flush()
        return view

    return {"view_id": once(world, ("view", where), make).id}


def waiting_place(world: World, where: str) -> dict[str, Any]:
    """The household's place on the waiting list."""

    def make() -> str:
        opened = _case(world, where)
        cases.accept(opened)
        return allocation.enter_waiting_list(opened.id).receipt_number

    return {"receipt": once(world, ("place", where), make)}


# notices and objections


def objection_file(world: World, where: str) -> dict[str, Any]:
    """A file of an objection against the first notice of the case, which its street handles."""

    def make() -> dict[str, Any]:
        opened = _case(world, where)
        closes_on = deadline(clock.today(), 7, "cd")
        entry = publicity.open_notice(opened.id, level=1, organisation=opened.street, closes_on=closes_on)
        stored = files.keep(_pdf(), "证据.pdf")
        answers = {
            "manner": "real_name",
            "name": "街坊",
            "phone": "13800138009",
            "grounds": "income",
            "text": "该户另有收入未申报，详见附件说明。",
            "lead": "",
        }
        receipt = publicity.receive_objection(entry.id, answers, [stored.uid], form_key=f"matrix {where}")
        return {"number": receipt.objection.number, "uid": stored.uid}

    return dict(once(world, ("objection", where), make))


def _pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return out.getvalue()


# programs


def diagram(world: World, where: str) -> dict[str, Any] | None:
    """A diagram: nobody's own."""
    _case(world, "own")
    return {"diagram": "application"} if where == "own" else None


def diagram_version(world: World, where: str) -> dict[str, Any] | None:
    """A version of it."""
    found = diagram(world, where)
    return found and found | {"version": 1}


def case_process(world: World, where: str) -> dict[str, Any]:
    """The process of a case."""
    return {"process_id": engine.processes_of(_case(world, where).number)[0].id}


def token(world: World, where: str) -> dict[str, Any] | None:
    """A program's token: nobody's own."""

    def make() -> int:
        last_day, login = clock.today() + timedelta(days=9), "street_reviewer-440402001"
        made, _plain = programs.create_token(
            "试验", login=login, organisation=None, scopes=["tasks:read"], last_day=last_day, by="system"
        )
        return made.id

    return {"token_id": once(world, "token", make)} if where == "own" else None


# the administrators' room


def process(world: World, where: str) -> dict[str, Any]:
    """The process of the case."""
    return {"process_id": engine.processes_of(_case(world, where).number)[0].id}


def process_cancel(world: World, where: str) -> dict[str, Any]:
    """Proposing to end it."""
    return process(world, where) | {"kind": "cancel", "form": {"reason": "重复申请"}}


def proposal(world: World, where: str) -> dict[str, Any]:
    """A proposal to end that process, which somebody else has made."""
    process_id = process(world, where)["process_id"]
    made = lambda: engine.propose(process_id, "cancel", {}, reason="重复申请", by="officer:0")  # noqa: E731
    return {"proposal_id": once(world, ("proposal", where), made).id}


def proposal_approve(world: World, where: str) -> dict[str, Any]:
    """Approving it."""
    return proposal(world, where) | {"verb": "approve"}


def move_plan(world: World, where: str) -> dict[str, Any]:
    """Planning to move what runs on that process's diagram."""
    name = engine.process(process(world, where)["process_id"]).diagram
    return {"diagram": name, "form": {"diagram": name}}


def move(world: World, where: str) -> dict[str, Any]:
    """A move of a small diagram that somebody has proposed."""
    return {"move_id": once(world, "move", _move).id}


def _move() -> engine.Move:
    for tasks in ("a", "ab"):
        boxes = [drawing.user(name) for name in tasks]
        drawn = drawing.diagram(drawing.start(), *boxes, drawing.flow("begin", *tasks), id="line")
        engine.deploy_files({"line.bpmn": drawing.pictured(drawn)}, by="officer:0")
        if tasks == "a":
            engine.start("line", business_key="M1", data={}, by="officer:0")
    return engine.propose_move(engine.plan_move("line"), reason="新规定", by="officer:0")


def dry_run(world: World, where: str) -> dict[str, Any]:
    """A dry run of a move, under way in the background."""
    move(world, where)
    return {"number": engine.begin_dry_run("line", by="officer:0").id}


def move_refuse(world: World, where: str) -> dict[str, Any]:
    """Not approving it."""
    return move(world, where) | {"verb": "refuse"}


def outbox_row(world: World, where: str) -> dict[str, Any]:
    """A question of the joint check that did not arrive."""

    def make() -> Outbox:
        at = clock.now()
        row = Outbox(
            topic="exchange.ask", key=f"matrix {where}", payload={"check_id": 0}, state="dead", attempts=3, max_attempts=3,
            put_at=at, due_at=at, error="OSError: line is dead",
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row

    return {"row_id": once(world, ("outbox", where), make).id}


def outbox_close(world: World, where: str) -> dict[str, Any]:
    """Closing it."""
    return outbox_row(world, where) | {"verb": "close", "form": {"reason": "改用书面函"}}


def webhook(world: World, where: str) -> dict[str, Any] | None:
    """A subscription: nobody's own."""
    make = lambda: programs.subscribe("试验", "https://example.org/", ["task.created"], by="system")[0].id  # noqa: E731
    return {"subscription_id": once(world, "webhook", make)} if where == "own" else None


def webhook_close(world: World, where: str) -> dict[str, Any] | None:
    """Closing it."""
    found = webhook(world, where)
    return found and found | {"verb": "close"}


# money of leases


def day(world: World, where: str) -> dict[str, Any]:
    """A day of payments."""
    return {"day": "2026-03-02"}


def money_file(world: World, where: str) -> dict[str, Any]:
    """A file of the bank's."""
    content = "流水号,租约编号,金额（元）,付款日期\nR1,A1,1,2026-01-05\n".encode()

    def make() -> int:
        return check_file("a.csv", content, kind="book", source="bank", by="system").id

    return {"file_id": once(world, "bank file", make)}


def payment(world: World, where: str) -> dict[str, Any]:
    """A payment that nobody claims."""

    def make() -> int:
        return leasing.book(leasing.Report("bank", "R9", "?", 100, clock.today()))[0].id

    return {"payment_id": once(world, "payment", make), "form": {"lease": "?", "note": "x"}}


# the stock


def _home(world: World, where: str) -> str:
    """A home in that matter's town: the code of its unit."""
    line = {
        "project_code": f"P-{where}", "project_name": "安居苑", "kind": "1", "ownership": "1", "town": TOWNS[where],
        "longitude": 113.5, "latitude": 22.2, "unit_price": 20, "price_from": "2026-01-01", "building": "1", "floors": 6,
        "number": "101", "floor": 1, "area": 40, "state": "2",
    }  # fmt: skip
    once(world, ("home", where), lambda: stock.take_rows(json.dumps(line).encode(), by="system"))
    return f"P-{where}-1-101"


def stock_project(world: World, where: str) -> dict[str, Any]:
    """The project of that home."""
    _home(world, where)
    return {"code": f"P-{where}"}


def stock_price(world: World, where: str) -> dict[str, Any]:
    """A new price of it."""
    day = (clock.today() + timedelta(days=1)).isoformat()
    return stock_project(world, where) | {"form": {"unit_price": "26.00", "from_on": day, "basis": "评估报告 2 号"}}


def stock_unit(world: World, where: str) -> dict[str, Any]:
    """A home of the stock."""
    return {"code": _home(world, where)}


def stock_move(world: World, where: str) -> dict[str, Any]:
    """A change of its state by hand."""
    return stock_unit(world, where) | {"form": {"after": "7", "reason": "漏水"}}


def stock_file(world: World, where: str) -> dict[str, Any] | None:
    """A list that was checked: nobody's own."""
    make = lambda: stock.check_list("a.jsonl", b'{"number": 1}', by="system").id  # noqa: E731
    return {"file_id": once(world, "list", make)} if where == "own" else None


def stock_tenancy(world: World, where: str) -> dict[str, Any]:
    """The home in which that citizen lives."""
    code = _home(world, where)
    once(world, ("tenancy", where), lambda: _move_in(code, world.citizens[where].id))
    return {"code": code}


def _move_in(code: str, account_id: int) -> bool:
    stock_queries.home(code).unit.account_id = account_id
    db.session.flush()
    return True


def _repair(world: World, where: str) -> Repair:
    """What that citizen has reported, with a photo."""

    def make() -> Repair:
        home, account = stock_queries.home(stock_tenancy(world, where)["code"]), world.citizens[where]
        photo = files.keep(_pdf(), "管.pdf").uid
        report = stock.RepairReport("1", False, "水管破裂", [photo], where, f"citizen:{account.id}", account.id)
        return stock.report_repair(home, report)[0]

    return once(world, ("repair", where), make)


def stock_repair(world: World, where: str) -> dict[str, Any]:
    """A repair."""
    return {"number": _repair(world, where).number}


def stock_photo(world: World, where: str) -> dict[str, Any]:
    """Its photo."""
    found = _repair(world, where)
    return {"number": found.number, "uid": found.photos[0]}


# leases


def lease(world: World, where: str) -> dict[str, Any]:
    """The household's lease, which began a month ago."""
    return {"number": _lease(world, where).number}


def lease_photo(world: World, where: str) -> dict[str, Any]:
    """A photo of how its home was given back."""
    found = _lease(world, where)
    return {"number": found.number, "uid": once(world, ("lease photo", where), lambda: lease_samples.keep_photo(found))}


def lease_letter(world: World, where: str) -> dict[str, Any]:
    """A letter about it: a bill of what is open."""
    found = _lease(world, where)
    letter = once(world, ("lease letter", where), lambda: letters.write_owed(found, "bill"))
    return {"number": found.number, "uid": letter.uid}


def mailing(world: World, where: str) -> dict[str, Any]:
    """A letter to many, of which this lease got one."""
    found = _lease(world, where)
    order = mailings.Order("bill", [found.district], Wish(text=found.number))
    send = lambda: mailings.send(order, seen=mailings.key_of("bill", [found.id]), by="officer:0")  # noqa: E731
    return {"mailing_id": once(world, ("mailing", where), send).id}


def letter_text(world: World, where: str) -> dict[str, Any]:
    """The text of a kind of letter."""
    return {"kind": "lease_expiry", "form": {"text": "您的租约到{end_on}为止。", "note": "-"}}


def letter_text_drop(world: World, where: str) -> dict[str, Any]:
    """Dropping the draft of another administrator."""
    cases.draft_text("lease_expiry", "您的租约到{end_on}为止。", note="", by="officer:0")
    return {"kind": "lease_expiry", "verb": "drop", "form": {"reason": "重复"}}


def lease_ending(world: World, where: str) -> dict[str, Any]:
    """Its household may ask for renewal."""
    found = _lease(world, where)
    found.end_on = clock.today() + timedelta(days=60)
    return {"number": found.number}


def lease_renewing(world: World, where: str) -> dict[str, Any]:
    """Its household asked for renewal."""
    given, found = lease_ending(world, where), _lease(world, where)
    if renewals.open_renewal(found.id) is None:
        asked = {"renewal_reason": "继续居住", "asked_category": "30", "renewal_income": 5000, "renewal_changes": ""}
        renewals.ask_renewal(found, asked, by="citizen:1")
    return given


def lease_hard(world: World, where: str) -> dict[str, Any]:
    """Its household asked for help."""
    given, found = lease(world, where), _lease(world, where)
    if not any(one.kind == "hardship" and one.state == "open" for one in requests.requests_of(found.id)):
        hardship.ask(found, {"hardship_wish": "both", "hardship_reason": "失业"}, by="citizen:1")
    return given


def lease_bill(world: World, where: str) -> dict[str, Any]:
    """Its first bill."""
    found = _lease(world, where)
    return {"number": found.number, "bill_id": explained.owing(found, clock.today()).bills[0].bill.id}


def lease_pay(world: World, where: str) -> dict[str, Any]:
    """Paying a part of it."""
    return lease(world, where) | {"form": {"choice": "own", "amount": "1.00"}}


def lease_order(world: World, where: str) -> dict[str, Any]:
    """An order at the payment provider that waits for its report."""
    found = _lease(world, where)
    return {"number": found.number, "uid": leasing.open_order(found, 100, by="system").uid}


def lease_bundle(world: World, where: str) -> dict[str, Any]:
    """A bundle for the court that a line of its exit names."""
    found = _lease(world, where)

    def make() -> str:
        return lease_samples.keep_bundle(found)

    return {"number": found.number, "uid": once(world, ("court bundle", where), make)}


def lease_task(world: World, where: str) -> dict[str, Any]:
    """A task that waits for its tenant."""
    found = _lease(world, where)
    return {"number": found.number, "task_id": once(world, ("lease task", where), lambda: ask_tenant(found))}


def _lease(world: World, where: str) -> Lease:
    return once(world, ("lease", where), lambda: open_lease(_case(world, where)))  # type: ignore[no-any-return]


# the credit record


def integrity_record(world: World, where: str) -> dict[str, Any]:
    """A record held against the household's applicant."""
    return {"number": _record(world, where).number}


def integrity_letter(world: World, where: str) -> dict[str, Any]:
    """The notice of it."""
    found = _record(world, where)
    letter = once(world, ("record letter", where), lambda: integrity.write_notice(found.id, published=False))
    return {"number": found.number, "uid": letter.uid}


def _record(world: World, where: str) -> Any:
    def make() -> Any:
        case = _case(world, where)
        facts = {"matter": case.number, "district": case.district, "kind": "7", "facts": "虚报收入", "evidence": "-"}
        terms = {"basis": "第三十五条", "record_months": 60, "bar_months": None}
        return integrity.open_record({**facts, "case_id": case.id}, terms)

    return once(world, ("record", where), make)


# rent subsidies


def _subsidy(world: World, where: str) -> Any:
    return once(world, ("subsidy", where), lambda: open_subsidy(_case(world, where)))


def subsidy(world: World, where: str) -> dict[str, Any]:
    """The household's agreement, which runs."""
    return {"number": _subsidy(world, where).number}


def subsidy_task(world: World, where: str) -> dict[str, Any]:
    """What its household is asked for."""
    found = _subsidy(world, where)
    return {"number": found.number, "task_id": once(world, ("subsidy task", where), lambda: ask_household(found))}


def subsidy_month(world: World, where: str) -> dict[str, Any]:
    """A month that is closed."""
    return {"month": once(world, "subsidy month", lambda: close_month(_subsidy(world, where)))}


def subsidy_file(world: World, where: str) -> dict[str, Any]:
    """Its file for the bank."""
    return subsidy_month(world, where) | {"kind": "csv"}


def subsidy_line(world: World, where: str) -> dict[str, Any]:
    """A payment of it."""
    found = subsidy_month(world, where)
    return found | {"line_id": line_of(found["month"])}
