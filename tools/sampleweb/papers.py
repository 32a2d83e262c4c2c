# ruff: noqa: E501 - one line of a page is one line here
"""Files as bytes: PDFs with a title page, scans, library cover sheets, Word documents.

Nothing here depends on the clock or on a compressor, so that two builds agree byte for byte.
"""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen import canvas

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT = A4
_MARGIN = 68.0
_SIZES = {"!": (24.0, True), "+": (15.0, True), ".": (11.5, False)}  # title, subtitle, small print


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one document looks like. A line begins with `!` (title), `+` (subtitle) or `.` (small)."""

    lines: tuple[str, ...]
    paragraphs: tuple[str, ...] = ()
    header: str = ""
    footer: str = ""
    library_sheet: tuple[str, ...] = ()
    password: str = ""
    subject: str = ""  # changes the bytes and not the text: a re-saved copy
    align: str = "left"  # left, centre or right
    outline: bool = False  # a contents page after the title page


def pdf(sheet: Sheet) -> bytes:
    """The document as a PDF with a text layer."""
    out = io.BytesIO()
    lock = StandardEncryption(sheet.password, ownerPassword="owner-of-the-sample") if sheet.password else None
    pen = canvas.Canvas(out, pagesize=A4, invariant=1, pageCompression=0, encrypt=lock)
    pen.setTitle("")
    pen.setAuthor("")
    pen.setSubject(sheet.subject)
    if sheet.library_sheet:
        _write_lines(pen, [f".{line}" for line in sheet.library_sheet], "left")
        pen.showPage()
    _furniture(pen, sheet, 1)
    _write_lines(pen, sheet.lines, sheet.align)
    pen.showPage()
    _write_body(pen, sheet)
    pen.save()
    return out.getvalue()


def _furniture(pen: canvas.Canvas, sheet: Sheet, number: int) -> None:
    pen.setFont("Helvetica", 8)
    if sheet.header:
        pen.drawString(_MARGIN, _HEIGHT - 32, sheet.header)
    if sheet.footer:
        pen.drawCentredString(_WIDTH / 2, 28, sheet.footer.replace("#", str(number)))


def _write_lines(pen: canvas.Canvas, lines: Sequence[str], align: str) -> None:
    height = _HEIGHT - 130
    for line in lines:
        if not line:
            height -= 70
            continue
        size, bold = _SIZES[line[0]]
        font = "Helvetica-Bold" if bold else "Helvetica"
        pen.setFont(font, size)
        for part in simpleSplit(line[1:].strip(), font, size, _WIDTH - 2 * _MARGIN):
            height -= size * 1.3
            draw = {"centre": pen.drawCentredString, "right": pen.drawRightString}.get(align, pen.drawString)
            draw({"centre": _WIDTH / 2, "right": _WIDTH - _MARGIN}.get(align, _MARGIN), height, part)
        height -= size * 0.5


def _write_body(pen: canvas.Canvas, sheet: Sheet) -> None:
    number = 2
    chapters = (
        "About this report",
        "How it was done",
        "What happened",
        "What was learnt",
        "What should change",
    )
    if sheet.outline:
        _furniture(pen, sheet, number)
        _write_lines(
            pen,
            ["+Contents", *(f".{i}  {name} {'. ' * 40}{i * 4}" for i, name in enumerate(chapters, 1))],
            "left",
        )
        pen.showPage()
        number += 1
    height = _HEIGHT - 80
    _furniture(pen, sheet, number)
    for position, paragraph in enumerate(sheet.paragraphs):
        rows = simpleSplit(paragraph, "Times-Roman", 11, _WIDTH - 2 * _MARGIN)
        if height - 15 * len(rows) - 30 < 60:
            pen.showPage()
            number += 1
            height = _HEIGHT - 80
            _furniture(pen, sheet, number)
        if position % 4 == 0:
            pen.setFont("Times-Bold", 13)
            pen.drawString(_MARGIN, height, f"{position // 4 + 1}  {chapters[min(position // 4, 4)]}")
            height -= 20
        pen.setFont("Times-Roman", 11)
        for row in rows:
            pen.drawString(_MARGIN, height, row)
            height -= 14
        height -= 9
    pen.showPage()


def scan(seed: str, pages: int = 2) -> bytes:
    """A PDF that holds only pictures: rows of grey bars, as a bad scan of a page of text looks."""
    width, height = 400, 566
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in range(pages):
        first = len(objects) + 1
        kids.append(f"{first} 0 R")
        content = b"q 595 0 0 842 0 0 cm /Im Do Q"
        picture = _bars(f"{seed} {page}", width, height)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 1} 0 R "
            f"/Resources << /XObject << /Im {first + 2} 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Length %d >>\nstream\n%s\nendstream" % (width, height, len(picture), picture),
        ]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {pages} >>".encode()
    return _assemble(objects)


def _bars(seed: str, width: int, height: int) -> bytes:
    chance = random.Random(seed)
    rows: list[bytes] = []
    for row in range(height):
        shade = bytearray(b"\xf4" * width)
        if row % 18 < 8 and 40 < row < height - 40:
            length = chance.randint(180, 320) if row % 18 == 0 else len(rows[-1].rstrip(b"\xf4")) - 40
            shade[40 : 40 + length] = b"\x50" * max(length, 0)
        rows.append(bytes(shade))
    return b"".join(rows)


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}


def docx(sheet: Sheet) -> bytes:
    """The document as a Word file, written by hand and not compressed."""
    body = []
    for line in filter(None, sheet.lines):
        size, bold = _SIZES[line[0]]
        weight = "<w:b/>" if bold else ""
        body.append(
            f'<w:p><w:r><w:rPr>{weight}<w:sz w:val="{int(size * 2)}"/></w:rPr><w:t>{escape(line[1:].strip())}</w:t></w:r></w:p>'
        )
    body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
    body += [f"<w:p><w:r><w:t>{escape(paragraph)}</w:t></w:r></w:p>" for paragraph in sheet.paragraphs]
    document = f"<w:document {_WORD}><w:body>{''.join(body)}</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in {**_PARTS, "word/document.xml": document}.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), head + text)
    return out.getvalue()
