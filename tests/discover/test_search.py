from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path

import pytest

from harvester.cli import run
from harvester.discover.findings import FoundPage, UnitFindings
from harvester.discover.hosts import Hosts
from harvester.discover.opening import Unit, units_of
from harvester.discover.proposals import drafts, write
from harvester.discover.search import Search, search, search_unit
from harvester.discover.state import State
from harvester.errors import UsageError
from tests.discover.archives import HUB, gzipped, response, some

SOURCES = Path(__file__).parents[2] / "data" / "sample" / "sources"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzipped(*some()))
    return path


def found_by(archive: Path, state: Path, declared: dict[str, str] | None = None) -> Search:
    return search(units_of([str(archive)]), State(state), declared or {})


def test_hubs_are_found_in_both_languages(archive: Path, tmp_path: Path) -> None:
    ranked = found_by(archive, tmp_path / "state").hosts.ranked(0.5)
    assert [(one.host, len(one.hubs), len(one.documents)) for one in ranked] == [
        ("northmoor.example", 1, 3),
        ("dyffryn.example", 1, 2),
    ]


def test_a_host_that_others_point_to_is_known_but_not_sure(archive: Path, tmp_path: Path) -> None:
    westmoor = found_by(archive, tmp_path / "state").hosts.hosts["westmoor.example"]
    assert westmoor.pointers == {"https://council.example/children": "https://westmoor.example/reviews/"}
    assert 0 < westmoor.score < 0.5


def test_hosts_of_other_countries_are_doubted(tmp_path: Path) -> None:
    path = tmp_path / "abroad.warc.gz"
    path.write_bytes(gzipped(*(response(f"https://{end}/scr", HUB) for end in ("a.gov.au", "a.org.uk"))))
    ranked = found_by(path, tmp_path / "state").hosts.ranked()
    assert [(one.host, one.score > 0.5) for one in ranked] == [("a.org.uk", True), ("a.gov.au", False)]
    assert "an address of another country" in ranked[1].reasons()


def test_nothing_is_silent(archive: Path, tmp_path: Path) -> None:
    counts = found_by(archive, tmp_path / "state").hosts.counts
    assert counts["records"] == 9
    assert counts["left out: status"] == 1
    assert counts["left out: media type"] == 1
    assert counts["files"] == 1
    pages = ("speak of no reviews", "speak of reviews, offer nothing", "judged", "lead on")
    assert counts["pages"] == sum(counts[f"pages: {name}"] for name in pages) == 5


def test_files_behind_buttons_are_seen(tmp_path: Path) -> None:
    page = HUB.replace('<a href="', "<button onclick=\"window.location.href='").replace(
        '">Child', "'\">Child"
    )
    page = page.replace("</a>", "</button>")
    assert "<a" not in page
    (tmp_path / "one.warc").write_bytes(response("https://a.org.uk/", page))
    (host,) = found_by(tmp_path, tmp_path / "state").hosts.ranked(0.5)
    assert len(host.documents) == 3


@pytest.mark.parametrize("line", ["HTTP/1.1 200 OK", "HTTP/2 200", "HTTP/1.0 200"])
def test_answers_of_every_version_count(tmp_path: Path, line: str) -> None:
    record = response("https://a.org.uk/scr", HUB).replace(b"HTTP/1.1 200 X", line.encode().ljust(14))
    (tmp_path / "one.warc").write_bytes(record)
    assert [one.host for one in found_by(tmp_path, tmp_path / "state").hosts.ranked(0.5)] == ["a.org.uk"]


def test_pages_that_are_packed_or_in_chunks_are_read(tmp_path: Path) -> None:
    body = HUB.encode()
    chunked = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (50, body[:50], len(body) - 50, body[50:])
    answers = [
        response("https://a.org.uk/scr", gzip.compress(body), more="Content-Encoding: gzip\r\n"),
        response("https://b.org.uk/scr", zlib.compress(body)[2:-4], more="Content-Encoding: deflate\r\n"),
        response("https://c.org.uk/scr", chunked, more="Transfer-Encoding: chunked\r\n"),
        response("https://d.org.uk/scr", body, more="Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n"),
        response("https://e.org.uk/scr", b"\x1f\x8b broken", more="Content-Encoding: gzip\r\n"),
        response("https://f.org.uk/scr", HUB.encode("utf-16"), kind="text/html; charset=utf-16"),
    ]
    (tmp_path / "one.warc.gz").write_bytes(gzipped(*answers))
    found = found_by(tmp_path, tmp_path / "state").hosts
    assert [one.host[0] for one in found.ranked(0.5)] == ["a", "b", "c", "d", "f"]
    assert found.counts["trouble: body"] == 1


