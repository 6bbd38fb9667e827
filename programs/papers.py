"""What a file must be before it is kept. Pure: bytes in, bytes out."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

BYTES_MAX = 5 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 1600
PICTURES = ("PNG", "JPEG", "WEBP")
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/OpenAction", b"/AA")


class NotAPaper(ValueError):
    """Neither a picture nor a PDF that only shows something, or too large."""


def is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def checked(data: bytes) -> bytes:
    """A picture made anew as JPEG, at most 1600 pixels wide and high, without place, time or device; a PDF as it is.

    A PDF that would do anything is refused where that can be read; whoever serves it must keep it from running.

    Raises:
        NotAPaper
    """
    if len(data) > BYTES_MAX:
        raise NotAPaper("too large")
    if is_pdf(data):
        if any(word in data for word in ACTIVE):
            raise NotAPaper("does something")
        return data
    return _picture_anew(data)


def _picture_anew(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=PICTURES) as picture:
                if picture.width * picture.height > PIXELS_MAX:
                    raise NotAPaper("too many pixels")
                picture.draft("RGB", (SIDE_MAX, SIDE_MAX))  # a JPEG is read no larger than it is kept, or nearly
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Exception as problem:  # Pillow's readers raise whatever broken bytes make them stumble over
        raise NotAPaper("no picture") from problem
    upright.thumbnail((SIDE_MAX, SIDE_MAX))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    written = BytesIO()
    paper.save(written, "JPEG", quality=85)
    return written.getvalue()
