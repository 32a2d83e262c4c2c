"""Which capture is taken, and how few are asked for, whatever an archive holds. No network, no engine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from scrapy.http import HtmlResponse, Response

from harvester import cdx
from harvester.vocabulary import Outcome
from harvester.web.captures import CaptureFinder
from harvester.web.endings import RequestEnded
from harvester.web.holdings import Replayed

HOST = "old.example"
HUB = f"http://{HOST}/reviews"


def good(text: str = "") -> bytes:
    page = f"<html><title>Reviews</title><h1>Case reviews</h1><p>{text}</p><a href='/a.pdf'>A</a></html>"
    return page.encode()


def parked(text: str = "") -> bytes:
    return f"<html><title>{HOST}</title><p>Buy this domain. {text}</p></html>".encode()


@dataclass
class Archive:
    """An archive of (time, address, status, body or target)."""

    shots: list[tuple[str, str, int, bytes | str]]
    name: str = "Test"
    prefix: str = "http://archive.example/web/"
    hosts: dict[str, str] = field(default_factory=lambda: {HOST: HOST})
    asked: list[str] = field(default_factory=list)
    ends: RequestEnded | None = None

    async def table(self, url: str) -> cdx.Table:
        if self.ends:
            raise self.ends
        table = cdx.Table()
        table.add(
            cdx.Capture(url=url_, at=at, status=status, media_type="text/html", digest=str(hash((at, url_))))
            for at, url_, status, _ in self.shots
        )
        return table

    async def fetch(self, capture: cdx.Capture) -> Replayed:
        self.asked.append(capture.at)
        for at, url, status, what in self.shots:
            if (at, url) == (capture.at, capture.url):
                if isinstance(what, str):
                    response: Response = Response(url, status=status, headers={"Location": what})
                else:
                    response = HtmlResponse(url, status=status, body=what)
                return Replayed(capture=capture, response=response)
        raise RequestEnded(Outcome.TIMEOUT, "no answer")

    def listing_url(self, host: str) -> str:
        return f"http://archive.example/cdx?url={host}"


def find(archive: Archive, *urls: str) -> list[str | Outcome]:
    """The time of the capture that answers each address, or the outcome."""
    finder = CaptureFinder([archive])

    async def each() -> list[str | Outcome]:
        ends: list[str | Outcome] = []
        for url in urls:
            try:
                found = await finder.find(url)
            except RequestEnded as ended:
                ends.append(ended.outcome)
            else:
                assert found is not None
                ends.append(found.captured[:10])
        return ends

    return asyncio.run(each())


def months(first: int, last: int) -> list[str]:
    return [f"{year}{month:02}01000000" for year in range(first, last) for month in range(1, 13)]


def test_years_of_a_parked_domain_are_leapt_over() -> None:
    shots = [(at, HUB, 200, parked(at)) for at in months(2020, 2026)]
    shots += [(at, HUB, 200, good(at)) for at in months(2015, 2020)]
    archive = Archive(shots)
    (at,) = find(archive, HUB)
    assert "2019-06" <= str(at) <= "2019-12-01"
    assert len(archive.asked) <= 12


def test_what_one_address_tells_of_the_closing_helps_the_others() -> None:
    pages = [f"http://{HOST}/{n}" for n in range(6)]
    shots = [(at, url, 200, parked(at + url)) for url in (HUB, *pages) for at in months(2020, 2026)]
    shots += [("20190601000000", url, 200, good(url)) for url in (HUB, *pages)]
    archive = Archive(shots)
    assert find(archive, HUB, *pages) == ["2019-06-01"] * 7
    assert len(archive.asked) <= 12 + 2 * len(pages)


def test_redirects_to_the_successor_are_leapt_over_too() -> None:
    shots: list[tuple[str, str, int, bytes | str]] = [
        (at, HUB, 301, "https://new.example/") for at in months(2021, 2026)
    ]
    shots.append(("20180601000000", HUB, 200, good()))
    archive = Archive(shots)
    assert find(archive, HUB) == ["2018-06-01"]
    assert len(archive.asked) <= 10


def test_a_lapse_of_the_domain_hides_nothing_newer() -> None:
    other = f"http://{HOST}/lapsed"
    shots: list[tuple[str, str, int, bytes | str]] = [
        ("20190601000000", HUB, 200, good("new")),
        ("20140601000000", other, 200, parked()),
        ("20130601000000", other, 200, good("old")),
        ("20180601000000", f"http://{HOST}/late", 200, good("late")),
    ]
    assert find(Archive(shots), HUB, other, f"http://{HOST}/late") == [
        "2019-06-01",
        "2013-06-01",
        "2018-06-01",
    ]


def test_at_most_four_are_tried_when_they_are_merely_bad() -> None:
    body = b"<html><title>Page not found</title><h1>Page not found</h1>%s</html>"
    shots: list[tuple[str, str, int, bytes | str]] = [
        (at, HUB, 200, body % at.encode()) for at in months(2015, 2020)
    ]
    archive = Archive(shots)
    assert find(archive, HUB) == [Outcome.GONE]
    assert len(archive.asked) == 4


def test_redirects_inside_the_archive() -> None:
    a, b, c = (f"http://{HOST}/{name}" for name in "abc")
    shots: list[tuple[str, str, int, bytes | str]] = [
        ("20180101000000", a, 301, b),
        ("20180101000000", b, 302, "/c"),
        ("20170101000000", c, 200, good("c")),
        ("20180101000000", f"http://{HOST}/x", 301, "/y"),
        ("20180101000000", f"http://{HOST}/y", 301, "/x"),
        ("20180101000000", f"http://{HOST}/z", 301, f"https://{HOST}/z/"),
        ("20170101000000", f"https://{HOST}/z/", 200, good("z")),
        ("20180101000000", f"http://{HOST}/home", 301, "/"),
        ("20180101000000", f"http://{HOST}/", 200, good("home")),
    ]
    asked = (a, f"http://{HOST}/x", f"http://{HOST}/z", f"http://{HOST}/home")
    assert find(Archive(shots), *asked) == ["2017-01-01", Outcome.REFUSED, "2017-01-01", Outcome.GONE]


def test_a_notice_serves_where_nothing_older_does() -> None:
    notice = b"<html><title>Board</title><p>This website has now closed.</p></html>"
    shots: list[tuple[str, str, int, bytes | str]] = [("20200101000000", HUB, 200, notice)]
    assert find(Archive(shots), HUB) == ["2020-01-01"]
    assert find(Archive([*shots, ("20180101000000", HUB, 200, good())]), HUB) == ["2018-01-01"]


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.BLOCKED, Outcome.ROBOTS_DENIED])
def test_an_archive_that_fails_is_told(outcome: Outcome) -> None:
    archive = Archive([], ends=RequestEnded(outcome, "no"))
    assert find(archive, HUB) == [outcome]


def test_a_capture_that_the_archive_does_not_give_is_passed_over() -> None:
    archive = Archive([("20180101000000", HUB, 200, good())])
    shots = archive.shots
    archive.shots = [("20190101000000", HUB, 200, b""), *shots]
    assert find(archive, HUB) == ["2018-01-01"]
