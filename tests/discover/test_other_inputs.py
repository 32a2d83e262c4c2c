"""Inputs beside WARC files of whole answers: indexes, texts (WET), titles and links (WAT)."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from harvester.cli import run
from harvester.discover.findings import UnitFindings
from harvester.discover.opening import indexes_of
from harvester.discover.records import Record, records
from harvester.discover.scanning import scan
from harvester.discover.search import Search, search
from harvester.discover.state import State
from tests.discover.archives import DAY, gzipped, some

HUB = "https://www.northmoor.example/learning/serious-case-reviews/"


def archived(folder: Path) -> list[dict[str, str]]:
    """An archive in a folder, and the rows of its index."""
    data = gzipped(*some())
    (folder / "one.warc.gz").write_bytes(data)
    rows = []
    for one in records(io.BytesIO(data), lambda kind, length: True):
        assert isinstance(one, Record)
        url = one.field(b"warc-target-uri:").decode()
        kind = "application/pdf" if url.endswith(".pdf") else "text/html"
        row = {"url": url, "mime": kind, "status": "200", "filename": "crawl/one.warc.gz"}
        rows.append(row | {"offset": str(one.offset), "length": "900", "timestamp": "20240305100000"})
    return rows


def cdxj(rows: list[dict[str, str]]) -> bytes:
    lines = [f"key {row['timestamp']} {json.dumps(row)}\n" for row in rows]
    return gzip.compress("".join(lines[:3]).encode()) + gzip.compress("".join(lines[3:]).encode())


def cdx(rows: list[dict[str, str]]) -> bytes:
    names = ("url", "mime", "status")
    lines = [" CDX N b a m s k r M S V g"]
    for row in rows:
        url, kind, status = (row[name] for name in names)
        place = f"{row['length']} {row['offset']} {row['filename']}"
        lines.append(f"key {row['timestamp']} {url} {kind} {status} AAAA - - {place}")
    return "\n".join(lines).encode()


def json_lines(rows: list[dict[str, str]]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def looked_through(index: bytes, folder: Path, under: str | None = None) -> Search:
    (folder / "index").write_bytes(index)
    return search(indexes_of([str(folder / "index")], under), State(folder / "state"), {})


@pytest.mark.parametrize("dialect", [cdxj, cdx, json_lines])
def test_an_index_leads_to_the_pages_whose_address_names_reviews(tmp_path: Path, dialect: object) -> None:
    found = looked_through(dialect(archived(tmp_path)), tmp_path)  # type: ignore[operator]
    host, welsh = found.hosts.ranked(0.5)
    assert welsh.host == "dyffryn.example"
    assert [page.url for page in host.hubs] == [HUB]
    assert host.hubs[0].listed == 3
    assert host.hubs[0].archive == str(tmp_path / "one.warc.gz")


def test_addresses_alone_are_never_sure(tmp_path: Path) -> None:
    rows = archived(tmp_path)
    (tmp_path / "one.warc.gz").unlink()
    many = [row | {"url": f"{HUB}{n}", "mime": "text/html"} for n, row in enumerate(rows)]
    found = looked_through(cdxj(many), tmp_path)
    (host,) = found.hosts.ranked()
    assert 0 < host.score < 0.5
    assert found.hosts.counts["pages: known by address only"] == len(many)
    assert host.reasons() == [f"{len(many)} addresses named like a page of reviews, not seen"]


def test_an_index_that_lies_is_found_out(tmp_path: Path) -> None:
    rows = archived(tmp_path)
    lies = [row | {"url": HUB, "offset": rows[2]["offset"]} for row in rows[:1]]
    lies.append(rows[1] | {"url": f"{HUB}x", "filename": "../../../etc/passwd"})
    found = looked_through(cdxj(lies) + b"", tmp_path)
    assert not found.hosts.ranked(0.5)
    assert found.hosts.counts["trouble: not where the index says"] == 1


def test_addresses_that_are_none_are_passed_over(tmp_path: Path) -> None:
    rows = archived(tmp_path)[:1]
    odd = [rows[0] | {"url": f"{HUB}{end}"} for end in ("\ud800", "\nWARC-Date: 1", "\u202e", "\x00")]
    assert looked_through(json_lines(odd), tmp_path).hosts.counts["index lines: name reviews"] == 0


def test_lines_that_make_no_sense_are_counted(tmp_path: Path) -> None:
    lines = [b'{"url": "https://a.example/serious-case-review"', b"review", b'{"url": 5, "x": "review"}']
    found = looked_through(b"\n".join([*lines, b"\xff\xfe review"]), tmp_path)
    assert found.hosts.counts["trouble: index line"] == 3
    assert found.hosts.counts["index lines"] == 4
    assert found.unreadable  # not one line lists a capture


def test_what_is_no_index_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = tmp_path / "odd.cdx"
    index.write_bytes(b"hello, this is no index at all\n" * 3)
    asked = ["--data", str(tmp_path / "data"), "discover", "--cdx", str(index)]
    assert run(asked) == 3
    told = capsys.readouterr().err
    assert "trouble: 3 × a line of an index that makes no sense, first in " in told
    assert "it is no index" in told
    assert run([*asked, "--under", str(tmp_path / "none")]) == 2
    assert "no such folder; --under says" in capsys.readouterr().err


def test_what_was_not_seen_and_what_is_below_the_line_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "one.cdxj"
    index.write_bytes(cdxj(archived(tmp_path)))
    (tmp_path / "one.warc.gz").unlink()
    assert run(["--data", str(tmp_path / "data"), "discover", "--cdx", str(index)]) == 0
    told = capsys.readouterr().err
    assert "known by address only: what the index names is not at hand (--under says where it lies)." in told
    assert "more with less than --least." in told


def derived(kind: str, block: bytes, media_type: str) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {HUB}\r\nWARC-Date: {DAY}\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def scanned(record: bytes) -> UnitFindings:
    return scan(io.BytesIO(gzipped(record)), UnitFindings(archive="x"))


def test_texts_say_which_pages_are_hubs() -> None:
    text = "Serious case reviews - Northmoor\nReviews that the board has published.\nChild A overview report"
    (page,) = scanned(derived("conversion", text.encode(), "text/plain")).pages
    assert (page.kind, page.score, page.documents) == ("hub", 0.35, ())


def test_titles_and_links_are_judged_as_pages_are() -> None:
    links = [
        {"path": "A@/href", "url": f"/files/{name}.pdf", "text": f"Child {name} report"} for name in "AB"
    ]
    picture = {"path": "IMG@/src", "url": "x.png"}
    told = {"Head": {"Title": "Serious case reviews"}, "Links": [*links, picture, 7]}
    answer = {"Response-Message": {"Status": "200"}, "HTML-Metadata": told}
    envelope = {
        "WARC-Header-Metadata": {"WARC-Target-URI": HUB},
        "Payload-Metadata": {"HTTP-Response-Metadata": answer},
    }
    block = json.dumps({"Envelope": envelope}).encode()
    (page,) = scanned(derived("metadata", block, "application/json")).pages
    assert page.kind == "hub"
    assert {link.url for link in page.documents} == {
        "https://www.northmoor.example/files/A.pdf",
        "https://www.northmoor.example/files/B.pdf",
    }
    assert (
        scanned(derived("metadata", b'{"Envelope": "serious case review"}', "application/json")).pages == []
    )


@pytest.mark.parametrize(("length", "left_out"), [(7 * 1024 * 1024, 0), (9 * 1024 * 1024, 1)])
def test_titles_and_links_that_never_end_are_left_out_and_counted(length: int, left_out: int) -> None:
    links = [{"path": "A@/href", "url": f"/{name}.pdf", "text": f"Child {name} report"} for name in "AB"]
    told = {"Head": {"Title": "Serious case reviews"}, "Links": links, "More": "x" * length}
    answer = {"Response-Message": {"Status": "200"}, "HTML-Metadata": told}
    envelope = {
        "WARC-Header-Metadata": {"WARC-Target-URI": HUB},
        "Payload-Metadata": {"HTTP-Response-Metadata": answer},
    }
    found = scanned(derived("metadata", json.dumps({"Envelope": envelope}).encode(), "application/json"))
    assert found.counts["left out: too large"] == left_out
    assert len(found.pages) == 1 - left_out


@pytest.mark.parametrize("odd", ["http://[x/", "\ud800", 5, None, [], {}])
def test_titles_and_links_of_no_sense_end_nothing(odd: object) -> None:
    link = {"path": "A@/href", "url": odd, "text": "Child A serious case review overview report"}
    more = {"path": "A@/href", "url": "/b.pdf", "text": f"Child B serious case review {odd}"}
    told = {"Head": {"Title": f"Serious case reviews {odd}", "Base": odd}, "Links": [link, more]}
    answer = {"Response-Message": {"Status": 200}, "HTML-Metadata": told}
    envelope = {
        "WARC-Header-Metadata": {"WARC-Target-URI": f"{HUB}{odd}"},
        "Payload-Metadata": {"HTTP-Response-Metadata": answer},
    }
    block = json.dumps({"Envelope": envelope}).encode()
    found = scanned(derived("metadata", block, "application/json"))
    assert json.dumps(found.to_json(), ensure_ascii=False).encode()
    assert found.counts["records"] == 1


@pytest.mark.parametrize("name", ["offset", "length", "timestamp", "filename", "mime"])
def test_one_line_of_no_sense_ends_no_search(tmp_path: Path, name: str) -> None:
    rows = archived(tmp_path)
    odd = [rows[0] | {name: value} for value in ("\u00b2", "\u0662" * 4, "a\x00b", "\ud800", "a" * 5_000)]
    found = looked_through(json_lines([*odd, *rows]), tmp_path)
    assert found.hosts.ranked(0.5)
