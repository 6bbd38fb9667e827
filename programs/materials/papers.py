"""Check a file and make it anew before it is stored.

Pure: bytes in, bytes out. `sandbox` runs it in its own process.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from io import BytesIO

from pikepdf import Dictionary, Object, PasswordError, Pdf, Stream
from PIL import Image, ImageOps

BYTES_MAX = 5 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MAX = 1600
SMOOTH = {"L", "LA", "RGB", "RGBA", "CMYK"}
"""Modes that are scaled as they are; a palette lacks the colours between."""
PICTURES = ("PNG", "JPEG", "WEBP")
PAGES_MAX = 200
OF_A_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Group", "/UserUnit"}
"""The keys that a page may keep: what it looks like. No actions, links or metadata."""
OF_NO_STREAM = ("/F", "/FFilter", "/FDecodeParms", "/AF", "/Metadata", "/PieceInfo", "/Ref", "/OPI", "/Alternates")
"""Keys that fetch a stream from elsewhere, or hold more than it shows."""
NO_PAPER, LOCKED, SIGNED, UNREAD = "no paper", "locked", "signed", "unread"


class PaperProblem(ValueError):
    """The file cannot be stored. The reason is one of the four above."""


def is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def checked(data: bytes) -> bytes:
    """A file made anew: a picture as JPEG, or a PDF that holds only what its pages look like.

    The picture is at most 1600 pixels wide and high, without place, time or device.

    Raises:
        PaperProblem
    """
    if len(data) > BYTES_MAX:
        raise PaperProblem(NO_PAPER)
    return _pdf_anew(data) if is_pdf(data) else _picture_anew(data)


def _pdf_anew(data: bytes) -> bytes:
    try:
        with Pdf.open(BytesIO(data)) as source, Pdf.new() as target:
            _refuse_locked_or_signed(source)
            for page in source.pages:
                _remove_keys(page.obj, set(page.obj.keys()) - OF_A_PAGE)
                target.pages.append(page)
            _remove_extras(target)
            written = BytesIO()
            target.save(written)
    except PaperProblem:
        raise
    except PasswordError:
        raise PaperProblem(LOCKED) from None
    except MemoryError:
        raise
    except Exception as problem:  # as of Pillow: whatever broken bytes make it stumble over
        raise PaperProblem(NO_PAPER) from problem
    return written.getvalue()


def _refuse_locked_or_signed(source: Pdf) -> None:
    """Refuse an encrypted or signed PDF: made anew it would be open to all, or no longer signed."""
    if source.is_encrypted:
        raise PaperProblem(LOCKED)
    form = source.Root.get("/AcroForm", Dictionary())
    if "/Perms" in source.Root or int(form.get("/SigFlags", 0)) & 1:
        raise PaperProblem(SIGNED)
    if not 0 < len(source.pages) <= PAGES_MAX:
        raise PaperProblem(NO_PAPER)


def _remove_extras(target: Pdf) -> None:
    """Remove keys from what belongs to the pages: streams that show something, and lists that name them."""
    for thing in target.objects:
        if isinstance(thing, Stream):
            _remove_keys(thing, OF_NO_STREAM)
        for resources in _resources_of(thing):
            _remove_keys(resources, ("/Properties",))


def _resources_of(thing: Object) -> list[Object]:
    resources = thing.get("/Resources") if isinstance(thing, Stream | Dictionary) else None
    return [resources] if isinstance(resources, Dictionary) else []


def _remove_keys(thing: Object, keys: Iterable[str]) -> None:
    for key in keys:
        if key in thing:
            del thing[key]


def _picture_anew(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=PICTURES) as picture:
                if picture.width * picture.height > PIXELS_MAX:
                    raise PaperProblem(NO_PAPER)
                picture.draft("RGB", (SIDE_MAX, SIDE_MAX))  # a JPEG is read no larger than it is kept, or nearly
                small = picture if picture.mode in SMOOTH else picture.convert("RGBA")
                small.thumbnail((SIDE_MAX, SIDE_MAX))
                upright = ImageOps.exif_transpose(small).convert("RGBA")
    except MemoryError:
        raise
    except Exception as problem:  # Pillow's readers raise whatever broken bytes make them stumble over
        raise PaperProblem(NO_PAPER) from problem
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    written = BytesIO()
    paper.save(written, "JPEG", quality=85)
    return written.getvalue()
