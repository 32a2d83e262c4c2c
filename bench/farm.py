"""A farm of review sites on loopback, one address of 127.0.1.0/24 a site, all alike and dense in reviews.

Every page carries a menu of some 40 links and a footer. A site has sections with pages that are beside the
point, news in pages of ten, a list of reviews in pages of twenty, and a page for each case with a report of
100 to 500 KB behind it, beside every third case a briefing. Everything is made before the farm says "ready",
and served from memory, so that the farm is not what is measured; what it cost is told by `bench.crawl`.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import zlib
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from pathlib import Path

SITES = 20
CASES = 39  # pages of cases per site
BRIEFED = 3  # every so many cases have a briefing beside the report
NEWS = 30
LIFETIME_S = 1200  # the farm ends by itself
HTML = "text/html; charset=utf-8"

WORDS = (
    *("practitioners", "panel", "learning", "supervision", "referral", "midwife", "housing", "school"),
    *("visit", "record", "plan", "agency", "strategy", "meeting", "transfer", "review", "worker", "clinic"),
    *("nursery", "team", "handover", "contact", "evening", "letter", "notes", "street", "winter", "garden"),
)
SYLLABLES = (
    *(
        "ta",
        "mer",
        "lo",
        "vin",
        "es",
        "cor",
        "dal",
        "pi",
        "ran",
        "shu",
        "ble",
        "no",
        "tri",
        "gal",
        "we",
        "mo",
    ),
    *(
        "fen",
        "ar",
        "sti",
        "lum",
        "ke",
        "ost",
        "ber",
        "in",
        "qua",
        "du",
        "ly",
        "hap",
        "ger",
        "ti",
        "sol",
        "ze",
    ),
)
FIRST = ("Ash", "Birch", "Cedar", "Elm", "Fern", "Hazel", "Ivy", "Juniper", "Larch", "Maple")
SECOND = ("by", "ford", "ley", "mere", "ton", "wick", "worth", "den", "field")
SECTIONS = {
    "about-us": ("Who we are", "Our structure", "Our priorities", "Annual report", "Meetings", "Partners"),
    "children-and-families": ("Keeping safe", "Bullying", "Online safety", "Who can help", "Young carers"),
    "professionals": ("Thresholds", "Making a referral", "Supervision", "Information sharing", "Newsletters"),
    "policies-and-procedures": ("Procedures manual", "Escalation", "Protocols", "Forms", "Safer recruitment"),
    "training": ("Courses", "Book a place", "E-learning", "Training strategy", "Cancellation"),
    "adults": ("Self-neglect", "Mental capacity", "Making enquiries", "Carers"),
    "contact-us": ("Report a concern", "Find us", "Feedback", "Accessibility", "Privacy notice"),
}
REVIEWS = "/learning/reviews"


def address(site: int) -> str:
    """The loopback address of a site, counted from 1."""
    return f"127.0.1.{site}"


def name_of(site: int) -> str:
    """An invented area."""
    return f"{FIRST[site % 10]}{SECOND[site // 10 % 9]}"


def case_of(site: int, number: int) -> str:
    """A pseudonym that no other case has."""
    return f"Child {FIRST[number % 10]}{SECOND[number // 10 % 9]} {site}"


# ---------------------------------------------------------------- files


@cache
def _lines() -> tuple[str, ...]:
    """Lines of nine words, the frequent ones far more frequent than the rare ones, as in a language."""
    pick = random.Random(7)
    made = ["".join(pick.choices(SYLLABLES, k=pick.randint(1, 4))) for _ in range(8_000)]
    words = list(dict.fromkeys((*WORDS, *made)))
    shares = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    return tuple(
        " ".join(pick.choices(words, cum_weights=shares, k=9)).capitalize() + "." for _ in range(20_000)
    )


@cache
def _picture(size: int) -> bytes:
    """A picture of so many rows as the first object of a file: most of a real report's bytes are such."""
    body = random.Random(size).randbytes(300 * size * 3)
    facts = f"/Width 300 /Height {size} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length {len(body)}"
    head = f"%PDF-1.4\n1 0 obj\n<< /Type /XObject /Subtype /Image {facts} >>\nstream\n"
    return head.encode() + body + b"\nendstream\nendobj\n"


