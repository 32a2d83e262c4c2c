"""The test ground: a loopback server that can misbehave, and a crawl of it in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

PROBE = Path(__file__).with_name("probe.py")


@dataclass
class Asked:
    """One request as the server saw it."""

    at: float
    path: str
    headers: dict[str, str]
    side_by_side: int  # requests in progress, this one included


Handler = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> Handler:
    """A handler that answers as it should."""

    async def handler(asked: Asked, writer: asyncio.StreamWriter) -> None:
        lines = {"Content-Type": "text/html", "Content-Length": str(len(body))}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in lines.items() if value)]
        writer.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)
        await writer.drain()

    return handler


def raw(*parts: bytes, pause: float = 0.0, hold: float = 0.0) -> Handler:
    """A handler that writes bytes as they are and closes."""

    async def handler(asked: Asked, writer: asyncio.StreamWriter) -> None:
        for number, part in enumerate(parts):
            await asyncio.sleep(pause if number else 0)
            writer.write(part)
            await writer.drain()
        await asyncio.sleep(hold)
        writer.close()

    return handler


@dataclass
class Ground:
    """A server on loopback with settable routes; an unknown path, robots.txt too, is 404."""

    address: str = "127.0.0.1"
    routes: dict[str, Handler] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    wanted_port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._busy = 0
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(5)
        return self

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        start = asyncio.start_server(self._serve, self.address, self.wanted_port)
        self._server = self._loop.run_until_complete(start)
        self.port = self._server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def url(self, path: str, host: str = "") -> str:
        return f"http://{host or self.address}:{self.port}{path}"

    def times(self, path: str) -> list[float]:
        return [one.at for one in self.asked if one.path == path]

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode("latin-1").split("\r\n")
                pairs = (line.partition(":") for line in lines if line)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                self._busy += 1
                asked = Asked(time.monotonic(), first.split(" ")[1], headers, self._busy)
                self.asked.append(asked)
                try:
                    route = self.routes.get(asked.path, answer(b"<html>none</html>", "404 Not Found"))
                    await route(asked, writer)
                finally:
                    self._busy -= 1
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@dataclass
class Seen:
    """How a probe's requests ended, by address as asked."""

    results: list[dict[str, Any]]
    stats: dict[str, Any]
    stderr: str
    seconds: float
    peak_mb: float

    def __getitem__(self, url: str) -> dict[str, Any]:
        (one,) = [result for result in self.results if result["asked"] == url]
        return one

    def outcome(self, url: str) -> str:
        return str(self[url]["outcome"])


def probe(data: Path, *groups: list[str], timeout: float = 40, **options: Any) -> Seen:
    """Ask for addresses, each group by a crawler of its own, all in one process, and say how it went.

    Options are those of `CrawlOptions`; `settings` overrides single Scrapy settings, `environment`
    adds variables.
    """
    settings = options.pop("settings", {})
    environment = {**os.environ, **options.pop("environment", {})}
    values = {"data": str(data), "delay": 0.0, "run_id": 1, "allow_hosts": ["127.0.0.0/8"], **options}
    job = json.dumps({"groups": groups, "options": values, "settings": settings})
    started = time.monotonic()
    process = subprocess.run(
        [sys.executable, str(PROBE)],
        input=job,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=environment,
    )
    if process.returncode:
        raise AssertionError(f"the probe ended with {process.returncode}:\n{process.stderr}")
    report = json.loads(process.stdout.splitlines()[-1])
    seconds = time.monotonic() - started
    return Seen(report["results"], report["stats"], process.stderr, seconds, report["peak_mb"])
