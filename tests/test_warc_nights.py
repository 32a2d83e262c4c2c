"""The index of our own archive over many nights: it grows by what changes, and any night can be replayed."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from harvester.warc_index import ArchiveIndex, tidy
from harvester.warc_replay import Replay
from harvester.warc_writer import Exchange, WarcWriter

PAGE = "http://a.example/reviews"
OTHER = "http://a.example/no-validator"
MOVED = "http://a.example/old"


class House:
    """A data directory whose nights are written one by one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.warc = root / "warc"
        self.night = 0
        self.newest = None  # entry of the page that a 304 confirms

    def crawl(self, page: bytes | None, other: bytes = b"<p>as ever</p>") -> None:
        """One night; a page of None is confirmed with 304."""
        self.night += 1
        writer = WarcWriter(self.warc / str(self.night) / "a.warc.gz", {})
        entries = []
        if page is None:
            assert self.newest is not None
            entries.append(writer.not_modified(self.exchange(PAGE, b"", "304 Not Modified"), self.newest))
        else:
            self.newest = writer.response(self.exchange(PAGE, page, tag=True))
            entries.append(self.newest)
        entries.append(writer.response(self.exchange(OTHER, other)))
        entries.append(writer.response(self.exchange(MOVED, b"", "301 Moved Permanently")))
        path = writer.close()
        with ArchiveIndex(self.warc / "index.db", newest=True) as index:
            index.add_entries(path, entries)

    def exchange(self, url: str, body: bytes, status: str = "200 OK", *, tag: bool = False) -> Exchange:
        headers = [("Content-Type", b"text/html"), ("Content-Length", str(len(body)).encode())]
        return Exchange(
            url=url,
            method="GET",
            request_headers=(),
            status_line=status,
            protocol="HTTP/1.1",
            headers=(*headers, ("ETag", b'"v"')) if tag else tuple(headers),
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
            truncated=False,
            at=f"2026-{self.night // 28 + 1:02}-{self.night % 28 + 1:02}T02:00:00.000000Z",
        )

    def rows(self) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.warc / "index.db")) as db:
            columns = "f.path, c.url, c.status, c.at, c.referred"
            sql = f"SELECT {columns} FROM captures c JOIN files f ON f.id = c.file ORDER BY c.url, c.at"
            return db.execute(sql).fetchall()


def test_the_index_grows_by_what_changes_and_a_rebuilt_one_is_the_same(tmp_path: Path) -> None:
    house = House(tmp_path)
    for night in range(40):
        house.crawl({0: b"<p>one</p>", 15: b"<p>two</p>", 16: b"<p>three</p>"}.get(night))
    rows = house.rows()
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("40/a.warc.gz", OTHER, 200),
        ("40/a.warc.gz", MOVED, 301),
        ("1/a.warc.gz", PAGE, 200),  # a 304 referred to it
        ("17/a.warc.gz", PAGE, 200),
        ("40/a.warc.gz", PAGE, 304),
    ]
    tidy(house.warc)
    assert house.rows() == rows
    (house.warc / "index.db").unlink()
    tidy(house.warc)
    assert house.rows() == rows


def test_any_one_night_can_be_replayed_alone_years_later(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    texts = {0: b"<p>one</p>", 9: b"<p>two</p>"}
    for night in range(12):
        house.crawl(texts.get(night), other=f"<p>night {night}</p>".encode())
    for night, expected in ((1, b"<p>one</p>"), (8, b"<p>one</p>"), (9, b"<p>two</p>"), (11, b"<p>two</p>")):
        replay = Replay(tmp_path / "replayed", [house.warc / str(night + 1)])
        try:
            page, other = replay.answer(PAGE), replay.answer(OTHER)
            assert page is not None
            assert page.body == expected
            assert other is not None
            assert other.body == f"<p>night {night}</p>".encode()
        finally:
            replay.close()


def test_a_folder_that_did_not_change_is_not_looked_into_again(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.crawl(b"<p>one</p>")
    house.crawl(None)
    tidy(house.warc)
    with closing(sqlite3.connect(house.warc / "index.db")) as db:
        assert db.execute("SELECT path FROM folders ORDER BY path").fetchall() == [("1",), ("2",)]
    bad = house.warc / "2" / "b.warc.gz"
    bad.write_bytes(b"not a WARC file at all")
    for _ in range(2):  # told every time, until somebody has looked
        (told,) = tidy(house.warc)
        assert "b.warc.gz" in told
    bad.unlink()
    assert tidy(house.warc) == ()
