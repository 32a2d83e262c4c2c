"""Documents of which something was taken down and something is left: what they are called and said to be."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue import describing
from harvester.catalogue.blanks import FIELDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from harvester.catalogue import Catalogue


def keep_names(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """A document keeps the name that it got at an address which is forgotten now, and since when."""
    connection.executemany(
        """INSERT INTO name_claim (document_id, name, since)
        SELECT id, id, first_seen FROM document
        WHERE id = ? AND NOT EXISTS (SELECT 1 FROM name_claim c WHERE c.document_id = document.id)""",
        [(name,) for name in names],
    )


def forget_description(connection: sqlite3.Connection, name: str) -> None:
    """What is left of a document tells when it was first seen, and what it is called (`describe_left`).

    Nothing of what was read before stands until then, as values do that a description merely no longer gives:
    a link that was taken down may have told it.
    """
    seen = [
        (row[0], row[1])
        for row in connection.execute(
            """SELECT first_run, first_seen FROM sighting WHERE document_id = ?1
                AND COALESCE(alone_seen, '-') <> ''
            UNION ALL SELECT COALESCE(f.first_run, f.run_id), COALESCE(f.first_at, f.at)
                FROM fetch f JOIN document d ON d.source = f.source AND d.sha256 = f.sha256
                WHERE d.id = ?1""",
            (name,),
        )
    ]
    if seen:
        connection.execute(
            "UPDATE document SET first_run = ?, first_seen = ? WHERE id = ?",
            (min(run for run, _ in seen), min(at for _, at in seen), name),
        )
    blank = ", ".join(f"{column} = NULL" for column in FIELDS if column != "authors")
    connection.execute(
        f"""UPDATE document SET described_at = NULL, described_revision = NULL, described_rules = NULL,
            {blank}, published_precision = NULL, authors = '[]', kept_reasons = '[]' WHERE id = ?""",
        (name,),
    )
    for table in ("evidence_item", "other_reading", "withheld"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (name,))


def describe_left(catalogue: Catalogue, now: str) -> None:
    """Describe those documents of which only a part of what told them is left."""
    from harvester.process import RULES, describe_one

    with catalogue.reading() as connection:
        # Described once: `described_read` says with its text or without, and stays.
        names = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM document WHERE described_at IS NULL AND described_read IS NOT NULL"
            )
        ]
        left = describing.stale_documents(connection, RULES, None, names) if names else []
    sources = catalogue.sources() if left else {}
    for item in left:
        description, verdict = describe_one(catalogue, sources, item)
        catalogue.save_description(item.id, description, verdict, now, rules=RULES)
