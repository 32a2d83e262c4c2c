"""Listings that are no HTML (`TaskKind.DATA`): which to ask for when, what they offer beside pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.urls import canonical
from spiders.reading import is_file_like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.frontier import Task
    from harvester.records import Candidate
    from spiders.reading import Reading

EARLY = 0.5  # listings worth this are asked for before pages, others when no page is left
_MOST = 8  # of one crawl


class Listings:
    """The data listings of one crawl.

    What an extra listing offers waits until the pages were read: a link on a page says more of a document
    than its row in a listing, and a listing alone must not end the search for the pages.

    Args:
        key_of: what identifies the document behind an address.
    """

    def __init__(self, key_of: Callable[[str], str] = canonical) -> None:
        self._key = key_of
        self._left: list[Task] = []
        self._known: set[str] = set()
        self._offers: list[Reading] = []
        self._linked: set[str] = set()  # keys of files that pages link to, whatever was made of the links

    def add(self, task: Task) -> bool:
        """Queue a listing unless it is known, or there were enough.

        Returns:
            Whether it was queued.
        """
        if task.url in self._known or len(self._known) >= _MOST:
            return False
        self._known.add(task.url)
        self._left.append(task)
        return True

    def next(self, *, late: bool = False) -> Task | None:
        """The best listing left, of those for now."""
        ready = [task for task in self._left if late or task.score >= EARLY]
        best = max(ready, key=lambda task: task.score, default=None)
        if best is not None:
            self._left.remove(best)
        return best

    def keep(self, reading: Reading) -> None:
        """Something to come back to when no page is left."""
        self._offers.append(reading)

    def saw(self, reading: Reading) -> None:
        """A page was read: what it links to is judged by the words of the page, not by those of a listing."""
        self._linked.update(self._key(link.url) for link in reading.page.links if is_file_like(link.url))

    def release(self) -> Iterator[tuple[Candidate, ...]]:
        """What the kept listings offer and no page links to, listing by listing; nothing is left of them."""
        kept, self._offers = self._offers, []
        for reading in kept:
            yield tuple(one for one in reading.candidates if self._key(one.url) not in self._linked)
            self.saw(reading)
