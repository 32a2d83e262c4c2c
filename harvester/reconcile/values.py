"""What is compared, and what the comparison came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from harvester.records import ListEntry


class Standing(StrEnum):
    """Where a review stands between our finds and the national lists."""

    BOTH = "both"  # held from a board's own site, and listed
    HELD_ONLY = "held_only"  # held from a board's own site; no list has it
    LISTED_ONLY = "listed_only"  # listed; not found on the board's own site
    UNRESOLVED = "unresolved"  # listed without a publisher that is known, or fitting several equally


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReview:
    """One review of which we hold, or found, documents on the site of a board."""

    id: str
    publishers: tuple[str, ...]  # slugs
    review_type: ReviewType = ReviewType.OTHER
    case_name: str | None = None
    title: str = ""
    year: int | None = None  # of publication, else of completion
    years: tuple[int, ...] = ()  # all that its documents give
    names: tuple[str, ...] = ()  # further names of the case
    sha256s: tuple[str, ...] = ()  # of its files
    text: str = ""  # how its report begins; tells ages and times
    sources: tuple[str, ...] = ()  # sites on which it was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One review of ours, one entry of a list, or both, with the reasons."""

    standing: Standing
    held: HeldReview | None = None
    entry: ListEntry | None = None
    score: float = 0.0  # 0..1, how sure a pair is
    reasons: tuple[str, ...] = ()

    @property
    def copy_held(self) -> bool:
        """Whether the list's own copy of the report is held."""
        return self.entry is not None and self.entry.sha256 is not None

    @property
    def publishers(self) -> tuple[str, ...]:
        """Whose review it is, as far as that is known."""
        if self.held is not None and self.held.publishers:
            return self.held.publishers
        return self.entry.publishers if self.entry is not None else ()

    @property
    def year(self) -> int | None:
        """When it was published, by ourselves, else by the list."""
        ours = self.held.year if self.held is not None else None
        return ours or (self.entry.year if self.entry is not None else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many reviews of one publisher and year stand where."""

    publisher: str  # slug; "" where it is not known
    year: int | None
    both: int = 0
    held_only: int = 0
    listed_only: int = 0
    copies_held: int = 0  # of those listed only
    unresolved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Everything that was compared, each review and each entry once or with its pair."""

    matches: tuple[Match, ...]

    def of(self, standing: Standing) -> tuple[Match, ...]:
        """Those that stand so."""
        return tuple(match for match in self.matches if match.standing is standing)

    @property
    def pairs(self) -> tuple[tuple[str, ListEntry], ...]:
        """Id of our review, and the entry that is the same review."""
        return tuple(
            (match.held.id, match.entry)
            for match in self.matches
            if match.standing is Standing.BOTH and match.held is not None and match.entry is not None
        )
