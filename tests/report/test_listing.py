"""The picture of an alarm: vanished links marked, and honest about what was not seen."""

from __future__ import annotations

import re

from harvester.records import Link, Page
from harvester.report.listing import MOST_LINES, BadNight, Listing, Shot, listing_page

URL = "https://northmoor.example/reviews"
NIGHTS = [BadNight(run_id=2, started="2026-01-02T02:00:00Z", outcome="suspect", message="lists nothing")]


def page(*links: tuple[str, str], text: str = "", title: str = "Reviews") -> Page:
    made = tuple(
        Link(url=url, text=words, heading="2024", position=n) for n, (words, url) in enumerate(links)
    )
    return Page(url=URL, title=title, text=text, links=made)


def picture(before: Page | None, after: Page | None, outcome: str = "ok") -> str:
    one = Listing(
        url=URL,
        documents={"https://northmoor.example/a.pdf": "Child A"},
        before=Shot(run_id=1, started="2026-01-01T02:00:00Z", page=before),
        after=Shot(run_id=2, started="2026-01-02T02:00:00Z", outcome=outcome, page=after),
    )
    return listing_page("Northmoor <b>", "suspect on 3 nights in a row", NIGHTS, [one])


def fates(html: str) -> list[str]:
    return re.findall(r'<li class="(gone|moved|new|same)">', html)


def test_links_are_gone_moved_new_or_the_same():
    before = page(("Child A", "https://northmoor.example/a.pdf"), ("Child B", "http://northmoor.example/b/"))
    html = picture(
        before,
        page(
            ("Child A", "https://northmoor.example/new.pdf"),
            ("Child B", "https://www.northmoor.example/b#top"),
        ),
    )
    assert fates(html) == ["moved", "same", "new", "same"]
    html = picture(before, page(("Child C", "https://northmoor.example/c.pdf")))
    assert fates(html) == ["gone", "gone", "new"]
    assert "2 links vanished, of which 1 document that we know" in html
    assert "<h1>Northmoor &lt;b&gt;</h1>" in html


def test_what_was_not_seen_has_not_vanished():
    html = picture(page(("Child A", "https://northmoor.example/a.pdf")), None, "server_error")
    assert fates(html) == ["same"]
    assert "What the page shows now is not known" in html
    assert "server_error" in html
    assert "No answer of this night is recorded" in picture(None, None)


def test_a_wall_says_what_it_says():
    html = picture(page(("Child A", "https://northmoor.example/a.pdf")), page(text="Checking your <browser>"))
    assert "Checking your &lt;browser&gt;" in html


def test_a_hostile_page_stays_small_and_harmless():
    many = [(f"<script>{n}</script>", f"javascript:alert({n})") for n in range(MOST_LINES + 50)]
    html = picture(page(*many), page())
    assert "… and 50 more links" in html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_without_a_good_night_it_says_so():
    assert "No page is known" in listing_page("Northmoor", "failed on 3 nights in a row", NIGHTS, [])
