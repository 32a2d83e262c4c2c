"""Making a study: look back to a day, count, and write a folder that is never changed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from harvester.catalogue import Catalogue, replay_decisions, studying
from harvester.coding.frame import FIELDS, NOT_STATED
from harvester.publish.folder import Draft, alone, next_name
from harvester.publish.rows import csv_bytes
from harvester.publish.text import one_line
from harvester.study import about as words
from harvester.study import plots, prisma, written
from harvester.study.gather import Wanted, flow, study_reviews
from harvester.study.known import known_table
from harvester.study.suppress import suppressed
from harvester.study.tables import all_tables
from harvester.suggesting import suggest_codings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from harvester.paths import DataDirectory
    from harvester.study.about import About
    from harvester.study.values import Screening, StudyReview, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for."""

    about: About
    wanted: Wanted
    root: Path | None = None  # folder of studies; None: nothing is written
    looks_back: bool = False  # to another day than that of making
    sources_dir: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What came of it."""

    about: About
    wanted: Wanted
    reviews: tuple[StudyReview, ...]
    tables: tuple[Table, ...]
    flow: Screening
    codings: tuple[dict[str, Any], ...]
    path: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """As `study.json` and `harvester study --json` have it."""
        screened = asdict(self.flow) | {
            "identified": self.flow.identified,
            "excluded_in_all": self.flow.all_excluded,
        }
        return {
            "about": asdict(self.about)
            | {"citation": self.about.citation, "scope": words.scope(self.wanted)},
            "counts": {
                "reviews": self.flow.reviews,
                "people": self.flow.people,
                "people_known_of_reviews": self.flow.people_of,
                "reports": self.flow.reports,
            },
            "screening": screened,
            "tables": [written.json_of(table) for table in self.tables],
        }


def study(data: DataDirectory, wish: Wish, hear: Callable[[dict[str, Any]], None] = lambda _m: None) -> Study:
    """Count, and where a folder is named, write.

    Args:
        data: the data directory.
        wish: what is asked for.
        hear: told of progress, where texts are to be read for codings first (`suggest_codings`).

    Raises:
        LockedError: another study is being written there.
        HarvesterError: the catalogue or the disk refuses.
    """
    with Catalogue.open(data.catalogue, create=False) as today:
        replay_decisions(data, today)
        suggest_codings(today, hear=hear)
        with _looked_at(data, today, wish) as catalogue:
            made = _count(catalogue, wish)
    return made if wish.root is None else _write(made, wish.root, looks_back=wish.looks_back)


@contextmanager
def _looked_at(data: DataDirectory, today: Catalogue, wish: Wish) -> Iterator[Catalogue]:
    if not wish.looks_back:
        with today.reading():
            yield today
        return
    from harvester.publish.as_at import catalogue_as_at

    with catalogue_as_at(data, wish.about.day) as then, then.reading():
        yield then


def _count(catalogue: Catalogue, wish: Wish) -> Study:
    connection = catalogue.connection
    every = study_reviews(connection, catalogue.sources())
    reviews = [one for one in every if wish.wanted.takes(one)]
    known = known_table(catalogue, wish.sources_dir, {one.id for one in every}, wish.wanted)
    tables = [
        suppressed(one, wish.about.least if one.confirmed is not None else 0) for one in all_tables(reviews)
    ]
    ids = {one.id for one in reviews}
    coded = studying.coded_rows(connection)
    codings = [row for rows in coded.confirmed.values() for row in rows if row["review_id"] in ids]
    return Study(
        about=wish.about,
        wanted=wish.wanted,
        reviews=tuple(reviews),
        tables=(*tables, known),
        flow=flow(connection, reviews),
        codings=tuple(codings),
    )


# ---------------------------------------------------------------- writing


def _write(made: Study, root: Path, *, looks_back: bool) -> Study:
    with alone(root, "study"):
        stem = f"as-at-{made.about.day}" if looks_back else made.about.day
        named = replace(made, about=replace(made.about, edition=next_name(root, stem)))
        draft = Draft(root)
        try:
            _files(draft, named)
            return replace(named, path=draft.finish(named.about.edition, leads=not looks_back))
        finally:
            draft.drop()


def _files(draft: Draft, made: Study) -> None:
    for table in made.tables:
        draft.write(f"tables/{table.name}.csv", written.csv_of(table))
    subtitle = words.subtitle(made.about, made.wanted, len(made.reviews))
    for name, body in plots.plots(made.tables, subtitle):
        draft.write(name, [body])
    for name, body in prisma.drawn(made.flow, f"All documents of the catalogue, as at {made.about.day}"):
        draft.write(name, [body])
    draft.write("frame.csv", _frame())
    if made.about.least <= 1:  # whoever has the single codings needs no table
        draft.write("codings.csv", _codings(made.codings))
    draft.write("reviews.csv", _reviews(made.reviews))
    draft.write("tables.md", [words.tables_page(made.about, made.tables).encode()])
    draft.write("study.json", [(json.dumps(made.to_json(), indent=1, ensure_ascii=False) + "\n").encode()])
    listed = words.files_of(list(draft.facts))
    draft.write("README.md", [words.readme(made.about, made.wanted, made.flow, listed).encode()])


def _frame() -> Iterator[bytes]:
    names = ("field", "field_words", "about", "of_each_person", "several", "value", "words")
    rows = [
        {
            "field": one.name,
            "field_words": one.words,
            "about": one.about,
            "of_each_person": one.of_person,
            "several": one.several,
            "value": value,
            "words": said,
        }
        for one in FIELDS.values()
        for value, said in {
            **(one.values or {"": "a date: 2016, 2016-09 or 2016-09-28"}),
            NOT_STATED: "Not stated",
        }.items()
    ]
    return csv_bytes(names, rows)


def _codings(codings: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    return csv_bytes(("review_id", "field", "person", "value", "document_id", "page", "at"), codings)


def _reviews(reviews: Sequence[StudyReview]) -> Iterator[bytes]:
    names = (
        "id",
        "title",
        "case_name",
        "nation",
        "review_type",
        "year",
        "published",
        "publishers",
        "regions",
    )
    rows = [
        {
            "id": one.id,
            "title": one_line(one.title),
            "case_name": one_line(one.case_name),
            "nation": one.nation,
            "review_type": one.review_type,
            "year": one.year,
            "published": one.published,
            "publishers": list(one.bodies),
            "regions": list(one.regions),
            "people": one.people,
            "reports": one.reports,
            "documents": one.documents,
        }
        for one in reviews
    ]
    return csv_bytes((*names, "people", "reports", "documents"), rows)
