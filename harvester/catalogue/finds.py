"""Keeps the table `find` true: which documents wait for a person, as what, and what is doubtful about them.

Triggers note the documents for which something has changed (`schema_finds.py`); at the end of every write
transaction they are worked out again, those first that others depend on. Times are those of what was told
(descriptions, runs, decisions), never of this machine's clock: a rebuilt catalogue has the same.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.catalogue import alike, titles
from harvester.catalogue.queue_types import KINDS
from harvester.catalogue.values import to_json
from harvester.doubts import DocumentFacts, Doubt, Read, doubts
from harvester.vocabulary import DocumentStatus, Presence, Role

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

CHUNK = 400
BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}
# Doubts of a document that was accepted are no reason to ask again: the other document asks by itself.
QUIET = frozenset({"superseded", "possible_copy"})
FEW, SHARE = 20, 0.05  # from so many documents of a source on, a type with at most this share is unusual

_ROLES = tuple(role.value for role in Role)
_WORKED_OUT = ("place", "waits", "matters", "doubts", "doubtful_at", "said", "words")
_READ_FIELDS = ("title", "review_type", "role", "case_name", "published")


@dataclass(slots=True)
class _Pass:
    """One bringing up to date: what is looked up once."""

    connection: sqlite3.Connection
    now: str
    types: dict[str, dict[str, int]] = field(default_factory=dict)

    def usual_types(self, source: str) -> frozenset[str]:
        """The types of review that a source is known for; empty while too little is known."""
        if source not in self.types:
            rows = self.connection.execute(
                "SELECT review_type, count(*) FROM find WHERE source = ? GROUP BY 1", (source,)
            )
            self.types[source] = {row[0]: row[1] for row in rows}
        counts = self.types[source]
        total = sum(counts.values())
        if total < FEW:
            return frozenset()
        return frozenset(name for name, count in counts.items() if count > total * SHARE)


def note_time(connection: sqlite3.Connection, now: str) -> None:
    """Something was told of at this time: what turns doubtful by it does so now."""
    connection.execute("UPDATE find_clock SET at = max(at, ?)", (now,))


def refresh(connection: sqlite3.Connection) -> None:
    """Work out what has changed; the caller holds the write transaction."""
    if connection.execute("SELECT 1 FROM find_stale LIMIT 1").fetchone() is None:
        return
    rows = connection.execute(
        """SELECT DISTINCT COALESCE(a.document_id, s.document_id) FROM find_stale s
        LEFT JOIN document_alias a ON a.id = s.document_id ORDER BY 1"""
    ).fetchall()
    connection.execute("DELETE FROM find_stale")
    stale = [str(row[0]) for row in rows]
    others: set[str] = set()
    for part in _parts(stale):
        others |= _relations(connection, part)
    now = connection.execute("UPDATE find_clock SET version = version + 1 RETURNING at").fetchone()[0]
    work = _Pass(connection, str(now))
    for part in _parts(sorted(others.union(stale))):
        _work_out(work, part)


def _parts(ids: Sequence[str]) -> Iterable[str]:
    """The ids in parts, each as a JSON array."""
    for start in range(0, len(ids), CHUNK):
        yield to_json(ids[start : start + CHUNK])


def _relations(connection: sqlite3.Connection, part: str) -> set[str]:
    """Bring rows, and what they are to other documents, up to date; the documents to which that matters."""
    before = _related(connection, part)
    connection.execute(
        """DELETE FROM find WHERE document_id IN (SELECT value FROM json_each(?))
            AND NOT EXISTS (SELECT 1 FROM documents v WHERE v.id = find.document_id)""",
        (part,),
    )
    connection.execute(
        """INSERT INTO find (document_id, place, waits, matters, source, nation, review_type, role, doubts,
            status, presence, year, sha256, replaces, duplicate_of, found_at, said, words)
        SELECT v.id, '', 0, '', v.source, v.nation, v.review_type, v.role, '', v.status, v.presence,
            CAST(substr(COALESCE(v.published, v.completed), 1, 4) AS INTEGER), v.sha256, v.replaces,
            v.duplicate_of, max(v.first_seen, COALESCE(d.described_at, '')), '[]', ''
        FROM json_each(?) j JOIN documents v ON v.id = j.value JOIN document d ON d.id = v.id
        WHERE 1
        ON CONFLICT (document_id) DO UPDATE SET source = excluded.source, nation = excluded.nation,
            review_type = excluded.review_type, role = excluded.role, status = excluded.status,
            presence = excluded.presence, year = excluded.year, sha256 = excluded.sha256,
            replaces = excluded.replaces, duplicate_of = excluded.duplicate_of
        WHERE (source, nation, review_type, role, status, presence, year) IS NOT (excluded.source,
                excluded.nation, excluded.review_type, excluded.role, excluded.status, excluded.presence,
                excluded.year)
            OR (sha256, replaces, duplicate_of)
                IS NOT (excluded.sha256, excluded.replaces, excluded.duplicate_of)""",
        (part,),
    )
    titles.refresh(connection, part)
    changed = before ^ _related(connection, part)
    others = {other for _, _, other in changed}
    # What is a copy of a document is held or not by what that document is.
    copies = connection.execute(
        "SELECT id FROM document WHERE duplicate_of IN (SELECT value FROM json_each(?))",
        (to_json(sorted({own for own, relation, _ in changed if relation == "duplicate_of"})),),
    )
    return others | {row[0] for row in copies}


def _related(connection: sqlite3.Connection, part: str) -> set[tuple[str, str, str]]:
    """(document, relation, other) for what these documents are to others."""
    rows = connection.execute(
        """SELECT document_id, replaces, duplicate_of FROM find
        WHERE document_id IN (SELECT value FROM json_each(?))""",
        (part,),
    ).fetchall()
    return {
        (row["document_id"], name, row[name])
        for row in rows
        for name in ("replaces", "duplicate_of")
        if row[name]
    }


# ---------------------------------------------------------------- one document

_KNOWN = """SELECT v.id, v.source, v.nation, v.title, v.review_type, v.role, v.case_name, v.board,
    v.published, v.completed, v.status, v.presence, v.fetch_outcome, v.text_outcome, v.duplicate_of,
    v.replaces, v.sha256, v.review_id, v.first_seen, d.kept_score, d.foreign_report,
    s.title AS source_title, f.found_at, f.place, f.waits, f.matters,
    f.doubts, f.doubtful_at, f.said, f.words,
    COALESCE(r.finished, r.started) AS withdrawn_at,
    EXISTS (SELECT 1 FROM find n WHERE n.replaces = v.id) AS superseded
