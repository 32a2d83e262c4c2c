"""The hashes of a run's finished web archives, beside them: `sha256sum -c manifest-sha256.txt` reads it too.

Gzip's own checksum leaves out heads and the padding of the last compressed byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.durable import sha256_of, write_whole

if TYPE_CHECKING:
    from pathlib import Path

NAME = "manifest-sha256.txt"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def load_manifest(folder: Path) -> dict[str, str]:
    """Name → SHA-256 of the archives of a run, as far as its manifest can be read."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    return {match[2]: match[1] for line in text.splitlines() if (match := _LINE.fullmatch(line))}


def seal_archives(warc: Path) -> None:
    """Hash every finished archive that is in no manifest yet. Only for a holder of the lock.

    Raises:
        DiskError: the disk refuses.
    """
    if not warc.is_dir():
        return
    for folder in warc.iterdir():
        names = {path.name for path in folder.glob("*.warc.gz")} if folder.is_dir() else set()
        if not names:
            continue
        known = load_manifest(folder)
        new = sorted(names - known.keys())
        if new:
            known |= {name: sha256_of(folder / name) for name in new}
            lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(known.items()))
            write_whole(folder / NAME, lines.encode())
