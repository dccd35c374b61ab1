"""`flask process show`: where a process stands and its journal, in words."""

from __future__ import annotations

from app import engine
from app.store import transaction
from tests.engine import steps
from tests.operations.conftest import LINE


def test_a_process_is_shown_with_its_trouble_its_place_and_its_journal_in_words(committed, at):
    at("2026-03-02 09:00")
    steps.broken.add("fail")
    with transaction():
        engine.deploy_files({"line.bpmn": LINE}, by="officer:1")
        process = engine.start("line", business_key="K1", data={}, by="citizen:1")
        engine.complete(engine.open_tasks(business_key="K1")[0].id, {}, by="officer:1")
    shown = committed.test_cli_runner().invoke(args=["process", "show", str(process.id)])
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[0].split() == [str(process.id), "K1", "line", "v1", "故障"]
    assert "the far end is away" in lines[1] and "等人办理" in lines[2]
    assert [line.split()[3] for line in lines[3:]] == ["开始", "出现故障"]
    missing = committed.test_cli_runner().invoke(args=["process", "show", "999"])
    assert missing.exit_code != 0
