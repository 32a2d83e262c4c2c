"""A reading room on an edition with hostile words in it."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.publish.conftest import House, bare_catalogue, house  # noqa: F401 - fixtures

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202egnp {{7*7}} javascript:alert(3)"
PAGES = ("/", "/search", "/search?q=overview", "/search?q=supervision", "/charts", "/map", "/downloads",
         "/publication", "/publication/documents", "/publication/documents?_every=1", "/publication/reviews",
         "/publication/documents?_search=overview&role=overview_report", "/publication/sources",
         "/publication/sightings", "/publication/evidence", "/publication/coverage", "/publication/pages",
         "/publication?sql=select+*+from+documents", "/publication/reviews_by_body",
         "/publication/reviews_of_a_body?body=north", "/publication/words_in_texts?words=supervision",
         "/publication/sources/northmoor", "/bodies/northmoor", "/documents/{document}",
         "/reviews/r000000000000")  # fmt: skip


@pytest.fixture(scope="session")
def made_edition(tmp_path_factory, bare_catalogue) -> SimpleNamespace:  # noqa: F811
    """An edition with texts, made once; whoever changes it copies it."""
    from harvester.catalogue import Catalogue
    from tests.catalogue.harvests import Harvest

    root = tmp_path_factory.mktemp("house")
    shutil.copy(bare_catalogue, root / "catalogue.db")
    with Catalogue.open(root / "catalogue.db") as catalogue:
        catalogue.connection.execute("PRAGMA synchronous = OFF")
        made = House(root, Harvest(catalogue))
        made.night(range(6))
        made.accept(0, 1, 2, 3, 4, 5)
        made.withdraw(5)
        for field in ("title", "case_name", "board"):
            made.decide(0, field, HOSTILE)
        made.decide(0, "authors", json.dumps(["Jane Doe", HOSTILE]))
        with made.harvest.catalogue.writing() as connection:
            connection.execute("UPDATE sighting SET link_text = ?, heading = ?", (HOSTILE, HOSTILE))
        code, folder = made.publish("--with-text")
        assert code == 0
        assert made.publish("--as-at", "2026-02-01")[0] == 0
    return SimpleNamespace(folder=folder, ids=made.ids, out=made.out, root=root)


class Reader:
    """Somebody who asks the reading room, without a network between."""

    def __init__(self, folder: Path) -> None:
        from harvester.reading_room.edition import open_edition
        from harvester.reading_room.serving import application

        self.datasette = application(open_edition(folder))
        # In a thread: Playwright keeps a loop of its own running in that of the tests.
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.do(self.datasette.invoke_startup())

    def do(self, work: Coroutine[object, object, object]):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def get(self, path: str, method: str = "GET", **more: object):
        return self.do(self.datasette.client.request(method, path, **more))

    def raw(self, path: str, method: str = "GET", host: bytes = b"localhost", query: str = ""):
        """An answer to a path as it is written, which no client would send so."""
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "headers": [(b"host", host)],
        }  # fmt: skip
        said: list[dict] = []

        async def receive() -> dict:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict) -> None:
            said.append(message)

        self.do(self.datasette.app()(scope, receive, send))
        headers = {name.decode().lower(): value.decode() for name, value in said[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in said[1:])
        return SimpleNamespace(status=said[0]["status"], headers=headers, body=body)

    def pages(self, ids: dict[int, str]) -> list[str]:
        return [path.format(document=ids[number]) for path in PAGES for number in (0,)]


@pytest.fixture(scope="session")
def reader(made_edition) -> Reader:
    return Reader(made_edition.folder)


@contextmanager
def open_room(folder: Path) -> Iterator[str]:
    """The address of the real command, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "harvester", "serve", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                yield found[0].rstrip("/")
                break
        else:
            pytest.fail("the reading room did not open")
    finally:
        process.terminate()
        assert process.wait(20) == 0


@pytest.fixture(scope="session")
def served(made_edition) -> Iterator[str]:
    with open_room(made_edition.out) as address:
        yield address


# Of a module: while Playwright is open an event loop runs, and other tests start their own.
@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs the program chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
