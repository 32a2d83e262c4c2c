"""A web archive on loopback: an index in the dialects that are spoken, replay, and files given in parts."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.discover.archives import gzipped, response

STAMP = "20240305100000"


@dataclass
class ArchiveServer:
    """An archive of some answers: `pages` of (address, body, media type)."""

    pages: list[tuple[str, bytes, str]]
    dialect: str = "paged"  # paged (Common Crawl), keyed (Wayback), whole (a small pywb), lines (plain CDX)
    a_part: int = 2
    robots: str = ""
    ranges: bool = True
    pages_said: int | None = None  # of a list, whatever is true
    broken: set[str] = field(default_factory=set)  # paths that are answered with 503
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.file = b""
        for url, body, kind in self.pages:
            record = gzipped(response(url, body, kind=kind))
            row = {"urlkey": url, "timestamp": STAMP, "url": url, "mime": kind, "status": "200"}
            row |= {"digest": "AAAA", "length": str(len(record)), "offset": str(len(self.file))}
            self.rows.append(row | {"filename": "crawl-data/one.warc.gz"})
            self.file += record

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self.path)
                server.agents.add(str(self.headers["User-Agent"]))
                status, kind, body = server.answer(self.path, self.headers.get("Range"))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def index(self) -> str:
        return f"{self.base}/{'cdx/search/cdx' if self.dialect == 'keyed' else 'CC-MAIN-2024-10-index'}"

    def answer(self, path: str, part: str | None) -> tuple[int, str, bytes]:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return (200, "text/plain", self.robots.encode()) if self.robots else (404, "text/plain", b"")
        if any(mark in path for mark in self.broken):
            return 503, "text/plain", b"busy"
        if parts.path.endswith(("-index", "/cdx")):
            return self._listed({name: some[0] for name, some in parse_qs(parts.query).items()})
        if parts.path == "/crawl-data/one.warc.gz":
            found = re.fullmatch(r"bytes=(\d+)-(\d+)", part or "") if self.ranges else None
            if found is None:
                return 200, "application/gzip", self.file
            return 206, "application/gzip", self.file[int(found[1]) : int(found[2]) + 1]
        replayed = re.fullmatch(r"/web/(\d{14})id_/(.*)", path)
        for url, body, kind in self.pages if replayed else ():
            if replayed and url == replayed[2]:
                return 200, kind, body
        return 404, "text/html", b"<html>not here</html>"

    def _listed(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        wanted = asked["url"]
        rows = [row for row in self.rows if self._is_within(row["url"], wanted)]
        pattern = asked.get("filter", "").partition(":")[2]
        rows = [row for row in rows if re.match(pattern, row["url"])]
        if self.dialect == "paged":
            return self._page(asked, rows)
        if self.dialect == "keyed":
            return self._keyed(asked, rows)
        limit = int(asked.get("limit", len(rows)))
        if self.dialect == "lines":
            names = ("urlkey", "timestamp", "url", "mime", "status", "digest")
            lines = [" ".join(row[name] for name in names) + " 900" for row in rows[:limit]]
            return 200, "text/plain", "\n".join(lines).encode()
        return 200, "text/plain", "".join(json.dumps(row) + "\n" for row in rows[:limit]).encode()

    @staticmethod
    def _is_within(url: str, wanted: str) -> bool:
        host = urlsplit(url).netloc
        plain = wanted.removeprefix("*.")
        return host == plain or host.endswith(f".{plain}") or url.partition("//")[2].startswith(wanted)

    def _page(self, asked: dict[str, str], rows: list[dict[str, str]]) -> tuple[int, str, bytes]:
        pages = [rows[n : n + self.a_part] for n in range(0, len(rows), self.a_part)]
        if "showNumPages" in asked:
            said = len(pages) if self.pages_said is None else self.pages_said
            told = {"pages": said, "pageSize": 5, "blocks": said * 5}
            return 200, "application/json", json.dumps(told).encode()
        page = int(asked["page"])
        if page >= len(pages):
            return 404, "application/json", b'{"message": "No Captures found for: it"}'
        return 200, "text/x-ndjson", "".join(json.dumps(row) + "\n" for row in pages[page]).encode()

    def _keyed(self, asked: dict[str, str], rows: list[dict[str, str]]) -> tuple[int, str, bytes]:
        if "showNumPages" in asked and not asked.get("resumeKey"):
            return 400, "text/plain", b"bad query"
        begin = int(asked.get("resumeKey", 0))
        some = rows[begin : begin + self.a_part]
        listed: list[list[str]] = [
            ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        ]
        names = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length")
        listed += [[row[name] for name in names] for row in some]
        if begin + self.a_part < len(rows):
            listed += [[], [str(begin + self.a_part)]]
        return 200, "application/json", json.dumps(listed if some else []).encode()
