"""A real pywb on loopback, in a virtual environment of its own, and a stub that speaks as Wayback does."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from filelock import FileLock

from tests.archives.vanished import Wayback, write_warc
from tests.run.farm import NAMES, Site

PYWB = "2.9.1"  # its pins would undo our floors, so it never enters our own environment


def pywb_programs() -> Path | str:
    """The folder of pywb's programs, made once and kept for later sessions; else why there is none."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    base = Path(tempfile.gettempdir()) / f"harvester-tests-{user}"
    base.mkdir(mode=0o700, exist_ok=True)
    home = base / f"pywb-{PYWB}-py{sys.version_info.major}.{sys.version_info.minor}"
    programs, done = home / "bin", home / "complete"
    with FileLock(f"{home}.lock", timeout=300):
        if not done.exists():
            commands = (
                [sys.executable, "-m", "venv", "--clear", str(home)],
                [str(programs / "pip"), "install", "--quiet", "--disable-pip-version-check", f"pywb=={PYWB}"],
            )
            for command in commands:
                made = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
                if made.returncode:
                    return f"pywb {PYWB} cannot be installed: {made.stderr.strip()[-300:]}"
            done.touch()
    return programs


@dataclass
class Pywb:
    """The server, and the collection that it serves."""

    url: str
    collection: str = "board"

    @property
    def cdx(self) -> str:
        return f"{self.url}/{self.collection}/cdx"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def pywb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pywb]:
    programs = pywb_programs()
    if isinstance(programs, str):
        pytest.skip(programs)
    home = tmp_path_factory.mktemp("pywb")
    warc = write_warc(home / "board.warc.gz")
    for words in (["init", "board"], ["add", "board", str(warc)]):
        subprocess.run([str(programs / "wb-manager"), *words], cwd=home, check=True, capture_output=True)
    port = free_port()
    log = (home / "log").open("wb")
    command = [str(programs / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, cwd=home, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/board/cdx?url=nothing.example", server)
        yield Pywb(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, "pywb ended"
            assert time.monotonic() < until, "pywb does not answer"
            time.sleep(0.2)


@dataclass
class WaybackServer:
    """A stub of web.archive.org."""

    archive: Wayback
    port: int

    @property
    def cdx(self) -> str:
        return f"http://127.0.0.1:{self.port}/cdx/search/cdx"


@pytest.fixture
def birch() -> Iterator[Site]:
    """A live board."""
    with Site("birch", 9, names=NAMES[:2]) as site:
        yield site


@pytest.fixture
def wayback() -> Iterator[WaybackServer]:
    archive = Wayback()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            archive.asked.append(self.path)
            status, headers, body = answer(archive, self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield WaybackServer(archive, server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join(5)


def answer(archive: Wayback, path: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(path)
    if parts.path == "/cdx/search/cdx":
        body = json.dumps(archive.cdx(dict(parse_qsl(parts.query)))).encode()
        return 200, {"Content-Type": "application/json"}, body
    if path == "/robots.txt" and archive.robots:
        return 200, {"Content-Type": "text/plain"}, archive.robots
    if not path.startswith("/web/"):
        return 404, {"Content-Type": "text/html"}, b"<html>no</html>"
    stamp, _, url = path.removeprefix("/web/").partition("/")
    shot = archive.replay(stamp.removesuffix("id_"), url)
    if shot is None:
        text = b"<title>Wayback Machine</title><p>The Wayback Machine has not archived that URL.</p>"
        return 404, {"Content-Type": "text/html"}, text
    headers = {"Content-Type": shot.media_type, "X-Archive-Orig-Server": "old"}
    stamp = shot.at
    when = time.strptime(stamp, "%Y%m%d%H%M%S")
    headers["Memento-Datetime"] = time.strftime("%a, %d %b %Y %H:%M:%S GMT", when)
    for name, value in shot.headers:  # redirects stay inside the archive
        target = value if value.startswith("http") else f"http://{urlsplit(shot.url).netloc}{value}"
        headers[name] = f"/web/{stamp}id_/{target}" if name == "Location" else value
    body = shot.body
    if not archive.raw and shot.media_type == "text/html" and "Location" not in headers:
        body = with_banner(body, stamp, urlsplit(shot.url).netloc)
    return int(shot.status[:3]), headers, body


def with_banner(body: bytes, stamp: str, host: str) -> bytes:
    """A page as the archive shows it to readers."""
    banner = (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp'>Serious case review captures: "
        "<a href='/web/20190101000000/http://banner.example/child-z-overview-report.pdf'>next</a></div>"
        "<!-- END WAYBACK TOOLBAR INSERT -->"
    )
    text = body.decode().replace("<body>", f"<body>{banner}")
    text = text.replace('href="/', f'href="/web/{stamp}/http://{host}/')
    return f"{text}<!-- FILE ARCHIVED ON 2018 -->".encode()
