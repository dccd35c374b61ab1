"""What may go wrong in the house, and what the person sees.

A class's docstring is its default message. Commands raise, pages do not catch, one handler in `web` shows.
A message says what happened, what is known, and what to do.
"""

from __future__ import annotations


class AppError(Exception):
    """出了点问题，您的操作没有生效。请稍后再试。"""

    status = 500
    headers: dict[str, str] = {}
    """What a program must be told besides, in HTTP's own words."""

    def __init__(self, message: str | None = None, **facts: object) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.facts = facts
        super().__init__(self.message)


class NotFound(AppError):
    """找不到您要的内容。它可能不存在，也可能不对您开放。"""

    status = 404


class NotAllowed(AppError):
    """您没有权限进行这项操作。"""

    status = 403


class Unknown(AppError):
    """请求没有带有效的令牌。请在 Authorization 头中写上 Bearer 和令牌；令牌由系统管理员发放。"""

    status = 401
    headers = {"WWW-Authenticate": 'Bearer realm="api"'}


class Conflict(AppError):
    """别人比您先一步。请刷新后查看最新情况，您填写的内容仍然保留。"""

    status = 409


class Changed(AppError):
    """内容在您读取之后已经变化（If-Match 不符），操作没有生效。请重新读取后再试。"""

    status = 412


class Invalid(AppError):
    """提交的内容有误，请按提示修改后再提交。"""

    status = 422

    def __init__(self, message: str | None = None, *, errors: dict[str, str] | None = None, **facts: object) -> None:
        self.errors = errors or {}
        super().__init__(message, **facts)


class TooMany(AppError):
    """请求太频繁。请按 Retry-After 头所说的秒数等待后再试。"""

    status = 429

    def __init__(self, *, wait_seconds: int) -> None:
        self.headers = {"Retry-After": str(wait_seconds)}
        super().__init__()


class Gone(AppError):
    """这里的内容已经按规定撤下。"""

    status = 410


class DesignError(AppError):
    """流程图、决策表或表单有问题，请流程分析员修改后重试。

    `problems` holds every problem at once: dicts with `file`, `element`, `name`, `text`, `hint`.
    """

    status = 500

    def __init__(
        self, message: str | None = None, problems: list[dict[str, str]] | None = None, **facts: object
    ) -> None:
        self.problems = problems or []
        lines = [message or "流程设计有问题"] + [
            f"{p.get('file', '')} {p.get('element', '')} {p.get('name', '')}: {p.get('text', '')} {p.get('hint', '')}".strip()
            for p in self.problems
        ]
        super().__init__("\n".join(lines), **facts)


class Unavailable(AppError):
    """系统暂时无法写入，您的操作没有生效。请稍后再试。"""

    status = 503
