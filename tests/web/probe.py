"""A crawl for tests, run as a script because a reactor cannot be started twice in one process."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import sys
import time
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from harvester.web.options import CrawlOptions
from harvester.web.outcomes import message_of_response, outcome_of_failure, outcome_of_response
from harvester.web.settings import for_run

RESULTS: list[dict[str, Any]] = []
STATS: dict[str, Any] = {}


class ProbeSpider(scrapy.Spider):
    """Asks for addresses and notes how each request ended."""

    name = "probe"

    async def start(self) -> Any:
        if busy := self.settings.getfloat("PROBE_BUSY"):
            _keep_busy(busy)
        for url in self.urls:  # type: ignore[attr-defined]
            try:
                yield scrapy.Request(
                    url,
                    self.answered,
                    errback=self.failed,
                    dont_filter=True,
                    cb_kwargs={"asked": url},
                    meta={"asked": url},
                )
            except ValueError as error:
                outcome, message = outcome_of_failure(error)
                RESULTS.append({"asked": url, "outcome": outcome, "message": message, "callback": False})

    def answered(self, response: Any, asked: str) -> None:
        flags = list(response.flags)
        RESULTS.append(
            {
                "asked": asked,
                "outcome": outcome_of_response(response.status, flags),
                "message": message_of_response(response.status, flags),
                "callback": True,
                "status": response.status,
                "flags": flags,
                "url": response.url,
                "size": len(response.body),
                "sha256": hashlib.sha256(response.body).hexdigest(),
                "text": response.body[:200].decode("latin-1"),
            }
        )

    def failed(self, failure: Any) -> None:
        outcome, message = outcome_of_failure(failure)
        asked = failure.request.meta["asked"]
        RESULTS.append({"asked": asked, "outcome": outcome, "message": message, "callback": False})

    def closed(self, reason: str) -> None:
        STATS["finish_reason"] = reason
        for name, value in self.crawler.stats.get_stats().items():
            if isinstance(value, int):
                STATS[name] = STATS.get(name, 0) + value
            elif name.startswith("harvester/"):
                STATS[name] = str(value)


def _keep_busy(seconds: float) -> None:
    """Have every round of the event loop take so long."""
    time.sleep(seconds)
    asyncio.get_running_loop().call_soon(_keep_busy, seconds)


def _no_sockets() -> None:
    """Fail loudly when anything opens a connection or asks a name server."""

    def refuse(*args: Any, **_: Any) -> Any:
        raise AssertionError(f"the network was touched: {args}")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = refuse  # type: ignore[method-assign]
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        setattr(socket, name, refuse)


def main() -> None:
    job = json.load(sys.stdin)
    values = job["options"]
    for name in ("allow_hosts", "replay"):
        values[name] = tuple(values.get(name, ()))
    values["data"] = Path(values["data"])
    values["replay"] = tuple(Path(path) for path in values["replay"])
    if values["replay"]:
        _no_sockets()
    settings = {**for_run(CrawlOptions(**values)), "ITEM_PIPELINES": {}, **job["settings"]}
    settings["SPIDER_LOADER_CLASS"] = "scrapy.spiderloader.SpiderLoader"
    process = CrawlerProcess(settings)
    for number, urls in enumerate(job["groups"]):
        spider = type(f"Probe{number}", (ProbeSpider,), {"name": f"probe-{number}", "urls": urls})
        process.crawl(spider)
    process.start()
    peak = next(  # not getrusage: its maximum is inherited from the process that started this one
        int(line.split()[1]) / 1024
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    sys.stdout.write("\n" + json.dumps({"results": RESULTS, "stats": STATS, "peak_mb": peak}) + "\n")


if __name__ == "__main__":
    main()
