"""Text of a PDF file that its pages do not show, and everything that the file says about itself.

Text is hidden when something opaque is drawn over it, when it has the colour of what is behind it, when it
is too small to be read, outside of the page, or drawn with no ink at all. A scan with recognised text under
its picture hides nothing: the picture shows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.extract.hidden import BLACKED_OUT, MAX_TEXT, MAX_VISIBLE, Behind, Layer, wanted_properties

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_PAGES = 400
MAX_OBJECTS = 20_000  # on one page
TINY = 1.6  # points
_MOST_COVERS = 2_000  # things drawn on one page that may lie over text, the largest first
_COVERS = 0.8  # share of a text's box that must be covered
_SCAN = 0.5  # share of a page that a picture covers when it is the page
_WHITE, _DARK, _BLACK = 235, 200, 90
_TEXT, _PATH, _IMAGE, _SHADING = 1, 2, 3, 4
_INVISIBLE = 3
_COVERING_NOTES = frozenset({5, 6, 7, 13, 28})  # square, circle, polygon, stamp, redaction
_XMP = re.compile(r"(?s)<(?:dc|pdf|xmp|pdfx|photoshop):(\w{1,40})[^<>]{0,200}>(.{1,2000}?)</")

Box = tuple[float, float, float, float]


def look_behind_pdf(path: Path) -> Behind:
    """Look behind the pages of a PDF file; engines raise what they like."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        layers: list[Layer] = []
        visible: list[str] = []
        size = 0
        for number in range(1, min(len(document), MAX_PAGES) + 1):
            page = document[number - 1]
            try:
                seen = _Page(page, number)
                layers += seen.layers()
                if size < MAX_VISIBLE:
                    visible.append(seen.shown())
                    size += len(visible[-1])
            finally:
                page.close()
        note = "" if len(document) <= MAX_PAGES else f"only its first {MAX_PAGES} pages were looked behind"
    finally:
        document.close()
    return Behind(_pdf_properties(path), tuple(layers), " ".join(visible)[:MAX_VISIBLE], note)


@dataclass(slots=True)
class _Object:
    kind: int
    box: Box
    order: int
    text: str = ""
    colour: tuple[int, int, int, int] = (0, 0, 0, 255)
    filled: bool = False
    size: float = 12.0
    mode: int = 0


