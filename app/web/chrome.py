"""What is around every page: the doors (navigation) of each kind of person, clock, language, type size, words for the browser."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.store import clock
from app.web import demonstration, preferences

_log = logging.getLogger("anju.web")
DIST = Path(__file__).parent / "static" / "dist"
EVERYBODY: tuple[tuple[Any, str], ...] = (
    (_l("首页"), "portal.home"),
    (_l("申请"), "portal.drafts"),
    (_l("我的事项"), "portal.matters"),
    (_l("我的家"), "leasing.my_home"),
    (_l("租赁补贴"), "leasing.my_subsidy"),
    (_l("报修"), "stock.my_repairs"),
    (_l("公示"), "publicity.notices"),
    (_l("轮候名册"), "allocation.waiting_list"),
)
OFFICERS: tuple[tuple[Any, str], ...] = (
    (_l("工作台"), "desk.inbox"),
    (_l("查找案件"), "desk.find"),
    (_l("房源"), "stock.homes"),
    (_l("公示"), "publicity.notices"),
    (_l("轮候名册"), "allocation.waiting_list"),
)
BY_ROLE: tuple[tuple[str, Any, str], ...] = (
    ("supervisor", _l("总览"), "desk.overview"),
    ("district_reviewer", _l("租约"), "leasing.leases"),
    ("district_reviewer", _l("租赁补贴"), "leasing.subsidies"),
    ("district_approver", _l("租约"), "leasing.leases"),
    ("district_approver", _l("租赁补贴"), "leasing.subsidies"),
    ("city_reviewer", _l("租约"), "leasing.leases"),
    ("city_reviewer", _l("租赁补贴"), "leasing.subsidies"),
    ("city_approver", _l("租约"), "leasing.leases"),
    ("city_approver", _l("租赁补贴"), "leasing.subsidies"),
    ("supervisor", _l("租约"), "leasing.leases"),
    ("supervisor", _l("租赁补贴"), "leasing.subsidies"),
    ("auditor", _l("租约"), "leasing.leases"),
    ("auditor", _l("租赁补贴"), "leasing.subsidies"),
    ("district_reviewer", _l("违规与诚信"), "integrity.records"),
    ("district_approver", _l("违规与诚信"), "integrity.records"),
    ("city_reviewer", _l("违规与诚信"), "integrity.records"),
    ("city_approver", _l("违规与诚信"), "integrity.records"),
    ("supervisor", _l("违规与诚信"), "integrity.records"),
    ("auditor", _l("违规与诚信"), "integrity.records"),
    ("city_reviewer", _l("轮候配租"), "allocation.next_ones"),
    ("city_approver", _l("轮候配租"), "allocation.next_ones"),
    ("city_reviewer", _l("收款对账"), "leasing.payments"),
    ("city_approver", _l("收款对账"), "leasing.payments"),
    ("auditor", _l("收款对账"), "leasing.payments"),
    ("administrator", _l("运行管理"), "operations.trouble"),
    ("analyst", _l("流程换版"), "operations.moves"),
    ("administrator", _l("人员与权限"), "people.officers"),
    ("administrator", _l("机构"), "people.organisations"),
    ("administrator", _l("文书模板"), "cases.letter_texts"),
    ("administrator", _l("程序令牌"), "programs.tokens"),
    ("administrator", _l("事件订阅"), "programs.webhooks"),
)
NO_CASES = ("administrator", "analyst")


@dataclass(frozen=True)
class Door:
    """An entry of the navigation; `here` when the page lies behind it, `exact` when it is the page itself."""

    name: str
    address: str
    here: bool
    exact: bool


class Chrome:
    """What base.html reads. Everything is looked up when asked for, so that a page without it costs nothing."""

    def __init__(self, *, plain: bool = False) -> None:
        self.plain = plain

    @cached_property
    def lang(self) -> str:
        """The page's language for <html lang>."""
        return "en" if preferences.language() == "en" else "zh-CN"

    @cached_property
    def large(self) -> bool:
        """Whether the 长者版 is on."""
        return preferences.large()

    @cached_property
    def person(self) -> Any:
        """Who is signed in, or None."""
        return None if self.plain else _reader()

    @cached_property
    def clock(self) -> datetime | None:
        """The demonstration's date, while it may be moved."""
        return clock.now() if not self.plain and demonstration.on() else None

    @property
    def can_jump(self) -> bool:
        """Whether somebody knows the next deadline."""
        return bool(demonstration.next_deadline)

    @property
    def here(self) -> str:
        """This page's address, to come back to; for what was posted the page at that address, else the home page."""
        if request.method == "GET":
            return request.full_path.rstrip("?")
        pages = current_app.create_url_adapter(request)
        return request.path if pages and pages.test(request.path, "GET") else "/"

    @cached_property
    def sign_in(self) -> str:
        """The address of signing in, or ""."""
        return _address("people.sign_in")

    @cached_property
    def sign_out(self) -> str:
        """The address of signing out, or ""."""
        return _address("people.sign_out")

    @cached_property
    def account(self) -> str:
        """The address of one's own account, or ""."""
        return _address("people.me")

    @cached_property
    def doors(self) -> list[Door]:
        """The navigation for this kind of person; doors to rooms that are not built are left out."""
        found = [(name, _address(endpoint)) for name, endpoint in _doors(self.person)]
        addresses = [address for _name, address in found if address and _behind(address)]
        nearest = max(addresses, key=len, default="")
        return [Door(str(name), to, to == nearest, to == request.path) for name, to in found if to]

    @property
    def words(self) -> dict[str, str]:
        """What the browser code says."""
        return {
            "draftSaved": _("草稿已保存"),
            "draftFailed": _("草稿没有保存，请检查网络"),
            "uploading": _("正在上传"),
            "tooLarge": _("这个文件超过 10 MB，请压缩后再上传："),
            "uploadFailed": _("上传没有成功，请再试一次。"),
            "keys": _("键盘操作"),
            "keyDown": _("下一项"),
            "keyUp": _("上一项"),
            "keyOpen": _("打开"),
            "keyClaim": _("领取"),
            "keyHelp": _("显示这个说明"),
            "keysOff": _("关闭单键操作"),
            "keysOn": _("开启单键操作"),
            "close": _("关闭"),
            "ticked": _("已选 %(n)s 项", n="{n}"),
            "here": _("正在办理"),
            "mapFailed": _("地图没有画出来，请看下面的列表。"),
            "drawFailed": _("流程图没有画出来，请看下面的文字。"),
        }


