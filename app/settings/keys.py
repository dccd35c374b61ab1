"""The secrets of an installation, made on its first start, readable by its owner only."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def ensure(path: Path) -> None:
    """Makes the secrets where there are none. Losing this file loses every sealed number."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    elif "payment_key" not in path.read_text(encoding="utf-8"):
        _replace(path, f'payment_key = "{_key(32)}"\n' + path.read_text(encoding="utf-8"))


def _replace(path: Path, text: str) -> None:
    """A secrets file of an older version gets what it lacks; two processes that do so at once agree on one of them."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.more")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def _make(path: Path) -> None:
    lines = [
        "# Made on the first start. Keep a copy apart from the database's: without it sealed numbers cannot be read.",
        f'flask_key = "{secrets.token_hex(32)}"',
        f'index_key = "{_key(32)}"',
        'sealing_key_id = "k1"',
        f'gateway_token = "{secrets.token_urlsafe(32)}"',
        f'payment_key = "{_key(32)}"',
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
    return base64.b64encode(secrets.token_bytes(size)).decode()
