"""What a file must be before it is kept. Pure: bytes in, bytes out. `sandbox` calls it in a process apart."""

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
"""Made smaller as they are; a palette lacks the colours between."""
PICTURES = ("PNG", "JPEG", "WEBP")
PAGES_MAX = 200
OF_A_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Group", "/UserUnit"}
"""All that a page may have: what it looks like. Nothing that it does, links to, says of itself or of who made it."""
OF_NO_STREAM = ("/F", "/FFilter", "/FDecodeParms", "/AF", "/Metadata", "/PieceInfo", "/Ref", "/OPI", "/Alternates")
"""What would fetch it from elsewhere, or say more than it shows."""
NO_PAPER, LOCKED, SIGNED, UNREAD = "no paper", "locked", "signed", "unread"


class PaperProblem(ValueError):
    """Nothing to keep. The reason is one of the four above."""


def is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def checked(data: bytes) -> bytes:
    """A picture made anew as JPEG, at most 1600 pixels wide and high, without place, time or device; or a PDF made anew
    of what its pages look like.

    Raises:
        NotAPaper
    """
    if len(data) > BYTES_MAX:
        raise PaperProblem(NO_PAPER)
    return _pdf_anew(data) if is_pdf(data) else _picture_anew(data)


def _pdf_anew(data: bytes) -> bytes:
    try:
        with Pdf.open(BytesIO(data)) as brought, Pdf.new() as kept:
            _refuse_what_says_no(brought)
            for page in brought.pages:
                _take_out(page.obj, set(page.obj.keys()) - OF_A_PAGE)
                kept.pages.append(page)
            _strip(kept)
            written = BytesIO()
            kept.save(written)
    except PaperProblem:
        raise
    except PasswordError:
        raise PaperProblem(LOCKED) from None
    except MemoryError:
        raise
    except Exception as problem:  # as of Pillow: whatever broken bytes make it stumble over
        raise PaperProblem(NO_PAPER) from problem
    return written.getvalue()


def _refuse_what_says_no(brought: Pdf) -> None:
    """Made anew it would be open to all, or no longer signed."""
    if brought.is_encrypted:
        raise PaperProblem(LOCKED)
    form = brought.Root.get("/AcroForm", Dictionary())
    if "/Perms" in brought.Root or int(form.get("/SigFlags", 0)) & 1:
        raise PaperProblem(SIGNED)
    if not 0 < len(brought.pages) <= PAGES_MAX:
        raise PaperProblem(NO_PAPER)


def _strip(kept: Pdf) -> None:
    """What hangs on the pages: streams that show something, and lists that name them."""
    for thing in kept.objects:
        if isinstance(thing, Stream):
            _take_out(thing, OF_NO_STREAM)
        for resources in _resources_of(thing):
            _take_out(resources, ("/Properties",))


def _resources_of(thing: Object) -> list[Object]:
    found = thing.get("/Resources") if isinstance(thing, Stream | Dictionary) else None
    return [found] if isinstance(found, Dictionary) else []


def _take_out(thing: Object, keys: Iterable[str]) -> None:
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
