"""Error pages: what happened, what is known, what to do. One handler shows what commands raise (app.errors)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.errors import AppError, Conflict, DesignError, Invalid
from app.web import preferences
from app.web.chrome import Chrome, reader_is

_log = logging.getLogger("anju.web")
TITLES = {
    400: _l("请求无法处理"),
    401: _l("请先登录"),
    403: _l("不能进行这项操作"),
    404: _l("没有找到"),
    405: _l("不能这样打开这一页"),
    409: _l("情况已经变化"),
    410: _l("已经撤下"),
    413: _l("文件太大"),
    422: _l("内容有误"),
    429: _l("操作太频繁"),
    500: _l("系统出了问题"),
    503: _l("暂时无法办理"),
}
WORDS = {
    400: _l("浏览器发来的内容不完整。请返回上一页重试。"),
    404: _l("找不到您要的内容。它可能不存在，也可能不对您开放。请检查地址，或者从首页进入。"),
    405: _l("这个地址只接受从页面上的按钮提交。请从首页进入。"),
    413: _l("上传的文件总共太大。每个文件不超过 10 MB，请压缩或者分几次上传。"),
    500: _l("出了点问题，您的操作没有生效。请稍后再试；仍然不行的，请拨打 12345 并说明时间。"),
}
TOLD_PROGRAMS = {
    400: _l("请求不能读：内容应当是 UTF-8 的 JSON，嵌套不超过 100 层，没有 NaN 和 Infinity。"),
    404: _l("没有这个地址。请对照接口说明检查地址。"),
    405: _l("这个地址不接受这种方法。可用的方法见 Allow 头。"),
    409: _l("情况已经变化，操作没有生效。请重新读取后再试。"),
    413: _l("请求的内容太大，操作没有生效。请分几次发送。"),
    415: _l("请求的内容应当是 application/json。"),
    422: _l("请求的内容不符合接口说明，操作没有生效。errors 指出了每一处。"),
    500: _l("系统出了问题，操作没有生效。请稍后再发同一请求；仍然不行的，请把时间告诉系统管理员。"),
}
"""The same for programs: they have no page to go back to."""
PROGRAMS = ("/api/", "/metrics", "/healthz")
"""Addresses at which programs ask: they are told what went wrong as a problem document, whatever they accept."""
Answer = tuple[str, int] | tuple[Response, int] | Response
PLAIN = (500, 503)
"""With these the database may be gone: their page asks it nothing."""


def furnish(app: Flask) -> None:
    """The handlers."""
    app.register_error_handler(AppError, _known)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)


def _known(error: AppError) -> Answer:
    if error.status >= 500:
        _log.error("%s on %s", type(error).__name__, request.endpoint, exc_info=error)
    if isinstance(error, DesignError) and not reader_is("officer"):
        return show(error.status, _words(error.status))
    problems = error.problems if isinstance(error, DesignError) else []
    errors = error.errors if isinstance(error, Invalid) else {}
    is_for_pages = error.message == Conflict.__doc__ and _is_program()  # it speaks of what was filled in
    message = _words(error.status) if is_for_pages else _(error.message)
    answer = show(error.status, message, problems=problems, errors=errors)
    return _with(answer, error.headers) if error.headers else answer


def _stale(error: CSRFError) -> Answer:
    _log.info("csrf: %s on %s", error.description, request.endpoint)
    return show(
        400,
        _(
            "这一页打开得太久，或者您已在别处重新登录，所以没有提交。请返回上一页刷新后再提交；浏览器会保留您填写的内容。"
        ),
    )


def _http(error: HTTPException) -> Answer:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    answer = show(status, _words(status), errors=_said(getattr(error, "data", None) or {}))
    allowed = dict(error.get_headers()).get("Allow")
    return _with(answer, {"Allow": allowed}) if allowed else answer


def _is_program() -> bool:
    return request.path.startswith(PROGRAMS)


def _words(status: int) -> str:
    """What is said of a status when nothing better is known, to who asks."""
    if _is_program():
        return str(TOLD_PROGRAMS.get(status) or _("请求无法处理。请对照接口说明检查。"))
    return str(WORDS.get(status) or _("浏览器发来的请求无法处理。请从首页重新进入。"))


def _said(data: Mapping[str, Any]) -> dict[str, str]:
    """What a schema found wrong, by the name of the field: `{"json": {"name": ["…"]}}` as marshmallow gives it."""
    found: dict[str, str] = {}

    def walk(place: str, messages: Any) -> None:
        if isinstance(messages, Mapping):
            for name, inner in messages.items():
                walk(f"{place}/{name}", inner)
        else:
            found[place] = "；".join(map(str, messages)) if isinstance(messages, list) else str(messages)

    for inner in data.get("messages", {}).values():
        walk("", inner)
    return {place.removeprefix("/"): text for place, text in found.items()}


def _with(answer: Answer, headers: dict[str, str]) -> Answer:
    body, status = answer  # type: ignore[misc]
    return body, status, headers  # type: ignore[return-value]


def show(status: int, message: str, *, problems: Any = (), errors: Mapping[str, str] | None = None) -> Answer:
    """The error page with that status; for programs a problem document (RFC 9457)."""
    accepted = request.accept_mimetypes.best_match(("text/html", "application/json", "application/problem+json"))
    if _is_program() or "json" in (accepted or ""):
        return _document(status, message, errors or {}), status
    title = TITLES.get(status) or TITLES[400 if status < 500 else 500]
    facts = {"status": status, "message": message, "problems": problems, "fault": str(title)}
    if status not in PLAIN:
        return render_template("web/fault.html", **facts), status
    plain = current_app.jinja_env.get_template("web/fault.html")  # past the context processors, which ask the database
    return plain.render(chrome=Chrome(plain=True), **facts), status


def _pointer(name: str) -> str:
    """`members[0].name`, as a form names its fields, as #/members/0/name."""
    return "#/" + name.replace("[", "/").replace("]", "").replace(".", "/")


def problem(status: int, message: str, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """RFC 9457, what a program is told: `errors` point to what is wrong in the JSON that was sent (RFC 6901)."""
    title = str(TITLES.get(status, "")) if preferences.wished() == "zh" else ""
    body: dict[str, Any] = {"type": "about:blank", "title": title or HTTPStatus(status).phrase, "status": status}
    body["detail"] = message
    if errors:
        body["errors"] = [{"pointer": _pointer(name), "detail": text} for name, text in errors.items()]
    return body


def _document(status: int, message: str, errors: Mapping[str, str]) -> Response:
    answer = jsonify(problem(status, message, errors))
    answer.mimetype = "application/problem+json"
    answer.vary.add("Accept-Language")
    return answer
