"""The words of this room that are not on one page only: what a scope allows."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

SCOPES: dict[str, LazyString] = {
    "diagrams:read": _l("读取流程图及其版本"),
    "processes:read": _l("读取可见案件的流程和历史"),
    "processes:start": _l("启动允许由程序启动的流程"),
    "tasks:read": _l("读取任务"),
    "tasks:write": _l("签收、退回、办结任务"),
    "messages:send": _l("向等候的流程发送允许的消息"),
    "signals:send": _l("广播信号：所有在等它的流程都会收到，不限于可见案件"),
    "metrics:read": _l("读取运行指标"),
}
TAGS: dict[str, LazyString] = {
    "diagrams": _l("流程图"),
    "processes": _l("流程"),
    "tasks": _l("任务"),
    "messages": _l("消息"),
    "signals": _l("信号"),
}
OPERATIONS: dict[str, LazyString] = {
    "GET /api/v1/diagrams": _l("每个流程图的最新版本"),
    "GET /api/v1/diagrams/{diagram}/versions": _l("一个流程图的各个版本，新的在前"),
    "GET /api/v1/diagrams/{diagram}/versions/{version}/xml": _l("一个版本的 BPMN 原文"),
    "GET /api/v1/processes": _l("可见的流程，新的在前"),
    "POST /api/v1/processes": _l("启动流程图的最新版本：流程图的属性 api_start 写明哪些角色可以"),
    "GET /api/v1/processes/{process_id}": _l("一个流程"),
    "GET /api/v1/processes/{process_id}/history": _l("流程的历史：谁、何时、做了什么、走到哪里；填写的内容不外传"),
    "GET /api/v1/tasks": _l("可见的待办任务，旧的在前"),
    "GET /api/v1/tasks/{task_id}": _l("一项任务，办结的也可以读"),
    "GET /api/v1/tasks/{task_id}/form": _l("任务的表单（form-js）：答复的键就是表单的键"),
    "POST /api/v1/tasks/{task_id}/claim": _l("签收"),
    "POST /api/v1/tasks/{task_id}/release": _l("退回队列"),
    "POST /api/v1/tasks/{task_id}/complete": _l("办结：与页面同一套校验，有误时 422 写明每一处"),
    "POST /api/v1/messages": _l("向等候的流程发送消息：流程图的属性 api_messages 写明接受哪些；没有流程在等时 404"),
    "POST /api/v1/signals": _l(
        "广播信号给所有在等的流程和由它开始的流程图：每个这样的流程图都要在属性 api_signals 里写明接受；没有流程图认识它时 422"
    ),
}
EVENTS: dict[str, LazyString] = {
    "process.started": _l("流程启动"),
    "process.ended": _l("流程结束"),
    "process.troubled": _l("流程出现故障"),
    "task.created": _l("任务产生"),
    "task.completed": _l("任务办结"),
    "task.cancelled": _l("任务撤销"),
    "ping": _l("试验"),
}
STATES: dict[str, LazyString] = {
    "waiting": _l("等待发送"),
    "sending": _l("正在发送"),
    "done": _l("已送达"),
    "dead": _l("不再重试"),
    "closed": _l("已关闭"),
}
