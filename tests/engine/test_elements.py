"""Each element of the profile does what BPMN and Camunda 8 say, in memory and stored at every wait."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.engine.trouble import Stopped
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
from tests.engine.trial import Trial


@pytest.fixture(params=[False, True], ids=["memory", "stored"])
def trial(request):
    """Trial(…) in both modes."""
    return lambda *files, **more: Trial(*files, stored=request.param, **more)


def sub(id, *elements, **more):
    """An embedded subprocess."""
    return node("subProcess", id, inside="".join(elements), **more)


def test_tasks_without_a_kind_and_manual_tasks_are_passed(trial):
    run = trial(diagram(start(), node("task", "a"), node("manualTask", "b"), end(), flow("begin", "a", "b", "done")))
    assert run.done
    assert run.path == ["begin", "a", "b", "done"]


def test_a_flow_may_end_without_an_end_event(trial):
    assert trial(diagram(start(), script("a", "=1", "x"), flow("begin", "a"))).outcome == {"x": 1}


def test_scripts_and_decisions_write_their_variable(trial):
    run = trial(
        diagram(
            start(), rule("d", "fee", "fee"), script("a", "=fee / 3 * 3", "x"), end(), flow("begin", "d", "a", "done")
        ),
        steps={"fee": Decimal("1.5")},
    )
    assert run.outcome == {"fee": Decimal("1.5"), "x": Decimal("1.5")}


def test_inputs_are_local_and_outputs_alone_leave(trial):
    run = trial(
        diagram(
            start(),
            service("a", "s.t", inputs={"x": "=x * 10", "deep.er": "=1"}, outputs={"y": "=r + x", "z.k": "=deep.er"}),
            end(),
            flow("begin", "a", "done"),
        ),
        steps={"s.t": {"r": 1, "other": 2}},
        x=1,
    )
    assert run.outcome == {"x": 1, "y": 11, "z": {"k": 1}}
    assert run.outside.calls == [("a", {"x": 10, "deep": {"er": 1}})]


def test_the_first_true_condition_is_taken_else_the_default(trial):
    drawn = diagram(
        start(),
        node("exclusiveGateway", "g", default="g_to_c"),
        script("a", '="a"', "r"),
        script("b", '="b"', "r"),
        script("c", '="c"', "r"),
        node("exclusiveGateway", "m"),
        end(),
        flow("begin", "g"),
        flow("g", "a", when="=x > 10"),
        flow("g", "b", when="=x > 5"),
        flow("g", "c"),
        flow("a", "m"),
        flow("b", "m"),
        flow("c", "m", "done"),
    )
    assert [trial(drawn, x=x).outcome["r"] for x in (11, 6, 1)] == ["a", "b", "c"]


def test_a_misspelt_variable_in_a_condition_stops_instead_of_taking_the_default(trial):
    drawn = diagram(
        start(),
        node("exclusiveGateway", "g", default="g_to_b"),
        end("a"),
        end("b"),
        flow("begin", "g"),
        flow("g", "a", when='=outcme = "yes"'),
        flow("g", "b"),
    )
    with pytest.raises(Stopped, match="outcme"):
        trial(drawn, outcome="yes")


def test_a_comparison_with_null_is_meant(trial):
    drawn = diagram(
        start(),
        node("exclusiveGateway", "g", default="g_to_b"),
        end("a"),
        end("b"),
        flow("begin", "g"),
        flow("g", "a", when="=answer = null"),
        flow("g", "b"),
    )
    assert trial(drawn).path[-1] == "a"
    assert trial(drawn, answer=1).path[-1] == "b"


def parallel(*branches, join="parallelGateway"):
    """begin → fork → branches → join → done."""
    names = [name for name, _ in branches]
    return diagram(
        start(),
        node("parallelGateway", "fork"),
        *[drawn for _, drawn in branches],
        node(join, "join"),
        end(),
        flow("begin", "fork"),
        *[flow("fork", name, "join") for name in names],
        flow("join", "done"),
    )


def test_parallel_branches_meet_with_what_each_changed(trial):
    run = trial(parallel(("a", user("a")), ("b", user("b")), ("c", user("c"))), x=1, y=1)
    run.complete("b", y=2)
    run.complete("a", x=5)
    assert not run.done
    run.complete("c", z=3)
    assert run.outcome == {"x": 5, "y": 2, "z": 3}


def test_two_branches_that_change_one_variable_differently_are_trouble(trial):
    run = trial(parallel(("a", user("a")), ("b", user("b"))), x=1)
    run.complete("a", x=2)
    with pytest.raises(Stopped, match="x"):
        run.complete("b", x=3)


def test_two_branches_that_change_it_to_the_same_value_agree(trial):
    run = trial(parallel(("a", user("a")), ("b", user("b"))), x=1)
    assert run.complete("a", x=2).complete("b", x=2).outcome == {"x": 2}


def test_parallel_gateways_in_a_row_do_not_multiply_tokens(trial):
    elements, flows, before = [], [], "begin"
    for number in range(6):
        fork, join = f"f{number}", f"j{number}"
        elements += [node("parallelGateway", fork), node("parallelGateway", join)]
        flows.append(flow(before, fork))
        for branch in range(8):
            elements.append(script(f"s{number}_{branch}", "=1", f"v{number}_{branch}"))
            flows.append(flow(fork, f"s{number}_{branch}", join))
        before = join
    run = trial(diagram(start(), *elements, end(), *flows, flow(before, "done")))
    assert run.done
    assert len([step for step in run.path if step.startswith("s")]) == 48
    assert run.path.count("done") == 1


def test_a_join_inside_a_loop_fires_once_a_turn(trial):
    drawn = diagram(
        start(),
        node("exclusiveGateway", "again"),
        node("parallelGateway", "fork"),
        user("a"),
        user("b"),
        node("parallelGateway", "join"),
        script("count", "=n + 1", "n"),
        node("exclusiveGateway", "enough", default="enough_to_done"),
        end(),
        flow("begin", "again", "fork", "a", "join", "count", "enough"),
        flow("fork", "b", "join"),
        flow("enough", "again", when="=n < 3"),
        flow("enough", "done"),
    )
    run = trial(drawn, n=0)
    for turn in range(3):
        assert run.waiting == ["a", "b"]
        run.complete("a" if turn % 2 else "b")
        run.complete("b" if turn % 2 else "a")
    assert run.done
    assert run.outcome == {"n": 3}


def test_an_inclusive_gateway_waits_for_those_that_can_still_come(trial):
    drawn = diagram(
        start(),
        node("inclusiveGateway", "fork", default="fork_to_c"),
        user("a"),
        user("b"),
        user("c"),
        node("inclusiveGateway", "join"),
        end(),
        flow("begin", "fork"),
        flow("fork", "a", when="=x > 1"),
        flow("fork", "b", when="=x > 2"),
        flow("fork", "c"),
        flow("a", "join"),
        flow("b", "join"),
        flow("c", "join", "done"),
    )
    run = trial(drawn, x=3)
    assert run.waiting == ["a", "b"]
    assert not run.complete("a", p=1).done
    assert run.complete("b", q=1).outcome == {"x": 3, "p": 1, "q": 1}
    assert trial(drawn, x=2).complete("a").done
    assert trial(drawn, x=0).complete("c").done


def test_several_flows_from_a_task_are_parallel(trial):
    run = trial(diagram(start(), user("a"), user("b"), user("c"), flow("begin", "a", "b"), flow("a", "c")))
    run.complete("a")
    assert run.waiting == ["b", "c"]
    assert run.complete("c", x=1).complete("b", y=1).outcome == {"x": 1, "y": 1}


def test_a_long_loop_neither_grows_nor_breaks(trial):
    drawn = diagram(
        start(),
        script("s", "=n + 1", "n"),
        node("exclusiveGateway", "g", default="g_to_done"),
        end(),
        flow("begin", "s", "g"),
        flow("g", "s", when="=n < 1500"),
        flow("g", "done"),
    )
    assert trial(drawn, n=0).outcome == {"n": 1500}


def test_an_endless_loop_is_stopped_by_its_budget(trial):
    drawn = diagram(start(), script("s", "=n + 1", "n"), flow("begin", "s", "s"))
    with pytest.raises(Stopped, match="预算"):
        trial(drawn, n=0)


def test_a_catching_timer_waits_its_time_and_a_month_is_a_month(trial):
    drawn = diagram(
        start(),
        script("s", '=date and time("2026-01-31T10:00:00@Asia/Shanghai") + duration("P1M")', "due"),
        node("intermediateCatchEvent", "t", inside=timer('=duration("P1M")')),
        script("e", "=string(today())", "at"),
        flow("begin", "s", "t", "e"),
    )
    run = trial(drawn)
    assert run.token("t").internal_data["due"] == "2026-04-02T09:00:00+08:00"
    assert run.after(days=30).waiting == ["t"]
    assert run.after(days=31).outcome["at"] == "2026-04-02"
    assert run.outcome["due"] == "2026-02-28T10:00:00@Asia/Shanghai"


def gate(*events):
    """begin → event-based gateway → events → an end each."""
    return diagram(
        start(),
        node("eventBasedGateway", "g"),
        *[drawn for _, drawn in events],
        *[end(f"end_{name}") for name, _ in events],
        flow("begin", "g"),
        *[flow("g", name, f"end_{name}") for name, _ in events],
        messages={"hello": "=key"},
    )


def test_an_event_gateway_takes_the_first_event_and_two_timers_have_their_own_times(trial):
    drawn = gate(
        ("m", node("intermediateCatchEvent", "m", inside=message("m_hello"))),
        ("r", node("intermediateCatchEvent", "r", inside=timer("PT1H"))),
        ("t", node("intermediateCatchEvent", "t", inside=timer("PT2H"))),
    )
    run = trial(drawn, key="k")
    assert run.waiting == ["m", "r", "t"]
    assert run.message("hello", "k", said="yes")
    assert (run.path[-1], run.outcome) == ("end_m", {"key": "k", "said": "yes"})
    assert trial(drawn, key="k").after(hours=1.5).path[-1] == "end_r"


def test_a_receive_task_waits_for_its_message_and_its_boundary_timer_ends_it(trial):
    drawn = diagram(
        start(),
        node("receiveTask", "r", messageRef="m_hello"),
        boundary("late", "r", timer("PT1H")),
        end(),
        end("gone"),
        flow("begin", "r", "done"),
        flow("late", "gone"),
        messages={"hello": "=key"},
    )
    run = trial(drawn, key=5)
    assert run.message("hello", "5", x=1)
    assert run.path[-1] == "done"
    run = trial(drawn, key=5).after(hours=1)
    assert run.path[-1] == "gone"
    assert not run.message("hello", "5")


def test_a_message_beside_a_user_task_interrupts_it_or_not(trial):
    def drawn(interrupting):
        return diagram(
            start(),
            user("a"),
            boundary("m", "a", message("m_hello"), interrupting=interrupting, outputs={"got": "=text"}),
            user("b"),
            end(),
            end("other"),
            flow("begin", "a", "done"),
            flow("m", "b", "other"),
            messages={"hello": "=key"},
        )

    run = trial(drawn(True), key="k")
    assert run.message("hello", "k", text="stop")
    assert run.waiting == ["b"]
    assert run.complete("b").outcome == {"key": "k", "got": "stop"}
    run = trial(drawn(False), key="k")
    assert run.message("hello", "k", text="one")
    assert run.message("hello", "k", text="two")
    assert run.waiting == ["a", "b", "b", "m"]
    run.complete("b", 1).complete("a", x=1)
    assert run.waiting == ["b"]
    assert run.complete("b").done
    assert run.outcome["x"] == 1


def test_a_reminder_that_changes_nothing_leaves_the_data_alone(trial):
    drawn = diagram(
        start(),
        user("a"),
        boundary("r", "a", timer("R/P1D", "timeCycle"), interrupting=False),
        service("tell", "s.t"),
        end(),
        flow("begin", "a", "done"),
        flow("r", "tell"),
    )
    run = trial(drawn, x=1, steps={"s.t": {}}).after(days=30)
    assert len(run.outside.calls) == 30
    assert len(run.run.ended) == 0
    assert run.complete("a", x=2).outcome == {"x": 2}


def test_a_monthly_reminder_keeps_its_day(trial):
    drawn = diagram(
        start(),
        user("a"),
        boundary("r", "a", timer('="R3/2026-03-31T08:00:00+08:00/P1M"', "timeCycle"), interrupting=False),
        service("tell", "s.t", inputs={"on": "=string(today())"}),
        end(),
        flow("begin", "a", "done"),
        flow("r", "tell"),
    )
    run = trial(drawn, steps={"s.t": {}}).after(days=200)
    assert [call[1]["on"] for call in run.outside.calls] == ["2026-03-31", "2026-04-30", "2026-05-31"]


WITHDRAW = diagram(
    start(),
    sub(
        "inside",
        start("s"),
        user("a"),
        node("parallelGateway", "f"),
        user("b"),
        user("c"),
        end("e1"),
        end("e2"),
        flow("s", "a", "f", "b", "e1"),
        flow("f", "c", "e2"),
    ),
    boundary("withdraw", "inside", message("m_withdraw")),
    user("confirm"),
    end(),
    end("gone"),
    flow("begin", "inside", "done"),
    flow("withdraw", "confirm", "gone"),
    messages={"withdraw": "=number"},
)


def test_a_subprocess_sees_and_changes_the_variables(trial):
    run = trial(WITHDRAW, number="Z1", x=1)
    run.complete("a", x=2)
    assert run.waiting == ["b", "c", "withdraw"]
    run.complete("b", y=1).complete("c", z=1)
    assert run.outcome == {"number": "Z1", "x": 2, "y": 1, "z": 1}


def test_withdrawing_ends_all_inside_and_keeps_what_was_changed_there(trial):
    run = trial(WITHDRAW, number="Z1", x=1)
    run.complete("a", x=2).complete("b", y=1)
    assert run.message("withdraw", "Z1", why="moved")
    assert run.waiting == ["confirm"]
    assert run.complete("confirm").outcome == {"number": "Z1", "x": 2, "y": 1, "why": "moved"}
    assert run.path[-1] == "gone"


def test_inputs_of_a_subprocess_stay_inside_and_outputs_alone_leave(trial):
    inner = (start("s"), script("a", "=x + 1", "y"), end("e"), flow("s", "a", "e"))
    run = trial(diagram(start(), sub("p", *inner, inputs={"x": "=10"}), end(), flow("begin", "p", "done")), x=1)
    assert run.outcome == {"x": 1, "y": 11}
    inputs, outputs = {"x": "=10"}, {"z": "=y * 2"}
    run = trial(
        diagram(start(), sub("p", *inner, inputs=inputs, outputs=outputs), end(), flow("begin", "p", "done")), x=1
    )
    assert run.outcome == {"x": 1, "z": 22}


def test_an_error_end_goes_to_the_boundary_of_its_own_activity(trial):
    inner = diagram(
        start(),
        user("a"),
        end("bad", inside='<bpmn:errorEventDefinition errorRef="err"/>'),
        flow("begin", "a", "bad"),
        id="inner",
        root='<bpmn:error id="err" name="No" errorCode="E1"/>',
    )
    catch = '<bpmn:errorEventDefinition errorRef="err"/>'
    outer = diagram(
        start(),
        node("parallelGateway", "f"),
        call("c1", "inner"),
        call("c2", "inner"),
        boundary("x1", "c1", catch),
        boundary("x2", "c2", catch),
        end("e1"),
        end("e2"),
        end("caught1"),
        end("caught2"),
        flow("begin", "f", "c1", "e1"),
        flow("f", "c2", "e2"),
        flow("x1", "caught1"),
        flow("x2", "caught2"),
        root='<bpmn:error id="err" name="No" errorCode="E1"/>',
    )
    run = trial(outer, inner)
    run.complete("a", 1)
    assert run.path[-1] == "caught2"
    assert run.waiting == ["a"]
    run.complete("a")
    assert run.path[-1] == "caught1"
    assert run.done


def test_an_error_that_nobody_catches_is_trouble(trial):
    drawn = diagram(
        start(),
        end("bad", inside='<bpmn:errorEventDefinition errorRef="err"/>'),
        flow("begin", "bad"),
        root='<bpmn:error id="err" name="No" errorCode="E1"/>',
    )
    with pytest.raises(Stopped, match="E1"):
        trial(drawn)


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_reaches_the_boundary_interrupting_or_not(trial, interrupting):
    raised = '<bpmn:escalationEventDefinition escalationRef="esc"/>'
    drawn = diagram(
        start(),
        sub(
            "p",
            start("s"),
            node("intermediateThrowEvent", "up", inside=raised),
            user("a"),
            end("e"),
            flow("s", "up", "a", "e"),
        ),
        boundary("x", "p", raised, interrupting=interrupting),
        user("chief"),
        end(),
        flow("begin", "p", "done"),
        flow("x", "chief"),
        root='<bpmn:escalation id="esc" name="Up" escalationCode="U"/>',
    )
    assert trial(drawn).waiting == (["chief"] if interrupting else ["a", "chief"])


def test_a_terminate_end_stops_its_own_scope_only(trial):
    drawn = diagram(
        start(),
        sub(
            "p",
            start("s"),
            node("parallelGateway", "f"),
            user("a"),
            user("b"),
            end("stop", inside="<bpmn:terminateEventDefinition/>"),
            end("e"),
            flow("s", "f", "a", "stop"),
            flow("f", "b", "e"),
        ),
        user("after"),
        end(),
        flow("begin", "p", "after", "done"),
    )
    run = trial(drawn)
    run.complete("a", x=1)
    assert run.waiting == ["after"]
    assert run.complete("after").outcome == {"x": 1}


def test_a_called_diagram_with_a_boundary_timer_is_ended_by_it(trial):
    inner = diagram(start(), user("a"), end(), flow("begin", "a", "done"), id="inner")
    outer = diagram(
        start(),
        call("c", "inner"),
        boundary("late", "c", timer("P1D")),
        boundary("soon", "c", timer("PT12H"), interrupting=False),
        service("warn", "s.t"),
        end(),
        end("gone"),
        flow("begin", "c", "done"),
        flow("late", "gone"),
        flow("soon", "warn"),
    )
    run = trial(outer, inner, steps={"s.t": {}}).after(hours=13)
    assert run.waiting == ["a", "late"]
    assert run.after(days=2).path[-1] == "gone"
    assert trial(outer, inner, steps={"s.t": {}}).complete("a", x=1).outcome == {"x": 1}


def test_an_inner_message_event_of_a_called_diagram_is_found(trial):
    inner = diagram(
        start(),
        node("intermediateCatchEvent", "m", inside=message("m_hello")),
        end(),
        flow("begin", "m", "done"),
        id="inner",
        messages={"hello": "=key"},
    )
    outer = diagram(start(), call("c", "inner"), end(), flow("begin", "c", "done"))
    run = trial(outer, inner, key="k")
    assert run.message("hello", "k", x=1)
    assert run.outcome == {"key": "k", "x": 1}


def test_parallel_instances_collect_in_the_order_of_the_list(trial):
    drawn = diagram(
        start(),
        user("ask", inside=loop("=people", "person", "answers", "={who: person, says: says}")),
        end(),
        flow("begin", "ask", "done"),
    )
    run = trial(drawn, people=["a", "b", "c"])
    assert run.waiting == ["ask"] * 3
    assert run.token("ask", 1).variables["person"] == "b"
    run.complete("ask", 2, says=3).complete("ask", 0, says=1).complete("ask", 0, says=2)
    assert run.outcome["answers"] == [{"who": "a", "says": 1}, {"who": "b", "says": 2}, {"who": "c", "says": 3}]
    assert "says" not in run.outcome
    assert run.path == ["begin", "ask", "ask", "ask", "done"]


def test_sequential_instances_come_one_after_the_other_and_stop_when_enough(trial):
    drawn = diagram(
        start(),
        user("ask", inside=loop("=[1, 2, 3]", "n", "got", "=yes", sequential=True, until="=yes")),
        end(),
        flow("begin", "ask", "done"),
    )
    run = trial(drawn)
    assert run.waiting == ["ask"]
    run.complete("ask", yes=False)
    assert run.token("ask").variables["loopCounter"] == 2
    assert run.complete("ask", yes=True).outcome["got"] == [False, True, None]


def test_an_empty_list_has_no_instance(trial):
    drawn = diagram(start(), user("ask", inside=loop("=[]", "n", "got", "=1")), end(), flow("begin", "ask", "done"))
    assert trial(drawn).outcome == {"got": []}


def test_instances_of_a_subprocess_a_step_and_a_call(trial):
    inner = diagram(start(), script("double", "=n * 2", "m"), end(), flow("begin", "double", "done"), id="inner")
    drawn = diagram(
        start(),
        sub("p", start("s"), user("a"), end("e"), flow("s", "a", "e"), loop("=list", "n", "ps", "=n + extra")),
        service("step", "s.t", inside=loop("=list", "n", "steps", "=r")),
        call("c", "inner", inside=loop("=list", "n", "calls", "=m", sequential=True)),
        end(),
        flow("begin", "p", "step", "c", "done"),
    )
    run = trial(drawn, inner, list=[1, 2], steps={"s.t": lambda v: {"r": v["n"] + 100}})
    run.complete("a", 1, extra=20).complete("a", extra=10)
    assert run.outcome == {"list": [1, 2], "ps": [11, 22], "steps": [101, 102], "calls": [2, 4]}


def test_a_boundary_timer_ends_all_instances(trial):
    drawn = diagram(
        start(),
        user("ask", inside=loop("=[1, 2, 3]")),
        boundary("late", "ask", timer("PT1H")),
        end(),
        end("gone"),
        flow("begin", "ask", "done"),
        flow("late", "gone"),
    )
    run = trial(drawn).complete("ask", 1).after(hours=2)
    assert run.done
    assert run.path[-1] == "gone"


def test_a_standard_loop_goes_round_while_its_condition_holds(trial):
    again = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>=n &lt; 3</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    run = trial(diagram(start(), script("s", "=n + 1", "n", inside=again), end(), flow("begin", "s", "done")), n=0)
    assert run.outcome == {"n": 3}


def test_thrown_messages_carry_the_inputs_and_the_key(trial):
    drawn = diagram(
        start(),
        node("intermediateThrowEvent", "t", inside=message("m_hello"), inputs={"text": '="hi"'}),
        node("sendTask", "s", messageRef="m_hello"),
        end("e", inside=message("m_hello"), inputs={"text": "=key"}),
        flow("begin", "t", "s", "e"),
        messages={"hello": "=string(key)"},
    )
    run = trial(drawn, key=7)
    assert [(t.element, t.name, t.key, t.data) for t in run.thrown] == [
        ("t", "hello", "7", {"text": "hi"}),
        ("s", "hello", "7", {}),
        ("e", "hello", "7", {"text": 7}),
    ]


def test_a_message_start_event_is_chosen_by_name(trial):
    drawn = diagram(
        start(),
        start("other", inside=message("m_hello")),
        end("e1"),
        end("e2"),
        flow("begin", "e1"),
        flow("other", "e2"),
        messages={"hello": None},
    )
    assert trial(drawn).path == ["begin", "e1"]
    assert trial(drawn, event="other").path == ["other", "e2"]


def test_who_did_what_bars_in_the_same_scope_only(trial):
    inner = diagram(start(), user("a"), user("b", not_by="a"), end(), flow("begin", "a", "b", "done"), id="inner")
    outer = diagram(start(), call("c1", "inner"), call("c2", "inner"), end(), flow("begin", "c1", "c2", "done"))
    run = trial(outer, inner).complete("a", by="officer:1")
    assert run.barred("b") == ["officer:1"]
    run.complete("b", by="officer:2").complete("a", by="officer:2")
    assert run.barred("b") == ["officer:2"]


def test_a_variable_named_typename_is_like_any_other(trial):
    run = trial(diagram(start(), user("a"), end(), flow("begin", "a", "done")), typename="x", **{"$n": "y"})
    assert run.complete("a").outcome == {"typename": "x", "$n": "y"}


def test_a_join_whose_tokens_can_never_come_is_trouble_not_silence(trial):
    drawn = diagram(
        start(),
        node("exclusiveGateway", "g", default="g_to_b"),
        user("a"),
        user("b"),
        node("parallelGateway", "j"),
        end(),
        flow("begin", "g"),
        flow("g", "a", when="=x"),
        flow("g", "b", "j"),
        flow("a", "j", "done"),
    )
    with pytest.raises(Stopped, match="j"):
        trial(drawn, x=True).complete("a")


def test_a_diagram_of_a_thousand_tasks_in_a_row_is_parsed_and_runs(trial):
    names = [f"t{number}" for number in range(1000)]
    run = trial(diagram(start(), *[node("task", name) for name in names], end(), flow("begin", *names, "done")))
    assert run.done
    assert len(run.path) == 1002
