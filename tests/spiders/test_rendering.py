"""Lists made by scripts, in a real browser and a real engine, against a server on this machine."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import ConfigurationError
from harvester.web.browser import require_browser
from harvester.web.rendering import asked_headers, refusal_of, shown_headers
from tests.spiders.dry import PDF
from tests.spiders.pages import page

ROOT = Path(__file__).parent.parent.parent


def in_a_browser(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs the browser; elsewhere it skips and says what is missing."""
    missing = importlib.util.find_spec("playwright") is None
    marked = pytest.mark.skipif(missing, reason="needs the extra `render` (playwright)")(test)
    return pytest.mark.needs_program("chromium")(marked)


LIST_SCRIPT = """
const headers = {"X-Requested-With": "XMLHttpRequest"};
fetch("/data/reviews.json", {headers}).then(r => r.json()).then(all => {
    const list = document.getElementById("reviews");
    for (const one of all) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = one.file; link.textContent = one.title + " \\u2013 overview report (PDF)";
        item.append(link); list.append(item);
    }
});
"""
REVIEWS = [
    {"title": "Child Safeguarding Practice Review: Child Elm", "file": "/files/child-elm.pdf"},
    {"title": "Child Safeguarding Practice Review: Family Rowan", "file": "/files/family-rowan.pdf"},
    {"title": "Serious Case Review: Child Alder", "file": "/files/child-alder.pdf"},
]


def scripted(title: str, script: str) -> str:
    body = f'<h1>{title}</h1><ul id="reviews"></ul><p>Our reviews appear below.</p>{script}'
    return page(title, body)


@contextmanager
def server(table: dict[str, Any]) -> Iterator[tuple[str, Counter[str]]]:
    asked: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked[self.path] += 1
            found = table.get(self.path, 404)
            status = found if isinstance(found, int) else 301 if isinstance(found, tuple) else 200
            body = b"nothing here" if isinstance(found, int | tuple) else found
            body = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            if isinstance(found, tuple):
                self.send_header("Location", found[1])
            kind = "application/pdf" if body.startswith(b"%PDF") else "text/html; charset=utf-8"
            kind = {"json": "application/json", "js": "text/javascript", "txt": "text/plain"}.get(
                self.path.rpartition(".")[2], kind
            )
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            asked[f"POST {self.path}"] += 1
            self.send_error(500)

        def log_message(self, *_: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}", asked
    finally:
        httpd.shutdown()
        httpd.server_close()


