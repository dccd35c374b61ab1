"""The engine's fixtures: a deployment of drawn diagrams, and a clean list of step calls."""

from __future__ import annotations

import pytest

from app import engine
from tests.engine import steps


@pytest.fixture(autouse=True)
def quiet_steps():
    """No calls from the test before, nothing broken."""
    steps.calls.clear()
    steps.broken.clear()
    yield steps


@pytest.fixture
def deployed(db_session, at):
    """deployed(main=bytes, other=bytes, …): deploys diagrams at 2026-03-02 09:00."""
    at("2026-03-02 09:00")

    def put(**files: bytes):
        named = {f"{name}.dmn" if b"/DMN/" in content else f"{name}.bpmn": content for name, content in files.items()}
        return engine.deploy_files(named, by="officer:1")

    return put
