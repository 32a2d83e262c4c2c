"""Possible copies side by side: what differs, and what is decided about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harvester.catalogue import Catalogue
from tests.desk.papers import Papers, copy_of, harvested
from tests.desk.support import Desk
from tests.makers.pdf import CoverLine, Report, body_text, make_pdf, scanned_pdf

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

COVER = (
    CoverLine(text="Serious Case Review", size=26, bold=True, top=200),
    "Overview Report",
    "Child Q",
    CoverLine(text="Published 28.09.16", top=500),
)
OLD = [body_text(number) for number in range(1, 7)]


def report(body: list[str]) -> bytes:
    return make_pdf(Report(cover=COVER, header="Northmoor Safeguarding Children Board", body=body))


def changed() -> list[str]:
    new = list(OLD)
    new[2] = new[2].replace("The panel met", "The board met", 1)
    new[4] = new[4].replace("accepted every recommendation", "accepted all but one of them", 1)
    return new


@pytest.fixture(scope="module")
def template(desk_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    root = tmp_path_factory.mktemp("pairs") / "data"
    return root, harvested(desk_template, root, fill)


@pytest.fixture
def desk(template: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Desk]:
    with copy_of(template[0], tmp_path / "data") as desk:
        yield desk


@pytest.fixture
def pair(template: tuple[Path, dict[str, str]]) -> tuple[str, str]:
    """The same report at two publishers, two places of it changed."""
    return template[1]["q1.pdf"], template[1]["q2.pdf"]


def fill(papers: Papers) -> None:
    papers.add("q1.pdf", report(OLD), "Child Q overview report")
    papers.add("q2.pdf", report(changed()), "Child Q overview report, revised", source="eastvale")
    papers.add("scan.pdf", scanned_pdf(["Serious Case Review\nChild S"]), "Child S overview report")


def words_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def row_of(desk: Desk, document: str) -> dict[str, Any]:
    with Catalogue.open(desk.data.catalogue, create=False, read_only=True) as catalogue:
        return dict(
            catalogue.connection.execute("SELECT * FROM documents WHERE id = ?", (document,)).fetchone()
        )


def act(client: Client, left: str, right: str, word: str, **more: str) -> Any:
    html = client.get(f"/compare/{left}/{right}/").content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', html)
    assert len(seen) == 2
    posted = {"screen": "duplicates", "document": right, "act": f"{word}:{left}", "seen": seen} | more
    return client.post("/decide/", posted)


def test_the_pair_is_offered_with_both_first_pages(
    client_of: Callable[..., Client], pair: tuple[str, str]
) -> None:
    html = client_of("reader").get("/duplicates/").content.decode()
    assert "1 pair of documents" in words_in(html)
    for document in pair:
        assert f'src="/images/{document}/1.png?width=500"' in html
    assert 'name="act"' not in html  # a reader looks
    assert 'name="act"' in client_of("librarian").get("/duplicates/").content.decode()


def test_only_of_one_area_or_one_document(client_of: Callable[..., Client], pair: tuple[str, str]) -> None:
    reader = client_of("reader")
    for asked, offered in (
        ({"source": "eastvale"}, True),
        ({"source": "nowhere"}, False),
        ({"document": pair[0]}, True),
        ({"document": "none"}, False),
        ({"source": "<script>", "document": "'", "after": "\x00" * 900}, True),
    ):
        answer = reader.get("/duplicates/", asked)
        assert answer.status_code == 200
        assert ("/compare/" in answer.content.decode()) is offered, asked


def test_what_differs_is_shown_page_by_page(client_of: Callable[..., Client], pair: tuple[str, str]) -> None:
    reader = client_of("reader")
    left, right = pair
    html = reader.get(f"/compare/{left}/{right}/").content.decode()
    told = words_in(html)
    assert "2 of 7 pages differ" in told
    assert "<del>panel</del>" in html
    assert "<ins>board</ins>" in html
    assert f"/images/{left}/4.png" in html  # the first that differs is shown unasked
    assert f"/images/{right}/4.png" in html
    assert 'href="?sheet=6#sheet" rel="next"' in html
    later = reader.get(f"/compare/{left}/{right}/?sheet=6").content.decode()
    assert "<ins>all but one of them.</ins>" in later
    assert 'href="?sheet=4#sheet" rel="prev"' in later
    turned = reader.get(f"/compare/{right}/{left}/").content.decode()
    assert "<del>board</del>" in turned
    assert "<ins>panel</ins>" in turned


@pytest.mark.parametrize("sheet", ["0", "-1", "99", "1" * 500, "x", "\u0661", "<script>", ""])
def test_odd_sheets_show_the_first_that_differs(
    sheet: str, client_of: Callable[..., Client], pair: tuple[str, str]
) -> None:
    answer = client_of("reader").get(f"/compare/{pair[0]}/{pair[1]}/", {"sheet": sheet})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_files_without_words_are_compared_by_their_pictures(
    desk: Desk, client_of: Callable[..., Client], pair: tuple[str, str]
) -> None:
    (scan,) = desk.ids("url LIKE '%scan.pdf'")
    html = client_of("reader").get(f"/compare/{pair[0]}/{scan}/").content.decode()
    if row_of(desk, scan)["text_outcome"] == "image_only":
        assert "No words could be read from the right file" in words_in(html)
    assert f"/images/{scan}/1.png" in html


def test_a_document_beside_itself_and_beside_nothing(
    client_of: Callable[..., Client], pair: tuple[str, str]
) -> None:
    reader = client_of("reader")
    assert reader.get(f"/compare/{pair[0]}/{pair[0]}/").status_code == 200
    for names in ((pair[0], "none"), ("none", pair[0]), ("%00", "%3Cscript%3E")):
        assert reader.get("/compare/{}/{}/".format(*names)).status_code == 404


@pytest.mark.parametrize(
    ("word", "field", "value"),
    [
        ("duplicate", "duplicate_of", "left"),
        ("not_duplicate", "duplicate_of", None),
        ("version", "replaces", "left"),
    ],
)
def test_each_act_is_decided_and_the_pair_is_not_offered_again(
    word: str,
    field: str,
    value: str | None,
    desk: Desk,
    client_of: Callable[..., Client],
    pair: tuple[str, str],
) -> None:
    librarian = client_of("librarian")
    left, right = pair
    answer = act(librarian, left, right, word)
    assert (answer.status_code, answer["Location"]) == (303, "/duplicates/")
    assert row_of(desk, right)[field] == (left if value == "left" else None)
    after = librarian.get("/duplicates/").content.decode()
    assert "/compare/" not in after
    assert "/undo/" in after  # and it can be taken back there
    (undo,) = set(re.findall(r'action="(/undo/[^"]+)"', after))
    librarian.post(undo)
    assert "/compare/" in librarian.get("/duplicates/").content.decode()


def test_two_people_at_one_pair_do_not_overwrite_each_other(
    desk: Desk, client_of: Callable[..., Client], pair: tuple[str, str]
) -> None:
    left, right = pair
    html = client_of("librarian").get(f"/compare/{left}/{right}/").content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', html)
    act(client_of("admin"), left, right, "not_duplicate")
    posted = {"screen": "duplicates", "document": right, "act": f"duplicate:{left}", "seen": seen}
    answer = client_of("librarian").post("/decide/", posted)
    assert answer.status_code == 409
    assert row_of(desk, right)["duplicate_of"] is None


def test_a_reader_decides_nothing(client_of: Callable[..., Client], pair: tuple[str, str]) -> None:
    posted = {"screen": "duplicates", "document": pair[1], "act": f"duplicate:{pair[0]}"}
    assert client_of("reader").post("/decide/", posted).status_code == 403


def test_by_keyboard_from_the_list_to_the_decision(
    desk: Desk, page_of: Callable[..., Page], pair: tuple[str, str]
) -> None:
    page = page_of("librarian", width=1300)
    page.goto("/duplicates/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/**")
    assert page.locator("#sheet-title").inner_text().startswith("Page 4")
    page.keyboard.press("j")
    page.wait_for_url("**sheet=6**")
    page.keyboard.press("d")
    page.wait_for_url("**/duplicates/")
    assert "Nothing waits here" in page.inner_text("main")
    with page.expect_navigation():
        page.keyboard.press("u")
    page.goto("/duplicates/")
    assert page.locator(".pair").count() == 1


@pytest.mark.parametrize("width", [320, 800, 1400])
def test_both_screens_fit_and_are_accessible(
    width: int, page_of: Callable[..., Page], pair: tuple[str, str]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = page_of("librarian", width=width)
    for address in ("/duplicates/", f"/compare/{pair[0]}/{pair[1]}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


def test_without_javascript_everything_can_be_decided(
    desk: Desk, page_of: Callable[..., Page], pair: tuple[str, str]
) -> None:
    page = page_of("librarian", java_script_enabled=False)
    page.goto("/duplicates/")
    page.get_by_role("link", name="See what differs").click()
    page.locator("select#go-to").select_option("6")
    page.locator("form:has(#go-to) button").click()
    assert page.locator("#sheet-title").inner_text().startswith("Page 6")
    page.get_by_role("button", name="The right one is a newer version").click()
    assert row_of(desk, pair[1])["replaces"] == pair[0]