def test_declared_hosts_are_told_apart(archive: Path, tmp_path: Path) -> None:
    ranked = found_by(archive, tmp_path / "state", {"northmoor.example": "northmoor"}).hosts.ranked(0.5)
    assert [one.source for one in ranked] == ["northmoor", None]


def test_what_is_done_is_not_done_again(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "two.warc.gz"
    other.write_bytes(gzipped(response("https://eastmoor.example/serious-case-reviews", HUB)))
    once = found_by(tmp_path, tmp_path / "a")
    done: list[str] = []

    def killed(unit: Unit) -> UnitFindings:
        if done:
            raise KeyboardInterrupt
        done.append(unit.archive)
        return search_unit(unit)

    monkeypatch.setattr("harvester.discover.search.search_unit", killed)
    with pytest.raises(KeyboardInterrupt):
        found_by(tmp_path, tmp_path / "b")
    monkeypatch.undo()
    again = found_by(tmp_path, tmp_path / "b")
    assert again.kept == 1
    assert [one.to_json() for one in again.hosts.ranked()] == [one.to_json() for one in once.hosts.ranked()]
    assert again.hosts.counts == once.hosts.counts


def test_a_changed_file_is_searched_again(archive: Path, tmp_path: Path) -> None:
    found_by(archive, tmp_path / "state")
    archive.write_bytes(gzipped(*some()[2:4]))
    again = found_by(archive, tmp_path / "state")
    assert again.kept == 0
    assert not again.hosts.ranked(0.5)


def test_a_torn_note_is_no_note(archive: Path, tmp_path: Path) -> None:
    found_by(archive, tmp_path / "state")
    note = next((tmp_path / "state" / "units").iterdir())
    note.write_text(note.read_text()[:50])
    assert found_by(archive, tmp_path / "state").kept == 0


def test_files_by_pattern_and_folder(archive: Path, tmp_path: Path) -> None:
    for name in (str(archive), str(tmp_path), str(tmp_path / "*.gz"), str(tmp_path / "**" / "*.warc.gz")):
        assert [unit.archive for unit in units_of([name, name])] == [str(archive)]
    with pytest.raises(UsageError, match="no such file"):
        units_of([str(tmp_path / "none*.warc")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no WARC file in this folder"):
        units_of([str(tmp_path / "empty")])


def test_the_command_lists_tells_and_proposes(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, drafts = str(tmp_path / "data"), tmp_path / "drafts"
    asked = ["--data", data, "discover", str(archive), "--no-read", "--sources", str(SOURCES)]
    assert run([*asked, "--json", "--propose", str(drafts)]) == 0
    out = capsys.readouterr()
    rows = [json.loads(line) for line in out.out.splitlines()]
    assert [row["host"] for row in rows] == ["northmoor.example", "dyffryn.example"]
    assert rows[0]["hubs"][0]["url"] == "https://www.northmoor.example/learning/serious-case-reviews/"
    assert "9 records, 5 pages" in out.err
    assert run(["sources", "check", *map(str, sorted(drafts.glob("*.yaml")))]) == 0
    text = (drafts / "northmoor-example.yaml").read_text()
    assert "status: paused" in text
    assert "Northmoor Safeguarding Children Board" in text
    capsys.readouterr()
    assert run(asked) == 0
    assert "(1 done before)" in capsys.readouterr().err


def test_a_file_of_which_nothing_can_be_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.warc").write_bytes(b"PK\x03\x04")
    asked = ["discover", str(tmp_path / "bad.warc"), "--sources", str(SOURCES)]
    assert run(["--data", str(tmp_path / "data"), *asked]) == 3
    assert "not one record could be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "place", ["user:word@board.example", "bo\u2028ard.example", "board.example:8080", "[::1]"]
)
def test_a_draft_of_any_address_can_be_accepted(tmp_path: Path, place: str) -> None:
    url = f"http://{place}/reviews"
    page = FoundPage(url=url, at="2020-01-01", offset=0, kind="hub", score=0.9, title="Reviews", listed=3)
    hosts = Hosts({})
    hosts.add(UnitFindings(archive="x", pages=[page]))
    written = write(drafts(hosts.ranked(), [], []), tmp_path)
    assert len(written) == len(hosts.hosts) == ("\u2028" not in place)
