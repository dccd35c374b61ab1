"""What the room says of its codes, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATES = {
    "current": _l("有效"),
    "expired": _l("已届满"),
    "repaired": _l("已修复"),
    "revoked": _l("已撤销"),
    "open": _l("办理中"),
    "unfounded": _l("不属实"),
    "lapsed": _l("未在期限内异议"),
    "cleared": _l("不予处罚"),
    "decided": _l("已处罚"),
}
TONES = {"current": "bad", "decided": "bad"}
LINES = {
    "recorded": _l("记入诚信档案"),
    "published": _l("依法公开"),
    "repair_asked": _l("申请修复或者提出异议"),
    "repair_refused": _l("不予修复"),
    "expired": _l("期限届满，移出档案"),
    "repaired": _l("予以修复"),
    "revoked": _l("异议成立，撤销记录"),
}
