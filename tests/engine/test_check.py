"""The check names every problem at its element; what passes runs as drawn, what SpiffWorkflow gets wrong is refused."""

from __future__ import annotations

import pytest

from app import engine
from app.engine import check, source
from app.engine.check import Known
from app.errors import DesignError
from tests.engine.drawing import (
    boundary,
    call,
    diagram,
    end,
    flow,
    loop,
    message,
    node,
    rule,
    script,
    service,
    start,
    timer,
    user,
)

KNOWN = Known(["room.open_notice"], ["main", "notice"], ["eligibility"], ["review.examine"])


def problems(*elements, known=KNOWN, **more):
    """[(element, text)] of a drawn process."""
    found = check.check_file(source.read(diagram(*elements, **more), "drawn.bpmn"), "drawn.bpmn", known)
    return [(p["element"], p["text"] + p["hint"]) for p in found]


def one(*elements, **more):
    """The only problem."""
    found = problems(*elements, **more)
    assert len(found) == 1, found
    return found[0]


def path(*middle):
    """begin → the middle → done."""
    names = [drawn.split('id="')[1].split('"')[0] for drawn in middle]
    return (start(), *middle, end(), flow("begin", *names, "done"))


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        (service("x", "room.open_notic"), "room.open_notice"),
        (node("serviceTask", "x"), "步骤"),
        (user("x", form="review.examin"), "review.examine"),
        (user("x"), "表单"),
        (rule("x", "eligibilty", "r"), "eligibility"),
        (rule("x", "=name", "r"), "表达式"),
        (call("x", "notic"), "notice"),
        (call("x", '="a"'), "表达式"),
        (script("x", "=a == 1", "r"), "=x = 1"),
        (script("x", "=len(a)", "r"), "len"),
        (script("x", "=__import__(1)", "r"), "__import__"),
        (script("x", "=lambda y: y", "r"), "FEEL"),
        (script("x", "=1", ""), "resultVariable"),
        (node("scriptTask", "x", inside="<bpmn:script>import os</bpmn:script>"), "Python"),
        (node("receiveTask", "x"), "消息"),
        (node("sendTask", "x"), "消息"),
        (node("adHocSubProcess", "x"), "即席"),
        (node("transaction", "x"), "事务"),
        (node("complexGateway", "x"), "复杂网关"),
        (node("subProcess", "x"), "开始事件"),
        (node("intermediateCatchEvent", "x"), "触发器"),
        (node("intermediateCatchEvent", "x", inside=timer("3 days")), "ISO 8601"),
        (node("intermediateCatchEvent", "x", inside=timer("R3/PT1H", "timeCycle")), "循环定时器"),
        (node("intermediateCatchEvent", "x", inside="<bpmn:timerEventDefinition/>"), "时间"),
        (node("intermediateCatchEvent", "x", inside=message("nobody")), "不存在"),
        (node("intermediateCatchEvent", "x", inside="<bpmn:linkEventDefinition name='a'/>"), "链接"),
        (node("intermediateCatchEvent", "x", inside="<bpmn:signalEventDefinition/>"), "signal"),
        (node("intermediateCatchEvent", "x", inside="<bpmn:conditionalEventDefinition/>"), "条件事件"),
        (node("intermediateThrowEvent", "x", inside="<bpmn:compensateEventDefinition/>"), "补偿"),
        (node("intermediateCatchEvent", "x", inside=timer("PT1H") + timer("PT2H")), "一个触发器"),
        (service("x", "room.open_notice", isForCompensation="true"), "补偿"),
        (service("x", "room.open_notice", inside=loop("")), "inputCollection"),
        (user("x", form="review.examine", not_by="y"), "not_by"),
        (service("x", "room.open_notice", inputs={"a": "=b c d +"}), "FEEL"),
        (user("x", form="review.examine", due="=dead line(1)"), "deadline"),
    ],
)
def test_a_wrong_element_is_named_with_what_to_do(drawn, says):
    element, text = one(*path(drawn))
    assert element == "x"
    assert says in text


def test_conditions_belong_to_gateways_alone():
    found = problems(
        start(), node("task", "a"), end(), end("e"), flow("begin", "a"), flow("a", "done", when="=x"), flow("a", "e")
    )
    assert [element for element, _ in found] == ["a_to_done"]


def test_a_gateway_needs_conditions_and_a_default():
    found = problems(
        start(),
        node("exclusiveGateway", "g"),
        end(),
        end("e"),
        flow("begin", "g"),
        flow("g", "done", when="=x"),
        flow("g", "e"),
    )
    assert [element for element, _ in found] == ["g_to_e", "g"]
    found = problems(
        start(),
        node("exclusiveGateway", "g", default="g_to_done"),
        end(),
        end("e"),
        flow("begin", "g"),
        flow("g", "done", when="=x"),
        flow("g", "e", when="=not valid +"),
    )
    assert [element for element, _ in found] == ["g_to_done", "g_to_e"]


def test_what_no_token_reaches_is_named():
    assert one(*path(node("task", "a")), node("task", "lost"))[0] == "lost"


def test_event_gateways_lead_to_events():
    found = problems(start(), node("eventBasedGateway", "g"), node("task", "a"), end(), flow("begin", "g", "a", "done"))
    assert {element for element, _ in found} == {"g", "a"}


