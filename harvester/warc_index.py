"""Where in which WARC file an address was captured: a rebuildable SQLite index.

Two of them exist: `warc/index.db` for what we recorded, which a live crawl asks for validators, and
`warc/replay.db` for the files given to `--replay`. Neither holds anything that scanning the WARC
files again would not give, so durability is traded for speed and a damaged index is thrown away.

An address is looked up exactly first (scheme, host, path, sorted query), then without regard to
http/https and a leading "www.", because archives and declarations often disagree on those. Of several
captures the newest wins.

`warc/index.db` grows by what changes, and not by every night: of each address it keeps the newest whole
answer, the newest 304 and the newest other answer, and whatever another record referred to (a night may
be replayed alone). Folders that have not changed since they were indexed are not looked into.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from harvester.errors import ArchiveError, DiskError
from harvester.warc import NOT_MODIFIED, OPEN_SUFFIX, DamagedArchiveError, Entry, scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_VERSION = 2
_APPLICATION_ID = 0x48525749  # "HRWI": this SQLite file is an archive index of ours
_MARKS = ("application_id", "user_version")
_COLUMNS = tuple(f.name for f in fields(Entry))
_SCHEMA = f"""
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {_VERSION};
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, changed INTEGER NOT NULL,
    damage TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS captures (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, exact TEXT NOT NULL, loose TEXT NOT NULL,
    offset INTEGER, type TEXT, url TEXT, at TEXT, status INTEGER, size INTEGER, digest TEXT,
    media_type TEXT, etag TEXT, last_modified TEXT, location TEXT, profile TEXT, refers_url TEXT,
    refers_at TEXT, truncated INTEGER, referred INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS folders (path TEXT PRIMARY KEY, changed INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS captures_exact ON captures (exact, at);
CREATE INDEX IF NOT EXISTS captures_loose ON captures (loose, at);
CREATE INDEX IF NOT EXISTS captures_digest ON captures (digest) WHERE digest != '';
"""


@dataclass(frozen=True, slots=True)
class Capture:
    """One indexed record, and the file it is in."""

    path: Path
    entry: Entry


@lru_cache(maxsize=8_192)  # wanted when an address is asked, when its answer is here and when it is indexed
def exact_key(url: str) -> str:
    """An address in the form under which captures of it are found."""
    from w3lib.url import canonicalize_url

    try:
        parts = urlsplit(canonicalize_url(url))
        port = parts.port
    except ValueError:
        return url
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    if port and port != {"http": 80, "https": 443}.get(parts.scheme):
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))


def loose_key(exact: str) -> str:
    """An exact key without what archives and declarations disagree on."""
    return exact.partition("://")[2].removeprefix("www.")


class ArchiveIndex:
    """One index file; each thread and process opens its own."""

    def __init__(self, path: Path, *, newest: bool = False) -> None:
        """Open the index, or begin it anew when it is missing, damaged or of another version.

        Args:
            path: the index file.
            newest: keep of each address only what is asked for of our own archive.

        Raises:
            DiskError: the folder cannot be written.
        """
        self.path, self._newest = path, newest
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._open()
        except (sqlite3.DatabaseError, OSError):
            for leftover in (path, path.with_name(path.name + "-journal")):
                with suppress(OSError):
                    leftover.unlink()
            try:
                self._db = self._open()
            except (sqlite3.Error, OSError) as again:
                raise DiskError(f"cannot write {path}: {again}") from again

    @classmethod
    def existing(cls, path: Path) -> ArchiveIndex | None:
        """An index of ours that is there already, for reading only; None when there is none."""
        if not path.is_file():
            return None
        index = cls.__new__(cls)
        index.path, index.fresh, index._newest = path, False, False
        try:
            index._db = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, timeout=30)
        except sqlite3.Error:
            return None
        try:
            marks = [index._db.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS]
        except sqlite3.Error:
            marks = []
        if marks != [_APPLICATION_ID, _VERSION]:
            index.close()
            return None
        return index

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = OFF")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            self.fresh = not version  # it knows of no file yet
            if version not in (0, _VERSION):
                raise sqlite3.DatabaseError("written by another version")
            if not version:
                db.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Close the index."""
        self._db.close()

    def __enter__(self) -> ArchiveIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ filling

    def leave_out(self, url: str) -> bool:
        """Whether captures of an address are not indexed: others' archives may hold what we must not."""
        return False

    def add_file(self, path: Path, *, salvage: bool | None = None) -> str:
        """Index a WARC file, unless it is indexed already as it is now.

        Args:
            path: the file.
            salvage: keep the sound records of a damaged file instead of refusing it; by default only
                for a file of ours that was still open when its writer died.

        Returns:
            What was wrong with a salvaged file, or "".

        Raises:
            ArchiveError: the file is no WARC file, or is damaged and not salvaged.
        """
        salvage = path.name.endswith(OPEN_SUFFIX) if salvage is None else salvage
        name = self._name(path)
        known = self._db.execute("SELECT size, changed, damage FROM files WHERE path = ?", (name,)).fetchone()
        stat = path.stat() if path.exists() else None
        if stat and known and known[:2] == (stat.st_size, stat.st_mtime_ns):
            return str(known[2])
        damage = ""
        entries: list[Entry] = []
        try:
            entries.extend(entry for entry in scan(path) if entry.answers and not self.leave_out(entry.url))
        except DamagedArchiveError as error:
            if not salvage:
                raise
            damage = f"{path}: {error.what} at byte {error.offset}; the records before it were kept"
        stat = path.stat()
        self._replace(name, (stat.st_size, stat.st_mtime_ns, damage), entries)
        return damage

    def add_entries(self, path: Path, entries: Iterable[Entry]) -> None:
        """Index a file whose entries are known because we have just written it."""
        stat = path.stat()
        facts = (stat.st_size, stat.st_mtime_ns, "")
        self._replace(self._name(path), facts, [entry for entry in entries if entry.answers])

    def _replace(self, name: str, facts: tuple[int, int, str], entries: Iterable[Entry]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._forget(name)
            number = self._db.execute(
                "INSERT INTO files (path, size, changed, damage) VALUES (?, ?, ?, ?)", (name, *facts)
            ).lastrowid
            rows = [self._row(number or 0, entry) for entry in entries]
            self._db.executemany(_INSERT, rows)
            if self._newest:
                self._thin_out(rows)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _thin_out(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Of the addresses in these rows forget the captures that nobody will ask for."""
        keys: dict[object, list[object]] = {}
        for row in rows:
            seconds = keys.setdefault(row[1], [])
            if row[_REFERS_AT]:
                seconds.append(str(row[_REFERS_AT])[:19])
        for exact, confirmed in keys.items():
            for at in dict.fromkeys(confirmed):
                self._db.execute(_REFERRED, (exact, at, NOT_MODIFIED))
            self._db.execute(_THIN_OUT, {"exact": exact, "confirmed": NOT_MODIFIED})

    def _forget(self, name: str) -> None:
        known = self._db.execute("SELECT id FROM files WHERE path = ?", (name,)).fetchone()
        if known is not None:  # it costs a look at every row, so not for a file that is new
            self._db.execute("DELETE FROM captures WHERE file = ?", known)
            self._db.execute("DELETE FROM files WHERE id = ?", known)

    def add_all(self, folder: Path) -> tuple[str, ...]:
        """Index every finished WARC file of every run below a folder.

        Returns:
            What is wrong with the files that cannot be used.
        """
        problems: list[str] = []
        for run in sorted((one for one in folder.glob("*") if one.is_dir()), key=_in_order):
            name, changed = self._name(run), run.stat().st_mtime_ns
            known = self._db.execute("SELECT changed FROM folders WHERE path = ?", (name,)).fetchone()
            if known is not None and known[0] == changed:
                continue  # our files are renamed into their folder once, and not touched again
            found = [said for path in sorted(run.glob("*.warc.gz")) if (said := self._problem(path))]
            problems += found
            if not found:
                self._db.execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", (name, changed))
        return tuple(problems)

    def _problem(self, path: Path) -> str:
        """Index a file; what is wrong with one that cannot be used, else ""."""
        try:
            self.add_file(path)
        except ArchiveError as error:
            return str(error)
        return ""

    def files(self) -> list[tuple[Path, int]]:
        """Every file that is indexed, and the size it had."""
        rows = self._db.execute("SELECT path, size FROM files ORDER BY path").fetchall()
        return [(self.path.parent / path, int(size)) for path, size in rows]

    def keep_only(self, paths: Iterable[Path]) -> None:
        """Forget files that are not among these."""
        wanted = {self._name(path) for path in paths}
        for (name,) in self._db.execute("SELECT path FROM files").fetchall():
            if name not in wanted:
                self._db.execute("BEGIN IMMEDIATE")
                self._forget(name)
                self._db.execute("COMMIT")

    def _name(self, path: Path) -> str:
        """A file's name in the index: relative where it can be, so that a data directory may move."""
        path = path.absolute()
        folder = self.path.parent.absolute()
        return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)

    @staticmethod
    def _row(file: int, entry: Entry) -> tuple[object, ...]:
        exact = exact_key(entry.url)
        return (file, exact, loose_key(exact), *(getattr(entry, name) for name in _COLUMNS))

    # ------------------------------------------------------------ asking

    def captures(self, url: str) -> Iterator[Capture]:
        """Captures of an address: exact ones, newest first, then those of its near twins."""
        exact = exact_key(url)
        yield from self._select("c.exact = ? ORDER BY c.at DESC, c.id DESC", exact)
        for twin in self._select(
            "c.loose = ? AND c.exact != ? ORDER BY c.at DESC, c.id DESC", loose_key(exact), exact
        ):
            # http://x/ that leads to https://x/ does not answer for https://x/.
            if not twin.entry.location or exact_key(twin.entry.location) != exact:
                yield twin

    def on_host(self, host: str) -> Iterator[Capture]:
        """All captures of a host (as `loose_key` spells it, with its port unless that is the usual one)."""
        # "0" is the character after "/"
        yield from self._select("c.loose >= ? AND c.loose < ? ORDER BY c.id", f"{host}/", f"{host}0")

    def payloads(self, url: str) -> Iterator[Capture]:
        """Whole 200 answers to exactly this address that are not "not modified", newest first."""
        where = (
            "c.exact = ? AND c.status = 200 AND NOT c.truncated AND c.profile != ? "
            "ORDER BY c.at DESC, c.id DESC LIMIT 5"
        )
        yield from self._select(where, exact_key(url), NOT_MODIFIED)

    def original_of(self, capture: Capture) -> Capture | None:
        """The capture that holds the payload of a revisit, as far as these files hold it."""
        entry = capture.entry
        exact = exact_key(entry.url)
        if entry.refers_url:
            # A document of ours is itself a revisit, of a file in the store: that is a payload too. A
            # writer of either WARC version may refer to a record of the other: compare seconds first.
            where = (
                "c.exact = ? AND c.profile != ? AND c.status >= 200 AND substr(c.at, 1, 19) = ? "
                "AND NOT (c.exact = ? AND c.at = ?) ORDER BY c.at = ? DESC, c.id DESC LIMIT 1"
            )
            at = entry.refers_at
            values = (exact_key(entry.refers_url), NOT_MODIFIED, at[:19], exact, entry.at, at)
            if found := self._first(where, *values):
                return found
        if entry.digest:
            where = "c.digest = ? AND c.type != 'revisit' ORDER BY c.exact = ? DESC, c.at DESC LIMIT 1"
            if found := self._first(where, entry.digest, exact):
                return found
        if entry.profile == NOT_MODIFIED:
            where = (
                "c.exact = ? AND c.profile != ? AND c.status = 200 AND c.at <= ? "
                "ORDER BY c.at DESC, c.id DESC LIMIT 1"
            )
            return self._first(where, exact, NOT_MODIFIED, entry.at)
        return None

    def _first(self, where: str, *values: object) -> Capture | None:
        return next(self._select(where, *values), None)

    def _select(self, where: str, *values: object) -> Iterator[Capture]:
        columns = ", ".join(f"c.{name}" for name in _COLUMNS)
        query = f"SELECT f.path, {columns} FROM captures c JOIN files f ON f.id = c.file WHERE {where}"  # noqa: S608
        for path, *row in self._db.execute(query, values).fetchall():
            values_by_name = dict(zip(_COLUMNS, row, strict=True))
            values_by_name["truncated"] = bool(values_by_name["truncated"])
            yield Capture(self.path.parent / path, Entry(**values_by_name))


_REFERS_AT = 3 + _COLUMNS.index("refers_at")
_REFERRED = """UPDATE captures SET referred = 1
    WHERE exact = ? AND substr(at, 1, 19) = ? AND status = 200 AND profile != ?"""
_WHOLE = "status = 200 AND NOT truncated AND profile != :confirmed"
_NEWEST = "SELECT id FROM captures WHERE exact = :exact AND {} ORDER BY at DESC, id DESC LIMIT 1"
_THIN_OUT = f"""DELETE FROM captures WHERE exact = :exact AND NOT referred
    AND id NOT IN (SELECT * FROM ({_NEWEST.format(_WHOLE)}))
    AND id NOT IN (SELECT * FROM ({_NEWEST.format("profile = :confirmed")}))
    AND id NOT IN (SELECT * FROM ({_NEWEST.format(f"NOT ({_WHOLE}) AND profile != :confirmed")}))"""  # noqa: S608
_INSERT = (
    f"INSERT INTO captures (file, exact, loose, {', '.join(_COLUMNS)}) "  # noqa: S608 - our own names
    f"VALUES (?, ?, ?, {', '.join('?' * len(_COLUMNS))})"
)


def _in_order(run: Path) -> tuple[int, str]:
    """Runs by number: an answer is indexed before the 304 that refers to it."""
    return (int(run.name) if run.name.isdigit() else 0), run.name


def tidy(folder: Path) -> tuple[str, ...]:
    """Finish what a crash left open below `warc/`, and index every finished file that is not yet.

    Only for a caller that holds the lock of the data directory.

    Returns:
        One sentence for each file that was finished or cannot be used.

    Raises:
        DiskError: the disk refuses.
    """
    from harvester.chronicle import finish
    from harvester.warc_writer import recover

    if not folder.is_dir():
        return ()
    notes = [*recover(folder), *finish(folder)]
    with ArchiveIndex(folder / "index.db", newest=True) as index:
        notes += index.add_all(folder)
    return tuple(notes)
