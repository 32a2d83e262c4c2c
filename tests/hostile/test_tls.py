"""B16: connections that cannot be trusted are refused, each with a sentence."""

from __future__ import annotations

import contextlib
import datetime
import ssl
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme

from tests.hostile.figures import Figures
from tests.web.ground import probe

NOW = datetime.datetime.now(datetime.UTC)


class _Quiet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def old(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    """Offer nothing newer than this version."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version


def contexts(authority: trustme.CA) -> dict[str, ssl.SSLContext]:
    made = {}
    certificates = {
        "good": authority.issue_cert("localhost"),
        "self-signed": trustme.CA().issue_cert("localhost"),
        "wrong-name": authority.issue_cert("other.example"),
        "expired": authority.issue_cert("localhost", not_before=NOW - datetime.timedelta(400),
                                        not_after=NOW - datetime.timedelta(1)),
        "not-yet": authority.issue_cert("localhost", not_before=NOW + datetime.timedelta(10)),
        "tls-1.0": authority.issue_cert("localhost"),
        "tls-1.1": authority.issue_cert("localhost"),
        "null-cipher": authority.issue_cert("localhost"),
    }  # fmt: skip
    for name, certificate in certificates.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        made[name] = context
    old(made["tls-1.0"], ssl.TLSVersion.TLSv1)
    old(made["tls-1.1"], ssl.TLSVersion.TLSv1_1)
    old(made["null-cipher"], ssl.TLSVersion.TLSv1_2)
    made["null-cipher"].set_ciphers("eNULL:@SECLEVEL=0")
    return made


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[dict[str, int]]:
    authority = trustme.CA()
    servers = {}
    for name, context in contexts(authority).items():
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Quiet)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers[name] = server
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    yield {name: server.server_port for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        with contextlib.suppress(OSError):
            server.server_close()


def test_untrustworthy_connections(tmp_path: Path, ports: dict[str, int], figures: Figures) -> None:
    asked = {name: f"https://localhost:{port}/" for name, port in ports.items()}
    seen = probe(
        tmp_path / "data", list(asked.values()), allow_hosts=["localhost"],
        settings={"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 20},
        environment={"SSL_CERT_FILE": str(tmp_path / "ca.pem")},
    )  # fmt: skip
    ends = {name: seen.outcome(url) for name, url in asked.items()}
    assert ends.pop("good") == "ok", seen.results
    figures("B16", "TLS: self-signed, name, dates, old versions, no cipher", len(ends),
            [name for name, end in ends.items() if end != "tls"])  # fmt: skip
    assert set(ends.values()) == {"tls"}, ends
    assert all(seen[url]["message"] for url in asked.values() if url != asked["good"])
