"""Files in any file system of fsspec, as `ab/abcdef…` below one folder, like the folder of a data directory.

A file is there when its upload has ended: an object store shows it only then, and elsewhere it is written
under another name, looked at, and renamed. What is killed before leaves at most a draft or an unfinished
upload, which nothing refers to. Copies of what went through here are kept at hand, within bounds.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import threading
import time
import uuid
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from harvester.errors import DamagedFileError, DiskError, StoreError
from harvester.store import Examined, Lent, StoredFile
from harvester.stores import s3
from harvester.stores.connecting import connect, renames
from harvester.stores.settings import secrets_in
from harvester.stores.threads import Threads
from harvester.stores.words import StoreWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from typing import BinaryIO

    from harvester.stores.cache import FileCache

T = TypeVar("T")


class Probe(NamedTuple):
    """What trying a store came to."""

    marked: bool  # whether it is one of ours already
    versions: bool  # whether it keeps older versions


log = logging.getLogger(__name__)

MARK = "harvester-store.json"  # beside the files: without it there is no store
_MARK_TEXT = b'{"format": 1, "what": "files of harvester, named by their SHA-256"}\n'
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DRAFT = ".draft-"
_PROBE = ".probe"
_AT_ONCE = 8  # files on their way at the same time
_WHOLE = 16 * 1024 * 1024  # a file up to so large is looked at in one request
_CHUNK = 4 * 1024 * 1024
_LOOK_AGAIN_S = (0.2, 0.8)  # a file that should be there and is not seen yet
_MOST_KNOWN = 1_000_000
_SEEN_S = 5.0  # so long it is taken to be there still; another process may take it down


class RemoteStore:
    """The store at one address; for any thread."""

    def __init__(self, url: str, options: Mapping[str, Any], cache: FileCache) -> None:
        self._url, self._options, self.cache = url, dict(options), cache
        self._words = StoreWords(url, tuple(secrets_in(self._options)))
        self._known: dict[str, tuple[int, float]] = {}  # size of a file that was seen there, and when
        self._is_there = False
        self._threads = Threads(_AT_ONCE)
        self._connecting = threading.Lock()

    # ------------------------------------------------------------ where

    @property
    def url(self) -> str:
        """Its address."""
        return self._url

    def where(self, sha256: str) -> str:
        """The address of a file."""
        return f"{self._url}/{self._name(sha256)}"

    @staticmethod
    def _name(sha256: str) -> str:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return f"{sha256[:2]}/{sha256}"

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{self._name(sha256)}"

    @cached_property
    def _connected(self) -> tuple[Any, str]:
        with self._connecting, self._words.plain():
            return connect(self._url, self._options)

    @property
    def _fs(self) -> Any:
        return self._connected[0]

    @property
    def _root(self) -> str:
        return self._connected[1]

    @cached_property
    def _renames(self) -> bool:
        return renames(self._fs)

    def prepare(self) -> None:
        """Make the folder and put the mark into it, where it is not there yet.

        Raises:
            StoreError: there can be no store there.
        """
        with self._words.plain():
            try:
                if self._size_at(f"{self._root}/{MARK}") is None:
                    self._write(f"{self._root}/{MARK}", _MARK_TEXT)
            except FileNotFoundError as error:
                raise self._words.missing() from error
        self._is_there = True

    def probe(self) -> Probe:
        """Write a file, read it, see it listed, remove it, see it gone.

        Raises:
            StoreError: one of these cannot be done.
        """
        folder, body = f"{self._root}/{_PROBE}", uuid.uuid4().hex.encode()
        path = f"{folder}/{body.decode()}"
        with self._words.plain():
            try:
                self._write(path, body)
                came_back = self._fs.cat_file(path) == body
                listed = any(one.endswith(body.decode()) for one in self._fs.find(folder))
            except FileNotFoundError as error:
                raise self._words.missing() from error
            self._fs.rm_file(path)
            if not came_back or not listed or self._size_at(path) is not None:
                raise StoreError(
                    f"the store of files at {self._url} does not give back what it was given at once; a "
                    "store must be consistent: choose another."
                )
            marked = self._size_at(f"{self._root}/{MARK}") is not None
            versions = s3.speaks_s3(self._fs) and s3.keeps_versions(self._fs, path)
        return Probe(marked, versions)

    def _require_there(self) -> None:
        """Before a file is said to be missing: is there a store at all?"""
        if self._is_there:
            return
        if self._size_at(f"{self._root}/{MARK}") is None:
            raise self._words.missing()
        self._is_there = True

    # ------------------------------------------------------------ writing

    def put(self, body: bytes) -> StoredFile:
        """Keep these bytes; keeping the same bytes again changes nothing.

        Raises:
            StoreError: the store refuses or does not answer; nothing half-written has the file's name.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        if sha256 not in self._known:
            path = self._path(sha256)
            with self._words.plain():
                try:
                    if self._size_at(path) != len(body):
                        self._write(path, body)
                except FileNotFoundError as error:
                    raise self._words.missing() from error
            self._note(sha256, len(body))
            with suppress(DiskError):  # it is safe, and only not at hand
                self.cache.keep(sha256, body)
        return StoredFile(sha256, len(body))

    def _note(self, sha256: str, size: int) -> None:
        if len(self._known) < _MOST_KNOWN:
            self._known[sha256] = (size, time.monotonic())

    def _write(self, path: str, body: bytes) -> None:
        if s3.speaks_s3(self._fs):
            self._fs.pipe_file(path, body)
            return
        folder = path.rpartition("/")[0]
        self._fs.makedirs(folder, exist_ok=True)
        if not self._renames:
            self._fs.pipe_file(path, body)
            return
        draft = f"{folder}/{_DRAFT}{uuid.uuid4().hex}"
        try:
            self._fs.pipe_file(draft, body)
            if self._size_at(draft) != len(body):
                raise OSError(errno.EIO, "what was written is not as long as it should be")
            self._fs.mv(draft, path)
        except BaseException:
            with suppress(Exception):
                self._fs.rm_file(draft)
            raise

    def _size_at(self, path: str) -> int | None:
        try:
            found = self._fs.info(path)
        except FileNotFoundError:
            return None
        return int(found["size"]) if found["type"] == "file" else None

    def remove(self, sha256: str) -> None:
        """Remove a file for good: its copy at hand, and older versions where the store is S3.

        Raises:
            StoreError: the store refuses, does not answer, or shows the file still.
        """
        path = self._path(sha256)
        self.cache.drop(sha256)
        self._known.pop(sha256, None)
        with self._words.plain():
            self._require_there()
            if s3.speaks_s3(self._fs):
                s3.remove(self._fs, path, self._url)
            else:
                with suppress(FileNotFoundError):
                    self._fs.rm_file(path)
            if self._size_at(path) is not None:
                raise StoreError(f"{self.where(sha256)} was removed and is still there; run again.")

    def clean(self, *, older_than_s: float = 24 * 3600) -> int:
        """Remove drafts and unfinished uploads that a crash left behind; younger ones may be in use."""
        with self._words.plain():
            if s3.speaks_s3(self._fs):
                return s3.clean(self._fs, self._root, older_than_s)
            return self._clean_drafts(older_than_s) if self._renames else 0

    def _clean_drafts(self, older_than_s: float) -> int:
        removed = 0
        for path in self._fs.find(self._root):
            if not path.rpartition("/")[2].startswith(_DRAFT):
                continue
            with suppress(FileNotFoundError):
                made = self._fs.modified(path)
                if time.time() - made.timestamp() >= older_than_s:
                    self._fs.rm_file(path)
                    removed += 1
        return removed

    # ------------------------------------------------------------ reading

    def has(self, sha256: str) -> bool:
        """Whether a file of this name is kept."""
        return self.cache.has(sha256) or self.size(sha256) is not None

    def size(self, sha256: str) -> int | None:
        """The size of a file, or None when it is not kept here."""
        size, seen = self._known.get(sha256, (0, float("-inf")))
        if time.monotonic() - seen < _SEEN_S:
            return size
        path = self._path(sha256)
        with self._words.plain():
            found = self._size_at(path)
            if found is None:
                self._require_there()
            else:
                self._note(sha256, found)
        return found

    def open(self, sha256: str) -> BinaryIO:
        """The copy at hand, fetched if need be, opened for reading.

        Raises:
            FileNotFoundError: it is not kept here.
        """
        self._path(sha256)
        stream = self.cache.take(sha256)
        return stream if stream is not None else self.cache.kept(sha256, self._fetched(sha256))

    def lend(self, sha256: str) -> Lent:
        """The copy at hand, fetched if need be, which stays until it is given back.

        Raises:
            FileNotFoundError: it is not kept here.
        """
        stream = self.open(sha256)
        return Lent(self.cache.path(sha256), stream.close)

    def read(self, sha256: str) -> bytes | None:
        """The bytes of a file, or None when it is not kept here."""
        try:
            with self.open(sha256) as stream:
                return stream.read()
        except FileNotFoundError:
            return None

    def _fetched(self, sha256: str) -> bytes:
        """The bytes as they come; they are asked for again when they are not those of the name."""
        path = self._path(sha256)
        body: bytes = b""
        with self._words.plain():
            for pause in (0.0, *_LOOK_AGAIN_S):
                time.sleep(pause)
                try:
                    body = self._fs.cat_file(path)
                except FileNotFoundError:
                    self._require_there()
                    continue
                if hashlib.sha256(body).hexdigest() == sha256:
                    self._note(sha256, len(body))
                    return body
        if not body:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.where(sha256))
        raise self._damaged(sha256)

    def _damaged(self, sha256: str) -> DamagedFileError:
        return DamagedFileError(
            f"{self.where(sha256)} is not what its name says; 'harvester verify' tells what to do."
        )

    # ------------------------------------------------------------ many

    def in_background(self, work: Callable[[], T]) -> Future[T]:
        """Have something done in one of this store's own threads, of which there are few."""
        return self._threads.submit(work)

    def hashes(self) -> Iterator[str]:
        """Names of all kept files, in order."""
        with self._words.plain():
            try:
                found = self._fs.find(self._root)
            except FileNotFoundError:
                found = []
            names = sorted(name for path in found if _SHA256.fullmatch(name := path.rpartition("/")[2]))
            if not names:
                self._require_there()
        yield from names

    def verify(self, sha256: str) -> bool:
        """Whether the file is there and still is what its name says; no copy is asked."""
        return self._look(sha256).sound

    def examine(self, names: Iterable[str]) -> Iterator[Examined]:
        """The same for many files, in their order, a few at a time."""
        return self._threads.side_by_side(self._look, names)

    def _look(self, sha256: str) -> Examined:
        path, digest, size = self._path(sha256), hashlib.sha256(), 0
        with self._words.plain():
            length = self._size_at(path)
            if length is None:
                self._require_there()
                return Examined(sha256, 0, sound=False)
            try:
                for start in range(0, max(length, 1), _WHOLE):
                    piece = self._fs.cat_file(path, start=start, end=min(start + _WHOLE, length))
                    digest.update(piece)
                    size += len(piece)
            except FileNotFoundError:
                return Examined(sha256, 0, sound=False)
        return Examined(sha256, size, sound=digest.hexdigest() == sha256)

    def bodies(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files, in their order; no copies of them are kept."""
        for sha256, body in self._threads.side_by_side(self._body, names):
            if body is not None:
                yield sha256, body

    def _body(self, sha256: str) -> tuple[str, bytes | None]:
        path = self._path(sha256)
        with self._words.plain():
            try:
                return sha256, self._fs.cat_file(path)
            except FileNotFoundError:
                self._require_there()
                return sha256, None