class _Page:
    """The objects of one page in the order in which they are drawn."""

    def __init__(self, page: Any, number: int) -> None:
        import pypdfium2.raw as raw

        self._raw, self._page, self._number = raw, page, number
        self._area: Box = tuple(page.get_bbox())
        self._textpage = page.get_textpage()
        try:
            self._objects = [one for one in self._read() if one is not None]
            self._notes = list(self._annotations())
        finally:
            self._textpage.close()
        drawn = [one for one in self._objects if one.kind == _IMAGE or (one.kind == _PATH and one.filled)]
        self._drawn = sorted(drawn, key=lambda one: -_size(one.box))[:_MOST_COVERS]
        self._scan = any(
            one.kind == _IMAGE and _share(one.box, self._area, of=self._area) >= _SCAN for one in self._drawn
        )

    def _read(self) -> Iterator[_Object | None]:
        for order, one in enumerate(self._page.get_objects(max_depth=6)):
            if order >= MAX_OBJECTS:
                return
            yield self._object(one, order)

    def _object(self, one: Any, order: int) -> _Object | None:
        from ctypes import byref, c_float, c_int, c_uint

        raw = self._raw
        if one.type not in (_TEXT, _PATH, _IMAGE, _SHADING):
            return None
        left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
        if not raw.FPDFPageObj_GetBounds(one.raw, byref(left), byref(bottom), byref(right), byref(top)):
            return None
        box = (left.value, bottom.value, right.value, top.value)
        red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
        known = raw.FPDFPageObj_GetFillColor(one.raw, byref(red), byref(green), byref(blue), byref(alpha))
        colour = (red.value, green.value, blue.value, alpha.value) if known else (0, 0, 0, 255)
        made = _Object(one.type, box, order, colour=colour)
        if one.type == _PATH:
            fill, stroke = c_int(), c_int()
            if raw.FPDFPath_GetDrawMode(one.raw, byref(fill), byref(stroke)):
                made.filled = bool(fill.value)
        elif one.type == _TEXT:
            made.text = self._text(one)
            made.mode = int(raw.FPDFTextObj_GetTextRenderMode(one.raw))
            size = c_float()
            if raw.FPDFTextObj_GetFontSize(one.raw, byref(size)):
                made.size = abs(size.value) * self._scale(one)
        return made

    def _scale(self, one: Any) -> float:
        from ctypes import byref

        matrix = self._raw.FS_MATRIX()
        if not self._raw.FPDFPageObj_GetMatrix(one.raw, byref(matrix)):
            return 1.0
        return float(max((matrix.c**2 + matrix.d**2) ** 0.5, (matrix.a**2 + matrix.b**2) ** 0.5))

    def _text(self, one: Any) -> str:
        from ctypes import c_ushort

        length = self._raw.FPDFTextObj_GetText(one.raw, self._textpage.raw, None, 0)
        if not 2 < length < 20_000:
            return ""
        held = (c_ushort * (length // 2))()
        self._raw.FPDFTextObj_GetText(one.raw, self._textpage.raw, held, length)
        return bytes(held).decode("utf-16-le", "replace").rstrip("\0")

    def _annotations(self) -> Iterator[tuple[Box, str, bool]]:
        """Notes on the page: where, what they say, and whether they cover what is below."""
        raw = self._raw
        for index in range(min(raw.FPDFPage_GetAnnotCount(self._page.raw), 500)):
            note = raw.FPDFPage_GetAnnot(self._page.raw, index)
            if not note:
                continue
            try:
                rect = raw.FS_RECTF()
                raw.FPDFAnnot_GetRect(note, rect)
                kind = raw.FPDFAnnot_GetSubtype(note)
                said = " ".join(filter(None, (self._said(note, b"Contents"), self._said(note, b"T"))))
                box = (rect.left, rect.bottom, rect.right, rect.top)
                yield box, said, kind in _COVERING_NOTES
            finally:
                raw.FPDFPage_CloseAnnot(note)

    def _said(self, note: Any, key: bytes) -> str:
        from ctypes import c_ushort

        length = self._raw.FPDFAnnot_GetStringValue(note, key, None, 0)
        if not 2 < length < 20_000:
            return ""
        held = (c_ushort * (length // 2))()
        self._raw.FPDFAnnot_GetStringValue(note, key, held, length)
        return bytes(held).decode("utf-16-le", "replace").rstrip("\0")

    # ------------------------------------------------------------ judging

    def layers(self) -> list[Layer]:
        """The text that the page does not show, by how it is hidden."""
        found: dict[str, list[_Object]] = {}
        for one in self._objects:
            if one.kind == _TEXT and one.text.strip() and (how := self._how(one)):
                found.setdefault(how, []).append(one)
        made = [Layer(self._number, how, _joined(objects)[:MAX_TEXT]) for how, objects in found.items()]
        notes = " ".join(said for _, said, _ in self._notes if said.strip())
        return [*made, Layer(self._number, "comment", notes[:MAX_TEXT])] if notes else made

    def shown(self) -> str:
        """What the page shows, in lower case."""
        seen = [one for one in self._objects if one.kind == _TEXT and one.text.strip() and not self._how(one)]
        return " ".join(_joined(seen).lower().split())

    def _how(self, one: _Object) -> str:
        if _share(one.box, self._area, of=one.box) < 0.02:
            return "off the page"
        if one.size < TINY:
            return "tiny"
        if self._scan and (one.mode == _INVISIBLE or self._under_the_scan(one)):
            return self._covered(one, images=False)
        if one.mode == _INVISIBLE or one.colour[3] == 0:
            return "invisible"
        return self._covered(one, images=True) or ("white" if self._white_on_white(one) else "")

    def _under_the_scan(self, one: _Object) -> bool:
        return any(
            other.kind == _IMAGE
            and other.order > one.order
            and _share(one.box, other.box, of=one.box) > _COVERS
            for other in self._drawn
        )

    def _covered(self, one: _Object, *, images: bool) -> str:
        """How something opaque is drawn over it, later on the page or as a note; "" where nothing is."""
        for other in self._drawn:
            if other.order <= one.order:
                continue
            opaque = images if other.kind == _IMAGE else other.colour[3] > 250
            if opaque and _share(one.box, other.box, of=one.box) >= _COVERS:
                dark = other.kind == _PATH and max(other.colour[:3]) < _BLACK
                return BLACKED_OUT if dark else "covered"
        noted = (covers and _share(one.box, box, of=one.box) >= _COVERS for box, _, covers in self._notes)
        return BLACKED_OUT if any(noted) else ""

    def _white_on_white(self, one: _Object) -> bool:
        """Whether it is white, and what is behind it is white too."""
        if min(one.colour[:3]) < _WHITE or one.mode not in (0, 2):
            return False
        behind = [
            other
            for other in self._drawn
            if other.order < one.order and _share(one.box, other.box, of=one.box) > 0.5
        ]
        if not behind:
            return True
        last = max(behind, key=lambda other: other.order)
        return last.kind == _PATH and min(last.colour[:3]) >= _DARK


def _size(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _share(box: Box, other: Box, *, of: Box) -> float:
    """How much of the area `of` two boxes have in common."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    area = (of[2] - of[0]) * (of[3] - of[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / area if area > 0 else 1.0


def _joined(objects: list[_Object]) -> str:
    """The text of objects in their order; letters that touch are one word."""
    out: list[str] = []
    before: _Object | None = None
    for one in objects:
        if before is not None:
            gap = one.box[0] - before.box[2]
            same_line = abs(one.box[1] - before.box[1]) < max(1.0, 0.5 * one.size)
            if not (same_line and -0.5 * one.size < gap < 0.15 * one.size):
                out.append(" ")
        out.append(one.text)
        before = one
    return " ".join("".join(out).split())


def _pdf_properties(path: Path) -> dict[str, str]:
    """Everything that a PDF file says about itself, custom entries and XMP too."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found: dict[str, str] = {}
    with path.open("rb") as file:
        document = PDFDocument(PDFParser(file))
        for info in document.info[-3:]:
            for name, value in list(info.items())[:100]:
                value = resolve1(value)
                if isinstance(value, bytes) and len(value) < 4_000:
                    found[str(name)] = decode_text(value)
        metadata = resolve1(document.catalog.get("Metadata"))
        if metadata is not None and hasattr(metadata, "get_data"):
            found |= _xmp(metadata.get_data()[:200_000].decode("utf-8", "replace"))
    return wanted_properties(found)


def _xmp(text: str) -> dict[str, str]:
    found = {}
    for match in re.finditer(_XMP, text):
        said = " ".join(re.sub(r"<[^<>]{0,200}>", " ", match[2]).split())
        if said:
            found[f"XMP {match[1]}"] = said
    return found
