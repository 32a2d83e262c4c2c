"""Values offered for the fields of a document as one-key choices: what was read, then the vocabulary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.catalogue.queue_types import Alternative, ReviewChoice
from harvester.catalogue.values import clean
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

FIELDS = (
    *("title", "review_type", "role", "case_name", "published", "completed"),
    *("authors", "board", "language"),
)
MAX_READ = 9  # choices read of one field: as many as there are digit keys
MAX_VALUE = 500

# Kinds of review that a nation's boards publish, the likeliest first; all others follow.
_OF_NATION = {
    "england": ("cspr", "scr", "sar", "dhr", "rapid_review", "thematic", "learning_review"),
    "wales": ("cpr", "susr", "apr", "scr", "dhr", "thematic"),
    "scotland": ("learning_review", "sig_cr", "sar", "thematic"),
    "northern_ireland": ("cmr", "scr", "sar", "thematic"),
    "crown_dependency": ("scr", "sar", "cspr", "learning_review"),
    "uk": ("national", "thematic", "scr", "cspr"),
}
# Read as one thing, perhaps meant as the other: dates of one kind are offered for the other too.
_LENDS = {"published": "completed", "completed": "published"}


def alternatives(connection: sqlite3.Connection, document_id: str) -> dict[str, list[Alternative]]:
    """For each field the values that a person may choose from, the one that stands first.

    Fields for which nothing can be offered are left out.
    """
    document = connection.execute("SELECT * FROM documents WHERE id = ?", (clean(document_id),)).fetchone()
    if document is None:
        return {}
    read: dict[str, list[sqlite3.Row]] = {}
    for row in connection.execute(
        """SELECT field, value, origin, rule, confidence, page, line, box FROM evidence
        WHERE document_id = ? ORDER BY confidence DESC, origin, rule, value, page""",
        (clean(document_id),),
    ):
        read.setdefault(row["field"], []).append(row)
    offered: dict[str, list[Alternative]] = {}
    for field in FIELDS:
        found = _read(field, read.get(field, ()), document[field])
        found += _lent(field, read, {item.value for item in found})
        found += _vocabulary(field, document["nation"], document[field], {item.value for item in found})
        if found:
            offered[field] = found
    return offered


def _read(field: str, rows: Iterable[sqlite3.Row], standing: str | None) -> list[Alternative]:
    """The distinct values that were read; the one that stands first, though nothing read says so."""
    if field == "authors":
        return _authors(rows, standing)
    by_value: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        if row["value"] and len(row["value"]) <= MAX_VALUE:
            by_value.setdefault(row["value"], []).append(row)
    found = [
        _alternative(value, _label(field, value), said, chosen=value == standing)
        for value, said in by_value.items()
    ]
    if standing and standing not in by_value:
        found.insert(0, Alternative(value=standing, label=_label(field, standing), chosen=True))
    found.sort(key=lambda item: not item.chosen)
    return found[:MAX_READ]


def _alternative(value: str, label: str, said: list[sqlite3.Row], *, chosen: bool) -> Alternative:
    best = next((row for row in said if row["box"]), said[0])
    return Alternative(
        value=value,
        label=label,
        chosen=chosen,
        origin=said[0]["origin"],
        confidence=said[0]["confidence"],
        rule=said[0]["rule"],
        page=best["page"],
        line=best["line"],
        box=box_of(best["box"]),
        times=len(said),
    )


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """A box as it is kept in the evidence: x0, top, x1, bottom in points from the top left of the page."""
    if not text:
        return None
    x0, top, x1, bottom = json.loads(text)
    return float(x0), float(top), float(x1), float(bottom)


def _authors(rows: Iterable[sqlite3.Row], standing: str | None) -> list[Alternative]:
    """All names as they stand, then each name that was read by itself."""
    names = [str(name) for name in json.loads(standing or "[]")]
    found = []
    if names:
        found.append(
            Alternative(value=json.dumps(names, ensure_ascii=False), label=", ".join(names), chosen=True)
        )
    by_name: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        for name in _names(row["value"]):
            by_name.setdefault(name, []).append(row)
    for name, said in by_name.items():
        if [name] != names:
            found.append(_alternative(json.dumps([name], ensure_ascii=False), name, said, chosen=False))
    return found[:MAX_READ]


def _names(value: str) -> list[str]:
    """The names of one piece of evidence: a decision's is a JSON array, a reading's one name."""
    if value.startswith("["):
        try:
            told = json.loads(value)
        except ValueError:
            return [value]
        return [name for name in told if isinstance(name, str)] if isinstance(told, list) else [value]
    return [value] if value else []


def _lent(field: str, read: dict[str, list[sqlite3.Row]], offered: set[str]) -> list[Alternative]:
    found: list[Alternative] = []
    for row in read.get(_LENDS.get(field, ""), ()):
        if row["value"] and row["value"] not in offered:
            offered.add(row["value"])
            found.append(_alternative(row["value"], row["value"], [row], chosen=False))
    return found[:3]


def _vocabulary(field: str, nation: str, standing: str | None, offered: set[str]) -> list[Alternative]:
    if field == "review_type":
        likely = _OF_NATION.get(nation, ())
        words = [*likely, *(kind.value for kind in ReviewType if kind.value not in likely)]
    elif field == "role":
        words = [role.value for role in Role]
    else:
        return []
    return [
        Alternative(value=word, label=_label(field, word), chosen=word == standing)
        for word in words
        if word not in offered
    ]


def _label(field: str, value: str) -> str:
    return value.replace("_", " ") if field in ("review_type", "role") else value


def review_choices(
    connection: sqlite3.Connection, document_id: str, words: str = "", limit: int = 9
) -> list[ReviewChoice]:
    """Reviews that a document may be assigned to, the likeliest first; its own is not among them.

    Without words: those of its case name and its source. With words: those whose case name, title or
    source holds them all.
    """
    document = connection.execute("SELECT * FROM documents WHERE id = ?", (clean(document_id),)).fetchone()
    if document is None:
        return []
    asked = [word.casefold() for word in words.split()][:8]
    rows = connection.execute(
        """SELECT r.id AS review_id, r.title, r.case_name, r.review_type, r.year, r.source,
            s.title AS source_title, r.documents
        FROM reviews r JOIN source s ON s.slug = r.source WHERE r.id IS NOT ?""",
        (document["review_id"],),
    ).fetchall()
    ranked = []
    for row in rows:
        text = " ".join(str(row[name] or "") for name in ("title", "case_name", "source", "source_title"))
        if any(word not in text.casefold() for word in asked):
            continue
        near = row["source"] == document["source"]
        same = bool(row["case_name"]) and _same(row["case_name"], document["case_name"])
        if asked or near or same:
            place = (not same, not near, row["review_type"] != document["review_type"], -(row["year"] or 0))
            ranked.append(((*place, row["review_id"]), row))
    ranked.sort(key=lambda item: item[0])
    return [ReviewChoice(**dict(row)) for _, row in ranked[:limit]]


def _same(one: str, two: str | None) -> bool:
    return two is not None and " ".join(one.casefold().split()) == " ".join(two.casefold().split())
