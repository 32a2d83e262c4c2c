"""The download handler of a live crawl: Scrapy's own, behind reach, politeness and limits.

They stand here, at the last step before the wire, so that nothing can pass them by: pages,
documents, robots.txt, retries and every hop of a redirect all come through.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, StopDownload
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from harvester.vocabulary import Outcome
from harvester.web.admission import left_of
from harvester.web.endings import RequestEnded
from harvester.web.fatal import FATAL
from harvester.web.limits import BodyWatcher, LargeBodyWaits, Watch
from harvester.web.politeness import process_state
from harvester.web.reach import reach_of
from harvester.web.resolver import AddressRefused
from harvester.web.shared_pace import SharedPace

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_IDLE_S = 4  # common servers close an idle connection after 5 s; a reused one must not die under a request


class LiveHandler(HTTP11DownloadHandler):
    """Sends a request when it may be sent, and reads no more of the answer than it may read.

    Counts in the crawler's stats what the contract counts: `harvester/requests` each request sent,
    `harvester/bytes` body bytes received.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._reach = reach_of(settings)
        self._delay = settings.getfloat("HARVESTER_DELAY")
        self._hosts_dir = settings.get("HARVESTER_HOSTS_DIR")
        self._html_max = settings.getint("HARVESTER_HTML_MAXSIZE")
        self._max = settings.getint("DOWNLOAD_MAXSIZE")
        self._watcher = BodyWatcher(crawler)
        # The pool would send a request again at once, by itself: neither paced nor counted.
        self._pool.retryAutomatically = False
        self._pool.cachedConnectionTimeout = _IDLE_S
        self._pool._factory = _telling(self._pool._factory)

    async def download_request(self, request: Request) -> Response:
        """Send one request.

        Raises:
            RequestEnded: it must not be sent, or the answer must not be read.
        """
        refusal = self._reach.refusal_of_url(request.url)
        if refusal:
            raise RequestEnded(Outcome.REFUSED, refusal)
        large = process_state().large
        try:
            return await self._in_turn(request, Watch(large, self._html_max))
        except LargeBodyWaits:
            await large.wait()
            return await self._in_turn(request, Watch(large, self._html_max, holds_large=True))

    async def _in_turn(self, request: Request, watch: Watch) -> Response:
        try:
            await self._look_up(request.url)
            politeness = process_state().politeness
            if self._hosts_dir and politeness.shared is None:
                politeness.shared = SharedPace(Path(self._hosts_dir))
            async with politeness.turn(request.url, self._delay, self._stopping, self._admitted):
                response = await self._send(request, watch)
                self._rest(request)
                return response
        finally:
            watch.close()

    async def _admitted(self) -> None:
        """Wait while this process has more answers than it can deal with."""
        admission = process_state().admission
        admission.add(self.crawler)
        await admission.turn(left_of(self.crawler), self._stopping)

    def _rest(self, request: Request) -> None:
        """Leave a host in peace that answers slowly; what that came to is told in the source's message."""
        took = request.meta.get("download_latency", 0.0)
        rest = process_state().politeness.answered(request.url, took, self._delay)
        if rest:
            stats = self.crawler.stats
            stats.set_value("harvester/rested", stats.get_value("harvester/rested", 0.0) + rest)
            stats.max_value("harvester/slowest", took)

    def _stopping(self) -> bool:
        """Whether the crawl is ending early, so that nothing more should be asked."""
        return not self.crawler.engine.running or bool(self.crawler.stats.get_value(FATAL))

    async def _look_up(self, url: str) -> None:
        """Ask the resolver first, because Twisted's connecting would hide why it refused."""
        from twisted.internet import reactor

        host = urlsplit(url).hostname or ""
        found = reactor.resolver.getHostByName(host)
        if isinstance(getattr(found, "result", None), str):
            return  # known already: nothing to wait a round of the loop for
        try:
            await maybe_deferred_to_future(found)
        except AddressRefused as error:
            raise RequestEnded(Outcome.REFUSED, error.reason) from error
        except DNSLookupError as error:
            raise CannotResolveHostError(f"the name {host} cannot be resolved") from error

    async def _send(self, request: Request, watch: Watch) -> Response:
        stats = self.crawler.stats
        stats.inc_value("harvester/requests")
        self._watcher.add(request, watch)
        try:
            under_way = process_state().under_way
            return await under_way.until_stopped(super().download_request(request), self._stopping)
        except StopDownload as stopped:
            if watch.ending is None:
                raise
            raise watch.ending from stopped
        except DownloadCancelledError as error:
            if watch.received > self._max or "max size" in str(error):
                message = f"the body is larger than {self._max:,} bytes"
                raise RequestEnded(Outcome.TOO_LARGE, message) from error
            raise
        finally:
            self._watcher.remove(request)
            stats.inc_value("harvester/bytes", watch.received)


def _telling(factory: type[Any]) -> type[Any]:
    """A connection factory that tells `politeness` when a request is really written."""

    class TellingFactory(factory):  # type: ignore[misc]
        noisy = False

        def buildProtocol(self, address: Any) -> Any:
            protocol = super().buildProtocol(address)
            send = protocol.request

            def tell_and_send(request: Any) -> Any:
                url = request.absoluteURI.decode("ascii")
                untold = _tell_what_leaves(protocol.transport, partial(process_state().politeness.sent, url))
                return send(request).addBoth(untold)

            protocol.request = tell_and_send
            return protocol

    return TellingFactory


def _tell_what_leaves(transport: Any, tell: Callable[[], None]) -> Callable[[Any], Any]:
    """Have it told whenever bytes are handed to the kernel, which is later than Twisted was given them.

    A busy process gets to them rounds of its loop later, and TLS keeps a request until both sides have
    shaken hands, which the server may take its time for.

    Returns:
        A callback that ends it and passes on what it is given.
    """
    while (below := getattr(transport, "transport", None)) is not None:  # TLS stands on TCP
        transport = below
    write = transport.writeSomeData

    def write_and_tell(data: Any) -> Any:
        written = write(data)
        tell()
        return written

    def untold(result: Any) -> Any:
        transport.writeSomeData = write
        return result

    transport.writeSomeData = write_and_tell
    return untold
