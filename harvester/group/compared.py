"""What is known of how alike the texts of documents are: worked out from the texts, or kept from before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from harvester.group.nearness import candidate_pairs
from harvester.group.texts import Likeness, Signature, likeness, same_text, sign, sketch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.records import GroupInput, Sketch

VERSION_INSIDE = 0.6  # of the smaller text's shingles: below it two texts are not said to be alike
OPENING = 6_000  # characters in which a text names its case
MOST_SIGNATURES = 2_048  # kept at once, about 30 KB each


class Compared(Protocol):
    """How alike texts are, by the names of their files (a document without a file has its own)."""

    def comparable(self, name: str) -> bool:
        """Whether a text is long enough to say anything about being a copy."""

    def pairs(self, among: Iterable[str]) -> Iterable[tuple[str, str]]:
        """Pairs of these texts that may be alike, the smaller name first."""

    def likeness(self, one: str, two: str) -> Likeness:
        """How alike two texts are."""

    def opening(self, name: str) -> str:
        """The first pages of a text: `OPENING` characters, where it has so many."""


def file_of(doc: GroupInput) -> str:
    """The name by which a document's text is compared."""
    return doc.sha256 or doc.id


class FromTexts:
    """Works everything out from the texts themselves; sketches that were kept are used."""

    def __init__(self, documents: Iterable[GroupInput]) -> None:
        self._texts: dict[str, str] = {}
        self._sketches: dict[str, Sketch] = {}
        self._signatures: dict[str, Signature] = {}
        for doc in documents:
            name = file_of(doc)
            if doc.text and name not in self._texts:
                self._texts[name] = doc.text
                if made := doc.sketch or sketch(doc.text):
                    self._sketches[name] = made

    def comparable(self, name: str) -> bool:
        """Whether a text is long enough to say anything about being a copy."""
        return name in self._sketches

    def pairs(self, among: Iterable[str]) -> set[tuple[str, str]]:
        """Pairs of these texts that may be alike, the smaller name first."""
        wanted = {name: self._sketches[name] for name in among if name in self._sketches}
        return candidate_pairs(wanted, VERSION_INSIDE)

    def likeness(self, one: str, two: str) -> Likeness:
        """How alike two texts are."""
        if self._sketches[one].digest == self._sketches[two].digest:
            return same_text(self._sketches[one].count)
        return likeness(self._signature(one), self._signature(two))

    def opening(self, name: str) -> str:
        """The first pages of a text."""
        return self._texts.get(name, "")[:OPENING]

    def _signature(self, name: str) -> Signature:
        if name not in self._signatures:
            if len(self._signatures) >= MOST_SIGNATURES:
                self._signatures.pop(next(iter(self._signatures)))
            self._signatures[name] = sign(self._texts[name])
        return self._signatures[name]
