"""Error pages: what happened, what is known, what to do. One handler shows what commands raise (app.errors)."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.errors import AppError, DesignError
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
        return show(error.status, str(WORDS[500]))
    problems = error.problems if isinstance(error, DesignError) else []
    return show(error.status, _(error.message), problems=problems)


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
    answer = show(status, str(WORDS.get(status) or _("浏览器发来的请求无法处理。请从首页重新进入。")))
    allowed = dict(error.get_headers()).get("Allow")
    return _with_allow(answer, allowed) if allowed else answer


def _with_allow(answer: Answer, allowed: str) -> Answer:
    body, status = answer  # type: ignore[misc]
    return body, status, {"Allow": allowed}  # type: ignore[return-value]


def show(status: int, message: str, *, problems: Any = ()) -> Answer:
    """The error page with that status; JSON for who asks for JSON."""
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify(code=status, status=str(TITLES.get(status, status)), message=message), status
    title = TITLES.get(status) or TITLES[400 if status < 500 else 500]
    facts = {"status": status, "message": message, "problems": problems, "fault": str(title)}
    if status not in PLAIN:
        return render_template("web/fault.html", **facts), status
    plain = current_app.jinja_env.get_template("web/fault.html")  # past the context processors, which ask the database
    return plain.render(chrome=Chrome(plain=True), **facts), status
