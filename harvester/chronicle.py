"""What the catalogue was told, in order and with its times: from this it can be rebuilt.

While a run is under way its chronicle is `warc/<run>/_chronicle.jsonl`, one JSON object a line, added in
the same breath as the catalogue's own commit. When the run is over it becomes `_chronicle.warc.gz`
beside the run's recorded traffic: `metadata` records of a web archive, so that the same tools read it,
check it, and keep it. No slug begins with "_", so no source's archive is ever called so.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from harvester.errors import ArchiveError, DiskError
from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OPEN_NAME = "_chronicle.jsonl"
_STEM = "_chronicle"
_TYPE = "application/x-ndjson"
_CHUNK = 1024 * 1024  # bytes of lines in one record


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that the catalogue was told."""

    run_id: int
    op: str
    values: dict[str, Any]
    now: str = ""  # when, where the catalogue was told that too

    def line(self) -> bytes:
        """As it stands in the chronicle."""
        said = {"op": self.op, "now": self.now, **self.values}
        return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def folder_of(warc: Path, run_id: int) -> Path:
    """Where the chronicle of a run is kept."""
    return warc / str(run_id)


def last_number(*roots: Path) -> int:
    """The highest run that left anything in these folders, so that no number is given twice."""
    names = (path.name for root in roots if root.is_dir() for path in root.iterdir())
    return max((int(name) for name in names if name.isdecimal()), default=0)


class Chronicle:
    """Appends to the chronicles of runs. The caller holds the write lock of the catalogue."""

    def __init__(self, warc: Path) -> None:
        self.warc = warc
        self._added: tuple[Path, int, int] | None = None

    def add(self, entries: Sequence[Entry]) -> None:
        """Add what one transaction tells, whole or not at all.

        Raises:
            DiskError: the disk refuses; nothing was added.
        """
        self._added = None
        by_run: dict[int, list[bytes]] = {}
        for entry in entries:
            by_run.setdefault(entry.run_id, []).append(entry.line())
        for run_id, lines in by_run.items():
            path = folder_of(self.warc, run_id) / OPEN_NAME
            with disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                self._added = (path, *_append(path, b"".join(lines)))

    def take_back(self) -> None:
        """Undo the last `add`, whose transaction did not come true."""
        if self._added is None:
            return
        path, before, after = self._added
        self._added = None
        try:
            if path.stat().st_size == after:  # nobody has added to it since
                os.truncate(path, before)
        except OSError:  # what was told and not kept is told again by the next run
            return


def _append(path: Path, lines: bytes) -> tuple[int, int]:
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        before = os.fstat(handle).st_size
        torn = before > 0 and os.pread(handle, 1, before - 1) != b"\n"
        left = memoryview((b"\n" if torn else b"") + lines)
        after = before + len(left)
        try:
            while left:
                left = left[os.write(handle, left) :]
        except OSError:
            os.ftruncate(handle, before)
            raise
    finally:
        os.close(handle)
    return before, after


# ---------------------------------------------------------------- finished runs


def finish(warc: Path) -> tuple[str, ...]:
    """Turn the chronicles of runs that are over into web archives.

    Only for a caller that holds the lock of the data directory.

    Returns:
        One sentence for each that could not be.

    Raises:
        DiskError: the disk refuses; the open chronicle stays, and is as good.
    """
    return tuple(note for path in sorted(warc.glob(f"*/{OPEN_NAME}")) if (note := _finish_one(path)))


def _finish_one(path: Path) -> str:
    done = archives_of(path.parent)
    try:
        known = bool(done) and _same(path, done[-1])
    except ArchiveError as damage:
        return str(damage)
    with disk_errors(path):
        if not known:  # else a crash came between the new name and the end of the old file
            name = f"{_STEM}.warc.gz" if not done else f"{_STEM}-{len(done) + 1}.warc.gz"
            _write_archive(path, path.with_name(name))
        path.unlink()
        sync_folder(path.parent)
    return ""


def _same(path: Path, archive: Path) -> bool:
    return list(_lines_of_file(path)) == list(_lines_of_archive(archive))


def _write_archive(path: Path, final: Path) -> None:
    from warcio.warcwriter import WARCWriter

    from harvester import __version__

    draft = final.with_name(final.name + ".tmp")
    with draft.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
        run = path.parent.name
        facts = {
            "software": f"harvester/{__version__}",
            "format": "WARC File Format 1.1",
            "isPartOf": f"run {run}",
            "description": "what the catalogue was told, in order",
        }
        writer.write_record(writer.create_warcinfo_record(final.name, facts))
        for lines in _chunks(path):
            writer.write_record(
                writer.create_warc_record(
                    f"urn:harvester:run:{run}",
                    "metadata",
                    payload=BytesIO(lines),
                    length=len(lines),
                    warc_content_type=_TYPE,
                )
            )
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(final)
    sync_folder(final.parent)


def _chunks(path: Path) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in _lines_of_file(path):
        held.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def archives_of(folder: Path) -> list[Path]:
    """The finished chronicles of one run, in order: the run's own, and what was told after it."""

    def number(path: Path) -> int:
        text = path.name.removeprefix(_STEM).removesuffix(".warc.gz").removeprefix("-")
        return int(text) if text.isdecimal() else 1

    return sorted(folder.glob(f"{_STEM}*.warc.gz"), key=number)


# ---------------------------------------------------------------- reading


def recorded_runs(warc: Path) -> list[int]:
    """The runs that have a chronicle, in order."""
    if not warc.is_dir():
        return []
    folders = [path for path in warc.iterdir() if path.name.isdecimal() and path.is_dir()]
    return sorted(int(path.name) for path in folders if (path / OPEN_NAME).exists() or archives_of(path))


def read(warc: Path, run_id: int) -> Iterator[Entry | None]:
    """What a run told the catalogue, in order; None for a line that a crash cut.

    Raises:
        ArchiveError: a chronicle is damaged; the text names file and place.
    """
    folder = folder_of(warc, run_id)
    archives = archives_of(folder)
    for path in archives:
        yield from (_entry(run_id, line) for line in _lines_of_archive(path))
    left = folder / OPEN_NAME
    if left.exists() and not (archives and _same(left, archives[-1])):
        yield from (_entry(run_id, line) for line in _lines_of_file(left))


def _entry(run_id: int, line: bytes) -> Entry | None:
    try:
        values = json.loads(line)
        op, now = str(values.pop("op")), str(values.pop("now", ""))
    except (ValueError, AttributeError, KeyError):
        return None  # only an append that was cut leaves half a line; its transaction never came true
    return Entry(run_id=run_id, op=op, values=values, now=now)


def _lines_of_file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            for line in stream:
                yield line if line.endswith(b"\n") else line + b"\n"
    except OSError as error:
        raise DiskError(f"cannot read {path}: {error.strerror}") from error


def _lines_of_archive(path: Path) -> Iterator[bytes]:
    from harvester.warc import read_at, scan

    for entry in scan(path):
        if entry.type == "metadata":
            yield from BytesIO(read_at(path, entry.offset).body)
