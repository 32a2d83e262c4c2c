"""A site that changes only when told to: with validators or without, with HEAD or without, honest or not."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

from tests.run.farm import Site, ask, page, run

NAMES = tuple(f"{first}{second}" for first in ("Ash", "Birch", "Cedar", "Elm") for second in "abcdef")


@dataclass
class Steady(Site):
    """Serves what `Site` does, and counts what it sends; HEAD and conditional requests work as told."""

    names: tuple[str, ...] = NAMES
    validators: bool = True
    heads: str = "yes"  # | no (405) | silent (no length) | lying (404)
    unlisted: set[str] = field(default_factory=set)  # names that no page lists
    instead: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)  # path → status, type, body
    frozen: dict[str, str] = field(default_factory=dict)  # path → an ETag that is kept whatever comes
    sent: int = 0
    log: list[tuple[str, str, int]] = field(default_factory=list)

    def __enter__(self) -> Self:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.reply(body=True)

            def do_HEAD(self) -> None:
                self.reply(body=False)

            def reply(self, *, body: bool) -> None:
                status, kind, content = site.content(self.path)
                tag = site.frozen.get(self.path) or f'"{hashlib.sha256(content).hexdigest()[:16]}"'
                if not body and site.heads in ("no", "lying"):
                    status, kind, content = {"no": 405, "lying": 404}[site.heads], "text/html", b""
                validating = site.validators and status == 200
                if validating and self.headers.get("If-None-Match") == tag:
                    status, content = 304, b""
                with contextlib.suppress(ConnectionError):
                    self.send_response(status)
                    if status in (301, 302):
                        self.send_header("Location", kind)
                    elif status != 304:
                        self.send_header("Content-Type", kind)
                    if validating:
                        self.send_header("ETag", tag)
                    if (body or site.heads != "silent") and status != 304:
                        self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    if body:
                        self.wfile.write(content)
                        site.sent += len(content)
                site.log.append((self.command, self.path, status))

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer((f"127.0.0.{self.number}", 0), Handler)
        self.server.daemon_threads = True
        self.thread = Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def content(self, path: str) -> tuple[int, str, bytes]:
        """Status, type (or where a redirect leads) and body."""
        if self.down:
            return 503, "text/html", b"<html>down</html>"
        if path in self.instead:
            return self.instead[path]
        if path == "/reviews/":
            rows = "".join(
                f"<li><a href='/files/{name.lower()}.pdf'>"
                f"Child {name} serious case review overview report (PDF)</a></li>"
                for name in self.names
                if name not in self.unlisted
            )
            return 200, "text/html", page("Serious case reviews", f"<ul>{rows}</ul>")
        kind, body = self.answer(path)
        return (200, kind, body) if kind else (404, "text/html", body)

    def asked_how(self, part: str = "/files/") -> Counter[tuple[str, int]]:
        """How often addresses with this part were asked: (method, status) → number."""
        return Counter((method, status) for method, path, status in self.log if part in path)

    def nights(self, data: Path, count: int) -> None:
        """So many nights on which nothing is asked, for whoever counts them."""
        import sqlite3

        with contextlib.closing(sqlite3.connect(data / "catalogue.db")) as db, db:
            for _ in range(count):
                run_id = db.execute(
                    "INSERT INTO run (command, started, finished, exit_code) VALUES ('crawl', '', '', 0)"
                ).lastrowid
                db.execute(
                    """INSERT INTO run_source (run_id, source, outcome, pages_fetched, requests, bytes,
                        candidates, documents_listed, documents_new, documents_changed, documents_lost,
                        seconds, message, counted) VALUES (?, ?, 'ok', 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 1)""",
                    (run_id, self.slug),
                )

    def last(self, data: Path, columns: str) -> tuple[Any, ...]:
        """Columns of this site's newest row of view run_sources."""
        where = f"source = '{self.slug}' ORDER BY run_id DESC LIMIT 1"
        return ask(data, f"SELECT {columns} FROM run_sources WHERE {where}")[0]

    def told(self, data: Path) -> list[tuple[Any, ...]]:
        """What became of this site's documents after the first night."""
        where = f"source = '{self.slug}' AND run_id > 1"
        return ask(data, f"SELECT what, count(*) FROM event WHERE {where} GROUP BY what")


def crawl(data: Path, *sites: Steady, more: tuple[object, ...] = ()) -> None:
    """One night of all these sites; what each was asked is in its `log`, what it sent in `sent`."""
    sources = data.parent / "sources"
    for site in sites:
        site.sent = 0
        site.log.clear()
        site.declare(sources)
    options = ("--sources", sources, "--allow-host", "127.0.0.0/8", "--delay", "0", "--no-read", *more)
    done = run("--data", data, "crawl", *options)
    assert done.returncode in (0, 3), done.stderr + done.stdout
