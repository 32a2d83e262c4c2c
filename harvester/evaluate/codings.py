"""How good the suggestions for codings are, on labelled passages.

A label names everything that a reader would code from a passage, so a suggestion that is not among it is
wrong. The passages are made up. Those to check by (`codings_check.jsonl`) were written before there was any
rule, and no rule was changed for them; the others grew with the rules (docs/evaluation.md).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.coding import suggest
from harvester.coding.frame import FIELDS
from harvester.coding.values import Case
from harvester.resources import resource
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SETS = {"tuned on": "codings.jsonl", "to check by": "codings_check.jsonl"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One labelled passage; fields that are not among `codings` have nothing to be coded."""

    id: str
    text: str
    case: Case
    codings: dict[str, list[str]]


@dataclass(slots=True)
class CodingScores:
    """Right, wrong and missed suggestions by field, and every passage with one of the latter."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    passages: int = 0
    without: int = 0  # passages from which nothing is to be coded
    misses: list[tuple[str, str, list[str], list[str]]] = field(default_factory=list)

    def precision(self, name: str | None = None) -> float:
        """Share of suggestions that are right: of a field, or of all."""
        return _share(self._sum(self.right, name), self._sum(self.wrong, name))

    def recall(self, name: str | None = None) -> float:
        """Share of what a reader would code that is suggested: of a field, or of all."""
        return _share(self._sum(self.right, name), self._sum(self.missed, name))

    @staticmethod
    def _sum(counts: Counter[str], name: str | None) -> int:
        return counts[name] if name else counts.total()

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain values."""
        return {
            "passages": self.passages,
            "with_nothing_to_code": self.without,
            "precision": round(self.precision(), 4),
            "recall": round(self.recall(), 4),
            "fields": {
                name: {
                    "labels": self.right[name] + self.missed[name],
                    "precision": round(self.precision(name), 4),
                    "recall": round(self.recall(name), 4),
                }
                for name in FIELDS
            },
        }


def _share(right: int, other: int) -> float:
    return right / (right + other) if right + other else 1.0


def load_passages(path: Path | None = None, name: str = SETS["tuned on"]) -> tuple[Passage, ...]:
    """Labelled passages: a set shipped with the program, or those of a JSON-lines file."""
    source = path if path is not None else resource("labels", name)
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(
        Passage(
            row["id"],
            row["text"],
            Case(name=row["case_name"], review_type=ReviewType(row["review_type"])),
            row["codings"],
        )
        for row in rows
    )


def first_suggested(passage: Passage) -> dict[str, list[str]]:
    """What would be shown first: one value a person where one can hold, else all."""
    found: dict[str, list[str]] = {}
    people: set[tuple[str, int]] = set()
    for one in suggest([passage.text], passage.case):
        if not FIELDS[one.field].several:
            if (one.field, one.person) in people:
                continue
            people.add((one.field, one.person))
        found.setdefault(one.field, []).append(one.value)
    return found


def measure(passages: Iterable[Passage]) -> CodingScores:
    """Compare what is suggested first with the labels."""
    scores = CodingScores()
    for passage in passages:
        scores.passages += 1
        scores.without += not passage.codings
        got = first_suggested(passage)
        for name in FIELDS:
            said, wanted = Counter(got.get(name, [])), Counter(passage.codings.get(name, []))
            scores.right[name] += (said & wanted).total()
            scores.wrong[name] += (said - wanted).total()
            scores.missed[name] += (wanted - said).total()
            if said != wanted:
                scores.misses.append((passage.id, name, sorted(wanted), sorted(said)))
    return scores
