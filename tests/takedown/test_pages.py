"""Pages and texts without what was taken down; everything else in them stays."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest

from harvester.catalogue.tombstones import address_hash, hash_of, words_of
from harvester.takedown import pages
from harvester.takedown.keep_out import KeepOut
from harvester.takedown.masking import Masker
from tests.takedown.canary import TITLE

HUB = "https://alder.example/reviews/"
URL = "https://alder.example/files/lantern-report.pdf"
KEEP_OUT = KeepOut(
    addresses=frozenset({address_hash(URL)}),
    words=frozenset({hash_of(words_of(TITLE))}),
    lengths=(len(words_of(TITLE)),),
)
LINKS = {
    "absolute": f"<a href='{URL}'>a</a>",
    "relative": "<a href='../files/lantern-report.pdf'>a</a>",
    "from the root": '<a class="x" href="/files/lantern-report.pdf#page=2">a</a>',
    "http and www": "<a href='http://www.alder.example/files/lantern-report.pdf'>a</a>",
    "written with references": "<a href='/files/lantern&#45;report.pdf'>a</a>",
    "in a frame": "<iframe src='/files/lantern-report.pdf'></iframe>",
    "in data": "<button data-href='/files/lantern-report.pdf'>a</button>",
}
TEXTS = {
    "heading": f"<h3>{TITLE}</h3>",
    "with tags in it": "<p>The <em>Lantern</em> Family of Quillfeather&nbsp;Lane</p>",
    "in other words of a block": f"<li>Read {TITLE} (PDF, 2 MB)</li>",
    "in capitals": f"<td>{TITLE.upper()}</td>",
    "in an attribute": f"<img alt='{TITLE}' src='/x.png'>",
    "in a comment": f"<!-- {TITLE} -->",
    "beside another link": f"<li>{TITLE}: <a href='/files/response.pdf'>Response</a></li>",
    "in the head": f"<title>{TITLE}</title>",
}


def document(inside: str) -> bytes:
    rest = "<p>Child Rowan: <a href='/files/rowan.pdf'>Overview report of Child Rowan</a></p>"
    return f"<!doctype html><html><body><h1>Reviews</h1>{inside}{rest}</body></html>".encode()


@pytest.mark.parametrize("how", LINKS)
def test_links_to_it_are_taken_out(how: str) -> None:
    made = pages.without(document(LINKS[how]), HUB, "utf-8", KEEP_OUT)
    assert b"lantern" not in made.lower()
    assert b'<a href="/files/rowan.pdf">Overview report of Child Rowan</a>' in made


@pytest.mark.parametrize("how", TEXTS)
def test_its_title_is_taken_out(how: str) -> None:
    made = pages.without(document(TEXTS[how]), HUB, "utf-8", KEEP_OUT)
    assert b"quillfeather" not in made.lower()
    assert b"Overview report of Child Rowan</a>" in made
    assert (b"response.pdf" in made) == ("response" in TEXTS[how])


def test_a_link_under_its_title_to_another_address_is_kept() -> None:
    link = f"<li><a href='/files/corrected.pdf'>{TITLE}</a></li>"
    assert b"/files/corrected.pdf" in pages.without(document(link), HUB, "utf-8", KEEP_OUT)


def test_a_page_that_has_nothing_of_it_stays_byte_for_byte() -> None:
    body = document("<p>nothing<br>odd &amp; <b>unclosed</p>")
    assert pages.without(body, HUB, "utf-8", KEEP_OUT) is body


def test_site_maps_feeds_and_listings() -> None:
    places = (
        f'<?xml version="1.0"?><urlset><url><loc>{URL}</loc></url><url><loc>{URL}.html</loc></url></urlset>'
    )
    made = pages.without(places.encode(), "https://alder.example/sitemap.xml", "utf-8", KEEP_OUT)
    assert made == places.replace(f"<loc>{URL}</loc>", "<loc></loc>").encode()
    listing = json.dumps([{"link": URL, "title": {"rendered": TITLE}, "content": f"<p>{TITLE}</p>", "id": 7}])
    made = pages.without(listing.encode(), "https://alder.example/wp-json/", "utf-8", KEEP_OUT)
    assert b"antern" not in made
    assert json.loads(made)[0]["id"] == 7


WRITTEN = {
    "as it is": TITLE,
    "over lines": TITLE.replace(" ", "\n   "),
    "in HTML": html.escape("Ann & Bob’s “Lantern” house"),
    "in numbers": "Ann &amp; Bob&#8217;s &#8220;Lantern&#8221; house",
    "in JSON": json.dumps("Ann & Bob’s “Lantern” house"),
    "in an address": quote("Ann & Bob’s “Lantern” house"),
    "other case": TITLE.lower(),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_words_are_blanked_however_they_are_written(how: str) -> None:
    masker = Masker([TITLE, "Ann & Bob’s “Lantern” house"])
    text = f"before {WRITTEN[how]} after"
    assert masker.found(text)
    made = masker(text)
    assert "antern" not in made
    assert made.startswith("before")
    assert made.endswith("after")


def test_an_address_is_not_the_beginning_of_a_longer_one() -> None:
    masker = Masker(["https://alder.example/reviews/lantern"])
    assert not masker.found("https://alder.example/reviews/lantern/other.pdf")
    assert not masker.found("https://alder.example/reviews/lantern-2")
    assert masker.found("see https://alder.example/reviews/lantern, it said")


def test_no_words_find_nothing() -> None:
    assert not Masker([]).found("anything")
    assert Masker([""])("anything") == "anything"


def test_a_page_in_another_encoding_or_cut_by_tags() -> None:
    masker = Masker(["Der Fall Übermütig"])
    body = "<html><body><p>Der Fall <b>Über</b>mütig</p><p>rest</p></body></html>".encode("windows-1252")
    made = pages.masked(body, HUB, "windows-1252", masker, KeepOut())
    assert b"m\xfctig" not in made
    assert b"rest" in made
