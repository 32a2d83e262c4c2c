"""Pages that are pictures of text, read by tesseract where it is installed, else by rapidocr.

Pages are rendered by PDFium and piped to the recogniser; nothing is written to disk. Recognised lines
carry boxes, so that a scanned title page can be read like any other.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from harvester.extract.assembly import Piece, assemble
from harvester.extract.cleaning import clean_line, has_words
from harvester.extract.furniture import split_running
from harvester.extract.limits import LAYOUT_PAGES, OCR_DPI, OCR_MAX_PAGES, OCR_PAGE_SECONDS
from harvester.records import Extract, Line
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from pathlib import Path

_MIN_CONFIDENCE = 40.0  # of 100, for a word to count
_MAX_SIDE = 4_000  # pixels of a rendered page
_WORD_LEVEL = "5"


def recogniser() -> str | None:
    """The recogniser that is installed: "tesseract", "rapidocr" or None."""
    if _tesseract() is not None:
        return "tesseract"
    return "rapidocr" if find_spec("rapidocr") and find_spec("onnxruntime") else None


@functools.cache
def _tesseract() -> str | None:
    return shutil.which("tesseract")


def recognise(path: Path, extract: Extract, pages: tuple[int, ...]) -> Extract:
    """Read pages that are pictures, and add what they say to what was read before.

    Args:
        path: a PDF.
        extract: what its text layer gave.
        pages: numbers of the pages to recognise; no more than a cap are.

    Returns:
        The fuller extract; `image_only` stays when nothing was recognised.
    """
    import pypdfium2

    engine = recogniser()
    if engine is None:
        return extract
    texts = list(extract.pages)
    lines = list(extract.lines)
    found: list[int] = []
    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages[:OCR_MAX_PAGES]:
            recognised = _page_lines(document, number, engine)
            text = "\n".join(line.text for line in recognised)
            if not has_words(text) or number > len(texts):
                continue
            found.append(number)
            texts[number - 1] = text
            if number <= LAYOUT_PAGES:
                lines = [line for line in lines if line.page != number] + recognised
        heights = [document.get_page_size(index)[1] for index in range(min(LAYOUT_PAGES, len(document)))]
    finally:
        document.close()
    if not found:
        return replace(extract, message=_joined(extract.message, f"{engine} recognised no text"))
    lines.sort(key=lambda line: (line.page, line.number))
    body, running = split_running(lines, texts, heights)
    whole = extract.outcome is Outcome.IMAGE_ONLY
    left = len(pages) - len(pages[:OCR_MAX_PAGES])
    note = f"{len(found)} page{'s' * (len(found) > 1)} recognised by {engine}" + (
        f", {left} left out" if left else ""
    )
    return replace(
        extract,
        outcome=Outcome.OK if whole else extract.outcome,
        pages=tuple(texts),
        lines=tuple(body),
        headers=(*extract.headers, *running),
        ocr=True if whole or len(found) * 2 >= len(texts) else extract.ocr,
        message=_joined(extract.message, note),
    )


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _page_lines(document: Any, number: int, engine: str) -> list[Line]:
    """The recognised lines of one page."""
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = min(OCR_DPI / 72, _MAX_SIDE / max(width, height, 1.0))
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    finally:
        page.close()
    try:
        pixels = _grey_rows(bitmap)
        size = (bitmap.width, bitmap.height)
    finally:
        bitmap.close()
    if engine == "tesseract":
        return _by_tesseract(pixels, size, number, scale)
    return _by_rapidocr(pixels, size, number, scale)


def _grey_rows(bitmap: Any) -> bytes:
    """The picture as one byte a pixel, without the padding at the end of its rows."""
    raw, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
    if stride == width:
        return raw
    return b"".join(raw[row * stride : row * stride + width] for row in range(bitmap.height))


def _by_tesseract(pixels: bytes, size: tuple[int, int], number: int, scale: float) -> list[Line]:
    program = _tesseract()
    if program is None:
        return []
    picture = b"P5 %d %d 255\n" % size + pixels
    try:
        done = subprocess.run(  # noqa: S603  the program found on the path, with fixed arguments
            [program, "stdin", "stdout", "--dpi", str(round(scale * 72)), "--psm", "3", "tsv"],
            input=picture,
            capture_output=True,
            timeout=OCR_PAGE_SECONDS * 2,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.SubprocessError, OSError):
        return []
    return lines_of_tsv(done.stdout.decode("utf-8", "replace"), number, scale)


def lines_of_tsv(table: str, page: int, scale: float) -> list[Line]:
    """Lines with boxes in points from tesseract's table of words.

    Args:
        table: tab-separated, one row a word, with a head.
        page: number of the page.
        scale: pixels a point.
    """
    words: dict[tuple[str, ...], list[tuple[str, float, float, float, float]]] = {}
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        if float(cells[10]) < _MIN_CONFIDENCE:
            continue
        left, top, width, height = (float(cell) / scale for cell in cells[6:10])
        words.setdefault(tuple(cells[2:5]), []).append((cells[11], left, top, left + width, top + height))
    lines: list[Line] = []
    for group in words.values():
        text = clean_line(" ".join(word[0] for word in group))
        if not text:
            continue
        heights = sorted(word[4] - word[2] for word in group)
        box = (
            round(min(word[1] for word in group), 1),
            round(min(word[2] for word in group), 1),
            round(max(word[3] for word in group), 1),
            round(max(word[4] for word in group), 1),
        )
        # A word's box is from the foot of its letters to the head: about seven tenths of the size.
        tall = round(heights[len(heights) // 2] / 0.72, 1)
        lines.append(Line(text=text, page=page, number=len(lines) + 1, box=box, size=tall))
    return lines


def _by_rapidocr(pixels: bytes, size: tuple[int, int], number: int, scale: float) -> list[Line]:
    import numpy
    from rapidocr import RapidOCR

    picture = numpy.frombuffer(pixels, dtype=numpy.uint8).reshape(size[1], size[0])
    result = RapidOCR()(numpy.stack([picture] * 3, axis=-1))
    pieces: list[Piece] = []
    for corners, text in zip(result.boxes or (), result.txts or (), strict=False):
        xs = [float(corner[0]) / scale for corner in corners]
        ys = [float(corner[1]) / scale for corner in corners]
        pieces.append(Piece(text, min(xs), min(ys), max(xs), max(ys), max(ys) - min(ys)))
    return assemble(pieces, number, size[0] / scale)
