"""The embedded PostgreSQL: starts by itself, survives kill -9, leaves nothing running, loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.settings import TOP
from app.store import postgres, postmaster

_CALL = f"import sys; sys.path.insert(0, {str(TOP)!r}); from app.store import postgres; from pathlib import Path; "


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """An instance folder nobody else uses, inside one that only its owner may enter."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    yield closed
    postgres.leave(closed)
    postmaster.stop(closed / "postgres" / "data")


def _data(instance: Path) -> Path:
    return instance / "postgres" / "data"


def _ask(host: str, statement: str) -> list[tuple]:
    with psycopg.connect(host=host, user="anju", dbname="anju", autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def _other_process(instance: Path, then: str) -> subprocess.Popen[str]:
    """Another process that joins, says so, and does `then`."""
    code = f"{_CALL}print(postgres.join(Path({str(instance)!r})), flush=True); {then}"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with process.stdout as out:  # type: ignore[union-attr]
        assert out.readline().strip()
    return process


def test_it_starts_by_itself_and_stops_with_its_last_user(instance):
    host = postgres.join(instance)
    assert _ask(host, "SELECT current_setting('data_checksums'), current_setting('fsync')") == [("on", "on")]
    assert postgres.join(instance) == host
    postgres.leave(instance)
    assert postmaster.found(_data(instance)) is None
    assert postmaster._processes_in(_data(instance)) == []


def test_nobody_but_its_user_may_enter_the_socket_folder_and_the_data(instance):
    host = postgres.join(instance)
    for folder in (Path(host), _data(instance)):
        assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700, "no parent folder was opened"


def test_no_value_of_a_statement_reaches_the_servers_log(instance):
    host = postgres.join(instance)
    canary = "440402199003071236"
    with pytest.raises(psycopg.DataError):
        _ask(host, f"SELECT CAST('x{canary}' AS date)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        _ask(host, f"CREATE TABLE n (v text PRIMARY KEY); INSERT INTO n VALUES ('{canary}'), ('{canary}')")
    log = (instance / "postgres" / "log").read_text()
    assert "ready to accept connections" in log and canary not in log


def test_it_keeps_running_while_another_process_uses_it(instance):
    other = _other_process(instance, "import time; time.sleep(60)")
    host = postgres.join(instance)
    other.terminate()
    other.wait()
    assert _ask(host, "SELECT 1") == [(1,)]
    second = _other_process(instance, "import time; time.sleep(60)")
    postgres.leave(instance)
    assert postmaster.found(_data(instance)) is not None
    second.kill()
    second.wait()


def test_a_process_that_ends_normally_stops_it(instance):
    process = _other_process(instance, "pass")
    assert process.wait(30) == 0
    assert postmaster.found(_data(instance)) is None


def test_after_kill_9_of_the_app_the_next_start_adopts_the_server(instance):
    process = _other_process(instance, "import time; time.sleep(60)")
    before = postmaster.found(_data(instance))
    process.kill()
    process.wait()
    postgres.join(instance)
    assert postmaster.found(_data(instance)) == before
    postgres.leave(instance)
    assert postmaster.found(_data(instance)) is None


def test_after_kill_9_of_the_server_it_starts_again_and_has_lost_nothing(instance):
    host = postgres.join(instance)
    _ask(host, "CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000)")
    before = postmaster.found(_data(instance))
    assert before
    os.kill(before.pid, signal.SIGKILL)
    _until(lambda: postmaster.found(_data(instance)) is None)
    host = postgres.join(instance)
    after = postmaster.found(_data(instance))
    assert after and after.pid != before.pid
    assert _ask(host, "SELECT count(*) FROM kept") == [(1000,)]


def test_a_zombie_server_is_not_taken_for_a_living_one(instance):
    process = _other_process(instance, "import time; time.sleep(60)")
    server = postmaster.found(_data(instance))
    assert server
    os.kill(process.pid, signal.SIGSTOP)  # its parent cannot bury it: the killed server stays a zombie
    os.kill(server.pid, signal.SIGKILL)
    _until(lambda: postmaster.process_state(server.pid) == "Z")
    assert postmaster.found(_data(instance)) is None
    assert _ask(postgres.join(instance), "SELECT 1") == [(1,)]
    process.kill()
    process.wait()


def test_a_strangers_pid_in_the_pid_file_is_no_server(instance):
    postgres.join(instance)
    postgres.leave(instance)
    left = _data(instance) / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{_data(instance)}\n0\n5432\n/tmp\n\n0 0\nready\n")
    assert postmaster.found(_data(instance)) is None
    assert _ask(postgres.join(instance), "SELECT 1") == [(1,)]


def test_a_server_whose_socket_was_swept_away_is_started_again(instance):
    host = postgres.join(instance)
    for swept in Path(host).iterdir():
        swept.unlink()
    Path(host).rmdir()
    assert _ask(postgres.join(instance), "SELECT 1") == [(1,)]


def test_ctrl_c_while_it_starts_leaves_nothing_running(instance):
    postgres.join(instance)
    postgres.leave(instance)
    interrupted = (
        "import app.store.postmaster as p; p._await_ready = lambda *a: (_ for _ in ()).throw(KeyboardInterrupt); "
    )
    code = f"{_CALL}{interrupted}postgres.join(Path({str(instance)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "KeyboardInterrupt" in done.stderr
    assert postmaster._processes_in(_data(instance)) == []


def test_a_half_made_data_folder_is_made_again(instance):
    new = instance / "postgres" / "data.new"
    new.mkdir(parents=True)
    (new / "PG_VERSION").write_text("18")
    assert _ask(postgres.join(instance), "SELECT 1") == [(1,)]
    assert not new.exists()


def test_two_processes_that_start_at_once_start_one_server(instance):
    code = f"{_CALL}print(postgres.join(Path({str(instance)!r})), flush=True); import sys; sys.stdin.read()"
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    hosts = {process.stdout.readline() for process in both if process.stdout}
    assert len(hosts) == 1 and hosts != {""}
    for process in both:
        process.communicate("")
    assert postmaster.found(_data(instance)) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_an_ordinary_user_runs_it_too_and_root_after_her():
    python = _python_for_all()
    home = Path("/tmp") / f"anju-user-{os.getpid()}"
    home.mkdir(mode=0o700)
    os.chown(home, 65534, 65534)
    code = _CALL + (
        f"h = postgres.join(Path({str(home)!r})); import psycopg; c = psycopg.connect(host=h, user='anju', dbname='anju'); "
        "print(c.execute('SELECT 1').fetchone()); c.close()"
    )
    try:
        done = subprocess.run(
            [*python, "-c", code], user=65534, group=65534, extra_groups=[], cwd="/", capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.stdout.strip() == "(1,)", done.stderr
        assert _ask(postgres.join(home), "SELECT 1") == [(1,)]
        assert _data(home).stat().st_uid == 65534
    finally:
        postgres.leave(home)
        shutil.rmtree(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as somebody else")
def test_a_wheel_that_the_servers_user_cannot_reach_is_copied(instance, monkeypatch):
    cache = Path("/tmp") / f"anju-cache-{os.getpid()}"
    monkeypatch.setattr(postmaster, "CACHE", cache)
    monkeypatch.setattr(postmaster, "_reaches", lambda *_: False)
    try:
        assert _ask(postgres.join(instance), "SELECT 1") == [(1,)]
        assert list(cache.iterdir()) and not list(cache.glob("*.new"))
    finally:
        postgres.leave(instance)
        shutil.rmtree(cache)


def _python_for_all() -> list[str]:
    """A Python of our version that nobody may run, with our libraries; skips where the checkout is closed to others."""
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        command = [python, "-c", f"import sys; sys.path += {sys.path!r}; import psycopg, sqlalchemy, app.store"]
        try:
            done = subprocess.run(
                command, user=65534, group=65534, extra_groups=[], cwd="/", capture_output=True, check=False
            )
        except PermissionError:
            continue
        if done.returncode == 0:
            return ["env", f"PYTHONPATH={':'.join(filter(None, sys.path))}", python]
    pytest.skip("no other user may run Python in this checkout")


def _until(condition) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
