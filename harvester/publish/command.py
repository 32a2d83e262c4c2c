"""Making a publication: look, judge, write. The work of `harvester publish`."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harvester.catalogue import Catalogue, publishing, replay_decisions
from harvester.publish import clearance, gates, writing
from harvester.publish.about import About, Counts
from harvester.publish.clearance import Archives
from harvester.publish.database import open_publication
from harvester.publish.folder import Draft, alone, newest, next_name
from harvester.publish.material import Material, gather_material, text_rows, with_coverage
from harvester.publish.oai_site import DATABASE, previous_states
from harvester.publish.oai_state import next_states
from harvester.publish.register import Made, note_edition
from harvester.publish.remembered import remembered
from harvester.publish.tables import COVERAGE, PUBLISHERS, REVIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from harvester.catalogue.approvals import Withheld
    from harvester.paths import DataDirectory
    from harvester.publish.gates import Refusal
    from harvester.publish.oai_state import RecordState

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for."""

    root: Path  # folder of publications
    about: About
    email: str = ""
    sources_dir: Path | None = None
    dry_run: bool = False
    hear: Callable[[str], object] = lambda _: None  # told of each step as it begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What came of it; `path` is None where nothing was written."""

    path: Path | None
    about: About
    counts: Counts
    refusals: tuple[Refusal, ...] = ()
    held: dict[str, str] | None = None  # documents whose text stays, with reasons
    before: str | None = None  # the edition it was compared with
    taken_back: tuple[str, ...] = ()  # documents of a look back that are accepted no longer

    def to_json(self) -> dict[str, Any]:
        """As `harvester publish --json` prints it."""
        from dataclasses import asdict

        return {**asdict(self), "path": str(self.path) if self.path else None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """The edition before, as far as it matters."""

    name: str | None = None
    documents: dict[str, Row] | None = None
    states: dict[str, RecordState] | None = None
    damage: str = ""


def publish(data: DataDirectory, wish: Wish) -> Published:
    """Make a publication, or say why not.

    Raises:
        LockedError: another one is being made in this folder.
        HarvesterError: the catalogue or the disk refuses.
    """
    if wish.dry_run:
        return _make(data, wish, _findings(data, wish))
    with alone(wish.root, "publication"):
        return _make(data, wish, _findings(data, wish))


def _findings(data: DataDirectory, wish: Wish) -> list[str]:
    """What is not as it was, of the catalogue and of what people said."""
    wish.hear("Checking the catalogue and the decisions")
    from harvester.fixity.databases import catalogue_findings
    from harvester.fixity.decisions import decision_findings

    notes: list[str] = []
    found = catalogue_findings(data, notes)
    if not found and data.catalogue.exists():
        with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
            found = decision_findings(data, catalogue, notes)[1]
    return [one.text() for one in found]


def _make(data: DataDirectory, wish: Wish, findings: list[str]) -> Published:
    last, stem = _Last(), f"as-at-{wish.about.as_at}"
    if not wish.about.as_at:
        last, stem = _last(wish.root), wish.about.day
    about = replace(wish.about, edition=next_name(wish.root, stem))
    if findings:  # nothing of a damaged catalogue is looked at
        return _refused(about, tuple(gates.unsound(findings)), last)
    archives = _archives(wish.sources_dir) if about.with_text else Archives()
    with Catalogue.open(data.catalogue, create=False, read_only=wish.dry_run) as today:
        if not wish.dry_run:
            replay_decisions(data, today)
        safety = _safety(today, archives)
        wish.hear("Looking for possible real names")
        safety = replace(safety, names=_names(data, today, safety, about, keep=not wish.dry_run))
        wish.hear("Asking the gates")
        with _looked_at(data, today, about) as catalogue:
            result, material = _judged(catalogue, last, about, safety)
            if result.refusals or wish.dry_run:
                return result
            wish.hear("Stating the coverage")
            material = _covered(catalogue, material, wish, about)
            states = next_states(material.entries, last.states or {}, about.as_at or about.day)
            draft = Draft(wish.root, wish.hear)
            draft.hear("Writing the database")
            try:
                texts = text_rows(catalogue.connection, material) if about.with_text else None
                writing.database(draft, material, states, (about, wish.email), texts)
            except BaseException:
                draft.drop()
                raise
    return _write(data, draft, material, states, result)


@contextmanager
def _looked_at(data: DataDirectory, today: Catalogue, about: About) -> Iterator[Catalogue]:
    """The catalogue in one state: what was judged is what is written, whoever decides meanwhile."""
    if not about.as_at:
        with today.reading():
            yield today
        return
    from harvester.publish.as_at import catalogue_as_at

    with catalogue_as_at(data, about.as_at) as then, then.reading():
        yield then


@dataclass(frozen=True, slots=True, kw_only=True)
class _Safety:
    """What is judged as of today, whichever day is looked back to."""

    known: frozenset[str]  # documents of which anything is known
    accepted: frozenset[str]
    held: Mapping[str, str]  # whose text may not leave
    waiting: tuple[Withheld, ...]
    names: tuple[tuple[str, str], ...] = ()  # documents with a possible real name, and what it is


def _safety(today: Catalogue, archives: Archives) -> _Safety:
    with today.reading() as connection:
        facts = publishing.text_facts(connection)
        return _Safety(
            known=frozenset(fact["id"] for fact in facts),
            accepted=frozenset(publishing.accepted(connection)),
            held=clearance.held_back(facts, publishing.text_decisions(connection), archives),
            waiting=tuple(today.withheld()),
        )


def _names(
    data: DataDirectory, today: Catalogue, safety: _Safety, about: About, *, keep: bool
) -> tuple[tuple[str, str], ...]:
    """Accepted documents with a possible real name that nobody cleared: in the file, where that leaves."""
    from harvester.publish.name_checking import look, names_of

    leaving = sorted(safety.accepted - safety.held.keys()) if about.with_text else []
    fresh = look(data, today, leaving, keep=keep)
    found = []
    with today.reading() as connection:
        for name in sorted(safety.accepted):
            known = names_of(connection, name, fresh)
            if known is not None and not known.cleared:
                flags = [one for one in known.flags if name in leaving or one.kind == "file_name"]
                found += [(name, flags[0].words())] if flags else []
    return tuple(found)


def _archives(sources_dir: Path | None) -> Archives:
    """What is declared of web archives."""
    from harvester.archived import archive_name
    from harvester.sources import load_declarations
    from harvester.vocabulary import SourceStatus

    declared = load_declarations(sources_dir)
    return Archives(
        {slug: frozenset(map(archive_name, one.archives)) for slug, one in declared.items()},
        frozenset(slug for slug, one in declared.items() if one.status is SourceStatus.GONE),
    )


def _judged(catalogue: Catalogue, last: _Last, about: About, safety: _Safety) -> tuple[Published, Material]:
    material = gather_material(catalogue.connection, catalogue.sources(), safety.held)
    names = {entry.id for entry in material.entries}
    unknown = dict.fromkeys(names - safety.known, "no longer in the catalogue")
    material = replace(material, held={**material.held, **unknown})
    refusals = _judge(material, safety.waiting, last, about)
    refusals += gates.real_names([one for one in safety.names if one[0] in names])
    result = Published(
        path=None,
        about=about,
        counts=counts_of(material, about),
        refusals=tuple(refusals),
        held=dict(material.held) if about.with_text else None,
        before=last.name,
        taken_back=tuple(sorted(names - safety.accepted)),
    )
    return result, material


def _refused(about: About, refusals: tuple[Refusal, ...], last: _Last) -> Published:
    empty = Counts(reviews=0, documents=0, reports=0, duplicates=0, texts=0, by_type={})
    return Published(path=None, about=about, counts=empty, refusals=refusals, before=last.name)


def _judge(material: Material, waiting: Sequence[Withheld], last: _Last, about: About) -> list[Refusal]:
    now = {entry.id: row for entry, row in zip(material.entries, material.rows["documents"], strict=True)}
    found = gates.nothing_accepted(len(now))
    if found:
        return found
    if last.damage:
        found += gates.unsound([last.damage])
    sources = {entry.source for entry in material.entries}
    if about.with_text or not about.as_at:  # a look back says what was offered then
        found += gates.withheld([one.source for one in waiting if one.approved is None], sources)
    if last.documents is not None:
        losses = gates.lost_records(last.documents, set(now), material.decided)
        losses += gates.lost_values(last.documents, now, material.decided)
        found += [one for one in losses if not (about.accepted_losses and one.may_be_accepted)]
    return found


def _last(root: Path) -> _Last:
    path = newest(root)
    if path is None:
        return _Last(states=remembered(root))
    try:
        with closing(open_publication(path / DATABASE)) as db:
            documents = {row["id"]: dict(row) for row in db.execute("SELECT * FROM documents")}
            states = {**remembered(root), **previous_states(db)}
            return _Last(name=path.name, documents=documents, states=states)
    except sqlite3.Error as error:
        what = f"the last publication {path} cannot be read ({error}); put it back from a copy"
        return _Last(name=path.name, damage=what)


def counts_of(material: Material, about: About) -> Counts:
    """Reviews, documents and reports, each counted apart."""
    entries = material.entries
    firsts = [entry for entry in entries if entry.duplicate_of is None]
    texts = [one for one in entries if one.id not in material.held and one.text_outcome == "ok"]
    people = [row["people"] for row in material.rows["reviews"] if row["people"] is not None]
    kinds = Counter(str(row["review_type"]) for row in material.rows["reviews"])
    return Counts(
        reviews=len(material.rows["reviews"]),
        documents=len(entries),
        reports=sum(entry.role == "overview_report" for entry in firsts),
        duplicates=len(entries) - len(firsts),
        texts=len(texts) if about.with_text else 0,
        by_type=dict(kinds.most_common()),
        people=sum(people) if people else None,
        people_of=len(people),
        text_held=dict(Counter(material.held.values()).most_common()) if about.with_text else None,
    )


def _covered(catalogue: Catalogue, material: Material, wish: Wish, about: About) -> Material:
    """The material with its statement of coverage."""
    from harvester.coverage.counts import count
    from harvester.coverage.gathering import coverage_rows, known_bodies, known_reviews
    from harvester.coverage.page import Page, coverage_page
    from harvester.coverage.tiles import tiles

    reviews, lists = known_reviews(catalogue, wish.sources_dir)
    found = count(known_bodies(catalogue, wish.sources_dir), reviews)
    told = with_coverage(coverage_rows(found), material.rows[REVIEWS.name], material.rows[PUBLISHERS.name])
    page = coverage_page(found, Page(made=about.as_at or about.day, lists=lists), tiles())
    return replace(material, rows={**material.rows, COVERAGE.name: told}, coverage_page=page)


def _write(
    data: DataDirectory,
    draft: Draft,
    material: Material,
    states: Mapping[str, RecordState],
    result: Published,
) -> Published:
    """All that follows from `publication.db`; the catalogue is free meanwhile."""
    about = result.about
    try:
        draft.hear("Copying the files")
        refusals = writing.documents(draft, data, material) if about.with_text else []
        if refusals:
            return replace(result, refusals=tuple(gates.unsound(refusals)))
        draft.hear("Writing all formats")
        writing.formats(draft, material, states, about)
        draft.hear("Flushing it to the disk")
        writing.descriptions(draft, material, (about, result.counts), result.before)
        note_edition(
            data,
            Made(
                path=str(draft.root.resolve() / about.edition),
                made=about.made,
                with_text=about.with_text,
                documents=tuple(entry.id for entry in material.entries),
            ),
        )
        return replace(result, path=draft.finish(about.edition, leads=not about.as_at))
    finally:
        draft.drop()
