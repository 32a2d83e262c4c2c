"""Other documents and reviews that a person may relate a document to: copies, versions, reviews."""

# Statements are put together from constants of this module only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.copies import possible_copies

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.catalogue.types import Record

DIGITS = 9
MAX_REVIEWS = 50  # of one search


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another document, with why it is shown."""

    document_id: str
    title: str
    source_title: str
    published: str | None
    status: str
    why: str
    copy: bool = False  # of one of the two, as things stand: "not a duplicate" makes sense


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewChoice:
    """A review that a document may be assigned to."""

    review_id: str
    title: str
    source_title: str
    review_type: str
    case_name: str | None
    year: int | None


def others_of(connection: sqlite3.Connection, record: Record, titles: Mapping[str, str]) -> list[Other]:
    """Documents that may be copies or versions of this one: pairs first, then others of its review."""
    own = record.fields["id"]
    found: dict[str, Other] = {}
    for pair in possible_copies(connection, document_id=own, limit=DIGITS).pairs:
        side = pair.two if pair.one.document_id == own else pair.one
        found[side.document_id] = Other(
            document_id=side.document_id,
            title=side.title,
            source_title=side.source_title,
            published=side.published,
            status=side.status,
            why=pair.why,
            copy=pair.relation != "version",
        )
    groups: tuple[tuple[Iterable[Mapping[str, str]], str, bool], ...] = (
        (record.duplicates, "the same text", True),
        (record.versions, "a version of it", False),
        (record.documents, "of the same review", False),
    )
    for rows, why, copy in groups:
        for row in rows:
            if row["id"] != own and row["id"] not in found:
                found[row["id"]] = Other(
                    document_id=row["id"],
                    title=row["title"],
                    source_title=titles.get(row["source"], row["source"]),
                    published=row["published"],
                    status=row["status"],
                    why=why,
                    copy=copy,
                )
    return list(found.values())[:DIGITS]


_REVIEW = """SELECT r.id AS review_id, s.title AS source_title,
    COALESCE(NULLIF(y.title, ''), r.title) AS title,
    COALESCE(NULLIF(y.review_type, ''), r.review_type) AS review_type,
    NULLIF(COALESCE(y.case_name, r.case_name), '') AS case_name, r.year
FROM review r JOIN source s ON s.slug = r.source LEFT JOIN decided y ON y.subject_id = r.id
"""


def likely_reviews(connection: sqlite3.Connection, record: Record) -> list[ReviewChoice]:
    """Reviews of the same source with the same name of a case, then those of its year."""
    fields = record.fields
    year = (fields.get("published") or fields.get("completed") or "")[:4]
    rows = connection.execute(
        f"""{_REVIEW} WHERE r.source = ? AND r.id IS NOT ?
        ORDER BY lower(COALESCE(y.case_name, r.case_name, '')) <> lower(?), r.year IS NOT ?, r.title
        LIMIT ?""",
        (
            fields["source"],
            fields.get("review_id"),
            fields.get("case_name") or "\0",
            int(year) if year.isdigit() else None,
            DIGITS,
        ),
    )
    return [ReviewChoice(**dict(row)) for row in rows]


def find_reviews(connection: sqlite3.Connection, words: str, but: str | None) -> list[ReviewChoice]:
    """Reviews whose title, case name or publisher hold all the words, or that have this id."""
    clauses, values = [], []
    for word in words.split()[:8]:
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        clauses.append(
            "(title LIKE ? ESCAPE '\\' OR case_name LIKE ? ESCAPE '\\' OR source_title LIKE ? ESCAPE '\\'"
            " OR review_id = ?)"
        )
        values += [like, like, like, word]
    if not clauses:
        return []
    rows = connection.execute(
        f"""SELECT * FROM ({_REVIEW}) WHERE {" AND ".join(clauses)} AND review_id IS NOT ?
        ORDER BY title LIMIT ?""",
        (*values, but, MAX_REVIEWS),
    )
    return [ReviewChoice(**dict(row)) for row in rows]


def only_copy(others: Sequence[Other]) -> Other | None:
    """The one document that this one is taken for a copy of, when there is just one."""
    copies = [other for other in others if other.copy]
    return copies[0] if len(copies) == 1 else None
