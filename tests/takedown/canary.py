"""Words that stand in one report only, and a search of every byte that shares no code with the program."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from pathlib import Path

TITLE = "The Lantern Family of Quillfeather Lane"
PHRASE = "the zephyr canary sang seventeen marigold verses"


def places_of(root: Path, *needles: bytes) -> dict[str, int]:
    """Files in which any of the needles stands: as it is, unpacked, or in UTF-16; without regard to case."""
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            count = sum(_count(piece, needle) for piece in _pieces(path) for needle in needles)
            if count:
                found[str(path.relative_to(root))] = count
    return found


def _count(data: bytes, needle: bytes) -> int:
    low = re.sub(rb"\s+|\\n", b" ", data.lower())
    wide = needle.lower().decode("utf-8", "ignore").encode("utf-16-le")
    plain = needle.lower() if needle.isascii() and b"\0" not in needle else needle
    return (low if plain is not needle or needle.islower() else data).count(plain) + data.lower().count(wide)


def _pieces(path: Path) -> list[bytes]:
    body = path.read_bytes()
    pieces = [body, path.name.encode()]
    if body.startswith(b"\x1f\x8b"):
        pieces.append(_gunzip(body))
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            pieces += [packed.read(name) for name in packed.namelist()]
    if path.suffix == ".parquet":
        pieces.append(_parquet(path))
    # Compressed streams inside of recorded bodies (PDF in a WARC file).
    pieces += [_inflated(piece) for piece in pieces[:3] if b"stream" in piece]
    return pieces


def _gunzip(body: bytes) -> bytes:
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return b""


def _parquet(path: Path) -> bytes:
    import pyarrow.parquet

    return str(pyarrow.parquet.read_table(path).to_pydict()).encode()


def _inflated(body: bytes) -> bytes:
    import base64

    out = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", body, re.DOTALL):
        data = match[1].strip()
        if data.endswith(b"~>"):
            try:
                data = base64.a85decode(data, adobe=False) if not data.startswith(b"<~") else data
            except ValueError:
                data = base64.a85decode(b"<~" + data, adobe=True)
        try:
            out.append(zlib.decompress(data))
        except zlib.error:
            continue
    return b"\n".join(out)
