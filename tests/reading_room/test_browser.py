"""The served reading room in a browser: nothing runs, nothing is cut off, all works by keyboard."""

from __future__ import annotations

import pytest

from tests.reading_room.conftest import PAGES

WIDTHS = (1280, 800, 360)
MORE = ("/documents/dnone", "/publication?sql=drop+table+x")
DARK = ("/charts", "/map", "?q=supervision", "/publication/documents", "sql=drop+table+x")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def addresses(served, made_edition) -> list[str]:
    return [served + path.format(document=made_edition.ids[0]) for path in (*PAGES, *MORE)]


def test_no_script_of_others_runs_and_the_browser_has_nothing_to_complain_of(browser, addresses):
    page = browser.new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: ran.append(str(error)))
    page.on(
        "console", lambda said: ran.append(said.text) if "Failed to load resource" not in said.text else None
    )
    for address in addresses:
        page.goto(address)
    assert not ran
    page.close()


def test_axe_finds_nothing(browser, addresses):
    from axe_playwright_python.sync_playwright import Axe

    page, found = browser.new_page(), {}
    asked = [("light", address, TAGS) for address in addresses if "_every" not in address]
    asked += [("dark", address, ["cat.color"]) for address in addresses if address.endswith(DARK)]
    for scheme, address, tags in asked:
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        wrong = (
            Axe().run(page, options={"runOnly": tags, "resultTypes": ["violations"]}).response["violations"]
        )
        if wrong:
            found[scheme, address] = [(one["id"], one["nodes"][0]["html"][:120]) for one in wrong]
    assert not found
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(browser, addresses, width):
    page = browser.new_page(viewport={"width": width, "height": 780})
    for address in addresses:
        page.goto(address)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), address
    page.close()


def test_without_scripts_a_reader_searches_narrows_and_copies_by_keyboard(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.locator("#q").focus()
    page.keyboard.type("supervision")
    page.keyboard.press("Enter")
    page.locator(".records a.title").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/d*")
    assert page.locator("button.copy:visible").count() == 0, "a button that does nothing is not shown"
    assert "Record d" in page.locator("#as-text").inner_text()
    page.locator("summary", has_text="BibTeX").focus()
    page.keyboard.press("Enter")
    assert page.locator("#as-bibtex").is_visible()
    page.goto(served + "/publication/documents")
    page.locator("aside a", has_text="Report").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/publication/documents?*role=overview_report*")
    assert page.locator(".records li").count() == 6
    context.close()


def test_the_citation_is_copied(browser, served, made_edition):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}/documents/{made_edition.ids[1]}")
    page.get_by_role("button", name="Copy the citation").press("Enter")
    page.get_by_text("Copied.").wait_for()
    said = page.evaluate("navigator.clipboard.readText()")
    assert said == page.locator("#as-text").inner_text()
    context.close()


def test_the_map_is_gone_over_by_keyboard(browser, served):
    page = browser.new_page()
    page.goto(served + "/map")
    page.locator("svg.map a").first.focus()
    page.keyboard.press("Tab")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    assert page.locator("h1").inner_text()
    page.close()


def test_oai_is_harvested_from_the_room_itself(served, made_edition):
    from sickle import Sickle

    records = list(Sickle(served + "/oai").ListRecords(metadataPrefix="oai_dc"))
    assert {one.header.identifier for one in records} == {
        f"oai:harvester:{name}" for name in made_edition.ids.values()
    }
    posted = Sickle(served + "/oai", http_method="POST").Identify()
    assert posted.deletedRecord == "persistent"
