"""Text pages a second on one core: harvester, layout and isolation included, against the engines alone.

Run: python -m bench.text [--rounds 5] [--reports 12]. All read the same reports, made at run time: 20 to 60
pages of 350 words in several fonts, every third with pictures. Everything is pinned to one core, the rounds
of all ways are interleaved, and medians are compared; the ratios are what counts. pdfminer.six, which takes
thirty times as long, reads every fourth report only.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from harvester.vocabulary import Outcome
from tests.makers.pdf import CoverLine, body_text, draw_cover

WORDS_A_PAGE = 350
LEAST_PAGES, MOST_PAGES = 20, 60
# Embedded and standard fonts, for headings and for text.
FONTS = (("Vera", "VeraBd"), ("Times-Roman", "Times-Bold"), ("Helvetica", "Helvetica-Bold"))


def make_reports(folder: Path, count: int) -> list[tuple[Path, int]]:
    """Reports and how many pages each has."""
    for name in ("Vera", "VeraBd", "VeraIt"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    made = []
    for number in range(count):
        pages = LEAST_PAGES + round((MOST_PAGES - LEAST_PAGES) * number / max(1, count - 1))
        path = folder / f"{number}.pdf"
        path.write_bytes(make_report(number, pages, pictures=number % 3 == 0))
        made.append((path, pages))
    return made


def make_report(number: int, pages: int, *, pictures: bool) -> bytes:
    """One report: a title page, then pages of text with headings, some words in other type, furniture."""
    chance = random.Random(number)
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, invariant=1)
    if pictures:
        canvas.drawImage(noise(chance), 72, 600, 180, 90)
    draw_cover(
        canvas,
        [
            CoverLine(text="Northmoor Safeguarding Children Board", size=16, top=160),
            CoverLine(text="Serious Case Review", size=26, bold=True, top=260),
            CoverLine(text=f"Child Q{number}", size=20),
            CoverLine(text="Overview Report", size=20),
            CoverLine(text="Author: Jo Bloggs", top=500),
            CoverLine(text="March 2016"),
        ],
    )
    canvas.showPage()
    for page in range(2, pages + 1):
        draw_page(canvas, number, page, noise(chance) if pictures and page % 4 == 0 else None)
    canvas.save()
    return out.getvalue()


def draw_page(canvas: Canvas, number: int, page: int, picture: ImageReader | None) -> None:
    """A page of text; bold and italic words stand in it here and there, drawn in pieces of their own."""
    plain, bold = FONTS[number % len(FONTS)]
    canvas.setFont(plain, 8)
    canvas.drawString(72, 806, "Northmoor Safeguarding Children Board")
    canvas.drawRightString(523, 30, f"Page {page}")
    canvas.setFont(bold, 13)
    canvas.drawString(72, 775, f"{page}. Section {page}")
    words = body_text(page + number, sentences=45).split()[:WORDS_A_PAGE]
    line = canvas.beginText(72, 755)
    line.setLeading(12.5)
    for start in range(0, len(words), 12):
        for index, word in enumerate(words[start : start + 12]):
            style = bold if (start + index) % 29 == 0 else "VeraIt" if (start + index) % 41 == 0 else plain
            line.setFont(style, 9.5, leading=12.5)
            line.textOut(f"{word} ")
        line.textLine()
    canvas.drawText(line)
    if picture is not None:
        canvas.drawImage(picture, 72, 60, 200, 120)
    canvas.showPage()


def noise(chance: random.Random) -> ImageReader:
    """A picture that does not compress, as photographs do not."""
    from PIL import Image

    return ImageReader(Image.frombytes("RGB", (200, 100), chance.randbytes(60_000)))


def by_harvester(paths: Sequence[Path]) -> int:
    """Pages read by the reading pool with one worker, as a crawl does it."""
    from harvester.extract.pool import ReadingPool

    with ReadingPool(1) as pool:
        extracts = [future.result() for future in [pool.submit(path, "0" * 64) for path in paths]]
    assert all(extract.outcome is Outcome.OK and extract.lines for extract in extracts)
    return sum(len(extract.pages) for extract in extracts)


def by_pdfminer(paths: Sequence[Path]) -> int:
    """Pages read by pdfminer.six's own text extraction, in this process."""
    from pdfminer.high_level import extract_text

    return sum(extract_text(str(path)).count("\f") for path in paths)


def by_pdfium(paths: Sequence[Path]) -> int:
    """Pages whose bare text pypdfium2 gives, in this process: the limit of whoever uses that engine."""
    import pypdfium2

    pages = 0
    for path in paths:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            textpage = page.get_textpage()
            pages += bool(textpage.get_text_range())
            textpage.close()
            page.close()
        document.close()
    return pages


def by_pdftotext(paths: Sequence[Path]) -> int:
    """Pages read by poppler's pdftotext, one process a report."""
    return sum(
        subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.count(b"\f")
        for path in paths
    )


def rate(read: Callable[[Sequence[Path]], int], reports: Sequence[tuple[Path, int]]) -> float:
    """Pages a second of one way of reading; all pages must have been read."""
    pages = sum(count for _path, count in reports)
    start = time.perf_counter()
    read_pages = read([path for path, _count in reports])
    seconds = time.perf_counter() - start
    assert read_pages == pages, f"{read_pages} of {pages} pages"
    return pages / seconds


def main() -> None:
    """Read in turn by each way, several rounds, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--reports", type=int, default=12)
    options = parser.parse_args()
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})  # ours, and so that of all that we start
    with TemporaryDirectory() as folder:
        reports = make_reports(Path(folder), options.reports)
        start = time.perf_counter()
        rate(by_harvester, reports[:1])
        first = time.perf_counter() - start
        ways: dict[str, tuple[Callable[[Sequence[Path]], int], Sequence[tuple[Path, int]]]] = {
            "harvester": (by_harvester, reports),
            "pypdfium2 alone": (by_pdfium, reports),
            "pdfminer.six alone": (by_pdfminer, reports[::4]),
        }
        if shutil.which("pdftotext"):
            ways["pdftotext"] = (by_pdftotext, reports)
        else:
            print("pdftotext: not run (not installed)")
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, (read, some) in ways.items():
                rates[name].append(rate(read, some))
    pages = sum(count for _path, count in reports)
    print(f"{options.reports} reports, {pages} pages, {options.rounds} rounds in turn, all on core {core}")
    print(f"start-up and the first report: {first:.2f} s, not counted below")
    ours = rates.pop("harvester")
    print(f"{'harvester':20} {statistics.median(ours):8.1f} pages/s (median)")
    for name, figures in rates.items():
        ratios = [mine / other for mine, other in zip(ours, figures, strict=True)]
        print(
            f"{name:20} {statistics.median(figures):8.1f} pages/s (median)   harvester is "
            f"{statistics.median(ours) / statistics.median(figures):6.2f} x "
            f"({min(ratios):.2f} to {max(ratios):.2f} by round)"
        )


if __name__ == "__main__":
    main()
