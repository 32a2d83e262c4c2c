"""Recording, asking conditionally and replaying on a real engine."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

from harvester.fixity.archives import check_archive
from harvester.store import LocalStore
from harvester.warc import scan
from tests.test_warc import members, page, response
from tests.web.ground import Asked, Ground, answer, probe, raw

PDF = b"%PDF-1.4 report\n%%EOF\n"
PAGE = b"<html>page</html>"


def validating(body: bytes, **headers: str):  # type: ignore[no-untyped-def]
    async def handler(asked: Asked, writer):  # type: ignore[no-untyped-def]
        known = {
            "ETag": '"v1"',
            "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT",
            "Cache-Control": "no-store",
        }
        if asked.headers.get("if-none-match") == '"v1"':
            await answer(b"", "304 Not Modified", Content_Length="", **known)(asked, writer)
        else:
            await answer(body, **known, **headers)(asked, writer)

    return handler


def records(data: Path, run: int) -> list[tuple[str, str, int]]:
    (path,) = (data / "warc" / str(run)).iterdir()
    return [
        (one.type, one.url.rpartition("/")[2], one.status)
        for one in scan(path)
        if one.type not in ("request", "warcinfo")
    ]


def test_the_second_night_asks_only_for_what_has_changed(tmp_path: Path) -> None:
    with Ground() as ground:
        ground.routes |= {
            "/page": validating(gzip.compress(PAGE), Content_Encoding="gzip"),
            "/q.pdf": validating(PDF, Content_Type="application/pdf"),
            "/plain": answer(PAGE, Cache_Control="max-age=999999"),
            "/old": answer(b"", "301 Moved Permanently", Location="/page"),
        }
        asked = [ground.url(path) for path in ("/page", "/q.pdf", "/plain")]
        first = probe(tmp_path, [*asked, ground.url("/old")], settings={"ROBOTSTXT_OBEY": False})
        assert {result["outcome"] for result in first.results} == {"ok"}
        assert records(tmp_path, 1).count(("revisit", "q.pdf", 200)) == 1
        assert ("response", "old", 301) in records(tmp_path, 1)
        (kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        assert kept.read_bytes() == PDF

        before = len(ground.asked)
        second = probe(tmp_path, asked, run_id=2, settings={"ROBOTSTXT_OBEY": False})
        assert [second.outcome(url) for url in asked] == ["not_modified", "not_modified", "ok"]
        for url in asked:
            assert second[url]["sha256"] == first[url]["sha256"]
            assert second[url]["status"] == 200
        assert {one.headers.get("if-modified-since") for one in ground.asked[before:]} == {
            "Mon, 02 Mar 2026 10:00:00 GMT",
            None,
        }
        assert sorted(records(tmp_path, 2)) == [
            ("response", "plain", 200),
            ("revisit", "page", 304),
            ("revisit", "q.pdf", 304),
        ]

        # A failure is a failure: nothing is answered from what we hold.
        ground.routes["/page"] = answer(b"", "500 Internal Server Error")
        ground.routes["/q.pdf"] = raw(b"")
        third = probe(tmp_path, asked[:2], run_id=3, settings={"ROBOTSTXT_OBEY": False, "RETRY_TIMES": 0})
        assert [third.outcome(url) for url in asked[:2]] == ["server_error", "unreachable"]

        # What we no longer hold is asked for without validators.
        ground.routes["/q.pdf"] = validating(PDF, Content_Type="application/pdf")
        kept.unlink()
        fourth = probe(tmp_path, asked[1:2], run_id=4, settings={"ROBOTSTXT_OBEY": False})
        assert fourth.outcome(asked[1]) == "ok"
        assert kept.read_bytes() == PDF

    # All nights can be replayed without the server, the 304s of the second too.
    for replay in (
        [tmp_path / "warc" / "1"],
        [tmp_path / "warc" / "2"],
        [tmp_path / "warc" / "1", tmp_path / "warc" / "2"],
    ):
        seen = probe(tmp_path / "replayed", asked, replay=[str(path) for path in replay])
        for url in asked:
            assert (seen.outcome(url), seen[url]["sha256"]) == ("ok", first[url]["sha256"])


def test_a_page_that_came_again_is_kept_once_and_any_night_can_be_replayed(
    tmp_path: Path,
) -> None:
    """A site without validators sends its pages every night; a year of them must not fill the disk."""
    first, second = (b"<html><p>" + word * 400 + b"</p></html>" for word in (b"one ", b"two "))
    with Ground() as ground:
        url = ground.url("/long")
        for run, body in enumerate([first, first, second, second, first], start=1):
            ground.routes["/long"] = answer(body)
            seen = probe(tmp_path, [url], run_id=run, settings={"ROBOTSTXT_OBEY": False})
            assert (seen.outcome(url), seen[url]["text"][:13]) == ("ok", body[:13].decode())
            if run == 3:
                (tmp_path / "warc" / "index.db").unlink()
    kinds = [records(tmp_path, run)[0][0] for run in range(1, 6)]
    assert kinds == ["response", "revisit", "response", "revisit", "response"]
    for run, word in ((2, "one"), (4, "two")):
        replayed = probe(tmp_path / "replayed", [url], replay=[str(tmp_path / "warc" / str(run))])
        assert (replayed.outcome(url), replayed[url]["text"][9:12]) == ("ok", word)
    archives = [tmp_path / "warc" / str(run) / "probe-0.warc.gz" for run in range(1, 6)]
    assert [check_archive(path, LocalStore(tmp_path / "files"), ours=True) for path in archives] == [[]] * 5


def test_a_304_that_was_not_asked_for_is_no_answer(tmp_path: Path) -> None:
    with Ground() as ground:
        ground.routes["/page"] = answer(b"", "304 Not Modified", Content_Length="")
        seen = probe(tmp_path, [ground.url("/page")], settings={"ROBOTSTXT_OBEY": False})
        assert seen.outcome(ground.url("/page")) == "server_error"


def test_a_replay_touches_no_network_and_answers_what_it_lacks_with_404(tmp_path: Path) -> None:
    site = "https://www.northmoor.example"
    moved = b"HTTP/1.1 301 Moved Permanently\r\nLocation: /reviews\r\n\r\n"
    packed = page(gzip.compress(PAGE), "Content-Encoding: gzip")
    undone = page(PAGE, "Content-Encoding: br")
    bomb = page(gzip.compress(b"<html>" + b" " * (6 * 2**20)), "Content-Encoding: gzip")
    robots = b"HTTP/2 200\r\ncontent-type: text/plain\r\n\r\nUser-agent: *\nDisallow: /no\nCrawl-delay: 30\n"
    warc = tmp_path / "other.warc.gz"
    warc.write_bytes(
        members(
            response(f"{site}/old", moved),
            response(f"{site}/reviews", packed),
            response(f"{site}/undone", undone),
            response(f"{site}/bomb", bomb),
            response(f"{site}/cut", page(b"<p>half"), WARC_Truncated="length"),
            response(f"{site}/failing", b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 60\r\n\r\n"),
            response("http://robots.example/robots.txt", robots),
            response("http://robots.example/no", page(PAGE)),
            response("http://127.0.0.1:9/loop", page(PAGE)),
        )
    )
    asked = {
        f"{site}/old": "ok",
        f"{site}/reviews": "ok",
        f"{site}/undone": "ok",
        f"{site}/bomb": "too_large",
        f"{site}/cut": "truncated",
        f"{site}/failing": "server_error",
        f"{site}/missing": "gone",
        "http://robots.example/no": "robots_denied",
        "http://robots.example/also-missing": "gone",
        "http://127.0.0.1:9/loop": "ok",
        "http://169.254.169.254/": "gone",
    }
    started = time.monotonic()
    seen = probe(tmp_path / "data", list(asked), replay=[str(warc)], delay=2.0, allow_hosts=[])
    assert {url: seen.outcome(url) for url in asked} == asked
    assert time.monotonic() - started < 15
    assert {seen[f"{site}/{path}"]["text"] for path in ("old", "reviews", "undone")} == {PAGE.decode()}
    assert seen[f"{site}/old"]["url"] == f"{site}/reviews"
    assert "not_in_archive" in seen[f"{site}/missing"]["flags"]
    assert "no capture" in seen[f"{site}/missing"]["message"]
    assert not (tmp_path / "data" / "files").exists()
    assert [path.name for path in (tmp_path / "data" / "warc").iterdir()] == ["replay.db"]


def test_a_killed_crawl_leaves_what_it_recorded(tmp_path: Path) -> None:
    import json
    import subprocess
    import sys

    from harvester.warc_index import tidy
    from tests.web.ground import PROBE

    with Ground() as ground:
        ground.routes |= {"/a": answer(PAGE), "/hang": raw(hold=30)}
        options = {"data": str(tmp_path), "delay": 0.0, "run_id": 1, "allow_hosts": ["127.0.0.0/8"]}
        job = {"groups": [[ground.url("/a"), ground.url("/hang")]], "options": options, "settings": {}}
        process = subprocess.Popen(
            [sys.executable, str(PROBE)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(job).encode())
        process.stdin.close()
        deadline = time.monotonic() + 20
        while "/hang" not in ground.paths() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.2)
        process.kill()
        process.wait()
    assert [path.suffix for path in (tmp_path / "warc" / "1").iterdir()] == [".open"]
    (note,) = tidy(tmp_path / "warc")
    assert "finished after a crash" in note
    assert ("response", "a", 200) in records(tmp_path, 1)


def test_a_full_disk_stops_the_crawl_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with Ground() as ground:
        for number in range(6):
            ground.routes[f"/{number}.pdf"] = answer(PDF + b"%d" % number, Content_Type="application/pdf")
        asked = [ground.url(f"/{number}.pdf") for number in range(6)]
        seen = probe(tmp_path, asked, delay=0.05)
        assert "cannot write" in seen.stats["harvester/fatal"]
        assert "limit" in {result["outcome"] for result in seen.results}
        assert len(ground.asked) < 6
        assert seen.stats["finish_reason"] == "disk"


def test_a_stopped_crawl_ends_soon_and_finishes_its_archive(tmp_path: Path) -> None:
    import json
    import signal
    import subprocess
    import sys

    from tests.web.ground import PROBE

    with Ground() as ground:
        ground.routes |= {"/a": answer(PAGE), "/hang": raw(hold=60)}
        options = {"data": str(tmp_path), "delay": 30.0, "run_id": 1, "allow_hosts": ["127.0.0.0/8"]}
        urls = [[ground.url("/a")], [ground.url("/hang")]]
        job = {"groups": urls, "options": options, "settings": {"ROBOTSTXT_OBEY": False}}
        process = subprocess.Popen(
            [sys.executable, str(PROBE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(job).encode())
        process.stdin.close()
        process.stdin = None
        deadline = time.monotonic() + 20
        while "/a" not in ground.paths() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=25)
        assert time.monotonic() - started < 15
    report = json.loads(output.splitlines()[-1])
    outcomes = {result["asked"].rpartition("/")[2]: result["outcome"] for result in report["results"]}
    assert outcomes == {"a": "ok", "hang": "limit"}
    assert [path.name for path in (tmp_path / "warc" / "1").iterdir()] == ["probe-0.warc.gz"]
