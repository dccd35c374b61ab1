"""Letters to many households: choose the kind, see how many, to whom and the first one, then confirm; and what became of it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import queries as cases
from app.cases.kinds import KINDS
from app.cases.letters import specimen
from app.cases.texts import default_text
from app.errors import NotFound
from app.leasing import queries
from app.leasing.commands import exits, letters
from app.leasing.commands import mailings as commands
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.seeing import CLERKS, districts_of
from app.leasing.queries import lists
from app.leasing.queries import mailings as found
from app.leasing.records import Lease, Mailing
from app.leasing.words import leases as words
from app.people import Person, allow, current_person
from app.people import queries as people
from app.store import clock, files, get
from app.web.addresses import asked_number

SHOWN, SIZE = 10, 50


def _wish() -> lists.Wish:
    said = request.values
    show = said.get("show", "all")
    months = asked_number(said, "months")
    return lists.Wish(show if show in lists.SHOWS else "all", months, said.get("q", "").strip()[:40])


def _kind() -> str:
    kind = request.values.get("kind", "lease_expiry")
    if kind not in found.KINDS:
        raise NotFound()
    return kind


@blueprint.get("/desk/leases/letters")
@allow(*CLERKS)
def mailing_preview() -> str:
    """How many letters of a kind would be written, to whom, and the first one."""
    kind, wish = _kind(), _wish()
    chosen = found.chosen(districts_of(current_person()), wish, kind)
    return render_template(
        "leasing/mailing_preview.html",
        kind=kind,
        wish=wish,
        kinds={name: KINDS[name].title for name in found.KINDS},
        chosen=chosen,
        first=[queries.lease_by_id(one) for one in chosen.lease_ids[:SHOWN]],
        seen=commands.key_of(kind, chosen.lease_ids),
        words=words,
    )


@blueprint.get("/desk/leases/letters/first")
@allow(*CLERKS)
def mailing_first() -> Response:
    """The first of the letters as PDF, without a number: nothing is written yet."""
    kind = _kind()
    chosen = found.chosen(districts_of(current_person()), _wish(), kind).lease_ids
    if not chosen:
        raise NotFound()
    content = specimen(kind, _text(kind), _body(queries.lease_by_id(chosen[0]), kind))
    return files.download(content, "application/pdf", f"{KINDS[kind].title}-预览.pdf")


def _text(kind: str) -> str:
    now = cases.text_on(kind, clock.today())
    return now.text if now else str(default_text(kind))


def _body(lease: Lease, kind: str) -> dict[str, object]:
    to = exits.recipient(lease)
    head = {"recipient": to.name, "recipient_id": to.masked_id, "case_number": to.matter, "matter_name": to.matter_name}
    issuer = people.organisation(lease.district).name.partition("/")[0]
    mine = {"lease_number": lease.number, "unit_name": lease.unit_name or "—", "number": "（预览，未编号）"}
    return {
        **head,
        "issuer_name": issuer,
        "issued_on": clock.today().isoformat(),
        **mine,
        **letters.body_of(lease, kind),
    }


@blueprint.post("/desk/leases/letters")
@allow(*CLERKS)
def send_mailing() -> Response:
    """Confirms what was seen; sent twice, it is written once."""
    person = current_person()
    order = commands.Order(_kind(), districts_of(person), _wish())
    mailing = commands.send(order, seen=request.form.get("seen", "")[:64], by=person.actor)
    return redirect(url_for("leasing.mailing", mailing_id=mailing.id), 303)


@blueprint.get("/desk/leases/letters/<int:mailing_id>")
@allow(*CLERKS)
def mailing(mailing_id: int) -> str:
    """What became of a mailing: how many are written, each with its letter."""
    one = _visible(mailing_id, current_person())
    page = asked_number(request.args, "page")
    counts = found.counts(one)
    shown = lists.LinePage([], sum(counts.values()), page, SIZE)
    return render_template(
        "leasing/mailing.html", mailing=one, title=KINDS[one.kind].title, counts=counts, page=shown,
        lines=found.lines(one, page, SIZE), words=words, by=people.name_of(one.by),
    )  # fmt: skip


def _visible(mailing_id: int, person: Person) -> Mailing:
    one, districts = get(Mailing, mailing_id), districts_of(person)
    if districts is not None and found.outside(one, districts):
        raise NotFound()
    return one
