"""Any bytes at all: parsers give a value or the plain error that they promise, and never anything else."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester import cdx
from harvester.detect.entries import read_entries
from harvester.detect.pages import judge_page, parse_page
from harvester.errors import HarvesterError
from harvester.frontier import Task, TaskKind
from harvester.media_type import detect_media_type
from harvester.normalise.dates import find_dates
from harvester.sitemaps import parse_site_map, site_maps_of_robots
from harvester.sources import load_declaration
from harvester.urls import canonical, document_suffix, host_of, is_next_page_of, is_trap, never_fetched
from harvester.vocabulary import Outcome
from harvester.web.robots import read_rules
from spiders.answers import Answer
from spiders.invented import address_beside, shape_of
from spiders.platforms.wordpress import WordPressWays
from spiders.reading import read_page
from spiders.territory import Territory
from tests.hostile.odd import LINKS
from tests.spiders.dry import declare

ROUNDS = int(os.environ.get("HARVESTER_FUZZ_ROUNDS", "120"))
FUZZ = settings(
    max_examples=ROUNDS,
    deadline=timedelta(seconds=5),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
HERE = "https://www.northmoorscp.org.uk/case-reviews/"
TERRITORY = Territory.of(declare())

TAGS = ("a", "p", "div", "li", "ul", "table", "tr", "td", "h1", "h2", "base", "meta", "title", "iframe", "form", "input",
        "script", "style", "svg", "math", "template", "select", "option", "button", "details", "dl", "dt", "dd", "time")  # fmt: skip
TEXTS = ("Child Q", "Serious Case Review", "3 May 2014", "here", "\x00", "\ud83d", "&#0;", "&", "<", "]]>", "-->", "\u202e", "é", "12/13/2014",
         "Overview report (PDF, 2MB)", "Published:", "'", '"', "\r", "1" * 50)  # fmt: skip
links = st.one_of(st.sampled_from(LINKS), st.text(max_size=30), st.just("/files/q.pdf"))
pieces = st.one_of(
    st.builds(
        lambda tag, link, name: f'<{tag} href="{link}" src="{link}" {name}="{link}" rowspan=9999 http-equiv=refresh '
        f'content="0;url={link}" rel=canonical datetime="{link}" type=password>',
        st.sampled_from(TAGS), links, st.sampled_from(("class", "id", "onclick", "title", "charset", "aria-label")),
    ),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(TEXTS),
    st.text(max_size=20),
)  # fmt: skip
markup = st.lists(pieces, max_size=40).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))
bodies = st.one_of(
    markup, st.binary(max_size=3_000), st.builds(bytes.__add__, markup, st.binary(max_size=200))
)


@FUZZ
@given(
    bodies,
    st.sampled_from([200, 403, 404, 500]),
    st.sampled_from([None, "utf-8", "idna", "utf-16", "\x00", "zlib", "cp932"]),
)
def test_pages(body: bytes, status: int, charset: str | None) -> None:
    page = parse_page(body, HERE, encoding=charset)
    verdict = judge_page(page, status=status)
    assert 0 <= verdict.score <= 1
    answer = Answer(
        outcome=Outcome.OK, status=status, url=HERE, body=body, media_type="text/html", charset=charset
    )
    for kind in (TaskKind.ENTRANCE, TaskKind.PAGE):
        reading = read_page(answer, TERRITORY, Task(url=HERE, kind=kind, score=1.0))
        assert all(one.url.startswith(("http://", "https://")) for one in reading.tasks)
    shape_of(page, HERE)


@FUZZ
@given(bodies)
def test_entries_of_lists(body: bytes) -> None:
    for entry in read_entries(body, HERE, "list"):
        assert entry.title


@FUZZ
@given(st.one_of(links, st.text(max_size=200), st.sampled_from(LINKS).map(lambda link: HERE + link)))
def test_addresses(url: str) -> None:
    assert isinstance(canonical(url), str)
    assert canonical(canonical(url)) is not None
    for ask in (host_of, document_suffix, is_trap):
        ask(url)
    is_next_page_of(url, HERE)
    never_fetched(url, {"x.example"})
    if host_of(url):
        address_beside(url)


@FUZZ
@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(
            st.sampled_from((*TEXTS, "1/", "May", "2014", "-", "th", "Mai", "\n", "Date:")), max_size=60
        ).map(" ".join),
    )
)
def test_dates(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.value[:4].isdigit()


_LOC = st.lists(
    st.one_of(
        links,
        st.sampled_from(
            (
                "<loc>",
                "</loc>",
                "<urlset>",
                "<sitemapindex>",
                "<![CDATA[",
                "]]>",
                "&lol;",
                "https://x.example/",
            )
        ),
    ),
    max_size=60,
)


@FUZZ
@given(
    st.one_of(
        st.binary(max_size=2_000),
        _LOC.map(lambda parts: ("<urlset>" + "".join(parts)).encode("utf-8", "surrogatepass")),
    )
)
def test_site_maps_and_robots(body: bytes) -> None:
    found = parse_site_map(body)
    if found is not None:
        assert all(url.startswith(("http://", "https://")) for url in (*found.pages, *found.maps))
    parse_site_map(b"\x1f\x8b\x08" + body)
    site_maps_of_robots(body)
    detect_media_type(body, size=len(body))


_RULES = st.lists(st.sampled_from(("User-agent: *", "Disallow: /", "Allow: /a*$", "Crawl-delay: x", "Crawl-delay: 1e999", "Disallow: *" * 9,
                                   "Sitemap: x", "\ufeff", ":", "Disallow: /%zz", "User-agent:", "Request-rate: 1/0", "Visit-time: x")), max_size=40)  # fmt: skip


@FUZZ
@given(st.one_of(st.binary(max_size=2_000), _RULES.map("\n".join).map(str.encode)), links)
def test_robots(body: bytes, link: str) -> None:
    rules = read_rules(body)
    rules.ending_of(HERE + link, "harvester")
    if rules.parser is not None:
        delay = rules.parser.crawl_delay("harvester")
        assert delay is None or isinstance(float(delay), float)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.sampled_from(LINKS)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=25,
)
_ROW = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
json_bodies = st.one_of(
    st.binary(max_size=1_000),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.lists(st.lists(VALUES, max_size=8), max_size=8).map(lambda rows: json.dumps([_ROW, *rows]).encode()),
    st.just(b"[" * 100_000),
    st.just(b'{"a":' * 100_000),
    st.just(b"[1" + b"0" * 5_000 + b"]"),
)


@FUZZ
@given(json_bodies)
def test_lists_of_captures(body: bytes) -> None:
    try:
        found = cdx.parse_listing(body)
    except cdx.BadListingError:
        return
    for capture in found.captures:
        cdx.replay_url("https://archive.example/web/", capture)
        cdx.key(capture.original)
    cdx.shown_redirect(body, "https://archive.example/web/")
    cdx.unrewritten(body, "https://archive.example/web/")


_ITEM = st.dictionaries(
    st.sampled_from(("id", "link", "source_url", "title", "content", "slug", "mime_type", "post", "date", "parent", "type", "caption")),
    st.one_of(VALUES, st.fixed_dictionaries({"rendered": VALUES})), max_size=9,
)  # fmt: skip


@FUZZ
@given(
    st.one_of(json_bodies, st.lists(_ITEM, max_size=6).map(lambda items: json.dumps(items).encode())),
    st.sampled_from(("posts", "pages", "media", "search", "types")),
)
def test_listings(body: bytes, name: str) -> None:
    ways = WordPressWays()
    url = f"https://www.northmoorscp.org.uk/wp-json/wp/v2/{name}?search=review&page=1"
    headers = {"x-wp-totalpages": "9" * 30}
    answer = Answer(outcome=Outcome.OK, status=200, url=url, body=body, media_type=None, headers=headers)
    reading = ways.read_data(answer, Task(url=url, kind=TaskKind.DATA, score=1.0), TERRITORY)
    if reading is not None:
        assert all(one.url.startswith(("http://", "https://")) for one in reading.tasks)


KEYS = st.sampled_from(("slug", "title", "nation", "kind", "authorities", "aliases", "homepage", "start", "hosts", "platform", "status", "expect",
                        "every", "archives", "successors", "permission", "note", "checked", "render", "sluh"))  # fmt: skip
_YAML = st.one_of(
    st.dictionaries(KEYS, VALUES, max_size=12).map(lambda value: json.dumps(value).encode()),
    st.lists(st.sampled_from(("slug: x\n", "title: [", "&a [*a, *a]\n", "<<: *a\n", "!!python/object:os.system x\n", "? {\n", "- \n", "\t", "---\n", "%TAG x\n",
                              "start: {a: b}\n", "homepage: 2020-99-99\n", "a: 0o9\n", "\x00", "\ufeff", "title: " + "{" * 300 + "\n")), max_size=14).map("".join).map(str.encode),
    st.binary(max_size=400),
)  # fmt: skip


@FUZZ
@given(_YAML)
def test_declarations(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "some-site.yaml"
    path.write_bytes(body)
    with suppress(HarvesterError):
        load_declaration(path)


LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
)


@pytest.mark.parametrize(
    "body", [LAUGHS, b"a: &a {b: *a}", b"[" * 50_000, b"{" * 50_000, b"? " * 50_000, b"a" * 5_000_000]
)
def test_declarations_that_explode(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "some-site.yaml"
    path.write_bytes(body)
    with pytest.raises(HarvesterError):
        load_declaration(path)
