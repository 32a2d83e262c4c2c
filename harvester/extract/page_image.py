"""One page of a PDF as a picture. Runs in a confined worker; a page is never opened elsewhere."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from harvester.extract.confinement import Confinement, confine
from harvester.media_type import PDF, detect_media_type

if TYPE_CHECKING:
    from pathlib import Path

MAX_SIDE = 4_000  # pixels
MAX_BYTES = 24 * 1024 * 1024  # of one picture
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZE = re.compile(rb"tEXtpage-size\x00(\d{1,7}(?:\.\d)?)x(\d{1,7}(?:\.\d)?);")
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


class NoImage(StrEnum):
    """Why there is no picture of a page."""

    NOT_HELD = "not_held"
    NO_PAGES = "no_pages"
    NO_SUCH_PAGE = "no_such_page"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_SLOW = "too_slow"
    TOO_MUCH = "too_much"
    BUSY = "busy"


WORDS = {
    NoImage.NOT_HELD: "We do not hold this file.",
    NoImage.NO_PAGES: "This kind of file is shown as its text.",
    NoImage.NO_SUCH_PAGE: "The file has no such page.",
    NoImage.ENCRYPTED: "A password is needed to open this file.",
    NoImage.DAMAGED: "This page is damaged and could not be drawn.",
    NoImage.TOO_SLOW: "Drawing this page took too long and was stopped.",
    NoImage.TOO_MUCH: "Drawing this page needed too much memory, or broke the drawing program.",
    NoImage.BUSY: "The picture is still being drawn. Load the page again in a moment.",
}


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG, and how large it is in points."""

    png: bytes
    page_size: tuple[float, float]


def draw_confined(path: Path, page: int, width: int, limits: Confinement) -> PageImage | NoImage:
    """Draw one page in this process, which is a worker's and ends afterwards."""
    confine(limits)
    return draw_page(path, page, width)


def draw_page(path: Path, page: int, width: int) -> PageImage | NoImage:
    """Draw one page.

    Args:
        path: the file.
        page: number of the page, from 1.
        width: of the picture, in pixels; a very tall page gets a narrower one.
    """
    import pypdfium2

    try:
        with path.open("rb") as file:
            head = file.read(65_536)
        if detect_media_type(head, size=path.stat().st_size) != PDF:
            return NoImage.NO_PAGES
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return NoImage.ENCRYPTED if error.err_code in {_PASSWORD, _SECURITY} else NoImage.DAMAGED
    except OSError:
        return NoImage.NOT_HELD
    try:
        if not 1 <= page <= len(document):
            return NoImage.NO_SUCH_PAGE
        return _draw(document[page - 1], width)
    except MemoryError:
        return NoImage.TOO_MUCH
    except (pypdfium2.PdfiumError, ValueError, RecursionError):
        return NoImage.DAMAGED
    finally:
        document.close()


def _draw(page: Any, width: int) -> PageImage | NoImage:
    """The picture of an opened page, which is closed again."""
    try:
        wide, high = (float(side) for side in page.get_size())
        if not (math.isfinite(wide) and math.isfinite(high) and wide >= 1 and high >= 1):
            return NoImage.DAMAGED
        bitmap = page.render(scale=min(width / wide, MAX_SIDE / high), may_draw_forms=False)
    finally:
        page.close()
    try:
        size = (round(wide, 1), round(high, 1))
        return PageImage(_png(bitmap.to_pil(), size), size)
    finally:
        bitmap.close()


def page_size_of(png: bytes) -> tuple[float, float] | None:
    """How large the page is in points, as a picture that was drawn here tells."""
    found = _SIZE.search(png[:512])
    return (float(found[1]), float(found[2])) if found else None


def _png(picture: Any, size: tuple[float, float]) -> bytes:
    """The picture as PNG; as shades of grey, a third of the size, when there is no colour in it."""
    from PIL import ImageChops
    from PIL.PngImagePlugin import PngInfo

    red, green, blue = picture.split()
    if not ImageChops.difference(red, green).getbbox() and not ImageChops.difference(red, blue).getbbox():
        picture = red
    out = io.BytesIO()
    told = PngInfo()
    told.add_text("page-size", f"{size[0]}x{size[1]};")
    picture.save(out, "PNG", pnginfo=told)
    return out.getvalue()
