from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.urls import (
    canonical,
    document_suffix,
    host_of,
    is_next_page_of,
    is_numbered_after,
    is_trap,
    looks_like_download,
    never_fetched,
    page_number,
    site_root,
)

HUB = "https://www.northmoorscp.org.uk/p/learning/case-reviews"


@pytest.mark.parametrize(
    "twin",
    [
        "https://northmoorscp.org.uk/p/learning/case-reviews",
        "http://www.northmoorscp.org.uk:80/p/learning/case-reviews",
        "https://WWW.NorthmoorSCP.org.uk:443/p/learning/case-reviews/",
        HUB + "/print",
        HUB + "?contrast=1",
        HUB + "?siteContrast=high",
        HUB + "?highlight=serious+case",
        HUB + "?switchstyle=textonly.css",
        HUB + "?opt-in-translate=True",
        HUB + "?utm_source=x&utm_medium=y&fbclid=z",
        HUB + "?PHPSESSID=0123456789abcdef",
        HUB + "?sid=0123456789abcdef",
        HUB + ";jsessionid=0A1B2C",
        HUB + "#child-q",
        HUB + "/index.html",
        HUB + "/default.aspx",
        HUB + "?view=print",
        "https://www.northmoorscp.org.uk/(S(abcdefgh12345678ijkl))/p/learning/case-reviews",
        "https://www.northmoorscp.org.uk/p//learning/./x/../case-reviews",
        "https://www.northmoorscp.org.uk/p/learning/case%2Dreviews",
    ],
)
def test_twins_have_one_key(twin: str) -> None:
    assert canonical(twin) == canonical(HUB)


@pytest.mark.parametrize(
    "other",
    [
        HUB + "?page=2",
        HUB + "/child-q",
        HUB + "?documentID=6",
        "https://www.northmoorscp.org.uk/?p=78",
        "https://www.northmoorscp.org.uk:8443/p/learning/case-reviews",
        "https://www.southmoorscp.org.uk/p/learning/case-reviews",
        "https://www.northmoorscp.org.uk/p/learning/Case-Reviews",
    ],
)
def test_other_pages_have_other_keys(other: str) -> None:
    assert canonical(other) != canonical(HUB)


def test_keys_of_queries_do_not_depend_on_order_and_spelling() -> None:
    assert canonical("https://x.org/d.php?b=2&a=1") == canonical("https://x.org/d.php?a=1&b=2")
    assert canonical("https://x.org/a b.pdf") == canonical("https://x.org/a%20b.pdf")
    assert canonical("https://x.org/Reviews.ASPX") == canonical("https://x.org/reviews.aspx")
    assert canonical("https://x.org") == canonical("https://x.org/index.php")


def test_two_ports_of_a_machine_are_two_sites() -> None:
    assert host_of("http://127.0.0.1:8001/a") == "127.0.0.1:8001"
    assert host_of("http://[::1]:8001/a") == "[::1]:8001"
    assert host_of("https://www.x.org.uk/") == "x.org.uk"


@pytest.mark.parametrize(
    "odd", ["", "mailto:a@b", "http://", "http://[", "http://x:99999/", "javascript:void(0)"]
)
def test_odd_addresses_are_no_hosts_and_break_nothing(odd: str) -> None:
    assert host_of(odd) == ""
    assert never_fetched(odd, frozenset())
    canonical(odd)
    assert is_trap(odd)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_may_come(text: str) -> None:
    for url in (text, "https://x.org/" + text):
        key = canonical(url)
        assert isinstance(key, str)
        is_trap(url)
        looks_like_download(url)
        page_number(url)


@pytest.mark.parametrize(
    "trap",
    [
        "https://x.org/calendar/",
        "https://x.org/events/2024-05/",
        "https://x.org/whats-on?month=5&year=2024",
        "https://x.org/list?year=2024&month=5",
        "https://x.org/?tribe-bar-date=2024-05-01",
        "https://x.org/2019/05/",
        "https://x.org/2019/",
        "https://x.org/news/2019/05/12/",
        "https://x.org/a/b/a/b/",
        "https://x.org/a/x/a/y/a/",
        "https://x.org/" + "/".join("abcdefghijklm"),
        "https://x.org/" + "a" * 3000,
        "https://x.org/feed/",
        "https://x.org/wp-json/wp/v2/pages",
        "https://x.org/login?next=/",
        "https://x.org/user/login",
        "https://x.org/?s=review",
        "https://x.org/search?q=review",
        "https://x.org/tag/review/",
        "https://x.org/author/admin/",
        "https://x.org/library?f[0]=a&f[1]=b",
        "https://x.org/library?sort=title",
        "https://x.org/reviews?share=facebook",
        "https://x.org/reviews/page/400/",
        "https://x.org/bn/reviews",
        "https://x.org/logo.png",
        "https://democracy.x.gov.uk/mgAi.aspx?ID=4",
        "https://x.org/a?a=1&b=2&c=3&d=4&e=5&f=6&g=7",
    ],
)
def test_traps(trap: str) -> None:
    assert is_trap(trap)


