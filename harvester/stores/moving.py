"""Moving a harvest's files to another store: copied, each looked at by its hash, then the note is changed.

Nothing refers to the new place before all of it is sound, and what is removed of the old one is there at the
new one. Killed anywhere, it is finished by doing it again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harvester.errors import StoreError, UsageError
from harvester.run.lock import hold
from harvester.store import LocalStore
from harvester.stores.address import plain_url
from harvester.stores.copying import bring
from harvester.stores.opening import open_at, prepare
from harvester.stores.place import Place, note, noted

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.paths import DataDirectory
    from harvester.store import Store

HERE = "here"  # the data directory's own folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moving came to, or would come to."""

    files: int  # kept files in all
    brought: int  # that were not at the new place yet
    removed: int  # at the old one
    place: str


def move(
    data: DataDirectory,
    to: str,
    *,
    keep: bool = False,
    dry_run: bool = False,
    hear: Callable[[dict[str, Any]], None] = lambda _m: None,
) -> Moved:
    """Bring the files of a data directory to another place, and use them there from now on.

    Args:
        data: the data directory.
        to: an address, or "here".
        keep: leave the files at the old place too.
        dry_run: only count.
        hear: told of progress: dicts with `event` moving, `step`, `done`, `total`.

    Raises:
        UsageError: that is no address, or there is no harvest.
        HarvesterError: locked, or one of the two places refuses, or holds damaged files.
    """
    try:
        url = "" if to == HERE else plain_url(to)
    except ValueError as error:
        raise UsageError(f"{to}: the place {error}; {HERE!r} is the data directory.") from error
    if not data.root.is_dir():
        raise UsageError(f"no harvest in {data.root}; say where with --data.")
    with hold(data, "store move", settled=False):
        return _Moving(data, url, hear).all(keep=keep, dry_run=dry_run)


class _Moving:
    def __init__(self, data: DataDirectory, url: str, hear: Callable[[dict[str, Any]], None]) -> None:
        self.data, self.hear = data, hear
        self.place = noted(data)
        # An address of the data directory's own folder is no other place.
        self.url = "" if url == self._own else url
        self.old, self.new = open_at(data, self.place.url), open_at(data, self.url)

    @property
    def _own(self) -> str:
        return self.data.files.absolute().as_uri()

    def all(self, *, keep: bool, dry_run: bool) -> Moved:
        names = list(self.old.hashes())
        brought = removed = 0
        if self.url != self.place.url:
            brought = len(set(names) - self._there()) if dry_run else self._bring(names)
        if dry_run:
            return Moved(files=len(names), brought=brought, removed=0, place=self.new.url)
        left = noted(self.data).left
        if not keep:
            removed = sum(self._remove(url, set(names)) for url in left)
            left = ()
        note(self.data, replace(noted(self.data), left=left))
        return Moved(files=len(names), brought=brought, removed=removed, place=self.new.url)

    def _there(self) -> set[str]:
        with suppress(StoreError):  # there is none yet
            return set(self.new.hashes())
        return set()

    def _bring(self, names: list[str]) -> int:
        prepare(self.data, self.url)
        brought = self._copied(names)
        wrong = self._unsound(names)
        for sha256 in wrong:  # something of that name lay there and was not it
            self.new.remove(sha256)
        if wrong:
            self._copied(wrong)
            wrong = self._unsound(wrong)
        if wrong:
            raise StoreError(
                f"{len(wrong)} files are damaged where they were brought to ({self.new.where(wrong[0])}); "
                "the old place is still the one that is used. Run it again."
            )
        old = self.place.url or self._own
        left = tuple(url for url in dict.fromkeys((*self.place.left, old)) if url != (self.url or self._own))
        note(self.data, Place(url=self.url, left=left))
        return brought

    def _copied(self, names: list[str]) -> int:
        def tell(done: int) -> None:
            self.hear({"event": "moving", "step": "copying", "done": done, "total": len(names)})

        brought, damaged = bring(self.old, self.new, names, tell)
        if damaged:
            raise StoreError(
                f"{len(damaged)} files are damaged ({self.old.where(damaged[0])}), so nothing was moved: "
                "'harvester verify' tells what to do."
            )
        return brought

    def _unsound(self, names: list[str]) -> list[str]:
        wrong = []
        for number, looked in enumerate(self.new.examine(names), start=1):
            if not looked.sound:
                wrong.append(looked.sha256)
            if number % 50 == 0 or number == len(names):
                self.hear({"event": "moving", "step": "checking", "done": number, "total": len(names)})
        return wrong

    def _remove(self, url: str, names: set[str]) -> int:
        """Remove what is at the new place too; the rest, which nobody knows, stays."""
        store: Store = open_at(self.data, url)
        held = set(self.new.hashes()) & (names or set(store.hashes()))
        gone = [sha256 for sha256 in store.hashes() if sha256 in held]
        for sha256 in gone:
            store.remove(sha256)
        if isinstance(store, LocalStore) and store.root.is_dir():
            for folder in (*store.root.iterdir(), store.root):
                with suppress(OSError):  # something else is in it
                    folder.rmdir()
        return len(gone)
