"""The payment provider, simulated: a page where one pays or not, a signed report to us, and the way back.

`GET /pay?order=&fen=&back=&signature=` shows the amount; `POST /pay` reports and sends the browser back. A report that is
not taken is sent again, as providers do. For demonstrations and tests; a real provider stands at `payments.url`.
"""

from __future__ import annotations

import hmac
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import orjson
from flask import Flask, Response, redirect, request

from app.leasing.rules.provider import order_signature
from app.signing import signed
from app.store import clock, transaction

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>模拟支付</title><style>body{{font:18px/1.6 sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.6rem 1.4rem;margin:.3rem .6rem .3rem 0}}strong{{font-size:2rem}}</style>
<main><h1>模拟支付机构</h1><p>订单 {order}</p><p><strong>{yuan} 元</strong></p>
<form method="post"><input type="hidden" name="order" value="{order}"><input type="hidden" name="fen" value="{fen}">
<input type="hidden" name="back" value="{back}"><input type="hidden" name="signature" value="{signature}">
<button name="choice" value="pay">确认支付</button><button name="choice" value="cancel">取消</button></form></main></html>"""
TRIES = (0.2, 1.0, 3.0)


def create(key: str, report_to: str, today: Callable[[], date]) -> Flask:
    """The provider as a web application: `key` is shared with us, `report_to` our address for reports."""
    provider = Flask("provider", static_folder=None)
    provider.config["MAX_CONTENT_LENGTH"] = 16_384
    references: dict[str, str] = {}
    """An order is paid once: who confirms it again gives the same payment."""

    @provider.get("/pay")
    def ask() -> Response:
        if not _is_ours(key, request.args):
            return Response("订单签名不对", 400, mimetype="text/plain")
        told = {name: escape(request.args[name]) for name in ("order", "fen", "back", "signature")}
        return Response(PAGE.format(yuan=f"{int(request.args['fen']) / 100:.2f}", **told), mimetype="text/html")

    @provider.post("/pay")
    def pay() -> Any:
        if not _is_ours(key, request.form):
            return Response("订单签名不对", 400, mimetype="text/plain")
        if request.form.get("choice") == "pay":
            told = {
                "reference": references.setdefault(request.form["order"], f"SIM{secrets.token_hex(10)}"),
                "order": request.form["order"],
                "fen": int(request.form["fen"]),
                "paid_on": today().isoformat(),
            }
            report(key, report_to, told)
        return redirect(request.form["back"], 303)

    return provider


def _is_ours(key: str, given: Any) -> bool:
    if not all(given.get(name) for name in ("order", "fen", "back", "signature")) or not given["fen"].isdigit():
        return False
    expected = order_signature(key, given["order"], int(given["fen"]), given["back"])
    return hmac.compare_digest(expected, given["signature"])


def report(key: str, address: str, told: dict[str, Any]) -> int:
    """Reports a payment until it is taken or refused → the last status (0: nobody answered)."""
    body, message_id = orjson.dumps(told), f"msg_{secrets.token_hex(12)}"
    status = 0
    for wait in (0.0, *TRIES):
        time.sleep(wait)
        headers = {"content-type": "application/json", **signed(key, message_id, int(time.time()), body)}
        try:
            with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            status = refused.code
            if status < 500:
                return status
        except OSError:
            status = 0
    return status


def calendar_of(app: Flask) -> Callable[[], date]:
    """Today by that app's clock, for a thread that stands outside of it."""

    def today() -> date:
        with app.app_context(), transaction():
            return clock.today()

    return today
