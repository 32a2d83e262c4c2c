"""Sightings: this address was linked from that page with these words, first and last on those nights."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.catalogue.values import bound, file_label, first_text, link_from_json, to_json
from harvester.records import Sighting
from harvester.vocabulary import PageKind, ReviewType, Role

if TYPE_CHECKING:
    import sqlite3

    from harvester.records import Candidate

# Of several sightings the best speaks for the document: highest score, then the page one trusts most,
# then the addresses in order. Never the order of arrival.
_TRUST = (PageKind.HUB, PageKind.CASE_PAGE, PageKind.LISTING, PageKind.REVIEW, PageKind.NEWS, PageKind.OTHER)
_RANK = (
    "CASE page_kind "
    + " ".join(f"WHEN '{kind.value}' THEN {rank}" for rank, kind in enumerate(_TRUST))
    + f" ELSE {len(_TRUST)} END"
)
BEST_FIRST = f"round(score, 2) DESC, {_RANK}, url, page_url, link_text, heading"

_CONTEXT = ("page_title", "page_kind", "page_heading", "page_published", "link", "verdict")


def values_of(record: Any) -> dict[str, Any]:
    """The fields of a record that are plain values: as `asdict`, which copies every one, in less time."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def upsert(
    connection: sqlite3.Connection, document: str, run_id: int, candidate: Candidate, now: str
) -> bool:
    """Keep a sighting; True when it, or anything around the link, is new."""
    link = candidate.link
    key = bound(document, candidate.url, candidate.page_url, link.text, link.heading)
    row: dict[str, Any] = {
        "page_title": candidate.page_title,
        "page_kind": candidate.page_kind.value,
        "page_heading": candidate.page_heading,
        "page_published": candidate.page_published,
        "link": values_of(link),
        "verdict": _verdict(candidate),
        "score": float(candidate.verdict.score),
        "is_review_document": candidate.verdict.is_review_document,
    }
    held = connection.execute(
        """SELECT * FROM sighting
        WHERE document_id = ? AND url = ? AND page_url = ? AND link_text = ? AND heading = ?""",
        key,
    ).fetchone()
    if held is not None:
        row = _keep_what_is_known(held, row)
    row |= {"link": to_json(row["link"]), "verdict": to_json(row["verdict"])}
    if held is None:
        columns = ("document_id", "url", "page_url", "link_text", "heading", *row)
        seen = ("first_seen", "last_seen", "first_run", "last_run")
        marks = ", ".join("?" * (len(columns) + len(seen)))
        connection.execute(
            f"INSERT INTO sighting ({', '.join((*columns, *seen))}) VALUES ({marks})",
            bound(*key, *row.values(), now, now, run_id, run_id),
        )
        changed = True
    else:
        changed = any(held[name] != value for name, value in zip(row, bound(*row.values()), strict=True))
        changed = changed and not _only_position(held, row)
        connection.execute(
            f"""UPDATE sighting SET {", ".join(f"{name} = ?" for name in row)},
                prior_seen = CASE WHEN last_run = ? THEN prior_seen ELSE last_seen END,
                prior_run = CASE WHEN last_run = ? THEN prior_run ELSE last_run END,
                last_seen = max(last_seen, ?), last_run = ? WHERE id = ?""",
            bound(*row.values(), run_id, run_id, now, run_id, held["id"]),
        )
    connection.execute(
        "UPDATE document SET last_seen = max(last_seen, ?), last_run = max(last_run, ?) WHERE id = ?",
        bound(now, run_id, document),
    )
    return changed


def _verdict(candidate: Candidate) -> dict[str, Any]:
    verdict = candidate.verdict
    return {
        "follow": verdict.follow,
        "review_type": verdict.review_type,
        "role": verdict.role,
        "case_name": verdict.case_name,
        "published": verdict.published,
        "reasons": list(verdict.reasons),
    }


def _keep_what_is_known(held: sqlite3.Row, row: dict[str, Any]) -> dict[str, Any]:
    """A page that lost its heading tonight has not lost it for us."""
    merged = {
        name: held[name] if value in (None, "") and name not in ("link", "verdict") else value
        for name, value in row.items()
    }
    before = json.loads(held["link"])
    merged["link"] = {
        name: before.get(name, value) if value in (None, "", (), []) else value
        for name, value in row["link"].items()
    }
    return merged


def _only_position(held: sqlite3.Row, row: dict[str, Any]) -> bool:
    """A link that merely slid down the page is the same sighting."""
    if any(held[name] != row[name] for name in _CONTEXT if name != "link"):
        return False
    if held["score"] != row["score"] or bool(held["is_review_document"]) != row["is_review_document"]:
        return False
    before, after = json.loads(held["link"]), json.loads(row["link"])
    before.pop("position", None)
    after.pop("position", None)
    return bool(before == after)


