"""The way to the payment provider and back. What is shown after the return is what our books say, never what the browser brings."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import settings
from app.leasing import commands
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.seeing import own_lease
from app.leasing.queries import orders
from app.leasing.records import Lease
from app.leasing.rules.paying import Payable, chosen
from app.leasing.words import leases as words
from app.people import allow, current_person
from app.store import clock
from app.web.headers import policy_leaving_to

LOOK_SECONDS = 5
"""A report mostly is there before the browser; so often the page of a payment that is awaited asks again, by itself and without a script."""


@blueprint.get("/my/home/<number>/pay")
@allow("citizen")
def pay(number: str) -> Response:
    """Everything that is due, only what is late, or an amount of one's own."""
    lease = own_lease(number)
    payable = commands.payable(lease)
    return _page(lease, payable, {"choice": "all" if payable.due_fen else "own"}, "")


def _page(lease: Lease, payable: Payable, values: dict[str, str], wrong: str) -> Response:
    field = "amount" if wrong in ("amount", "most") else "choice"
    errors = {field: words.WRONG[wrong]} if wrong else {}
    page = render_template("leasing/pay.html", lease=lease, payable=payable, values=values, errors=errors)
    answer = make_response(page, 422 if wrong else 200)
    answer.headers["Content-Security-Policy"] = policy_leaving_to(settings.current().payments.url)
    return answer


@blueprint.post("/my/home/<number>/pay")
@allow("citizen")
def go_pay(number: str) -> Response:
    """Opens an order and goes to the provider; clicked twice, it is one order."""
    lease = own_lease(number)
    values = {name: request.form.get(name, "").strip()[:20] for name in ("choice", "amount")}
    payable = commands.payable(lease)
    fen, wrong = chosen(values["choice"], values["amount"], payable)
    if wrong:
        return _page(lease, payable, values, wrong)
    order = commands.open_order(lease, fen, by=current_person().actor)
    back = url_for("leasing.paid", number=lease.number, uid=order.uid, _external=True)
    return redirect(commands.address_of(order, back), 303)


@blueprint.get("/my/home/<number>/orders/<uid>")
@allow("citizen")
def paid(number: str, uid: str) -> Response:
    """Whether the payment has come; asked again by itself until it has, or the order's time is over."""
    lease = own_lease(number)
    order = orders.order_of(lease.id, uid)
    waits = order.state == "open" and order.expires_at > clock.now()
    page = render_template(
        "leasing/paid.html",
        lease=lease,
        order=order,
        payment=orders.payment_of(order),
        waits=waits,
        payable=commands.payable(lease),
        seconds=LOOK_SECONDS,
    )
    answer = make_response(page)
    if waits:
        answer.headers["Refresh"] = str(LOOK_SECONDS)
    return answer
