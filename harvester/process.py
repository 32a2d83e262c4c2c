"""Describe and group what is stored: run after every crawl, and again whenever rules get better."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.nearness import compare_new
from harvester.catalogue.sketches import sketch_all
from harvester.errors import HarvesterError, failed_at
from harvester.gates import DEFAULT_GATES
from harvester.group import Beside, decide
from harvester.group.alignment import RULE, aligned
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from harvester.catalogue import Catalogue, DocumentInput
    from harvester.described import Described
    from harvester.gates import Gates
    from harvester.group import Constraints
    from harvester.group.buckets import Part
    from harvester.records import Description, DocumentVerdict, Grouping, SourceInfo
    from harvester.run.ahead import Ahead

log = logging.getLogger(__name__)

BATCH = 100  # documents described between two commits
RULES = 2  # raise when describing or judging changes, and every document is described again


class NotGroupedError(HarvesterError):
    """The rules of grouping fail; reviews are as they were, and the next pass tries again."""

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, why: str, described: int) -> None:
        super().__init__(
            f"documents could not be grouped ({why}): reviews are as they were before, and the next run "
            "tries again; please report it"
        )
        self.described = described


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What a pass of describing and grouping came to."""

    described: int
    kept: int
    reviews: int


def describe_stale(
    catalogue: Catalogue,
    sources: Mapping[str, SourceInfo],
    now: str,
    stopping: Callable[[], bool] = lambda: False,
    ahead: Ahead | None = None,
) -> tuple[int, int]:
    """Describe every document whose links, bytes, text or rules changed; (described, kept)."""
    described = kept = 0
    stale = catalogue.stale_documents(rules=RULES)
    if ahead is not None:
        ahead.ask_for_documents(stale, sources)
    for items in batched(stale, BATCH):
        if ahead is not None:
            ahead.await_documents(items, stopping)
        if stopping():
            break
        results = _described(catalogue, sources, items, ahead)
        with catalogue.writing():  # one commit a batch: each costs an fsync
            for document_id, description, verdict in results:
                catalogue.save_description(document_id, description, verdict, now, rules=RULES)
                kept += verdict.kept
        described += len(results)
    return described, kept


def _described(
    catalogue: Catalogue,
    sources: Mapping[str, SourceInfo],
    items: Sequence[DocumentInput],
    ahead: Ahead | None,
) -> list[tuple[str, Description, DocumentVerdict]]:
    """What these documents are, and whether they are kept: as it was worked out ahead, or now."""
    known: dict[str, Described | None] = {}
    if ahead is not None:
        with catalogue.reading():  # one look at the catalogue for all; what takes long is not done in it
            known = {item.id: ahead.description(item, sources.get(item.source)) for item in items}
    return [(item.id, *(known.get(item.id) or describe_one(catalogue, sources, item))) for item in items]


def describe_one(catalogue: Catalogue, sources: Mapping[str, SourceInfo], item: DocumentInput) -> Described:
    """What one document is, and whether it is kept.

    One that the rules fail at is described by its links alone, until it or the rules change: it must not end
    every run at the same place.
    """
    # Late: most is described elsewhere, and its rules are many.
    from harvester.described import describe_by_links, describe_read

    extract = catalogue.load_extract(item.sha256) if item.sha256 else None
    source = sources.get(item.source)
    try:
        return describe_read(extract, item, source)
    except MemoryError:
        raise
    except Exception as error:
        why = failed_at(error)
        log.warning("the rules fail at %s (%s), of which only links count: %s", item.id, item.url, why)
        return describe_by_links(item, source, why)


def batched(items: Sequence[DocumentInput], size: int) -> Iterator[Sequence[DocumentInput]]:
    """The items in runs of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def process(
    catalogue: Catalogue,
    sources: Mapping[str, SourceInfo],
    now: str,
    stopping: Callable[[], bool] = lambda: False,
    *,
    unread: bool = False,
    gates: Gates = DEFAULT_GATES,
    ahead: Ahead | None = None,
) -> Processed:
    """Describe what is stale, group everything kept. Running it twice changes nothing.

    When it is to stop it does so between two batches; what is left stays stale, for the next pass.
    While files are `unread` nothing is grouped: a review keeps the number that it was first given,
    and that should not come from the words of a link alone.

    Raises:
        NotGroupedError: by a fault of ours; what was described is kept.
    """
    if ahead is not None:
        ahead.settle()
    described, kept = describe_stale(catalogue, sources, now, stopping, ahead)
    if not stopping():
        catalogue.settle_values(gates)
        catalogue.note_processed(now, gates, unread=unread)
    if unread or stopping():
        return Processed(described=described, kept=kept, reviews=0)
    if ahead is not None:
        ahead.sketch_all(stopping)
    try:
        reviews = regroup(catalogue, sources, now, stopping)
    except (MemoryError, HarvesterError, OSError, sqlite3.Error):
        raise
    except Exception as error:
        log.exception("the rules of grouping fail")
        raise NotGroupedError(failed_at(error), described) from error
    return Processed(described=described, kept=kept, reviews=reviews)


def regroup(
    catalogue: Catalogue,
    sources: Mapping[str, SourceInfo],
    now: str,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Group everything kept, as it is described; how many reviews that makes.

    Only what a change since the last time concerns is grouped anew; the rest is as it would be again.
    """
    # Late: the patterns of grouping take long to compile.
    from harvester.catalogue.affected import pending, settled
    from harvester.catalogue.grouping import save_grouping, save_types, type_claims

    sketch_all(catalogue, stopping)
    compare_new(catalogue, stopping)
    infos = list(sources.values())
    said = catalogue.constraints()
    with catalogue.reading() as connection:
        waiting = pending(connection, infos)
    grouping, among, buckets = _grouped(catalogue, infos, said, waiting.ids)
    with catalogue.writing() as connection:
        save_grouping(connection, grouping, now, among)
        settled(connection, waiting, among, buckets)
        claims = type_claims(connection, among)
        concerned = None if among is None else among | {claim.id for claim in claims}
        save_types(connection, aligned(claims), RULE, concerned)
        (reviews,) = connection.execute("SELECT count(*) FROM review").fetchone()
    return int(reviews)


def _grouped(
    catalogue: Catalogue, sources: Sequence[SourceInfo], said: Constraints, changed: frozenset[str] | None
) -> tuple[Grouping, frozenset[str] | None, dict[str, dict[int, Part]]]:
    """How documents are grouped, which (None: all), and where they stand."""
    from harvester.catalogue.affected import KeptGroups
    from harvester.group.affected import affected
    from harvester.group.buckets import buckets_of
    from harvester.group.facts import gather, trust_of

    store = KeptGroups(catalogue.connection, said)
    lists = frozenset(slug for slug, steps in trust_of(sources).items() if steps)
    if changed is not None:
        area = affected(changed, store, sources, said)
        ours = store.taken(area.ids)
        beside = Beside(area.around, lambda name: name not in ours and store.is_review(name))
        grouping = decide(area.facts, sources, said, store, beside)
        buckets = {key: buckets_of(item, lists) for key, item in area.facts.items()}
        if area.holds(buckets):
            return grouping, area.ids, buckets
    facts = gather(store.load_all(), sources)
    grouping = decide(facts, sources, said, store)
    return grouping, None, {key: buckets_of(item, lists) for key, item in facts.items()}
