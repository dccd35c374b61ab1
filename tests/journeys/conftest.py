"""The stage of the journeys: see table.Stage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.journeys.place import connected, furnish, opened, own_database, undone
from tests.journeys.table import Stage


@pytest.fixture(scope="session")
def world(app: Flask, template: str) -> Iterator[sa.Engine]:
    """A furnished database of this worker's."""
    with own_database(template, f"test_{os.getpid()}_journeys") as url, connected(app, url) as own:
        with opened(app, own):
            furnish()
        yield own


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "journeys"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def stage(app: Flask, world: sa.Engine, shared: Path) -> Iterator[Stage]:
    """Where a journey is run."""
    with opened(app, world):
        yield Stage(lambda: undone(world), shared)
