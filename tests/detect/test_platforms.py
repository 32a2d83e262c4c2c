"""Platforms told from a page: one clear mark, or several weak ones; a name in the text is none."""

from __future__ import annotations

import time

import pytest

from harvester.detect.pages import parse_page
from harvester.detect.platforms import PlatformVerdict, recognise

HOME = "https://www.northmoorscp.org.uk/"


def told(head: str = "", body: str = "", *, url: str = HOME, **headers: str) -> PlatformVerdict | None:
    page = f"<html><head><title>Northmoor</title>{head}</head><body><h1>Welcome</h1>{body}</body></html>"
    markup = page.encode()
    return recognise(parse_page(markup, url), markup, {k.replace("_", "-"): v for k, v in headers.items()})


def generator(name: str) -> str:
    return f'<meta name="generator" content="{name}">'


def links(*paths: str) -> str:
    return "".join(f'<li><a href="{path}">Page {number}</a></li>' for number, path in enumerate(paths))


SCRIPT = '<script src="{}"></script>'.format
STYLE = '<link rel="stylesheet" href="{}">'.format


@pytest.mark.parametrize(
    ("head", "body", "name"),
    [
        (generator("WordPress 6.5.2"), "", "wordpress"),
        ('<link rel="https://api.w.org/" href="/wp-json/">', "", "wordpress"),
        (STYLE("/wp-content/themes/north/style.css"), links("/wp-content/uploads/q.pdf"), "wordpress"),
        (STYLE(f"{HOME}wp-content/themes/x.css") + SCRIPT("/wp-includes/js/x.js"), "", "wordpress"),
        (
            "",
            '<a href="#">Toggle Contrast</a>'
            + links("/?p=43", "/r/?contrast=1", "/wp-content/uploads/a.pdf"),
            "wordpress",
        ),
        ("", '<a href="#">Quick Exit</a><p>Website by <a href="/x">Taylorfitch</a></p>', "taylorfitch"),
        (
            STYLE("/assets/css/site.css"),
            links("/scp/professionals/reviews", "/scp/parents/help", "/scp/professionals/reviews/print"),
            "taylorfitch",
        ),
        (
            "",
            links(*(f"/info/{n}/topic/{n + 40}/page" for n in range(6)), "/downloads/file/12/report"),
            "jadu",
        ),
        (SCRIPT("/site/javascript/x.js"), links("/info/6/reviews", "/info/7/about"), "jadu"),
        (
            "",
            links("/us/us-1/1", "/reviews/reviews-2/1", "/site/scripts/documents_info.php?documentID=6"),
            "jadu",
        ),
        (generator("GOSS iCM"), "", "goss"),
        ("", links(*(f"/article/{n}/Page" for n in range(9190, 9197)), "/media/123/q/pdf/q.pdf"), "goss"),
        (
            "",
            links("/index.aspx?articleid=10", "/index.aspx?articleid=20", "/article/30/X", "/article/40/Y"),
            "goss",
        ),
        (generator("Umbraco"), "", "umbraco"),
        ('<div class="umb-grid">', links("/media/2038/q.pdf", "/media/1044/r.pdf"), "umbraco"),
        (STYLE("/App_Plugins/x.css"), links("/media/abcd1234/q.pdf", "/media/wxyz9876/r.pdf"), "umbraco"),
        (generator("Drupal 10 (https://www.drupal.org)"), "", "drupal"),
        (
            STYLE("/core/themes/x.css") + STYLE("/themes/custom/y.css"),
            '<div class="lgd-row">' + links("/sites/default/files/2024-01/q.pdf"),
            "drupal",
        ),
        (generator("Wix.com Website Builder"), "", "wix"),
        (
            SCRIPT("https://static.parastorage.com/x.js"),
            '<img src="https://static.wixstatic.com/media/x.png">' + links("/_files/ugd/abc.pdf"),
            "wix",
        ),
        ('<meta name="govuk:content-id" content="x"><meta name="govuk:format" content="y">', "", "govuk"),
        (
            "",
            '<form action="/home.aspx"><input type="hidden" name="__VIEWSTATE" value="x"></form>'
            + links(*(f"/Professionals/Page{n}.aspx" for n in range(6))),
            "aspx",
        ),
        # made on ASP.NET, and more than that
        (
            "",
            '<input name="__VIEWSTATE">'
            + links(*(f"/index.aspx?articleid={n}" for n in range(6)), "/article/90/a", "/article/91/b"),
            "goss",
        ),
    ],
)
def test_told_by_its_page(head: str, body: str, name: str) -> None:
    verdict = told(head, body)
    assert verdict is not None
    assert verdict.name == name
    assert verdict.reasons


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"x_generator": "Drupal 9"}, "drupal"),
        ({"link": f'<{HOME}wp-json/>; rel="https://api.w.org/"'}, "wordpress"),
        ({"x_wix_request_id": "1"}, "wix"),
    ],
)
def test_told_by_a_header(headers: dict[str, str], name: str) -> None:
    verdict = told(**headers)
    assert verdict is not None
    assert verdict.name == name


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>Safeguarding is everyone's business.</p>"),
        ("", "<p>Our new site was built by Taylorfitch on WordPress, Drupal, Umbraco, Wix and Jadu.</p>"),
        ("", "<p>Website by Taylorfitch</p>"),
        (
            "",
            links(
                "https://other.org/wp-content/uploads/q.pdf",
                "https://other.org/wp-content/themes/x",
                "https://other.org/?p=1",
            ),
        ),
        (
            "",
            links(
                "https://www.council.gov.uk/info/1/a",
                "https://www.council.gov.uk/info/2/b",
                "https://x.gov.uk/downloads/file/1",
            ),
        ),
        ("", links("/sites/default/files/q.pdf")),
        ("", links("/media/2038/q.pdf", "/media/1044/r.pdf")),
        ("", links("/article/12/x", "/article/13/y")),
        ("", links("/info/12/x", "/info/13/y")),
        ("", links("/reviews.aspx", "/home.aspx")),
        ("", '<a href="#">Quick Exit</a>' + links("/assets/q.pdf")),
        ('<img src="https://static.wixstatic.com/x.png">', ""),
        ('<meta name="description" content="generator WordPress">', ""),
        ('<meta name="govuk:x" content="1"><link href="/govuk-frontend.css" rel="stylesheet">', ""),
        (generator("WordPress 6") + generator("Drupal 10"), ""),
    ],
)
def test_a_mention_or_one_weak_mark_is_not_enough(head: str, body: str) -> None:
    assert told(head, body) is None


def test_gov_uk_is_known_by_its_host() -> None:
    verdict = told(url="https://www.gov.uk/government/collections/reviews")
    assert verdict is not None
    assert verdict.name == "govuk"
    assert told(url="https://www.northmoor.gov.uk/") is None


@pytest.mark.parametrize(
    "markup",
    [
        b"",
        b"\x00\xff" * 1000,
        b"<link " * 100_000,
        b"<meta name=generator " * 50_000,
        b"site by " * 80_000,
        b'<p class="' * 60_000,
    ],
    ids=["nothing", "bytes", "links", "metas", "words", "classes"],
)
def test_hostile_markup_costs_little(markup: bytes) -> None:
    page = parse_page(b"<p>x</p>", HOME)
    started = time.perf_counter()
    assert recognise(page, markup, {}) is None
    assert time.perf_counter() - started < 3
