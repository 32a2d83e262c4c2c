"""Invented partnerships' sites on loopback, to be crawled by the real command in processes of its own."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from pathlib import Path
from typing import Any, Self

import psutil

from tests.makers.pdf import CoverLine, Report, make_pdf

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("Quince", "Rowan", "Sorrel", "Teasel", "Umber", "Violet", "Willow", "Yarrow", "Aster", "Bracken")


WORDS = (
    *("practitioners", "panel", "learning", "supervision", "referral", "midwife", "housing", "school"),
    *("visit", "record", "plan", "agency", "strategy", "meeting", "transfer", "review", "worker", "clinic"),
    *("nursery", "team", "handover", "contact", "evening", "letter", "notes"),
)


def report(name: str, board: str) -> bytes:
    """A report like no other: reports of one wording would be taken for versions of each other."""
    pick = random.Random(name)
    texts = [
        "\n".join(" ".join(pick.choices(WORDS, k=12)).capitalize() + "." for _ in range(20)) for _ in range(3)
    ]
    cover = [
        CoverLine(text="Serious Case Review", size=26, bold=True, top=200),
        CoverLine(text=f"Child {name}", size=20),
        CoverLine(text="Overview Report", size=20),
        CoverLine(text="Author: Jo Bloggs", top=500),
        CoverLine(text="Published March 2016"),
    ]
    return make_pdf(Report(cover=cover, header=board, body=texts))


def page(title: str, body: str) -> bytes:
    head = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><main>"
    return f"{head}{body}</main></body></html>".encode()


@dataclass
class Site:
    """One partnership's site at 127.0.0.<number>; `open` files are served, then it waits to be let go on."""

    slug: str
    number: int
    names: tuple[str, ...] = NAMES[:4]
    open: float = inf
    asked: list[str] = field(default_factory=list)
    extra: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # path → type, body
    down: bool = False  # every answer is 503

    @property
    def title(self) -> str:
        return f"{self.slug.title()} Safeguarding Children Partnership"

    def __enter__(self) -> Self:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.wait()
                kind, body = site.answer(self.path)
                status = 503 if site.down else 200 if kind else 404
                with contextlib.suppress(ConnectionError):
                    self.send_response(status)
                    self.send_header("Content-Type", kind or "text/html")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer((f"127.0.0.{self.number}", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait(self) -> None:
        """Hold an answer back while more files were asked for than are open."""
        while sum(path.startswith("/files/") for path in self.asked) > self.open:
            time.sleep(0.05)

    def answer(self, path: str) -> tuple[str, bytes]:
        if path in self.extra:
            return self.extra[path]
        if path == "/":
            links = "<a href='/reviews/'>Serious case reviews</a> <a href='/contact/'>Contact us</a>"
            return "text/html", page(self.title, f"<p>{links}</p>")
        if path == "/contact/":
            return "text/html", page("Contact us", "<p>Write to us.</p>")
        if path == "/reviews/":
            rows = (
                f"<li><a href='/files/{name.lower()}.pdf'>"
                f"Child {name} serious case review overview report (PDF)</a>"
                for name in self.names
            )
            return "text/html", page("Serious case reviews", f"<ul>{'</li>'.join(rows)}</li></ul>")
        name = path.removeprefix("/files/").removesuffix(".pdf").title()
        if path.startswith("/files/") and name in self.names:
            return "application/pdf", report(name, self.title)
        return "", b"<html><body>none</body></html>"

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.{self.number}:{self.server.server_port}{path}"

    def declare(self, folder: Path, **values: Any) -> Path:
        """Write this site's declaration."""
        folder.mkdir(exist_ok=True)
        lines = {
            "slug": self.slug,
            "title": self.title,
            "nation": "england",
            "kind": "partnership",
            "authorities": "[]",
            "homepage": self.url(),
            "platform": "generic",
            "status": "live",
            **values,
        }
        path = folder / f"{self.slug}.yaml"
        path.write_text("".join(f"{key}: {value}\n" for key, value in lines.items()), encoding="utf-8")
        return path


def dead(folder: Path, slug: str, number: int) -> Path:
    """Declare a site that nobody serves."""
    with Site(slug, number) as site:
        return site.declare(folder)


def environment(**more: str) -> dict[str, str]:
    """This environment without settings of ours that a developer may have made."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HARVESTER_")}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **more}


def start(*arguments: object, **more: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "harvester", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**more),
    )


def run(*arguments: object, timeout: float = 180, **more: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, to its end."""
    process = start(*arguments, **more)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"no end after {timeout} s:\n{out}\n{err}") from None
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


VIEWS = ("documents", "reviews", "sightings", "review_publishers", "evidence", "pages")


def end_state(data: Path) -> dict[str, list[str]]:
    """What a harvest came to, without its times: the same for a broken run that was run again."""
    state = {}
    with contextlib.closing(sqlite3.connect(data / "catalogue.db")) as db:
        for view in VIEWS:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({view})")]
            kept = [name for name in columns if name not in ("first_seen", "last_seen")]
            state[view] = sorted(map(repr, db.execute(f"SELECT {', '.join(kept)} FROM {view}")))
    return state


def ask(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(data / "catalogue.db")) as db:
        return db.execute(sql).fetchall()


def files_sound(data: Path) -> bool:
    """Whether every kept file is named by its hash, and nothing half-written is left among them."""
    kept = [path for path in (data / "files").rglob("*") if path.is_file()]
    return all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in kept)


def wait_for(condition: Any, seconds: float = 120) -> None:
    """Until something is so; a test that waits in vain fails here."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("waited in vain")
        time.sleep(0.05)


def crawling(parent: int) -> list[psutil.Process]:
    """The crawling processes of a command."""
    return [one for one in psutil.Process(parent).children() if "harvester.run.worker" in one.cmdline()]


def family(parent: int) -> list[psutil.Process]:
    """Every process that a command has started."""
    return psutil.Process(parent).children(recursive=True)


def wait_until_gone(processes: list[psutil.Process], seconds: float = 60) -> None:
    def left() -> list[psutil.Process]:
        return [one for one in processes if one.is_running() and not _is_ended(one)]

    until = time.monotonic() + seconds
    while left() and time.monotonic() < until:
        time.sleep(0.05)
    assert not left(), f"left behind: {left()}"


def _is_ended(process: psutil.Process) -> bool:
    """Whether a process runs no more, though whoever started it has not asked how it ended."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
