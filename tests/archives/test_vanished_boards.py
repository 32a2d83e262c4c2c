"""A closed board is harvested from web archives: a real pywb, the Wayback dialect, WARC files at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.archives.vanished import BOARD, HELD, HOST, SHOTS, SUCCESSOR, declare, pdf, write_warc
from tests.run.farm import ask, end_state, files_sound, report, run

UNLINKED = ("child-dogwood-serious-case-review.pdf", "ovr123.pdf")
OPTIONS = ("--allow-host", "127.0.0.0/8", "--delay", "0")


def crawl(data: Path, sources: Path, *more: object) -> Any:
    return run("--data", data, "crawl", "--sources", sources, *OPTIONS, *more)


def held(data: Path) -> dict[str, str]:
    """When the captures of which we hold the bytes were made."""
    rows = ask(data, "SELECT d.url, c.captured FROM captures c JOIN documents d ON d.id = c.document_id")
    return {url.rsplit("/", 1)[-1]: captured for url, captured in rows}


def check_harvest(data: Path, archive: str) -> None:
    assert held(data) == HELD
    assert {row[0] for row in ask(data, "SELECT DISTINCT archive FROM captures")} == {archive}
    urls = ask(data, "SELECT url, page_url, fetch_outcome FROM documents")
    assert all(f"//{HOST}/" in url for url, _, _ in urls)
    assert {url.rsplit("/", 1)[-1]: end for url, _, end in urls if end != "ok"} == {
        "family-cedar-overview-report.pdf": "truncated"
    }
    birch = "SELECT id FROM documents WHERE url LIKE '%child-birch%'"
    texts = ask(data, f"SELECT text FROM pages WHERE document_id = ({birch})")
    assert any("(revised)" in text for (text,) in texts)
    assert not ask(data, f"SELECT 1 FROM page_visit WHERE url LIKE '%{SUCCESSOR}%'")
    assert not ask(data, "SELECT 1 FROM fetch WHERE url LIKE '%newsletter%'")
    assert files_sound(data)


@pytest.fixture(scope="module")
def harvest(pywb: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Any]:
    folder = tmp_path_factory.mktemp("vanished")
    sources = declare(folder / "sources", f"[{{cdx: '{pywb.cdx}', name: Moor Web Archive}}]")
    done = crawl(folder / "data", sources, "oldmoor")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "data", sources, done


def test_a_closed_board_is_harvested_from_pywb(harvest: tuple[Path, Path, Any]) -> None:
    data, _, done = harvest
    check_harvest(data, "Moor Web Archive")
    assert "oldmoor" in done.stdout


def test_a_replay_of_what_was_recorded_comes_to_the_same_end(
    harvest: tuple[Path, Path, Any], tmp_path: Path
) -> None:
    data, sources, _ = harvest
    done = crawl(tmp_path / "data", sources, "oldmoor", "--replay", data / "warc" / "1" / "oldmoor.warc.gz")
    assert done.returncode == 0, done.stdout + done.stderr
    check_harvest(tmp_path / "data", "Moor Web Archive")
    assert end_state(tmp_path / "data") == end_state(data)


def test_a_second_run_changes_nothing_but_its_times(harvest: tuple[Path, Path, Any]) -> None:
    data, sources, _ = harvest
    before = end_state(data)
    assert crawl(data, sources, "--archived").returncode == 0
    assert end_state(data) == before
    assert ask(data, "SELECT documents_new, documents_lost FROM run_sources WHERE run_id = 2") == [(0, 0)]


def test_show_says_where_the_bytes_came_from(harvest: tuple[Path, Path, Any]) -> None:
    data, _, _ = harvest
    ((name,),) = ask(data, "SELECT id FROM documents WHERE url LIKE '%child-alder%'")
    told = run("--data", data, "show", name).stdout
    assert "from the web archive Moor Web Archive, captured 2016-03-02T12:00:00Z" in " ".join(told.split())
    record = json.loads(run("--data", data, "show", name, "--json").stdout)
    assert [one["captured"] for one in record["captures"]] == ["2016-03-02T12:00:00Z"]


def test_a_file_that_no_page_links_to_is_found_in_the_list_of_captures(
    harvest: tuple[Path, Path, Any],
) -> None:
    data, _, _ = harvest
    ((page_url,),) = ask(data, "SELECT page_url FROM documents WHERE url LIKE '%dogwood%'")
    assert page_url.startswith("http://127.0.0.1:")
    assert "/board/cdx?url=www.oldmoor-lscb.example&matchType=host" in page_url


def test_a_plain_crawl_leaves_closed_boards_out(tmp_path: Path) -> None:
    sources = declare(tmp_path / "sources", "[{cdx: 'http://127.0.0.1:1/board/cdx'}]")
    done = crawl(tmp_path / "data", sources)
    assert done.returncode == 6, done.stdout + done.stderr


def test_an_archive_that_cannot_be_reached_is_a_failure(tmp_path: Path) -> None:
    sources = declare(tmp_path / "sources", "[{cdx: 'http://127.0.0.1:1/board/cdx'}]")
    done = crawl(tmp_path / "data", sources, "--archived")
    assert done.returncode == 3, done.stdout + done.stderr
    ((outcome, message),) = ask(tmp_path / "data", "SELECT outcome, message FROM run_sources")
    assert outcome == "failed"
    ((told,),) = ask(tmp_path / "data", "SELECT DISTINCT message FROM page_visit")
    assert told.startswith("the web archive failed: 127.0.0.1:1: "), (told, message)


def test_an_archive_that_holds_nothing_is_no_failure(pywb: Any, tmp_path: Path) -> None:
    archives = f"[{{cdx: '{pywb.cdx}', hosts: [www.elsewhere.example]}}]"
    sources = declare(tmp_path / "sources", archives, homepage="http://www.elsewhere.example/", start="[]")
    done = crawl(tmp_path / "data", sources, "oldmoor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert ask(tmp_path / "data", "SELECT outcome FROM run_sources") == [("empty",)]
    assert ask(tmp_path / "data", "SELECT DISTINCT outcome FROM page_visit") == [("gone",)]


def test_the_host_that_is_reached_is_the_archives(tmp_path: Path) -> None:
    sources = declare(tmp_path / "sources", "[{cdx: 'https://archive.example/cdx/search/cdx'}]")
    done = run("--data", tmp_path / "data", "crawl", "oldmoor", "--sources", sources)
    assert done.returncode == 4
    assert "HARVESTER_CONTACT" in done.stderr


def test_the_wayback_dialect_is_spoken(wayback: Any, tmp_path: Path) -> None:
    sources = declare(tmp_path / "sources", f"[{{cdx: '{wayback.cdx}', name: Stub}}]")
    done = crawl(tmp_path / "data", sources, "oldmoor")
    assert done.returncode == 0, done.stdout + done.stderr
    check_harvest(tmp_path / "data", "Stub")
    lists = [path for path in wayback.archive.asked if path.startswith("/cdx/")]
    assert len(lists) == -(-len(SHOTS) // wayback.archive.page_size)  # one list, in parts
    replays = [path for path in wayback.archive.asked if path.startswith("/web/")]
    assert len(replays) == len(set(replays)) + 2 <= 30  # the two cut bodies are asked for twice
    assert wayback.archive.asked[0] == "/robots.txt"


def test_banners_and_rewritten_links_are_no_content(wayback: Any, tmp_path: Path) -> None:
    wayback.archive.raw = False
    sources = declare(tmp_path / "sources", f"[{{cdx: '{wayback.cdx}', name: Stub}}]")
    done = crawl(tmp_path / "data", sources, "oldmoor")
    assert done.returncode == 0, done.stdout + done.stderr
    check_harvest(tmp_path / "data", "Stub")
    assert not ask(tmp_path / "data", "SELECT 1 FROM sighting WHERE url LIKE '%banner.example%'")


def test_an_index_that_knows_no_hosts_is_asked_for_each_address(wayback: Any, tmp_path: Path) -> None:
    wayback.archive.lists_hosts = False
    sources = declare(tmp_path / "sources", f"[{{cdx: '{wayback.cdx}', name: Stub}}]")
    done = crawl(tmp_path / "data", sources, "oldmoor")
    assert done.returncode == 0, done.stdout + done.stderr
    linked = {name: at for name, at in HELD.items() if name not in UNLINKED}
    assert held(tmp_path / "data") == linked


def test_a_live_board_has_its_former_domain_from_an_archive(pywb: Any, tmp_path: Path, birch: Any) -> None:
    birch.declare(tmp_path / "sources")
    path = tmp_path / "sources" / "birch.yaml"
    more = f"archives: [{{cdx: '{pywb.cdx}', hosts: [{HOST}]}}]\n"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    done = crawl(tmp_path / "data", tmp_path / "sources")
    assert done.returncode == 0, done.stdout + done.stderr
    assert held(tmp_path / "data") == HELD
    rows = ask(tmp_path / "data", "SELECT count(*) FROM documents WHERE url LIKE 'http://127.0.0.%'")
    assert rows == [(2,)]


def test_a_closed_board_without_a_homepage(pywb: Any, tmp_path: Path) -> None:
    archives = f"[{{cdx: '{pywb.cdx}', hosts: [{HOST}], name: Moor}}]"
    sources = declare(tmp_path / "sources", archives, homepage='""', start="[]")
    done = crawl(tmp_path / "data", sources, "--archived")
    assert done.returncode == 0, done.stdout + done.stderr
    check_harvest(tmp_path / "data", "Moor")


def test_one_document_of_a_closed_board_is_added_by_hand(pywb: Any, tmp_path: Path) -> None:
    sources = declare(tmp_path / "sources", f"[{{cdx: '{pywb.cdx}'}}]")
    url = f"http://{HOST}/files/child-alder-overview-report.pdf"
    words = ("add", url, "--source", "oldmoor", "--who", "jo", "--why", "asked for", "--sources", sources)
    done = run("--data", tmp_path / "data", *words, "--allow-host", "127.0.0.0/8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert held(tmp_path / "data") == {"child-alder-overview-report.pdf": "2016-03-02T12:00:00Z"}


def test_robots_of_the_archive_are_kept(wayback: Any, tmp_path: Path) -> None:
    wayback.archive.robots = b"User-agent: *\nDisallow: /web/\n"
    sources = declare(tmp_path / "sources", f"[{{cdx: '{wayback.cdx}'}}]")
    done = crawl(tmp_path / "data", sources, "oldmoor")
    assert done.returncode == 3
    assert ask(tmp_path / "data", "SELECT outcome FROM run_sources") == [("blocked",)]
    assert not [path for path in wayback.archive.asked if path.startswith("/web/")]


def test_warc_files_at_hand_need_no_network_and_no_contact(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_warc(data / "archives" / "oldmoor.warc.gz")
    sources = declare(tmp_path / "sources", "[{warc: oldmoor.warc.gz}]")
    done = run("--data", data, "crawl", "--archived", "--sources", sources)
    assert done.returncode == 0, done.stdout + done.stderr
    check_harvest(data, "oldmoor.warc.gz")
    # What it answered was recorded with its time, so that the harvest can be repeated without the file.
    (data / "archives" / "oldmoor.warc.gz").unlink()
    again = crawl(tmp_path / "again", sources, "oldmoor", "--replay", data / "warc" / "1" / "oldmoor.warc.gz")
    assert again.returncode == 0, again.stdout + again.stderr
    linked = {name: at for name, at in HELD.items() if name not in UNLINKED}
    assert held(tmp_path / "again") == linked


def test_a_warc_file_that_is_missing_is_a_failure(tmp_path: Path) -> None:
    sources = declare(tmp_path / "sources", "[{warc: nowhere.warc.gz}]")
    done = crawl(tmp_path / "data", sources, "oldmoor")
    assert done.returncode == 3
    assert ask(tmp_path / "data", "SELECT outcome FROM run_sources") == [("failed",)]


def test_the_newest_good_capture_of_several_archives_counts(wayback: Any, tmp_path: Path) -> None:
    data = tmp_path / "data"
    newer = pdf("/files/child-alder-overview-report.pdf", "20190101000000", report("Aster", BOARD))
    write_warc(data / "archives" / "newer.warc.gz", (newer,))
    sources = declare(tmp_path / "sources", f"[{{cdx: '{wayback.cdx}'}}, {{warc: newer.warc.gz}}]")
    done = crawl(data, sources, "oldmoor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert held(data)["child-alder-overview-report.pdf"] == "2019-01-01T00:00:00Z"
