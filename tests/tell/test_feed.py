"""The feed, read back by a reader that is not ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.catalogue import Catalogue
from harvester.catalogue.telling import Find
from harvester.config import FeedSection
from harvester.tell.feed import feed, write_feed
from tests.catalogue.harvests import A, B, Harvest

HOSTILE = '<script>alert(1)</script>\u202e\x00\x08 ]]> & "q" \ud800 \ufffe'


def find(number: int = 0, **values: Any) -> Find:
    plain: dict[str, Any] = {
        "document_id": f"id-{number}",
        "source": "ashby",
        "source_title": "Ashby Partnership",
        "title": f"Child {number}: overview report",
        "review_type": "scr",
        "role": "overview_report",
        "case_name": "Child A",
        "board": None,
        "published": "2016-03-17",
        "url": f"https://ashby.example/files/{number}.pdf",
        "page_url": "https://ashby.example/reviews",
        "presence": "present",
        "replaces": None,
        "found": "2026-11-26T03:00:00Z",
        "updated": "2026-11-26T03:00:00Z",
    }
    return Find(**{**plain, **values})


def test_it_is_read_back_as_it_was_meant() -> None:
    moved = find(1, updated="2026-11-28T03:00:00Z", presence="moved")
    body = feed([moved, find(0)], title="Finds", link="https://library.example/")
    told = feedparser.parse(body)
    assert not told.bozo, told.get("bozo_exception")
    assert told.version == "atom10"
    assert (told.feed.title, told.feed.link) == ("Finds", "https://library.example/")
    assert told.feed.updated == "2026-11-28T03:00:00+00:00"
    first, second = told.entries
    assert (first.title, first.link) == ("Child 1: overview report", "https://ashby.example/files/1.pdf")
    assert (first.published, first.updated) == ("2026-11-26T03:00:00+00:00", "2026-11-28T03:00:00+00:00")
    assert second.updated == second.published
    assert first.id != second.id
    assert first.id.startswith("urn:uuid:")
    assert "Now: moved." in first.content[0].value
    assert first.author == "Ashby Partnership"


def test_the_same_finds_make_the_same_bytes_and_ids_stay() -> None:
    assert feed([find(0)]) == feed([find(0)])
    again = replace(find(0), title="Better title", updated="2026-12-01T00:00:00Z")
    assert feedparser.parse(feed([again])).entries[0].id == feedparser.parse(feed([find(0)])).entries[0].id


def test_one_hostile_find_does_not_lose_the_feed() -> None:
    bad = find(
        1, title=HOSTILE, board=HOSTILE, case_name=HOSTILE, url="javascript:alert(1)", page_url="data:x,y",
        updated="yesterday",
    )  # fmt: skip
    told = feedparser.parse(feed([bad, find(0)]), sanitize_html=False)
    assert not told.bozo
    assert len(told.entries) == 2
    assert not told.entries[0].get("links")
    assert "<script>" not in told.entries[0].content[0].value
    assert told.entries[0].title.startswith("<script>alert(1)</script>")  # as text
    assert told.entries[0].title_detail.type == "text/plain"


def test_an_empty_feed_is_a_feed() -> None:
    told = feedparser.parse(feed([]))
    assert not told.bozo
    assert told.feed.title == "New safeguarding reviews"
    assert told.entries == []


ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(max_examples=60, deadline=None)
@given(title=ANY, url=ANY, board=ANY, when=ANY, published=ANY)
def test_no_text_breaks_it(title: str, url: str, board: str, when: str, published: str) -> None:
    bad = find(1, title=title, url=url, page_url=url, board=board, updated=when, published=published)
    told = feedparser.parse(feed([bad, find(0)]))
    assert not told.bozo
    assert len(told.entries) == 2
    for link in told.entries[0].get("links", ()):
        assert link.href.startswith(("http:", "https:"))


def test_first_harvests_are_no_news_and_later_finds_are(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        harvest = Harvest(catalogue)
        harvest.start()
        harvest.link(A)
        harvest.fetch(A)
        harvest.finish()
        assert write_feed(catalogue, tmp_path, FeedSection()) == 0
        harvest.start()
        for url in (A, B):
            harvest.link(url)
        harvest.fetch(A, None)
        harvest.fetch(B, "second text")
        harvest.finish()
        assert write_feed(catalogue, tmp_path, FeedSection()) == 1
        path = tmp_path / "feed.atom"
        before = path.stat().st_mtime_ns, path.read_bytes()
        assert write_feed(catalogue, tmp_path, FeedSection()) == 1
        assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    (entry,) = feedparser.parse(path.read_bytes()).entries
    assert entry.link == B


def test_what_moved_is_linked_where_it_is_now(tmp_path: Path) -> None:
    old, new = B, f"{B.removesuffix('b.pdf')}z/b.pdf"
    page = "https://northmoor.example/z"
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        harvest = Harvest(catalogue)
        for places in ([A], [A, old], [A, new]):
            harvest.start()
            for url in places:
                harvest.link(url, page_url=page if url == new else "https://northmoor.example/reviews")
                harvest.fetch(url, "first text" if url == A else "second text")
            harvest.finish()
        assert harvest.one("documents", "presence = 'moved'")["url"] == old
        assert write_feed(catalogue, tmp_path, FeedSection()) == 1
    (entry,) = feedparser.parse((tmp_path / "feed.atom").read_bytes()).entries
    assert entry.link == new
    assert f'href="{page}"' in entry.content[0].value
