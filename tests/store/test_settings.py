"""Settings are closed and typed: whatever is wrong stops the start by name, all at once."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from app import settings
from app.settings import TOP, SettingsError, at_port, load


def _file(tmp_path: Path, change=lambda text: text) -> Path:
    text = (TOP / "config.toml").read_text(encoding="utf-8")
    text = re.sub(r'^instance = "instance"', f'instance = "{tmp_path / "i"}"', text, flags=re.M)
    path = tmp_path / "config.toml"
    path.write_text(change(text), encoding="utf-8")
    return path


def test_the_shipped_file_is_complete_and_typed(tmp_path):
    chosen = load(_file(tmp_path), environ={})
    assert chosen.server.port == 8000 and chosen.demo.clock is False


@pytest.mark.parametrize(
    ("set_to", "printed"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8123"),
        ("http://[::1]:8000", "http://[::1]:8123"),
        ("http://localhost", "http://localhost:8123"),
        ("https://anju.example", "https://anju.example"),
        ("https://anju.example:8443", "https://anju.example:8443"),
    ],
)
def test_the_address_on_letters_follows_the_port_while_it_leads_to_this_machine(tmp_path, set_to, printed):
    chosen = at_port(load(_file(tmp_path), environ={"APP_LETTERS__ADDRESS": set_to}), 8123)
    assert (chosen.server.port, chosen.letters.address) == (8123, printed)


def test_every_key_of_the_shipped_file_carries_its_reason():
    lines = (TOP / "config.toml").read_text(encoding="utf-8").splitlines()
    keys = [line for line in lines if re.match(r"\w+ = ", line)]
    assert keys and [line for line in keys if "#" not in line] == []


def test_unknown_missing_and_mistyped_keys_stop_the_start_by_name(tmp_path):
    def spoil(text: str) -> str:
        text = text.replace("port = 8000", 'port = "8000"').replace("threads = 8", "treads = 8")
        return text + "\n[weather]\nsunny = true\n"

    with pytest.raises(SettingsError) as caught:
        load(_file(tmp_path, spoil), environ={})
    for name in ("server.port", "server.treads", "server.threads", "weather"):
        assert name in caught.value.message


def test_the_environment_overrides_one_key_in_its_type(tmp_path):
    environ = {
        "APP_STORE__URL": "postgresql://h/d",
        "APP_SERVER__PORT": "9000",
        "APP_DEMO__CLOCK": "true",
        "APP_EXCHANGE__URLS": '{tax = "http://t"}',
        "PATH": "/bin",
    }
    chosen = load(_file(tmp_path), environ=environ)
    assert (chosen.store.url, chosen.server.port, chosen.demo.clock) == ("postgresql://h/d", 9000, True)
    assert chosen.exchange.urls == {"tax": "http://t"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("APP_SERVER__PROT", "1"), ("APP_X__Y", "1"), ("APP_SECRETS__FLASK_KEY", "x"), ("APP_PORT", "1")],
)
def test_an_unknown_name_in_the_environment_stops_the_start(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        load(_file(tmp_path), environ={name: value})


def test_a_wrong_type_in_the_environment_stops_the_start(tmp_path):
    with pytest.raises(SettingsError, match=r"server\.port"):
        load(_file(tmp_path), environ={"APP_SERVER__PORT": "many"})


def test_secrets_are_made_once_for_the_owner_only_and_differ_between_installations(tmp_path):
    path = _file(tmp_path)
    first = load(path, environ={}).secrets
    kept = tmp_path / "i" / "secrets.toml"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert load(path, environ={}).secrets == first
    kept.unlink()
    other = load(path, environ={}).secrets
    assert {first.flask_key, first.index_key, first.gateway_token}.isdisjoint(
        {other.flask_key, other.index_key, other.gateway_token}
    )
    assert list((tmp_path / "i").iterdir()) == [kept], "no draft is left behind"


def test_a_missing_secret_is_named_not_made_again(tmp_path):
    path = _file(tmp_path)
    load(path, environ={})
    kept = tmp_path / "i" / "secrets.toml"
    kept.write_text(re.sub(r"^index_key.*$", "", kept.read_text(), flags=re.M))
    with pytest.raises(SettingsError, match=r"secrets\.index_key"):
        load(path, environ={})


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "config.toml").write_text("[server\n")
    with pytest.raises(SettingsError, match="config.toml"):
        load(tmp_path / "config.toml", environ={})


def test_sections_are_listed_in_order():
    assert settings.names()[:2] == ["server", "store"] and settings.names()[-1] == "secrets"
