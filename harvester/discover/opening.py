"""Where archives lie: files, patterns of files, and addresses of other stores."""

from __future__ import annotations

import errno
import glob
import io
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

from harvester.errors import ArchiveError, HarvesterError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_ENDINGS: Final = (".warc", ".warc.gz", ".wet", ".wet.gz", ".wat", ".wat.gz")
_A_RECORD: Final = 128 * 1024  # fetched at once from a store, where single records are read
_AHEAD: Final = 1024 * 1024
SPLIT: Final = 256 * 1024**2  # a longer file is several units, so that several workers share it


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


def length_of(unit: Unit) -> int:
    """How many bytes a unit has."""
    return (unit.end or unit.size) - unit.start


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
            what = "no WARC file in this folder" if _is_folder(name) else "no such file"
            raise UsageError(f"{name}: {what}; give WARC files, a folder of them, or a pattern.")
        found |= some
    units: list[Unit] = []
    for archive, (size, stamp) in sorted(found.items()):
        for start in range(0, max(size, 1), split):
            end = start + split if start + split < size else None
            units.append(Unit(archive, start, end, size, stamp))
    return units


def _is_folder(name: str) -> bool:
    return not is_address(name) and Path(name).is_dir()


def indexes_of(names: Iterable[str], under: str | None = None) -> list[Unit]:
    """The units of index files: each file is one.

    Args:
        names: files, patterns and addresses.
        under: where the archives lie that they name; beside the index when not given.

    Raises:
        UsageError: a name leads to no file, or there is no such place.
    """
    place = under or ""
    if place and not is_address(place):
        if not Path(place).is_dir():
            raise UsageError(f"{place}: no such folder; --under says where the archives of an index lie.")
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
    with _in_words(name):
        system, path = _connected(name)
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
    return found


def _connected(address: str) -> tuple[Any, str]:
    """The file system of a store, logged in to as the configuration says it of the store of files."""
    from harvester.stores.connecting import connect

    # A new client for each of many files would take a third of a second.
    return connect(address, {"skip_instance_cache": False, **_options(address)})


def _options(address: str) -> dict[str, Any]:
    from harvester.stores.settings import store_settings

    return store_settings().options_for(address)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Whatever the library of a store raises as an error of this name, without secrets.

    Raises:
        UsageError: something was raised.
    """
    try:
        yield
    except HarvesterError:
        raise
    except Exception as error:
        raise UsageError(f"{name}: cannot be looked at ({_said(name, error)}).") from error


def _said(name: str, error: Exception) -> str:
    from harvester.redaction import Redactor
    from harvester.stores.settings import secrets_in

    return Redactor(tuple(secrets_in(_options(name))))(f"{type(error).__name__}: {error}")[:300]


def open_at(archive: str, start: int, *, few: bool = False) -> IO[bytes]:
    """A file, standing at a place.

    Args:
        archive: its path or address.
        start: where the reading begins.
        few: single records are read, here and there, so that nothing is fetched ahead of them.

    Raises:
        ArchiveError: it cannot be opened.
    """
    try:
        if is_address(archive):
            stream = cast("IO[bytes]", _of_store_opened(archive, few=few))
        else:
            stream = Path(archive).open("rb")  # noqa: SIM115 - the caller closes it
    except (OSError, HarvesterError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArchiveError(f"{archive}: cannot be opened ({reason}).") from error
    stream.seek(start)
    return stream


def _of_store_opened(archive: str, *, few: bool) -> io.BufferedReader:
    system, path = _connected(archive)
    try:
        far = system.open(path, "rb", **({"cache_type": "none"} if few else {}))
    except Exception as error:
        raise ArchiveError(_said(archive, error)) from error
    return io.BufferedReader(_Far(archive, far), _A_RECORD if few else _AHEAD)


class _Far(io.RawIOBase):
    """A file of a store, whose errors are all of one kind, whatever the library calls them."""

    def __init__(self, name: str, file: Any) -> None:
        self._name, self._file = name, file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._file.read(len(buffer))
        except Exception as error:
            raise OSError(errno.EIO, f"the store fails ({_said(self._name, error)})") from error
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
