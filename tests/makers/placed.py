"""A PDF whose words stand where the test says, on pages that are turned, cropped or measured oddly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# By which the drawing is turned so that it reads upright once the page is: /Rotate → matrix and origin.
_UPRIGHT = {
    0: ((1, 0, 0, 1), ("left", "bottom")),
    90: ((0, 1, -1, 0), ("right", "bottom")),
    180: ((-1, 0, 0, -1), ("right", "top")),
    270: ((0, -1, 1, 0), ("left", "top")),
}


@dataclass(frozen=True, kw_only=True)
class PlacedPage:
    """One page. Words are placed by (x, baseline from the top) of the page as a viewer shows it."""

    words: Mapping[tuple[float, float], str] = field(default_factory=dict)
    rotate: int = 0
    media: tuple[float, float, float, float] = (0, 0, 595, 842)
    crop: tuple[float, float, float, float] | None = None
    size: float = 20.0

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as shown."""
        left, bottom, right, top = self.crop or self.media
        wide, high = abs(right - left), abs(top - bottom)
        return (high, wide) if self.rotate % 180 else (wide, high)


def placed_pdf(pages: Sequence[PlacedPage]) -> bytes:
    """The pages as PDF bytes."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, page in enumerate(pages):
        crop = f"/CropBox [{_numbers(page.crop)}]" if page.crop else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{_numbers(page.media)}] {crop} /Rotate {page.rotate} "
            f"/Contents {5 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        drawing = _drawing(page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing))
    return _file(objects)


def _numbers(box: Sequence[float]) -> str:
    return " ".join(f"{value:g}" for value in box)


def _drawing(page: PlacedPage) -> bytes:
    x0, y0, x1, y1 = page.crop or page.media
    edges = {"left": min(x0, x1), "right": max(x0, x1), "bottom": min(y0, y1), "top": max(y0, y1)}
    (a, b, c, d), (across, up) = _UPRIGHT[page.rotate % 360]
    height = page.shown[1]
    parts = [f"q {a} {b} {c} {d} {edges[across]:g} {edges[up]:g} cm"]
    for (x, top), text in page.words.items():
        shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(f"BT /F1 {page.size:g} Tf 1 0 0 1 {x:g} {height - top:g} Tm ({shown}) Tj ET")
    parts.append("Q")
    return "\n".join(parts).encode("cp1252")


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
