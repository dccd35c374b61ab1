"""The stage of the journeys: see table.Stage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.journeys.place import opened, undone
from tests.journeys.table import Stage


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "journeys"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def stage(app: Flask, staffed_engine: sa.Engine, shared: Path) -> Iterator[Stage]:
    """Where a journey is run."""
    with opened(app, staffed_engine):
        yield Stage(lambda: undone(staffed_engine), shared)
