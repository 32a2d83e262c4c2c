"""Captured documents read in the limited worker processes: does the title page say that it is a review?"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from harvester.discover.answers import answer_of, plain_bytes
from harvester.discover.hosts import ReadFile
from harvester.discover.opening import open_at
from harvester.discover.records import Record, records
from harvester.discover.state import READ, rules
from harvester.errors import ArchiveError
from harvester.urls import canonical
from harvester.vocabulary import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from harvester.discover.findings import FoundFile
    from harvester.discover.hosts import HostFindings
    from harvester.extract.pool import ReadingPool
    from harvester.records import Extract

A_HOST: Final = 20  # documents of one host that are read; a few suffice to know what it publishes
_MOST_BYTES: Final = 64 * 1024 * 1024


class ReadBefore:
    """What title pages said in an earlier call: lines of JSON, of which a crash may cut the last."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / READ
        self._known: dict[str, dict[str, Any]] = {}
        with suppress(OSError):
            for line in self._path.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, KeyError, TypeError):
                    row = json.loads(line)
                    if row.pop("rules") == rules():
                        self._known[row.pop("key")] = row

    @staticmethod
    def key(file: FoundFile) -> str:
        """The same for the same capture."""
        return f"{file.archive} {file.offset} {file.size} {file.at}"

    def get(self, file: FoundFile) -> ReadFile | None:
        """What was read of a file before."""
        row = self._known.get(self.key(file))
        with suppress(TypeError):
            return ReadFile(**row) if row else None
        return None

    def add(self, file: FoundFile, read: ReadFile) -> None:
        """Keep what was read."""
        told = {"rules": rules(), "key": self.key(file)}
        values = {name: getattr(read, name) for name in ReadFile.__slots__}
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write("\n" * self._torn() + json.dumps(told | values) + "\n")

    def _torn(self) -> bool:
        size = self._path.stat().st_size if self._path.exists() else 0
        if not size:
            return False
        with self._path.open("rb") as stream:
            stream.seek(size - 1)
            return stream.read(1) != b"\n"


def read_files(hosts: list[HostFindings], before: ReadBefore, *, a_host: int = A_HOST) -> int:
    """Have the title pages of captured documents read, and enter what they say.

    Args:
        hosts: whose documents, in the order in which they are read.
        before: what was read already.
        a_host: how many of one host.

    Returns:
        How many were read now.
    """
    from harvester.extract.pool import ReadingPool

    waiting = []
    for host in hosts:
        at_hand = [one for one in host.files.values() if one.archive]
        files = sorted(at_hand, key=lambda one: (one.signed != "link", not one.whole, one.url))
        for file in files[:a_host]:
            known = before.get(file)
            if known is not None:
                host.read[canonical(file.url)] = known
            else:
                waiting.append((host, file))
    if not waiting:
        return 0
    with TemporaryDirectory() as folder, ReadingPool(os.cpu_count() or 1) as pool:
        for host, file, extract in _extracts(waiting, pool, Path(folder)):
            read = _judged(host, file, extract)
            before.add(file, read)
            host.read[canonical(file.url)] = read
    return len(waiting)


_AT_ONCE: Final = 8


def _extracts(
    waiting: list[tuple[HostFindings, FoundFile]], pool: ReadingPool, folder: Path
) -> Iterator[tuple[HostFindings, FoundFile, Extract]]:
    """Files with their text, those that are there; a few at once, so that few lie on the disk."""
    running: list[tuple[HostFindings, FoundFile, Path, Future[Extract]]] = []
    for host, file in waiting:
        try:
            body = _body(file)
            path = folder / f"{len(running)}-{hashlib.sha256(file.url.encode()).hexdigest()}"
            path.write_bytes(body)
            running.append((host, file, path, pool.submit(path, hashlib.sha256(body).hexdigest())))
        except (ArchiveError, OSError):
            # Nobody saw what is in it, so nothing speaks against it either.
            host.files[canonical(file.url)] = replace(file, archive="")
        if len(running) >= _AT_ONCE:
            yield from _finished(running)
            running = []
    yield from _finished(running)


def _finished(
    running: list[tuple[HostFindings, FoundFile, Path, Future[Extract]]],
) -> Iterator[tuple[HostFindings, FoundFile, Extract]]:
    for host, file, path, future in running:
        yield host, file, future.result()
        path.unlink(missing_ok=True)


def _body(file: FoundFile) -> bytes:
    """The bytes of a captured document.

    Raises:
        ArchiveError: the record is no longer there.
    """
    with open_at(file.archive, file.offset, few=True) as stream:
        one = next(records(stream, lambda kind, length: length <= _MOST_BYTES), None)
        answer = answer_of(one) if isinstance(one, Record) else None
    if answer is not None and answer.url.decode("utf-8", "replace") == file.url:
        body = plain_bytes(answer, most=_MOST_BYTES)
        if body is not None:
            return body
    raise ArchiveError(f"{file.archive}: the record at {file.offset} is no longer the one that was found")


def _judged(host: HostFindings, file: FoundFile, extract: Extract) -> ReadFile:
    from harvester.detect.documents import judge_document
    from harvester.normalise.describe import describe
    from harvester.records import Description
    from harvester.vocabulary import Outcome

    link = host.documents.get(canonical(file.url))
    readable = extract.outcome is Outcome.OK or bool(extract.pages) or bool(extract.lines)
    described = describe(extract, (), None, None) if readable else Description()
    verdict = judge_document(described, extract, link.score if link else 0.5, page_kind=PageKind.OTHER)
    kept = verdict.kept and (readable or link is not None)
    return ReadFile(
        url=file.url,
        kept=kept,
        score=verdict.score,
        title=(described.title or "")[:200],
        review_type=described.review_type.value if described.review_type and kept else None,
        reason="; ".join(verdict.reasons[:2])[:300],
    )