def _reader() -> Any:
    if not hasattr(current_app, "login_manager"):
        return None
    return current_user if current_user.is_authenticated else None


def reader_is(kind: str) -> bool:
    """Whether an "officer" (or "citizen") is known to be reading; False when nobody has been looked up."""
    try:
        return getattr(_reader(), "kind", "") == kind
    except Exception:  # noqa: BLE001  (an error page is shown also when the account cannot be looked up)
        return False


def _doors(person: Any) -> list[tuple[Any, str]]:
    if getattr(person, "kind", "") != "officer":
        return list(EVERYBODY)
    works = {role for role, _organisation in person.grants} - set(NO_CASES)
    own = [(name, endpoint) for role, name, endpoint in BY_ROLE if person.has(role)]
    return [door for door in OFFICERS if works or not door[1].startswith("desk.")] + own


APART = (("/my", ("/my/integrity", "/my/homes")),)
"""Pages whose address begins with a door's and that do not lie behind it."""


def _behind(address: str) -> bool:
    elsewhere = next((others for door, others in APART if door == address), ())
    if any(_begins(other) for other in elsewhere):
        return False
    return request.path == address or (address != "/" and _begins(address))


def _begins(address: str) -> bool:
    return f"{request.path}/".startswith(f"{address}/")


def _address(endpoint: str) -> str:
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def asset(name: str) -> str:
    """The address of a built file, with its content's hash: browsers may keep it for a year."""
    return url_for("static", filename=f"dist/{name}", v=_hash(name, _changed(name)))


def _changed(name: str) -> int:
    return (DIST / name).stat().st_mtime_ns if (DIST / name).is_file() else 0


@lru_cache(maxsize=32)
def _hash(name: str, changed: int) -> str:
    if not changed:
        _log.warning("%s is not built: npm ci and npm run build in app/web/frontend", name)
        return "none"
    return hashlib.sha256((DIST / name).read_bytes()).hexdigest()[:12]


def furnish(app: Flask) -> None:
    """`chrome` and `asset` for every template."""
    app.jinja_env.globals["asset"] = asset
    app.context_processor(lambda: {"chrome": Chrome()})
