"""Registering, signing in, signing out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.errors import Conflict
from app.people import commands, queries, rules
from app.people.access import begin, current_person, public
from app.people.commands import guard
from app.people.pages.blueprint import blueprint
from app.people.person import Person
from app.people.roles import seeing
from app.store import keep_anyway
from app.web.preferences import remember

Answer = str | tuple[str, int] | Response


@blueprint.get("/sign-in")
@public
def sign_in() -> Answer:
    """One page for citizens (phone) and officers (sign-in name)."""
    onward = rules.safe_next(request.args.get("next"))
    if current_person().is_authenticated:
        return redirect(onward or _home(), 303)
    return render_template("people/sign_in.html", errors={}, name="", onward=onward)


@blueprint.get("/staff")
@public
def staff() -> Response:
    """The address officers know; the page is the same."""
    return redirect(url_for("people.sign_in", next=rules.safe_next(request.args.get("next"))), 303)


@blueprint.post("/sign-in")
@public
def try_sign_in() -> Answer:
    """Signs in, or answers in the same words whatever was wrong."""
    name, onward = request.form.get("name", ""), rules.safe_next(request.form.get("next"))
    entrance = commands.sign_in(name, request.form.get("password", ""), address=request.remote_addr or "")
    if entrance.person is None:
        errors = {"name": _refusal(entrance.wait_seconds)}
        page = render_template("people/sign_in.html", errors=errors, name=name, onward=onward)
        return keep_anyway((page, 422))
    begin(entrance.person)
    return _entered(entrance.person, onward or _home())


def _entered(person: Person, onward: str) -> Response:
    """On to where they wanted to go, with the account's language and type size in this browser too."""
    reading = "large" if person.large_type else "normal"
    return remember(redirect(onward, 303), language=person.language, reading=reading)


def _refusal(wait_seconds: int) -> str:
    if not wait_seconds:
        return _("手机号（或登录名）与密码不符，请检查后再试。")
    minutes = -(-wait_seconds // 60)
    return ngettext(
        "连续多次没有登录成功。请%(num)s分钟后再试；期间的尝试不会被检查。",
        "连续多次没有登录成功。请%(num)s分钟后再试；期间的尝试不会被检查。",
        minutes,
    )


def _home() -> str:
    """Where a person's work is: the room's own address, since rooms do not know each other."""
    person = current_person()
    if person.kind != "officer":
        return "/"
    if person.has(*seeing("own"), "supervisor"):
        return "/desk"
    return url_for("people.officers" if person.has("administrator") else "people.me")


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """Ends the session here and in the table."""
    person = current_person()
    if person.is_authenticated:
        commands.sign_out(person.session_key)
    session.clear()
    flash(_("您已退出登录。"), "good")
    return redirect(url_for("people.sign_in"), 303)


@blueprint.get("/register")
@public
def register() -> Answer:
    """A citizen's new account."""
    onward = rules.safe_next(request.args.get("next"))
    if current_person().is_authenticated:
        return redirect(onward or _home(), 303)
    return render_template("people/register.html", errors={}, values={}, onward=onward)


@blueprint.post("/register")
@public
def try_register() -> Answer:
    """Creates the account and signs in; every problem beside its field, everything but passwords kept."""
    form = request.form
    given = {key: form.get(key, "") for key in ("phone", "id_number", "name", "password")}
    errors = {key: _(text) for key, text in commands.registration_problems(**given).items()}
    if form.get("again", "") != given["password"]:
        errors["again"] = _("两次输入的密码不一样。")
    if "consent" not in form:
        errors["consent"] = _("请先阅读并同意个人信息处理说明。")
    return _not_registered(errors) if errors else _register(given)


def _register(given: dict[str, str]) -> Answer:
    """Who tries the numbers of others one after the other must wait, as at sign-in."""
    address = request.remote_addr or ""
    attempt = guard.begin(f"register {address}")
    if guard.wait_of(attempt):
        return _not_registered({"phone": _refusal(guard.wait_of(attempt))})
    try:
        account = commands.register_citizen(**given)
    except Conflict as taken:
        guard.failed(attempt)
        return _not_registered({"phone": taken.message})
    begin(queries.person_of(account, session_key=commands.begin_session(account, address=address)))
    flash(_("注册成功，您已登录。"), "good")
    return redirect(rules.safe_next(request.form.get("next")) or "/", 303)


def _not_registered(errors: dict[str, str]) -> Answer:
    values = {key: request.form.get(key, "") for key in ("phone", "id_number", "name", "consent")}
    onward = rules.safe_next(request.form.get("next"))
    page = render_template("people/register.html", errors=errors, values=values, onward=onward)
    return keep_anyway((page, 422))
