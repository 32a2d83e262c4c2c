"""The last grouping in memory, as the catalogue keeps it, and one step after another from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.group import Beside, Constraints, decide, group
from harvester.group.affected import affected
from harvester.group.buckets import Part, buckets_of
from harvester.group.compared import FromTexts, file_of
from harvester.group.facts import Facts, gather, trust_of
from harvester.records import AlikePair, Grouping, GroupInput, ReviewGroup, SourceInfo


@dataclass
class Kept:
    """What is known of documents, and how they were grouped last."""

    sources: Sequence[SourceInfo]
    texts: FromTexts
    documents: dict[str, GroupInput] = field(default_factory=dict)
    said: Constraints = field(default_factory=Constraints)
    stood: dict[str, dict[int, Part]] = field(default_factory=dict)
    reviews: dict[str, ReviewGroup] = field(default_factory=dict)
    review_of: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[object, ...]] = field(default_factory=dict)
    alike: set[AlikePair] = field(default_factory=set)
    grouped: int = 0  # documents that were looked at in the last step
    again: int = 0  # steps in which everything had to be grouped after all

    # ------------------------------------------------------------ as a store

    def load(self, ids: Iterable[str]) -> list[GroupInput]:
        return [
            replace(self.documents[key], previous_review=self.review_of.get(key))
            for key in sorted(set(ids))
            if key in self.documents
        ]

    def buckets(self, ids: Iterable[str]) -> dict[str, dict[int, Part]]:
        return {key: self.stood[key] for key in ids if key in self.stood}

    def members(self, keys: Iterable[int]) -> dict[int, dict[str, Part]]:
        found: dict[int, dict[str, Part]] = defaultdict(dict)
        wanted = set(keys)
        for name, where in self.stood.items():
            for key in wanted & where.keys():
                found[key][name] = where[key]
        return dict(found)

    def related(self, ids: Iterable[str]) -> set[str]:
        names = set(ids)
        files = {file_of(self.documents[key]) for key in names if key in self.documents}
        every = {file_of(doc) for doc in self.documents.values()}
        for pair in self.texts.pairs(every):
            if set(pair) & files and self.texts.likeness(*pair).inside >= 0.6:
                files |= set(pair)
        found = {key for key, doc in self.documents.items() if file_of(doc) in files}
        edges = [(pair.one, pair.two) for pair in self.alike]
        edges += [(key, str(other)) for key, row in self.columns.items() for other in row[:2] if other]
        edges += [(key, doc.replaced_by_address or "") for key, doc in self.documents.items()]
        edges += [*self.said.copy_of.items(), *self.said.replaces.items(), *self.said.not_copies]
        edges += [(key, place.anchor or "") for key, place in self.said.placed.items()]
        for one, two in edges:
            if one in names or two in names:
                found |= {one, two} - {""}
        return found

    def together(self, ids: Iterable[str]) -> set[str]:
        names = set(ids)
        reviews = {self.review_of[key] for key in names if key in self.review_of}
        placed = {key: place.review for key, place in self.said.placed.items()}
        reviews |= {placed[key] for key in names if key in placed}
        found = {key for key, review in self.review_of.items() if review in reviews}
        return found | {key for key, review in placed.items() if review in reviews}

    def comparable(self, name: str) -> bool:
        return self.texts.comparable(name)

    def pairs(self, among: Iterable[str]) -> set[tuple[str, str]]:
        return self.texts.pairs(among)

    def likeness(self, one: str, two: str):
        return self.texts.likeness(one, two)

    def opening(self, name: str) -> str:
        return self.texts.opening(name)

    # ------------------------------------------------------------ steps

    def step(self, changed: Iterable[str]) -> None:
        """Group what these changes concern."""
        area = affected(changed, self, self.sources, self.said)
        old = {self.review_of[key] for key in area.ids if key in self.review_of}
        beside = Beside(area.around, lambda name: name in self.reviews and name not in old)
        result = decide(area.facts, self.sources, self.said, self, beside)
        stood = self._stood(area.facts)
        ids = area.ids
        if not area.holds(stood):
            self.again += 1
            ids = frozenset(self.documents) | frozenset(self.stood)
            facts = gather(self.load(self.documents), self.sources)
            result = decide(facts, self.sources, self.said, self)
            stood = self._stood(facts)
            old = set(self.reviews)
        for key in ids:
            for kept in (self.review_of, self.columns, self.stood):
                kept.pop(key, None)
        for name in old:
            self.reviews.pop(name, None)
        self.alike = {pair for pair in self.alike if pair.one not in ids and pair.two not in ids}
        self.stood |= stood
        self._take(result)
        self.grouped = len(ids)

    def _stood(self, facts: Mapping[str, Facts]) -> dict[str, dict[int, Part]]:
        lists = frozenset(slug for slug, steps in trust_of(self.sources).items() if steps)
        return {key: buckets_of(item, lists) for key, item in facts.items()}

    def _take(self, result: Grouping) -> None:
        for review in result.reviews:
            assert review.id not in self.reviews
            self.reviews[review.id] = review
            self.review_of |= dict.fromkeys(review.document_ids, review.id)
        self.alike |= set(result.alike)
        for key in result.publisher:
            assert key not in self.columns
            self.columns[key] = (
                result.duplicate_of.get(key),
                result.replaces.get(key),
                result.publisher[key],
                key in result.foreign,
                result.reasons.get(key),
            )

    def anew(self) -> Grouping:
        """Everything grouped, from the same state."""
        return group(self.load(self.documents), self.sources, self.said, self)

    def as_grouping(self) -> Grouping:
        """The state, as grouping everything would tell it."""
        ordered = dict(sorted(self.columns.items()))
        return Grouping(
            reviews=tuple(self.reviews[key] for key in sorted(self.reviews)),
            duplicate_of={key: str(row[0]) for key, row in ordered.items() if row[0]},
            replaces={key: str(row[1]) for key, row in ordered.items() if row[1]},
            publisher={key: row[2] for key, row in ordered.items()},  # type: ignore[misc]
            foreign=frozenset(key for key, row in ordered.items() if row[3]),
            reasons={key: str(row[4]) for key, row in ordered.items() if row[4]},
            alike=tuple(sorted(self.alike, key=lambda pair: (pair.one, pair.two))),
        )
