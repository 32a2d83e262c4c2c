"""What a run came to, source by source: the one account that reports, digest, status and gates read.

Types only; `Catalogue.run_account` fills them from what is kept, so that an account can be drawn up
again at any time and is the same. Counts are of review documents that are shown (view `documents`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable

TROUBLE = frozenset({SourceOutcome.FAILED, SourceOutcome.BLOCKED, SourceOutcome.SUSPECT})

# What may be told of a document, in the order of telling. `withheld` is told every night until it is
# approved or over; all others once.
WHAT = ("new", "changed", "moved", "returned", "unreachable", "withdrawn", "withheld")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNews:
    """What became of one document in a run."""

    what: str  # one of WHAT
    document_id: str
    source: str
    title: str
    review_type: str
    role: str
    case_name: str | None
    board: str | None
    published: str | None
    url: str
    page_url: str | None
    first_seen: str
    last_seen: str
    replaces: str | None = None  # of `changed`: the row that the new bytes replaced
    reason: str = ""  # of `withdrawn` and `withheld`


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Several nights of trouble in a row, with what there is to see."""

    what: str  # "trouble", or the name of the expectation that is broken
    nights: int  # in a row, this one included
    since: str  # start of the first of them
    message: str  # one plain sentence
    first_time: bool  # this is the night on which the alarm is raised
    outcomes: tuple[str, ...] = ()  # of these nights, oldest first
    picture: str | None = None  # file below the data directory: before and after


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAccount:
    """What one run came to for one source."""

    source: str
    title: str
    nation: str
    outcome: SourceOutcome
    message: str
    listed: int
    known: int  # documents that it should still offer, after this run
    baseline: bool  # its first finished run that listed documents: counted, not listed one by one
    news: tuple[DocumentNews, ...] = ()
    new: int = 0
    changed: int = 0
    moved: int = 0
    returned: int = 0
    unreachable: int = 0
    withdrawn: int = 0
    withheld: int = 0  # withdrawals
    values_gained: dict[str, int] = field(default_factory=dict)
    values_lost: dict[str, int] = field(default_factory=dict)
    values_withheld: dict[str, int] = field(default_factory=dict)
    expectations_broken: tuple[str, ...] = ()  # warnings, one sentence each
    nights_in_trouble: int = 0  # failed, blocked or suspect nights in a row, this one included
    since: str | None = None  # start of the first of the runs that all ended as this one did
    alarms: tuple[Alarm, ...] = ()

    @property
    def in_trouble(self) -> bool:
        """Whether a person should look."""
        return self.outcome in TROUBLE

    @property
    def eventful(self) -> bool:
        """Whether anything became of a document or a value."""
        values = (*self.values_lost.values(), *self.values_withheld.values())
        return bool(self.news or any(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAccount:
    """What one run came to."""

    run_id: int
    command: str
    started: str
    finished: str | None
    exit_code: int | None
    reason: str | None
    sources: tuple[SourceAccount, ...] = ()
    documents: int = 0  # that all sources, crawled in this run or not, should still offer
    documents_withheld: int = 0  # in all, whatever run withheld them: withdrawals, and blanked values

    @property
    def totals(self) -> dict[str, int]:
        """Sums over the sources: what became of documents, values, and of the sources."""
        sums = {what: sum(getattr(one, what) for one in self.sources) for what in WHAT}
        for name in ("values_gained", "values_lost", "values_withheld"):
            sums[name] = sum(sum(getattr(one, name).values()) for one in self.sources)
        sums["sources"] = len(self.sources)
        sums["in_trouble"] = sum(one.in_trouble for one in self.sources)
        sums["alarms"] = sum(len(one.alarms) for one in self.sources)
        return sums

    def news(self, what: str) -> tuple[DocumentNews, ...]:
        """Everything of one kind, by source."""
        return tuple(one for source in self.sources for one in source.news if one.what == what)

    def to_json(self) -> dict[str, Any]:
        """The account as plain values, with the totals."""
        from dataclasses import asdict

        return {**asdict(self), "totals": self.totals}


def by_kind(news: Iterable[DocumentNews]) -> dict[str, int]:
    """How often each thing is told."""
    counts = dict.fromkeys(WHAT, 0)
    for one in news:
        counts[one.what] += 1
    return counts
