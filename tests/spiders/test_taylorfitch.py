"""Print twins: asked for instead of their pages, under the name of the page."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.exceptions import IgnoreRequest

from spiders.platforms.taylorfitch import TaylorfitchWays
from tests.spiders.dry import PDF, Result, crawl
from tests.spiders.pages import HOME, links, ul

HUB = f"{HOME}/scp/professionals/case-reviews"
MENU = "Home:/|Parents:/scp/parents-carers|Case reviews:/scp/professionals/case-reviews"
FOOT = '<footer><a href="#">Quick Exit</a> Website by <a href="https://www.taylorfitch.co.uk/">Taylorfitch</a></footer>'


def page(title: str, body: str, *, menu: str = MENU) -> str:
    return (
        f'<html lang="en"><head><title>{title}</title><link href="/assets/site.css" rel="stylesheet"></head>'
        f"<body><nav><ul>{links(menu)}</ul></nav><main><h1>{title}</h1>{body}</main>{FOOT}</body></html>"
    )


def printed(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}{FOOT}</body></html>"


SAID = "<p>Reviews that the partnership has published are listed below.</p>"
LISTED = SAID + "<h3>Child Q</h3>" + ul("Overview report:/assets/1/q.pdf|Response:/assets/1/q-response.pdf")
CLOSED = page("Case reviews", SAID + "<h3>Child Q</h3><div class='accordion' data-load='/x'></div>")


def site(**more: Any) -> dict[str, Any]:
    return {
        f"{HOME}/": page("Northmoor Safeguarding Children Partnership", "<p>Welcome.</p>"),
        HUB: CLOSED,
        f"{HUB}/print": printed("Case reviews", LISTED),
        f"{HOME}/assets/1/q.pdf": PDF,
        f"{HOME}/assets/1/q-response.pdf": PDF,
        f"{HOME}/sitemap.xml": f"<urlset><url><loc>{HUB}</loc></url></urlset>".encode(),
        **more,
    }


def pages_of(result: Result) -> set[str]:
    return {one.candidate.page_url for one in result.documents}


def test_the_twin_is_asked_for_instead_of_the_page() -> None:
    result = crawl(site())
    assert set(result.fetched.values()) == {"ok"}
    assert len(result.documents) == 2
    assert HUB not in result.site.asked
    assert result.site.asked.count(f"{HUB}/print") == 1
    assert pages_of(result) == {HUB}
    assert HUB in result.pages
    assert not any(url.endswith("/print") for url in result.pages)
    assert result.tally.platform == "taylorfitch"


def test_a_start_page_that_tells_the_platform_is_read_by_its_twin_too() -> None:
    result = crawl(site(), start=[HUB])
    assert len(result.documents) == 2
    assert (result.site.asked.count(HUB), result.site.asked.count(f"{HUB}/print")) == (1, 1)
    assert pages_of(result) == {HUB}
    assert result.tally.entrances[HUB] == "ok"


@pytest.mark.parametrize(
    "twin",
    [
        404,
        500,
        (302, "/"),
        PDF,
        IgnoreRequest("no"),
        printed("Page not found", "<p>That page could not be found.</p>"),
    ],
    ids=["missing", "broken", "elsewhere", "a file", "no answer", "says so"],
)
@pytest.mark.parametrize("start", [[], [HUB]], ids=["found", "declared"])
def test_without_its_twin_the_page_is_read(twin: Any, start: list[str]) -> None:
    pages = site(**{HUB: page("Case reviews", LISTED), f"{HUB}/print": twin})
    result = crawl(pages, start=start)
    assert set(result.fetched) == {f"{HOME}/assets/1/q.pdf", f"{HOME}/assets/1/q-response.pdf"}
    assert result.site.asked.count(HUB) == 1
    assert pages_of(result) == {HUB}


def test_a_twin_without_links_does_not_hide_the_page() -> None:
    pages = site(
        **{
            HUB: page("Case reviews", LISTED),
            f"{HUB}/print": printed("Case reviews", SAID + "<h3>Child Q</h3>"),
        }
    )
    assert len(crawl(pages).documents) == 2


def test_menus_lead_on_that_no_twin_shows() -> None:
    """Pages that stand only in the menu beside a section or list, on a site without site map."""
    beside = MENU + "|Archived case reviews:/scp/professionals/archive"
    section, archive = f"{HOME}/scp/professionals", f"{HOME}/scp/professionals/archive"
    pages = site(
        **{
            f"{HOME}/": page(
                "Northmoor", "<p>Welcome.</p>", menu="Home:/|For professionals:/scp/professionals"
            ),
            section: page("For professionals", "<p>Help for you.</p>", menu=MENU),
            f"{section}/print": printed(
                "For professionals", "<p>Help for you.</p>" + ul("Courses:/scp/courses")
            ),
            HUB: page("Case reviews", LISTED, menu=beside),
            f"{archive}/print": printed(
                "Archived case reviews", SAID + ul("Child S overview report:/assets/1/s.pdf")
            ),
            f"{HOME}/assets/1/s.pdf": PDF,
        }
    )
    del pages[f"{HOME}/sitemap.xml"]
    result = crawl(pages)
    assert len(result.documents) == 3
    assert result.site.asked.count(HUB) == 1
    assert result.pages.count(HUB) == 1


def test_a_host_without_twins_is_not_asked_for_them_for_ever() -> None:
    names = [f"Child {letter}" for letter in "ABCDEFGH"]
    listed = ul("|".join(f"{name}:/scp/professionals/case-reviews/{name[-1]}" for name in names))
    pages = site(**{HUB: page("Case reviews", SAID + listed)})
    del pages[f"{HUB}/print"]
    for name in names:
        body = SAID + ul(f"Overview report:/assets/{name[-1]}.pdf")
        pages |= {f"{HUB}/{name[-1]}": page(name, body), f"{HOME}/assets/{name[-1]}.pdf": PDF}
    result = crawl(pages)
    assert len(result.documents) == len(names)
    assert sum(url.endswith("/print") for url in result.site.asked) == 3


def test_pages_that_are_gone_say_nothing_of_twins() -> None:
    stale = ul("|".join(f"Child {letter}:/scp/old/{letter}" for letter in "ABCDEF"))
    archive = f"{HOME}/scp/professionals/case-reviews/archive"
    listed = LISTED + stale + ul("Older case reviews:/scp/professionals/case-reviews/archive")
    pages = site(**{f"{HUB}/print": printed("Case reviews", listed), archive: CLOSED})
    pages[f"{archive}/print"] = printed(
        "Older case reviews", SAID + ul("Child S overview report:/assets/1/s.pdf")
    )
    result = crawl(pages | {f"{HOME}/assets/1/s.pdf": PDF})
    assert f"{HOME}/assets/1/s.pdf" in result.fetched


def test_relative_links_of_a_twin_belong_to_the_twin() -> None:
    twin = printed("Case reviews", SAID + ul("Child Q overview report:q.pdf"))
    result = crawl(site(**{f"{HUB}/print": twin, f"{HUB}/q.pdf": PDF}))
    assert result.fetched == {f"{HUB}/q.pdf": "ok"}


def test_a_closed_folder_of_documents_leaves_rows(tmp_path: Any) -> None:
    from tests.spiders.test_engine import run, server

    def answers(base: str) -> dict[str, Any]:
        pages = {url.removeprefix(HOME): found for url, found in site().items()}
        return pages | {"/robots.txt": "User-agent: *\nDisallow: /assets/\n"}

    with server(answers) as (base, asked):
        found = run(tmp_path, base)
    assert found["documents"] == {
        f"{base}/assets/1/q.pdf": ["robots_denied", None],
        f"{base}/assets/1/q-response.pdf": ["robots_denied", None],
    }
    assert not any(path.startswith("/assets/") for path in asked)
    assert found["tally"]["candidates"] == 2


def test_staging_copies_are_left_alone() -> None:
    staging = "https://northmoor.tfemagazine.co.uk/scp/professionals/case-reviews"
    twin = printed("Case reviews", LISTED + f'<p><a href="{staging}">Case reviews</a></p>')
    result = crawl(site(**{f"{HUB}/print": twin}))
    assert not any("tfemagazine" in url for url in result.site.asked)


def test_a_pinned_platform_needs_no_recognition() -> None:
    plain = {
        url: found.replace(FOOT, "") if isinstance(found, str) else found for url, found in site().items()
    }
    result = crawl(plain, platform="taylorfitch")
    assert len(result.documents) == 2
    assert HUB not in result.site.asked
    assert result.tally.platform == "taylorfitch"


@pytest.mark.parametrize(
    ("url", "twin"),
    [
        ("https://x.org/", "https://x.org/"),
        ("https://x.org/p/reviews/", "https://x.org/p/reviews/print"),
        ("https://x.org/p/reviews/print", "https://x.org/p/reviews/print"),
        ("https://x.org/p/reviews?page=2", "https://x.org/p/reviews?page=2"),
        ("https://x.org/assets/1/q.pdf", "https://x.org/assets/1/q.pdf"),
        ("https://x.org/p/index.html", "https://x.org/p/index.html"),
    ],
)
def test_addresses_of_twins(url: str, twin: str) -> None:
    ways = TaylorfitchWays()
    assert ways.address(url) == twin
    assert ways.key(twin) == ways.key(url)
    assert ways.address(ways.page(twin)) == twin
