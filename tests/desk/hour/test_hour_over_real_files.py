"""The librarian's hour: from log-in over two nights' finds to an edition, by keyboard alone.

Files are real (the sample web, harvested), a process of its own serves the desk, the browser is Chromium.
The pictures of the way are build output, to be looked at: `artifacts/desk/`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harvester.catalogue import Catalogue
from tests.desk.support import PASSWORD, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.desk.support import Desk

PICTURES = Path(__file__).parents[3] / "artifacts" / "desk"
MOST_KEYS = 3  # for a find that is right as it stands
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WATCH = """for (const kind of ["pointerdown", "mousedown", "mousemove", "wheel", "touchstart"])
  addEventListener(kind, () => console.info("hand on the mouse: " + kind), true);"""

NEW_WORDS_ARE_SEEN = """() => {
  const words = document.querySelector("#sheet ins").getBoundingClientRect();
  const box = document.querySelector("#sheet ins").closest(".page-text").getBoundingClientRect();
  return words.top >= box.top && words.top < box.bottom;
}"""
DRAWN = """() => {
  const near = (image) => image.getBoundingClientRect().top < innerHeight;
  const pictures = [...document.querySelectorAll("img, svg image")].filter(near);
  return Promise.all(pictures.map((image) => image.decode())).then(() => true, () => false);
}"""

HELD, NOT_A_REVIEW, ANOTHER_AREA = "ChildB-plan.pdf", "child-m-statement.pdf", "K00117.pdf"
PICKED, DATED, RENAMED = "anna-beth.pdf", "SCR-Child-D-summary.pdf", "Child-Ivy-briefing.pdf"
UNDONE, ASSIGNED, CHANGED = "FD17-plan.pdf", "leo-statement.pdf", "leo.pdf"
SKIPPED = {"K00121.pdf", "K00101.pdf"}  # held by the machine: another area's, without the original
TITLE = "Child Ivy: a briefing of seven minutes"


class Hands:
    """Nothing but a keyboard: what presses is `page.keyboard`, every key is counted, the rest only looks."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0
        self.pictures: list[str] = []

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.pressed += 1

    def press_on(self, *keys: str) -> None:
        """The last of these keys opens another page."""
        self.press(*keys[:-1])
        with self._page.expect_navigation():
            self.press(keys[-1])

    def type(self, words: str) -> None:
        self._page.keyboard.type(words)
        self.pressed += len(words)

    def overwrite(self, words: str) -> None:
        """Other words into the field that has the focus."""
        self.press("ControlOrMeta+a")
        self.type(words)

    def tab_to(self, selector: str) -> None:
        """Tab until the focus is on what this selector means."""
        for _ in range(150):
            self.press("Tab")
            if self._page.locator(f"{selector} >> visible=true").locator("css=:scope:focus").count():
                return
        raise AssertionError(f"no Tab leads to {selector}")

    def looks(self, name: str) -> None:
        """A picture for the build, and axe finds nothing to say about the screen."""
        from axe_playwright_python.sync_playwright import Axe

        page = self._page
        page.wait_for_load_state("networkidle")
        page.wait_for_function(DRAWN)  # pages that are still being drawn come by themselves
        page.screenshot(path=str(PICTURES / f"{len(self.pictures) + 1:02}-{name}.png"))
        self.pictures.append(name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, (name, found.generate_report())

    def focused(self, what: str) -> str:
        return str(self._page.evaluate(f"document.activeElement.{what}"))


class Hour:
    """What the librarian does, find after find; `keys` holds how many each of the right ones took."""

    def __init__(self, desk: Desk, page: Page) -> None:
        self.desk, self.page, self.hands = desk, page, Hands(page)
        self.keys: dict[str, int] = {}
        self.done: dict[str, str] = {}  # document → how it ended
        self.named: dict[str, list[str]] = {}  # name of a file → documents
        self.difference_seen = False

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with Catalogue.open(self.desk.data.catalogue, create=False, read_only=True) as catalogue:
            return [dict(row) for row in catalogue.connection.execute(sql, values)]

    def here(self) -> tuple[str, str]:
        """The document whose record is open, and the name of its file."""
        found = re.search(r"/documents/(\w+)/", self.page.url)
        assert found, self.page.url
        (row,) = self.rows("SELECT url FROM documents WHERE id = ?", found[1])
        return found[1], row["url"].rpartition("/")[2]

    def log_in(self) -> None:
        self.page.goto("/")
        self.hands.looks("log-in")
        assert self.hands.focused("tagName") == "INPUT", "the name's box has the focus, nothing was pressed"
        self.hands.type(PEOPLE["librarian"])
        self.hands.press("Tab")
        self.hands.type(PASSWORD)
        self.hands.press_on("Enter")
        self.hands.looks("queue")

    def clear(self) -> None:
        """One find after the other, until every one was looked at."""
        self.hands.press_on("j", "Enter")
        while "/documents/" in self.page.url:
            document, name = self.here()
            if document in self.done:  # what was held or left waits still, and the queue goes round
                self._go_on()
                continue
            self.named.setdefault(name, []).append(document)
            before = self.hands.pressed
            self.done[document] = self._one(name)
            if self.done[document] == "right":
                self.keys[name] = self.hands.pressed - before

    def _one(self, name: str) -> str:
        hands, shown = self.hands, self.page.locator
        if name == "baby-tom-cspr-v7.pdf":
            hands.looks("record")
        if name in SKIPPED:
            self._go_on()
            return "skipped"
        if name == HELD:
            hands.press_on("h")
            return "held"
        if name in (NOT_A_REVIEW, ANOTHER_AREA):
            hands.press("r")
            if name == NOT_A_REVIEW:
                hands.looks("rejecting")
            hands.press_on("1" if name == NOT_A_REVIEW else "2")
            return "rejected"
        if name in (DATED, RENAMED, PICKED):
            return self._corrected(name)
        if name == ASSIGNED:
            hands.press("g")
            hands.looks("assigning")
            hands.press_on("2")
            hands.looks("assigned")
            hands.press_on("a")
            return "corrected"
        if name == CHANGED and shown("#changed-title").count():
            return self._changed()
        hands.press_on("a")
        if name == UNDONE:
            hands.looks("accepted")
            hands.press_on("u")
            assert self.here()[1] == UNDONE, "undo opens what was taken back"
            hands.looks("undone")
            hands.press_on("a")
            return "corrected"
        return "right"

    def _go_on(self) -> None:
        undecided = self.rows("SELECT count(*) AS n FROM documents WHERE status = 'new'")[0]["n"]
        self.hands.press_on("j" if undecided else "Escape")

    def _corrected(self, name: str) -> str:
        hands = self.hands
        if name == PICKED:  # a date is offered, from the title page
            hands.looks("doubt")
            hands.press("1")
            hands.looks("digit")
        elif name == DATED:  # none was found anywhere: it is typed into the form
            hands.press("e")
            hands.overwrite("January 2017")
            hands.press("Escape")
        else:
            hands.press("e")
            hands.overwrite(TITLE)
            hands.looks("typing")
            hands.press("Escape")
        hands.press_on("a")
        return "corrected"

    def _changed(self) -> str:
        hands, document = self.hands, self.here()[0]
        hands.looks("changed-file")
        hands.tab_to("text=See the difference")
        hands.press_on("Enter")
        hands.looks("difference")
        hands.tab_to("[aria-label='Words on the right'] .page-text")
        hands.looks("difference-in-words")
        self.difference_seen = self.page.evaluate(NEW_WORDS_ARE_SEEN)
        hands.tab_to(f"a[href^='/documents/{document}/']")  # round over the end of the page
        hands.press_on("Enter")
        hands.press_on("a")
        return "corrected"

    def open(self, screen: str) -> None:
        self.hands.tab_to(f"nav[aria-label=Desk] a[href='/{screen}/']")
        self.hands.press_on("Enter")
        self.hands.looks(screen)

    def decide_a_pair(self) -> None:
        """The library's copy of a board's report is a copy."""
        self.open("duplicates")
        self.hands.press("j")
        while "Anna and Beth" not in self.hands.focused("textContent"):
            self.hands.press("j")
        self.hands.press_on("Enter")
        self.hands.looks("pair")
        self.hands.tab_to("button[value^='duplicate:']")
        self.hands.press_on("Enter")
        self.hands.looks("pair-decided")
        left = self.page.locator("ol.pairs").inner_text()
        assert "FD17" in left
        assert "Anna and Beth" not in left, "it is decided"
        assert "Leo" not in left, "a file that replaces another at its address is no question"

    def search(self) -> int:
        hands = self.hands
        hands.press_on("/")
        assert hands.focused("tagName") == "INPUT"
        hands.type("calendar")
        hands.press_on("Enter")
        hands.looks("search")
        hands.tab_to(".places a:not([aria-current])")
        shown = self.page.url
        hands.press("Enter")
        self.page.wait_for_url(lambda address: address != shown)
        hands.looks("search-page")
        return self.page.locator(".hits .snippet mark").count()

    def publish(self) -> None:
        hands = self.hands
        self.open("publications")
        hands.tab_to("button[value=publish]")
        hands.press("Enter")
        self.page.get_by_role("heading", name="Published", exact=True).wait_for(timeout=60_000)
        hands.looks("published")


@pytest.fixture
def mouse() -> list[str]:
    """What a mouse, a pen or a finger did on the page."""
    return []


@pytest.fixture
def hour(desk: Desk, page_of: Callable[..., Page], mouse: list[str]) -> Hour:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    page = page_of(None)
    page.add_init_script(WATCH)
    page.on("console", lambda said: mouse.append(said.text) if "hand on the mouse" in said.text else None)
    page.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    return Hour(desk, page)


def test_from_log_in_to_an_edition_by_keyboard_alone(hour: Hour, mouse: list[str]) -> None:
    hour.log_in()
    hour.clear()
    hour.decide_a_pair()
    hits = hour.search()
    hour.publish()
    assert mouse == [], "a mouse was used"
    hour.page.mouse.move(200, 200)
    hour.page.wait_for_function("true")
    assert mouse, "the watch would have seen one"

    mean = sum(hour.keys.values()) / len(hour.keys)
    print(f"keys per right find: mean {mean:.2f}, most {max(hour.keys.values())}, of {len(hour.keys)} finds")
    print(f"keys in the whole hour: {hour.hands.pressed}; pictures: {len(hour.hands.pictures)}")
    assert len(hour.keys) >= 12
    assert max(hour.keys.values()) <= MOST_KEYS, hour.keys
    assert len(hour.done) - len(SKIPPED) >= 20
    assert hour.difference_seen
    assert hits
    _as_decided(hour)
    _as_published(hour)


def _as_decided(hour: Hour) -> None:
    """The catalogue holds what was pressed."""
    rows = {row["id"]: row for row in hour.rows("SELECT * FROM documents")}

    def of(name: str) -> dict[str, Any]:
        (document,) = hour.named[name]
        return rows[document]

    ends = {"right": "accepted", "corrected": "accepted", "skipped": "held"}
    assert {document: rows[document]["status"] for document in hour.done} == {
        document: ends.get(end, end) for document, end in hour.done.items()
    }
    assert of(PICKED)["published"] == "2014-06-11"
    assert of(DATED)["published"] == "2017-01"
    assert of(RENAMED)["title"] == TITLE
    assert of(ASSIGNED)["review_id"] == of(NOT_A_REVIEW)["review_id"] != of("twins-a-and-b.pdf")["review_id"]
    (new,) = [rows[one] for one in hour.named[CHANGED] if rows[one]["replaces"]]
    assert new["replaces"] in hour.named[CHANGED]
    fields = "SELECT value FROM decisions WHERE document_id = ? AND field = ?"
    assert [row["value"] for row in hour.rows(fields, of(UNDONE)["id"], "status")][-1] == "accepted"
    assert len(hour.rows(fields, of(UNDONE)["id"], "status")) == 3, "done, undone, done again"
    reasons = hour.rows("SELECT reason FROM decisions WHERE value = 'rejected' ORDER BY reason")
    assert [row["reason"] for row in reasons] == ["another_area", "not_a_review"]
    assert len(hour.rows("SELECT 1 FROM decisions WHERE field = 'duplicate_of'")) == 1
    assert {row["who"] for row in hour.rows("SELECT DISTINCT who FROM decisions")} == {PEOPLE["librarian"]}


def _as_published(hour: Hour) -> None:
    """The edition holds exactly what was accepted, with the values that were decided."""
    (edition,) = (hour.desk.data.root / "publications").glob("2*")
    with sqlite3.connect(f"file:{edition / 'publication.db'}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        out = {row["id"]: dict(row) for row in connection.execute("SELECT * FROM documents")}
    connection.close()
    accepted = {document for document, end in hour.done.items() if end in ("right", "corrected")}
    assert set(out) == accepted
    for name, field, value in (
        (PICKED, "published", "2014-06-11"),
        (DATED, "published", "2017-01"),
        (RENAMED, "title", TITLE),
    ):
        assert out[hour.named[name][0]][field] == value
    assert json.loads((edition / "publication.json").read_text())["counts"]["documents"] == len(accepted)