def crawl(tmp_path: Path, base: str, start: str, *replay: Path, render: bool = True) -> dict[str, Any]:
    sources = tmp_path / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    (sources / "northmoor.yaml").write_text(
        f"slug: northmoor\ntitle: Northmoor Safeguarding Children Partnership\nnation: england\n"
        f"homepage: {base}/\nstart: [{base}{start}]\nrender: {str(render).lower()}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.spiders.render_engine", str(tmp_path), "northmoor", *map(str, replay)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def site(hub: str, **more: Any) -> dict[str, Any]:
    table: dict[str, Any] = {
        "/": page("Northmoor", '<h1>Northmoor</h1><a href="/learning/reviews">Learning from reviews</a>'),
        "/learning/reviews": hub,
        "/data/reviews.json": json.dumps(REVIEWS),
        "/js/list.js": LIST_SCRIPT,
    }
    table |= {one["file"]: PDF + one["title"].encode() for one in REVIEWS}
    return table | more


@in_a_browser
def test_a_list_made_by_a_script_is_read_and_replayed(tmp_path: Path) -> None:
    table = site(scripted("Learning from reviews", '<script src="/js/list.js"></script>'))
    with server(table) as (base, asked):
        files = {f"{base}{one['file']}" for one in REVIEWS}
        plain = crawl(tmp_path / "plain", base, "/learning/reviews", render=False)
        assert not files & set(plain["documents"])
        assert asked["/data/reviews.json"] == 0
        asked.clear()
        found = crawl(tmp_path, base, "/learning/reviews")
        assert {url for url, outcome in found["documents"].items() if outcome == "ok"} == files
        # The page itself is asked for once, by Scrapy; what it needs is asked for once in the crawl.
        assert asked["/learning/reviews"] == asked["/data/reviews.json"] == asked["/js/list.js"] == 1
        outcome, kind, message = found["pages"][f"{base}/learning/reviews"]
        assert (outcome, kind) == ("ok", "hub")
        assert message == "rendered with 2 requests"
        total = asked.total()
        archives = list((tmp_path / "data" / "warc").rglob("*.warc.gz"))
        assert archives
        recorded = b"".join(map(_unpacked, archives))
        assert b"/data/reviews.json" in recorded
        assert b'<ul id="reviews"></ul>' in recorded  # the original answer, not what we made of it
        again = crawl(tmp_path / "again", base, "/learning/reviews", *archives)
        assert again["documents"] == found["documents"]
        assert again["pages"][f"{base}/learning/reviews"] == [outcome, kind, message]
        assert asked.total() == total


def _unpacked(path: Path) -> bytes:
    import gzip

    return gzip.decompress(path.read_bytes())


ESCAPES = """<script>
const told = [];
const go = f => { try { f(); } catch (e) { told.push(String(e)); } };
go(() => fetch("http://169.254.169.254/latest/meta-data/").catch(() => {}));
go(() => fetch("http://127.0.0.1:OTHER/elsewhere").catch(() => {}));
go(() => fetch("/sent", {method: "POST", body: "x"}).catch(() => {}));
go(() => navigator.sendBeacon("/beacon", "x"));
go(() => fetch("/private/list.json").catch(() => {}));
go(() => fetch("/leads-away.json").catch(() => {}));
go(() => fetch("file:///etc/hostname").catch(() => {}));
go(() => { new WebSocket("ws://127.0.0.1:OTHER/socket"); });
go(() => { new EventSource("http://127.0.0.1:OTHER/events"); });
go(() => { window.open("http://127.0.0.1:OTHER/popup"); });
go(() => { window.open("/popup-here"); });
go(() => { new Worker("http://127.0.0.1:OTHER/worker.js"); });
go(() => { navigator.serviceWorker.register("/worker.js").catch(() => {}); });
go(() => { new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:OTHER"}]}).createDataChannel("x"); });
go(() => { const a = document.createElement("a"); a.href = "/file.zip"; a.download = "x"; a.click(); });
go(() => { const i = new Image(); i.src = "/tracker.png"; });
go(() => { const f = document.createElement("iframe"); f.src = "/framed"; document.body.append(f); });
go(() => { const l = document.createElement("link"); l.rel = "preconnect"; l.href = "http://127.0.0.1:OTHER/";
           document.head.append(l); });
go(() => { const l = document.createElement("link"); l.rel = "prefetch"; l.href = "/prefetched";
           document.head.append(l); });
go(() => navigator.geolocation.getCurrentPosition(() => { fetch("/located.json"); }));
setTimeout(() => { location.href = "/moved-by-script"; }, 300);
</script>"""


@in_a_browser
def test_what_cannot_go_through_the_downloader_does_not_go(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.2)
        port = str(other.getsockname()[1])
        hub = scripted("Learning from reviews", '<script src="/js/list.js"></script>' + ESCAPES)
        table = site(hub.replace("OTHER", port))
        table["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"
        table["/leads-away.json"] = (301, f"http://127.0.0.1:{port}/redirected")
        table["/worker.js"] = "fetch('/from-worker.json')"
        with server(table) as (base, asked):
            found = crawl(tmp_path, base, "/learning/reviews")
            assert {f"{base}{one['file']}" for one in REVIEWS} <= set(found["documents"])
            message = found["pages"][f"{base}/learning/reviews"][2]
        with pytest.raises(TimeoutError):  # nobody ever came
            other.accept()
    for path in ("/popup-here", "/tracker.png", "/framed", "/prefetched", "/located.json", "/file.zip"):
        assert asked[path] == 0, path
    assert asked["/private/list.json"] == asked["POST /sent"] == asked["POST /beacon"] == 0
    assert asked["/worker.js"] == asked["/from-worker.json"] == 0
    assert asked["/leads-away.json"] == 1
    for words in (
        "not asked (another host): http://169.254.169.254/",
        f"not asked (another host): http://127.0.0.1:{port}/elsewhere",
        f"not asked (websocket): ws://127.0.0.1:{port}/socket",
        "not asked (method POST)",
        "/private/list.json: robots_denied",
        "redirects to another host",
        "not asked (another page or frame)",
    ):
        assert words in message, (words, message)
    assert asked["/moved-by-script"] == 1, message  # by the spider, as it follows a refresh


@in_a_browser
@pytest.mark.parametrize(
    ("script", "read"),
    [
        (
            "let n = 0; setInterval(() => { fetch('/poll.json?n=' + n++).catch(() => {}); }, 50);"
            "setInterval(() => { document.title = 'now ' + Date.now(); }, 100);",
            True,
        ),
        ("setTimeout(() => { while (true) {} }, 200);", False),
    ],
)
def test_a_page_that_never_settles_ends_in_time(tmp_path: Path, script: str, read: bool) -> None:
    hub = scripted("Learning from reviews", f'<script src="/js/list.js"></script><script>{script}</script>')
    plain = '<a href="/files/child-elm.pdf">Serious Case Review: Child Elm overview report</a>'
    table = site(hub.replace("Our reviews appear below.", plain))
    begun = time.monotonic()
    with server(table) as (base, asked):
        found = crawl(tmp_path, base, "/learning/reviews")
    assert time.monotonic() - begun < 60
    assert found["finish_reason"] == "finished"
    assert asked.total() < 100
    # What the page says without its scripts is read in any case.
    wanted = {one["file"] for one in REVIEWS} if read else {"/files/child-elm.pdf"}
    assert {url.removeprefix(base) for url in found["documents"]} == wanted


def test_what_a_page_may_ask_for() -> None:
    hosts = frozenset({"northmoor.test"})

    def why(kind: str, url: str, method: str = "GET") -> str:
        return refusal_of(kind, method, url, hosts)

    assert why("fetch", "https://www.northmoor.test/api/reviews?page=2") == ""
    assert why("script", "https://northmoor.test/js/list.js") == ""
    assert why("fetch", "https://northmoor.test/api", "POST") == "method POST"
    assert why("fetch", "https://northmoor.test:8443/api") == "another host"
    assert why("script", "https://code.other.test/jquery.js") == "another host"
    assert why("xhr", "https://northmoor.test/files/report.pdf") == "a document"
    assert why("fetch", "blob:https://northmoor.test/1234") == "scheme blob"
    assert why("fetch", "file:///etc/hostname") == "scheme file"
    assert why("document", "https://northmoor.test/next") == "another page or frame"
    for kind in ("image", "media", "font", "stylesheet", "ping", "other", "manifest"):
        assert why(kind, "https://northmoor.test/x") == kind


def test_cookies_and_credentials_pass_neither_way() -> None:
    shown = shown_headers({"Content-Type": "application/json", "Set-Cookie": "a=b", "X-WP-Total": "7"})
    assert shown == {"Content-Type": "application/json", "X-WP-Total": "7"}
    sent = {"accept": "application/json", "cookie": "a=b", "authorization": "x", "referer": "https://a.test/"}
    assert asked_headers(sent) == {"accept": "application/json"}


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.web.browser.find_spec", lambda name: object())
    with pytest.raises(ConfigurationError, match=r"no program '/no/such/chromium'.*apt-get install chromium"):
        require_browser("/no/such/chromium")
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ConfigurationError, match="there is no Chromium"):
        require_browser()
    monkeypatch.setattr("harvester.web.browser.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"harvester\[render\]"):
        require_browser()
