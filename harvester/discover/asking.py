"""Indexes that are asked over HTTP: their lists, then the captures worth having, then one index of these.

First an index is asked for addresses that name reviews, then the archive for the likeliest captures of each
host that nobody declared; what was had lies below the state, as a WARC file with an index of its own, and is
searched like any other. So nothing is asked for twice, and the search itself needs no network.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from harvester.discover import choosing, queries
from harvester.discover.kept import WARC, WHOLE, KeptCaptures, KeptList
from harvester.discover.opening import Unit, indexes_of
from harvester.durable import write_whole
from harvester.errors import DiskError, HarvesterError, LockedError
from harvester.store import disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from harvester.discover.choosing import Wishes
    from harvester.discover.index import Listed
    from harvester.run.options import RunOptions

_MOST_TOLD: Final = 20  # failures of one index that are told one by one
_GRACE_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One index that is asked over HTTP, or that names archives which are."""

    index: str  # an address, or a file
    queries: tuple[str, ...] = ()  # none for a file
    under: str = ""  # an address; "" where captures are replayed
    replay: str | None = None

    @property
    def hosts(self) -> list[str]:
        """Which hosts are asked."""
        from harvester.cdx import replay_prefix

        over_http = queries.is_http(self.index)
        places = [self.index] if over_http else []
        if queries.is_http(self.under):
            places.append(self.under)
        elif over_http and not self.under:
            places.append(replay_prefix(self.index, self.replay))
        return list(dict.fromkeys(urlsplit(place).hostname or "" for place in places))

    @property
    def name(self) -> str:
        """What it is called where people read of it."""
        return urlsplit(self.index).netloc if queries.is_http(self.index) else self.index


@dataclass(slots=True)
class Came:
    """What came of asking one index."""

    asked: Asked
    units: list[Unit] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)


def asked_of(
    indexes: Iterable[str], under: str | None, within: Sequence[str], replay: str | None
) -> tuple[list[Asked], list[str]]:
    """Which indexes need asking over HTTP, and which are files that lie beside their archives.

    Raises:
        UsageError: an index at an address, and nobody says what to ask it for.
    """
    asked, rest = [], []
    place = under or ""
    for index in indexes:
        if queries.is_http(index):
            told = tuple(queries.queries_of(index, within))
            plain = queries.without_query(index)
            asked.append(
                Asked(index=plain, queries=told, under=place or queries.data_of(plain), replay=replay)
            )
        elif queries.is_http(place):
            asked += [Asked(index=unit.archive, under=place) for unit in indexes_of([index])]
        else:
            rest.append(index)
    return asked, rest


def ask(
    asked: Asked,
    state: Path,
    options: RunOptions,
    wishes: Wishes,
    hear: Callable[[str], None] = lambda line: None,
) -> Came:
    """Ask one index, and the archive behind it.

    Args:
        asked: which one.
        state: the folder of the state.
        options: how a crawl would ask: reach, pace, contact.
        wishes: how much.
        hear: told of progress, now and then.

    Raises:
        DiskError: the disk refuses.
        LockedError: another search is asking the same.
        HarvesterError: the asking process failed.
    """
    folder = _folder(asked, state)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder, asked.name):
        if wishes.fresh:
            _forget(folder)
        return _ask(asked, folder, options, wishes, hear)