def report(site: int, number: int, *, briefing: bool) -> tuple[bytes, bytes]:
    """A report of 6 to 22 pages, or a briefing of two, in two pieces, the first shared with other files."""
    pick = random.Random(f"{site} {number} {briefing}")  # the same farm every time
    cover = [
        f"{name_of(site)} Safeguarding Children Partnership",
        "Seven minute briefing" if briefing else "Child Safeguarding Practice Review",
        case_of(site, number),
        "" if briefing else "Overview report",
        f"Published {1 + number % 28} March {2012 + number % 12}",
        "" if briefing else "Author: Jo Bloggs",
    ]
    contents = [
        _shown([line for line in cover if line], size=18, leading=30) + b" q 300 0 0 100 90 90 cm /I Do Q"
    ]
    for _ in range(1 if briefing else 5 + pick.randrange(17)):
        contents.append(_shown(pick.choices(_lines(), k=39), size=10, leading=17))
    return _file(_picture(100 + 45 * (number % 9)), contents)


def _shown(lines: list[str], *, size: int, leading: int) -> bytes:
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    return f"BT /F1 {size} Tf {leading} TL 60 780 Td\n{shown}ET".encode()


def _file(first: bytes, contents: list[bytes]) -> tuple[bytes, bytes]:
    """A PDF of these pages that begins with this piece, which holds object 1."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 3 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    shared = "/Font << /F1 4 0 R >> /XObject << /I 1 0 R >>"
    for number, content in enumerate(contents):
        parts = f"/Parent 3 0 R /MediaBox [0 0 595 842] /Resources << {shared} >>"
        objects.append(f"<< /Type /Page {parts} /Contents {6 + 2 * number} 0 R >>".encode())
        packed = zlib.compress(content, 6)
        facts = b"<< /Filter /FlateDecode /Length %d >>" % len(packed)
        objects.append(facts + b"\nstream\n" + packed + b"\nendstream")
    out = bytearray()
    places = [len(b"%PDF-1.4\n")]
    for number, body in enumerate(objects, 2):
        places.append(len(first) + len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(first) + len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, rows)
    out += b"trailer\n<< /Size %d /Root 2 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return first, bytes(out)


# ---------------------------------------------------------------- pages


def _slug(label: str) -> str:
    return label.lower().replace(" ", "-")


@cache
def _menu() -> str:
    """The menu of every page: some 40 links."""
    parts = []
    for section, labels in SECTIONS.items():
        below = "".join(f'<li><a href="/{section}/{_slug(one)}">{one}</a></li>' for one in labels)
        title = section.replace("-", " ").capitalize()
        parts.append(f'<li class="menu-item"><a href="/{section}">{title}</a><ul>{below}</ul></li>')
    learning = f'<li><a href="{REVIEWS}">Child safeguarding practice reviews</a></li>'
    parts.append(f'<li class="menu-item"><a href="/news">News</a></li>{learning}')
    return f'<nav class="main-menu"><ul>{"".join(parts)}</ul></nav>'


def page(site: int, title: str, body: str, trail: str = "") -> bytes:
    """One HTML page with the furniture that every real page carries."""
    area = f"{name_of(site)} Safeguarding Children Partnership"
    styles = "".join(f'<link rel="stylesheet" href="/assets/{n}.css">' for n in range(6))
    scripts = "".join(f'<script src="/assets/{n}.js" defer></script>' for n in range(8))
    quick = "".join(
        f'<li class="quick"><a href="/contact-us/{_slug(one)}"><span>{one}</span></a></li>'
        for one in SECTIONS["contact-us"]
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - {area}</title>{styles}'
        f'<meta name="description" content="{title}"><script>window.dataLayer=[];</script></head>'
        f'<body class="page"><a class="skip" href="#content">Skip to content</a><header><div class="logo">'
        f'<a href="/"><img src="/assets/logo.png" alt="{area}"></a></div>'
        f'<form action="/search"><input name="q"></form>{_menu()}</header>'
        f'<div class="trail"><a href="/">Home</a> {trail}</div>'
        f'<main id="content"><h1>{title}</h1>{body}</main><footer><h2>Quick links</h2><ul>{quick}</ul>'
        f"<p>Copyright {area}</p></footer>{scripts}</body></html>"
    ).encode()


def _prose(pick: random.Random, paragraphs: int) -> str:
    return "".join(f"<p>{' '.join(pick.choices(_lines(), k=5))}</p>" for _ in range(paragraphs))


def _pager(path: str, number: int, count: int) -> str:
    links = "".join(f'<li><a href="{path}?page={n}">{n}</a></li>' for n in range(1, count + 1) if n != number)
    return f'<nav class="pager"><ul>{links}</ul></nav>'


def _sections(site: int, pick: random.Random) -> dict[str, bytes]:
    pages = {"/": page(site, f"Welcome to {name_of(site)}", _prose(pick, 4) + _latest(site))}
    for section, labels in SECTIONS.items():
        title = section.replace("-", " ").capitalize()
        tiles = "".join(f'<li><a href="/{section}/{_slug(one)}">{one}</a></li>' for one in labels)
        pages[f"/{section}"] = page(site, title, f"{_prose(pick, 3)}<ul>{tiles}</ul>")
        for one in labels:
            trail = f'<a href="/{section}">{title}</a>'
            pages[f"/{section}/{_slug(one)}"] = page(site, one, _prose(pick, 8), trail)
    return pages


def _latest(site: int) -> str:
    latest = "".join(f'<li><a href="/news/{n}">{_headline(site, n)}</a></li>' for n in range(4))
    return f'<h2>Latest news</h2><ul>{latest}</ul><p><a href="{REVIEWS}">Read our reviews</a></p>'


def _headline(site: int, number: int) -> str:
    if number % 6 == 0:
        return f"Practice review published: {case_of(site, number)}"
    return ("Training dates", "Newsletter", "Safeguarding week", "Bulletin", "Survey")[
        number % 5
    ] + f" {number}"


def _news(site: int, pick: random.Random) -> dict[str, bytes]:
    pages, count = {}, NEWS // 10
    for part in range(count):
        rows = "".join(
            f'<article><h3><a href="/news/{n}">{_headline(site, n)}</a></h3>'
            f"<time>{1 + n % 28} May 2024</time><p>{_lines()[n + site]}</p>"
            f'<a class="more" href="/news/{n}">Read more</a></article>'
            for n in range(10 * part, 10 * part + 10)
        )
        place = "/news" if not part else f"/news?page={part + 1}"
        pages[place] = page(site, "News", rows + _pager("/news", part + 1, count))
    pages["/news?page=1"] = pages["/news"]
    for n in range(NEWS):
        told = f'<p><a href="{REVIEWS}/case-{n}">Read the review</a></p>' if n % 6 == 0 else ""
        trail = '<a href="/news">News</a>'
        pages[f"/news/{n}"] = page(site, _headline(site, n), _prose(pick, 4) + told, trail)
    return pages


def _cases(site: int, pick: random.Random) -> dict[str, bytes]:
    pages, count = {}, -(-CASES // 20)
    for part in range(count):
        rows = "".join(
            f'<div class="item"><h3><a href="{REVIEWS}/case-{n}">{case_of(site, n)} practice review</a></h3>'
            f"<p>Published {1 + n % 28} March {2012 + n % 12}. {_lines()[n * site]}</p></div>"
            for n in range(20 * part, min(20 * part + 20, CASES))
        )
        place = REVIEWS if not part else f"{REVIEWS}?page={part + 1}"
        title = "Child safeguarding practice reviews"
        pages[place] = page(site, title, _prose(pick, 1) + rows + _pager(REVIEWS, part + 1, count))
    pages[f"{REVIEWS}?page=1"] = pages[REVIEWS]
    for n in range(CASES):
        case = case_of(site, n)
        files = f'<p><a href="/media/{n}/report.pdf">{case} overview report (PDF)</a></p>'
        if n % BRIEFED == 0:
            files += f'<p><a href="/media/{n}/briefing.pdf">{case} seven minute briefing (PDF)</a></p>'
        trail = f'<a href="{REVIEWS}">Child safeguarding practice reviews</a>'
        pages[f"{REVIEWS}/case-{n}"] = page(site, f"{case} practice review", _prose(pick, 3) + files, trail)
    return pages


# ---------------------------------------------------------------- serving

Answers = dict[str, tuple[bytes, ...]]


def _answer(kind: str, *body: bytes, status: str = "200 OK") -> tuple[bytes, ...]:
    size = sum(len(piece) for piece in body)
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode(), *body


MISSING = _answer(HTML, b"<title>Not found</title><h1>Page not found</h1>", status="404 Not Found")


def answers_of(site: int, port: int) -> Answers:
    """Path → pieces of the answer, of one site."""
    pick = random.Random(site)
    pages = {**_sections(site, pick), **_news(site, pick), **_cases(site, pick)}
    answers = {path: _answer(HTML, body) for path, body in pages.items()}
    for n in range(CASES):
        answers[f"/media/{n}/report.pdf"] = _answer("application/pdf", *report(site, n, briefing=False))
        if n % BRIEFED == 0:
            answers[f"/media/{n}/briefing.pdf"] = _answer("application/pdf", *report(site, n, briefing=True))
    add_plans(answers, pages, site, port)
    return answers


def add_plans(answers: Answers, pages: Iterable[str], site: int, port: int) -> None:
    """Add what tells robots of a site's pages: the sitemap and robots.txt."""
    home = f"http://{address(site)}:{port}"
    known = "".join(f"<url><loc>{home}{path}</loc></url>" for path in pages)
    answers["/sitemap.xml"] = _answer("application/xml", f"<urlset>{known}</urlset>".encode())
    rules = f"User-agent: *\nDisallow: /search\nSitemap: {home}/sitemap.xml\n"
    answers["/robots.txt"] = _answer("text/plain", rules.encode())


