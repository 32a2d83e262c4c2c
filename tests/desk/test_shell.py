"""The desk stands: log-in, an empty queue, the frame around every page."""

from __future__ import annotations

from tests.desk.support import PASSWORD, PEOPLE


def test_somebody_logs_in_and_sees_the_queue(desk) -> None:
    client = desk.client()
    answer = client.post("/login/", {"username": PEOPLE["reader"], "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/")
    assert page.status_code == 200
    assert "<title>Queue" in page.content.decode()


def test_a_browser_shows_the_queue(page_of) -> None:
    page = page_of("librarian")
    page.goto("/")
    assert page.title().startswith("Queue")
    assert page.get_by_role("navigation", name="Desk").is_visible()
