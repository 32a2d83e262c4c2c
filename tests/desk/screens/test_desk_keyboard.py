"""The desk in a real browser: by keys alone, without a script, narrow, and read by a screen reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

WIDTHS = (320, 640, 1280)  # 640 is what 200 % zoom leaves of 1280


@pytest.fixture
def page(page_of):
    page = page_of("librarian")
    page.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    page.goto("/")
    return page


class Keys:
    """Presses keys and counts them; waits where one leads to another page."""

    def __init__(self, page) -> None:
        self.page = page
        self.pressed = 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def on(self, *keys: str) -> None:
        """The last of these keys opens another page."""
        self(*keys[:-1])
        with self.page.expect_navigation():
            self(keys[-1])


@pytest.fixture
def keys(page) -> Keys:
    return Keys(page)


def document_of(page) -> str:
    found = re.search(r"/documents/(\w+)/", page.url)
    assert found, page.url
    return found[1]


def hear(page, words: str) -> None:
    """A screen reader is told these words, a moment later."""
    expect(page.locator("#desk-said")).to_contain_text(words)


# ---------------------------------------------------------------- keys


def test_twenty_finds_are_decided_with_three_keys_each_at_most(page, keys, shown) -> None:
    keys.on("j", "Enter")
    most = 0
    decided = []
    for number in range(20):
        document, before = document_of(page), keys.pressed
        decided.append(document)
        doubtful = page.locator("[data-doubtful] [data-choices] [data-digit='2']")
        if number % 7 == 6:
            keys.on("r", "3")
        elif doubtful.count():
            keys.on("2", "a")
        else:
            keys.on("a")
        most = max(most, keys.pressed - before)
    assert len(set(decided)) == 20
    assert most <= 2
    assert keys.pressed <= 3 * 20
    assert {shown(one)["status"] for one in decided} == {"accepted", "rejected"}


def test_an_act_is_said_the_next_find_has_the_focus_and_u_takes_it_back(page, keys, shown) -> None:
    keys.on("j", "Enter")
    first, title = document_of(page), page.locator("h1").text_content()
    keys.on("a")
    assert document_of(page) != first
    hear(page, f"Accepted “{title}”.")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    keys.on("u")
    assert document_of(page) == first
    hear(page, "Taken back")
    assert shown(first)["status"] == "new"
    keys.on("u")
    assert shown(first)["status"] == "accepted"


def test_j_and_k_go_to_and_fro_and_escape_goes_back(page, keys, rows) -> None:
    keys.on("j", "j", "Enter")
    first = document_of(page)
    keys.on("j")
    assert document_of(page) != first
    keys.on("k")
    assert document_of(page) == first
    keys.on("Escape")
    assert page.title().startswith("Queue")
    assert rows("SELECT * FROM decisions") == []


def test_a_digit_takes_the_value_offered_for_the_field_in_doubt(page, keys, shown) -> None:
    page.goto("/?doubt=weak_type")
    keys.on("j", "Enter")
    document = document_of(page)
    group = page.locator("[data-choices][data-current]")
    assert group.count() == 1
    words = group.locator("[data-digit='2'] [data-words]").text_content()
    value = group.locator("[data-digit='2'] input").get_attribute("value")
    name = group.locator("[data-digit='2'] input").get_attribute("name")
    keys("2")
    hear(page, words)
    keys.on("a")
    assert shown(document)[name.removeprefix("pick-")] == value.removeprefix("=")


def test_a_digit_is_for_the_field_that_has_the_focus(page, keys, shown) -> None:
    page.goto("/?doubt=weak_role")
    keys.on("j", "Enter")
    document = document_of(page)
    page.locator("[data-field='role'] [data-choices] input").first.focus()
    value = page.locator("[data-field='role'] [data-digit='2'] input").get_attribute("value")
    keys.on("2", "a")
    assert shown(document)["role"] == value.removeprefix("=")


def test_typing_is_typing(page, keys, rows) -> None:
    keys.on("j", "Enter")
    here = page.url
    keys("e")
    box = page.locator(":focus")
    assert box.get_attribute("name") in ("title", "published", "review_type", "role", "case_name")
    page.locator("#f-case_name").focus()
    keys("a", "r", "h", "1", "u")
    assert page.locator("#f-case_name").input_value().startswith("arh1u")
    keys("Escape")
    assert page.url == here
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert rows("SELECT * FROM decisions") == []


def test_rejecting_for_another_reason_is_typed(page, keys, rows, shown) -> None:
    keys.on("j", "Enter")
    document = document_of(page)
    keys("r", "6")
    assert page.locator(":focus").get_attribute("name") == "reason"
    page.keyboard.type("a poem")
    keys.on("Enter")
    assert shown(document)["status"] == "rejected"
    assert rows("SELECT reason FROM decisions") == [{"reason": "other: a poem"}]


def test_enter_in_a_field_saves_and_does_not_accept(page, keys, shown) -> None:
    keys.on("j", "Enter")
    document = document_of(page)
    page.locator("#f-case_name").fill("Child Z")
    page.locator("#f-case_name").focus()
    keys.on("Enter")
    assert document_of(page) == document
    assert (shown(document)["case_name"], shown(document)["status"]) == ("Child Z", "new")


def test_several_are_selected_and_accepted_by_keys(page, keys, rows) -> None:
    keys("j", "x", "j", "x")
    hear(page, "2 selected")
    keys.on("a")
    assert len(rows("SELECT id FROM documents WHERE status = 'accepted'")) == 2
    hear(page, "Accepted 2 documents")
    keys.on("u")
    assert rows("SELECT id FROM documents WHERE status = 'accepted'") == []


def test_an_act_on_the_list_is_meant_for_the_row_when_nothing_is_selected(page, keys, rows) -> None:
    keys("j", "j")
    title = page.locator(":focus").text_content()
    keys.on("r", "1")
    assert [row["title"] for row in rows("SELECT title FROM documents WHERE status = 'rejected'")] == [title]


def test_a_version_and_a_copy_are_told_by_keys(page, keys, rows, shown) -> None:
    copy = rows("SELECT id, duplicate_of FROM documents WHERE duplicate_of IS NOT NULL LIMIT 1")[0]
    page.goto(f"/documents/{copy['id']}/")
    if page.locator("[data-key='d']").first.evaluate("element => element.tagName") == "BUTTON":
        keys.on("d")
    else:
        keys.on("d", "1")
    assert rows("SELECT value FROM decisions WHERE field = 'not_duplicate_of'")
    keys("m")
    other = page.locator("details[open] [data-digit='1']").get_attribute("value")
    keys.on("1")
    assert shown(copy["id"])["replaces"] == other.removeprefix("version:")
    keys("g")
    review = page.locator("details[open] [data-digit='1']").get_attribute("value")
    keys.on("1")
    assert shown(copy["id"])["review_id"] == review.removeprefix("assign:")


def test_the_keys_are_shown_and_can_be_switched_off(page, keys) -> None:
    keys("?")
    dialog = page.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    dialog.get_by_label("Use single keys").uncheck()
    keys("Escape")
    assert not dialog.is_visible()
    keys("j", "?")
    assert page.evaluate("document.activeElement.dataset.open") is None
    assert not dialog.is_visible()
    page.reload()
    keys("?")
    assert not dialog.is_visible()


def test_every_key_of_the_help_presses_something(page, keys, rows) -> None:
    from harvester.desk.keys import KEYS

    copy = rows("SELECT id FROM documents WHERE duplicate_of IS NOT NULL AND replaces IS NULL LIMIT 1")[0]
    record = f"/documents/{copy['id']}/"
    for place, address in (("In the queue", "/"), ("On a record", record)):
        page.goto(address)
        for key in KEYS:
            if key.where == place and len(key.key) == 1 and key.key not in "jkx":
                assert page.locator(f"[data-key='{key.key}']").count(), (place, key.key)


def test_turning_a_page_keeps_what_was_typed(page, rows, desk) -> None:
    document = rows("SELECT document_id FROM pages WHERE page = 2 LIMIT 1")[0]["document_id"]
    page.goto(f"/documents/{document}/?page=1")
    page.locator("#f-case_name").fill("typed, not saved")
    page.locator("#page-view a[rel=next]").click()
    page.wait_for_selector("#page-view figcaption:has-text('Page 2 of')")
    assert page.locator("#f-case_name").input_value() == "typed, not saved"
    hear(page, "Page 2 of")


# ---------------------------------------------------------------- without a script


def test_everything_but_the_keys_works_without_a_script(page_of, rows, shown) -> None:
    page = page_of("librarian", java_script_enabled=False)
    page.goto("/?doubt=weak_type")
    page.locator("[data-open]").first.click()
    document = document_of(page)
    option = page.locator("[data-field='review_type'] [data-digit='2'] input")
    value = option.get_attribute("value")
    option.check()
    page.locator("#f-case_name").fill("Child without a script")
    page.get_by_role("button", name="Accept").click()
    assert shown(document)["status"] == "accepted"
    assert shown(document)["review_type"] == value.removeprefix("=")
    assert shown(document)["case_name"] == "Child without a script"
    page.get_by_role("button", name="Undo").first.click()
    assert document_of(page) == document
    assert shown(document)["status"] == "new"
    page.locator("summary", has_text="Reject").click()
    page.get_by_role("button", name="Not a review").click()
    assert shown(document)["status"] == "rejected"
    page.goto("/")
    for box in page.locator("[data-row] input[type=checkbox]").all()[:3]:
        box.check()
    page.locator("summary", has_text="Change fields").click()
    page.get_by_label("Publisher named in it", exact=True).fill("Northmoor")
    page.get_by_role("button", name="Change these fields").click()
    assert len(rows("SELECT id FROM documents WHERE board = 'Northmoor'")) == 3
    page.get_by_role("link", name="Help").click()
    assert page.get_by_role("heading", name="Keys").is_visible()


# ---------------------------------------------------------------- widths, and what is read out


def addresses(rows) -> list[str]:
    changed = rows("SELECT id, review_id FROM documents WHERE replaces IS NOT NULL LIMIT 1")[0]
    doubtful = rows("SELECT id FROM documents WHERE published IS NULL LIMIT 1")[0]
    return [
        "/",
        "/?kind=doubtful&words=a",
        f"/documents/{changed['id']}/",
        f"/documents/{doubtful['id']}/",
        f"/reviews/{changed['review_id']}/?words=a",
        f"/reviews/find/?document={changed['id']}&words=a",
        "/history/",
        "/help/",
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_screen_is_wider_than_its_window(page_of, rows, width: int) -> None:
    page = page_of("librarian", width=width)
    for address in addresses(rows):
        page.goto(address)
        for panel in page.locator("main details").all():
            panel.evaluate("element => { element.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_screens_can_be_read_out(page_of, rows) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = page_of("librarian")
    page.goto("/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("a")  # so that history and a message are there
    for address in addresses(rows):
        if address != "/":
            page.goto(address)
        for panel in page.locator("main details").all():
            panel.evaluate("element => { element.open = true }")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, (address, found.generate_report())
