"""What people see of processes: the inbox, its counts, the picture, the variables, drafts."""

from __future__ import annotations

from datetime import datetime

import pytest

from app import engine
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.store.database import ZONE
from tests.engine.drawing import call, diagram, end, flow, loop, node, start, user
from tests.engine.test_verbs import TIMED

WORK = diagram(
    start(),
    node("parallelGateway", "f"),
    user("look", groups='="handler@" + place', due='=deadline(today(), days, "wd")'),
    user("read", groups="reader@ZH", not_by="look"),
    end(),
    flow("begin", "f", "look", "done"),
    flow("f", "read"),
)


@pytest.fixture
def work(deployed):
    """Four processes in two places."""
    deployed(main=WORK)
    for number, (place, days) in enumerate((("XZ", 1), ("XZ", 5), ("GX", 2), ("GX", 3))):
        engine.start("main", business_key=f"ZH{number}", data={"place": place, "days": days}, by="citizen:1")


NAMED = diagram(
    start(),
    user("read", groups="reader@ZH"),
    end(),
    flow("begin", "read", "done"),
).replace(
    b'candidateGroups="reader@ZH"/>',
    b'candidateGroups="reader@ZH"/><zeebe:properties><zeebe:property name="not_actors" value="=seen_by"/></zeebe:properties>',
)


def test_one_whom_the_data_name_is_barred_from_the_first_moment(deployed):
    deployed(main=NAMED)
    engine.start("main", business_key="ZH1", data={"seen_by": ["officer:1", "officer:2"]}, by="citizen:1")
    [task] = engine.open_tasks(business_key="ZH1")
    assert task.barred == ("officer:1", "officer:2") and keys([("reader", ["ZH"])]) == []
    with pytest.raises(NotAllowed):
        engine.complete(task.id, {}, by="officer:2")
    assert engine.complete(task.id, {}, by="officer:3").state == "done"


def keys(scopes, actor="officer:1", **more):
    return [task.business_key for task in engine.inbox(scopes, actor=actor, **more).items]


def test_an_officer_sees_the_tasks_of_role_and_place_only(work):
    assert keys([("handler", ["XZ"])]) == ["ZH0", "ZH1"]
    assert keys([("handler", None)]) == ["ZH0", "ZH2", "ZH3", "ZH1"]
    assert keys([("handler", "GX"), ("reader", ["ZH"])], sort="business_key", size=3) == ["ZH0", "ZH1", "ZH2"]
    assert keys([("handler", [])]) == []
    assert keys([]) == []


def test_the_inbox_filters_sorts_and_pages(work, at):
    all_places = [("handler", None)]
    assert keys(all_places, sort="-due_at") == ["ZH1", "ZH3", "ZH2", "ZH0"]
    assert keys(all_places, filter={"business_key": "H2"}) == ["ZH2"]
    page = engine.inbox(all_places, actor="officer:1", page=2, size=3)
    assert (page.total, page.pages, len(page.items)) == (4, 2, 1)
    assert engine.inbox(all_places, actor="officer:1", page=9, size=3).total == 4
    task = engine.inbox(all_places, actor="officer:1").items[0]
    engine.claim(task.id, by="officer:1")
    assert keys(all_places, filter={"mine": True}) == ["ZH0"]
    assert "ZH0" not in keys(all_places, actor="officer:2", filter={"unclaimed": True})
    assert keys([], actor="officer:1") == ["ZH0"]
    at("2026-03-05 00:00")
    assert keys(all_places, filter={"late": True}) == ["ZH0", "ZH2"]
    counted = engine.counts(
        all_places, actor="officer:1", yellow=[(datetime(2026, 3, 6, tzinfo=ZONE), datetime(2026, 3, 5, tzinfo=ZONE))]
    )
    assert counted == {"open": 4, "mine": 1, "unclaimed": 3, "late": 2, "soon": 1, "by_name": {"look": 4}}
    with pytest.raises(Invalid):
        engine.inbox(all_places, actor="x", filter={"t.id = 1 OR 1": 1})
    with pytest.raises(Invalid):
        engine.inbox(all_places, actor="x", sort="id; DROP TABLE task")


def test_one_who_is_barred_does_not_see_the_task_any_more(work):
    look = engine.inbox([("handler", None)], actor="officer:1").items[0]
    engine.complete(look.id, {}, by="officer:1")
    readers = [("reader", ["ZH"])]
    assert look.business_key not in keys(readers, actor="officer:1")
    assert look.business_key in keys(readers, actor="officer:2")
    assert "officer:1" in engine.open_tasks(business_key=look.business_key)[0].barred


def test_a_draft_is_kept_and_not_journalled(work):
    task = engine.inbox([("handler", None)], actor="officer:1").items[0]
    engine.save_draft(task.id, {"opinion": "half"}, by="officer:1")
    assert engine.task(task.id).draft == {"opinion": "half"}
    assert [e.kind for e in engine.history(task.process_id)] == ["started"]
    engine.claim(task.id, by="officer:2")
    with pytest.raises(Conflict):
        engine.save_draft(task.id, {}, by="officer:1")
    with pytest.raises(Conflict):
        engine.release(task.id, by="officer:1")
    assert engine.assign(task.id, "officer:3", by="officer:9").assignee == "officer:3"
    assert [e.kind for e in engine.history(task.process_id)] == ["started", "claimed", "handed_over"]


def test_the_picture_shows_where_the_tokens_are_in_called_diagrams_too(deployed):
    inner = diagram(start(), user("ask", inside=loop("=[1, 2, 3]")), end(), flow("begin", "ask", "done"), id="inner")
    outer = diagram(start(), user("a"), call("c", "inner"), end(), flow("begin", "a", "c", "done"))
    deployed(main=outer, inner=inner)
    process = engine.start("main", business_key="K", data={}, by="x")
    assert engine.picture(process.id).called == ()
    engine.complete(engine.open_tasks(business_key="K")[0].id, {}, by="x")
    engine.complete(engine.open_tasks(business_key="K")[0].id, {}, by="x")
    seen = engine.picture(process.id)
    assert (seen.live, seen.done) == ({"c": 1}, ["begin", "a"])
    (called,) = seen.called
    assert (called.diagram, called.live, called.done) == ("inner", {"ask": 2}, ["begin", "ask"])
    assert called.xml.startswith("<?xml")
    for _ in range(2):
        engine.complete(engine.open_tasks(business_key="K")[0].id, {}, by="x")
    assert engine.picture(process.id).called[0].done == ["begin", "ask", "done"]


def test_watching_boundary_events_are_not_shown_as_tokens(deployed):
    deployed(main=TIMED)
    process = engine.start("main", business_key="K", data={"until": "2026-03-05"}, by="x")
    assert engine.picture(process.id).live == {"wait": 1}
    assert engine.process_variables(process.id) == {"until": "2026-03-05"}


def test_what_is_not_there_is_not_found(db_session):
    for ask in (engine.task, engine.process, engine.picture, engine.variables, engine.replay):
        with pytest.raises(NotFound):
            ask(987654321)
    with pytest.raises(NotFound):
        engine.start("nothing", business_key="K", data={}, by="x")
