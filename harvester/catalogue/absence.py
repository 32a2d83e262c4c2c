"""Known documents that a source stopped listing: whom to ask, what is withdrawn, what is withheld.

A document is withdrawn after `Gates.withdraw_after` nights on which its source was healthy (outcome
`ok`), no page listed it, and each address that is still its own answered 404 or 410 (outcome `gone`).
The nights need not follow one another: one on which the source was in trouble, or an address gave
another answer, counts for nothing. Being listed, or an address that answers 200 or 304, in whatever
run, begins the count anew. All of it is worked out from what is kept (runs, sightings, fetches), so
neither an interrupted run nor working it out twice changes anything, and clocks do not matter.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.views import SHOWN
from harvester.vocabulary import Outcome, SourceOutcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from harvester.gates import Gates

# Not listed in this run, though the source should still offer it.
_UNLISTED = f"""FROM document d LEFT JOIN decided x ON x.subject_id = d.id
    WHERE d.source = :source AND {SHOWN} AND d.presence NOT IN ('withdrawn', 'changed')
        AND d.last_run < :run_id"""
_SEEN = f"('{Outcome.OK}', '{Outcome.NOT_MODIFIED}')"
_ANSWERED = (SourceOutcome.OK, SourceOutcome.SUSPECT, SourceOutcome.EMPTY)  # the site was there


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAddress:
    """An address of a known document that no page of this run listed; ask it once, at the end of the crawl.

    Ask by HEAD and, unless that says 200, by GET: some servers answer any HEAD with 404. What the
    last of the two says is recorded as a fetch (`Catalogue.record_fetch`, its `method` set): `ok` or
    `not_modified` when the document is there (no bytes needed), `gone` for 404, 410 and a page of kind
    `missing`, else as any answer. No sighting is recorded: no page listed it.
    """

    url: str
    document_id: str
    sha256: str | None
    media_type: str | None
    size: int | None
    last_outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A document that is not listed any more and whose addresses are gone."""

    document_id: str
    nights: tuple[int, ...]  # runs that counted
    last_listed: int
    held: bool = True  # whether we have its bytes
    proven: bool = True  # its addresses said so; else they were not even asked on every night

    @property
    def reason(self) -> str:
        """Why it counts as withdrawn, for the register."""
        runs = ", ".join(map(str, self.nights[-5:]))
        how = "not listed, and 404 or 410," if self.proven else "not listed, though the site answered,"
        nights = f"{how} on {len(self.nights)} nights (runs {runs})"
        return f"{nights}; last listed in run {self.last_listed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What the end of a night takes away from a source, and what it does not dare to."""

    withdraw: tuple[tuple[str, str], ...] = ()  # document id, reason
    withhold: tuple[Absence, ...] = ()
    limit: float = 0.0
    values: int = 0  # blanked values that make the source suspect
    healthy: bool = False

    def judged(self, outcome: SourceOutcome, message: str, source: str) -> tuple[SourceOutcome, str]:
        """Outcome and message of the source, with what is withheld in view."""
        told = [message] if message else []
        approve = f"look at the site; 'harvester approve {source}' lets them through"
        if self.withhold:
            many = f", more than {self.limit:g} in one night" if self.healthy else ""
            told.append(f"{_count(len(self.withhold), 'withdrawal')} withheld{many}: {approve}")
        if self.values:
            told.append(f"{_count(self.values, 'blanked value')} withheld: {approve}")
        gated = self.healthy and (self.withhold or self.values)
        return (SourceOutcome.SUSPECT if gated else outcome), "; ".join(told)


def unlisted(connection: sqlite3.Connection, source: str, run_id: int) -> list[KnownAddress]:
    """Addresses of known documents that no page of this run listed and that it has not asked yet."""
    rows = connection.execute(
        f"""SELECT a.url, a.document_id, a.sha256, a.media_type, a.size, a.last_outcome
        FROM address a WHERE a.source = :source AND a.document_id IN (SELECT d.id {_UNLISTED})
            AND (a.url LIKE 'http://%' OR a.url LIKE 'https://%')
            AND NOT EXISTS (SELECT 1 FROM fetch f
                WHERE f.source = a.source AND f.url = a.url AND f.run_id = :run_id)
        ORDER BY a.url""",
        {"source": source, "run_id": run_id},
    )
    return [
        KnownAddress(
            url=row["url"],
            document_id=row["document_id"],
            sha256=row["sha256"],
            media_type=row["media_type"],
            size=row["size"],
            last_outcome=Outcome(row["last_outcome"]) if row["last_outcome"] else None,
        )
        for row in rows
    ]


