"""Which documents a change concerns, and grouping those alone: the others stay as they are.

Grouping is a chain of local questions: texts that are alike, papers that share a publisher and a name, a
heading, a page. So a change reaches the documents that share a bucket with what changed, and from there those
that may be joined with them; what comes of grouping these alone is what grouping everything anew would make
of them (`tests/group/test_affected.py` holds it to that).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from harvester.group.buckets import ON_PAGES, READERS, Part, alone_key, buckets_of
from harvester.group.compared import Compared
from harvester.group.facts import Facts, gather, trust_of
from harvester.group.joins import MAX_RECORD, by_place
from harvester.group.relations import relate
from harvester.group.reviews import Around, share_publishers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harvester.group.constraints import Constraints
    from harvester.records import GroupInput, SourceInfo

    Buckets = Mapping[str, Mapping[int, Part]]


class Store(Compared, Protocol):
    """What is kept of the last grouping, and what is known of documents."""

    def load(self, ids: Iterable[str]) -> Sequence[GroupInput]:
        """Those of these documents that are kept and that no person rejected."""

    def buckets(self, ids: Iterable[str]) -> Buckets:
        """Where documents stood when they were grouped last, by id."""

    def members(self, keys: Iterable[int]) -> Mapping[int, Mapping[str, Part]]:
        """Who stood in buckets at the last grouping, by key."""

    def related(self, ids: Iterable[str]) -> set[str]:
        """Documents whose text or address has to do with that of these, now or at the last grouping."""

    def together(self, ids: Iterable[str]) -> set[str]:
        """Documents that were in one review with these, or that people said belong to them."""


_APART = frozenset({Part.SAID, Part.ASKED})  # buckets in which nobody is joined


@dataclass(frozen=True, slots=True)
class Affected:
    """What is to be grouped anew."""

    ids: frozenset[str]  # also of documents that are gone
    facts: dict[str, Facts]
    around: Around
    stands: Buckets  # where each of them stands, as far as was known when the others were looked for

    def holds(self, buckets: Buckets) -> bool:
        """Whether that is where they stand, now that they are grouped; else others may be concerned too.

        A copy that was found on the way only may have lent a publisher where nobody looked.
        """
        return all(self.stands.get(key, {}) == where for key, where in buckets.items())


@dataclass(slots=True)
class _Search:
    """One search for what a change concerns."""

    store: Store
    sources: Sequence[SourceInfo]
    said: Constraints
    trust: Mapping[str, int] = field(init=False)
    collections: frozenset[str] = field(init=False)
    known: dict[str, Facts] = field(default_factory=dict)  # of everything looked at
    looked: set[str] = field(default_factory=set)
    new: dict[str, dict[int, Part]] = field(default_factory=dict)  # where what changed stands now

    def __post_init__(self) -> None:
        self.trust = trust_of(self.sources)
        self.collections = frozenset(slug for slug, steps in self.trust.items() if steps)

    def facts(self, ids: Iterable[str]) -> dict[str, Facts]:
        """The facts of those of these documents that are there."""
        wanted = set(ids)
        missing = wanted - self.looked
        if missing:
            self.known |= gather(self.store.load(missing), self.sources)
            self.looked |= missing
        return {key: self.known[key] for key in sorted(wanted) if key in self.known}

    def changed(self, ids: Iterable[str]) -> set[str]:
        """What changed, with all whose copies or versions may change; it is worked out where they stand."""
        found = _closed(set(ids), self.store.related)
        facts = {key: replace(item) for key, item in self.facts(found).items()}
        share_publishers(facts, relate(facts, self.trust, self.said, self.store))
        self.new = {key: buckets_of(item, self.collections) for key, item in facts.items()}
        return found

    def readers(self, changed: set[str]) -> set[str]:
        """Who reads a bucket that something came into, left, or stands in otherwise."""
        old = self.store.buckets(changed)
        keys = {key for where in (*old.values(), *self.new.values()) for key in where}
        come: dict[int, set[str]] = {}
        for name, where in self.new.items():
            for key in where:
                come.setdefault(key, set()).add(name)
        found: set[str] = set()
        for key, members in self.store.members(keys).items():
            now = come.get(key, set())
            stay = {name for name in members if name not in changed}
            few = min(len(members), len(stay | now)) <= MAX_RECORD
            every = Part.MATE in {*members.values(), *(self.new[name][key] for name in now)}
            for name in stay:
                reads = few if members[name] is Part.RECORD else members[name] in READERS
                if reads or every:
                    found.add(name)
        return found

    def where(self, ids: Iterable[str]) -> dict[str, Mapping[int, Part]]:
        """Where documents stand now."""
        wanted = set(ids)
        old = self.store.buckets(wanted - self.new.keys())
        return {**{key: self.new[key] for key in wanted if key in self.new}, **old}

    def members(self, keys: set[int], gone: set[str]) -> dict[int, dict[str, Part]]:
        """Who stands in buckets now."""
        found = {
            key: {name: part for name, part in members.items() if name not in self.new and name not in gone}
            for key, members in self.store.members(keys).items()
        }
        for name, where in self.new.items():
            for key in keys & where.keys():
                found.setdefault(key, {})[name] = where[key]
        return found


def _closed(ids: set[str], more: Callable[[set[str]], set[str]]) -> set[str]:
    found, frontier = set(ids), set(ids)
    while frontier:
        frontier = more(frontier) - found
        found |= frontier
    return found


def affected(
    changed: Iterable[str], store: Store, sources: Sequence[SourceInfo], said: Constraints
) -> Affected:
    """What has to be grouped anew when these documents changed, came or went."""
    search = _Search(store, sources, said)
    moved = search.changed(changed)
    gone = moved - search.new.keys()
    found = moved | search.readers(moved)
    frontier, pages = set(found), set[str]()
    while frontier:
        reached = store.related(frontier) | store.together(frontier)
        where = search.where(frontier)
        keys = {key for parts in where.values() for key, part in parts.items() if part not in _APART}
        stands = search.members(keys, gone).values()
        for members in stands:
            reached |= _mates(members)
            pages |= _witnesses(members)
        beside = {name for members in stands for name in _page(members)}
        pages |= beside
        reached |= _beside(search.facts(beside), found)
        frontier = reached - found
        found |= frontier
    facts = search.facts(found)
    beyond = {key: item for key, item in search.facts(pages).items() if key not in found}
    around = Around(beyond, _Alone(store, found, gone))
    return Affected(frozenset(found), facts, around, search.where(facts))


def _mates(members: Mapping[str, Part]) -> set[str]:
    """Who may be joined with each other for standing in one bucket."""
    parts = set(members.values())
    if Part.MATE in parts or (Part.RECORD in parts and len(members) <= MAX_RECORD):
        return set(members)
    return set()


def _witnesses(members: Mapping[str, Part]) -> set[str]:
    """Of a page where nothing is joined, enough to show that: one with a name, or more than a record has."""
    parts = set(members.values())
    if Part.RECORD in parts:
        return set(sorted(members)[: MAX_RECORD + 1])
    if parts <= ON_PAGES:
        return set(sorted(name for name, part in members.items() if part is Part.NAMED)[:1])
    return set()


def _page(members: Mapping[str, Part]) -> Iterable[str]:
    """All who stand on a page where something without a name may be joined."""
    parts = set(members.values())
    if not parts <= ON_PAGES or parts == {Part.NAMED}:
        return ()
    return members if Part.NAMELESS in parts or Part.NAMED not in parts else ()


def _beside(pages: Mapping[str, Facts], found: set[str]) -> set[str]:
    """Who may be joined with what is concerned, for standing beside it."""
    reached: set[str] = set()
    for join in by_place(pages):
        if (join.one in found) != (join.two in found):
            reached |= {join.one, join.two}
    return reached


@dataclass(frozen=True, slots=True)
class _Alone:
    """Whether a document that stays as it is has just this name at a publisher."""

    store: Store
    found: set[str]
    gone: set[str]
    _asked: dict[int, bool] = field(default_factory=dict)

    def __call__(self, publisher: str, name: str) -> bool:
        key = alone_key(publisher, name)
        if key not in self._asked:
            members = self.store.members([key]).get(key, {})
            self._asked[key] = any(one not in self.found and one not in self.gone for one in members)
        return self._asked[key]
