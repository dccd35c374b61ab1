"""The words of this room that are not on one page only: names of roles, levels and events, in the reader's language."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

ROLES: dict[str, LazyString] = {
    "street_reviewer": _l("街道初审员"),
    "street_approver": _l("街道审批人"),
    "district_reviewer": _l("区复审员"),
    "civil_affairs": _l("区民政核对员"),
    "district_approver": _l("区审批人"),
    "city_reviewer": _l("市终审员"),
    "city_approver": _l("市审批人"),
    "supervisor": _l("主管"),
    "analyst": _l("流程分析员"),
    "auditor": _l("审计员"),
    "administrator": _l("系统管理员"),
}
LEVELS: dict[str, LazyString] = {
    "city": _l("市级"),
    "district": _l("区级"),
    "street": _l("镇街"),
    "external": _l("外部机构"),
}
EVENTS: dict[str, LazyString] = {
    "registered": _l("注册"),
    "officer_created": _l("建立账户"),
    "password_changed": _l("修改密码"),
    "password_reset": _l("重设密码"),
    "account_closed": _l("停用账户"),
    "account_reopened": _l("恢复账户"),
    "role_granted": _l("授予角色"),
    "role_revoked": _l("撤销角色"),
    "token_created": _l("发放程序令牌"),
    "token_revoked": _l("撤销程序令牌"),
}
