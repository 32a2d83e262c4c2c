"""Web archives: every record's container, lengths and digests, and the payloads they name in the store."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from harvester.durable import sha256_of
from harvester.errors import ArchiveError
from harvester.fixity.findings import MISSING, Finding
from harvester.fixity.manifests import NAME, load_manifest
from harvester.warc import DamagedArchiveError, Entry, read_at, scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.store import Store

_TODO = "Restore it from a backup made with --with-files; records before the damage are used all the same"
_GZIP_HEAD = 10  # bytes before the compressed data, which no checksum covers


def check_archive(path: Path, store: Store, *, ours: bool) -> list[Finding]:
    """What is wrong with one archive; the first damage ends the walk, as nothing after it can be trusted."""
    findings: list[Finding] = []
    try:
        for entry in _watched(path, findings, ours=ours):
            _check_payload(path, entry, store, findings, ours=ours)
    except DamagedArchiveError as damage:
        findings.append(_finding(path, damage.offset, damage.what))
    except ArchiveError as error:
        findings.append(_finding(path, 0, str(error).removeprefix(f"{path}: ").rstrip(".")))
    if ours and all(one.kind == "file" for one in findings):
        findings += _compare_hash(path)
    return findings


def _compare_hash(path: Path) -> Iterator[Finding]:
    """What no checksum inside covers: heads, padding, whole records that are gone."""
    said = load_manifest(path.parent).get(path.name)
    if said is not None and sha256_of(path) != said:
        what = f"its bytes are not those that {NAME} beside it names (one of the two is damaged)"
        yield Finding(kind="archive", path=str(path), place="", what=what, todo=_TODO)


def _finding(path: Path, offset: int, what: str) -> Finding:
    todo = "Restore it from a backup made with --with-files; records before that byte are sound and are used"
    return Finding(kind="archive", path=str(path), place=f"byte {offset}", what=what, todo=todo)


def _watched(path: Path, findings: list[Finding], *, ours: bool) -> Iterator[Entry]:
    """All records; of ours also the heads of the gzip members, which are all alike."""
    if not ours:
        yield from scan(path)
        return
    heads: Counter[bytes] = Counter()
    first: dict[bytes, int] = {}
    with path.open("rb") as stream:
        for entry in scan(path):
            stream.seek(entry.offset)
            head = stream.read(_GZIP_HEAD)
            heads[head] += 1
            first.setdefault(head, entry.offset)
            yield entry
    usual = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    made = (usual.compress(b"") + usual.flush())[:_GZIP_HEAD]
    right = made if made in heads or not heads else heads.most_common(1)[0][0]
    findings += [
        _finding(path, offset, "the head of a compressed record is not as it was written")
        for head, offset in first.items()
        if head != right
    ]


def _check_payload(path: Path, entry: Entry, store: Store, findings: list[Finding], *, ours: bool) -> None:
    algorithm, _, digest = entry.digest.partition(":")
    if not ours or algorithm != "sha256":
        return
    if entry.type == "response":
        body = read_at(path, entry.offset).body
        if hashlib.sha256(body).hexdigest() != digest:
            findings.append(_finding(path, entry.offset, "a recorded body is not what its digest says"))
    elif entry.names_file and not store.has(digest):
        todo = "Restore it from a backup made with --with-files, or crawl again"
        place = f"named at byte {entry.offset} of {path}"
        kept = store.where(digest)
        findings.append(Finding(kind="file", path=kept, place=place, what=MISSING, todo=todo))
