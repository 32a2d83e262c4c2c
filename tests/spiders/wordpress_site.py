"""An invented WordPress site with its REST interface, behind a real server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.spiders.dry import PDF
from tests.spiders.pages import links

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument",
}


@dataclass
class WordPress:
    """What the site holds. Addresses are paths; `content` is what the interface gives, `shown` the page."""

    content: dict[str, tuple[str, str]]  # path → title, content
    shown: dict[str, str] = field(default_factory=dict)  # path → body, where a page shows something else
    media: list[tuple[str, str]] = field(default_factory=list)  # path, title
    menu: str = "Home:/"
    rest: str = "/wp-json/"
    advertised: str = "link"  # link, header, or not at all
    closed: int = 0  # the status of all answers of the interface
    per_page: int = 100  # the most that it gives
    bodies: dict[str, bytes] = field(default_factory=dict)  # other paths
    asked: list[str] = field(default_factory=list)
    base: str = ""

    @property
    def rest_asked(self) -> list[str]:
        return [path for path in self.asked if "wp-json" in path or "rest_route" in path]

    def page(self, path: str) -> str:
        title, content = self.content[path]
        link = (
            f'<link rel="https://api.w.org/" href="{self.base}{self.rest}">'
            if self.advertised == "link"
            else ""
        )
        shown = self.shown.get(path, content)
        return (
            f'<html><head><title>{title}</title><meta name="generator" content="WordPress 6.5">{link}</head>'
            f"<body><nav><ul>{links(self.menu)}</ul></nav><main><h1>{title}</h1>{shown}"
            "</main></body></html>"
        )

    def answer(self, target: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(target)
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        route = query.get("rest_route") or (
            parts.path.removeprefix("/wp-json") if "/wp-json" in parts.path else ""
        )
        if route:
            return self.listing(route, query)
        if target in self.bodies:
            return 200, {}, self.bodies[target]
        if parts.path in self.content:
            named = f'<{self.base}{self.rest}>; rel="https://api.w.org/"'
            header = {"Link": named, "link": f"<{self.base}/?p=3>; rel=shortlink"}  # sent one by one
            header = header if self.advertised == "header" else {}
            return 200, header, self.page(parts.path).encode()
        if any(parts.path == path for path, _ in self.media):
            return 200, {}, PDF
        return 404, {}, b"nothing here"

    def listing(self, route: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if self.closed:
            return self.closed, {}, b'{"code":"rest_forbidden"}'
        found = self.items(route.rpartition("/")[2], query.get("search", ""))
        if found is None:
            return 404, {}, b'{"code":"rest_no_route"}'
        size = min(int(query.get("per_page", "10")), self.per_page)
        pages = -(-len(found) // size)
        number = int(query.get("page", "1"))
        if number > max(pages, 1):
            return 400, {}, b'{"code":"rest_post_invalid_page_number"}'
        head = {
            "X-WP-Total": str(len(found)),
            "X-WP-TotalPages": str(pages),
            "Content-Type": "application/json",
        }
        return 200, head, json.dumps(found[(number - 1) * size : number * size]).encode()

    def items(self, name: str, search: str) -> list[dict[str, Any]] | None:
        if name == "media":
            return [
                {
                    "date": "2021-03-04T10:00:00",
                    "title": {"rendered": title},
                    "source_url": f"{self.base}{path}",
                    "mime_type": TYPES[path.rpartition(".")[2]],
                    "link": f"{self.base}/{path.rpartition('/')[2].partition('.')[0]}/",
                }
                for path, title in self.media
            ]
        hits = [
            (path, title, content)
            for path, (title, content) in self.content.items()
            if search.lower() in f"{title} {content}".lower()
        ]
        if name == "search":
            return [
                {"title": title, "url": self.base + path, "subtype": self.subtype(path)}
                for path, title, _ in hits
            ]
        if name in ("pages", "posts"):
            return [
                {"link": self.base + path, "title": {"rendered": title}, "content": {"rendered": content}}
                for path, title, content in hits
                if self.subtype(path) == name[:-1]
            ]
        return None

    @staticmethod
    def subtype(path: str) -> str:
        return {"document": "document", "news": "post"}.get(path.strip("/").partition("/")[0], "page")


@contextmanager
def served(site: WordPress) -> Iterator[WordPress]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{httpd.server_address[1]}"
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        httpd.shutdown()
        httpd.server_close()
