"""PDF: text of every page by PDFium, layout of the first pages by pdfminer.six.

Nothing in the file is run: PDFium is built without script, forms stay closed, no link is followed.
"""

from __future__ import annotations

import mmap
import re
from typing import TYPE_CHECKING, Any

from harvester.extract.cleaning import clean_properties, clean_text, close_up, has_words
from harvester.extract.furniture import split_running
from harvester.extract.layout import lines_by_boxes, page_layout
from harvester.extract.limits import LAYOUT_PAGES, MAX_PAGE_TEXT, MAX_PAGES, MAX_TEXT
from harvester.extract.reading import Reading, UnreadableError
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.records import Line

_TAIL = 4096
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_MIN_SCAN = 0.4  # of the page: a picture at least so large may hold the page's text
_DATE = re.compile(r"D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?")
_PROPERTIES = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Keywords": "keywords",
    "Creator": "creator",
    "Producer": "producer",
    "CreationDate": "created",
    "ModDate": "modified",
}


def read_pdf(path: Path) -> Reading:
    """Read a PDF as far as it can be read.

    Raises:
        UnreadableError: it is encrypted, cut short or damaged beyond reading.
    """
    import pypdfium2

    cut = not _has_end(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return _read_without_pdfium(path, error, cut=cut)
    try:
        reading = _read_document(document, path)
    finally:
        document.close()
    if cut:
        reading.outcome = Outcome.TRUNCATED
        reading.notes.append("the file ends before its end mark; what came is kept")
    return reading


def _has_end(path: Path) -> bool:
    """Whether the file has its end mark, allowing for junk that servers append."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        size = len(body)
        at = body.rfind(b"%%EOF")
        if at < 0:
            at = body.rfind(b"startxref", max(0, size - _TAIL))
            return at >= 0 and body[at + 9 :].strip().isdigit()
        linearised = re.search(rb"/Linearized[^>]{0,120}/L\s+(\d{1,12})", body[:1024])
        if linearised and int(linearised.group(1)) > size:
            return False
        return at >= size - _TAIL or at >= 0.9 * size


def _read_without_pdfium(path: Path, error: Any, *, cut: bool) -> Reading:
    """What pdfminer.six still reads of a file that PDFium refuses; else the reason of the refusal."""
    if error.err_code in {_PASSWORD, _SECURITY}:
        raise UnreadableError(Outcome.ENCRYPTED, "a password is needed to open it") from error
    outcome = Outcome.TRUNCATED if cut else Outcome.PARSE_ERROR
    lines = page_layout(path, pages=50)
    if not lines:
        reason = "the file is cut short" if cut else "no engine could open it"
        # An error of 0 would read "Success": its structure was followed and led nowhere.
        raise UnreadableError(outcome, f"{reason}: {error}" if error.err_code else reason) from error
    last = max(line.page for line in lines)
    pages = ["\n".join(line.text for line in lines if line.page == number) for number in range(1, last + 1)]
    body, running = split_running([line for line in lines if line.page <= LAYOUT_PAGES], pages, ())
    return Reading(
        pages=pages,
        lines=body,
        headers=running,
        page_count=last,
        outcome=outcome if cut else Outcome.OK,
        notes=["damaged: read by the layout engine alone"],
    )


def _read_document(document: Any, path: Path) -> Reading:
    reading = Reading(page_count=len(document), properties=_properties(document))
    if not reading.page_count:
        raise UnreadableError(Outcome.PARSE_ERROR, "it has no pages")
    scanned = _read_pages(document, reading)
    reading.page_sizes = tuple(_size(document, index) for index in range(min(LAYOUT_PAGES, len(document))))
    texts = any(reading.pages)
    if texts:
        lines = _layout(document, path, reading)
        heights = [height for _width, height in reading.page_sizes]
        reading.lines, reading.headers = split_running(lines, reading.pages, heights)
    else:
        reading.outcome = Outcome.IMAGE_ONLY
    reading.scanned = _worth_recognising(scanned, len(reading.pages))
    return reading


def _layout(document: Any, path: Path, reading: Reading) -> list[Line]:
    """Lines of the first pages; a page with text for which the layout engine has none, by text boxes."""
    lines = page_layout(path) or []
    laid_out = {line.page for line in lines}
    with_text = {number for number, text in enumerate(reading.pages[:LAYOUT_PAGES], 1) if text}
    missing = sorted(with_text - laid_out)
    for number in missing:
        lines.extend(lines_by_boxes(document, number))
    if missing:
        pages = ", ".join(str(number) for number in missing)
        reading.notes.append(f"layout of page {pages} by text boxes: the layout engine could not read it")
    return sorted(lines, key=lambda line: line.page)


def _read_pages(document: Any, reading: Reading) -> list[int]:
    """Fill in the text of the pages; returns the numbers of pages that are pictures."""
    scanned: list[int] = []
    total = failed = 0
    for index in range(min(len(document), MAX_PAGES)):
        text, is_picture = _page_text(document, index)
        if text is None:
            failed += 1
        if is_picture:
            scanned.append(index + 1)
        reading.pages.append(text or "")
        total += len(text or "")
        if total > MAX_TEXT:
            reading.notes.append(f"text beyond page {index + 1} left out: over {MAX_TEXT:,} characters")
            break
    if len(document) > MAX_PAGES:
        reading.notes.append(f"only the first {MAX_PAGES:,} of {len(document):,} pages were read")
    if failed:
        reading.notes.append(f"{failed} pages could not be opened")
    if failed == len(reading.pages):
        raise UnreadableError(Outcome.PARSE_ERROR, "none of its pages could be opened")
    return scanned


def _page_text(document: Any, index: int) -> tuple[str | None, bool]:
    """A page's text (None when the page cannot be opened) and whether the page is a picture."""
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return None, False
    try:
        textpage = page.get_textpage()
        try:
            raw = textpage.get_text_range()[:MAX_PAGE_TEXT]
        finally:
            textpage.close()
        text = "\n".join(close_up(line) for line in clean_text(raw).split("\n"))
        if has_words(text):
            return text, False
        return "", _is_picture(page)
    except pypdfium2.PdfiumError:
        return None, False
    finally:
        page.close()


def _is_picture(page: Any) -> bool:
    """Whether a picture (or drawn outlines of letters) may hold what the page says."""
    from pypdfium2 import raw

    width, height = page.get_size()
    paths = 0
    for number, item in enumerate(page.get_objects(max_depth=3)):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds()
            if (x1 - x0) * (y1 - y0) >= _MIN_SCAN * width * height:
                return True
        elif item.type in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_TEXT}:
            paths += 1
        if number > 2_000:
            break
    return paths > 20


def _worth_recognising(scanned: list[int], pages: int) -> tuple[int, ...]:
    """Pages to recognise: all when most are pictures, else only those that may be the title page."""
    if len(scanned) * 2 >= pages:
        return tuple(scanned)
    return tuple(number for number in scanned if number <= 2)


def _size(document: Any, index: int) -> tuple[float, float]:
    import pypdfium2

    try:
        width, height = document.get_page_size(index)
    except pypdfium2.PdfiumError:
        return 595.0, 842.0  # of A4; the page itself is damaged
    return round(float(width), 1), round(float(height), 1)


def _properties(document: Any) -> dict[str, str]:
    raw = document.get_metadata_dict(skip_empty=True)
    named = {name: raw[key] for key, name in _PROPERTIES.items() if raw.get(key)}
    for name in ("created", "modified"):
        if name in named:
            named[name] = _iso_date(named[name])
    return clean_properties(named)


def _iso_date(value: str) -> str:
    """`D:20160928103000+01'00'` as `2016-09-28T10:30:00`; anything else as it stands."""
    match = _DATE.match(value.strip())
    if match is None:
        return value
    year, month, day, hour, minute, second = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    return f"{date}T{hour}:{minute}:{second or '00'}" if day and hour and minute else date
