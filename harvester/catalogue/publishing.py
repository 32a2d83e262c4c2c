"""What leaves the house, as the catalogue has it: documents for exports, and those of a publication."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.catalogue.decisions import PUBLISH_TEXT
from harvester.catalogue.searching import matching
from harvester.catalogue.views import DOCUMENT_COLUMNS
from harvester.coding.frame import NOT_STATED
from harvester.errors import UsageError
from harvester.vocabulary import DocumentStatus

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from harvester.catalogue.types import Filters

_COLUMNS = ", ".join(f"v.{name}" for name in DOCUMENT_COLUMNS)

_ROW = f"""SELECT {_COLUMNS}, s.title AS source_title, s.kind AS source_kind
FROM documents v JOIN source s ON s.slug = v.source"""
ACCEPTED = f"v.status = '{DocumentStatus.ACCEPTED}'"
_STATUSES = ("new", "accepted", "rejected", "held")


def found(
    connection: sqlite3.Connection, words: str, filters: Filters, status: str | None = None
) -> tuple[str, list[object]]:
    """The documents of an export, as a condition on view `documents` (alias v) and its values.

    Raises:
        UsageError: there are words, but nothing in them to search for.
    """
    where, values = matching(words, filters)
    if where is None:
        raise UsageError(f"nothing to search for in {words!r}; give at least one word or number.")
    if status is not None:
        where += " AND v.status = ?"
        values.append(status)
    return where, values


def counts(connection: sqlite3.Connection, where: str, values: list[object]) -> dict[str, int]:
    """How many of these documents stand where: status → number."""
    rows = connection.execute(
        f"SELECT v.status, count(*) AS number FROM documents v WHERE {where} GROUP BY 1", values
    )
    told = {row["status"]: int(row["number"]) for row in rows}
    return {name: told[name] for name in _STATUSES if name in told}


def rows(
    connection: sqlite3.Connection, where: str = "1", values: list[object] | None = None
) -> Iterator[dict[str, Any]]:
    """These documents with everything that a format may say of them, one after the other."""
    around = _Around(connection)
    for row in connection.execute(
        f"{_ROW} WHERE {where} ORDER BY v.source, v.published IS NULL, v.published, v.id", values or []
    ):
        yield {**dict(row), **around.of(row["id"], row["review_id"])}


class _Around:
    """What other tables say of documents, read once: small beside the documents themselves."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._publishers: dict[str, list[str]] = {}
        for row in connection.execute("SELECT review_id, source FROM review_publishers ORDER BY source"):
            self._publishers.setdefault(row["review_id"], []).append(row["source"])
        self._entries: dict[str, list[sqlite3.Row]] = {}
        for row in connection.execute(
            "SELECT document_id, review_id, number, subjects, anonymous FROM list_entries ORDER BY id"
        ):
            for name in {row["document_id"], row["review_id"]} - {None}:
                self._entries.setdefault(name, []).append(row)
        self._replaced = {
            row["replaces"]: row["id"]
            for row in connection.execute(
                "SELECT id, replaces FROM documents WHERE replaces IS NOT NULL ORDER BY id DESC"
            )
        }

        self._incidents: dict[str, str] = {}
        for row in connection.execute(
            """SELECT review_id, value FROM standing_codings
            WHERE field = 'incident_date' AND value <> ? ORDER BY person DESC, document_id DESC""",
            (NOT_STATED,),
        ):
            self._incidents[row["review_id"]] = str(row["value"])

    def of(self, document: str, review: str | None) -> dict[str, Any]:
        listed = [*self._entries.get(document, ()), *self._entries.get(review or "", ())]
        subjects = {subject for entry in listed for subject in json.loads(entry["subjects"])}
        return {
            "publishers": self._publishers.get(review or "", []),
            "subjects": sorted(str(subject) for subject in subjects),
            "numbers": sorted({entry["number"] for entry in listed if entry["number"]}),
            "listed_anonymously": any(entry["anonymous"] for entry in listed),
            "replaced_by": self._replaced.get(document),
            "incident_date": self._incidents.get(review or ""),
        }


def accepted(connection: sqlite3.Connection) -> list[str]:
    """Every accepted document."""
    return [row["id"] for row in connection.execute(f"SELECT v.id FROM documents v WHERE {ACCEPTED}")]


