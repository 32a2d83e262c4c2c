from __future__ import annotations

import io
import time
import zlib
from random import Random

import pytest

from harvester.discover.answers import answer_of
from harvester.discover.findings import UnitFindings
from harvester.discover.records import CHUNK, Record, Trouble, inflater, records
from harvester.discover.scanning import scan
from tests.discover.archives import gzipped, request, response, some


def read(data: bytes, **part: int) -> tuple[list[Record], list[Trouble]]:
    stream = io.BytesIO(data)
    stream.seek(part.get("start", 0))
    plain = None if not part.get("start") else not data.startswith(b"\x1f\x8b")
    found = list(records(stream, lambda kind, length: kind == b"response", plain=plain, **part))
    whole = [one for one in found if isinstance(one, Record)]
    return whole, [one for one in found if isinstance(one, Trouble)]


def urls(found: list[Record]) -> list[bytes]:
    return [one.field(b"warc-target-uri:") for one in found]


BODIES = [b"x" * 10, b"y" * 100_000, b"", bytes(range(256)) * 20_000, b"z" * 3]
SOME = [response(f"https://a.example/{number}", body) for number, body in enumerate(BODIES)]


@pytest.mark.parametrize("pack", [gzipped, lambda *r: b"".join(r), lambda *r: gzipped(b"".join(r))])
def test_every_record_is_read_whole(pack: object) -> None:
    data = pack(*SOME)  # type: ignore[operator]
    found, troubles = read(data)
    assert not troubles
    assert [one.block.partition(b"\r\n\r\n")[2] for one in found if one.block is not None] == BODIES


@pytest.mark.parametrize("pack", [gzipped, lambda *r: b"".join(r)])
def test_lines_of_heads_may_end_with_a_line_feed_alone(pack: object) -> None:
    bare = []
    for one in SOME[:3]:
        head, _, block = one.partition(b"\r\n\r\n")
        bare.append(head.replace(b"\r\n", b"\n") + b"\n\n" + block)
    found, troubles = read(pack(*bare))  # type: ignore[operator]
    assert not troubles
    assert [one.block.partition(b"\r\n\r\n")[2] for one in found if one.block is not None] == BODIES[:3]


