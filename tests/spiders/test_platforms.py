"""Drupal, Umbraco and Wix: what they add to the generic crawl; and what all platforms share."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest

from harvester.sources import platforms
from spiders.platforms.drupal import DrupalWays
from spiders.platforms.umbraco import UmbracoWays
from spiders.platforms.wordpress import WordPressWays
from spiders.ways import Ways, ways_of
from tests.spiders.dry import PDF, crawl
from tests.spiders.pages import HOME, homepage, hub, page, ul

HUB = f"{HOME}/learning-reviews"
TO_HUB = ul("Learning reviews:/learning-reviews")
INTRO = "<p>The partnership published this local child safeguarding practice review.</p>"


def made_with(name: str, markup: str) -> str:
    return markup.replace("<head>", f'<head><meta name="generator" content="{name}">')


def test_every_platform_is_a_spider_with_ways_of_its_own_name() -> None:
    for name in platforms():
        if name not in ("generic", "bespoke", "national_list"):
            assert ways_of(name).name == name
    assert type(ways_of("no_such_platform")) is Ways


def test_a_pinned_platform_is_kept_whatever_the_page_says() -> None:
    pages = {f"{HOME}/": made_with("WordPress 6", homepage())}
    assert crawl(pages, platform="drupal").tally.platform == "drupal"
    assert crawl(pages).tally.platform == "wordpress"
    assert crawl({f"{HOME}/": homepage()}).tally.platform == "generic"
    assert crawl({f"{HOME}/": 500}).tally.platform is None


def test_ways_serve_the_host_that_told_and_no_other() -> None:
    other = "https://documents.northmoor.gov.uk"
    pages = {
        f"{HOME}/": made_with("Umbraco", homepage(TO_HUB)),
        HUB: hub(
            ul(f"Child Q overview report:{other}/Files/q.pdf|Child R overview report:{other}/files/Q.pdf")
        ),
        f"{other}/Files/q.pdf": PDF,
        f"{other}/files/Q.pdf": PDF + b"2",
    }
    assert len(crawl(pages).documents) == 2


def test_ways_that_break_end_no_crawl(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("half-written")

    for name in ("key", "page", "address", "read_data"):
        monkeypatch.setattr(WordPressWays, name, broken)
    pages = {
        f"{HOME}/": made_with("WordPress 6", homepage(TO_HUB)),
        HUB: hub(ul("Child Q overview report:/q.pdf")),
        f"{HOME}/q.pdf": PDF,
    }
    with caplog.at_level(logging.CRITICAL):
        assert crawl(pages).fetched == {f"{HOME}/q.pdf": "ok"}


# ------------------------------------------------------------------ Drupal


def test_a_guide_of_reviews_on_localgov_drupal() -> None:
    parts = {"overview": "Overview", "child-q": "Child Q", "family-r": "Family R", "child-s": "Child S"}
    menu = "".join(f'<li><a href="/learning-reviews/{slug}">{name}</a></li>' for slug, name in parts.items())

    def part(name: str, body: str) -> str:
        return page(
            "Learning from reviews",
            f'<nav class="lgd-guides__nav"><ol>{menu}</ol></nav><h2>{name}</h2>{body}',
        )

    pages = {
        f"{HOME}/": made_with("Drupal 10", homepage(ul("Learning from reviews:/learning-reviews/overview"))),
        f"{HUB}/overview": part(
            "Overview", "<p>Each child safeguarding practice review is on its own page.</p>"
        ),
    }
    for number, (slug, name) in enumerate(list(parts.items())[1:], 1):
        file = (
            f'<span class="file"><a href="/media/{number}/download?inline">{name} overview report</a></span>'
        )
        pages |= {f"{HUB}/{slug}": part(name, INTRO + file), f"{HOME}/media/{number}/download?inline": PDF}
    result = crawl(pages)
    assert set(result.fetched) == {f"{HOME}/media/{number}/download?inline" for number in (1, 2, 3)}
    assert result.tally.platform == "drupal"


def test_pages_of_a_drupal_view() -> None:
    letters = "ABCDEFGHIJKL"
    pages = {f"{HOME}/": made_with("Drupal 10", homepage(ul("Publications:/publications")))}
    pager = ul("|".join(f"{number + 1}:/publications?page={number}" for number in range(3)))
    for number in range(3):
        rows = "".join(
            f'<div class="views-row"><h3><a href="/publications/{letter}">Child {letter}: local child'
            " safeguarding practice review</a></h3></div>"
            for letter in letters[number * 4 : number * 4 + 4]
        )
        pages[f"{HOME}/publications" + (f"?page={number}" if number else "")] = page(
            "Publications", rows + pager
        )
    for letter in letters:
        file = f"/sites/default/files/2024-01/{letter}.pdf"
        title = f"Child {letter}: local child safeguarding practice review"
        pages |= {f"{HOME}/publications/{letter}": page(title, ul(f"Download:{file}")), HOME + file: PDF}
    assert len(crawl(pages).documents) == len(letters)


def test_one_download_of_drupal_has_one_key() -> None:
    ways = DrupalWays()
    same = {
        ways.key(f"{HOME}/{path}")
        for path in ("media/12/download", "media/12/download?inline", "cy/media/12/download?attachment")
    }
    assert len(same) == 1
    assert ways.key(f"{HOME}/media/13/download") not in same
    assert ways.key(f"{HOME}/media/12/edit") == "northmoorscp.org.uk/media/12/edit"


# ------------------------------------------------------------------ Umbraco


def test_an_umbraco_file_linked_twice_is_asked_for_once() -> None:
    listed = "Child Q overview report:/media/2038/q.pdf|Overview report of Child Q:/Media/2038/Q.pdf?v=2"
    pages = {
        f"{HOME}/": made_with("Umbraco", homepage(TO_HUB)),
        HUB: hub(ul(listed)),
        f"{HOME}/media/2038/q.pdf": PDF,
        f"{HOME}/Media/2038/Q.pdf?v=2": PDF,
    }
    result = crawl(pages)
    assert len(result.documents) == 1
    assert sum(len(one.candidates) for one in result.sightings) == 1
    assert result.tally.platform == "umbraco"


def test_keys_of_umbraco() -> None:
    key = UmbracoWays().key
    assert key(f"{HOME}/media/abcd1234/A.pdf?rnd=1") == key(f"{HOME}/Media/abcd1234/a.pdf")
    assert key(f"{HOME}/media/2038/a.pdf") != key(f"{HOME}/media/2038/b.pdf")
    assert key(f"{HOME}/News?page=2") != key(f"{HOME}/news?page=3")


# ------------------------------------------------------------------ Wix

DOC_Q, DOC_R = (f"abc123_{letter * 32}.pdf" for letter in "ab")


def wix(body: str, *data: Any) -> str:
    scripts = "".join(f'<script type="application/json">{json.dumps(one)}</script>' for one in data)
    return made_with("Wix.com Website Builder", page("Learning from reviews", body)).replace(
        "</body>", scripts + "</body>"
    )


SCRIPT = {
    "comps": {
        "comp-1": {
            "html": "<h2>Child Q</h2><p>We published this child safeguarding practice review in 2021.</p>"
        },
        "comp-2": {
            "label": "Overview report",
            "link": {"type": "DocumentLink", "docId": DOC_Q, "name": "q final.pdf"},
        },
        "comp-3": {"html": "<h2>Child R</h2>"},
        "comp-4": {"link": {"type": "DocumentLink", "docId": DOC_R, "name": "Child R overview report.pdf"}},
        "comp-5": {"label": "CSPR referral form", "link": {"docId": f"abc123_{'c' * 32}.docx"}},
    }
}


def test_a_list_in_the_script_data_of_wix() -> None:
    pages = {
        f"{HOME}/": wix(TO_HUB),
        HUB: wix("<p>Loading</p>", SCRIPT),
        f"{HOME}/_files/ugd/{DOC_Q}": PDF,
        f"{HOME}/_files/ugd/{DOC_R}": PDF,
    }
    result = crawl(pages)
    assert set(result.fetched) == {f"{HOME}/_files/ugd/{DOC_Q}", f"{HOME}/_files/ugd/{DOC_R}"}
    heads = {one.candidate.link.heading for one in result.documents}
    assert heads == {"Child Q", "Child R"}
    assert result.tally.platform == "wix"


def test_what_a_wix_page_shows_is_not_read_again_from_its_data() -> None:
    shown = "<p>Reviews that we published.</p>" + ul(f"Child Q overview report:/_files/ugd/{DOC_Q}")
    pages = {f"{HOME}/": wix(TO_HUB), HUB: wix(shown, SCRIPT), f"{HOME}/_files/ugd/{DOC_Q}": PDF}
    result = crawl(pages)
    texts = [one.candidate.link.text for one in result.documents if one.fetch.url.endswith(DOC_Q)]
    assert texts == ["Child Q overview report"]


@pytest.mark.parametrize(
    "data", ["[" * 50_000, '{"a":', "null", '{"docId": 3, "link": [1, {"docId": null}]}']
)
def test_odd_script_data_breaks_nothing(data: str) -> None:
    odd = wix("<p>Welcome</p>").replace("</body>", f'<script type="application/json">{data}</script></body>')
    assert crawl({f"{HOME}/": odd}).tally.pages_fetched == 1


def test_script_data_that_is_never_closed_takes_no_long_time() -> None:
    opened = '<script type="application/json">{}' * 5_000
    odd = homepage(opened + '<img src="https://static.wixstatic.com/a.png">').replace(
        "<head>", '<head><meta name="generator" content="Wix.com Website Builder">'
    )
    started = time.process_time()
    result = crawl({f"{HOME}/": odd})
    assert result.tally.platform == "wix"
    assert time.process_time() - started < 4
