"""The REST interface of WordPress as an extra way in: a real engine against a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.frontier import Task, TaskKind
from harvester.vocabulary import Outcome
from spiders.answers import Answer
from spiders.platforms.wordpress import WordPressWays, listing, title_of_file
from spiders.territory import Territory
from tests.spiders.dry import declare
from tests.spiders.pages import HOME, ul
from tests.spiders.test_engine import run
from tests.spiders.wordpress_site import WordPress, served

UP = "/wp-content/uploads/2021/03"
INTRO = "<p>Reviews that the partnership has published are listed on this page.</p>"
HUB = "/resources/a-page-of-ours/"
OTHERS = [(f"{UP}/poster-{number}.pdf", f"Poster {number}") for number in range(5)]


def site(**more: Any) -> WordPress:
    listed = INTRO + ul(f"Child Q overview report:{UP}/q.pdf|Child R overview report:{UP}/r.pdf")
    given: dict[str, Any] = {
        "content": {
            "/": ("Northmoor Safeguarding Children Partnership", "<p>Welcome.</p>"),
            HUB: ("Child safeguarding practice reviews", listed),
        },
        "media": [(f"{UP}/q.pdf", "q"), (f"{UP}/r.pdf", "r"), *OTHERS],
    }
    return WordPress(**{**given, **more})


def test_a_hub_that_nothing_links_to(tmp_path: Path) -> None:
    with served(site()) as one:
        found = run(tmp_path, one.base)
    assert {url: outcome for url, (outcome, _) in found["documents"].items()} == {
        f"{one.base}{UP}/q.pdf": "ok",
        f"{one.base}{UP}/r.pdf": "ok",
    }
    assert f"{one.base}{HUB}" in [page[0] for page in found["pages"]]
    assert len(one.rest_asked) == 4
    assert found["tally"]["pages_fetched"] == len(found["pages"]) == 2
    assert not any("wp-json" in page[0] for page in found["pages"])
    assert found["tally"]["requests"] >= len(one.asked)


@pytest.mark.parametrize(
    ("advertised", "rest"), [("header", "/wp-json/"), ("link", "/?rest_route=/"), ("not", "/wp-json/")]
)
def test_the_interface_is_asked_where_the_site_says(tmp_path: Path, advertised: str, rest: str) -> None:
    with served(site(advertised=advertised, rest=rest)) as one:
        found = run(tmp_path, one.base)
    assert len(found["documents"]) == 2
    given = "/wp-json/" if advertised == "not" else rest
    assert all(path.startswith(given.rstrip("/")) for path in one.rest_asked)


def test_a_list_that_a_script_fills(tmp_path: Path) -> None:
    empty = {HUB: INTRO + '<div id="list" data-source="/list.json">Loading</div>'}
    with served(
        site(
            menu=f"Home:/|Case reviews:{HUB}", shown=empty, media=[(f"{UP}/q.pdf", "q"), (f"{UP}/r.pdf", "r")]
        )
    ) as one:
        found = run(tmp_path, one.base)
    assert set(found["documents"]) == {f"{one.base}{UP}/q.pdf", f"{one.base}{UP}/r.pdf"}


def test_unlinked_files_of_the_library_are_judged_by_their_titles(tmp_path: Path) -> None:
    library = {
        "/child-s.pdf": "Child-S-Serious-Case-Review-Overview-Report-1",
        "/child-t.docx": "Child T LCSPR executive summary",
        "/ref.pdf": "CSPR referral form",
        "/annual.pdf": "Annual report 2020",
        "/triennial.pdf": "Triennial analysis of serious case reviews",
        "/guide.pdf": "Safeguarding practice review guidance",
        "/draft.pdf": "DRAFT Child W serious case review overview report",
        "/photo.jpg": "Child S Serious Case Review",
    }
    media = [(UP + path, title) for path, title in library.items()]
    with served(site(media=media)) as one:
        found = run(tmp_path, one.base)
    new = {url.removeprefix(one.base + UP) for url in found["documents"]} - {"/q.pdf", "/r.pdf"}
    assert new == {"/child-s.pdf", "/child-t.docx"}


def test_what_a_page_rules_out_no_listing_brings_back(tmp_path: Path) -> None:
    one = site()
    title, content = one.content[HUB]
    elsewhere = ul(f"CSPR referral form:{UP}/form.pdf")
    one.content[HUB] = (title, content + "<h2>Forms</h2>" + elsewhere)
    one.media.append((f"{UP}/form.pdf", "Child S serious case review overview report"))
    with served(one):
        found = run(tmp_path, one.base)
    assert f"{one.base}{UP}/form.pdf" not in found["documents"]


@pytest.mark.parametrize("status", [401, 404])
def test_a_closed_interface_is_left_alone(tmp_path: Path, status: int) -> None:
    with served(site(closed=status, menu=f"Home:/|Case reviews:{HUB}")) as one:
        found = run(tmp_path, one.base)
    assert len(found["documents"]) == 2
    assert len({*one.rest_asked}) == 2
    assert found["tally"]["entrances"] == {f"{one.base}/": "ok"}


def test_robots_close_the_interface(tmp_path: Path) -> None:
    robots = {"/robots.txt": b"User-agent: *\nDisallow: /wp-json/\n"}
    with served(site(bodies=robots, menu=f"Home:/|Case reviews:{HUB}")) as one:
        found = run(tmp_path, one.base)
    assert len(found["documents"]) == 2
    assert one.rest_asked == []


def test_a_library_without_end_costs_few_requests(tmp_path: Path) -> None:
    media = [(f"{UP}/paper-{number}.pdf", f"Paper {number}") for number in range(900)]
    with served(site(media=media, per_page=20)) as one:
        found = run(tmp_path, one.base)
    assert len(found["documents"]) == 2
    assert len(one.rest_asked) <= 8


def test_documents_of_a_type_of_their_own(tmp_path: Path) -> None:
    one = site()
    one.content["/document/child-v/"] = (
        "Child V – Local Child Safeguarding Practice Review",
        INTRO + ul(f"Download:{UP}/v.pdf"),
    )
    one.media.append((f"{UP}/v.pdf", "v"))
    with served(one):
        found = run(tmp_path, one.base)
    assert f"{one.base}{UP}/v.pdf" in found["documents"]


def test_twins_and_pages_of_attachments_are_asked_for_once(tmp_path: Path) -> None:
    one = site()
    title, content = one.content[HUB]
    twins = f"High contrast:{HUB}?contrast=1|Reviews:{HUB}?highlight=child|Child S overview report:/child-s/"
    staging = (
        "Child T overview report:https://northmoor.kinsta.cloud/t.pdf|Child U overview report:/download/123/"
    )
    one.content[HUB] = (title, content + ul(twins + "|" + staging))
    one.content["/child-s/"] = ("child-s", f'<p class="attachment"><a href="{UP}/s.pdf">child-s</a></p>')
    one.media.append((f"{UP}/s.pdf", "child-s"))
    one.bodies["/download/123/"] = b"%PDF-1.4\n% neutral\n%%EOF\n"
    with served(one):
        found = run(tmp_path, one.base)
    got = {url.removeprefix(one.base) for url, (outcome, _) in found["documents"].items() if outcome == "ok"}
    assert got == {f"{UP}/q.pdf", f"{UP}/r.pdf", f"{UP}/s.pdf", "/download/123/"}
    assert not any("contrast" in path or "highlight" in path for path in one.asked)
    assert one.asked.count(HUB) == 1


# ------------------------------------------------------------------ without an engine

API = f"{HOME}/wp-json/"


def read(body: Any, name: str = "media", status: int = 200, **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    task = listing(API, name)
    outcome = Outcome.OK if status < 400 else Outcome.BLOCKED
    answer = Answer(
        outcome=outcome, status=status, url=task.url, body=raw, media_type="text/plain", headers=headers
    )
    return WordPressWays().read_data(answer, task, Territory.of(declare()))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"null", b"[" * 100_000, b'{"code": "rest_forbidden"}', b"\xff\xfe"],
)
def test_what_is_no_listing_is_nothing(body: bytes) -> None:
    assert read(body) is None


def test_items_of_any_shape_break_nothing() -> None:
    odd: list[Any] = [None, 3, "x", [], {}, {"title": 3, "source_url": 4}, {"source_url": "http://["}]
    odd += [
        {
            "source_url": "javascript:alert(1)",
            "mime_type": "application/pdf",
            "title": {"rendered": "Child Q SCR"},
        }
    ]
    odd += [{"link": "http://[", "content": {"rendered": None}, "title": []}, {"url": "//", "title": None}]
    for name in ("media", "pages", "posts", "search"):
        reading = read(odd, name)
        assert reading.candidates == ()


def test_the_time_of_upload_is_no_date_of_publication() -> None:
    item = {
        "date": "2021-03-04T10:00:00",
        "title": {"rendered": "Child Q overview report"},
        "source_url": f"{HOME}{UP}/q.pdf",
        "mime_type": "application/pdf",
        "link": f"{HOME}/child-q/",
    }
    (one,) = read([item]).candidates
    assert one.verdict.published is None
    assert one.page_published is None
    assert (one.page_url, one.link.text) == (f"{HOME}/child-q/", "Child Q overview report")
    (other,) = read([item | {"link": "https://elsewhere.org/child-q/"}]).candidates
    assert other.page_url.startswith(API)


def test_a_file_is_judged_with_the_page_that_it_was_uploaded_to() -> None:
    item = {"title": {"rendered": "Child Q"}, "source_url": f"{HOME}/q.pdf", "mime_type": "application/pdf"}
    (one,) = read([item | {"link": f"{HOME}/learning/case-reviews/child-q/"}]).candidates
    assert one.link.heading == "Case reviews"


def test_protected_and_foreign_pages_give_nothing() -> None:
    content = INTRO + ul(f"Child Q overview report:{UP}/q.pdf")
    item = {"title": {"rendered": "Case reviews"}, "content": {"rendered": content, "protected": True}}
    assert read([item | {"link": f"{HOME}/case-reviews/"}], "pages").candidates == ()
    open_ = item | {"content": {"rendered": content}}
    for link in ("https://northmoor.kinsta.cloud/case-reviews/", f"{HOME}/tag/reviews/"):
        assert read([open_ | {"link": link}], "pages").candidates == ()
    (one,) = read([open_ | {"link": f"{HOME}/case-reviews/"}], "pages").candidates
    assert (one.page_url, one.page_title) == (f"{HOME}/case-reviews/", "Case reviews")


def test_an_interface_elsewhere_is_not_asked() -> None:
    ways, territory = WordPressWays(), Territory.of(declare())
    task = Task(url=f"{HOME}/", kind=TaskKind.ENTRANCE, score=1.0)
    from spiders.reading import read_page

    for href, hosts in (("https://stg-northmoor.kinsta.cloud/wp-json/", 0), (API, 2)):
        body = (
            f'<html><head><link rel="https://api.w.org/" href="{href}"></head><body><p>Hi.</p></body></html>'
        )
        answer = Answer(
            outcome=Outcome.OK, status=200, url=f"{HOME}/", body=body.encode(), media_type="text/html"
        )
        refined = ways.refine(read_page(answer, territory, task), answer, task, territory)
        assert sum(one.kind is TaskKind.DATA for one in refined.tasks) == hosts


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Child-Q-Overview-Report-Final-1", "Child Q Overview Report Final"),
        ("child_q_overview_report", "Child Q Overview Report"),
        ("Child Q – the report", "Child Q – the report"),
        ("", "Child Q report"),
    ],
)
def test_titles_of_files(title: str, words: str) -> None:
    assert title_of_file(title, f"{HOME}{UP}/Child-Q-report.pdf") == words
