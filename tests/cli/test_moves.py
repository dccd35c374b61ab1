"""`flask process move`: planned by one officer, approved by another, taken back."""

from __future__ import annotations

import pytest

from app import engine
from app.errors import NotAllowed
from app.people import commands as people
from tests.engine.test_moving import OLD, RENAMED, begin, task


@pytest.fixture
def run(app, db_session, at):
    """run("process", …): the command's exit code and what it says. Officers `one` and `other` are analysts."""
    at("2026-03-02 09:00")
    people.load_places()
    for login, role in (("one", "analyst"), ("other", "analyst"), ("clerk", "auditor")):
        account = people.create_officer(login, "江家乐", "four plain words here", by="system")
        people.grant_role(account.id, role, "ZH", by="system")

    def invoke(*args):
        db_session.commit()  # a command that is refused undoes its own work only
        found = app.test_cli_runner().invoke(args=list(args))
        return found.exit_code, found.output

    return invoke


def test_a_dry_run_names_who_would_stay_and_changes_nothing(run):
    engine.deploy_files({"main.bpmn": OLD}, by="officer:1")
    begin()
    engine.deploy_files({"main.bpmn": RENAMED}, by="officer:1")
    code, said = run("process", "move", "main", "--dry-run")
    assert (code, "main：v1（1） → v2" in said, "a：新版里同一层没有这个元素" in said) == (1, True, True)
    code, said = run("process", "move", "main", "--map", "a=first", "--dry-run")
    assert (code, "换过去 1，留下 0；保持不变：待办 1" in said) == (0, True), said
    assert (engine.moves(), task("a").element) == ([], "a")


def test_one_officer_proposes_another_approves_and_one_process_is_taken_back(run):
    engine.deploy_files({"main.bpmn": OLD}, by="officer:1")
    process = begin()
    engine.deploy_files({"main.bpmn": RENAMED}, by="officer:1")
    move = ("process", "move", "main", "--map", "a=first", "--reason", "改名")
    assert run(*move)[0] == run(*move, "--by", "clerk")[0] == run(*move, "--by", "nobody")[0] == 2
    assert run("process", "move", "main", "--map", "a", "--by", "one")[0] == 2
    code, said = run(*move, "--by", "one")
    assert (code, "已提出" in said) == (0, True)
    number = str(engine.moves()[0].id)
    assert run("process", "approve-move", number, "--by", "one")[0] != 0
    code, said = run("process", "approve-move", number, "--by", "other")
    assert (code, "换过去 1，留下 0，未办 0" in said) == (0, True)
    assert engine.process(process.id).version == 2
    back = ("process", "undo-move", str(process.id), "--by", "one", "--reason")
    assert run(*back, "")[0] != 0 and engine.proposals() == []
    code, said = run(*back, "弄错")
    (proposal,) = engine.proposals(process_id=process.id, state="open")
    assert (code, f"编号 {proposal.id}" in said, proposal.kind) == (0, True, "unmove")
    assert engine.process(process.id).version == 2  # one officer alone takes nothing back
    with pytest.raises(NotAllowed):
        engine.approve(proposal.id, by=proposal.proposed_by)
    assert engine.approve(proposal.id, by="officer:2").version == 1
    assert run(*back, "弄错")[0] != 0  # it stands where it stood: there is nothing to take back