def not_met(connection: sqlite3.Connection, source: str, known: Sequence[KnownAddress]) -> list[KnownAddress]:
    """Those of another catalogue's addresses that are not in this one, and whose documents are not."""
    urls, documents = set(), set()
    for row in connection.execute("SELECT url, document_id FROM address WHERE source = ?", (source,)):
        urls.add(row["url"])
        documents.add(row["document_id"])
    asked = connection.execute("SELECT DISTINCT url FROM fetch WHERE source = ?", (source,))
    urls.update(row["url"] for row in asked)
    return [one for one in known if one.url not in urls and one.document_id not in documents]


def _nights(connection: sqlite3.Connection, source: str, run_id: int, healthy: bool) -> list[int]:
    """Earlier nights that count, and tonight: those that went well, or those on which the site answered."""
    outcomes = [SourceOutcome.OK] if healthy else list(_ANSWERED)
    marks = ", ".join("?" * len(outcomes))
    rows = connection.execute(
        f"""SELECT run_id FROM run_source WHERE source = ? AND counted = 1 AND run_id < ?
            AND outcome IN ({marks}) ORDER BY run_id""",
        (source, run_id, *outcomes),
    )
    return [*(int(row["run_id"]) for row in rows), run_id]


def absences(
    connection: sqlite3.Connection, source: str, nights: Sequence[int], after: int, *, proven: bool
) -> list[Absence]:
    """Documents not listed on the last of these nights that at least `after` of them speak against.

    Where it need not be proven, a night on which no address was asked speaks against a document too.
    """
    found = []
    for row in connection.execute(
        f"SELECT d.id, d.last_run, d.sha256 {_UNLISTED} ORDER BY d.id",
        {"source": source, "run_id": nights[-1]},
    ).fetchall():
        own = _own(connection, row["id"])
        seen = _last_seen(connection, row["id"], row["last_run"])
        against = [
            night for night in nights if night > seen and _all_gone(connection, source, own, night, proven)
        ]
        if own and len(against) >= after:
            found.append(
                Absence(
                    document_id=row["id"],
                    nights=tuple(against),
                    last_listed=int(row["last_run"]),
                    held=row["sha256"] is not None,
                    proven=proven,
                )
            )
    return found


def _own(connection: sqlite3.Connection, document: str) -> list[str]:
    """The addresses that still serve a document, as far as we know."""
    rows = connection.execute("SELECT url FROM address WHERE document_id = ?", (document,))
    return [row["url"] for row in rows]


def _last_seen(connection: sqlite3.Connection, document: str, listed: int) -> int:
    """The last run in which a page listed it, or an address of its own answered.

    After a redesign a link with its words may lead to an address from which nothing is to be had: that
    is the document as far as anyone can tell, so it counts as listed.
    """
    row = connection.execute(
        f"""SELECT max(f.run_id) FROM address a JOIN fetch f ON f.source = a.source AND f.url = a.url
        WHERE a.document_id = ? AND f.outcome IN {_SEEN}""",
        (document,),
    ).fetchone()
    alike = connection.execute(
        """SELECT max(e.last_run) FROM document d JOIN document e ON e.source = d.source
            AND e.sha256 IS NULL AND e.id <> d.id AND lower(e.label) = lower(d.label)
        WHERE d.id = ? AND d.sha256 IS NOT NULL AND (e.heading = d.heading OR NOT EXISTS (
            SELECT 1 FROM document o WHERE o.source = d.source AND o.sha256 IS NOT NULL AND o.id <> d.id
                AND lower(o.label) = lower(d.label)))""",
        (document,),
    ).fetchone()
    return max(listed, row[0] or 0, alike[0] or 0)


def _all_gone(
    connection: sqlite3.Connection, source: str, own: Sequence[str], night: int, proven: bool
) -> bool:
    """Whether every address was asked on this night, and its last answer was that it is gone.

    Another answer that later nights repeated stands on their row (`repetition.py`), and spoke all the while.
    """
    for url in own:
        row = connection.execute(
            """SELECT outcome FROM fetch WHERE source = :source AND url = :url AND (run_id = :night
                OR outcome <> 'gone' AND first_run <= :night AND run_id > :night)
            ORDER BY run_id, id DESC LIMIT 1""",
            {"source": source, "url": url, "night": night},
        ).fetchone()
        if proven if row is None else row["outcome"] != Outcome.GONE:
            return False
    return True


