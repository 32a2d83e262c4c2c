"""What stands at the address of a closed board in a web archive, and what of it is the board's own."""

from __future__ import annotations

import pytest

from harvester.detect.captured import Flaw, judge_capture

HOSTS = frozenset({"oldmoor-lscb.example"})
URL = "http://www.oldmoor-lscb.example/reviews"


def page(title: str, body: str, head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def flaw(body: bytes, *, file: bool = False) -> Flaw | None:
    return judge_capture(body, URL, hosts=HOSTS, file_promised=file).flaw


LINKS = "".join(f"<li><a href='/r/{n}'>Page {n}</a></li>" for n in range(6))
GOOD = {
    "hub": page("Serious case reviews", "<h1>Serious case reviews</h1><a href='/a.pdf'>Child A</a>"),
    "home": page("Oldmoor Safeguarding Children Board", f"<p>Welcome to our website.</p><ul>{LINKS}</ul>"),
    "news": page("News", f"<p>A new website is coming soon.</p><ul>{LINKS}</ul><p>Web hosting by Acme</p>"),
    "training": page("Training", f"<p>Domain names of our learning site have changed.</p><ul>{LINKS}</ul>"),
    "links": page("Related links", f"<h2>Related links</h2><ul>{LINKS}</ul>"),
    "betting": page("Gambling harm", "<p>Betting and casinos: what practitioners should know.</p>"),
    "refresh": page("Welcome", "", "<meta http-equiv='refresh' content='0; url=/home'>"),
    "moved inside": page("Board", f"<p>The reviews have moved to the learning page.</p><ul>{LINKS}</ul>"),
}


@pytest.mark.parametrize("name", GOOD)
def test_pages_of_a_board_are_good(name: str) -> None:
    assert flaw(GOOD[name]) is None


PARKED = {
    "dealer": page("oldmoor-lscb.example", "<h1>oldmoor-lscb.example is for sale</h1><p>Buy this domain</p>"),
    "links": page("oldmoor-lscb.example", "<p>Related searches</p><a href='/s'>Safeguarding Training</a>"),
    "sponsored": page("Oldmoor", "<p>Sponsored listings for safeguarding</p><a href='/s'>Courses</a>"),
    "registrar": page("Domain", "<p>This domain name has been registered with Fasthosts.</p>"),
    "expired": page("Expired", "<p>This domain has expired. Renew this domain at your registrar.</p>"),
    "hosting": page("Account suspended", "<p>Contact your hosting provider for more information.</p>"),
    "server": page("Welcome to nginx!", "<p>If you see this page, the web server is installed.</p>"),
    "plesk": page("Domain Default page", "<p>Web hosting by Plesk. Manage domain names.</p>"),
    "soon": page("Coming soon", "<p>Our site is on its way.</p>"),
    "script": page("", "", "<script src='//www.sedoparking.com/frmpark/oldmoor'></script>"),
    "trade": page("Best casinos", "<h1>Online casino</h1><p>Slots, poker and roulette. Play now.</p>"),
    "index": page("Index of /", "<h1>Index of /</h1><pre>Name Last modified Size</pre>"),
}


@pytest.mark.parametrize("name", PARKED)
def test_what_came_after_the_board_is_not_the_boards(name: str) -> None:
    assert flaw(PARKED[name]) in (Flaw.PARKED, Flaw.MISSING)


def test_a_list_with_files_is_never_taken_for_a_parked_domain() -> None:
    body = page("oldmoor-lscb.example", "<p>Sponsored listings</p><a href='/files/child-a.pdf'>Child A</a>")
    assert flaw(body) is None


@pytest.mark.parametrize(
    "body",
    [
        page("Wayback Machine", "<p>Hrm. The Wayback Machine has not archived that URL.</p>"),
        page("Internet Archive Wayback Machine", "<p>Got an HTTP 302 response at crawl time</p>"),
        page("URL Not Found", "<p>The url <b>x</b> could not be found in this collection.</p>"),
        page("Wayback Machine", "<p>This URL has been excluded from the Wayback Machine.</p>"),
    ],
)
def test_pages_of_the_archive_itself(body: bytes) -> None:
    assert flaw(body) is Flaw.ARCHIVE


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (page("Oldmoor", "<h1>Page not found</h1>"), Flaw.MISSING),
        (page("Error", "<h1>Error establishing a database connection</h1>"), Flaw.MISSING),
        (page("503 Service Unavailable", "<p>Try later.</p>"), Flaw.MISSING),
        (page("Log in", "<p>Username Password</p><form><input type='password'></form>"), Flaw.WALL),
        (page("Just a moment...", "<p>Checking your browser</p>"), Flaw.WALL),
        (page("", "", "<meta http-equiv='refresh' content='0; url=https://new.example/'>"), Flaw.AWAY),
        (page("", "", "<script>window.location.href = 'https://new.example/';</script>"), Flaw.AWAY),
        (b"<html><frameset><frame src='https://new.example/'></frameset></html>", Flaw.AWAY),
        (page("Oldmoor", "<p>The Board has been replaced by the new partnership.</p>"), Flaw.NOTICE),
        (page("Oldmoor", "<p>This website has now closed.</p>"), Flaw.NOTICE),
        (b"", Flaw.EMPTY),
        (b" \n", Flaw.EMPTY),
        (page("Oldmoor", "<div id='app'></div>"), Flaw.BLANK),
    ],
)
def test_other_flaws(body: bytes, wanted: Flaw) -> None:
    assert flaw(body) is wanted


def test_a_page_where_a_file_was_promised_is_doubted_and_a_file_is_not() -> None:
    assert flaw(GOOD["hub"], file=True) is Flaw.PAGE
    assert flaw(b"%PDF-1.4 anything", file=True) is None
    assert flaw(b"The file was not found.", file=True) is Flaw.KIND
    assert flaw(b"User-agent: *", file=False) is None


def test_hostile_pages_are_judged_in_bounded_time() -> None:
    for filler in (b"<a href='x'>", b"domain name ", b"location=", b"the domain is " * 3, b"<frame " * 2):
        judge_capture(b"<html><body>" + filler * 100_000, URL, hosts=HOSTS, file_promised=False)
