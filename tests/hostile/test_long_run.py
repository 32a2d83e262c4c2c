"""D12 and B22: memory over a large site; one address whose bytes go to and fro over nights."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from tests.hostile.farm import Weight
from tests.hostile.figures import Figures
from tests.run.farm import Site, ask, files_sound, page, report, start

PAGES_IN_CI, PAGES = 250, 5_000
BOARD = "Vast Safeguarding Children Partnership"


class Vast(Site):
    """Lists of reviews with a page for each; each page has a document, of which all but a few are gone."""

    def answer(self, path: str) -> tuple[str, bytes]:
        if path == "/":
            lists = "".join(
                f"<li><a href='/lists/{n}/'>Serious case reviews {2000 + n}</a></li>" for n in range(20)
            )
            return "text/html", page(BOARD, f"<ul>{lists}</ul>")
        number = int("".join(ch for ch in path if ch.isdigit()) or "0")
        if path.startswith("/lists/"):
            cases = "".join(
                f"<li><a href='/serious-case-reviews/child-q{n}/'>Child Q{n} serious case review</a></li>"
                for n in range(number * 250, number * 250 + 250)
            )
            return "text/html", page(f"Serious case reviews {2000 + number}", f"<ul>{cases}</ul>")
        if path.startswith("/serious-case-reviews/"):
            text = f"<p>{'Practitioners met and learned. ' * 40}</p>" * 8
            link = f"<a href='/files/q{number}.pdf'>Child Q{number} serious case review overview report</a>"
            return "text/html", page(f"Child Q{number} serious case review", f"{link}{text}")
        if path.startswith("/files/"):
            return ("", b"none") if number % 50 else ("application/pdf", report(f"Q{number}", BOARD))
        return "", b"none"


def test_memory_over_a_large_site(tmp_path: Path, heavy: bool, figures: Figures) -> None:
    pages = PAGES if heavy else PAGES_IN_CI
    with Vast("vast", 201) as site:
        site.declare(tmp_path / "sources")
        process = start(
            "--data", tmp_path / "data", "crawl", "--sources", tmp_path / "sources", "--allow-host", "127.0.0.0/8",
            "--delay", "0", "--max-pages", pages,
        )  # fmt: skip
        with Weight(process.pid) as weight:
            _, error = process.communicate(timeout=3_000 if heavy else 200)
    (row,) = ask(tmp_path / "data", "SELECT pages_fetched, requests, outcome, seconds FROM run_sources")
    over = (weight.crawler > 500) + (weight.reader > 1024)
    figures("D12", f"peak memory over {row[0]:,} pages", 2, over,
            f"crawler {weight.crawler:.0f} MB of 500, worker {weight.reader:.0f} MB, parent {weight.parent:.0f} MB, "
            f"{row[1]:,} requests in {row[3]:.0f} s")  # fmt: skip
    assert row[0] >= pages * 0.9, error
    assert over == 0


class Flapping(Site):
    """One address that gives A, B, A, B …; and one that gives a page of status 200 every other night."""

    turn = 0

    def answer(self, path: str) -> tuple[str, bytes]:
        if path == "/files/astera.pdf":
            return "application/pdf", report("AB"[self.turn % 2] * 5, self.title)
        if path == "/files/asterb.pdf" and self.turn % 2:
            return "text/html", page("Sorry", "<p>We are mending this.</p>")
        return super().answer(path)


def test_a_document_that_goes_to_and_fro(tmp_path: Path, figures: Figures) -> None:
    data, nights, lost = tmp_path / "data", 4, 0
    news: list[tuple[Any, ...]] = []
    with Flapping("aster", 202, names=("Astera", "Asterb", "Asterc")) as site:
        site.declare(tmp_path / "sources")
        for site.turn in range(nights):
            done = start(
                "--data",
                data,
                "crawl",
                "--sources",
                tmp_path / "sources",
                "--allow-host",
                "127.0.0.0/8",
                "--delay",
                "0",
            )
            done.communicate(timeout=120)
            lost += ask(data, "SELECT count(*) FROM documents WHERE presence = 'withdrawn'")[0][0]
            news += ask(
                data,
                "SELECT documents_new, documents_changed, documents_lost FROM run_sources ORDER BY run_id DESC LIMIT 1",
            )
    kept = ask(data, "SELECT count(DISTINCT sha256) FROM documents")[0][0]
    wrong = [
        *(["version"] if kept != 4 else []),
        *["withdrawn"] * lost,
        *(["news"] if any(one[0] for one in news[1:]) else []),
    ]
    figures("B22", "nights of a document A-B-A-B, and of one hidden by a page", nights, wrong,
            f"{kept} versions kept, changes told {sum(one[1] for one in news)} times")  # fmt: skip
    assert wrong == [], news
    assert files_sound(data)


class Emptied(Site):
    """A site that goes wrong after its first night, in a way of its own."""

    way = "well"

    def answer(self, path: str) -> tuple[str, bytes]:
        if self.way == "well":
            return super().answer(path)
        if self.way == "all 404":
            return "", b"<html><body>none</body></html>"
        if self.way == "all empty":
            return "text/html", b"<html><body></body></html>"
        if self.way == "wall":
            return (
                "text/html",
                b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>",
            )
        if self.way == "files gone" and path.startswith("/files/"):
            return "", b"none"
        if self.way == "list emptied" and path == "/reviews/":
            return "text/html", page("Serious case reviews", "<p>There are none.</p>")
        if self.way == "redesign" and path not in ("/", "/contact/"):
            return "text/html", page("Our new site", "<p>Welcome to our new site.</p>")
        return super().answer(path)


WAYS = ("all 404", "all empty", "wall", "files gone", "list emptied", "redesign", "down")


def test_sites_that_empty_lose_nothing(tmp_path: Path, figures: Figures) -> None:
    """B21: three nights in each way of going wrong; nothing is withdrawn, nothing kept is deleted."""
    data = tmp_path / "data"
    with contextlib.ExitStack() as stack:
        sites = {way: stack.enter_context(Emptied(f"site{n}", 210 + n)) for n, way in enumerate(WAYS)}
        for n, site in enumerate(sites.values()):
            site.names = tuple(f"{one}{'abcdefg'[n]}" for one in ("Quince", "Rowan", "Sorrel"))
            site.declare(tmp_path / "sources")
        for night in range(4):
            for way, site in sites.items():
                site.way, site.down = (way, way == "down") if night else ("well", False)
            done = start(
                "--data",
                data,
                "crawl",
                "--sources",
                tmp_path / "sources",
                "--allow-host",
                "127.0.0.0/8",
                "--delay",
                "0",
            )
            done.communicate(timeout=200)
    gone = ask(data, "SELECT source, title FROM documents WHERE presence = 'withdrawn'")
    held = ask(data, "SELECT count(*) FROM documents WHERE sha256 IS NOT NULL AND text_outcome = 'ok'")[0][0]
    ends = dict(
        ask(
            data,
            "SELECT source, outcome FROM run_sources WHERE run_id = (SELECT max(run_id) FROM run_sources)",
        )
    )
    told = {way: ends[site.slug] for way, site in sites.items()}
    figures(
        "B21",
        "sites x nights that empty, fall or wall themselves in",
        len(WAYS) * 3,
        gone,
        f"{held} of 21 documents kept; {told}",
    )
    assert gone == []
    assert held == 21
    assert files_sound(data)
    assert {way: end for way, end in told.items() if end == "ok"} in ({}, {"files gone": "ok"})