@pytest.mark.parametrize(
    "page",
    [
        HUB,
        "https://x.org/case-reviews/2014/",
        "https://x.org/scp/scp/reviews/previous-serious-case-reviews",
        "https://x.org/info/6/learning-reviews/6/learning-reviews-1",
        "https://x.org/site/scripts/documents_info.php?categoryID=6&documentID=6",
        "https://x.org/?p=78",
        "https://x.org/index.aspx?articleid=2050",
        "https://x.org/news/2024/05/12/review-of-child-q-published",
        "https://x.org/cy/adolygiadau",
        "https://x.org/publications-hits/9-professional?start=70",
        "https://x.org/reviews?year=2019",
        "https://x.org/wp-content/uploads/2019/05/child-q.pdf",
        "https://x.org/En/SafeguardingUpdates/Archive/2024/May2024/PublishedPracticeReviews.aspx",
    ],
)
def test_pages_that_are_no_traps(page: str) -> None:
    assert not is_trap(page)


@pytest.mark.parametrize(
    "host",
    [
        "boltoncs.trixonline.co.uk",
        "hertsscb.proceduresonline.com",
        "www.facebook.com",
        "docslib.org",
        "content.govdelivery.com",
        "stg-northmoor.kinsta.cloud",
        "northmoor.tfemagazine.co.uk",
        "staging.northmoorscp.org.uk",
    ],
)
def test_hosts_that_are_never_asked_unless_declared(host: str) -> None:
    url = f"https://{host}/child-q.pdf"
    assert never_fetched(url, frozenset({"northmoorscp.org.uk"}))
    assert not never_fetched(url, frozenset({host_of(url)}))


@pytest.mark.parametrize(
    "host", ["northmoorscp.org.uk", "northmoor.gov.uk", "testvalley.gov.uk", "sites.google.com"]
)
def test_hosts_that_may_be_asked(host: str) -> None:
    assert not never_fetched(f"https://{host}/child-q.pdf", frozenset())


@pytest.mark.parametrize(
    ("url", "suffix"),
    [
        ("https://x.org/a/Child%20Q.PDF", "pdf"),
        ("https://x.org/a.pdf?v=2", "pdf"),
        ("https://x.org/download.php?file=a/b.docx", "docx"),
        ("https://x.org/child-q.pdf/download", "pdf"),
        ("https://x.org/child-q", None),
        ("https://x.org/v1.2/child-q", None),
        ("https://www.doc.org/", None),
        ("https://x.org/a.html", None),
    ],
)
def test_suffixes(url: str, suffix: str | None) -> None:
    assert document_suffix(url) == suffix


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.org/downloads/file/12/child-q", True),
        ("https://x.org/a.pdf", True),
        ("https://x.org/get?download=12", True),
        ("https://x.org/reviews/child-q", False),
    ],
)
def test_downloads_without_suffix(url: str, expected: bool) -> None:
    assert looks_like_download(url) is expected


def test_next_pages() -> None:
    assert is_next_page_of(HUB + "?page=2", HUB)
    assert is_next_page_of(HUB + "/page/3/", HUB + "/page/2/")
    assert is_next_page_of(HUB + "?start=20&x=1", HUB + "?x=1&start=10")
    assert not is_next_page_of(HUB + "?page=1", HUB + "?page=2")
    assert not is_next_page_of(HUB + "/other?page=2", HUB)
    assert not is_next_page_of(HUB, HUB)


def test_next_pages_by_a_number_behind_the_address() -> None:
    assert is_numbered_after(HUB + "/2", HUB, "2")
    assert is_numbered_after(HUB + "/3/", HUB + "/2", " 3 ")
    assert not is_numbered_after(HUB + "/2", HUB, "Part 2")
    assert not is_numbered_after(HUB + "/2", HUB + "/3", "2")
    assert not is_numbered_after(HUB + "/2019", HUB, "2019")
    assert not is_numbered_after(HUB + "/x/2", HUB, "2")
    assert not is_numbered_after("https://www.northmoorscp.org.uk/2", "https://www.northmoorscp.org.uk/", "2")


def test_site_root() -> None:
    assert site_root("http://127.0.0.1:8001/a/b?c") == "http://127.0.0.1:8001/"
