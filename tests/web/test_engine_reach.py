"""Reach, redirects, TLS and failures on a real engine."""

from __future__ import annotations

import contextlib
import ssl
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.web.ground import Ground, answer, probe, raw

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_redirects_lead_nowhere_private_and_nowhere_but_http(tmp_path: Path) -> None:
    targets = {
        "file": "file:///etc/passwd",
        "data": "data:text/html,hello",
        "ftp": "ftp://127.0.0.1/x",
        "script": "javascript:alert(1)",
        "decimal": "http://2130706434/",
        "mapped": "http://[::ffff:127.0.0.2]/",
        "metadata": "http://169.254.169.254/latest/",
        "octal": "http://0177.0.0.2/",
        "zero": "http://0.0.0.0/",
        "nonsense": "http://[::1",
    }
    with Ground() as ground:
        for name, target in targets.items():
            ground.routes[f"/to-{name}"] = answer(b"", "302 Found", Location=target)
        page = b"<html><head><meta http-equiv=refresh content='0; url=http://127.0.0.2/'></head></html>"
        ground.routes["/meta"] = answer(page)
        for number in range(7):
            ground.routes[f"/r{number}"] = answer(b"", "302 Found", Location=f"/r{number + 1}")
        ground.routes["/r7"] = answer(b"<html>end</html>")
        ground.routes["/loop"] = answer(b"", "302 Found", Location="/loop")
        ground.routes["/reload"] = answer(
            b"<html><meta http-equiv=refresh content='0; url=/reload'>me</html>"
        )
        asked = [ground.url(f"/to-{name}") for name in targets]
        asked += [ground.url(path) for path in ("/meta", "/r0", "/r2", "/loop", "/reload")]
        seen = probe(tmp_path, asked, allow_hosts=["127.0.0.1"])
        refused = {url: seen.outcome(url) for url in asked[: len(targets) + 2]}
        assert set(refused.values()) == {"refused"}, refused
        assert "root:" not in str(seen.results)
        assert seen.outcome(ground.url("/r2")) == "ok"
        assert seen[ground.url("/r2")]["url"] == ground.url("/r7")
        assert seen.outcome(ground.url("/loop")) == "refused"
        assert "redirects" in seen[ground.url("/loop")]["message"]
        assert seen[ground.url("/reload")]["text"].endswith("me</html>")
        assert len(seen.results) == len(asked)


def test_start_addresses_are_no_exception(tmp_path: Path) -> None:
    with Ground() as ground:
        ground.routes["/"] = answer(b"<html>inside</html>")
        inside = [
            ground.url("/", host)
            for host in ("127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::ffff:7f00:1]")
        ]
        inside += ["ftp://127.0.0.1/", "file:///etc/passwd"]
        seen = probe(tmp_path, inside, allow_hosts=[], contact="someone@example.org")
        assert {url: seen.outcome(url) for url in inside} == dict.fromkeys(inside, "refused")
        assert ground.asked == []
        by_name = probe(tmp_path, [ground.url("/", "localhost")], allow_hosts=["localhost"])
        assert by_name.outcome(ground.url("/", "localhost")) == "ok"


def test_failures_have_their_outcome_and_a_sentence(tmp_path: Path) -> None:
    with Ground() as ground:
        big = {f"X-{number}": "v" for number in range(700)}
        ground.routes |= {
            "/slow-head": raw(*([b"HTTP/1.1 200 OK\r\n"] + [b"X: y\r\n"] * 40), pause=0.1),
            "/slow-body": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", *([b"x"] * 40), pause=0.1),
            "/garbage": raw(b"\x00\xff\xfe not http\r\n\r\n"),
            "/reset": raw(b""),
            "/short": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<html>"),
            "/chunk-short": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n<html>"),
            "/negative": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<html>"),
            "/headers": answer(b"<html>", Connection="close", **big),
            "/gone": answer(b"", "410 Gone"),
            "/auth": answer(b"", "401 Unauthorized"),
            "/broken": answer(b"", "500 Internal Server Error"),
        }
        asked = [ground.url(path) for path in ground.routes]
        seen = probe(
            tmp_path,
            [*asked, "http://127.0.0.1:9/"],
            settings={"DOWNLOAD_TIMEOUT": 2.5, "RETRY_TIMES": 0, "ROBOTSTXT_OBEY": False},
        )
        outcomes = {result["asked"].rpartition("/")[2]: result["outcome"] for result in seen.results}
        assert outcomes == {
            "slow-head": "timeout",
            "slow-body": "timeout",
            "garbage": "unreachable",
            "reset": "unreachable",
            "short": "truncated",
            "chunk-short": "truncated",
            "negative": "unreachable",
            "headers": "refused",
            "gone": "gone",
            "auth": "blocked",
            "broken": "server_error",
            "": "unreachable",
        }
        assert all(result["message"] for result in seen.results)
        assert seen.seconds < 20


class _Quiet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def tls_ports(tmp_path: Path) -> Iterator[dict[str, int]]:
    authority = trustme.CA()
    servers = {}
    for name, host in (("untrusted", "localhost"), ("wrong-name", "other.example")):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        servers[name] = HTTPServer(("127.0.0.1", 0), _Quiet)
        servers[name].socket = context.wrap_socket(servers[name].socket, server_side=True)
    for server in servers.values():
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        Thread(target=server.serve_forever, daemon=True).start()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    yield {name: server.server_port for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        with contextlib.suppress(OSError):
            server.server_close()


def test_certificates_are_verified(
    tmp_path: Path, tls_ports: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    untrusted, wrong = (f"https://localhost:{tls_ports[name]}/" for name in ("untrusted", "wrong-name"))
    seen = probe(tmp_path / "data", [untrusted, wrong], allow_hosts=["localhost"])
    assert {seen.outcome(untrusted), seen.outcome(wrong)} == {"tls"}
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    seen = probe(tmp_path / "data", [untrusted, wrong], allow_hosts=["localhost"])
    assert seen.outcome(untrusted) == "ok", seen[untrusted]
    assert seen.outcome(wrong) == "tls"
    assert "another name" in seen[wrong]["message"]
