"""Indexes that are asked over HTTP: every dialect, politely, within limits, and nothing twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from harvester.cli import run
from harvester.discover.asker import record_of
from harvester.discover.choosing import Wishes, choose
from harvester.discover.index import Listed
from harvester.discover.queries import page_count, queries_of
from harvester.errors import UsageError
from tests.discover.archives import HUB, NEWS, WELSH, gzipped, response
from tests.discover.server import ArchiveServer
from tests.makers.pdf import Report, make_pdf

SOURCES = Path(__file__).parents[2] / "data" / "sample" / "sources"
HTML = "text/html"
COVER = ("Northmoor Safeguarding Children Board", "Serious Case Review", "Child A", "Overview Report")
BODY = "The review looked at how agencies worked together to safeguard the child and the family. " * 12
REPORT = make_pdf(Report(cover=COVER, body=[BODY]))
PAGES = [
    ("https://www.northmoor.org.uk/serious-case-reviews", HUB.encode(), HTML),
    ("https://www.northmoor.org.uk/files/serious-case-review-a.pdf", REPORT, "application/pdf"),
    ("https://dyffryn.org.uk/adolygiadau", WELSH.encode(), HTML),
    ("https://council.org.uk/news/serious-case-review", NEWS.encode(), HTML),
    ("https://council.org.uk/bins", NEWS.encode(), HTML),
]


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARVESTER_CONTACT", raising=False)


@pytest.fixture(params=["paged", "keyed", "whole", "lines"])
def server(request: pytest.FixtureRequest) -> Iterator[ArchiveServer]:
    with ArchiveServer(PAGES, dialect=request.param) as server:
        yield server


def discover(folder: Path, *asked: str, capsys: Any, code: int = 0) -> tuple[list[dict[str, Any]], str]:
    words = ["--data", str(folder / "data"), "discover", "--sources", str(SOURCES), "--json"]
    permitted = ["--allow-host", "127.0.0.0/8", "--delay", "0"]
    capsys.readouterr()
    ended = run([*words, *permitted, *asked])
    out = capsys.readouterr()
    assert ended == code, out.err
    return [json.loads(line) for line in out.out.splitlines()], out.err


def test_every_dialect_leads_to_the_hosts(server: ArchiveServer, tmp_path: Path, capsys: Any) -> None:
    asked = ["--cdx", server.index, "--within", "org.uk"]
    if server.dialect in ("whole", "lines"):
        asked += ["--replay-prefix", f"{server.base}/web/"]
    if server.dialect == "paged":
        asked += ["--under", server.base]
    rows, said = discover(tmp_path, *asked, capsys=capsys)
    assert [row["host"] for row in rows] == ["northmoor.org.uk", "dyffryn.org.uk"]
    assert rows[0]["hubs"][0]["url"] == PAGES[0][0]
    assert rows[0]["hubs"][0]["at"] == "2024-03-05T10:00:00Z"
    assert [one["kept"] for one in rows[0]["files_read"]] == [True]
    assert "named like reviews on 3 hosts; 4 fetched" in said
    assert not any("bins" in path for path in server.asked)
    before = len(server.asked)
    again, said = discover(tmp_path, *asked, capsys=capsys)
    assert (again, len(server.asked)) == (rows, before)
    assert "0 fetched (4 had before)" in said


def test_archives_are_asked_for_parts_of_files_or_for_replay(tmp_path: Path, capsys: Any) -> None:
    with ArchiveServer(PAGES, robots="User-agent: *\nDisallow: /nothing\n") as server:
        discover(tmp_path, "--cdx", f"{server.index}?url=*.org.uk", "--under", server.base, capsys=capsys)
        kinds = [path.partition("?")[0].strip("/").partition("/")[0] for path in server.asked]
    assert kinds.count("robots.txt") == 1
    assert kinds.count("crawl-data") == 4
    assert "web" not in kinds
    assert all(agent.startswith("harvester/") for agent in server.agents)


def test_an_index_at_hand_may_name_archives_elsewhere(tmp_path: Path, capsys: Any) -> None:
    with ArchiveServer(PAGES) as server:
        (tmp_path / "cdx").write_text("".join(json.dumps(row) + "\n" for row in server.rows))
        rows, _ = discover(tmp_path, "--cdx", str(tmp_path / "cdx"), "--under", server.base, capsys=capsys)
    assert [row["host"] for row in rows] == ["northmoor.org.uk", "dyffryn.org.uk"]


def test_an_index_over_http_may_name_archives_at_hand(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "archives" / "crawl-data").mkdir(parents=True)
    with ArchiveServer(PAGES) as server:
        (tmp_path / "archives" / "crawl-data" / "one.warc.gz").write_bytes(server.file)
        asked = ["--cdx", server.index, "--within", "*.org.uk", "--under", str(tmp_path / "archives")]
        rows, _ = discover(tmp_path, *asked, capsys=capsys)
        assert not any("crawl-data" in path for path in server.asked)
    assert [row["host"] for row in rows] == ["northmoor.org.uk", "dyffryn.org.uk"]


def test_two_do_not_ask_at_once(tmp_path: Path, capsys: Any) -> None:
    with ArchiveServer(PAGES) as server:
        asked = ["--cdx", f"{server.index}?url=*.org.uk", "--under", server.base]
        discover(tmp_path, *asked, "--most", "0", "--no-read", capsys=capsys)
        (lock,) = (tmp_path / "data" / "discover" / "asked").glob("*/lock")
        before = len(server.asked)
        with FileLock(lock):
            _, said = discover(tmp_path, *asked, "--fresh", capsys=capsys, code=7)
        assert "another search is asking" in said
        assert len(server.asked) == before


def test_no_captures_are_an_answer(tmp_path: Path, capsys: Any) -> None:
    with ArchiveServer(PAGES) as server:
        asked = ["--cdx", f"{server.index}?url=*.elsewhere.example"]
        rows, said = discover(tmp_path, *asked, capsys=capsys)
        assert not rows
        assert "it lists nothing there" in said
        server.pages_said = 1  # counted by blocks, of which none holds it after all
        assert not discover(tmp_path, *asked, "--fresh", capsys=capsys)[0]
    assert "page=0" in server.asked[-1]


def test_robots_and_errors_are_told_with_the_name(tmp_path: Path, capsys: Any) -> None:
    with ArchiveServer(PAGES, robots="User-agent: *\nDisallow: /\n") as server:
        name = server.base.removeprefix("http://")
        asked = ["--cdx", server.index, "--within", "org.uk", "--under", server.base]
        _, said = discover(tmp_path, *asked, capsys=capsys, code=3)
        assert f"trouble: {name}: robots.txt of the site forbids this address" in said
        assert server.asked == ["/robots.txt"]


def test_what_failed_is_asked_for_again(tmp_path: Path, capsys: Any) -> None:
    with ArchiveServer(PAGES, broken={"page=1"}) as server:
        name = server.base.removeprefix("http://")
        asked = ["--cdx", server.index, "--within", "org.uk", "--under", server.base]
        rows, said = discover(tmp_path, *asked, capsys=capsys, code=3)
        assert [row["host"] for row in rows] == ["northmoor.org.uk"]
        assert f"trouble: {name}: the server answered 503" in said
        server.broken.clear()
        server.asked.clear()
        rows, _ = discover(tmp_path, *asked, capsys=capsys)
        assert [row["host"] for row in rows] == ["northmoor.org.uk", "dyffryn.org.uk"]
        assert not any("page=0" in path for path in server.asked)
        assert sum("crawl-data" in path for path in server.asked) == 2


@pytest.mark.parametrize(
    ("first", "broken", "then"), [("paged", "page=1", "keyed"), ("keyed", "resumeKey=2", "paged")]
)
def test_parts_of_pages_and_parts_of_keys_are_not_mixed(
    tmp_path: Path, capsys: Any, first: str, broken: str, then: str
) -> None:
    with ArchiveServer(PAGES, dialect=first, broken={broken}) as server:
        asked = ["--cdx", server.index, "--within", "org.uk", "--most", "0", "--no-read"]
        _, said = discover(tmp_path, *asked, capsys=capsys, code=3)
        assert "2 captures listed" in said
        server.dialect, server.a_part = then, 3
        server.broken.clear()
        _, said = discover(tmp_path, *asked, capsys=capsys)
        assert "4 captures listed, 4 addresses named like reviews" in said


def test_a_server_that_gives_whole_files_is_not_downloaded(tmp_path: Path, capsys: Any) -> None:
    with ArchiveServer(PAGES, ranges=False) as server:
        asked = ["--cdx", server.index, "--within", "org.uk", "--under", server.base]
        rows, said = discover(tmp_path, *asked, capsys=capsys, code=3)
    assert not rows
    assert "larger than" in said


def test_a_contact_is_needed(server: ArchiveServer, tmp_path: Path, capsys: Any) -> None:
    words = ["--data", str(tmp_path), "discover", "--sources", str(SOURCES)]
    assert run([*words, "--cdx", server.index, "--within", "org.uk"]) == 4
    assert "HARVESTER_CONTACT" in capsys.readouterr().err
    assert not server.asked
    assert run([*words, "--cdx", server.index]) == 2
    assert "--within" in capsys.readouterr().err


def test_declared_hosts_are_not_fetched_and_every_host_gets_its_turn() -> None:
    listed = [
        Listed(f"https://{host}.org.uk/{'x/' * n}case-review", "2024", "text/html", "", -1, 0)
        for host in ("a", "b", "c")
        for n in range(30)
    ]
    counts: Counter[str] = Counter()
    chosen = choose(listed, Wishes(declared={"b.org.uk"}, most=5), counts)
    assert [one.url.partition("//")[2].count("/") for one in chosen] == [1, 1, 2, 2, 3]
    assert counts["left out: hosts that are declared"] == 30
    assert counts["left out: more than --most"] == 35


def test_queries() -> None:
    (one,) = queries_of("https://index.example/c-index?url=*.gov.uk&from=2019&output=xml", ())
    assert one.startswith("https://index.example/c-index?url=%2A.gov.uk&from=2019&filter=~url%3A")
    assert one.endswith("&output=json")
    domain, prefix = queries_of("https://web.archive.org/cdx/search/cdx", ("gov.uk", "https://a.example/b/*"))
    assert "url=gov.uk&matchType=domain&filter=original%3A" in domain
    assert "url=a.example%2Fb%2F&matchType=prefix" in prefix
    with pytest.raises(UsageError, match="--within"):
        queries_of("https://index.example/c-index", ())


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b"12\n", 12),
        (b'{"pages": 3, "pageSize": 5}', 3),
        (b'{"url": "x", "timestamp": "2024"}', None),
        (b"[]", None),
        (b"<html>", None),
        (b'{"pages": "many"}', None),
        (b"", None),
    ],
)
def test_page_counts(body: bytes, count: int | None) -> None:
    assert page_count(body) == count


def test_records_of_other_addresses_are_refused() -> None:
    record = response("https://a.example/", "x")
    assert record_of(gzipped(record), "https://a.example/") == gzipped(record)
    assert isinstance(record_of(record, "https://a.example/"), bytes)
    assert (
        record_of(gzipped(record), "https://b.example/") == "what lies there is the record of another address"
    )
    assert record_of(b"<html>", "https://a.example/") == "what lies there is no record"


def test_a_record_that_inflates_to_much_is_not_held() -> None:
    import tracemalloc

    url = "https://a.example/"
    record = gzipped(response(url, bytes(64 * 1024 * 1024)))
    tracemalloc.start()
    assert record_of(record, url) == record
    assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    tracemalloc.stop()
