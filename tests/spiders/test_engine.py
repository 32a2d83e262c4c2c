"""The spider in a real engine, against a server on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.spiders.dry import PDF
from tests.spiders.pages import hub, page, ul

ROOT = Path(__file__).parent.parent.parent
Answers = dict[str, Any]


@contextmanager
def server(answers: Callable[[str], Answers]) -> Iterator[tuple[str, Counter[str]]]:
    asked: Counter[str] = Counter()
    table: Answers = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked[self.path] += 1
            found = table.get(self.path, 404)
            status, body = (found, b"nothing here") if isinstance(found, int) else (200, found)
            if isinstance(found, tuple):
                status, body = 301, b""
            if isinstance(body, str):
                body = body.encode()
            self.send_response(status)
            if isinstance(found, tuple):
                self.send_header("Location", found[1])
            kind = "application/pdf" if body.startswith(b"%PDF") else "text/html; charset=utf-8"
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{httpd.server_address[1]}"
    table |= answers(base)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield base, asked
    finally:
        httpd.shutdown()
        httpd.server_close()


def run(tmp_path: Path, base: str, *, start: str = "", more: str = "") -> dict[str, Any]:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "northmoor.yaml").write_text(
        f"slug: northmoor\ntitle: Northmoor Safeguarding Children Partnership\nnation: england\n"
        f"homepage: {base}/\nstart: [{start}]\n{more}",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.spiders.engine", str(tmp_path), "northmoor"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


def answers(base: str) -> Answers:
    listed = (
        "Child Q overview report:/files/q.pdf|Child Q"
        " response:/private/r.pdf|Child S overview report:/files/s.pdf"
    )
    listed += "|Child R:/reviews/child-r|Print:/reviews/print|Next:/reviews?page=2"
    return {
        "/robots.txt": "User-agent: *\nDisallow: /private/\n",
        "/": page("Welcome", "<p>Safeguarding.</p>" + ul("Case reviews:/old-reviews")),
        "/old-reviews": (301, "/reviews"),
        "/reviews": hub(ul(listed)),
        "/reviews/print": hub(ul(listed)),
        "/reviews?page=2": hub(
            ul(f"Child T overview report:{base}/files/t.pdf|Child Q overview report:/files/q.pdf")
        ),
        "/reviews/child-r": page("Child R", ul("Overview report:/downloads/file/9/report")),
        "/downloads/file/9/report": PDF,
        "/files/q.pdf": PDF,
        "/files/t.pdf": PDF,
        "/files/s.pdf": page("Page not found", "<p>Sorry, that page could not be found.</p>"),
        "/private/r.pdf": PDF,
    }


def test_a_crawl_from_homepage_to_tally(tmp_path: Path) -> None:
    with server(answers) as (base, asked):
        found = run(tmp_path, base)
    assert found["documents"] == {
        f"{base}/files/q.pdf": ["ok", len(PDF)],
        f"{base}/files/t.pdf": ["ok", len(PDF)],
        f"{base}/downloads/file/9/report": ["ok", len(PDF)],
        f"{base}/files/s.pdf": ["not_a_document", None],
        f"{base}/private/r.pdf": ["robots_denied", None],
    }
    assert found["sightings"] == 1
    assert "/private/r.pdf" not in asked
    assert "/reviews/print" not in asked
    assert asked["/files/q.pdf"] == asked["/reviews"] == 1
    tally = found["tally"]
    # A connection that breaks before the server has heard it is tried again: sent twice, heard once.
    assert 0 <= tally["requests"] - sum(asked.values()) <= 1
    assert tally["pages_fetched"] == 4
    assert tally["candidates"] == 5
    assert tally["bytes"] > 4 * len(PDF)
    assert tally["entrances"] == {f"{base}/": "ok"}
    assert tally["finished"]
    assert not tally["capped"]


def test_a_dead_server_fails_every_entrance(tmp_path: Path) -> None:
    with server(lambda _: {"/": 500, "/reviews": 503}) as (base, asked):
        found = run(tmp_path, base, start=f"{base}/reviews")
    assert set(found["tally"]["entrances"].values()) == {"server_error"}
    assert asked["/"] > 1  # tried again, and counted
    assert found["tally"]["requests"] == sum(asked.values())
    assert found["tally"]["pages_fetched"] == 0


def test_a_host_that_is_not_there(tmp_path: Path) -> None:
    with server(lambda _: {}) as (base, _):
        pass
    found = run(tmp_path, base)
    assert found["tally"]["entrances"] == {f"{base}/": "unreachable"}
    assert found["documents"] == {}


@pytest.mark.parametrize("denied", ["User-agent: *\nDisallow: /\n"])
def test_a_site_that_robots_close(tmp_path: Path, denied: str) -> None:
    with server(lambda base: {**answers(base), "/robots.txt": denied}) as (base, asked):
        found = run(tmp_path, base)
    assert found["tally"]["entrances"] == {f"{base}/": "robots_denied"}
    assert set(asked) == {"/robots.txt"}
