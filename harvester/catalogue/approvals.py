"""What gates withhold, and the word of a person that lets it through.

An approval is a decision about one document like any other (`decisions.jsonl`): field `presence`, value
`withdrawn`, or field `blanked` with the name of the field whose value may go. It takes effect at the
next night (a blanked value also at the next `reprocess`), holds for what is withheld now, and is spent
when the document is seen again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from harvester.catalogue.decisions import Decision

PRESENCE, BLANKED = "presence", "blanked"
APPROVALS = (PRESENCE, BLANKED)
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """One loss that waits for a person."""

    document_id: str
    source: str
    title: str
    what: str  # withdrawal | value
    field: str  # of a value
    value: str  # that still stands
    reason: str
    url: str
    sha256: str | None
    run_id: int | None  # in which it was first withheld
    approved: str | None  # by whom and why; it goes at the next night

    @property
    def decided(self) -> tuple[str, str]:
        """Field and value of the decision that lets it through."""
        return (PRESENCE, WITHDRAWN) if self.what == "withdrawal" else (BLANKED, self.field)


def withheld(connection: sqlite3.Connection, source: str | None) -> list[Withheld]:
    """Everything that is withheld, of one source or of all: by source, withdrawals first."""
    rows = connection.execute(
        """SELECT w.document_id, d.source, COALESCE(v.title, d.title, d.label) AS title, w.what, w.field,
            w.value, w.reason, d.url, d.sha256, w.run_id, w.approved
        FROM withheld w JOIN document d ON d.id = w.document_id LEFT JOIN documents v ON v.id = d.id
        WHERE d.source = COALESCE(?, d.source) ORDER BY d.source, w.what DESC, title, d.id, w.field""",
        (source,),
    )
    return [Withheld(**dict(row)) for row in rows]


def enter(connection: sqlite3.Connection, decision: Decision, document_id: str) -> None:
    """Note an approval, or that one was taken back, with what is withheld now."""
    words = f"approved by {decision.who}" + (f": {decision.reason}" if decision.reason else "")
    what, name = ("withdrawal", "") if decision.field == PRESENCE else ("value", decision.value)
    connection.execute(
        """UPDATE withheld SET approved = ? WHERE document_id = ? AND what = ?
            AND field = COALESCE(?, field)""",
        (words if decision.value else None, document_id, what, name),
    )
