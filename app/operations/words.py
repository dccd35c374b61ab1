"""The words of this room: kinds of journal entries, of proposals, of waiting, of the outbox."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import engine

ENTRIES: dict[str, LazyString] = {
    "started": _l("开始"),
    "task_completed": _l("办结任务"),
    "timer_fired": _l("定时器到期"),
    "message": _l("收到消息"),
    "signal": _l("收到信号"),
    "claimed": _l("领取任务"),
    "released": _l("退回任务"),
    "handed_over": _l("转交任务"),
    "suspended": _l("中止"),
    "resumed": _l("恢复"),
    "stopped": _l("出现故障"),
    "retried": _l("重试"),
    "edited": _l("修改变量"),
    "skipped": _l("跳过元素"),
    "token_moved": _l("移动令牌"),
    "rewound": _l("退回到以前"),
    "cancelled": _l("终止流程"),
    "moved": _l("换到新版本"),
}
PROPOSALS: dict[str, LazyString] = {
    "edit": _l("修改变量"),
    "skip": _l("跳过元素"),
    "move": _l("移动令牌"),
    "cancel": _l("终止流程"),
    "rewind": _l("退回到以前"),
    "unmove": _l("退回换版以前"),
}
RENEWED: dict[str, LazyString] = {
    "role": _l("岗位"),
    "organisation": _l("机构"),
    "assignee": _l("办理人"),
    "barred": _l("回避的人"),
    "due_at": _l("期限"),
}
DECISIONS: dict[str, tuple[LazyString, str]] = {
    "open": (_l("待批准"), "warn"),
    "done": (_l("已批准并执行"), "good"),
    "refused": (_l("未批准"), "bad"),
    "withdrawn": (_l("已撤回"), "quiet"),
}
WAITS: dict[str, LazyString] = {
    "task": _l("等人办理"),
    "timer": _l("等定时器"),
    "message": _l("等消息"),
    "signal": _l("等信号"),
    "inside": _l("里面还在办理"),
    "join": _l("等其他分支"),
}
FATES: dict[str, tuple[LazyString, str]] = {
    "same": (_l("不变"), "good"),
    "mapped": (_l("换到"), "info"),
    "added": (_l("新增"), "info"),
    "dropped": (_l("不再等"), "warn"),
    "blocked": (_l("停住"), "bad"),
}
MOVES: dict[str, tuple[LazyString, str]] = {
    "open": (_l("待批准"), "warn"),
    "running": (_l("正在进行"), "info"),
    "done": (_l("已完成"), "good"),
    "refused": (_l("未批准"), "bad"),
    "withdrawn": (_l("已撤回"), "quiet"),
    "stopped": (_l("中途停止"), "warn"),
}
STATES: dict[str, tuple[LazyString, str]] = {
    "running": (_l("运行中"), "info"),
    "suspended": (_l("已中止"), "warn"),
    "troubled": (_l("故障"), "bad"),
    "done": (_l("已结束"), "good"),
    "cancelled": (_l("已终止"), "quiet"),
}
INPUTS: dict[str, LazyString] = {
    "start": _l("发起"),
    "complete": _l("办结任务"),
    "timer": _l("定时器到期"),
    "message": _l("收到消息"),
    "signal": _l("收到信号"),
    "skip": _l("跳过元素"),
    "move": _l("移动令牌"),
}
LETTERS: dict[str, tuple[LazyString, str]] = {
    "dead": (_l("投递失败"), "bad"),
    "waiting": (_l("等待发送"), "info"),
    "sending": (_l("正在发送"), "info"),
    "done": (_l("已答复"), "good"),
    "closed": (_l("已关闭"), "quiet"),
}
EVENTS: dict[str, LazyString] = {
    "mended": _l("修改内容"),
    "resent": _l("重新发送"),
    "closed": _l("关闭"),
    "late": _l("答复迟到"),
    "doubled": _l("重复答复"),
}


FAULTS: dict[str, LazyString] = {
    "missing": _l("记录缺失"),
    "changed": _l("记录被改过"),
    "doubled": _l("记录重复"),
    "tail": _l("末尾的记录缺失，或多出记录"),
    "head": _l("末尾的校验值被改过"),
    "version": _l("流程图或决策表被改过"),
    "replay": _l("重放的结果与记录不同"),
    "begun": _l("发起人、时间或案件与记录不同"),
    "state": _l("流程状态与记录不同"),
    "content": _l("保存的状态与记录不同"),
    "outcome": _l("结果与记录不同"),
    "tasks": _l("待办任务与记录不同"),
    "messages": _l("等待的消息与记录不同"),
    "due": _l("定时器与记录不同"),
}


def fault(found: engine.Fault) -> str:
    """What a proof found, in one line without values of the process."""
    where = _("流程 %(process)s，第 %(seq)s 条记录", process=found.process_id, seq=found.seq)
    if not found.seq:
        where = _("流程 %(process)s", process=found.process_id)
    return f"{where}：{FAULTS[found.what]}"


def told(entry: engine.Entry, names: dict[str, str]) -> str:
    """What a journal entry says besides its kind and its element: one line for the eye."""
    given, data = entry.data.get("in", {}), entry.data
    if entry.kind == "stopped":
        return _("%(text)s（第 %(n)s 次）", text=data.get("text", ""), n=data.get("attempts", 1))
    if entry.kind == "rewound":
        return _("退回到第 %(seq)s 条记录；期限顺延 %(days)s 天", seq=given["to"], days=given["days"])
    if entry.kind == "token_moved":
        return _("移到 %(name)s", name=names.get(given["to"], given["to"]))
    if entry.kind == "moved":
        mapped = "、".join(f"{old} → {new}" for old, new in given["mapping"].items())
        return _("换到新版本 %(mapped)s", mapped=mapped).strip()
    if entry.kind == "edited":
        return str(given["name"])
    passed = [names[step.rpartition("/")[2]] for step in data.get("path", []) if step.rpartition("/")[2] in names]
    return " → ".join(passed)
