"""Which links lead to which document address: every address is asked for once, every link is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from harvester.items import FoundDocument, FoundSightings
from harvester.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.records import Candidate, Fetch


class _State(Enum):
    WAITING = 0
    DOCUMENT = 1
    PAGE = 2


@dataclass(slots=True)
class _Address:
    url: str  # as first linked: the one that is asked for
    state: _State = _State.WAITING
    waiting: list[Candidate] = field(default_factory=list)


class Sightings:
    """The links seen so far, by the document address they lead to.

    A link is handed on only when it is known that a document, and no page, is behind it.

    Args:
        key_of: what identifies the document behind an address.
    """

    def __init__(self, key_of: Callable[[str], str] = canonical) -> None:
        self._key = key_of
        self._addresses: dict[str, _Address] = {}
        self._seen: set[tuple[str, str, str, str]] = set()
        self.documents = 0

    def add(self, candidates: tuple[Candidate, ...]) -> tuple[list[Candidate], FoundSightings | None]:
        """Note the links of one page.

        Returns:
            Links to addresses that are new, and links to documents already handed on.
        """
        new: list[Candidate] = []
        late: list[Candidate] = []
        for one in candidates:
            mark = (self._key(one.url), one.page_url, one.link.text, one.link.heading)
            if mark in self._seen:
                continue
            self._seen.add(mark)
            address = self._addresses.get(mark[0])
            if address is None:
                address = self._addresses[mark[0]] = _Address(one.url)
                new.append(one)
            same = replace(one, url=address.url)
            if address.state is _State.DOCUMENT:
                late.append(same)
            elif address.state is _State.WAITING:
                address.waiting.append(same)
        return new, FoundSightings(candidates=tuple(late)) if late else None

    def known(self, url: str) -> bool:
        """Whether any link to this address was noted."""
        return self._key(url) in self._addresses

    def is_page(self, url: str) -> None:
        """A page is behind this address: its links are no sightings of a document."""
        address = self._addresses.setdefault(self._key(url), _Address(url))
        address.state = _State.PAGE
        address.waiting.clear()

    def settle(
        self, candidate: Candidate, fetch: Fetch, body: bytes | None, kept: str = ""
    ) -> Iterator[FoundDocument | FoundSightings]:
        """A document, or the reason why there is none, is behind an address: hand on all links to it.

        `kept` is the SHA-256 of a body that is in the store already.
        """
        address = self._addresses.setdefault(self._key(candidate.url), _Address(candidate.url))
        links = address.waiting or [candidate]
        address.state, address.waiting = _State.DOCUMENT, []
        self.documents += 1
        first = max(links, key=lambda one: one.verdict.score)
        fetch = replace(fetch, url=address.url)
        yield FoundDocument(candidate=replace(first, url=address.url), fetch=fetch, body=body, kept=kept)
        by_page: dict[str, list[Candidate]] = {}
        for one in links:
            if one is not first:
                by_page.setdefault(one.page_url, []).append(one)
        for group in by_page.values():
            yield FoundSightings(candidates=tuple(group))
