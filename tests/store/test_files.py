"""Documents are judged by their bytes, kept whole, and given back as a download that no browser runs."""

from __future__ import annotations

import io
import os
import zlib
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from app import settings
from app.errors import Invalid, NotFound
from app.store import files


def _picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def _pdf() -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


def _bomb() -> bytes:
    """A PNG of 20,000 × 20,000 pixels in a few kilobytes."""

    def part(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = (20000).to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 1000)) + part(b"IEND", b"")


GOOD = {"pdf": _pdf(), "jpeg": _picture("JPEG"), "png": _picture("PNG")}


@pytest.mark.parametrize("kind", GOOD)
def test_a_document_comes_back_as_it_was_with_its_own_name(db_session, kind):
    stored = files.keep(GOOD[kind], "户口簿 首页.bin")
    assert (stored.kind, stored.name, stored.size) == (kind, "户口簿 首页.bin", len(GOOD[kind]))
    assert files.content(stored) == GOOD[kind]


def test_it_lies_under_a_random_name_for_the_owner_only(db_session):
    stored = files.keep(GOOD["png"], "../../etc/户口.png")
    path = settings.current().store.files_folder / stored.uid[:2] / stored.uid
    assert path.stat().st_mode & 0o077 == 0
    assert stored.name == "户口.png" and "户口" not in str(path)


def test_the_answer_is_a_download_that_is_not_sniffed(app, db_session):
    stored = files.keep(GOOD["pdf"], "身份证“正面”\r\n.pdf")
    with app.test_request_context():
        answer = files.respond(stored)
        answer.direct_passthrough = False
        assert (
            answer.headers["Content-Disposition"].startswith("attachment;")
            and "UTF-8''" in answer.headers["Content-Disposition"]
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.mimetype == "application/pdf"
        assert "no-store" in answer.headers["Cache-Control"] and answer.get_data() == GOOD["pdf"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<html><script>1</script></html>",
        b"GIF89a" + GOOD["png"],
        b"MZ" + b"\0" * 100,
        b"%PDF-1.7\nnot really",
        b"\x89PNG\r\n\x1a\n broken",
        GOOD["jpeg"][: len(GOOD["jpeg"]) // 2],
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        _bomb(),
        b"\x89PNG\r\n\x1a\n" + b"\0" * (10 * 1024 * 1024),
    ],
    ids=["empty", "svg", "html", "gif", "exe", "pdf", "png", "half jpeg", "fake jpeg", "bomb", "too large"],
)
def test_what_is_no_document_is_refused_with_a_reason_and_leaves_nothing(db_session, content):
    before = set(settings.current().store.files_folder.glob("??/*"))
    with pytest.raises(Invalid) as caught:
        files.keep(content, "照片.png")
    assert len(caught.value.message) > 5
    assert set(settings.current().store.files_folder.glob("??/*")) == before


def test_a_kind_that_is_not_wanted_here_is_refused(db_session):
    with pytest.raises(Invalid, match="PDF"):
        files.keep(GOOD["png"], "照片.png", kinds=("pdf",))


def test_a_locked_pdf_is_refused(db_session):
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    with pytest.raises(Invalid):
        files.keep(out.getvalue(), "a.pdf")


def test_a_changed_or_lost_file_is_not_given_out(db_session):
    stored = files.keep(GOOD["png"], "a.png")
    path = Path(settings.current().store.files_folder / stored.uid[:2] / stored.uid)
    path.write_bytes(GOOD["jpeg"])
    with pytest.raises(NotFound):
        files.content(stored)
    path.unlink()
    with pytest.raises(NotFound):
        files.content(stored)


def test_loose_files_go_after_a_day_kept_ones_stay(db_session):
    kept, undone = files.keep(GOOD["png"], "a.png"), files.keep(GOOD["pdf"], "b.pdf")
    fresh = files.keep(GOOD["pdf"], "c.pdf")
    folder = settings.current().store.files_folder
    for stored in (kept, undone):
        os.utime(folder / stored.uid[:2] / stored.uid, (1_000_000_000, 1_000_000_000))
    files.forget(undone)
    files.forget(fresh)
    assert files.sweep() >= 1
    left = {path.name for path in folder.glob("??/*")}
    assert kept.uid in left and fresh.uid in left and undone.uid not in left
