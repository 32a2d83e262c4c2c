"""Fixtures for every screen of the desk.

| fixture | gives |
|---|---|
| `desk` | a fresh data directory with a small catalogue and one user a role; this process serves it |
| `client_of` | `client_of("librarian")`: Django's test client, logged in; `client_of(None)`: nobody |
| `served_desk` | the address of the real desk (waitress, a process of its own) over `desk` |
| `page_of` | `page_of("librarian")`: a page of Chromium, logged in at `served_desk` |

A test that wants more in its catalogue writes to `desk.data.catalogue` before it asks.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk.support import Desk, make_people, served, small_catalogue

# Playwright keeps an event loop in the thread of the tests, beside which Django refuses its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a catalogue, `desk.db` with its tables and people, the key."""
    from harvester.desk.database import prepare

    root = tmp_path_factory.mktemp("desk")
    small_catalogue(root)
    made = Desk.at(root)
    prepare(made.data)
    make_people()
    return root


@pytest.fixture
def desk(desk_template: Path, tmp_path: Path) -> Iterator[Desk]:
    root = tmp_path / "data"
    shutil.copytree(desk_template, root)
    yield Desk.at(root)
    from django.db import connections

    connections.close_all()


@pytest.fixture
def client_of(desk: Desk) -> Callable[..., Client]:
    return desk.client


@pytest.fixture
def served_desk(desk: Desk) -> Iterator[str]:
    with served(desk.data) as address:
        yield address


# Of a module: while Playwright is open an event loop runs, and other tests start their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs the program chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page_of(desk: Desk, served_desk: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Pages of Chromium: `page_of("reader", width=320, java_script_enabled=False, color_scheme="dark")`."""
    opened = []

    def open_page(role: str | None, *, width: int = 1280, height: int = 900, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=served_desk, viewport={"width": width, "height": height}, **more
        )
        opened.append(context)
        if role:
            cookie = desk.client(role).cookies["session"]
            context.add_cookies([{"name": "session", "value": cookie.value, "url": served_desk}])
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()
