"""A browser without a network: it runs a page's scripts, and asks for nothing by itself.

The page and everything that its scripts fetch are handed to it by `render_page`'s caller. Three walls
stand behind each other: every request is intercepted and answered or aborted here; the browser knows
only a proxy that does not exist and no name server; and where the kernel allows it, it lives in a
network namespace without a way out. Nothing in this module knows Scrapy.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.errors import ConfigurationError
from harvester.web.rendering import (
    Fetched,
    Rendered,
    RenderingFailed,
    Rules,
    asked_headers,
    refusal_of,
    shown_headers,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Request, Route, WebSocketRoute

log = logging.getLogger(__name__)

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_OPEN_S = 60.0  # for the browser to start
_CALL_S = 10.0  # for one answer of the browser
_LOOK_S = 0.1
_QUIET = 0.1  # of a page's own time without a request or a change: it has settled
_MOST_REQUESTS = 60  # of one page
_MOST_HTML = 5 * 1024 * 1024
_MOST_NOTES = 12
_LONGEST_FOLDER = 40
_ABORTED = "aborted"  # unlike "failed", this leaves the page as it is when a script leads away from it

# No boundary (that is what the walls are for): it spares a page the wait for what it will not get.
_BEFORE_SCRIPTS = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "SharedWorker"]) {
    delete window[name];
}
window.open = () => null;
window.print = () => {};
"""
# What scripts wrote into shadow trees is text of the page for its reader, so it is for ours.
_READ = """
(most) => {
    for (const one of document.querySelectorAll("*")) {
        if (one.shadowRoot) {
            const plain = document.createElement("div");
            plain.innerHTML = one.shadowRoot.innerHTML;
            one.append(plain);
        }
    }
    const text = document.documentElement.outerHTML;
    return text.length > most ? null : text;
}
"""
_ARGUMENTS = (
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-gpu",
    "--js-flags=--max-old-space-size=512",
)

# ------------------------------------------------------------------ finding the browser


def chromium_path(configured: str | None = None) -> str | None:
    """The browser's program: the configured one, else the first of the usual names."""
    if configured:
        return shutil.which(configured)
    return next((path for name in _PROGRAMS if (path := shutil.which(name))), None)


def require_browser(configured: str | None = None) -> str:
    """The browser's program.

    Raises:
        ConfigurationError: the extra or the program is missing; the text says what to install.
    """
    if find_spec("playwright") is None:
        raise ConfigurationError(
            "a source says `render: true`, which needs the extra `render`: pip install 'harvester[render]'"
        )
    path = chromium_path(configured)
    if path is None:
        what = f"there is no program {configured!r}" if configured else "there is no Chromium"
        raise ConfigurationError(
            f"a source says `render: true`, and {what} on this machine: install it (Debian: apt-get install "
            "chromium), or name its program in HARVESTER_CHROMIUM"
        )
    return path


# ------------------------------------------------------------------ the browser


