"""PDF: text of every page and layout of the first by PDFium; what PDFium cannot read, by pdfminer.six.

Nothing in the file is run: PDFium is built without script, forms stay closed, no link is followed.
"""

from __future__ import annotations

import mmap
import os
import re
from typing import TYPE_CHECKING, Any

from harvester.extract.assembly import assemble
from harvester.extract.cleaning import clean_properties
from harvester.extract.clock import OutOfTimeError, time_limit
from harvester.extract.furniture import split_running
from harvester.extract.layout import page_layout
from harvester.extract.limits import LAYOUT_PAGES, LAYOUT_SECONDS, MAX_PAGES, MAX_TEXT
from harvester.extract.page_text import PageText, PageTexts
from harvester.extract.pdfium import Pdf
from harvester.extract.reading import Reading, UnreadableError
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from harvester.records import Line

_TAIL = 4096
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_MOST_GUESSED = 10  # of so many words, one may be PDFium's guess
_DAMAGED_PAGES = 50  # read of a file that PDFium cannot open
_LINEARISED = re.compile(rb"/Linearized[^>]{0,120}/L\s+(\d{1,12})")
_DATE = re.compile(r"D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?")
_PROPERTIES = {
    b"Title": "title",
    b"Author": "author",
    b"Subject": "subject",
    b"Keywords": "keywords",
    b"Creator": "creator",
    b"Producer": "producer",
    b"CreationDate": "created",
    b"ModDate": "modified",
}


def read_pdf(path: Path) -> Reading:
    """Read a PDF as far as it can be read.

    Raises:
        UnreadableError: it is encrypted, cut short or damaged beyond reading.
    """
    import pypdfium2

    cut = not _has_end(path)
    try:
        document = Pdf.open(path)
    except pypdfium2.PdfiumError as error:
        return _read_without_pdfium(path, error, cut=cut)
    try:
        reading = read_document(document, path)
    finally:
        document.close()
    if cut:
        reading.outcome = Outcome.TRUNCATED
        reading.notes.append("the file ends before its end mark; what came is kept")
    return reading


def _has_end(path: Path) -> bool:
    """Whether the file has its end mark, allowing for junk that servers append."""
    with path.open("rb", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        at_end = b"%%EOF" in file.read(_TAIL)
        if not at_end:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
                at = body.rfind(b"%%EOF")
                if at < 0:
                    at = body.rfind(b"startxref", max(0, size - _TAIL))
                    return at >= 0 and body[at + 9 :].strip().isdigit()
            at_end = at >= 0.9 * size
        file.seek(0)
        linearised = _LINEARISED.search(file.read(1024))
    return at_end and not (linearised and int(linearised.group(1)) > size)


def _read_without_pdfium(path: Path, error: Any, *, cut: bool) -> Reading:
    """What pdfminer.six still reads of a file that PDFium refuses; else the reason of the refusal."""
    if error.err_code in {_PASSWORD, _SECURITY}:
        raise UnreadableError(Outcome.ENCRYPTED, "a password is needed to open it") from error
    outcome = Outcome.TRUNCATED if cut else Outcome.PARSE_ERROR
    lines = page_layout(path, range(1, _DAMAGED_PAGES + 1))
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


def read_document(document: Pdf, path: Path) -> Reading:
    """Read an opened PDF.

    Args:
        document: opened.
        path: where it is, for the engine that is asked about what PDFium cannot read.
    """
    reading = Reading(page_count=document.page_count, properties=_properties(document))
    if not reading.page_count:
        raise UnreadableError(Outcome.PARSE_ERROR, "it has no pages")
    read = _read_pages(document, reading)
    scanned = [number for number, page in enumerate(read, 1) if page.is_picture]
    reading.page_sizes = tuple(
        _size(document, index) for index in range(min(LAYOUT_PAGES, document.page_count))
    )
    texts = any(reading.pages)
    if texts:
        lines = _layout(path, read, reading)
        heights = [height for _width, height in reading.page_sizes]
        reading.lines, reading.headers = split_running(lines, reading.pages, heights)
    else:
        reading.outcome = Outcome.IMAGE_ONLY
    reading.scanned = _worth_recognising(scanned, len(reading.pages))
    return reading


def _read_pages(document: Pdf, reading: Reading) -> list[PageText]:
    """Fill in the text of the pages."""
    read: list[PageText] = []
    texts = PageTexts(document)
    total = 0
    for index in range(min(document.page_count, MAX_PAGES)):
        page = texts.read(index)
        read.append(page)
        reading.pages.append(page.text)
        total += len(page.text)
        if total > MAX_TEXT:
            reading.notes.append(f"text beyond page {index + 1} left out: over {MAX_TEXT:,} characters")
            break
    if document.page_count > MAX_PAGES:
        reading.notes.append(f"only the first {MAX_PAGES:,} of {document.page_count:,} pages were read")
    failed = sum(1 for page in read if not page.opened)
    if failed:
        reading.notes.append(f"{failed} pages could not be opened")
    if failed == len(read):
        raise UnreadableError(Outcome.PARSE_ERROR, "none of its pages could be opened")
    return read


def _layout(path: Path, read: Sequence[PageText], reading: Reading) -> list[Line]:
    """Lines of the first pages; those in whose glyphs PDFium sees no words, by pdfminer.six if it can."""
    lines: dict[int, list[Line]] = {}
    unread: list[int] = []
    try:
        with time_limit(LAYOUT_SECONDS):
            for number, page in enumerate(read[:LAYOUT_PAGES], 1):
                lines[number] = assemble(page.words, number, page.width)
                blank = page.is_picture and not page.letters
                if page.guessed * _MOST_GUESSED > len(page.words) or not (lines[number] or blank):
                    unread.append(number)
    except OutOfTimeError:
        reading.notes.append("layout left out: it took too long")
        return [line for number in sorted(lines) for line in lines[number]]
    others = page_layout(path, unread) if unread else None
    for number in sorted({line.page for line in others or ()}):
        lines[number] = [line for line in others or () if line.page == number]
        reading.notes.append(f"layout of page {number} by pdfminer.six: PDFium saw few words")
    return [line for number in sorted(lines) for line in lines[number]]


def _worth_recognising(scanned: list[int], pages: int) -> tuple[int, ...]:
    """Pages to recognise: all when most are pictures, else only those that may be the title page."""
    if len(scanned) * 2 >= pages:
        return tuple(scanned)
    return tuple(number for number in scanned if number <= 2)


def _size(document: Pdf, index: int) -> tuple[float, float]:
    width, height = document.page_size(index)
    return round(width, 1), round(height, 1)


def _properties(document: Pdf) -> dict[str, str]:
    named = {name: value for key, name in _PROPERTIES.items() if (value := document.property(key))}
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
