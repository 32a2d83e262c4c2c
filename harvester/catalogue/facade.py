"""`Catalogue`: one connection and the things one may ask of it. The work is done in the modules beside."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from harvester.catalogue import connection as sqlite
from harvester.catalogue.later import (
    absence,
    accounting,
    approvals,
    blanks,
    coverage,
    crawling,
    describing,
    finds,
    grouping,
    history,
    lists,
    lookup,
    reading,
    runs,
    searching,
    standing,
)
from harvester.gates import DEFAULT_GATES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from harvester.accounts import RunAccount
    from harvester.catalogue.absence import KnownAddress, Losses
    from harvester.catalogue.approvals import Withheld
    from harvester.catalogue.decisions import Decision
    from harvester.catalogue.types import (
        DocumentInput,
        Filters,
        Hit,
        Record,
        RunDetail,
        RunSource,
        RunSummary,
        SourceHealth,
    )
    from harvester.coverage.counts import KnownReview
    from harvester.expectations import Broken, ListedDocuments
    from harvester.gates import Gates
    from harvester.group.constraints import Constraints
    from harvester.reconcile.values import HeldReview
    from harvester.records import (
        Candidate,
        Description,
        DocumentVerdict,
        Extract,
        Fetch,
        Grouping,
        GroupInput,
        ListEntry,
        PageVisit,
        SourceInfo,
        TypeClaim,
    )
    from harvester.schedule import PastNight
    from harvester.vocabulary import ReviewType, SourceOutcome


class Catalogue:
    """The catalogue of one data directory, for one thread. Several processes may have it open.

    Every method that writes is one transaction: when it returns, what it kept outlives a crash;
    when it raises, nothing of it is kept.

    Raises (every method): DiskError, DamagedCatalogueError, or LockedError after 30 s of waiting.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._run_id: int | None = None  # the run begun through this object, while it is open

    @classmethod
    def open(cls, path: Path, *, create: bool = True, read_only: bool = False) -> Self:
        """Open the catalogue, making it or bringing it to the current schema where needed.

        Args:
            path: the file, `DataDirectory.catalogue`.
            create: whether a missing file is made (else `UsageError`).
            read_only: refuse writes through this object.
        """
        return cls(sqlite.connect(path, create=create and not read_only, read_only=read_only), path)

    def close(self) -> None:
        """Close the connection; the object is of no use afterwards."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction over several calls. Do nothing slow inside."""
        outermost = not self.connection.in_transaction
        with sqlite.plain_errors(self.path), sqlite.writing(self.connection):
            yield self.connection
            if outermost:
                finds.refresh(self.connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read transaction: several calls that see one state."""
        with sqlite.plain_errors(self.path), sqlite.reading(self.connection):
            yield self.connection

    # ------------------------------------------------------------ runs

    def start_run(self, command: str, sources: Sequence[SourceInfo], now: str, uid: str | None = None) -> int:
        """Open a run of these sources and return its number; one that is told again has its `uid`."""
        with self.writing() as connection:
            name = uuid4().hex if uid is None else uid
            self._run_id = runs.start_run(connection, command, sources, now, name)
        return self._run_id

    def finish_run(
        self, run_id: int, now: str, exit_code: int, reason: str, *, gates: Gates = DEFAULT_GATES
    ) -> None:
        """Close a run; unless it was stopped, its recorded sources count as a night.

        Documents that are long gone are then withdrawn, source by source; where they are too many, or the
        site is not well, that is withheld and the source becomes `suspect` (`losses` tells beforehand).
        """
        end = runs.Ending(now=now, exit_code=exit_code, reason=reason)
        with self.writing() as connection:
            runs.finish_run(connection, run_id, end, gates)
        self._run_id = None

    def losses(
        self, run_id: int, source: str, outcome: SourceOutcome, gates: Gates = DEFAULT_GATES
    ) -> Losses:
        """What the end of this run will withdraw and withhold, when the source ended so. Changes nothing."""
        with self.reading() as connection:
            return absence.weigh(connection, run_id, source, outcome, gates)

    def unlisted_documents(self, source: str, run_id: int) -> list[KnownAddress]:
        """Addresses of known documents that no page of this run listed, to be asked before it ends."""
        with self.reading() as connection:
            return absence.unlisted(connection, source, run_id)

    def record_source(self, run_id: int, values: RunSource) -> None:
        """How one source ended in a run."""
        with self.writing() as connection:
            runs.record_source(connection, run_id, values)

    def record_broken(self, run_id: int, source: str, broken: Sequence[Broken]) -> None:
        """What of a source was not as expected in a run."""
        with self.writing() as connection:
            runs.record_broken(connection, run_id, source, broken)

    def listed_figures(self, run_id: int, source: str) -> ListedDocuments:
        """What expectations ask of the documents that a source listed in a run."""
        with self.reading() as connection:
            return runs.listed_figures(connection, run_id, source)

    def run_account(self, run_id: int, gates: Gates = DEFAULT_GATES) -> RunAccount | None:
        """What a run came to, source by source; None when there is no such run."""
        with self.reading() as connection:
            return accounting.run_account(connection, run_id, gates, self.path.parent)

    def save_source(self, source: SourceInfo) -> None:
        """Keep what is known of a source, outside a run."""
        self.save_sources([source])

    def save_sources(self, sources: Sequence[SourceInfo]) -> None:
        """Keep what is known of sources, crawled or not: a title page may name their publishers."""
        with self.writing() as connection:
            for source in sources:
                runs.save_source(connection, source)

    def sources(self) -> dict[str, SourceInfo]:
        """Every source ever declared here, by slug."""
        with self.reading() as connection:
            return runs.load_sources(connection)

    def last_runs(self, limit: int = 20) -> list[RunSummary]:
        """The latest runs, newest first."""
        with self.reading() as connection:
            return runs.last_runs(connection, limit)

    def run_detail(self, run_id: int) -> RunDetail | None:
        """One run with its sources and what became of documents."""
        with self.reading() as connection:
            return runs.run_detail(connection, run_id)

    def events_between(self, after: int, until: int) -> list[dict[str, Any]]:
        """What became of documents in the runs after one, up to and with another."""
        with self.reading() as connection:
            return runs.events_between(connection, after, until)

    def source_health(self) -> list[SourceHealth]:
        """Every source that a run ever took, with its latest outcome and since when it is so."""
        with self.reading() as connection:
            return runs.source_health(connection)

    def past_nights(self) -> dict[str, tuple[PastNight, ...]]:
        """The latest finished nights of each source, newest first, by slug (`harvester.schedule`)."""
        with self.reading() as connection:
            return history.past_nights(connection)

    def night_runs(self, source: str) -> tuple[int, ...]:
        """The runs that counted as nights of a source, newest first."""
        with self.reading() as connection:
            return history.night_runs(connection, source)

    def known_documents(self, source: str) -> int:
        """Review documents that a source should still offer."""
        with self.reading() as connection:
            return runs.known_documents(connection, source)

    def listed_documents(self, run_id: int, source: str) -> int:
        """Review documents that a source's pages linked to in a run, fetched or not."""
        with self.reading() as connection:
            return runs.listed_documents(connection, run_id, source)

    def run_changes(self, run_id: int, source: str) -> tuple[int, int, int]:
        """Documents (new, changed, lost) of a source in a run, before or after it is closed."""
        with self.reading() as connection:
            return runs.run_changes(connection, run_id, source)

    # ------------------------------------------------------------ crawl

    def record_visit(self, run_id: int, visit: PageVisit) -> None:
        """One HTML page asked for, and how that ended."""
        with self.writing() as connection:
            crawling.record_visit(connection, run_id, visit)

    def record_candidates(self, run_id: int, candidates: Sequence[Candidate], now: str) -> None:
        """The candidates of one page, in one transaction."""
        if candidates:
            with self.writing() as connection:
                crawling.record_candidates(connection, run_id, candidates, now)

    def record_fetch(self, run_id: int, fetch: Fetch) -> None:
        """One request for a document, and how it ended; its file must be in the store already."""
        with self.writing() as connection:
            crawling.record_fetch(connection, run_id, fetch)

    def record_entries(self, run_id: int, entries: Sequence[ListEntry], now: str) -> None:
        """The entries of one page of a national list, in one transaction."""
        if entries:
            with self.writing() as connection:
                lists.record_entries(connection, run_id, entries, now)

    # ------------------------------------------------------------ national lists

    def list_entries(self, source: str | None = None) -> list[ListEntry]:
        """The entries of all national lists, or of one, with what is held of each."""
        with self.reading() as connection:
            return lists.all_entries(connection, source)

    def held_reviews(self) -> list[HeldReview]:
        """Every review found on a board's own site, as reconciling compares them."""
        from harvester.catalogue.held import held_reviews

        with self.reading() as connection:
            return held_reviews(connection)

    # ------------------------------------------------------------ reading

    def files_to_read(self, extractor: str, limit: int = 100) -> list[tuple[str, str | None]]:
        """Files unread, or read by another extractor: (sha256, media type)."""
        with self.reading() as connection:
            return reading.files_to_read(connection, extractor, limit)

    def mark_all_unread(self) -> None:
        """Have every file read again; what was read stays until then."""
        with self.writing() as connection:
            reading.mark_all_unread(connection)

    def save_extract(self, extract: Extract, now: str) -> None:
        """Keep what was read from a file; its documents become stale."""
        with self.writing() as connection:
            reading.save_extract(connection, extract, now)

    def load_extract(self, sha256: str) -> Extract | None:
        """What was read from a file."""
        with self.reading() as connection:
            return reading.load_extract(connection, sha256)

    def file_hashes(self) -> list[str]:
        """The SHA-256 of every file known."""
        with self.reading() as connection:
            return reading.file_hashes(connection)

    # ------------------------------------------------------------ describing and grouping

    def stale_documents(self, rules: int, limit: int | None = None) -> list[DocumentInput]:
        """Documents whose links, bytes, text or rules changed since they were described."""
        with self.reading() as connection:
            return describing.stale_documents(connection, rules, limit)

    def mark_all_stale(self) -> None:
        """Have every document described again."""
        with self.writing() as connection:
            describing.mark_all_stale(connection)

    def save_description(
        self,
        document_id: str,
        description: Description,
        verdict: DocumentVerdict,
        now: str,
        *,
        rules: int = 0,
    ) -> None:
        """Keep the machine's description and verdict with their evidence, replacing earlier ones.

        Args:
            document_id: whose.
            description: what the document is.
            verdict: whether it is kept as a review document.
            now: when.
            rules: number of the rules it was described by.
        """
        with self.writing() as connection:
            stamp = describing.Stamp(now=now, rules=rules, run_id=self._run_id)
            describing.save_description(connection, document_id, description, verdict, stamp)

    def settle_values(self, gates: Gates = DEFAULT_GATES) -> None:
        """After describing: blank what was corrected or approved, unless a source would lose too much."""
        with self.writing() as connection:
            blanks.settle(connection, gates, self._run_id)

    def note_processed(self, now: str, gates: Gates, *, unread: bool) -> None:
        """A pass of describing and grouping is over; kept by a catalogue that keeps a chronicle."""

    def group_inputs(self) -> list[GroupInput]:
        """Every kept document as grouping sees it, with its text."""
        with self.reading() as connection:
            return grouping.group_inputs(connection)

    def constraints(self) -> Constraints:
        """What people said of relations, once it is found what decisions waited for and what was rejected."""
        with self.writing() as connection:
            return grouping.constraints(connection)

    def save_grouping(self, result: Grouping, now: str) -> None:
        """Have all documents grouped as said."""
        with self.writing() as connection:
            grouping.save_grouping(connection, result, now)

    def type_claims(self) -> list[TypeClaim]:
        """What every document itself says of the kind of its review."""
        with self.reading() as connection:
            return grouping.type_claims(connection)

    def save_types(self, types: Mapping[str, ReviewType], rule: str) -> None:
        """Give these documents another kind of review by a rule, and all others their own again."""
        with self.writing() as connection:
            grouping.save_types(connection, types, rule)

    # ------------------------------------------------------------ decisions and looking things up

    def save_decision(self, decision: Decision) -> bool:
        """Enter a decision that stands in `decisions.jsonl` already; False when it was known."""
        with self.writing() as connection:
            return standing.save_decision(connection, decision)

    def withheld(self, source: str | None = None) -> list[Withheld]:
        """Losses that gates withhold until a person lets them through."""
        with self.reading() as connection:
            return approvals.withheld(connection, source)

    def known_reviews(self) -> list[KnownReview]:
        """Every review with its publishers, and what is held of it."""
        with self.reading() as connection:
            return coverage.known_reviews(connection)

    def last_outcomes(self) -> dict[str, str]:
        """How each source ended in the last run that tried it."""
        with self.reading() as connection:
            return coverage.last_outcomes(connection)

    def search(self, words: str, filters: Filters | None = None) -> list[Hit]:
        """Documents whose title, case, publisher or a page holds all the words, best first."""
        with self.reading() as connection:
            return searching.search(connection, words, filters)

    def record(self, name: str) -> Record | None:
        """A document or review by id (or a beginning of it that only one has), with everything known."""
        with self.reading() as connection:
            return lookup.record(connection, name)
