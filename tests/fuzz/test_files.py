"""Damaged PDFs, Word files and web archives: outcomes and plain errors only, in bounded time and memory."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.errors import HarvesterError
from harvester.extract.pool import ReadingPool
from harvester.records import Extract
from harvester.vocabulary import Outcome
from harvester.warc import read_at, scan
from tests.hostile.figures import Figures
from tests.makers import damage
from tests.makers.office import make_docx, make_odt, make_rtf
from tests.makers.pdf import encrypted_pdf, scanned_pdf, simple_report

ROUNDS = int(os.environ.get("HARVESTER_FUZZ_FILES", "60"))
READING_S = 8.0


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(2, timeout_s=READING_S, memory_bytes=400 * 1024**2) as reading:
        yield reading


def mutated(body: bytes, pick: random.Random) -> bytes:
    """A file with one kind of damage: cut, flipped, doubled, shuffled, with numbers or names changed."""
    out = bytearray(body)
    kind = pick.randrange(7)
    if kind == 0:
        return bytes(out[: pick.randrange(len(out))])
    if kind == 1:
        for _ in range(pick.choice((1, 10, 200))):
            out[pick.randrange(len(out))] ^= 1 << pick.randrange(8)
    elif kind == 2:
        start, size = pick.randrange(len(out)), pick.randrange(1, 2_000)
        out[start:start] = out[start : start + size] * pick.choice((1, 50))
    elif kind == 3:
        start, size = pick.randrange(len(out)), pick.randrange(1, 2_000)
        del out[start : start + size]
    elif kind == 4:
        for place in [n for n, ch in enumerate(out) if 48 <= ch <= 57 and pick.random() < 0.02]:
            out[place] = pick.choice(b"0123456789")
    elif kind == 5:
        names = (
            b"/Kids",
            b"/Length",
            b"/Filter",
            b"/Type",
            b"/Parent",
            b"/Contents",
            b"obj",
            b"endstream",
            b"/Font",
            b"/Count",
        )
        one, other = pick.sample(names, 2)
        return bytes(out).replace(one, other, pick.choice((1, -1)))
    else:
        return bytes(out).replace(b" R", b" R " * pick.choice((1, 40)), pick.choice((1, -1)))
    return bytes(out)


SEEDS = {
    "report": simple_report, "locked": lambda: encrypted_pdf(user_password=""), "scan": lambda: scanned_pdf(["Child Q"]),
    "laughs": lambda: damage.billion_laughs(4, 3), "docx": make_docx, "odt": make_odt, "rtf": make_rtf,
}  # fmt: skip


def test_documents(pool: ReadingPool, tmp_path: Path, figures: Figures) -> None:
    pick = random.Random(20261126)
    bodies = {name: make() for name, make in SEEDS.items()}
    waiting = []
    began = time.monotonic()
    for number in range(ROUNDS):
        name = pick.choice(list(bodies))
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(mutated(bodies[name], pick))
        waiting.append(pool.submit(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    ends = [one.result(timeout=600) for one in waiting]
    bad = [one for one in ends if not isinstance(one, Extract) or not isinstance(one.outcome, Outcome)]
    counts = ", ".join(
        f"{outcome} {count}" for outcome, count in Counter(str(one.outcome) for one in ends).most_common()
    )
    figures("A8", "mutations of documents through the reading pool", ROUNDS, bad, counts)
    assert bad == []
    assert time.monotonic() - began < ROUNDS * READING_S


HOSTILE = {
    "A1 deflate bomb": (lambda: damage.deflate_bomb(700_000_000), {"limit"}),
    "A1 zip bomb": (lambda: damage.zip_bomb_docx(200_000_000), {"limit"}),
    "A2 arrays": (damage.nested_arrays, {"ok", "limit", "parse_error", "image_only"}),
    "A2 catalogue": (damage.nested_catalogue, {"ok", "limit", "parse_error", "image_only", "empty"}),
    "A2 page tree": (damage.page_tree_loop, {"parse_error", "limit", "empty"}),
    "A2 form": (damage.self_referencing_form, {"limit", "image_only", "parse_error"}),
    "A2 laughs": (damage.billion_laughs, {"limit"}),
    "A3 boxes": (damage.many_boxes, {"ok", "limit"}),
    "A4 owner only": (lambda: encrypted_pdf(user_password=""), {"ok"}),
    "A4 locked": (lambda: encrypted_pdf(user_password="secret"), {"encrypted"}),
    "A6 page": (damage.html_as_pdf, {"ok", "not_a_document", "parse_error", "empty"}),
    "A6 both": (damage.polyglot, {"ok"}),
    "A7 script": (lambda: damage.scripted_pdf("http://127.0.66.6/"), {"ok"}),
    "A9 no text": (damage.glyph_numbers_pdf, {"image_only", "ok"}),
    "A10 size": (damage.lying_page, {"ok", "limit"}),
}  # fmt: skip


def test_hostile_documents(pool: ReadingPool, tmp_path: Path, figures: Figures) -> None:
    waiting = {}
    for name, (make, _) in HOSTILE.items():
        path = tmp_path / name.replace(" ", "-")
        path.write_bytes(make())
        waiting[name] = pool.submit(path, "0" * 64)
    began = time.monotonic()
    ends = {name: one.result(timeout=200) for name, one in waiting.items()}
    slowest = time.monotonic() - began
    rows = sorted({name.split()[0] for name in HOSTILE}, key=lambda row: int(row[1:]))
    wrong = {name: str(end.outcome) for name, end in ends.items() if str(end.outcome) not in HOSTILE[name][1]}
    for row in rows:
        names = [name for name in HOSTILE if name.split()[0] == row]
        told = ", ".join(f"{name.partition(' ')[2]}: {ends[name].outcome}" for name in names)
        figures(
            row, "hostile documents in a worker", len(names), [name for name in names if name in wrong], told
        )
    assert wrong == {}
    assert slowest < READING_S * len(HOSTILE)


def test_cut_reports(tmp_path: Path, figures: Figures) -> None:
    """A5: a good report cut at many places is never read as the whole, and always has an outcome."""
    from harvester.extract import read_file

    body = simple_report(pages=3)
    whole = read_file(_written(tmp_path / "whole", body), "0" * 64)
    wrong = []
    places = range(0, len(body) - 40, max(1, len(body) // 200))
    for place in places:
        cut = read_file(_written(tmp_path / "cut", body[:place]), "0" * 64)
        if cut.outcome is Outcome.OK and cut.pages == whole.pages and place < len(body) // 2:
            wrong.append(place)
    figures("A5", "a report cut at places all along", len(places), wrong)
    assert wrong == []


def _written(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0b7d0bb4-0000-4000-8000-00000000000%d>\r\n"
    b"WARC-Date: 2026-01-0%dT00:00:00Z\r\nWARC-Target-URI: http://a.example/%d\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<html>hello</html>\r\n"


def archive(*, packed: bool) -> bytes:
    import gzip

    records = [RECORD % (n, n, n, len(ANSWER), ANSWER) for n in (1, 2, 3)]
    return b"".join(gzip.compress(one, mtime=0) if packed else one for one in records)


def read_all(path: Path) -> int:
    """Scan an archive and read each record; the number that were whole."""
    read = 0
    try:
        for entry in scan(path):
            read_at(path, entry.offset)
            read += 1
    except HarvesterError:
        return read
    return read


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_web_archives_cut_at_every_byte_and_flipped(tmp_path: Path, packed: bool, figures: Figures) -> None:
    body = archive(packed=packed)
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    assert read_all(_written(path, body)) == 3
    began = time.monotonic()
    for place in range(len(body)):
        assert read_all(_written(path, body[:place])) <= 3
    pick = random.Random(7)
    flips = range(0, len(body), 3)
    for place in flips:
        flipped = bytearray(body)
        flipped[place] ^= 1 << pick.randrange(8)
        read_all(_written(path, bytes(flipped)))
    for _ in range(ROUNDS):
        read_all(_written(path, mutated(body, pick)))
    tried = len(body) + len(flips) + ROUNDS
    took = time.monotonic() - began
    figures(
        "D10", f"a web archive cut at every byte, flipped, mutated ({path.suffix})", tried, 0, f"{took:.1f} s"
    )
    assert took < 120