def text_decisions(connection: sqlite3.Connection) -> dict[str, str]:
    """What people said of publishing texts: document → yes or no; the latest word stands."""
    found = connection.execute(
        """SELECT COALESCE(a.document_id, c.document_id) AS document_id, c.value FROM decisions c
        LEFT JOIN document_alias a ON a.id = c.document_id
        WHERE c.field = ? ORDER BY c.at, c.seq""",
        (PUBLISH_TEXT,),
    )
    standing: dict[str, str] = {}
    for row in found:
        standing.pop(row["document_id"], None)
        if row["value"]:
            standing[row["document_id"]] = row["value"]
    return standing


# ---------------------------------------------------------------- a publication


def review_rows(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Reviews with accepted documents; `whole` says that nothing else is behind their words."""
    found = connection.execute(
        f"""SELECT r.id, r.source, r.nation, r.review_type, r.case_name, r.title, r.year, r.first_seen,
            r.documents = count(*) AS whole,
            EXISTS (SELECT 1 FROM decided x WHERE x.subject_id = r.id) AS decided
        FROM reviews r JOIN documents v ON v.review_id = r.id WHERE {ACCEPTED} GROUP BY r.id ORDER BY r.id"""
    )
    return [dict(row) for row in found]


def publisher_rows(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Publishers of reviews with accepted documents."""
    found = connection.execute(
        f"""SELECT DISTINCT p.review_id, p.source FROM review_publishers p
        JOIN documents v ON v.review_id = p.review_id WHERE {ACCEPTED} ORDER BY 1, 2"""
    )
    return [dict(row) for row in found]


def sighting_rows(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Links to accepted documents."""
    found = connection.execute(
        f"""SELECT g.document_id, g.url, g.page_url, g.link_text, g.heading, g.first_seen, g.last_seen
        FROM sightings g JOIN documents v ON v.id = g.document_id WHERE {ACCEPTED}
        ORDER BY g.document_id, g.first_seen, g.url, g.page_url, g.link_text, g.heading"""
    )
    return [dict(row) for row in found]


def evidence_rows(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Where values of accepted documents were read, without the words that stand there."""
    found = connection.execute(
        f"""SELECT e.document_id, e.field, e.value, e.origin, e.page,
            iif(e.origin = 'decision', 'decided by a librarian', e.rule) AS rule, e.confidence
        FROM evidence e JOIN documents v ON v.id = e.document_id WHERE {ACCEPTED}
        ORDER BY e.document_id, e.field, e.confidence DESC, e.origin, e.page, e.value, e.rule"""
    )
    return [dict(row) for row in found]


def page_rows(connection: sqlite3.Connection, document: str) -> list[dict[str, Any]]:
    """The text of a document, page by page."""
    found = connection.execute(
        "SELECT document_id, page, text FROM pages WHERE document_id = ? ORDER BY page", (document,)
    )
    return [dict(row) for row in found]


def text_facts(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Of every document what speaks against letting its text out; the same text has the same root.

    `archives` names the web archives that its bytes are from, where no site was seen to serve them.
    """
    around = _Around(connection)
    found = connection.execute(
        """SELECT v.id, COALESCE(v.duplicate_of, v.id) AS root, v.sha256, v.source, v.review_id, v.presence,
            v.board, s.kind AS source_kind,
            CASE WHEN EXISTS (SELECT 1 FROM address a WHERE a.document_id = v.id AND a.sha256 = v.sha256
                    AND a.captured IS NULL) THEN '[]'
                ELSE (SELECT json_group_array(DISTINCT c.archive) FROM captures c WHERE c.document_id = v.id)
            END AS archives
        FROM documents v JOIN source s ON s.slug = v.source ORDER BY v.id"""
    )
    return [
        {**dict(row), "archives": json.loads(row["archives"]), **around.of(row["id"], row["review_id"])}
        for row in found
    ]


def decided_fields(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Every document and field of which a person ever said something; a takedown decides its status."""
    found = connection.execute(
        """SELECT COALESCE(a.document_id, c.document_id) AS id, c.field FROM decisions c
        LEFT JOIN document_alias a ON a.id = c.document_id WHERE c.document_id IS NOT NULL
        UNION SELECT document_id, 'status' FROM tombstone"""
    )
    return {(row["id"], row["field"]) for row in found}