class Chromium:
    """One browser, started when it is first needed. Use from one event loop."""

    def __init__(self, program: str, user_agent: str) -> None:
        self._program = program
        self._user_agent = user_agent
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._turn = asyncio.Lock()

    async def render(self, url: str, main: Fetched, rules: Rules) -> Rendered:
        """Run the scripts of one page, whose answer is at hand.

        Never raises for what a page or the browser does: the result says what went wrong.
        """
        from playwright.async_api import Error

        async with self._turn:
            visit = _Visit(url, main, rules)
            try:
                browser = await asyncio.wait_for(self._open(), _OPEN_S)
                return await visit.run(browser, self._user_agent)
            except (RenderingFailed, TimeoutError, Error, OSError) as error:
                await self.close()  # a browser that hangs is not asked again
                reason = str(error).partition("\n")[0][:200] or "the browser gave no answer in time"
                return Rendered(None, visit.asked, (*visit.notes, reason))

    async def close(self) -> None:
        """End the browser; the next page starts another."""
        from playwright.async_api import Error

        browser, driver, folder = self._browser, self._driver, self._folder
        self._browser = self._driver = self._folder = None
        with suppress(Error, TimeoutError, OSError):
            if browser is not None:
                await asyncio.wait_for(browser.close(), _CALL_S)
        with suppress(Error, TimeoutError, OSError):
            if driver is not None:
                await asyncio.wait_for(driver.stop(), _CALL_S)
        if folder is not None:
            folder.cleanup()

    async def _open(self) -> Browser:
        from playwright.async_api import Error, async_playwright

        if self._browser is not None and self._browser.is_connected():
            return self._browser
        await self.close()
        folder = self._folder = tempfile.TemporaryDirectory(prefix="harvester-browser-", dir=_short_folder())
        driver = self._driver = await async_playwright().start()
        confined = _without_network(self._program, Path(folder.name))
        try:
            self._browser = await _launch(driver, confined, folder.name)
        except Error:
            if confined == self._program:
                raise
            # Some kernels give a namespace, and then the browser no sandbox inside it.
            log.warning("the browser does not start in a network namespace; it is started without one")
            self._browser = await _launch(driver, self._program, folder.name)
        return self._browser


async def _launch(driver: Playwright, program: str, folder: str) -> Browser:
    return await driver.chromium.launch(
        executable_path=program,
        headless=True,
        chromium_sandbox=os.geteuid() != 0,  # Chromium's own sandbox refuses to work for root
        args=list(_ARGUMENTS),
        handle_sigint=False,  # the crawl decides when it ends
        handle_sigterm=False,
        handle_sighup=False,
        timeout=_OPEN_S * 500,
        env={"HOME": folder, "TMPDIR": folder, "PATH": os.environ.get("PATH", "")},
    )


def _short_folder() -> str | None:
    """Where the browser keeps its files: the name of a socket there has little room."""
    return "/tmp" if len(tempfile.gettempdir()) > _LONGEST_FOLDER and Path("/tmp").is_dir() else None  # noqa: S108


