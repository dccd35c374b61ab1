"""Kept documents: judged by their content, stored under random names outside everything that is served.

The name a person gave is only data (secure_filename would destroy Chinese names); what a file is follows from its bytes.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from flask import Response, send_file
from flask_babel import gettext as _
from PIL import Image
from pypdf import PdfReader

from app import settings
from app.errors import Invalid, NotFound
from app.store import clock
from app.store.database import db, tenant
from app.store.records import StoredFile

MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_BEGINNINGS = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_LOOSE = timedelta(days=1)


def keep(content: bytes, name: str, *, kinds: tuple[str, ...] = ("pdf", "jpeg", "png")) -> StoredFile:
    """Keeps a document; Invalid says why not: empty, too large, another kind, damaged, a picture that unpacks too large."""
    chosen = settings.current().files
    if not content:
        raise Invalid(_("文件是空的，请重新选择。"))
    if len(content) > chosen.max_mb * 1024 * 1024:
        raise Invalid(_("文件超过 %(n)s MB，请压缩后再上传。", n=chosen.max_mb))
    kind = _kind(content, kinds)
    stored = StoredFile(
        uid=uuid4().hex, name=_plain_name(name), kind=kind, media_type=MEDIA_TYPES[kind],
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), kept_at=clock.now(),
    )  # fmt: skip
    _write(_path(stored.uid), content)
    db.session.add(stored)
    db.session.flush()
    return stored


def content(stored: StoredFile) -> bytes:
    """The bytes; NotFound when they are missing or no longer what was kept."""
    try:
        kept = _path(stored.uid).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(_("文件不在存储中，请联系系统管理员。")) from error
    if hashlib.sha256(kept).hexdigest() != stored.sha256:
        raise NotFound(_("文件与存入时不一致，请联系系统管理员。"))
    return kept


def respond(stored: StoredFile) -> Response:
    """The document as a download under the person's own name; never shown or sniffed by the browser, never cached."""
    return download(content(stored), stored.media_type, stored.name)


def download(content: bytes, media_type: str, name: str) -> Response:
    """Bytes that are kept nowhere, as a download under that name, guarded like a kept document."""
    answer = send_file(BytesIO(content), media_type, as_attachment=True, download_name=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def forget(stored: StoredFile) -> None:
    """Deletes the row; `sweep` removes the bytes later, so that an undone transaction loses nothing."""
    db.session.delete(stored)
    db.session.flush()


def sweep() -> int:
    """Removes bytes older than a day that no row names (undone uploads, forgotten files); returns how many."""
    before = clock.now().timestamp() - _LOOSE.total_seconds()
    loose = [path for path in settings.current().store.files_folder.glob("??/*") if path.stat().st_mtime < before]
    if not loose:
        return 0
    named = set(db.session.scalars(sa.select(StoredFile.uid).where(StoredFile.tenant == tenant())))
    gone = [path for path in loose if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _kind(content: bytes, kinds: tuple[str, ...]) -> str:
    kind = next((kind for kind, beginning in _BEGINNINGS.items() if content.startswith(beginning)), None)
    if kind is None or kind not in kinds:
        raise Invalid(
            _("只接受 %(kinds)s 文件。请检查文件内容，只改扩展名是不够的。", kinds="、".join(k.upper() for k in kinds))
        )
    problem = _problem_of_pdf(content) if kind == "pdf" else _problem_of_picture(content, kind)
    if problem:
        raise Invalid(problem)
    return kind


def _problem_of_pdf(content: bytes) -> str | None:
    try:
        return None if len(PdfReader(BytesIO(content)).pages) else _("PDF 里没有页面，请重新导出。")
    except Exception:  # noqa: BLE001  a broken file makes the reader raise anything
        return _("PDF 文件已损坏或有密码，请重新导出。")


def _problem_of_picture(content: bytes, kind: str) -> str | None:
    most = settings.current().files.max_megapixels * 1_000_000
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound follows
            picture = Image.open(BytesIO(content), formats=[kind.upper()])
        if picture.width * picture.height > most:
            return _("图片尺寸过大，请缩小后再上传。")
        picture.load()
    except Exception:  # noqa: BLE001  a broken picture makes the decoder raise anything
        return _("图片已损坏，请重新拍摄或导出。")
    return None


def _plain_name(name: str) -> str:
    """The last part of the name without control characters, at most 200 characters, extension kept."""
    last = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip() or "file"
    stem, dot, ending = last.rpartition(".")
    return last if len(last) <= 200 else f"{stem[:180]}{dot}{ending[:10]}"


def _path(uid: str) -> Path:
    return settings.current().store.files_folder / uid[:2] / uid


def _write(path: Path, content: bytes) -> None:
    """On disk before the row is committed: a row never names a file that a power cut took."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
