"""Loopback services that hear what is told: a web hook, a dead-man switch, a mail server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Hook:
    """What came by HTTP: (path, body)."""

    port: int = 0
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    status: int = 200
    wait: float = 0.0
    location: str = ""

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.heard]


@contextmanager
def hook() -> Iterator[Hook]:
    """A web server that hears everything."""
    made = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.heard.append((self.path, self.rfile.read(int(self.headers.get("Content-Length", 0)))))
            time.sleep(made.wait)
            self.send_response(made.status)
            if made.location:
                self.send_header("Location", made.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_address[1]
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    worker.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        worker.join()


@dataclass
class Post:
    """Mail that came."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuse: bool = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuse:
            return "554 not today"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"


class _AnyPort(Controller):
    """Listens at a port that is free, and asks itself there whether it is ready."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post() -> Iterator[Post]:
    """A mail server that hears everything."""
    made = Post()
    controller = _AnyPort(made, hostname="127.0.0.1", port=0)
    controller.start()
    made.port = controller.port
    try:
        yield made
    finally:
        controller.stop()