FROM json_each(?) j JOIN find f ON f.document_id = j.value
JOIN documents v ON v.id = f.document_id
JOIN document d ON d.id = f.document_id
JOIN source s ON s.slug = d.source
LEFT JOIN run r ON r.id = d.withdrawn_run"""


def _work_out(work: _Pass, part: str) -> None:
    """Work out doubts, kinds and place of these documents."""
    connection = work.connection
    evidence: dict[str, list[Read]] = {}
    for row in connection.execute(
        f"""SELECT document_id, field, value, origin, confidence FROM evidence_item
        WHERE document_id IN (SELECT value FROM json_each(?))
            AND field IN ({", ".join("?" * len(_READ_FIELDS))})""",
        (part, *_READ_FIELDS),
    ):
        evidence.setdefault(row[0], []).append(Read(row[1], row[2], row[3], row[4]))
    decided = _decided(connection, part)
    withheld = _withheld(connection, part)
    spoken = _spoken(connection, part)
    copies = alike.undecided(connection, part)
    changes = []
    for row in connection.execute(_KNOWN, (part,)).fetchall():
        name = row["id"]
        facts = _facts(
            row,
            evidence=tuple(evidence.get(name, ())),
            decided=decided.get(name, frozenset()),
            withheld=withheld.get(name, frozenset()),
            usual_types=work.usual_types(row["source"]),
            copies=copies.get(name, 0),
        )
        settled = _settled(row, doubts(facts), spoken.get(name, ""), work.now)
        if any(row[column] != settled[column] for column in _WORKED_OUT):
            changes.append(settled)
    connection.executemany(
        f"""UPDATE find SET {", ".join(f"{column} = :{column}" for column in _WORKED_OUT)}
        WHERE document_id = :document_id""",
        changes,
    )


def _facts(row: sqlite3.Row, **more: Any) -> DocumentFacts:
    return DocumentFacts(
        sha256=row["sha256"],
        title=row["title"],
        review_type=row["review_type"],
        role=row["role"],
        case_name=row["case_name"],
        published=row["published"],
        completed=row["completed"],
        fetch_outcome=row["fetch_outcome"],
        text_outcome=row["text_outcome"],
        kept_score=row["kept_score"],
        foreign=bool(row["foreign_report"]),
        original=row["duplicate_of"] is not None,
        board=row["board"],
        superseded=bool(row["superseded"]),
        found=row["first_seen"],
        **more,
    )


def _settled(row: sqlite3.Row, known: tuple[Doubt, ...], spoken: str, now: str) -> dict[str, object]:
    """The columns that follow from what is known of a document.

    Args:
        row: what is known.
        known: what is doubtful about it.
        spoken: when a person last said where it stands, or "".
        now: the latest time that anything was told of.
    """
    codes = {doubt.code for doubt in known}
    asking = codes - QUIET
    gained = asking - set(row["doubts"].split())
    if not row["place"]:
        now = row["first_seen"]  # what is entered here for the first time may be known for long
    doubtful_at = now if gained else row["doubtful_at"] if asking else None
    waits = _waits(row, spoken, asking, doubtful_at)
    times = [row["found_at"]]
    if waits & BIT["withdrawn"]:
        times.append(row["withdrawn_at"])
    if waits & BIT["doubtful"] and row["status"] == DocumentStatus.ACCEPTED:
        times.append(doubtful_at)
    matters = max(times)
    rank = _ROLES.index(row["role"])
    words = (row["title"], row["case_name"] or "", row["board"] or "", row["source_title"], row["source"])
    return {
        "document_id": row["id"],
        "place": f"{_backwards(matters)}.{row['source']}.{row['review_id'] or '-'}.{rank:02}.{row['id']}",
        "waits": waits,
        "matters": matters,
        "doubts": f" {' '.join(sorted(codes))} " if codes else "",
        "doubtful_at": doubtful_at,
        "said": to_json([[doubt.code, doubt.words, doubt.field] for doubt in known]),
        "words": "\n".join(words).casefold(),
    }


def _waits(row: sqlite3.Row, spoken: str, asking: set[str], doubtful_at: str | None) -> int:
    """As what a document waits for a person: bits of the kinds."""
    status = row["status"]
    if status == DocumentStatus.REJECTED:
        return 0
    waits = 0
    if status == DocumentStatus.NEW:
        waits |= BIT["changed"] if row["replaces"] else BIT["new"]
    elif status == DocumentStatus.HELD:
        waits |= BIT["held"]
    if row["presence"] == Presence.WITHDRAWN and row["withdrawn_at"] and spoken < row["withdrawn_at"]:
        waits |= BIT["withdrawn"]
    if asking and (status != DocumentStatus.ACCEPTED or (doubtful_at or "") > spoken):
        waits |= BIT["doubtful"]
    return waits


def _backwards(time: str) -> str:
    """The day of a time as digits that sort the latest first."""
    return "".join(str(9 - int(digit)) for digit in time[:10] if digit in "0123456789")


# ---------------------------------------------------------------- what people said


def _decided(connection: sqlite3.Connection, part: str) -> dict[str, frozenset[str]]:
    """Which fields of these documents a person has decided."""
    rows = connection.execute(
        "SELECT * FROM decided WHERE subject_id IN (SELECT value FROM json_each(?))", (part,)
    ).fetchall()
    return {
        row["subject_id"]: frozenset(name for name in row.keys() if row[name] is not None)  # noqa: SIM118
        for row in rows
    }


def _withheld(connection: sqlite3.Connection, part: str) -> dict[str, frozenset[str]]:
    """Fields of these documents whose value stands though a new reading no longer gives it."""
    found: dict[str, frozenset[str]] = {}
    for row in connection.execute(
        """SELECT document_id, field FROM withheld
        WHERE what = 'value' AND approved IS NULL AND document_id IN (SELECT value FROM json_each(?))""",
        (part,),
    ):
        found[row[0]] = found.get(row[0], frozenset()) | {row[1]}
    return found


def _spoken(connection: sqlite3.Connection, part: str) -> dict[str, str]:
    """When a person last said where these documents stand, what was taken back left out."""
    said: dict[str, list[sqlite3.Row]] = {}
    for row in connection.execute(
        """SELECT COALESCE(a.document_id, c.document_id) AS document_id, c.id, c.undoes, c.value, c.at
        FROM decisions c LEFT JOIN document_alias a ON a.id = c.document_id
        WHERE c.field = 'status' AND (c.document_id IN (SELECT value FROM json_each(:part))
            OR c.document_id IN (SELECT id FROM document_alias
                WHERE document_id IN (SELECT value FROM json_each(:part))))
        ORDER BY c.at, c.seq""",
        {"part": part},
    ):
        said.setdefault(row["document_id"], []).append(row)
    return {name: _last_word(rows) for name, rows in said.items()}


def _last_word(rows: Sequence[sqlite3.Row]) -> str:
    """When the latest decision was made that was not taken back, and does not take one back."""
    undone: set[str] = set()
    for row in reversed(
        rows
    ):  # what takes back comes later: a taking back that was taken back counts for nothing
        if row["undoes"] and row["id"] not in undone:
            undone.add(row["undoes"])
    standing = [row for row in rows if row["id"] not in undone and not row["undoes"] and row["value"]]
    return str(standing[-1]["at"]) if standing else ""
