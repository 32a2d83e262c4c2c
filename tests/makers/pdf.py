"""Reports as PDF, by reportlab: title page, running headers, body pages, scans, encryption."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = A4
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"


@dataclass(frozen=True, kw_only=True)
class CoverLine:
    """One line of a title page. `top` is from the top of the page, in points."""

    text: str
    size: float = 14.0
    bold: bool = False
    top: float | None = None  # None: below the line before
    x: float | None = None  # None: centred
    spacing: float = 0.0  # extra space between letters
    rise: float = 0.0
    follow: bool = False  # on the baseline of the line before, at `x`
    angle: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report to be made."""

    cover: Sequence[CoverLine | str] = ()
    header: str = ""  # on every page, the title page too unless `plain_cover`
    footer: str = ""
    numbered: bool = True
    plain_cover: bool = True
    body: Sequence[str] = ()  # one text a page; lines are wrapped
    columns: int = 1
    properties: dict[str, str] = field(default_factory=dict)
    encryption: StandardEncryption | None = None
    compressed: bool = True


def make_pdf(report: Report) -> bytes:
    """The report as PDF bytes."""
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=A4,
        pageCompression=int(report.compressed),
        encrypt=report.encryption,
        invariant=1,
    )
    for name, value in report.properties.items():
        getattr(canvas, f"set{name.title()}")(value)
    number = 0
    if report.cover:
        number += 1
        draw_cover(canvas, report.cover)
        if not report.plain_cover:
            _furniture(canvas, report, number)
        canvas.showPage()
    for text in report.body:
        number += 1
        _furniture(canvas, report, number)
        _body(canvas, text, report.columns)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_cover(canvas: Canvas, lines: Sequence[CoverLine | str]) -> None:
    """Draw the lines of a title page on the current page."""
    top = 120.0
    for entry in lines:
        line = CoverLine(text=entry) if isinstance(entry, str) else entry
        font = BOLD if line.bold else REGULAR
        if not line.follow:
            top = line.top if line.top is not None else top + 1.6 * line.size
        width = canvas.stringWidth(line.text, font, line.size) + line.spacing * len(line.text)
        x = line.x if line.x is not None else (WIDTH - width) / 2
        if line.angle:
            canvas.saveState()
            canvas.translate(x, HEIGHT - top)
            canvas.rotate(line.angle)
            canvas.setFont(font, line.size)
            canvas.drawString(0, 0, line.text)
            canvas.restoreState()
            continue
        text = canvas.beginText(x, HEIGHT - top + line.rise)
        text.setFont(font, line.size)
        text.setCharSpace(line.spacing)
        text.textOut(line.text)
        canvas.drawText(text)


def _furniture(canvas: Canvas, report: Report, number: int) -> None:
    canvas.setFont(REGULAR, 9)
    if report.header:
        canvas.drawString(72, HEIGHT - 40, report.header)
    if report.footer:
        canvas.drawString(72, 34, report.footer)
    if report.numbered:
        canvas.drawRightString(WIDTH - 72, 34, f"Page {number}")


def _wrap(canvas: Canvas, text: str, width: float, size: float) -> Iterator[str]:
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if canvas.stringWidth(longer, REGULAR, size) > width and line:
                yield line
                line = word
            else:
                line = longer
        yield line


def _body(canvas: Canvas, text: str, columns: int) -> None:
    size, leading, gap = 11.0, 14.0, 24.0
    width = (WIDTH - 144 - gap * (columns - 1)) / columns
    lines = list(_wrap(canvas, text, width, size))
    per_column = -(-len(lines) // columns) if columns > 1 else len(lines)
    for column in range(columns):
        canvas.setFont(REGULAR, size)
        y = HEIGHT - 80
        for line in lines[column * per_column : (column + 1) * per_column]:
            canvas.drawString(72 + column * (width + gap), y, line)
            y -= leading
            if y < 60:
                break


def simple_report(title: str = "Serious Case Review\nChild Q\nOverview Report", pages: int = 4) -> bytes:
    """A plain report with a title page, headers, footers and body pages."""
    first, *rest = title.split("\n")
    cover = [
        CoverLine(text=first, size=26, bold=True, top=200),
        *(CoverLine(text=line, size=20) for line in rest),
    ]
    cover += [CoverLine(text="Author: Jo Bloggs", top=500), CoverLine(text="March 2016")]
    return make_pdf(
        Report(
            cover=cover,
            header="Northmoor Safeguarding Children Board",
            footer="Child Q overview report",
            body=[body_text(number) for number in range(1, pages)],
            properties={"title": " ".join(title.split("\n")), "author": "Jo Bloggs"},
        )
    )


_SENTENCES = (
    "The panel met on several occasions and agreed the terms of reference.",
    "Practitioners from health, education and social care took part in two learning events.",
    "The family was known to universal services in Northmoor.",
    "Information was shared between agencies, though not always in good time.",
    "The review considers what helped and what got in the way.",
    "Supervision gave staff room to reflect on what they had seen.",
    "The partnership accepted every recommendation.",
)


def body_text(number: int, sentences: int = 40) -> str:
    """Neutral text of a body page; differs from page to page."""
    picked = [
        _SENTENCES[(number * 3 + index * (1 + number % 3)) % len(_SENTENCES)] for index in range(sentences)
    ]
    paragraphs = [" ".join(picked[start : start + 5]) for start in range(0, len(picked), 5)]
    return f"{number}. Section {number}\n" + "\n".join(paragraphs)


def scanned_pdf(pages: Sequence[str], *, text_first: Sequence[CoverLine | str] = ()) -> bytes:
    """Pages that are only pictures of text; `text_first` puts a real text page before them.

    Args:
        pages: text of each scanned page.
        text_first: a cover sheet with a text layer.
    """
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    if text_first:
        draw_cover(canvas, text_first)
        canvas.showPage()
    for text in pages:
        canvas.drawImage(ImageReader(picture_of(text)), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture_cover_pdf(picture: str, cover: Sequence[CoverLine | str], pages: int = 3) -> bytes:
    """A report whose first page is a picture and whose title page is the second."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(picture_of(picture)), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    draw_cover(canvas, cover)
    canvas.showPage()
    for number in range(1, pages):
        _body(canvas, body_text(number), 1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture_of(text: str) -> BytesIO:
    """A page of text as a PNG, 150 dots an inch."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    y = 220
    for line in text.split("\n"):
        draw.text((150, y), line, fill=0, font=ImageFont.load_default(size=40))
        y += 70
    out = BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out


def encrypted_pdf(*, user_password: str) -> bytes:
    """An encrypted report: an empty `user_password` opens it, and only the owner's rights are kept back."""
    encryption = StandardEncryption(user_password, ownerPassword="owner", canCopy=0, strength=128)
    return make_pdf(
        Report(cover=["Serious Case Review", "Child R"], body=[body_text(1)], encryption=encryption)
    )