def _without_network(program: str, folder: Path) -> str:
    """A program that starts the browser in a network namespace of its own; itself where that is denied."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return program
    words = [unshare, "--net"] if os.geteuid() == 0 else [unshare, "--user", "--map-current-user", "--net"]
    try:
        allowed = subprocess.run([*words, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return program
    if allowed.returncode:
        return program
    script = folder / "browser"
    script.write_text(f'#!/bin/sh\nexec {" ".join(words)} -- "{program}" "$@"\n', encoding="utf-8")
    script.chmod(0o700)
    return str(script)


class _Visit:
    """One page in the browser, from its first byte until it has settled."""

    def __init__(self, url: str, main: Fetched, rules: Rules) -> None:
        self.url, self.main, self.rules = url, main, rules
        self.asked = 0
        self.notes: list[str] = []
        self._seen: set[str] = set()
        self._pending = 0
        self._last = time.monotonic()
        self._entered = False
        self._leads_to = ""
        self._page: Page | None = None

    async def run(self, browser: Browser, user_agent: str) -> Rendered:
        """Show the page, wait, read it.

        Raises:
            RenderingFailed: it cannot be read, or the crawl is being stopped.
        """
        context = await asyncio.wait_for(
            browser.new_context(
                user_agent=user_agent,
                locale="en-GB",
                timezone_id="Europe/London",
                accept_downloads=False,
                service_workers="block",
                permissions=[],
            ),
            _CALL_S,
        )
        context.set_default_timeout(_CALL_S * 1000)
        await self._guard(context)
        page = await context.new_page()
        self._page = page
        context.on("page", self._on_popup)
        page.on("crash", lambda _: self._note("the page crashed"))
        await page.goto(self.url, wait_until="commit", timeout=_CALL_S * 1000)
        await self._settle(page)
        # Some lists are filled when they are scrolled into view.
        await self._call(page.evaluate("window.scrollTo(0, document.body?.scrollHeight ?? 0)"))
        await self._settle(page)
        html = await self._call(page.evaluate(_READ, _MOST_HTML))
        if html is None:
            raise RenderingFailed(f"the page grew to more than {_MOST_HTML:,} characters")
        await asyncio.wait_for(context.close(), _CALL_S)
        return Rendered(str(html), self.asked, tuple(self.notes), self._leads_to)

    async def _guard(self, context: BrowserContext) -> None:
        await context.add_init_script(_BEFORE_SCRIPTS)
        await context.route_web_socket("**", self._on_web_socket)
        await context.route("**/*", self._on_request)

    async def _call(self, question: Awaitable[Any]) -> Any:
        """What the page answers; one that computes for ever does not."""
        return await asyncio.wait_for(question, self.rules.own_s)

    def _note(self, text: str) -> None:
        if text not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(text)

    async def _settle(self, page: Page) -> None:
        """Wait until nothing happens any more, or the time is over."""
        begun, own, size = time.monotonic(), 0.0, -1
        self._last = begun
        while True:
            if self.rules.stopping():
                raise RenderingFailed("the crawl was stopped before the page was rendered")
            before = time.monotonic()
            await asyncio.sleep(_LOOK_S)
            now_size = await self._call(page.evaluate("document.documentElement?.outerHTML.length ?? 0"))
            now = time.monotonic()
            if self._pending:
                self._last = now
            else:
                own += now - before
            if now_size != size:
                size, self._last = now_size, now
            if now - self._last >= _QUIET * self.rules.own_s:
                return
            if own > self.rules.own_s or now - begun > self.rules.whole_s:
                self._note(f"the page did not settle within {now - begun:.0f} s")
                return

    # ------------------------------------------------------------ what the page asks for

    async def _on_request(self, route: Route) -> None:
        from playwright.async_api import Error

        with suppress(Error):  # the page is gone
            await self._answer(route, route.request)

    async def _answer(self, route: Route, request: Request) -> None:
        kind, url = request.resource_type, request.url
        if not self._entered and request.is_navigation_request():
            self._entered = True
            await _fulfil(route, self.main)
            return
        why = refusal_of(kind, request.method, url, self.rules.hosts)
        if not why and url not in self._seen:
            why = "too many requests" if self.asked >= _MOST_REQUESTS else ""
        if why:
            self._refuse(request, why)
            await route.abort(_ABORTED)
            return
        if url not in self._seen:  # a page that asks for the same again and again has settled
            self._seen.add(url)
            self.asked += 1
            self._last = time.monotonic()
        self._pending += 1
        try:
            fetched = await self.rules.fetch(url, asked_headers(request.headers))
        finally:
            self._pending -= 1
        if fetched.refusal:
            self._note(f"{url[:200]}: {fetched.refusal}")
            await route.abort(_ABORTED)
        else:
            await _fulfil(route, fetched)

    def _refuse(self, request: Request, why: str) -> None:
        if why in ("image", "media", "font", "stylesheet"):
            return  # not worth a word
        self._note(f"not asked ({why}): {request.url[:200]}")
        if request.resource_type == "document" and self._page is not None:
            with suppress(Exception):  # the frame of a page that is only being made is not known yet
                if request.frame == self._page.main_frame:
                    self._leads_to = request.url

    async def _on_web_socket(self, socket: WebSocketRoute) -> None:
        self._note(f"not asked (websocket): {socket.url[:200]}")
        await socket.close()

    async def _on_popup(self, page: Page) -> None:
        from playwright.async_api import Error

        if page is not self._page:
            with suppress(Error):
                await page.close()


async def _fulfil(route: Route, fetched: Fetched) -> None:
    await route.fulfill(status=fetched.status, headers=shown_headers(fetched.headers), body=fetched.body)