def load(connection: sqlite3.Connection, source: str, document: str) -> tuple[Sighting, ...]:
    """All sightings of a document, best first."""
    rows = connection.execute(
        f"SELECT * FROM sighting WHERE document_id = ? ORDER BY {BEST_FIRST}",
        (document,),
    )
    return tuple(_sighting(source, row) for row in rows)


def _sighting(source: str, row: sqlite3.Row) -> Sighting:
    verdict = json.loads(row["verdict"])
    return Sighting(
        source=source,
        url=row["url"],
        page_url=row["page_url"],
        page_title=row["page_title"],
        page_kind=PageKind(row["page_kind"]),
        page_heading=row["page_heading"],
        page_published=row["page_published"],
        link=link_from_json(row["link"]),
        score=row["score"],
        is_review_document=bool(row["is_review_document"]),
        reasons=tuple(verdict["reasons"]),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        review_type=ReviewType(verdict["review_type"]) if verdict.get("review_type") else None,
        role=Role(verdict["role"]) if verdict.get("role") else None,
        case_name=verdict.get("case_name"),
        published=verdict.get("published"),
    )


def choose(connection: sqlite3.Connection, document: str) -> None:
    """Let the best sighting speak for the document, and set when it was first and last seen."""
    best = connection.execute(
        f"SELECT * FROM sighting WHERE document_id = ? ORDER BY {BEST_FIRST} LIMIT 1",
        (document,),
    ).fetchone()
    if best is None:
        return
    seen = connection.execute(
        """SELECT min(first_seen) AS first_seen, max(last_seen) AS last_seen, max(last_run) AS last_run
        FROM sighting WHERE document_id = ?""",
        (document,),
    ).fetchone()
    name = connection.execute(
        "SELECT file_name FROM address WHERE document_id = ? AND url = ?", (document, best["url"])
    ).fetchone()
    link = link_from_json(best["link"])
    words = first_text((link.text.strip(), link.alt.strip(), link.title.strip()))
    connection.execute(
        """UPDATE document SET url = ?, page_url = ?, link_text = ?, heading = ?, label = ?,
            first_seen = min(first_seen, ?), last_seen = ?, last_run = ? WHERE id = ?""",
        bound(
            best["url"],
            best["page_url"],
            words,
            first_text((link.heading, link.row)) or "",
            words or file_label(best["url"], name["file_name"] if name else None),
            seen["first_seen"],
            seen["last_seen"],
            seen["last_run"],
            document,
        ),
    )


def unite_sightings(connection: sqlite3.Connection, *, old: str, new: str) -> None:
    """Give the sightings of one document to another, joining those that are the same."""
    for row in connection.execute("SELECT * FROM sighting WHERE document_id = ?", (old,)).fetchall():
        twin = connection.execute(
            """SELECT id FROM sighting
            WHERE document_id = ? AND url = ? AND page_url = ? AND link_text = ? AND heading = ?""",
            (new, row["url"], row["page_url"], row["link_text"], row["heading"]),
        ).fetchone()
        if twin is None:
            connection.execute("UPDATE sighting SET document_id = ? WHERE id = ?", (new, row["id"]))
            continue
        connection.execute(
            """UPDATE sighting SET first_seen = min(first_seen, ?), first_run = min(first_run, ?),
                last_seen = max(last_seen, ?), last_run = max(last_run, ?) WHERE id = ?""",
            (row["first_seen"], row["first_run"], row["last_seen"], row["last_run"], twin["id"]),
        )
        connection.execute("DELETE FROM sighting WHERE id = ?", (row["id"],))


def split(connection: sqlite3.Connection, run_id: int, url: str, *, old: str, new: str) -> None:
    """Other bytes came from an address: this run's sightings of it are of the new document.

    The page was read before the document was fetched, so they were noted for the old one.
    """
    rows = connection.execute(
        "SELECT * FROM sighting WHERE document_id = ? AND url = ? AND last_run = ?", (old, url, run_id)
    ).fetchall()
    columns = [name for name in (rows[0].keys() if rows else ()) if name != "id"]
    for row in rows:
        tonight = dict(row) | {
            "document_id": new,
            "first_seen": row["last_seen"],
            "first_run": run_id,
            "prior_seen": None,
            "prior_run": None,
        }
        connection.execute(
            f"""INSERT INTO sighting ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})
            ON CONFLICT (document_id, url, page_url, link_text, heading) DO UPDATE SET
                prior_seen = last_seen, prior_run = last_run,
                last_seen = excluded.last_seen, last_run = excluded.last_run""",
            [tonight[name] for name in columns],
        )
        if row["first_run"] == run_id:
            connection.execute("DELETE FROM sighting WHERE id = ?", (row["id"],))
        else:
            connection.execute(
                "UPDATE sighting SET last_seen = prior_seen, last_run = prior_run WHERE id = ?", (row["id"],)
            )
