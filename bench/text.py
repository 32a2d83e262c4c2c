"""Text pages per second: harvester's reading (layout and isolation included) against the engines alone.

Run: python -m bench.text [--rounds 3] [--reports 12]. All read the same reports, made at run time, in
the same run; the ratios are what counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from harvester.vocabulary import Outcome
from tests.makers.pdf import CoverLine, Report, body_text, make_pdf

PAGES_A_REPORT = 32


def make_reports(folder: Path, count: int) -> list[Path]:
    """Reports of different lengths, about `PAGES_A_REPORT` pages each."""
    paths: list[Path] = []
    for number in range(count):
        report = Report(
            cover=[
                CoverLine(text="Serious Case Review", size=26, bold=True, top=200),
                CoverLine(text=f"Child Q{number}", size=20),
                CoverLine(text="Overview Report", size=20),
                CoverLine(text="Author: Jo Bloggs", top=500),
            ],
            header="Northmoor Safeguarding Children Board",
            footer="Overview report",
            body=[body_text(page + number) for page in range(PAGES_A_REPORT - 7 + number)],
        )
        paths.append(folder / f"{number}.pdf")
        paths[-1].write_bytes(make_pdf(report))
    return paths


def by_harvester(paths: list[Path], workers: int) -> int:
    """Pages read by the reading pool, as a crawl does it; starting the pool is part of the price."""
    from harvester.extract.pool import ReadingPool

    with ReadingPool(workers) as pool:
        extracts = [future.result() for future in [pool.submit(path, "0" * 64) for path in paths]]
    assert all(extract.outcome is Outcome.OK and extract.lines for extract in extracts)
    return sum(len(extract.pages) for extract in extracts)


def by_pdfminer(paths: list[Path]) -> int:
    """Pages read by pdfminer.six's own text extraction, in this process."""
    from pdfminer.high_level import extract_text

    return sum(extract_text(str(path)).count("\f") for path in paths)


def by_pdftotext(paths: list[Path]) -> int:
    """Pages read by poppler's pdftotext, one process a report."""
    pages = 0
    for path in paths:
        done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
        pages += done.stdout.count(b"\f")
    return pages


def rate(read: Callable[[], int], pages: int) -> float:
    """Pages a second of one way of reading; all pages must have been read."""
    start = time.perf_counter()
    read_pages = read()
    seconds = time.perf_counter() - start
    assert read_pages == pages, f"{read_pages} of {pages} pages"
    return pages / seconds


def main() -> None:
    """Read in turn by each way, several rounds, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reports", type=int, default=12)
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    with TemporaryDirectory() as folder:
        paths = make_reports(Path(folder), options.reports)
        pages = sum(PAGES_A_REPORT - 6 + number for number in range(options.reports))
        ways: dict[str, Callable[[], int]] = {
            "harvester, 1 worker": lambda: by_harvester(paths, 1),
            f"harvester, {cores} workers": lambda: by_harvester(paths, cores),
            "pdfminer.six alone": lambda: by_pdfminer(paths),
        }
        if shutil.which("pdftotext"):
            ways["pdftotext"] = lambda: by_pdftotext(paths)
        else:
            print("pdftotext: not run (not installed)")
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, read in ways.items():
                rates[name].append(rate(read, pages))
    print(f"{options.reports} reports, {pages} pages, {options.rounds} rounds, {cores} cores; medians")
    base = statistics.median(rates["pdfminer.six alone"])
    for name, figures in rates.items():
        median = statistics.median(figures)
        print(f"{name:24} {median:8.1f} pages/s   {median / base:6.2f} x pdfminer.six alone")
    if "pdftotext" in rates:
        ours = statistics.median(rates["harvester, 1 worker"])
        print(f"harvester, 1 worker, is {ours / statistics.median(rates['pdftotext']):.2f} x pdftotext")


if __name__ == "__main__":
    main()
