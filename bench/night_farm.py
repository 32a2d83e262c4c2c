"""A loopback farm as large as the country: 150 sites, one address each, and a log of every request.

Run by `bench.night` in a process of its own. Sites differ in size as real ones do: most offer 6 to 10
documents, a few some dozens, one is the largest by far. Each has robots.txt (with a part that nobody may
ask for, and links into it), a site map, a hub, a page for each case, and pages that are beside the point.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SITES = 150
LARGEST = 90  # documents of the largest site
LARGER = {2: 40, 3: 34, 4: 28, 5: 24}  # site → documents
LIFETIME_S = 1800  # the farm ends by itself
HTML = "text/html; charset=utf-8"
FORBIDDEN = "/members/"  # what robots.txt of every site keeps to itself

WORDS = (
    *("practitioners", "panel", "learning", "supervision", "referral", "midwife", "housing", "school"),
    *("visit", "record", "plan", "agency", "strategy", "meeting", "transfer", "review", "worker", "clinic"),
    *("nursery", "team", "handover", "contact", "evening", "letter", "notes", "street", "winter", "garden"),
)
# Names of two syllables: a case has one in its area.
FIRST = ("Ash", "Birch", "Cedar", "Elm", "Fern", "Hazel", "Ivy", "Juniper", "Larch", "Maple")
SECOND = ("by", "ford", "ley", "mere", "ton", "wick", "worth", "den", "field")


def address(site: int) -> str:
    """The loopback address of a site, counted from 1."""
    return f"127.0.2.{site}"


def documents_of(site: int) -> int:
    """How many documents a site offers, behind a page each."""
    if site == 1:
        return LARGEST
    return LARGER.get(site, 6 + site % 5)


def name_of(site: int) -> str:
    """An invented area."""
    return f"{FIRST[site % 10]}{SECOND[site // 10 % 9]}{'' if site < 90 else ' and ' + FIRST[site // 9 % 10]}"


def case_of(site: int, number: int) -> str:
    """A pseudonym that no other case has."""
    return f"Child {FIRST[number % 10]}{SECOND[number // 10 % 9]} {site}"


def pdf(site: int, number: int) -> bytes:
    """A report of 4 to 11 pages, different for every site and number."""
    pick = random.Random(site * 1000 + number)  # the same farm every time
    cover = [
        f"{name_of(site)} Safeguarding Children Partnership",
        "Child Safeguarding Practice Review",
        case_of(site, number),
        "Overview report",
        f"Published {1 + number % 28} March {2012 + number % 12}",
        "Author: Jo Bloggs",
    ]
    pages = [_shown(cover, size=18, leading=30)]
    for _ in range(3 + pick.randrange(8)):
        lines = [" ".join(pick.choices(WORDS, k=13)).capitalize() + "." for _ in range(46)]
        pages.append(_shown(lines, size=10, leading=15))
    return _file(pages)


def _shown(lines: list[str], *, size: int, leading: int) -> bytes:
    """A page's content: one line beneath the other."""
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    return f"BT /F1 {size} Tf {leading} TL 60 780 Td\n{shown}ET".encode()


