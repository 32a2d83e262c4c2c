from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvester.errors import ArchiveError, DiskError
from harvester.warc import DamagedArchiveError, normal_digest, normal_time, read_at, scan
from harvester.warc_index import ArchiveIndex, exact_key, loose_key, tidy
from harvester.warc_replay import Replay, prepare_replay
from harvester.warc_writer import Exchange, WarcWriter

URL = "https://www.northmoor.example/reviews/child-q.pdf"


def record(kind: str, fields: dict[str, str], block: bytes, version: str = "WARC/1.1") -> bytes:
    """One record, written by hand as another tool might."""
    lines = [version, f"WARC-Type: {kind}", "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    head = "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""]).encode()
    return head + block + b"\r\n\r\n"


def response(url: str, http: bytes, at: str = "2026-03-01T10:00:00Z", **fields: str) -> bytes:
    extra = {name.replace("_", "-"): value for name, value in fields.items()}
    known = {"WARC-Target-URI": url, "WARC-Date": at, "Content-Type": "application/http; msgtype=response"}
    return record("response", {**known, **extra}, http)


def revisit(url: str, http: bytes, at: str, **fields: str) -> bytes:
    extra = {name.replace("_", "-"): value for name, value in fields.items()}
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    known = {"WARC-Target-URI": url, "WARC-Date": at, "WARC-Profile": profile}
    return record("revisit", {**known, **extra}, http)