def test_a_boundary_event_stands_where_something_waits():
    error = '<bpmn:errorEventDefinition errorRef="e1"/>'
    root = '<bpmn:error id="e1" errorCode="E"/>'
    work = (service("a", "room.open_notice"), user("b", form="review.examine"))
    found = problems(
        *path(*work),
        boundary("x", "a", timer("PT1H")),
        boundary("y", "b", error),
        boundary("z", "b", timer("PT1H")),
        boundary("w", "gone", timer("PT1H")),
        flow("x", "done"),
        flow("y", "done"),
        root=root,
    )
    assert [element for element, _ in found] == ["x", "y", "z", "w"] or {e for e, _ in found} == {"x", "y", "z", "w"}


def test_a_message_that_is_caught_needs_its_key():
    drawn = node("intermediateCatchEvent", "x", inside=message("m_hello"))
    assert "关联键" in one(*path(drawn), messages={"hello": None})[1]


@pytest.mark.parametrize("step", ["room.open_notic", "room.open_notice"])
def test_the_step_of_a_message_event_is_checked_like_that_of_a_send_task(step):
    calls = f'<zeebe:taskDefinition type="{step}"/>'
    told = {"inside": message("m_go"), "extension": calls}
    found = problems(
        start(),
        node("intermediateThrowEvent", "x", **told),
        end("y", **told),
        flow("begin", "x", "y"),
        messages={"go": None},
    )
    if step in KNOWN.steps:
        assert found == []
    else:
        assert [element for element, _ in found] == ["x", "y"]
        assert all("没有名为 room.open_notic 的步骤" in text for _, text in found)


def test_all_problems_come_at_once():
    found = problems(*path(service("a", "nothing"), script("b", "=a ==", "r"), user("c")), node("task", "lost"))
    assert {element for element, _ in found} == {"a", "b", "c", "lost"}


def test_an_id_is_used_once():
    assert {element for element, _ in problems(*path(node("task", "a")), node("task", "a"))} == {"a"}


@pytest.mark.parametrize(
    "content",
    [
        b"<not xml",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<a>" * 100 + b"</a>" * 100,
        b"<x>" + b"y" * 6_000_000 + b"</x>",
    ],
)
def test_dangerous_or_broken_files_are_refused(content):
    with pytest.raises(DesignError):
        source.read(content, "x.bpmn")


def test_another_kind_of_xml_is_no_diagram():
    assert check.check_file(source.read(b"<x/>", "x"), "x", KNOWN)[0]["text"].startswith("不是 BPMN")


def join(kind):
    """What waits for both branches."""
    return (node(kind, "j"), end(), flow("a", "j", "done"), flow("b", "j"))


FORKS = {
    "parallel gateway": (start(), node("parallelGateway", "f"), flow("begin", "f", "a"), flow("f", "b")),
    "inclusive gateway": (
        start(),
        node("inclusiveGateway", "f", default="f_to_c"),
        node("task", "c"),
        flow("begin", "f"),
        flow("f", "a", when="=p"),
        flow("f", "b", when="=q"),
        flow("f", "c", "j"),
    ),
    "task": (start(), node("task", "f"), flow("begin", "f", "a"), flow("f", "b")),
    "start event": (start(), flow("begin", "a"), flow("begin", "b")),
    "boundary event beside": (
        start(),
        node("receiveTask", "f", messageRef="m_go"),
        boundary("beside", "f", timer("P1D"), interrupting=False),
        flow("begin", "f", "a"),
        flow("beside", "b"),
    ),
}


@pytest.mark.parametrize("fork", FORKS)
@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway"])
def test_parallel_branches_may_not_write_one_variable_differently(fork, kind):
    def drawn(second):
        both = (script("a", "=1", "x"), script("b", second, "x"), *join(kind))
        return problems(*FORKS[fork], *both, messages={"go": "=number"})

    found = [element for element, _ in drawn("=2")]
    assert len(found) == 1 and found[0] in ("a", "b")
    assert drawn("=1") == []


def test_branches_of_which_one_is_taken_may_write_one_variable():
    both = (script("a", "=1", "x"), script("b", "=2", "x"))
    chosen = (start(), flow("begin", "g"), flow("g", "a", when="=p"), flow("g", "b"))
    for kind in ("exclusiveGateway", "inclusiveGateway"):  # what stands on the default flow runs alone
        assert problems(*chosen, node(kind, "g", default="g_to_b"), *both, *join("inclusiveGateway")) == []


def calling(name, id="main"):
    """begin → the call activity c → done."""
    return diagram(start(), call("c", name), end(), flow("begin", "c", "done"), id=id)


TOLD = diagram(start("s", inside=message("m_go")), end(), flow("s", "done"), id="told", messages={"go": None})


def of_files(**files):
    """[(file, element)] of what the check of several files finds."""
    found = engine.check_files({f"{name}.bpmn": content for name, content in files.items()})
    return [(problem["file"], problem["element"]) for problem in found]


def test_a_call_that_leads_back_is_named_at_the_call_activity(deployed):
    assert of_files(a=calling("main")) == [("a.bpmn", "c")]
    assert of_files(a=calling("other"), b=calling("main", id="other")) == [("a.bpmn", "c"), ("b.bpmn", "c")]
    inner = diagram(start(), end(), flow("begin", "done"), id="inner")
    assert of_files(a=calling("other"), b=calling("inner", id="other"), c=inner) == []


def test_a_diagram_that_only_an_event_begins_is_not_called(deployed):
    assert of_files(a=calling("told"), b=TOLD) == [("a.bpmn", "c")]
    deployed(told=TOLD)
    assert of_files(a=calling("told")) == [("a.bpmn", "c")]
    both = TOLD.replace(b"<bpmn:endEvent", f"{start()}{flow('begin', 'done')}<bpmn:endEvent".encode(), 1)
    assert of_files(a=calling("told"), b=both) == []
