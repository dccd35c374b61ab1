"""config.toml as typed values: the one place where a setting is declared.

A section is a frozen dataclass in `sections`, a key one of its fields; `config.toml` must hold exactly these. `APP_SECTION__KEY` in
the environment overrides one key. Secrets are made once into `<store.instance>/secrets.toml` (0600).
Begin at `current()`: `settings.current().server.port`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from app.errors import AppError
from app.settings import keys
from app.settings.sections import TOP, Log, Secrets, Server, Settings

__all__ = ["TOP", "Log", "Server", "Settings", "SettingsError", "at_port", "current", "load", "names", "use"]


class SettingsError(AppError):
    """配置有误，系统没有启动。"""


_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
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


def at_port(settings: Settings, port: int) -> Settings:
    """These settings for a server at that port. What is printed on letters follows it while it leads to this machine only:
    a code that nobody else can open is of use where the server really is. A public address stays as it was set."""
    address = urlsplit(settings.letters.address)
    server, letters = replace(settings.server, port=port), settings.letters
    if address.hostname in _LOOPBACK:
        host = f"[{address.hostname}]" if ":" in address.hostname else address.hostname
        letters = replace(letters, address=address._replace(netloc=f"{host}:{port}").geturl())
    return replace(settings, server=server, letters=letters)


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
    kinds = get_type_hints(Settings)
    del kinds["secrets"]
    problems += [f"[{name}] 是未知的配置段" for name in raw if name not in kinds]
    made = {name: _section(kind, name, raw.get(name, {}), problems) for name, kind in kinds.items()}
    _stop(problems, path)
    kept = made["store"].instance_folder / "secrets.toml"
    keys.ensure(kept)
    made["secrets"] = _section(Secrets, "secrets", _read(kept), problems)
    _stop(problems, kept)
    return Settings(**made)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"读不了 {path}: {error}") from error


def _stop(problems: list[str], path: Path) -> None:
    if problems:
        raise SettingsError("\n".join([f"{path} 有误，系统没有启动：", *problems]))


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
    problems += [f"{name}.{key} 应为 {_words(hints[key])}，现在是 {type(raw[key]).__name__}" for key in wrong]
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
