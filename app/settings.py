"""config.toml as typed values: the one place where a setting is declared.

A section is a frozen dataclass, a key one of its fields; `config.toml` must hold exactly these. `APP_SECTION__KEY` in
the environment overrides one key. Secrets are made once into `<store.instance>/secrets.toml` (0600).
Begin at `current()`: `settings.current().server.port`.
"""

from __future__ import annotations

import base64
import os
import secrets as random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from app.errors import AppError

TOP = Path(__file__).resolve().parents[1]
"""The repository's top folder: relative paths in settings begin here."""


class SettingsError(AppError):
    """配置有误,系统没有启动。"""


@dataclass(frozen=True)
class Server:
    """How the pages are served."""

    host: str
    port: int
    threads: int
    https: bool
    proxies: int
    max_request_mb: int


@dataclass(frozen=True)
class Store:
    """Where things are kept. `url` empty means the embedded PostgreSQL."""

    url: str
    instance: str
    files: str
    tenant: str
    pool: int
    deadline_seconds: int

    @property
    def instance_folder(self) -> Path:
        """The folder of secrets and embedded data, absolute."""
        return TOP / self.instance

    @property
    def files_folder(self) -> Path:
        """The folder of kept documents, absolute."""
        return TOP / self.files


@dataclass(frozen=True)
class Log:
    """What is logged, and in which shape."""

    level: str
    format: str


@dataclass(frozen=True)
class Ticker:
    """How often the clock of the house strikes."""

    engine_seconds: int
    outbox_seconds: int
    keeping_minutes: int
    batch: int


@dataclass(frozen=True)
class Outbox:
    """How what leaves the house is tried again."""

    lease_seconds: int
    first_wait_seconds: int
    longest_wait_seconds: int
    keep_days: int


@dataclass(frozen=True)
class Files:
    """What may be uploaded."""

    max_mb: int
    max_megapixels: int


@dataclass(frozen=True)
class People:
    """Sign-in and sessions."""

    password_min: int
    lock_after: int
    lock_first_seconds: int
    lock_minutes: int
    idle_minutes: int
    session_hours: int


@dataclass(frozen=True)
class Portal:
    """The citizen's side."""

    draft_days: int


@dataclass(frozen=True)
class Letters:
    """Official letters as PDF."""

    address: str
    fonts: str


@dataclass(frozen=True)
class Engine:
    """Budgets and how long things are kept for a process."""

    visit_seconds: int
    visit_steps: int
    message_days: int
    key_days: int


@dataclass(frozen=True)
class Exchange:
    """The gateway to other authorities."""

    url: str
    urls: dict[str, str]
    app_id: str
    timeout_seconds: int
    validity_days: int
    attempts: int


@dataclass(frozen=True)
class Demo:
    """The demonstration."""

    clock: bool


@dataclass(frozen=True)
class Secrets:
    """Keys made on the first start. Sealing keys by id, base64 of 16 bytes; the current id seals, all open."""

    flask_key: str
    index_key: str
    sealing_key_id: str
    sealing_keys: dict[str, str]
    gateway_token: str


@dataclass(frozen=True)
class Settings:
    """All sections."""

    server: Server
    store: Store
    log: Log
    ticker: Ticker
    outbox: Outbox
    files: Files
    people: People
    portal: Portal
    letters: Letters
    engine: Engine
    exchange: Exchange
    demo: Demo
    secrets: Secrets


_current: list[Settings] = []


def current() -> Settings:
    """The settings in force; read from config.toml and the environment at the first call (SettingsError names what is wrong)."""
    if not _current:
        use(load())
    return _current[-1]


def names() -> list[str]:
    """The sections, in the order of config.toml."""
    return [field.name for field in fields(Settings)]


def use(settings: Settings) -> Settings:
    """Puts these settings in force for the process: for create_app and tests."""
    _current[:] = [settings]
    return settings


def load(
    path: Path = TOP / "config.toml",
    environ: Mapping[str, str] | None = None,
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Settings:
    """Settings from the file, then the environment, then `changes` ({section: {key: value}}); all problems at once."""
    raw = _read(path)
    problems: list[str] = []
    _override(raw, os.environ if environ is None else environ, problems)
    for section, values in (changes or {}).items():
        raw.setdefault(section, {}).update(values)
    sections = get_type_hints(Settings)
    del sections["secrets"]
    problems += [f"[{name}] 是未知的配置段" for name in raw if name not in sections]
    made = {name: _section(kind, name, raw.get(name, {}), problems) for name, kind in sections.items()}
    _stop(problems, path)
    folder = made["store"].instance_folder
    keys = _secrets(folder / "secrets.toml")
    made["secrets"] = _section(Secrets, "secrets", keys, problems)
    _stop(problems, folder / "secrets.toml")
    return Settings(**made)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"读不了 {path}: {error}") from error


def _stop(problems: list[str], path: Path) -> None:
    if problems:
        raise SettingsError("\n".join([f"{path} 有误,系统没有启动:", *problems]))


def _override(raw: dict[str, dict[str, Any]], environ: Mapping[str, str], problems: list[str]) -> None:
    hints = get_type_hints(Settings)
    for name, text in sorted(environ.items()):
        if not name.startswith("APP_"):
            continue
        section, _, key = name[4:].lower().partition("__")
        kind = get_type_hints(hints[section]).get(key) if section in hints and section != "secrets" else None
        if kind is None:
            problems.append(f"环境变量 {name} 不对应任何配置项")
        else:
            raw.setdefault(section, {})[key] = text if kind is str else _parsed(text)


def _parsed(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _section(kind: type[Any], name: str, raw: Mapping[str, Any], problems: list[str]) -> Any:
    hints = {field.name: get_type_hints(kind)[field.name] for field in fields(kind)}
    problems += [f"{name}.{key} 是未知的配置项" for key in raw if key not in hints]
    problems += [f"缺少配置项 {name}.{key}" for key in hints if key not in raw]
    wrong = [key for key, wanted in hints.items() if key in raw and not _fits(raw[key], wanted)]
    problems += [f"{name}.{key} 应为 {_words(hints[key])},现在是 {type(raw[key]).__name__}" for key in wrong]
    return None if problems else kind(**raw)


def _fits(value: Any, wanted: Any) -> bool:
    origin = get_origin(wanted)
    if origin is dict:
        return isinstance(value, dict) and all(isinstance(one, get_args(wanted)[1]) for one in value.values())
    if origin is list:
        return isinstance(value, list) and all(isinstance(one, get_args(wanted)[0]) for one in value)
    return type(value) is wanted


def _words(wanted: Any) -> str:
    return wanted.__name__ if isinstance(wanted, type) and get_origin(wanted) is None else str(wanted)


def _secrets(path: Path) -> dict[str, Any]:
    """Reads the secrets, making them first where there are none. Losing this file loses every sealed number."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_secrets(path)
    return dict(_read(path))


def _make_secrets(path: Path) -> None:
    lines = [
        "# Made on the first start. Keep a copy apart from the database's: without it sealed numbers cannot be read.",
        f'flask_key = "{random.token_hex(32)}"',
        f'index_key = "{_key(32)}"',
        'sealing_key_id = "k1"',
        f'gateway_token = "{random.token_urlsafe(32)}"',
        "",
        "[sealing_keys]",
        f'k1 = "{_key(16)}"',
        "",
    ]
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was quicker: its secrets hold
    finally:
        draft.unlink()


def _key(size: int) -> str:
    return base64.b64encode(random.token_bytes(size)).decode()