def page(text: bytes, *headers: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    lines = [status, "Content-Type: text/html", f"Content-Length: {len(text)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + text


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def replaying(tmp_path: Path, *contents: bytes, suffix: str = ".warc.gz") -> Replay:
    paths = []
    for number, content in enumerate(contents):
        path = tmp_path / f"given-{number}{suffix}"
        path.write_bytes(content)
        paths.append(path)
    return Replay(tmp_path / "data", paths)


# ---------------------------------------------------------------- shapes of other tools


def test_a_plain_and_a_compressed_archive_answer_alike(tmp_path: Path) -> None:
    one = response(URL, page(b"<p>one"))
    two = response(URL + "?b=2&a=1", page(b"<p>two"))
    for content, suffix in ((one + two, ".warc"), (members(one, two), ".warc.gz")):
        replay = replaying(tmp_path, content, suffix=suffix)
        answer = replay.answer(URL)
        assert answer is not None
        assert (answer.status, answer.body) == (200, b"<p>one")
        assert answer.at == "2026-03-01T10:00:00.000000Z"
        again = replay.answer(URL + "?a=1&b=2#part")
        assert again is not None
        assert again.body == b"<p>two"
        assert replay.answer(URL + "?a=1") is None
        replay.close()


def test_chunked_bodies_are_put_together_whether_or_not_the_tool_has_done_it(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
    chunked = response("http://a.example/c", head + b"4\r\n<p>o\r\n2\r\nne\r\n0\r\n\r\n")
    undone = response("http://a.example/u", head + b"<p>one")
    replay = replaying(tmp_path, members(chunked, undone))
    for path in ("c", "u"):
        answer = replay.answer(f"http://a.example/{path}")
        assert answer is not None
        assert answer.body == b"<p>one"
        assert "transfer-encoding" not in {name.lower() for name, _ in answer.headers}
    replay.close()


@pytest.mark.parametrize(
    "line", ["HTTP/2 200", "HTTP/2.0 200 OK", "HTTP/1.0 200", "HTTP/3 200 ", "HTTP/1.1 200 OK"]
)
def test_status_lines_of_any_protocol_are_read(tmp_path: Path, line: str) -> None:
    http = f'{line}\r\ncontent-type: text/html\r\netag: W/"x"\r\n\r\n<p>two'.encode()
    path = tmp_path / "h2.warc.gz"
    path.write_bytes(members(response(URL, http)))
    (entry,) = scan(path)
    assert (entry.status, entry.media_type, entry.etag) == (200, "text/html", 'W/"x"')
    assert read_at(path, entry.offset).body == b"<p>two"


def test_the_newest_capture_wins_across_files_and_whatever_the_order(tmp_path: Path) -> None:
    old = response(URL, page(b"old"), at="2024-01-01T00:00:00Z")
    new = response(URL, page(b"new"), at="2026-01-01T00:00:00.123456Z")
    mid = response(URL, page(b"mid"), at="2025-01-01T00:00:00Z")
    for contents in ((members(new, old), members(mid)), (members(mid), members(old, new))):
        replay = replaying(tmp_path, *contents)
        answer = replay.answer(URL)
        assert answer is not None
        assert answer.body == b"new"
        replay.close()


def test_http_and_www_twins_answer_only_where_the_exact_address_does_not(tmp_path: Path) -> None:
    exact = response("https://northmoor.example/a", page(b"exact"), at="2020-01-01T00:00:00Z")
    twin = response("http://www.northmoor.example/a", page(b"twin"), at="2026-01-01T00:00:00Z")
    only = response("http://www.northmoor.example/b", page(b"only"))
    replay = replaying(tmp_path, members(exact, twin, only))
    bodies = {
        url: answer.body if (answer := replay.answer(url)) else None
        for url in ("https://northmoor.example/a", "http://www.northmoor.example/a", "https://northmoor.example/b",
                    "https://northmoor.example/B", "https://northmoor.example:8443/b")
    }  # fmt: skip
    assert list(bodies.values()) == [b"exact", b"twin", b"only", None, None]
    replay.close()


def test_a_redirect_from_http_to_https_is_not_its_own_target(tmp_path: Path) -> None:
    there = b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://northmoor.example/\r\n\r\n"
    replay = replaying(tmp_path, members(response("http://northmoor.example/", there)))
    answer = replay.answer("http://northmoor.example/")
    assert answer is not None
    assert answer.status == 301
    assert replay.answer("https://northmoor.example/") is None
    replay.close()


def test_revisits_are_resolved_by_address_and_date_or_by_digest(tmp_path: Path) -> None:
    body = page(b"%PDF-1.4 %%EOF")
    sha1 = "sha1:" + hashlib.sha1(b"%PDF-1.4 %%EOF").hexdigest()
    first = response(URL, body, at="2026-01-01T00:00:00Z", WARC_Payload_Digest=sha1)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nX-Night: two\r\n\r\n"
    by_date = revisit("http://b.example/q", head, "2026-02-01T00:00:00Z", WARC_Refers_To_Target_URI=URL,
                      WARC_Refers_To_Date="2026-01-01T00:00:00Z")  # fmt: skip
    by_digest = revisit("http://c.example/q", b"", "2026-02-01T00:00:00Z", WARC_Payload_Digest=sha1)
    lost = revisit("http://d.example/q", head, "2026-02-01T00:00:00Z", WARC_Payload_Digest="sha1:" + "0" * 40)
    older = response("http://d.example/q", page(b"older"), at="2025-01-01T00:00:00Z")
    replay = replaying(tmp_path, members(by_date, by_digest, lost), members(older, first))
    dated, digested, fallen = (replay.answer(f"http://{host}.example/q") for host in "bcd")
    assert dated is not None
    assert dated.body == b"%PDF-1.4 %%EOF"
    assert ("X-Night", "two") in dated.headers
    assert digested is not None
    assert digested.body == b"%PDF-1.4 %%EOF"
    assert fallen is not None
    assert fallen.body == b"older"
    replay.close()


def test_bytes_that_came_twice_alike_are_whole_though_the_first_coming_was_doubted(tmp_path: Path) -> None:
    sha1 = "sha1:" + hashlib.sha1(b"%PDF-1.4 no mark").hexdigest()
    doubted = response(URL, page(b"%PDF-1.4 no mark"), WARC_Payload_Digest=sha1, WARC_Truncated="unspecified")
    again = revisit(URL, b"", "2026-03-01T10:00:01Z", WARC_Payload_Digest=sha1)
    replay = replaying(tmp_path, members(doubted, again))
    answer = replay.answer(URL)
    assert answer is not None
    assert (answer.body, answer.truncated) == (b"%PDF-1.4 no mark", False)
    replay.close()
    alone = replaying(tmp_path, members(doubted)).answer(URL)
    assert alone is not None
    assert alone.truncated


def test_a_304_written_as_a_response_stands_for_the_page_before_it(tmp_path: Path) -> None:
    first = response(URL, page(b"<p>page"), at="2026-01-01T00:00:00Z")
    later = response(URL, b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", at="2026-02-01T00:00:00Z")
    replay = replaying(tmp_path, members(first, later))
    answer = replay.answer(URL)
    assert answer is not None
    assert (answer.status, answer.body) == (200, b"<p>page")
    replay.close()


def test_resources_answer_and_other_records_do_not(tmp_path: Path) -> None:
    fields = {"WARC-Target-URI": URL, "WARC-Date": "2026-01-01T00:00:00Z", "Content-Type": "application/pdf"}
    urn = {**fields, "WARC-Target-URI": "urn:thumbnail:x"}
    asked = record(
        "request", {**fields, "Content-Type": "application/http; msgtype=request"}, b"GET / HTTP/1.1\r\n\r\n"
    )
    info = record("warcinfo", {"Content-Type": "application/warc-fields"}, b"software: another\r\n")
    metadata = record("metadata", {**fields, "WARC-Target-URI": "http://a.example/m"}, b"x: y")
    replay = replaying(
        tmp_path,
        members(
            info, asked, record("resource", fields, b"%PDF-1.4"), record("resource", urn, b"x"), metadata
        ),
    )
    answer = replay.answer(URL)
    assert answer is not None
    assert (answer.status, answer.body, dict(answer.headers)) == (
        200,
        b"%PDF-1.4",
        {"Content-Type": "application/pdf"},
    )
    assert replay.answer("http://a.example/m") is None
    replay.close()


def test_a_range_counts_only_when_it_is_the_whole(tmp_path: Path) -> None:
    whole = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/4\r\n\r\n%PDF"
    part = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/9\r\n\r\n%PDF"
    replay = replaying(tmp_path, members(response(URL, whole), response(URL + "x", part)))
    answer = replay.answer(URL)
    assert answer is not None
    assert answer.status == 200
    assert replay.answer(URL + "x") is None
    replay.close()


def test_what_warcio_writes_is_read(tmp_path: Path) -> None:
    for version in ("1.0", "1.1"):
        path = tmp_path / f"warcio-{version}.warc.gz"
        with path.open("wb") as stream:
            writer = WARCWriter(stream, gzip=True, warc_version=version)
            http = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html"), ("ETag", '"a"')], protocol="HTTP/1.0"
            )
            one = writer.create_warc_record(URL, "response", payload=io.BytesIO(b"<p>one"), http_headers=http)
            writer.write_record(one)
            digest = one.rec_headers.get_header("WARC-Payload-Digest")
            at = one.rec_headers.get_header("WARC-Date")
            again = writer.create_revisit_record(URL + "2", digest, URL, at, http_headers=http)
            writer.write_record(again)
        replay = Replay(tmp_path / "data", [path])
        for url in (URL, URL + "2"):
            answer = replay.answer(url)
            assert answer is not None
            assert answer.body == b"<p>one"
        replay.close()


class _Site(BaseHTTPRequestHandler):
    """A little site for wget: a redirect, a chunked gzip page, a PDF."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/old":
            self.send_response(301)
            self.send_header("Location", "/page")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/page":
            body = gzip.compress(b"<html><a href='/q.pdf'>Child Q</a></html>", mtime=0)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(body), 10):
                chunk = body[start : start + 10]
                self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
        else:
            body = b"%PDF-1.4 report %%EOF" if self.path == "/q.pdf" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "application/pdf" if body else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.needs_program("wget")
@pytest.mark.parametrize("compression", ["--no-warc-compression", "--warc-cdx"])
def test_what_wget_writes_is_read(tmp_path: Path, compression: str) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    try:
        subprocess.run(
            ["wget", "-q", "--no-proxy", "--warc-file=night", compression, "--compression=gzip", "-O", "out",
             f"{base}/old", f"{base}/q.pdf", f"{base}/none"],
            cwd=tmp_path, timeout=20, check=False,
        )  # fmt: skip
    finally:
        server.shutdown()
        server.server_close()
    (path,) = tmp_path.glob("night.warc*")
    replay = Replay(tmp_path / "data", [path])
    old, html, pdf, none = (replay.answer(base + part) for part in ("/old", "/page", "/q.pdf", "/none"))
    assert old is not None
    assert old.status == 301
    assert html is not None
    assert gzip.decompress(html.body).startswith(b"<html>")
    assert pdf is not None
    assert pdf.body == b"%PDF-1.4 report %%EOF"
    assert none is not None
    assert none.status == 404
    assert replay.answer(base + "/robots.txt") is None
    replay.close()


# ---------------------------------------------------------------- damage


def walk(path: Path) -> tuple[list[str], ArchiveError | None]:
    found: list[str] = []
    try:
        found.extend(entry.url for entry in scan(path))
    except ArchiveError as error:
        return found, error
    return found, None


def test_a_cut_at_every_byte_is_noticed_and_what_is_before_it_is_kept(tmp_path: Path) -> None:
    records = [response(f"http://a.example/{n}", page(b"<p>%d" % n)) for n in range(3)]
    for suffix, content in ((".warc.gz", members(*records)), (".warc", b"".join(records))):
        path = tmp_path / f"cut{suffix}"
        ends = {0}
        size = 0
        for one in records:
            size += len(gzip.compress(one, mtime=0)) if suffix == ".warc.gz" else len(one)
            ends.add(size)
        unnoticed = []
        for length in range(1, len(content)):
            path.write_bytes(content[:length])
            found, error = walk(path)
            assert found == [f"http://a.example/{n}" for n in range(len(found))]
            if error is None:
                unnoticed.append(length)
                continue
            assert str(path) in str(error)
            assert getattr(error, "offset", 0) in ends or suffix == ".warc"
        # A whole number of records is a shorter archive, not a damaged one; line ends between
        # records of an uncompressed file belong to neither.
        assert all(any(0 <= end - length <= 4 for end in ends) for length in unnoticed)


def test_flipped_bits_are_noticed(tmp_path: Path) -> None:
    content = members(*(response(f"http://a.example/{n}", page(b"<p>%d" % n)) for n in range(2)))
    path = tmp_path / "flipped.warc.gz"
    missed = 0
    for at in range(0, len(content), 7):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :])
        try:
            found = [(entry.url, entry.status) for entry in scan(path)]
        except ArchiveError:
            continue
        missed += found != [("http://a.example/0", 200), ("http://a.example/1", 200)]
    assert missed == 0


def test_no_damage_ends_in_anything_but_a_plain_error(tmp_path: Path) -> None:
    content = response(URL, page(b"<p>one")) + response(URL, page(b"<p>two"))
    path = tmp_path / "flipped.warc"
    refused = 0
    for at in range(len(content)):
        for bit in (0x01, 0x80):
            path.write_bytes(content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :])
            _, error = walk(path)
            refused += error is not None
    assert refused > 50


def test_an_uncompressed_record_that_does_not_match_its_digest_is_refused(tmp_path: Path) -> None:
    http = page(b"<p>right")
    good = response(URL, http, WARC_Block_Digest="sha1:" + hashlib.sha1(http).hexdigest())
    path = tmp_path / "digest.warc"
    path.write_bytes(good)
    assert len(list(scan(path))) == 1
    path.write_bytes(good.replace(b"right", b"wrong"))
    with pytest.raises(DamagedArchiveError, match="does not match its digest at byte 0") as told:
        list(scan(path))
    assert "nothing stands before it. Fetch the file again." in str(told.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html>", "not a WARC file"),
        (b"PK\x03\x04rest", "WACZ"),
        (b"\x28\xb5\x2f\xfdrest", "zstd"),
        (gzip.compress(b"hello", mtime=0), "no WARC record"),
        (gzip.compress(response(URL, page(b"a")) + response(URL, page(b"b")), mtime=0), "recompress"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "without a length"),
    ],
)
def test_a_file_that_cannot_be_replayed_is_named_with_what_to_do(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "given.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=words) as caught:
        prepare_replay(tmp_path / "data", [path])
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no such web archive"):
        prepare_replay(tmp_path / "data", [tmp_path / "none.warc.gz"])
    (tmp_path / "folder").mkdir()
    with pytest.raises(ArchiveError, match=r"no \.warc"):
        prepare_replay(tmp_path / "data", [tmp_path / "folder"])


def test_an_earlier_replay_does_not_answer_in_a_later_one(tmp_path: Path) -> None:
    replaying(tmp_path, members(response(URL, page(b"first")))).close()
    other = tmp_path / "other.warc.gz"
    other.write_bytes(members(response("http://a.example/", page(b"other"))))
    replay = Replay(tmp_path / "data", [other])
    assert replay.answer(URL) is None
    replay.close()


def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    replaying(tmp_path, members(response(URL, page(b"first")))).close()
    replay = replaying(tmp_path, members(response(URL, page(b"second one"))))
    answer = replay.answer(URL)
    assert answer is not None
    assert answer.body == b"second one"
    replay.close()


# ---------------------------------------------------------------- what we write


def exchange(url: str, body: bytes, status: str = "200 OK", *headers: tuple[str, bytes]) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=(
            ("User-Agent", b"harvester"),
            ("Cookie", b"s3cret"),
            ("Authorization", b"Basic s3cret"),
        ),
        status_line=status,
        protocol="HTTP/1.1",
        headers=(("Content-Type", b"text/html"), ("Set-Cookie", b"s3cret"), *headers),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )


def written(path: Path) -> Path:
    writer = WarcWriter(path, {"isPartOf": "run 1"})
    writer.response(exchange("http://a.example/", b"<p>page", "200 OK", ("ETag", b'"\xe9"')))
    writer.response(exchange("http://a.example/old", b"", "301 Moved Permanently", ("Location", b"/")))
    writer.kept(exchange("http://a.example/q.pdf", b"%PDF-1.4"))
    assert not path.exists()
    return writer.close()


def test_our_own_file_is_sound_to_others_and_holds_no_secret(tmp_path: Path) -> None:
    path = written(tmp_path / "1" / "northmoor.warc.gz")
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr
    text = gzip.decompress(path.read_bytes())
    assert b"s3cret" not in text
    assert b'ETag: "\xe9"' in text
    assert not list(tmp_path.rglob("*.open"))
    kinds = [entry.type for entry in scan(path)]
    assert kinds == ["warcinfo", "response", "request", "response", "request", "revisit", "request"]


def test_a_disk_that_forgets_is_noticed_before_the_file_gets_its_name(tmp_path: Path) -> None:
    path = tmp_path / "1" / "a.warc.gz"
    writer = WarcWriter(path, {})
    writer.response(exchange("http://a.example/", b"<p>page"))
    writer.open_path.write_bytes(writer.open_path.read_bytes()[:-9])
    with pytest.raises(DiskError, match="does not read back"):
        writer.close()
    assert not path.exists()
    assert writer.open_path.exists()


def test_a_kept_document_is_answered_from_the_store_beside_the_archive(tmp_path: Path) -> None:
    from harvester.store import LocalStore

    LocalStore(tmp_path / "files").put(b"%PDF-1.4")
    path = written(tmp_path / "warc" / "1" / "northmoor.warc.gz")
    replay = Replay(tmp_path / "elsewhere", [path])
    answer = replay.answer("http://a.example/q.pdf")
    assert answer is not None
    assert (answer.status, answer.body) == (200, b"%PDF-1.4")
    replay.close()


def test_two_files_of_one_source_in_one_run_do_not_overwrite_each_other(tmp_path: Path) -> None:
    first = written(tmp_path / "1" / "a.warc.gz")
    second = WarcWriter(tmp_path / "1" / "a.warc.gz", {}).close()
    assert (first.name, second.name) == ("a.warc.gz", "a-2.warc.gz")


def test_a_crash_keeps_every_whole_record_and_tidy_finishes_the_file(tmp_path: Path) -> None:
    whole = written(tmp_path / "made" / "a.warc.gz").read_bytes()
    ends = [entry.offset for entry in scan(tmp_path / "made" / "a.warc.gz")] + [len(whole)]
    for number, length in enumerate([1, ends[1] - 1, ends[3] - 5, ends[3] + 20, len(whole) - 1, len(whole)]):
        folder = tmp_path / f"house-{number}" / "warc"
        left = folder / "7" / "a.warc.gz.open"
        left.parent.mkdir(parents=True)
        left.write_bytes(whole[:length])
        sound = sum(end <= length for end in ends[1:])
        notes = tidy(folder)
        assert len(notes) == 1
        assert not left.exists()
        if sound == 0:
            assert "removed" in notes[0]
            continue
        assert f"{sound} records are sound" in notes[0]
        assert len(list(scan(left.with_name("a.warc.gz")))) == sound
        with ArchiveIndex(folder / "index.db") as index:
            assert bool(list(index.captures("http://a.example/"))) == (sound >= 2)
        assert tidy(folder) == ()


def test_an_open_file_of_ours_can_be_replayed_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = written(tmp_path / "a.warc.gz").read_bytes()
    path = tmp_path / "b.warc.gz.open"
    path.write_bytes(whole[:-3])
    notes = prepare_replay(tmp_path / "data", [path])
    assert len(notes) == 1
    assert "records before it were kept" in notes[0]
    replay = Replay(tmp_path / "data", [path])
    assert replay.answer("http://a.example/") is not None
    replay.close()


# ---------------------------------------------------------------- the index


def test_a_damaged_index_is_thrown_away_and_built_again(tmp_path: Path) -> None:
    path = written(tmp_path / "warc" / "1" / "a.warc.gz")
    tidy(tmp_path / "warc")
    index_path = tmp_path / "warc" / "index.db"
    index_path.write_bytes(b"this is not a database, and longer than a header" * 50)
    with ArchiveIndex(index_path) as index:
        assert index.fresh
        assert index.add_all(tmp_path / "warc") == ()
        (capture, *_) = index.captures("http://a.example/")
        assert capture.path == path


def test_someone_elses_database_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    other = tmp_path / "index.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE precious (x)")
    db.close()
    before = other.read_bytes()
    assert ArchiveIndex.existing(other) is None
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP://Www.A.example:80/b?y=2&x=1#f", "http://www.a.example/b?x=1&y=2"),
        ("https://a.example:443", "https://a.example/"),
        ("http://a.example/child%20q.pdf", "http://a.example/child q.pdf"),
    ],
)
def test_addresses_that_are_one_have_one_key(one: str, other: str) -> None:
    assert exact_key(one) == exact_key(other)
    assert loose_key(exact_key("https://www.a.example/x")) == loose_key(exact_key("http://a.example/x"))


@pytest.mark.parametrize("url", ["http://[::1", "http://a.example:port/", "", "::::"])
def test_an_address_that_makes_no_sense_has_a_key_too(url: str) -> None:
    assert isinstance(exact_key(url), str)


def test_times_and_digests_compare_whoever_wrote_them() -> None:
    assert normal_time("2026-01-02T03:04:05Z") == "2026-01-02T03:04:05.000000Z"
    assert normal_time("2026-01-02T03:04:05.1Z") == "2026-01-02T03:04:05.100000Z"
    assert normal_time("yesterday") == ""
    raw = hashlib.sha1(b"x")
    import base64

    assert normal_digest("sha1:" + base64.b32encode(raw.digest()).decode()) == f"sha1:{raw.hexdigest()}"
    assert normal_digest("SHA-1:" + raw.hexdigest().upper()) == f"sha1:{raw.hexdigest()}"
    assert normal_digest("sha1:short") == ""