def _file(contents: list[bytes]) -> bytes:
    """A plain PDF file of these pages."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        parts = "/Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page {parts} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def page(title: str, body: str, area: str) -> bytes:
    """One HTML page with the furniture that every real page carries."""
    menu = "".join(
        f'<li><a href="/{word}">{word.title()}</a></li>'
        for word in ("about", "news", "training", "policies", "contact", "parents", "professionals")
    )
    reviews = '<li><a href="/learning/reviews">Child safeguarding practice reviews</a></li>'
    return (
        f"<!doctype html><html lang='en'><head><title>{title} - {area}</title></head><body>"
        f"<header><nav><ul>{menu}{reviews}</ul></nav></header>"
        f"<main><h1>{title}</h1>{body}</main>"
        f'<footer><a href="{FORBIDDEN}">Members</a> <a href="/privacy">Privacy</a></footer></body></html>'
    ).encode()


def site_pages(site: int) -> dict[str, tuple[str, bytes]]:
    """Path → (content type, body) of one site."""
    area = f"{name_of(site)} Safeguarding Children Partnership"
    text = " ".join(random.Random(site).choices(WORDS, k=120)).capitalize() + "."
    pages = {
        path: (HTML, page(path.strip("/").title() or area, f"<p>{text}</p>", area))
        for path in ("/", "/about", "/news", "/training", "/policies", "/contact", "/parents", "/privacy")
    }
    rows = []
    for number in range(documents_of(site)):
        case, place = case_of(site, number), f"/learning/reviews/case-{number}"
        rows.append(f'<li><a href="{place}">{case} practice review</a> {2012 + number % 12}</li>')
        link = f'<p><a href="/media/{number}/report.pdf">{case} overview report (PDF)</a></p>'
        pages[place] = (HTML, page(f"{case} practice review", f"<p>{text}</p>{link}", area))
        pages[f"/media/{number}/report.pdf"] = ("application/pdf", pdf(site, number))
    withheld = f'<li><a href="{FORBIDDEN}restricted.pdf">Serious case review, restricted (PDF)</a></li>'
    hub = f"<p>Reviews that we have published.</p><ul>{''.join(rows)}{withheld}</ul>"
    pages["/learning/reviews"] = (HTML, page("Child safeguarding practice reviews", hub, area))
    home = f"http://{address(site)}:{{port}}"
    known = "".join(
        f"<url><loc>{home}{path}</loc></url>" for path, (kind, _) in pages.items() if kind == HTML
    )
    pages["/sitemap.xml"] = ("application/xml", f"<urlset>{known}</urlset>".encode())
    rules = f"User-agent: *\nDisallow: {FORBIDDEN}\nSitemap: {home}/sitemap.xml\n"
    pages["/robots.txt"] = ("text/plain", rules.encode())
    return pages


@dataclass
class Farm:
    """All sites, and what they were asked."""

    port: int
    log: Path
    sites: dict[int, dict[str, tuple[str, bytes]]] = field(default_factory=dict)
    asked: list[tuple[int, float, float, str, str, int]] = field(default_factory=list)

    def build(self) -> None:
        """Make everything before anything is timed."""
        for site in range(1, SITES + 1):
            pages = site_pages(site)
            for path in ("/sitemap.xml", "/robots.txt"):
                kind, body = pages[path]
                pages[path] = (kind, body.replace(b"{port}", str(self.port).encode()))
            self.sites[site] = pages

    async def serve(self) -> None:
        """Serve every site until told to end, then write the log."""
        over = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
        for site in self.sites:
            await asyncio.start_server(self._answering(site), address(site), self.port)
        print("ready", flush=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), LIFETIME_S)
        with self.log.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in self.asked)

    def _answering(self, site: int):
        pages = self.sites[site]
        slowness = random.Random(site)

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    began = time.monotonic()
                    method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
                    kind, body = pages.get(target, ("", b""))
                    await asyncio.sleep(slowness.uniform(0.03, 0.25))  # as a real site takes
                    status = 200 if kind else 404
                    first = "200 OK" if kind else "404 Not Found"
                    lines = f"HTTP/1.1 {first}\r\nContent-Type: {kind or HTML}\r\n"
                    writer.write(f"{lines}Content-Length: {len(body)}\r\n\r\n".encode())
                    if method != "HEAD":
                        writer.write(body)
                    await writer.drain()
                    self.asked.append((site, began, time.monotonic(), method, target, status))
            writer.close()

        return answer


def declarations(port: int) -> Iterator[tuple[str, str]]:
    """File name and text of each site's declaration; every third knows no hub."""
    for site in range(1, SITES + 1):
        home = f"http://{address(site)}:{port}/"
        start = f"[{home}learning/reviews]" if site % 3 else "[]"
        yield (
            f"area-{site}.yaml",
            f"slug: area-{site}\ntitle: {name_of(site)} Safeguarding Children Partnership {site}\n"
            f"nation: england\nkind: partnership\nauthorities: []\nhomepage: {home}\nstart: {start}\n"
            f"expect: {{documents: {{min: {documents_of(site)}}}}}\n",
        )


def main() -> None:
    """Serve the farm; "ready" on standard output says that it does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    with contextlib.suppress(OSError):
        os.nice(-5)  # as root: a log that is late would blame the crawler
    farm = Farm(options.port, options.log)
    farm.build()
    asyncio.run(farm.serve())


if __name__ == "__main__":
    main()
