"""What the profile does not run: each small diagram is refused at the element `x` (or its flow) with words on what to draw instead."""

from __future__ import annotations

from tests.engine.drawing import boundary, diagram, end, flow, loop, message, node, script, service, start, timer, user
from tests.engine.matrix import ERROR, FAIL, HELLO, RISE, STOP, UP, around, line, sub

SIGNAL = '<bpmn:signalEventDefinition signalRef="s"/>'
SIGNALS = '<bpmn:signal id="s" name="news"/>'
LINK = '<bpmn:linkEventDefinition name="l"/>'
TWO = "<bpmn:timerEventDefinition><bpmn:timeDate>2026-03-05</bpmn:timeDate><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
C7 = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'


def on(event: str, **more: object) -> bytes:
    """begin → a → done, with the boundary event x on the user task a."""
    return diagram(start(), user("a"), event, end(), end("e"), flow("begin", "a", "done"), flow("x", "e"), **more)  # type: ignore[arg-type]


def catch(inside: str, **more: object) -> bytes:
    """An intermediate catch event."""
    return line(node("intermediateCatchEvent", "x", inside=inside), **more)


def throw(inside: str, **more: object) -> bytes:
    """An intermediate throw event."""
    return line(node("intermediateThrowEvent", "x", inside=inside), **more)


def ends(inside: str, **more: object) -> bytes:
    """An end event."""
    return diagram(start(), end("x", inside=inside), flow("begin", "x"), **more)  # type: ignore[arg-type]


def starts(inside: str, **more: object) -> bytes:
    """A start event."""
    return diagram(start("x", inside=inside), end(), flow("x", "done"), **more)  # type: ignore[arg-type]


def foreign(attribute: str) -> bytes:
    """A service task with an attribute of another engine."""
    return line(service("x", "engine.note")).replace(b'id="x"', f'id="x" {C7} {attribute}'.encode())


def extended(element: str) -> bytes:
    """A user task with one more zeebe element."""
    return line(node("userTask", "x", extension=f"<zeebe:userTask/>{element}"))


def within(*inside: str, outside: str = "", **more: object) -> bytes:
    """begin → a → done, and an event subprocess around what stands inside."""
    drawn = sub("x", *inside, end("o"), triggeredByEvent="true")
    return diagram(start(), user("a"), end(), flow("begin", "a", "done"), drawn, outside, **more)  # type: ignore[arg-type]


def begins(trigger: str, **more: str) -> tuple[str, str]:
    """The start event s inside, and its flow."""
    return start("s", inside=trigger, **more), flow("s", "o")