# ---------------------------------------------------------------- the gate


def weigh(
    connection: sqlite3.Connection, run_id: int, source: str, outcome: SourceOutcome, gates: Gates
) -> Losses:
    """What the end of this night comes to, when the crawl itself ended with this outcome. Changes nothing.

    A site that answers but lists too little withdraws nothing by itself: what it no longer has is
    withheld, for a person to look at. Of a site that did not answer nothing is known.
    """
    if outcome not in _ANSWERED:
        return Losses()
    healthy = outcome is SourceOutcome.OK
    approved = _approved(connection, source)
    nights = _nights(connection, source, run_id, healthy)
    due = absences(connection, source, nights, gates.withdraw_after, proven=healthy)
    rest = [one for one in due if one.document_id not in approved]
    withdraw = list(approved.items())
    limit = gates.site_limit(_offered(connection, source))
    if healthy:  # a link that never led to anything is no loss
        passing = rest if sum(one.held for one in rest) <= limit else [one for one in rest if not one.held]
        withdraw += [(one.document_id, one.reason) for one in passing]
        rest = [one for one in rest if one not in passing]
    from harvester.catalogue.blanks import too_many

    return Losses(
        withdraw=tuple(sorted(withdraw)),
        withhold=tuple(rest),
        limit=limit,
        values=too_many(connection, source, run_id, gates),
        healthy=healthy,
    )


def _offered(connection: sqlite3.Connection, source: str) -> int:
    row = connection.execute(
        f"""SELECT count(*) FROM document d LEFT JOIN decided x ON x.subject_id = d.id
        WHERE d.source = ? AND {SHOWN} AND d.presence NOT IN ('withdrawn', 'changed')""",
        (source,),
    ).fetchone()
    return int(row[0])


def _approved(connection: sqlite3.Connection, source: str) -> dict[str, str]:
    """Withheld withdrawals that a person let through, unless the document was seen since."""
    rows = connection.execute(
        """SELECT w.document_id, w.run_id, w.reason, w.approved FROM withheld w
        JOIN document d ON d.id = w.document_id
        WHERE d.source = ? AND w.what = 'withdrawal' AND w.approved IS NOT NULL
            AND d.presence NOT IN ('withdrawn', 'changed')""",
        (source,),
    ).fetchall()
    return {
        row["document_id"]: f"{row['reason']}; {row['approved']}"
        for row in rows
        if not _seen_since(connection, row["document_id"], row["run_id"])
    }


def _seen_since(connection: sqlite3.Connection, document: str, run_id: int) -> bool:
    row = connection.execute("SELECT last_run FROM document WHERE id = ?", (document,)).fetchone()
    return not _own(connection, document) or _last_seen(connection, document, row["last_run"]) >= run_id


def carry_out(connection: sqlite3.Connection, run_id: int, source: str, losses: Losses) -> None:
    """Withdraw what is to be withdrawn, and keep what is withheld for a person to decide."""
    for document, reason in losses.withdraw:
        connection.execute(
            """UPDATE document SET presence = 'withdrawn', withdrawn_run = ?, withdrawn_reason = ?
            WHERE id = ?""",
            (run_id, reason, document),
        )
    _forget(connection, source, losses)
    for one in losses.withhold:
        connection.execute(
            """INSERT INTO withheld (document_id, what, field, reason, run_id)
            VALUES (?, 'withdrawal', '', ?, ?)
            ON CONFLICT (document_id, what, field) DO UPDATE SET reason = excluded.reason""",
            (one.document_id, one.reason, run_id),
        )


def _forget(connection: sqlite3.Connection, source: str, losses: Losses) -> None:
    """Drop what is no longer withheld: carried out, seen again, or not due by a healthy night's count."""
    kept = {one.document_id for one in losses.withhold}
    done = {document for document, _ in losses.withdraw}
    rows = connection.execute(
        """SELECT w.document_id, w.run_id, w.approved FROM withheld w JOIN document d ON d.id = w.document_id
        WHERE d.source = ? AND w.what = 'withdrawal'""",
        (source,),
    ).fetchall()
    for row in rows:
        document = row["document_id"]
        over = document in done or _seen_since(connection, document, row["run_id"])
        if over or (losses.healthy and document not in kept and row["approved"] is None):
            connection.execute(
                "DELETE FROM withheld WHERE document_id = ? AND what = 'withdrawal'", (document,)
            )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
