"""Grouping over the union, and what the reviews are called: the oldest name that any directory gave them."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue import standing
from harvester.catalogue.standing import own_review
from harvester.clock import utc_now
from harvester.process import regroup

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from harvester.catalogue import Catalogue

Claim = tuple[str, str]  # since when, and which review


def claims_of(connection: sqlite3.Connection) -> dict[str, Claim]:
    """In which review each document is, and since when that review is known. Those in none have none."""
    rows = connection.execute(
        """SELECT d.id, COALESCE(c.since, m.first_seen), COALESCE(c.review, d.grouped_review) FROM document d
        LEFT JOIN review_claim c ON c.document_id = d.id
        LEFT JOIN (SELECT grouped_review, min(first_seen) AS first_seen FROM document
            WHERE grouped_review IS NOT NULL GROUP BY grouped_review) m
        ON m.grouped_review = d.grouped_review
        WHERE c.document_id IS NOT NULL OR m.grouped_review IS NOT NULL"""
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def group_union(catalogue: Catalogue, claims: dict[str, Claim], stop: Callable[[], bool]) -> int:
    """Group everything kept, and give each review the oldest name of its documents; how many reviews.

    Descriptions are left as they are: what more is known of a document since is described by the next pass.
    """
    regroup(catalogue, catalogue.sources(), utc_now(), stop)
    with catalogue.writing() as connection:
        _rename(connection, claims)
        return int(connection.execute("SELECT count(*) FROM reviews").fetchone()[0])


def _rename(connection: sqlite3.Connection, claims: dict[str, Claim]) -> None:
    members: dict[str, list[str]] = {}
    for row in connection.execute("SELECT id, grouped_review FROM document WHERE grouped_review IS NOT NULL"):
        members.setdefault(row[1], []).append(row[0])
    said = {row[0] for row in connection.execute("SELECT review FROM decided WHERE review IS NOT NULL")}
    taken = set(said)
    names: dict[str, str] = {}
    wishes = sorted(
        (min(claims.get(name, ("~", own_review(name))) for name in held), min(held), review)
        for review, held in members.items()
        if review not in said
    )
    for (_, wish), least, review in wishes:
        name = wish if wish not in taken else own_review(least)
        taken.add(name)
        if name != review:
            names[review] = name
    if not names:
        return
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for prefix, pairs in (("~", names.items()), ("", [(f"~{new}", new) for new in names.values()])):
        for old, new in pairs:
            _call(connection, old, f"{prefix}{new}")
    standing.settle(connection)


def _call(connection: sqlite3.Connection, old: str, new: str) -> None:
    """By way of names that no review has: one's new name may be another's old one."""
    connection.execute("UPDATE review SET id = ? WHERE id = ?", (new, old))
    connection.execute("UPDATE review_publisher SET review_id = ? WHERE review_id = ?", (new, old))
    for column in ("review_id", "grouped_review"):
        connection.execute(f"UPDATE document SET {column} = ? WHERE {column} = ?", (new, old))
