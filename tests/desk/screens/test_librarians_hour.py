"""The librarian's hour: from log-in over twenty finds to a publication, by keyboard alone.

Pictures of the way are build output: `build/screens/`, to be looked at.
"""

from __future__ import annotations

from pathlib import Path

from tests.desk.support import PASSWORD, PEOPLE

PICTURES = Path(__file__).parents[3] / "build" / "screens"
FINDS = 20


class Hands:
    """Nothing but a keyboard; every key is counted."""

    def __init__(self, page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def press_on(self, *keys: str) -> None:
        """The last of these keys opens another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def tab_to(self, words: str) -> None:
        """Tab until the focus is on what bears these words."""
        for _ in range(80):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.textContent.trim()").startswith(words):
                return
        raise AssertionError(f"no Tab leads to {words}")

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{name}.png"))


def test_from_log_in_to_publication_by_keyboard_alone(page_of, rows) -> None:
    page = page_of(None)
    hands = Hands(page)
    page.goto("/")
    page.locator(":focus").wait_for()  # the name's box has the focus, nothing was clicked
    page.keyboard.type(PEOPLE["librarian"])
    hands.press("Tab")
    page.keyboard.type(PASSWORD)
    hands.press_on("Enter")
    hands.picture("1-queue")
    hands.press_on("j", "Enter")

    start = hands.pressed
    for number in range(FINDS):
        if number in (0, 1, 5):
            page.wait_for_load_state("networkidle")
            hands.picture(f"2-record-{number + 1}")
        if number == 4:
            hands.press("r")
            hands.picture("3-rejecting")
            hands.press_on("1")
        elif page.locator("[data-choices][data-current] [data-digit='2']").count():
            hands.press_on("2", "a")
        else:
            hands.press_on("a")
    assert hands.pressed - start <= 3 * FINDS
    decided = {
        row["status"]: row["n"]
        for row in rows(
            "SELECT status, count(*) AS n FROM documents WHERE status <> 'new' AND id IN "
            "(SELECT document_id FROM decisions) GROUP BY status"
        )
    }
    assert decided == {"accepted": FINDS - 1, "rejected": 1}

    hands.press_on("u")  # the last one was a mistake, and is accepted after all
    hands.press_on("a")

    hands.tab_to("Publications")
    hands.press_on("Enter")
    hands.tab_to("Publish")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        hands.tab_to("Publish")
    hands.press("Enter")
    page.get_by_role("heading", name="Published").wait_for(timeout=120_000)
    hands.picture("4-published")
    assert len(page.get_by_role("heading", name="Editions").all()) == 1
