"""Faults, the long form: every place of every scene, more threads, more operations, other seeds, a disk that is really full."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app import engine
from app.errors import Unavailable
from app.store import database, db, transaction
from tests.faults import scenes, test_server
from tests.faults.crowd import all_whole
from tests.faults.scenes import ENGINE, MONEY
from tests.faults.signal_scenes import SIGNALS
from tests.faults.storm import storm
from tests.faults.test_cut import disturb_everywhere, stage
from tests.faults.test_races import town
from tests.faults.test_server import own_server

pytestmark = pytest.mark.soak
__all__ = ["own_server", "stage", "town"]
MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
THREADS, OPERATIONS = 16, 10_000


@pytest.mark.parametrize("name", [*ENGINE, *MONEY, *SIGNALS])
def test_every_place_of_every_scene(stage: Flask, name: str) -> None:
    if name in MONEY:
        scenes.furnish()
    count = disturb_everywhere((ENGINE | MONEY | SIGNALS)[name], some=None, seed=0)
    print(f"{name}: {count} places, each broken and killed")
    all_whole()


def test_sixteen_crowds_of_ten_thousand_operations(town: Flask) -> None:
    """Sixteen storms, or as many as end in time."""
    end = time.monotonic() + 60 * MINUTES
    for seed in range(1, 17):
        counts = storm(town, threads=THREADS, operations=OPERATIONS, matters=80, seed=seed)
        print(f"storm {seed}: {sum(counts.values())} operations, {dict(counts)}")
        if time.monotonic() > end:
            break


def test_a_server_killed_again_and_again_under_load(
    own_server: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_server, "EACH", 60)
    monkeypatch.setattr(test_server, "KILLS", 8)
    test_server.test_a_server_killed_under_load_has_lost_nothing_it_acknowledged(own_server, app)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 24 MB where the server's user may reach it; needs root."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        place = Path(folder) / "disk"
        place.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=False)
        if mounted.returncode:
            pytest.skip("only root may mount a small disk")
        yield place
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_refuses_and_goes_on_by_itself_when_there_is_room(
    small_disk: Path, own_server: Path, app: Flask
) -> None:
    """The journal lies on a small disk, which something else fills: who works is told, who reads is not disturbed."""
    owner = own_server.stat()
    os.chown(small_disk, owner.st_uid, owner.st_gid)
    db.session.remove()
    with psycopg.connect(database.url(), autocommit=True) as line:
        line.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
        months = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal'::regclass"
        for (month,) in line.execute(months).fetchall():
            line.execute(f"ALTER TABLE {month} SET TABLESPACE small")
    done = filled(small_disk, "before")
    assert done < 2_000, "the disk was never full"
    with transaction():
        before = len(engine.processes_of("before"))
    assert before == done, "what was refused left something, or what was taken is lost"
    (small_disk / "filling").unlink()
    with transaction():
        engine.start("matter", business_key="after", data={"name": "after"}, by="citizen:5")
    all_whole()


def filled(disk: Path, name: str) -> int:
    """Fills the disk and starts processes until one is refused; how many were taken."""
    with (disk / "filling").open("wb") as filling:
        try:
            while filling.write(bytes(65_536)):
                filling.flush()
        except OSError:
            pass
    for number in range(2_000):
        try:
            with transaction():
                engine.start("matter", business_key=name, data={"name": name, "text": "x" * 2_000}, by="citizen:5")
        except Unavailable as full:
            assert full.facts["sqlstate"] == "53100"
            return number
    return 2_000
