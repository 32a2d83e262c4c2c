"""Bad sites, one loopback address each, declared as sources beside good ones; and what a run of them weighs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psutil

from tests.hostile import shapes
from tests.hostile.listener import forms_of
from tests.makers import damage
from tests.makers.pdf import encrypted_pdf, simple_report
from tests.run.farm import page
from tests.web.ground import Ground, Handler, answer, raw

SHUT = "127.0.66.6"
PDF = {"Content_Type": "application/pdf"}
Make = Callable[["Bad"], None]


@dataclass
class Bad:
    """One bad site: its server, and what the table of names and its declaration need for it."""

    slug: str
    ground: Ground
    shut_port: int  # of the listener that must not be reached
    patience: float  # seconds that a slow answer takes at most
    declared: dict[str, Any] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def route(self, path: str, handler: Handler | str | bytes) -> None:
        if isinstance(handler, str):
            handler = answer(page("Serious case reviews", handler))
        self.ground.routes[path] = answer(handler, **PDF) if isinstance(handler, bytes) else handler

    def hub(self, *links: str, more: str = "") -> None:
        """A homepage, and a list of reviews with these links."""
        self.route("/", "<p><a href='/reviews/'>Serious case reviews</a></p>")
        rows = "".join(f"<li>{link}</li>" for link in links)
        self.route("/reviews/", f"<ul>{rows}</ul>{more}")

    def declare(self, folder: Path) -> None:
        lines = {
            "slug": self.slug,
            "title": f"{self.slug.title()} Safeguarding Children Partnership",
            "nation": "england",
            "kind": "partnership",
            "authorities": [],
            "homepage": self.ground.url("/"),
            "platform": "generic",
            "status": "live",
            **self.declared,
        }
        text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in lines.items())
        (folder / f"{self.slug}.yaml").write_text(text, encoding="utf-8")


def report_link(url: str, name: str = "Quince") -> str:
    return f'<a href="{url}">Child {name} serious case review overview report (PDF)</a>'


class Anything(dict[str, Handler]):
    """Routes of a site that answers every path but a few with the same kind of page."""

    def __init__(self, make: Callable[[str], Handler]) -> None:
        super().__init__()
        self._make = make

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path) or self._make(path)


def endless_pages(bad: Bad) -> None:
    """B1: each page leads to further pages that sound as if they listed reviews."""

    def make(path: str) -> Handler:
        if path == "/robots.txt":
            return answer(b"", "404 Not Found")
        number = int("".join(ch for ch in path if ch.isdigit())[-6:] or "0")
        links = "".join(
            f"<li><a href='/reviews/serious-case-review-{number * 3 + step}/'>Serious case reviews {step}</a></li>"
            for step in range(1, 4)
        )
        text = f"<ul>{links}</ul><a href='?page={number + 1}'>Next</a><a href='{path}more/'>Case reviews</a>"
        return answer(page(f"Serious case reviews {number}", text))

    bad.ground.routes = Anything(make)


def calendars(bad: Bad) -> None:
    def make(path: str) -> Handler:
        if path == "/robots.txt":
            return answer(b"", "404 Not Found")
        links = "".join(
            f"<a href='/calendar/20{year}/{month:02}/?view={len(path)}'>Reviews {month}/{year}</a> "
            for year in range(10, 40) for month in range(1, 13)
        )  # fmt: skip
        sessions = "".join(
            f"<a href='/reviews/;jsessionid={n}{len(path)}'>Case reviews</a> " for n in range(50)
        )
        facets = "".join(
            f"<a href='/reviews/?f[0]={n}&f[1]={len(path)}'>Case reviews</a> " for n in range(50)
        )
        return answer(page("Serious case reviews", links + sessions + facets))

    bad.ground.routes = Anything(make)


def giants(bad: Bad) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n"
    bad.hub(report_link("/endless.pdf"), report_link("/said.pdf"), "<a href='/wide/'>Serious case reviews 2012</a>",
            "<a href='/deep/'>Serious case reviews 2013</a>")  # fmt: skip
    bad.route("/endless.pdf", shapes.endless(head % b"application/pdf", b"x" * 2**20, 230 * 2**20))
    bad.route("/said.pdf", answer(b"x", Content_Length=str(2**41), **PDF))
    bad.route("/wide/", shapes.endless(head % b"text/html" + b"<a title='", b"y" * 2**20, 40 * 2**20))
    bad.route("/deep/", answer(b"<html>" + b"<div><a href=/x.pdf>review " * 60_000))


def bombs(bad: Bad) -> None:
    kinds = {"gzip": shapes.gzip_bomb, "br": shapes.brotli_bomb, "zstd": shapes.zstd_bomb}
    bad.hub(
        *(report_link(f"/{name}.pdf") for name in kinds), "<a href='/page/'>Serious case reviews 2011</a>"
    )
    for name, make in kinds.items():
        bad.route(f"/{name}.pdf", answer(make(260 * 2**20), Content_Encoding=name, **PDF))
    bad.route("/page/", answer(shapes.brotli_bomb(260 * 2**20), Content_Encoding="br"))


def slow(bad: Bad) -> None:
    times = max(1, int(bad.patience / 0.5))
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"
    bad.hub(*(report_link(f"/{name}.pdf", name.title()) for name in ("head", "body", "never")))
    bad.route("/head.pdf", shapes.dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.5, times))
    bad.route("/body.pdf", shapes.dripping(head, b"%", 0.5, times))
    bad.route("/never.pdf", raw(hold=bad.patience))


def broken(bad: Bad) -> None:
    kinds = {
        "reset": raw(b""), "garbage": raw(b"\x00\xff not http\r\n\r\n"),
        "flood": raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: v\r\n" % n for n in range(60_000)) + b"\r\n"),
        "short": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n%PDF-1.4"),
        "chunk": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "busy": answer(b"", "503 Busy", Retry_After="1"), "loop": shapes.redirect("/loop.pdf"),
        "negative": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -9\r\n\r\n%PDF"),
    }  # fmt: skip
    bad.hub(*(report_link(f"/{name}.pdf", name.title()) for name in kinds))
    for name, handler in kinds.items():
        bad.route(f"/{name}.pdf", handler)


def inside(bad: Bad) -> None:
    """Every road to the listener: links, redirects, refreshes, robots.txt, site maps."""
    shut = forms_of(SHUT, bad.shut_port)
    bad.names |= {"inside.example": [SHUT], "flips.example": [bad.ground.address, SHUT]}
    shut += [f"http://inside.example:{bad.shut_port}/x", f"http://flips.example:{bad.shut_port}/x"]
    files = [f"{url}{number}.pdf" for number, url in enumerate(shut)]
    roads = [f"/go{number}.pdf" for number in range(len(shut))]
    bad.hub(*(report_link(url, f"Q{n}") for n, url in enumerate(files)),
            *(report_link(url, f"R{n}") for n, url in enumerate(roads)),
            "<a href='/refresh/'>Serious case reviews 2010</a>",
            more=f"<iframe src='{shut[0]}'></iframe><a href='/based/'>Serious case reviews 2009</a>")  # fmt: skip
    bad.route("/based/", f"<base href='{shut[0]}'><a href='q.pdf'>Child Q serious case review</a>")
    for road, url in zip(roads, shut, strict=True):
        bad.route(road, shapes.redirect(url))
    refresh = f"<html><head><meta http-equiv=refresh content='0; url={shut[0]}'></head></html>"
    bad.route("/refresh/", answer(refresh.encode()))
    maps = "\n".join(f"Sitemap: {url}" for url in [*shut, bad.ground.url("/map.xml")])
    bad.route(
        "/robots.txt", answer(f"User-agent: *\nDisallow:\n{maps}\n".encode(), Content_Type="text/plain")
    )
    places = "".join(f"<url><loc>{url}/serious-case-reviews/</loc></url>" for url in shut)
    bad.route("/map.xml", answer(f"<urlset>{places}</urlset>".encode(), Content_Type="application/xml"))


def listings(bad: Bad) -> None:
    """A REST interface whose answers lead inside, and one with answers of no shape."""
    shut = f"http://{SHUT}:{bad.shut_port}"
    bad.hub()
    head = f"<link rel='https://api.w.org/' href='{bad.ground.url('/wp-json/')}'><meta name=generator content='WordPress 6.5'>"
    home = f"<html><head>{head}</head><body><main><a href='/reviews/'>Serious case reviews</a></main></body></html>"
    bad.route("/", answer(home.encode(), Link=f'<{shut}/wp-json/>; rel="https://api.w.org/"'))
    items = [
        {"id": n, "link": f"{shut}/serious-case-review-{n}/", "source_url": f"{shut}/scr-{n}.pdf", "mime_type": "application/pdf",
         "title": {"rendered": f"Serious case review Child Q{n}"}, "slug": "serious-case-review",
         "content": {"rendered": f"<a href='{shut}/overview-{n}.pdf'>Child Q{n} overview report</a>"}, "post": [n], "date": "0000"}
        for n in range(30)
    ]  # fmt: skip
    said = json.dumps(items).encode()

    def make(path: str) -> Handler:
        if path.startswith("/wp-json/wp/v2/media"):
            return answer(b"[" * 100_000, Content_Type="application/json")
        if path.startswith("/wp-json"):
            return answer(said, Content_Type="application/json", X_WP_TotalPages="999999999999999999999")
        return answer(b"", "404 Not Found")

    bad.ground.routes = _with(Anything(make), bad.ground.routes)


def _with(anything: Anything, routes: dict[str, Handler]) -> Anything:
    anything.update(routes)
    return anything


def shared(bad: Bad) -> None:
    """Files with file-sharing services whose names lead inside."""
    hosts = ("drive.google.com", "docs.google.com", "drive.usercontent.google.com", "www.dropbox.com", "1drv.ms",
             "northmoor.sharepoint.com", "onedrive.live.com", "dl.dropboxusercontent.com")  # fmt: skip
    bad.names |= {host: [SHUT] for host in hosts}
    bad.hub(
        report_link("https://drive.google.com/file/d/1abcdefghijklmnop/view"),
        report_link("https://docs.google.com/document/d/1abcdefghijklmnop/edit"),
        report_link("https://www.dropbox.com/s/abc123def/q.pdf?dl=0"),
        report_link("https://1drv.ms/b/s!abcdef"),
        report_link("https://northmoor.sharepoint.com/:b:/s/x/abcdefgh"),
        report_link(f"https://docs.google.com/viewer?url=http://{SHUT}:{bad.shut_port}/q.pdf"),
    )


def archived(bad: Bad) -> None:
    """A closed site whose archive lists and redirects to inside addresses."""
    shut = f"http://{SHUT}:{bad.shut_port}"
    header = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    rows = [["example,closed)/", "20150101000000", "http://closed.example/", "text/html", "200", "A", "9"]]
    rows += [
        [f"x)/{n}", f"2015010100000{n}", f"{shut}/q{n}.pdf", "application/pdf", "200", f"B{n}", "9"]
        for n in range(9)
    ]
    rows += [["example,closed)/q.pdf", "20150101000000", "http://closed.example/q.pdf", "application/pdf", "200", "C", "9"],
             ["x)/", "99999999999999", "javascript:alert(1)", "", "abc", "", ""], ["short"], []]  # fmt: skip
    table = json.dumps([header, *rows]).encode()

    def make(path: str) -> Handler:
        if path.startswith("/cdx"):
            return answer(table, Content_Type="application/json")
        if "q.pdf" in path:
            return shapes.redirect(f"{shut}/web/20150101000000id_/http://closed.example/q.pdf")
        if path.startswith("/web/"):
            text = f"<a href='{shut}/web/2015/http://closed.example/q.pdf'>Child Q serious case review</a>{report_link('/q.pdf')}"
            return answer(page("Serious case reviews", text))
        return answer(b"", "404 Not Found")

    bad.ground.routes = Anything(make)
    bad.declared |= {
        "homepage": "http://closed.example/",
        "status": "gone",
        "archives": [{"cdx": bad.ground.url("/cdx"), "replay": bad.ground.url("/web/")}],
    }


def documents(bad: Bad) -> None:
    """Section A in one site: each file is kept and has an outcome."""
    good = simple_report()
    files = {
        "bomb": damage.deflate_bomb(1_200_000_000), "selfish": damage.self_referencing_form(),
        "laughs": damage.billion_laughs(), "nested": damage.nested_arrays(), "tree": damage.page_tree_loop(),
        "locked": encrypted_pdf(user_password="secret"), "cut": damage.cut(good, 0.5) + b"\n%%EOF",
        "page": damage.html_as_pdf(), "both": damage.polyglot(), "script": damage.scripted_pdf(f"http://{SHUT}:{bad.shut_port}/js"),
        "zip": damage.zip_bomb_docx(200_000_000), "empty": b"", "junk": b"%PDF-" + bytes(range(256)) * 40 + b"%%EOF",
    }  # fmt: skip
    bad.hub(*(report_link(f"/{name}.pdf", name.title()) for name in files))
    for name, body in files.items():
        bad.route(f"/{name}.pdf", answer(body, **PDF))


def walled(bad: Bad) -> None:
    bad.ground.routes = Anything(
        lambda path: answer(b"<html><head><title>Just a moment...</title></head></html>", "403 Forbidden")
    )


def always_there(bad: Bad) -> None:
    """B20: every address is answered 200 with the same page."""
    text = report_link("/files/q.pdf") + report_link("/files/r.pdf", "Rowan")
    bad.ground.routes = Anything(
        lambda path: answer(page("Welcome to our partnership", f"<p>Hello.</p>{text}"))
    )


def closed(bad: Bad) -> None:
    bad.hub(report_link("/q.pdf"))
    bad.route("/robots.txt", answer(b"User-agent: *\nDisallow: /\n", Content_Type="text/plain"))


def odd_names(bad: Bad) -> None:
    """B14 and C1: links and file names that are none."""
    from tests.hostile.odd import LINKS

    bad.hub(*(report_link(link.replace('"', "&quot;"), f"Q{n}") for n, link in enumerate(LINKS)))


def down(bad: Bad) -> None:
    bad.ground.routes = Anything(lambda path: answer(b"", "500 Internal Server Error"))


def crowded(bad: Bad) -> None:
    """A list that names hundreds of files that are not there, and a site map of twenty thousand pages."""
    bad.hub(*(report_link(f"/gone/{n}.pdf", f"Q{n}") for n in range(300)))
    places = "".join(
        f"<url><loc>{bad.ground.url(f'/serious-case-review-{n}/')}</loc></url>" for n in range(20_000)
    )
    bad.route("/sitemap.xml", answer(f"<urlset>{places}</urlset>".encode(), Content_Type="application/xml"))


def mapped(bad: Bad) -> None:
    """Site maps that are bombs, loops and entities."""
    bad.hub(report_link("/gone.pdf"))
    entity = (
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    )
    index = "".join(
        f"<sitemap><loc>{bad.ground.url(f'/{name}')}</loc></sitemap>"
        for name in ("sitemap.xml", "bomb.xml", "e.xml")
    )
    bad.route(
        "/sitemap.xml", answer(f"<sitemapindex>{index}</sitemapindex>".encode(), Content_Type="text/xml")
    )
    bad.route("/bomb.xml", answer(shapes.gzip_bomb(200 * 2**20), Content_Type="application/gzip"))
    bad.route(
        "/e.xml", answer(entity + b"<urlset><url><loc>&b;</loc></url></urlset>", Content_Type="text/xml")
    )


def encodings(bad: Bad) -> None:
    """Pages that lie about their encoding."""
    for number, name in enumerate(
        ("utf-9000", "utf-7", "utf-16", "\xff\xfe", "x-user-defined", "hz-gb-2312", "replacement")
    ):
        body = page("Serious case reviews", "<p>Sîr Gâr — £5</p>" + report_link(f"/gone{number}.pdf"))
        bad.route(f"/e{number}/", answer(body, Content_Type=f"text/html; charset={name}"))
    bad.hub(*(f"<a href='/e{n}/'>Serious case reviews 201{n}</a>" for n in range(7)))


KINDS: dict[str, Make] = {
    make.__name__.replace("_", "-"): make
    for make in (
        endless_pages, calendars, giants, bombs, slow, broken, inside, listings, shared, archived, documents, walled,
        always_there, closed, odd_names, down, crowded, mapped, encodings,
    )
}  # fmt: skip


@dataclass
class Weight:
    """Samples the memory of a command's processes while it runs; the peaks are the kernel's own."""

    pid: int
    crawler: float = 0.0  # MB
    reader: float = 0.0
    parent: float = 0.0
    readers: int = 0

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._seen: set[int] = set()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)

    def _watch(self) -> None:
        while not self._over.is_set():
            with suppress(psutil.Error):
                root = psutil.Process(self.pid)
                self.parent = max(self.parent, _peak(root.pid))
                for one in root.children(recursive=True):
                    with suppress(psutil.Error):
                        self._weigh(one)
            time.sleep(0.05)

    def _weigh(self, one: psutil.Process) -> None:
        line = one.cmdline()
        if "harvester.run.worker" in line:
            self.crawler = max(self.crawler, _peak(one.pid))
        elif any("forkserver" in part for part in line):
            self._seen.add(one.pid)
            self.readers = len(self._seen)
            self.reader = max(self.reader, _peak(one.pid))


def _peak(pid: int) -> float:
    """The most memory that a process ever held, in MB."""
    with suppress(OSError, StopIteration, IndexError):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0