EACH = loop("=[1, 2]", "i")
AGAIN = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>=n &lt; 3</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
LOOPED = {
    "an exclusive gateway": line(node("exclusiveGateway", "x", inside=EACH)),
    "a parallel gateway": line(node("parallelGateway", "x", inside=EACH)),
    "a catch event": catch(timer("P1D") + EACH),
    "an end event": ends(EACH),
    "a start event": starts(EACH),
    "a boundary event": on(boundary("x", "a", timer("P1D") + EACH)),
}
STEP = '<zeebe:taskDefinition type="engine.note"/>'
MISPLACED = {
    "user task (step)": extended(STEP),
    "user task (decision)": extended('<zeebe:calledDecision decisionId="fee" resultVariable="r"/>'),
    "user task (script)": extended('<zeebe:script expression="=1" resultVariable="r"/>'),
    "user task (call)": extended('<zeebe:calledElement processId="main"/>'),
    "user task (loop)": extended('<zeebe:loopCharacteristics inputCollection="=[1]"/>'),
    "user task (message)": extended('<zeebe:subscription correlationKey="=a"/>'),
    "service task (form)": line(node("serviceTask", "x", extension=f'{STEP}<zeebe:formDefinition formId="f"/>')),
    "task (due date)": line(node("task", "x", extension='<zeebe:taskSchedule dueDate="=a"/>')),
    "gateway (step)": line(node("exclusiveGateway", "x", extension=STEP)),
    "start event (form)": diagram(start("x", extension='<zeebe:formDefinition formId="f"/>'), end(), flow("x", "done")),
    "signal end event (step)": diagram(
        start(), end("x", inside=SIGNAL, extension=STEP), flow("begin", "x"), root=SIGNALS
    ),
}
REFUSED: dict[str, tuple[bytes, str]] = {
    "link, catch": (catch(LINK), "流向直接连"),
    "link, throw": (throw(LINK), "流向直接连"),
    "compensation, throw": (throw("<bpmn:compensateEventDefinition/>"), "撤销路径"),
    "compensation, end": (ends("<bpmn:compensateEventDefinition/>"), "撤销路径"),
    "compensation, boundary": (on(boundary("x", "a", "<bpmn:compensateEventDefinition/>")), "撤销路径"),
    "compensation, task": (line(user("a")).replace(b"</bpmn:process>", b'<bpmn:task id="x" isForCompensation="true"/></bpmn:process>'), "撤销路径"),
    "cancel, end": (ends("<bpmn:cancelEventDefinition/>"), "边界消息事件"),
    "condition, catch": (catch("<bpmn:conditionalEventDefinition><bpmn:condition>=a</bpmn:condition></bpmn:conditionalEventDefinition>"), "网关判断"),
    "condition, start": (starts("<bpmn:conditionalEventDefinition/>"), "网关判断"),
    "timer, start": (starts(timer("P1D")), "消息开始事件"),
    "error, start": (starts(FAIL, root=ERROR), "边界事件接住"),
    "error, boundary of a task": (on(boundary("x", "a", FAIL), root=ERROR), "子流程"),
    "error, boundary beside": (diagram(start(), sub("a", *around(user("u"))), boundary("x", "a", FAIL, interrupting=False), end(), end("e"), flow("begin", "a", "done"), flow("x", "e"), root=ERROR), "cancelActivity"),
    "error, catch": (catch(FAIL, root=ERROR), "边界事件接住"),
    "escalation, catch": (catch(RISE, root=UP), "边界事件接住"),
    "terminate, throw": (throw(STOP), "结束事件"),
    "terminate, boundary": (on(boundary("x", "a", STOP)), "结束事件"),
    "timer, end": (ends(timer("P1D")), "中间捕获事件"),
    "timer cycle, catch": (catch(timer("R3/P1D", "timeCycle")), "timeDuration"),
    "timer cycle, interrupting": (on(boundary("x", "a", timer("R3/P1D", "timeCycle"))), "timeDuration"),
    "timer of two kinds": (catch(TWO), "只留一个"),
    "several triggers": (catch(timer("P1D") + message("m_hello"), **HELLO), "事件网关"),
    "a trigger elsewhere": (ends("<bpmn:eventDefinitionRef>t</bpmn:eventDefinitionRef>"), "直接画在事件上"),
    "no trigger": (catch(""), "选择定时器、消息或信号"),
    "message without a name": (catch("<bpmn:messageEventDefinition/>"), "补上"),
    "message without a key": (catch(message("m_hello"), messages={"hello": None}), "correlationKey"),
    "bare receive task": (line(node("receiveTask", "x")), "选一个消息"),
    "receive task that starts": (line(node("receiveTask", "x", messageRef="m_hello", instantiate="true"), **HELLO), "消息开始事件"),
    "bare send task": (line(node("sendTask", "x")), "选一个消息"),
    "signal without a name": (catch("<bpmn:signalEventDefinition/>"), "补上"),
    "signal by an expression": (catch(SIGNAL, root=SIGNALS.replace("news", "=news")), "直接写名称"),
    "signal, two starts": (diagram(start("s1", inside=SIGNAL), start("x", inside=SIGNAL), end(), flow("s1", "done"), flow("x", "done"), root=SIGNALS), "只留一个"),
    "event subprocess without a trigger": (within(start("t"), flow("t", "o")), "选择定时器"),
    "event subprocess of two starts": (within(*begins(message("m_hello")), start("t", inside=timer("P1D")), flow("t", "o"), **HELLO), "另画事件子流程"),
    "event subprocess without a start": (within(), "带触发器"),
    "event subprocess with a flow in": (within(*begins(message("m_hello")), outside=flow("a", "x"), **HELLO), "自己的开始事件"),
    "event subprocess with a flow out": (within(*begins(message("m_hello")), outside=flow("x", "done"), **HELLO), "自己的开始事件"),
    "event subprocess with a boundary event": (within(*begins(message("m_hello")), outside=boundary("y", "x", timer("P1D")) + flow("y", "done"), **HELLO), "普通子流程"),
    "event subprocess again and again": (within(*begins(message("m_hello")), loop("=[1]"), **HELLO), "画多实例"),
    "event subprocess, error beside": (within(*begins(FAIL, isInterrupting="false"), root=ERROR), "isInterrupting"),
    "event subprocess, message without a key": (within(*begins(message("m_hello")), messages={"hello": None}), "correlationKey"),
    "event subprocess, cycle that interrupts": (within(*begins(timer("R3/P1D", "timeCycle"))), "timeDuration"),
    "event subprocess, terminate": (within(*begins(STOP)), "结束事件"),
    "event subprocesses for one error": (within(*begins(FAIL), outside=sub("y", start("t", inside=FAIL), end("q"), flow("t", "q"), triggeredByEvent="true"), root=ERROR), "合成一个"),
    "subprocess begun by a message": (line(sub("x", start("s", inside=message("m_hello")), end("o"), flow("s", "o")), **HELLO), "不带触发器"),
    "ad-hoc subprocess": (line(node("adHocSubProcess", "x", inside=node("task", "t"))), "普通子流程"),
    "transaction": (line(node("transaction", "x", inside="".join(around(node("task", "t"))))), "普通子流程"),
    "complex gateway": (line(node("complexGateway", "x")), "网关画出来"),
    "parallel event gateway": (diagram(start(), node("eventBasedGateway", "x", eventGatewayType="Parallel"), node("intermediateCatchEvent", "t", inside=timer("P1D")), node("intermediateCatchEvent", "u", inside=timer("P2D")), end(), end("e"), flow("begin", "x", "t", "done"), flow("x", "u", "e")), "并行网关"),
    "event gateway of one": (diagram(start(), node("eventBasedGateway", "x"), node("intermediateCatchEvent", "t", inside=timer("P1D")), end(), flow("begin", "x", "t", "done")), "中间捕获事件"),
    "event gateway before a task": (diagram(start(), node("eventBasedGateway", "g"), node("task", "x"), node("intermediateCatchEvent", "u", inside=timer("P2D")), end(), end("e"), flow("begin", "g", "x", "done"), flow("g", "u", "e")), "捕获事件"),
    "conditions leaving a task": (diagram(start(), user("x"), end(), end("e"), flow("begin", "x"), flow("x", "done", when="=y"), flow("x", "e")), "排他网关"),
    "default flow of a task": (diagram(start(), user("x", default="x_to_e"), end(), end("e"), flow("begin", "x", "done"), flow("x", "e")), "排他网关"),
    "condition of a parallel gateway": (diagram(start(), node("parallelGateway", "x"), end(), end("e"), flow("begin", "x"), flow("x", "done", when="=y"), flow("x", "e")), "排他网关"),
    "condition in another language": (diagram(start(), node("exclusiveGateway", "x", default="x_to_e"), end(), end("e"), flow("begin", "x"), flow("x", "done", when="=y").replace("<bpmn:conditionExpression", '<bpmn:conditionExpression language="javascript"'), flow("x", "e")), "FEEL"),
    "condition as Camunda 7 writes it": (diagram(start(), node("exclusiveGateway", "x", default="x_to_e"), end(), end("e"), flow("begin", "x"), flow("x", "done", when="${ok}"), flow("x", "e")), "=ok"),
    "gateway without a default": (diagram(start(), node("exclusiveGateway", "x"), end(), end("e"), flow("begin", "x"), flow("x", "done", when="=y"), flow("x", "e", when="=z")), "默认"),
    "unreachable": (line(node("task", "a")).replace(b"</bpmn:process>", b'<bpmn:task id="x"/></bpmn:process>'), "连上流向"),
    "flow into a start event": (diagram(start("x"), user("a"), flow("x", "a", "x")), "它后面的元素"),
    "flow out of a subprocess": (diagram(start(), sub("p", *around(user("u"))), end(), flow("begin", "p", "done"), flow("u", "done")), "子流程边界"),
    "two plain starts": (diagram(start("begin"), start("x"), end(), flow("begin", "done"), flow("x", "done")), "只留一个"),
    "boundary on what does not wait": (diagram(start(), script("a", "=1", "v"), boundary("x", "a", timer("P1D")), end(), end("e"), flow("begin", "a", "done"), flow("x", "e")), "用户任务"),
    "boundary to nowhere": (diagram(start(), user("a"), boundary("x", "a", timer("P1D")), end(), flow("begin", "a", "done")), "画一条流向"),
    "parallel branches that clash": (diagram(start(), node("parallelGateway", "f"), script("a", "=1", "v"), script("x", "=2", "v"), node("parallelGateway", "j"), end(), flow("begin", "f", "a", "j", "done"), flow("f", "x", "j")), "不同的变量"),
    "multi-instance by number": (line(user("x", inside='<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>')), "inputCollection"),
    **{f"multi-instance of {kind}": (drawn, "画成子流程") for kind, drawn in LOOPED.items()},
    "standard loop of an event": (ends(AGAIN), "画成子流程"),
    "multi-instance that throws": (line(user("x", inside=loop("=[1]").replace("isSequential", 'behavior="None" isSequential'))), "边界事件"),
    "several tokens at once": (line(user("x", startQuantity="2")), "并行网关"),
    "Python": (line(node("scriptTask", "x", inside="<bpmn:script>import os</bpmn:script>")), "FEEL"),
    "a class of Camunda 7": (foreign('camunda:class="org.x.Y"'), "zeebe:taskDefinition"),
    "a listener": (extended('<zeebe:taskListeners><zeebe:taskListener type="x"/></zeebe:taskListeners>'), "服务任务"),
    "task headers": (extended("<zeebe:taskHeaders/>"), "输入映射"),
    "candidate users": (extended('<zeebe:assignmentDefinition candidateUsers="li"/>'), "candidateGroups"),
    **{f"{kind} with another's extension": (drawn, "只用在") for kind, drawn in MISPLACED.items()},
    "the id of the root": (diagram(start("Start"), user("x"), end(), flow("Start", "x", "done")), "改一个 id"),
    "an id with a slash": (diagram(start(), user("x/y"), end(), flow("begin", "x/y", "done")), "字母"),
    "an id used twice": (line(user("a")).replace(b"</bpmn:process>", b'<bpmn:dataObject id="a"/></bpmn:process>'), "只能用一次"),
    "no start event": (diagram(user("x"), end(), flow("x", "done")), "开始事件"),
    "choreography task": (line(node("choreographyTask", "x")), "发送任务"),
    "an unknown element": (line(node("globalTask", "x")), "画出来"),
    "an implicit event": (line(node("implicitThrowEvent", "x")), "中间"),
}  # fmt: skip
