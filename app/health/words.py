"""What is wrong, in words, and where to look."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

BREACHES: dict[str, LazyString] = {
    "late_timer_seconds": _l("有定时器晚了 %(value)s 秒（界限 %(bound)s）：请看 ticker 是否在运行。"),
    "open_task_days": _l("有待办任务已 %(value)s 天（界限 %(bound)s）：请主管在总览中查看。"),
    "troubled_processes": _l("%(value)s 个流程有故障（界限 %(bound)s）：请看 flask process trouble。"),
    "outbox_minutes": _l("发件箱里最早的一件已等了 %(value)s 分钟（界限 %(bound)s）：请看对方是否可达。"),
    "dead_letters": _l("%(value)s 件发不出去（界限 %(bound)s）：请在运行管理中处理。"),
    "faulty_processes": _l("%(value)s 个流程与记录不一致（界限 %(bound)s）：请先不要办理，在运行管理中查明原因。"),
    "tick_seconds": _l("ticker 已有 %(value)s 秒没有动静（界限 %(bound)s）：请启动 flask ticker。"),
    "transaction_seconds": _l("有事务已开了 %(value)s 秒（界限 %(bound)s）：请看 pg_stat_activity。"),
}
