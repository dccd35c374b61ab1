"""The two commands: what scripts/run and scripts/setup promise, tried as a newcomer does, in folders of their own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from app.settings import TOP
from app.store import postmaster

FLASK = [str(Path(sys.executable).with_name("flask"))]


def _environment(folder: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("APP_", "PYTEST"))}
    return {**inherited, "APP_STORE__INSTANCE": str(folder / "instance"), "APP_STORE__FILES": str(folder / "files")}


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a machine where nothing was started yet: an instance folder of its own."""
    environment = _environment(tmp_path)
    yield environment
    postmaster.stop(_data(environment))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder in which `flask prepare` has run, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    done = _flask(_environment(folder), "prepare")
    assert done.returncode == 0, done.stderr
    return folder / "instance"


@pytest.fixture
def place(bare: dict[str, str], made: Path) -> dict[str, str]:
    """The environment of an installation that was used before."""
    subprocess.run(["cp", "-a", made, bare["APP_STORE__INSTANCE"]], check=True)
    return bare


def _flask(place: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FLASK, *arguments], cwd=TOP, env=place, capture_output=True, text=True, timeout=120, check=False
    )


def _data(place: dict[str, str]) -> Path:
    return Path(place["APP_STORE__INSTANCE"]) / "postgres" / "data"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Served:
    """`flask serve --no-demo` in a session of its own, as a terminal would start it."""

    def __init__(self, place: dict[str, str]) -> None:
        self.port = _free_port()
        self.out = Path(place["APP_STORE__INSTANCE"]).parent / "out"
        with self.out.open("ab") as out:
            self.process = subprocess.Popen(
                [*FLASK, "serve", "--no-demo", "--port", str(self.port)], cwd=TOP, env=place, stdout=out, stderr=out, start_new_session=True
            )  # fmt: skip
        end = time.monotonic() + 90
        while not self._answers():
            assert time.monotonic() < end and self.process.poll() is None, self.out.read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/static/nothing") as answer:
                return answer.status > 0
        except OSError as error:
            return hasattr(error, "code")

    def end(self, how: signal.Signals) -> int:
        """Sends the signal to the whole group, as Ctrl-C does."""
        self.served = self.out.read_text()
        os.killpg(self.process.pid, how)
        return self.process.wait(60)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ending_the_server_leaves_nothing_running(place, how):
    served = _Served(place)
    assert postmaster.found(_data(place)) is not None
    assert served.end(how) == 0, served.out.read_text()
    assert postmaster._processes_in(_data(place)) == []
    assert "Traceback" not in served.out.read_text().removeprefix(served.served)


def test_killed_with_9_it_starts_again_and_has_lost_nothing(place):
    place["APP_DEMO__CLOCK"] = "true"
    served = _Served(place)
    assert _flask(place, "clock", "move", "--days", "3", "--reason", "kept").returncode == 0
    served.end(signal.SIGKILL)
    server = postmaster.found(_data(place))
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    served = _Served(place)
    assert "kept" in _flask(place, "clock", "show").stdout
    served.end(signal.SIGINT)


def test_a_taken_port_is_said_before_anything_is_started(bare):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = _flask(bare, "serve", "--no-demo", "--port", str(taken.getsockname()[1]))
    assert done.returncode != 0 and "--port" in done.stderr and "Traceback" not in done.stderr
    assert not _data(bare).exists()


def test_on_a_bare_machine_a_flask_command_starts_the_database_makes_the_tables_and_stops_it(bare):
    done = _flask(bare, "clock", "show")
    assert done.returncode == 0 and re.search(r"\+08:00", done.stdout), done.stderr
    assert postmaster.found(_data(bare)) is None


def test_the_clock_moves_only_in_the_demonstration(place):
    assert "演示" in _flask(place, "clock", "move", "--days", "1").stderr
    place["APP_DEMO__CLOCK"] = "true"
    done = _flask(place, "clock", "move", "--days", "-1")
    assert done.returncode != 0 and "向前" in done.stderr


def test_a_wrong_setting_stops_every_command_by_name(bare):
    bare["APP_SERVER__PROT"] = "1"
    done = _flask(bare, "clock", "show")
    assert done.returncode != 0 and "APP_SERVER__PROT" in done.stdout + done.stderr


def test_another_postgresql_is_used_when_its_url_is_given(place, tmp_path):
    with_url = dict(place, APP_STORE__INSTANCE=str(tmp_path / "other"))
    with_url["APP_STORE__URL"] = _running_url(place)
    try:
        done = _flask(with_url, "clock", "show")
        assert done.returncode == 0, done.stderr
        assert not _data(with_url).exists()
    finally:
        postmaster.stop(_data(place))


def _running_url(place: dict[str, str]) -> str:
    folder = Path(place["APP_STORE__INSTANCE"]) / "postgres"
    code = f"import sys; sys.path.insert(0, {str(TOP)!r}); from app.store import postgres; from pathlib import Path; import os; print(postgres.join(Path({str(folder.parent)!r})), flush=True); os._exit(0)"
    host = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    return f"postgresql://anju@/anju?host={host}"


def test_the_ticker_strikes_every_job_once_without_an_error(place):
    done = _flask(place, "ticker", "--once")
    assert done.returncode == 0 and "failed" not in done.stderr, done.stderr


def test_setup_is_quick_when_nothing_changed():
    subprocess.run([TOP / "scripts" / "setup"], check=True, timeout=300)
    before = time.monotonic()
    done = subprocess.run([TOP / "scripts" / "setup"], check=True, capture_output=True, text=True)
    assert done.stdout == "" and time.monotonic() - before < 2


@pytest.mark.parametrize("script", sorted(p.name for p in (TOP / "scripts").iterdir() if p.is_file()))
def test_every_script_may_be_run_and_says_what_it_does(script):
    path = TOP / "scripts" / script
    lines = path.read_text().splitlines()
    assert os.access(path, os.X_OK) and lines[0] in ("#!/bin/sh", "#!/usr/bin/env bash", "#!/usr/bin/env python3")
    assert lines[1].startswith(("# ", '"""'))
