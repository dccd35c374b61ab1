"""Small pictures of kept ones. What was kept is looked at when it comes (files.keep): its kind and how far it unpacks."""

from __future__ import annotations

import io

from PIL import Image, ImageOps


def square(content: bytes, side: int) -> bytes:
    """The middle of a picture as a square JPEG of `side` pixels, upright; nothing that the camera wrote comes along."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (side * 2, side * 2))
        upright = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (side, side))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=80)
    return out.getvalue()
