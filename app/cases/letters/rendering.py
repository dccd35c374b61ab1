"""From a letter's data to PDF/A-2b. The data travel as JSON beside the source and are never read as source."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

TEMPLATES = Path(__file__).parent / "templates"
_HALF = re.compile(r"(?<=[㐀-鿿》”）])[,;:!?()]+|[,;:!?()]+(?=[㐀-鿿《“（])")
_FULL = str.maketrans(",;:!?()", "，；：！？（）")
BUILT_FONTS = Path(__file__).parents[2] / "web" / "static" / "dist" / "fonts"


def render(data: dict[str, Any], *, address: str, at: datetime, fonts: str = "") -> bytes:
    """The PDF of a letter. `data` holds its kind, head and body; `address` is what its code leads to; `fonts` a folder.

    The same data give the same bytes. Raises typst.TypstError when the data do not fit the template.
    """
    text = json.dumps({**_typeset(data), "qr": _code(address)}, ensure_ascii=False)
    made = typst.compile(
        str(TEMPLATES / "letter.typ"),
        root=str(TEMPLATES),
        font_paths=_folders(fonts),
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=["a-2b"],
        timestamp=int(at.timestamp()),
    )
    return bytes(made)


def _typeset(value: Any) -> Any:
    """Texts with the punctuation of Chinese print: full width beside a Chinese character, as officers rarely type it."""
    if isinstance(value, dict):
        return {key: _typeset(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_typeset(part) for part in value]
    return _HALF.sub(lambda found: found[0].translate(_FULL), value) if isinstance(value, str) else value


@cache
def _folders(fonts: str) -> list[str]:
    """Folders to look for fonts in, beside the system's."""
    return [str(folder) for folder in (BUILT_FONTS, Path(fonts)) if str(folder) != "." and folder.is_dir()]


def _code(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, scale=4)
    return out.getvalue().decode()
