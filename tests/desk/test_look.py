"""Every page of the desk in a browser: WCAG 2.2 AA by axe, narrow and wide, light and dark, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.desk.matrix import MATRIX
from tests.desk.support import PASSWORD, PEOPLE, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = sorted(name for name, row in MATRIX.items() if row.takes("GET") and name not in ("image", "file"))
WAYS = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 768)]


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("scheme", "width"), WAYS)
def test_every_page_is_accessible_and_fits(desk: Desk, page_of, scheme: str, width: int) -> None:
    page = page_of("admin", width=width, color_scheme=scheme)
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    for name in PAGES:
        page.goto(desk.address(name))
        troubles += [f"{name}: {one}" for one in violations(page)]
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            troubles.append(f"{name}: {beyond} px too wide at {width}")
    # What is asked with a link that is no good, or for nothing, is said with such a status.
    assert [one for one in troubles if "Failed to load resource" not in one] == []


def test_pages_for_nobody_and_errors_are_accessible(page_of) -> None:
    page = page_of(None, width=320)
    troubles = []
    for path in ("/login/", "/choose-password/MQ/a-b/", "/nowhere/"):
        page.goto(path)
        troubles += violations(page)
    page.goto("/login/")
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    assert page.get_by_role("alert").inner_text().strip() == "The name or the password is wrong."
    assert troubles + violations(page) == []


@pytest.mark.parametrize("script", [True, False])
def test_somebody_logs_in_and_out_by_keyboard(page_of, script: bool) -> None:
    page = page_of(None, java_script_enabled=script)
    page.goto("/account/")
    page.locator("[name=username]:focus").wait_for()  # a browser gives the focus a moment after it has loaded
    page.keyboard.type(PEOPLE["librarian"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    assert page.get_by_text("(librarian)").is_visible()
    page.goto("/account/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("name") == "old_password"
    page.get_by_role("button", name="Log out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/")
    page.goto("/account/")
    assert page.url.endswith("/login/?next=%2Faccount%2F")


def test_what_has_the_focus_is_seen(page_of) -> None:
    page = page_of("admin")
    page.goto("/account/")
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
               if (one === document.body) return "body";
               return [style.outlineStyle, parseFloat(style.outlineWidth)] }"""
        )
        if seen == "body":
            break
        assert seen[0] == "solid"
        assert seen[1] >= 2


def test_targets_are_large_enough_for_a_finger(page_of) -> None:
    page = page_of("admin", width=320)
    for path in ("/account/", "/users/"):
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, nav a")]
               .filter(one => one.getClientRects().length && one.type !== "hidden")
               .map(one => [one.getBoundingClientRect(), one.outerHTML])
               .filter(([box]) => box.height < 24 || box.width < 24)"""
        )
        assert small == []