@pytest.mark.parametrize("line", [b"\r\n", b"\n"])
@pytest.mark.parametrize("gap", [b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\n\n"])
@pytest.mark.parametrize("later", [b"\r\n\r\n", b"\n\n"])
def test_the_head_of_an_answer_ends_at_its_first_blank_line(line: bytes, gap: bytes, later: bytes) -> None:
    body = b"<p>one</p>" + later + b"Content-Type: application/pdf" + later + b"<p>two</p>"
    block = line.join((b"HTTP/1.1 200 OK", b"Content-Type: text/html", b"X: y")) + gap + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
    (found,), _ = read(head + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n")
    answer = answer_of(found)
    assert answer is not None
    assert (answer.status, answer.media_type, answer.body) == (200, b"text/html", body)


def test_blocks_that_nobody_wants_are_passed_over() -> None:
    found, _ = read(gzipped(request("https://a.example/"), SOME[1]))
    assert [one.block is None for one in found] == [True, False]


def test_a_cut_file_gives_what_is_whole() -> None:
    data = gzipped(*SOME)
    found, troubles = read(data[:-10])
    assert urls(found)[:4] == [b"https://a.example/%d" % n for n in range(4)]
    assert [one.reason for one in troubles] == ["cut off"]
    plain = b"".join(SOME[:2])
    found, troubles = read(plain[:-1000])
    assert urls(found) == [b"https://a.example/0"]
    assert [one.reason for one in troubles] == ["cut off"]


@pytest.mark.parametrize("compressed", [True, False])
def test_after_damage_it_goes_on_with_the_next_record(compressed: bool) -> None:
    parts = [gzipped(one) if compressed else one for one in SOME]
    broken = bytearray(parts[1])
    middle = len(broken) // 2 if compressed else 0
    broken[middle : middle + 8] = b"\xff\x00garbage"[:8]
    data = parts[0] + bytes(broken) + b"".join(parts[2:])
    found, troubles = read(data)
    assert urls(found) == [b"https://a.example/0", *[b"https://a.example/%d" % n for n in (2, 3, 4)]]
    assert len(troubles) == 1
    assert troubles[0].offset == len(parts[0])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a zip file", "no record"),
        (b"<html>nothing</html>", "no record"),
        (zlib.compress(b"x"), "no record"),
        (gzipped(b"no record in here"), "no record"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "no record"),
        (b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", "no record"),
        (b"WARC/1.0\r\nX: " + b"y" * 200_000, "no record"),
    ],
)
def test_what_is_no_archive_is_said_to_be_none(data: bytes, reason: str) -> None:
    found, troubles = read(data)
    assert not found
    assert troubles
    assert troubles[0].reason == reason


class Counted(bytes):
    """Bytes that count how many of them were looked at."""

    looked_at = 0

    def find(self, some: bytes, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        end = len(self) if end is None else min(end, len(self))
        found = super().find(some, start, end)
        self.looked_at += (end if found < 0 else found) - start
        return found


class Once:
    """A file that hands out these very bytes."""

    def __init__(self, data: bytes) -> None:
        self._left = [data]

    def read(self, size: int = -1, /) -> bytes:
        return self._left.pop() if self._left else b""


@pytest.mark.parametrize("end", [b"", b"\n\n"])
def test_many_heads_that_do_not_end_cost_no_more_than_their_bytes(end: bytes) -> None:
    data = Counted((b"\nWARC/1." * 7_000 + end) * 4)
    assert len(data) < CHUNK
    found = list(records(Once(data), lambda kind, length: True))
    assert all(isinstance(one, Trouble) for one in found)
    assert len(found) >= 28_000
    assert data.looked_at < 600 * len(data)


@pytest.mark.parametrize("compressed", [True, False])
def test_a_record_after_a_head_that_was_cut_is_read(compressed: bool) -> None:
    data = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 7\r\n" + SOME[0]
    found, troubles = read(data if not compressed else gzipped(data, SOME[2]))
    assert urls(found) == [b"https://a.example/2" if compressed else b"https://a.example/0"]
    assert [one.offset for one in troubles] == [0]


@pytest.mark.parametrize("compressed", [True, False])
def test_parts_together_are_the_whole(compressed: bool) -> None:
    many = [response(f"https://a.example/{n}", b"%d " % n * 2_000) for n in range(300)]
    data = gzipped(*many) if compressed else b"".join(many)
    assert compressed or len(data) > 2 * CHUNK
    for size in (len(data) // 3, 1_000_003 if not compressed else 20_011):
        cuts = range(0, len(data), size)
        found = [url for cut in cuts for url in urls(read(data, start=cut, end=cut + size)[0])]
        assert found == [b"https://a.example/%d" % n for n in range(300)]


def test_offsets_lead_back_to_the_record() -> None:
    data = gzipped(*some())
    for one in read(data)[0]:
        again, _ = read(data[one.offset :])
        assert again[0].head == one.head


def test_a_bomb_is_no_reason_to_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.discover.records.MOST_INFLATED", 5_000_000)
    bomb = response("https://a.example/bomb", b"\0" * 20_000_000)
    found, troubles = read(gzipped(SOME[0], bomb, SOME[2]))
    assert urls(found) == [b"https://a.example/0", b"https://a.example/2"]
    assert troubles[0].reason == "inflates without end"


class Inflating:
    """An inflater that counts what it gives."""

    given = 0

    def __init__(self, window: int) -> None:
        self._of = inflater(window)

    def decompress(self, data: bytes, most: int) -> bytes:
        out = self._of.decompress(data, most)
        Inflating.given += len(out)
        return out

    def __getattr__(self, name: str) -> object:
        return getattr(self._of, name)


def test_bombs_in_bombs_are_not_all_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of a hundred members holds the next one, and all the same zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_SYNC_FLUSH) + b"\x07" * 20_000
    members = b""
    for _ in range(100):
        stored = b"WARC/1.0\nWARC-Type: response\nContent-Length: 99999999999\n\n" + members
        sizes = len(stored).to_bytes(2, "little") + (len(stored) ^ 0xFFFF).to_bytes(2, "little")
        members = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\0" + sizes + stored
    monkeypatch.setattr("harvester.discover.records.zlib.decompressobj", Inflating)
    monkeypatch.setattr(Inflating, "given", 0)
    found, troubles = read(members + zeros + gzipped(SOME[0]))
    assert urls(found) == [b"https://a.example/0"]
    assert {one.reason for one in troubles} == {"damaged"}
    assert Inflating.given < 50_000_000


@pytest.mark.parametrize("compressed", [True, False])
def test_whatever_the_bytes_it_comes_to_an_end(compressed: bool) -> None:
    """Flipped, cut out, doubled and inserted bytes: records or troubles, never an error, never a loop."""
    random = Random(6)
    sound = gzipped(*some()) if compressed else b"".join(some())
    for _ in range(60):
        data = bytearray(sound)
        for _ in range(random.randint(1, 4)):
            at, to = sorted(random.randrange(len(data)) for _ in range(2))
            how = random.randrange(4)
            if how == 0:
                data[at] ^= 1 << random.randrange(8)
            elif how == 1:
                del data[at : min(to, at + 400)]
            elif how == 2:
                data[at:at] = data[at : min(to, at + 400)]
            else:
                data[at:at] = random.randbytes(random.randint(1, 40))
        found, troubles = read(bytes(data))
        assert len(found) + len(troubles) > 0
        scan(io.BytesIO(bytes(data)), UnitFindings(archive="x"))


@pytest.mark.parametrize("padding", [b"\r\n" * 4_000_000, b"\n" * 8_000_000])
def test_padding_takes_no_time(padding: bytes) -> None:
    began = time.process_time()
    whole, _ = read(SOME[0] + padding + SOME[0])
    assert len(whole) == 2
    packed = gzipped(SOME[0])
    whole, _ = read(packed + bytes(8_000_000) + gzipped(padding + SOME[0]))
    assert len(whole) == 2
    assert time.process_time() - began < 1
