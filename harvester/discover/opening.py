"""Where archives lie: files, patterns of files, and addresses of other stores."""

from __future__ import annotations

import glob
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

from harvester.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_ENDINGS: Final = (".warc", ".warc.gz", ".wet", ".wet.gz", ".wat", ".wat.gz")
SPLIT: Final = 1024**3  # a longer file is several units, so that several workers share it


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One file, or one part of it: what one worker takes at a time, and what is not done twice."""

    archive: str
    start: int = 0
    end: int | None = None
    size: int = 0
    stamp: str = ""  # changes when the file does
    index: bool = False  # an index of captures, and no archive
    under: str = ""  # of an index: where the archives lie that it names


def is_address(text: str) -> bool:
    """Whether a name is an address of another store rather than a path."""
    return bool(_SCHEME.match(text))


def units_of(names: Iterable[str], *, split: int = SPLIT) -> list[Unit]:
    """The units of files, folders, patterns and addresses, each file once, in the order of their names.

    Raises:
        UsageError: a name leads to no file.
    """
    found: dict[str, tuple[int, str]] = {}
    for name in names:
        some = _of_store(name) if is_address(name) else _of_path(name)
        if not some:
            raise UsageError(f"{name}: no such file; give WARC files, a folder of them, or a pattern.")
        found |= some
    units: list[Unit] = []
    for archive, (size, stamp) in sorted(found.items()):
        for start in range(0, max(size, 1), split):
            end = start + split if start + split < size else None
            units.append(Unit(archive, start, end, size, stamp))
    return units


def indexes_of(names: Iterable[str], under: str | None = None) -> list[Unit]:
    """The units of index files: each file is one.

    Args:
        names: files, patterns and addresses.
        under: where the archives lie that they name; beside the index when not given.

    Raises:
        UsageError: a name leads to no file.
    """
    place = under or ""
    if place and not is_address(place):
        place = str(Path(place).absolute())
    units = units_of(names, split=2**62)
    return [replace(unit, index=True, under=place) for unit in units]


def _of_path(name: str) -> dict[str, tuple[int, str]]:
    path = Path(name)
    if path.is_dir():
        paths = [one for one in path.rglob("*") if one.name.lower().endswith(_ENDINGS)]
    elif path.exists():
        paths = [path]
    else:
        paths = [Path(one) for one in glob.glob(name, recursive=True)]  # noqa: PTH207 - a pattern may be absolute
    found = {}
    for one in paths:
        if one.is_file():
            stat = one.stat()
            found[str(one.absolute())] = (stat.st_size, str(stat.st_mtime_ns))
    return found


def _of_store(name: str) -> dict[str, tuple[int, str]]:
    scheme = _SCHEME.match(name)
    if scheme and scheme[1].lower() in ("http", "https"):
        raise UsageError(
            f"{name}: archives are not fetched from websites here; fetch the file first "
            "(curl -O, aws s3 cp), or name the store that it lies in (s3://…)."
        )
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(name, **_options(name))
        paths = system.glob(path) if any(mark in path for mark in "*?[") else [path]
        if len(paths) == 1 and system.isdir(paths[0]):
            paths = [one for one in system.find(paths[0]) if one.lower().endswith(_ENDINGS)]
        found = {}
        for one in paths:
            told = system.info(one)
            stamp = str(
                told.get("ETag") or told.get("LastModified") or told.get("mtime") or told.get("created")
            )
            found[system.unstrip_protocol(one)] = (int(told["size"] or 0), stamp)
    except (ImportError, OSError, ValueError) as error:
        raise UsageError(f"{name}: cannot be looked at ({error}).") from error
    return found


def _options(address: str) -> dict[str, Any]:
    """How to log in to a store, as the configuration says it of the store of files of that kind."""
    from harvester.stores.settings import store_settings

    return store_settings().options_for(address)


def open_at(archive: str, start: int) -> IO[bytes]:
    """A file, standing at a place.

    Raises:
        ArchiveError: it cannot be opened.
    """
    try:
        if is_address(archive):
            import fsspec

            stream = cast("IO[bytes]", fsspec.open(archive, "rb", **_options(archive)).open())
        else:
            stream = Path(archive).open("rb")  # noqa: SIM115 - the caller closes it
    except (OSError, ImportError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArchiveError(f"{archive}: cannot be opened ({reason}).") from error
    stream.seek(start)
    return stream
