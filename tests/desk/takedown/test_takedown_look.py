"""The screen in a browser: no fault that axe knows, by keyboard, also narrow."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk.support import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("width", [360, 1280])
def test_take_down_by_keyboard(desk: Desk, page_of: Callable[..., Page], tmp_path: Path, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    name = desk.ids()[0]
    page = page_of("admin", width=width)
    page.goto(f"/takedown/{name}/")
    shots = Path(os.environ.get("HARVESTER_SHOTS", tmp_path))
    page.screenshot(path=shots / f"takedown-{width}.png", full_page=True)
    faults = Axe().run(page).response["violations"]
    assert [one["id"] for one in faults] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("#reason").focus()
    page.keyboard.type("asked for by the partnership")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Taken down')")
    page.screenshot(path=shots / f"taken-down-{width}.png", full_page=True)
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert name not in desk.ids()
