"""Passwords: Argon2id (RFC 9106) in the PHC text form, and the list of those that everybody guesses."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.people import rules

# 19 MiB, two passes, one lane: OWASP's least for Argon2id; about 30 ms here, and 8 threads at once stay in 160 MB
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LIST = Path(__file__).parent / "data" / "common_passwords.txt"


def hash_password(text: str) -> str:
    """The PHC text `$argon2id$…` of a password, salted anew each time."""
    maker = Argon2id(salt=os.urandom(16), length=32, iterations=_PASSES, lanes=1, memory_cost=_MEMORY_KIB)
    return maker.derive_phc_encoded(_bytes(text))


def matches(text: str, kept: str | None) -> bool:
    """Whether the password fits the kept hash. Without one (no such account) it works as long and says no."""
    try:
        Argon2id.verify_phc_encoded(_bytes(text), kept or _nobodys())
    except InvalidKey:
        return False
    return kept is not None


@cache
def _nobodys() -> str:
    return hash_password(os.urandom(16).hex())


def _bytes(text: str) -> bytes:
    # longer than any allowed password is cut, so that a megabyte typed into the field costs nothing
    return rules.tidy_password(text[: 4 * rules.PASSWORD_MOST]).encode()


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that are guessed first, in lower case (our own list, made for this place)."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))