@contextmanager
def _alone(folder: Path, name: str) -> Iterator[None]:
    """Two that ask the same index would write over each other, and be twice as fast as is polite."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / "lock", timeout=0):
            yield
    except Timeout as error:
        raise LockedError(f"another search is asking {name} already; run again when it has ended.") from error


def _ask(
    asked: Asked, folder: Path, options: RunOptions, wishes: Wishes, hear: Callable[[str], None]
) -> Came:
    came = Came(asked)
    over_http = queries.is_http(asked.under) or not asked.under
    before = KeptCaptures(folder).places
    lists = tuple(one for one in asked.queries if KeptList(folder, one).load(WHOLE) is None)
    if lists or (over_http and _left(asked, folder, wishes)):
        _Asking(asked, folder, options, came, hear).run(lists, wishes if over_http else None)
    listed = choosing.newest(_listed(asked, folder, came))
    came.counts["addresses that name reviews"] = len(listed)
    chosen = choosing.choose(listed.values(), wishes, came.counts)
    had = KeptCaptures(folder) if over_http else None
    if had is not None:
        came.counts["captures: had before"] = sum((one.url, one.at) in before for one in chosen)
    if listed:
        came.units.append(_unit(listed.values(), folder, str(folder) if over_http else asked.under, had=had))
    return came


def _left(asked: Asked, folder: Path, wishes: Wishes) -> bool:
    """Whether there are captures to be fetched, as far as the lists are there."""
    return bool(choosing.left(asked.index, asked.queries, folder, wishes))


def _listed(asked: Asked, folder: Path, came: Came) -> Iterator[Listed]:
    """What an index lists that may be reviews; how much it lists in all is counted."""
    return choosing.listed(asked.index, asked.queries, folder, came.counts, came.troubles)


def _forget(folder: Path) -> None:
    """Have everything asked for again."""
    with disk_errors(folder):
        shutil.rmtree(folder / "lists", ignore_errors=True)
        for path in folder.glob("captures.*"):
            path.unlink()


def _folder(asked: Asked, state: Path) -> Path:
    name = repr((asked.index, asked.under, asked.replay))
    return (state / "asked" / hashlib.sha256(name.encode()).hexdigest()[:16]).absolute()


def _unit(listed: Iterable[Listed], folder: Path, under: str, *, had: KeptCaptures | None) -> Unit:
    """An index of what was listed, which says of what was fetched where it lies."""
    lines = []
    for one in sorted(listed, key=lambda one: one.url):
        name, offset, length = one.archive, one.offset, one.length
        if had is not None:
            place = had.places.get((one.url, one.at))
            name, offset, length = (WARC, *place) if place else ("", -1, 0)
        row: dict[str, Any] = {"url": one.url, "mime": one.media_type, "status": "200", "filename": name}
        if offset >= 0:
            row |= {"offset": str(offset), "length": str(length)}
        lines.append(f"- {''.join(c for c in one.at if c.isdigit())} {json.dumps(row)}\n")
    body = "".join(lines).encode()
    path = folder / "index.cdxj"
    write_whole(path, body)
    # Whatever its time: the same rows lead to the same findings.
    stamp = hashlib.sha256(body).hexdigest()[:16]
    return Unit(str(path), size=len(body), stamp=stamp, index=True, under=under)


class _Asking:
    """The process that asks, as its parent sees it."""

    def __init__(
        self, asked: Asked, folder: Path, options: RunOptions, came: Came, hear: Callable[[str], None]
    ) -> None:
        self._asked, self._folder, self._came, self._hear = asked, folder, came, hear
        self._options = {
            "data": str(options.data.root.resolve()),
            "allow_hosts": list(options.allow_hosts),
            "delay": options.delay,
            "contact": options.contact,
        }

    def run(self, lists: tuple[str, ...], wishes: Wishes | None) -> None:
        """Ask for these lists; then, where there are wishes, for captures."""
        from harvester.run.children import start_module

        order = {
            "folder": str(self._folder),
            "index": self._asked.index,
            "queries": self._asked.queries,
            "options": self._options,
            "lists": lists,
            "declared": None if wishes is None else sorted(wishes.declared),
            "most": 0 if wishes is None else wishes.most,
            "under": self._asked.under if queries.is_http(self._asked.under) else "",
            "replay": self._asked.replay,
        }
        said = self._folder / "asking.err"
        fatal = ""
        with said.open("a", encoding="utf-8") as stderr:
            process = start_module("harvester.discover.asker", stderr)
            try:
                assert process.stdin is not None  # noqa: S101 - asked for
                assert process.stdout is not None  # noqa: S101 - asked for
                process.stdin.write(json.dumps(order))
                process.stdin.close()
                for line in process.stdout:
                    fatal = self._took(line) or fatal
                code = process.wait()
            finally:
                _end(process)
        if fatal:
            raise DiskError(fatal)
        if code:
            raise HarvesterError(f"{self._asked.name}: the asking process ended with {code}; see {said}")

    def _took(self, line: str) -> str:
        """Take in one line of the process; what it says when it cannot go on."""
        try:
            told = json.loads(line)
            event = told["event"]
        except (ValueError, KeyError, TypeError):
            return ""  # a library's stray print
        counts = self._came.counts
        if event == "listed":
            self._hear(f"{self._asked.name}: part {told['number']} of {told['of'] or '?'} of the list")
        elif event == "fetched":
            counts["captures: fetched"] += 1
            if not counts["captures: fetched"] % 50:
                self._hear(f"{self._asked.name}: {counts['captures: fetched']} captures fetched")
        elif event in ("failed", "refused"):
            self._trouble(told, failed=event == "failed")
        return str(told["message"]) if event == "fatal" else ""

    def _trouble(self, told: dict[str, Any], *, failed: bool) -> None:
        """Whether the archive could not be asked, or has no such capture after all."""
        counts, troubles = self._came.counts, self._came.troubles
        said = str(told.get("message"))
        if not failed:
            counts["captures: not as the index says"] += 1
            return
        counts["failed"] += 1
        line = f"{said} ({told['url']})" if "url" in told else said
        if len(troubles) < _MOST_TOLD:
            troubles.append(line if line.startswith(self._asked.name) else f"{self._asked.name}: {line}")


def _end(process: subprocess.Popen[str]) -> None:
    """Leave no process behind, and give it time to end well."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