def known_of(site: int) -> list[str]:
    """The paths without which nobody comes by a site's documents: lists, pages of cases, and files."""
    found = [REVIEWS, *(f"{REVIEWS}?page={n}" for n in range(2, -(-CASES // 20) + 1))]
    for n in range(CASES):
        found += [f"{REVIEWS}/case-{n}", f"/media/{n}/report.pdf"]
        found += [f"/media/{n}/briefing.pdf"] if n % BRIEFED == 0 else []
    return found


class Server(asyncio.Protocol):
    """One connection to one site."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._rest = b""

    def connection_made(self, transport) -> None:
        """As asyncio calls it."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request that is here."""
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            method, path, _ = head.split(b" ", 2)
            pieces = self._answers.get(path.decode("latin-1"), MISSING)
            self._transport.writelines(pieces[:1] if method == b"HEAD" else pieces)


async def serve(sites: dict[int, Answers], port: int) -> None:
    """Serve every site until told to end, or until the lifetime is over."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    for site, answers in sites.items():
        await loop.create_server(lambda answers=answers: Server(answers), address(site), port)
    print("ready", flush=True)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), LIFETIME_S)


def write_declarations(folder: Path, port: int, sites: int = SITES) -> None:
    """One declaration a site; every third knows no list of reviews."""
    for site in range(1, sites + 1):
        home = f"http://{address(site)}:{port}/"
        start = f"[{home}{REVIEWS.strip('/')}]" if site % 3 else "[]"
        (folder / f"area-{site}.yaml").write_text(
            f"slug: area-{site}\ntitle: {name_of(site)} Safeguarding Children Partnership\nnation: england\n"
            f"homepage: {home}\nstart: {start}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    from bench.farm_shapes import main

    main()
