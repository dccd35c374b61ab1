"""Personal numbers: sealed one value at a time, found again by a keyed index, shown masked.

A sealed value is SM4-GCM (GB/T 32907) bound to its tenant, table, column and row, so that it cannot be moved to another
person's row. Its first bytes name the key, so that keys may be changed while old values stay readable. The blind index
is HMAC-SM3: without the key a district's ID numbers would fall to guessing in a minute.
"""

from __future__ import annotations

import base64
import os
from functools import cache
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app import settings
from app.errors import AppError
from app.store.database import tenant

_NONCE = 12
_TAG = 16
_ANSWER = "answer"


class SealBroken(AppError):
    """一项加密的个人信息无法解开，请联系系统管理员。"""


def seal(text: str, *, table: str, column: str, row: str) -> bytes:
    """The text sealed for that place; `row` is the record's `uid`. Layout: key id's length, key id, nonce, tag, content."""
    secrets = settings.current().secrets
    name = secrets.sealing_key_id
    nonce = os.urandom(_NONCE)
    encryptor = Cipher(_sealing_key(name, secrets.sealing_keys[name]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_place(table, column, row))
    content = encryptor.update(text.encode()) + encryptor.finalize()
    return bytes([len(name)]) + name.encode() + nonce + encryptor.tag + content


def open_(sealed: bytes, *, table: str, column: str, row: str) -> str:
    """The text again; SealBroken when the key is gone, or the value was changed or stood elsewhere."""
    size = sealed[0]
    name = sealed[1 : 1 + size].decode()
    rest = memoryview(sealed)[1 + size :]
    nonce, tag, content = bytes(rest[:_NONCE]), bytes(rest[_NONCE : _NONCE + _TAG]), bytes(rest[_NONCE + _TAG :])
    keys = settings.current().secrets.sealing_keys
    if name not in keys:
        raise SealBroken(key=name, table=table, column=column)
    decryptor = Cipher(_sealing_key(name, keys[name]), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_place(table, column, row))
    try:
        return (decryptor.update(content) + decryptor.finalize()).decode()
    except InvalidTag as error:
        raise SealBroken(key=name, table=table, column=column) from error


def sealed_with(sealed: bytes) -> str:
    """The id of the key a value is sealed with: for changing keys."""
    return sealed[1 : 1 + sealed[0]].decode()


def index(text: str) -> bytes:
    """The blind index (32 bytes) to look a number up by; blanks and the case of a final x do not matter."""
    plain = "".join(text.split()).upper()
    mac = hmac.HMAC(base64.b64decode(settings.current().secrets.index_key), hashes.SM3())
    mac.update(f"{tenant()}|{plain}".encode())
    return mac.finalize()


def new_uid() -> str:
    """A random row name for records with sealed values: uuid4 in hex."""
    return uuid4().hex


def seal_answer(text: str) -> str:
    """What a person typed, sealed for its way through a process's journal; whoever needs it opens it with `open_answer`."""
    row = new_uid()
    return f"{row}.{base64.b64encode(seal(text, table=_ANSWER, column='text', row=row)).decode()}"


def open_answer(sealed: str) -> str:
    """The text again; SealBroken for what was not sealed so."""
    row, _dot, content = sealed.partition(".")
    try:
        return open_(base64.b64decode(content, validate=True), table=_ANSWER, column="text", row=row)
    except (ValueError, IndexError) as error:
        raise SealBroken(table=_ANSWER) from error


class Sealed:
    """An attribute kept sealed: `id_number = Sealed("id_number")` reads and writes the column `id_number_sealed`.

    The record needs the columns `<name>_sealed` (LargeBinary) and `uid` (String(32)); where it has `<name>_index` as
    well, the blind index is kept there.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"
        self.index_column = f"{name}_index"

    def __get__(self, record: Any, kind: type[Any]) -> Any:
        if record is None:
            return self
        sealed = getattr(record, self.column)
        if sealed is None:
            return None
        return open_(bytes(sealed), table=kind.__tablename__, column=self.name, row=record.uid)

    def __set__(self, record: Any, text: str | None) -> None:
        record.uid = record.uid or new_uid()
        kind = type(record)
        blank = text is None
        sealed = None if blank else seal(str(text), table=kind.__tablename__, column=self.name, row=record.uid)
        setattr(record, self.column, sealed)
        if hasattr(kind, self.index_column):
            setattr(record, self.index_column, None if blank else index(str(text)))


def mask_id(text: str) -> str:
    """An ID number for people's eyes: 4404**********1234."""
    return f"{text[:4]}{'*' * max(len(text) - 8, 0)}{text[-4:]}" if len(text) > 8 else "*" * len(text)


def mask_phone(text: str) -> str:
    """A phone number for people's eyes: 138****5678."""
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if len(text) > 7 else "*" * len(text)


@cache
def _sealing_key(name: str, encoded: str) -> algorithms.SM4:
    return algorithms.SM4(base64.b64decode(encoded))


def _place(table: str, column: str, row: str) -> bytes:
    return f"{tenant()}|{table}|{column}|{row}".encode()
