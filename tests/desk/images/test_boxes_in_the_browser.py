"""Marks lie on the words of the picture as a browser draws both, pixel by pixel."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageOps

from tests.desk.papers import Papers
from tests.desk.support import Desk
from tests.makers.office import make_docx
from tests.makers.placed import PlacedPage, placed_pdf

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = {(60.0, 90.0): "Serious Case Review", (60.0, 140.0): "Child T", (60.0, 190.0): "Published 28.09.16"}
PAGES = {
    "plain": PlacedPage(words=WORDS),
    "turned": PlacedPage(words=WORDS, rotate=90),
    "cropped": PlacedPage(words=WORDS, crop=(50, 60, 400, 700)),
    "both": PlacedPage(words=WORDS, rotate=270, crop=(50, 60, 500, 700)),
    "moved": PlacedPage(words=WORDS, media=(-100, -200, 495, 642)),
    "upside": PlacedPage(words=WORDS, rotate=180, crop=(20, 20, 500, 800)),
}


def open_record(page: Page, document: str) -> None:
    with page.expect_response(lambda answer: "/images/" in answer.url and answer.status == 200):
        page.goto(f"/documents/{document}/")
    page.wait_for_load_state("networkidle")


def ink_in(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Where there are black letters; marks are orange and pass for light."""
    return picture.convert("RGB").getchannel("R").point(lambda value: 255 * (value < 90)).getbbox()


def test_each_mark_holds_its_words_and_no_others(desk: Desk, page_of: Callable[..., Page]) -> None:
    papers = Papers(desk)
    for kind, made in PAGES.items():
        papers.add(f"{kind}.pdf", placed_pdf([made]), "Child T overview report")
    documents = papers.harvest()
    page = page_of("reader", width=1400, height=1600)
    for kind, made in PAGES.items():
        open_record(page, documents[f"{kind}.pdf"])
        marks_lie_on_words(page, made)


def marks_lie_on_words(page: Page, made: PlacedPage) -> None:
    mark = page.locator("svg .mark[data-evidence~=published] .box")
    assert mark.count() == 1
    drawn = Image.open(io.BytesIO(page.locator("svg.picture").screenshot()))
    svg, box = page.locator("svg.picture").bounding_box(), mark.bounding_box()
    assert svg
    assert box
    scale = svg["width"] / made.shown[0]
    x, y = box["x"] - svg["x"], box["y"] - svg["y"]
    inside = ink_in(drawn.crop((round(x), round(y), round(x + box["width"]), round(y + box["height"]))))
    assert inside is not None, made
    wide, high = inside[2] - inside[0], inside[3] - inside[1]
    assert wide == pytest.approx(171 * scale, abs=4 * scale), made  # "Published 28.09.16" in Helvetica 20
    assert high >= 13 * scale, made  # the letters' full height lies in the box
    assert box["width"] <= 180 * scale
    assert box["height"] <= 30 * scale
    # The words lie where the maker put them, so the picture itself is not shifted either.
    assert (x + inside[0]) / scale == pytest.approx(60, abs=4), made
    assert (y + inside[3]) / scale == pytest.approx(190, abs=7), made
    # Without what the marks enclose no letters are left.
    for each in page.locator("svg .mark .box").all():
        place = each.bounding_box()
        assert place
        left, top = place["x"] - svg["x"], place["y"] - svg["y"]
        ends = (left, top, left + place["width"], top + place["height"])
        drawn.paste((255, 255, 255), tuple(round(end) for end in ends))
    assert ink_in(ImageOps.crop(drawn, 3)) is None, made


def test_the_evidence_of_the_field_one_is_at_stands_out(desk: Desk, page_of: Callable[..., Page]) -> None:
    papers = Papers(desk)
    papers.add("t.pdf", placed_pdf([PAGES["plain"]]), "Child T overview report")
    document = papers.harvest()["t.pdf"]
    page = page_of("librarian", width=1400)
    open_record(page, document)
    page.locator("#f-published").focus()
    assert page.locator(".mark.chosen").count() == 1
    assert "published" in str(page.locator(".mark.chosen").get_attribute("data-evidence"))


def test_words_are_there_for_those_who_cannot_see_the_picture(
    desk: Desk, page_of: Callable[..., Page]
) -> None:
    papers = Papers(desk)
    papers.add("t.pdf", placed_pdf([PAGES["plain"]]), "Child T overview report")
    papers.add("d.docx", make_docx(), "Child D overview report")
    names = papers.harvest()
    page = page_of("reader", java_script_enabled=False)
    page.goto(f"/documents/{names['t.pdf']}/")
    picture = page.get_by_role("img", name="Page 1 of")
    assert "marked" in str(picture.get_attribute("aria-label"))
    page.get_by_text("Words of page 1").first.click()
    assert "Published 28.09.16" in page.get_by_role("group", name="Words of page 1").inner_text()
    page.goto(f"/documents/{names['d.docx']}/")
    assert page.locator("svg.picture, img.picture").count() == 0
    assert "Serious Case Review" in page.get_by_role("group", name="Words of page 1").inner_text()


def test_a_picture_that_is_still_being_drawn_comes_by_itself(
    desk: Desk, page_of: Callable[..., Page]
) -> None:
    papers = Papers(desk)
    papers.add("t.pdf", placed_pdf([PAGES["plain"]]), "Child T overview report")
    document = papers.harvest()["t.pdf"]
    page = page_of("reader")
    asked: list[str] = []

    def busy_twice(route: object, request: object) -> None:
        asked.append(request.url)  # type: ignore[attr-defined]
        if len(asked) <= 2:
            route.fulfill(status=202, content_type="text/plain", body="still being drawn")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/images/**", busy_twice)
    open_record(page, document)
    assert len(asked) == 3
