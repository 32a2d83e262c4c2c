"""Acts of a librarian as the changes that they come to, and what a change of a relation brings with it.

The first functions are pure: ids in, changes out. `accompanied` looks at what stands already, so that no two
decisions contradict each other: who says that a document is no copy takes back that it is one. What it adds
is part of the batch, stands in the history, and is undone with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from harvester.catalogue.decisions import (
    DUPLICATE_OF,
    NEW_REVIEW,
    NOT_DUPLICATE_OF,
    REPLACES,
    REVIEW,
    TO_ANOTHER,
)
from harvester.errors import UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Kind = Literal["document", "review"]
_LONGEST_LINE = 50  # copies of copies, versions of versions, that are followed


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to be decided.

    `value` None takes what was decided back; "" says that there is no such value. `other` need not be
    given: the other document of a relation, and a document of a review, are named from the catalogue.
    """

    subject_kind: Kind
    subject_id: str
    field: str
    value: str | None
    reason: str = ""
    other: dict[str, Any] | None = None


# ---------------------------------------------------------------- acts


def assign(documents: Iterable[str], review: str, reason: str = "") -> list[Change]:
    """Put documents into a review."""
    return [Change("document", one, REVIEW, review, reason) for one in documents]


def merge_reviews(members: Iterable[str], into: str, reason: str = "") -> list[Change]:
    """Make reviews part of another: all their documents go there."""
    return assign(members, into, reason)


def split_off(documents: Sequence[str], reason: str = "") -> list[Change]:
    """Take documents out of their review into one new review that they share."""
    from harvester.catalogue.standing import own_review

    if not documents:
        return []
    first, *others = documents
    return [
        Change("document", first, REVIEW, NEW_REVIEW, reason),
        *assign(others, own_review(first), reason),
    ]


def copy_of(document: str, original: str, reason: str = "") -> list[Change]:
    """One is a copy of the other."""
    return [Change("document", document, DUPLICATE_OF, original, reason)]


def not_a_duplicate(document: str, other: str, reason: str = "") -> list[Change]:
    """Two documents that look alike are no copies of one text."""
    return [Change("document", document, NOT_DUPLICATE_OF, other, reason)]


def version_of(newer: str, older: str, reason: str = "") -> list[Change]:
    """One is a later version of the other."""
    return [Change("document", newer, REPLACES, older, reason)]


# ---------------------------------------------------------------- what they bring with them


def named(change: Change) -> tuple[str, str, str]:
    """What a change is about: of several about the same thing a person has said one."""
    return (change.subject_id, change.field, _pair(change))


def accompanied(
    connection: sqlite3.Connection, change: Change, to_come: Mapping[tuple[str, str, str], int] | None = None
) -> list[Change]:
    """A change, and what must be taken back or said with it so that nothing contradicts it.

    Args:
        connection: of the catalogue, as it stands after the changes before.
        change: what a person said.
        to_come: how often they say each thing after it, which speaks for itself.

    Raises:
        UsageError: a document would become a copy or a version of itself.
    """
    if change.field in (DUPLICATE_OF, REPLACES) and change.value:
        change = _rooted(connection, change)
    more = {named(one): one for one in _companions(connection, change)}
    return [change, *(one for name, one in more.items() if not (to_come or {}).get(name))]


def _pair(change: Change) -> str:
    """Several `not_duplicate_of` of one document stand beside each other."""
    if change.field != NOT_DUPLICATE_OF:
        return ""
    return str((change.other or {}).get("document_id") or change.value or "")


def _companions(connection: sqlite3.Connection, change: Change) -> Iterator[Change]:
    one, other = change.subject_id, change.value
    if change.field not in TO_ANOTHER or not other:
        return
    pair = ((one, other), (other, one))
    if change.field in (NOT_DUPLICATE_OF, REPLACES):
        yield from (_back(a, DUPLICATE_OF) for a, b in pair if _decided(connection, a, DUPLICATE_OF) == b)
    if change.field == DUPLICATE_OF:
        yield from (_back(a, REPLACES) for a, b in pair if _decided(connection, a, REPLACES) == b)
        yield from (_not_apart(a, b) for a, b in pair if _apart(connection, a, b))
        if _decided(connection, other, DUPLICATE_OF) == one:
            yield _back(other, DUPLICATE_OF)
        for copy in _decided_copies(connection, one):
            if copy != other:
                yield Change("document", copy, DUPLICATE_OF, other, change.reason)
    if change.field == REPLACES:
        if _decided(connection, other, REPLACES) == one:
            yield _back(other, REPLACES)
        if any(_shown(connection, a, DUPLICATE_OF) == b for a, b in pair):
            yield Change("document", one, NOT_DUPLICATE_OF, other, change.reason)


def _back(subject: str, field: str) -> Change:
    return Change("document", subject, field, None)


def _not_apart(subject: str, other: str) -> Change:
    return Change("document", subject, NOT_DUPLICATE_OF, None, other={"document_id": other})


def _rooted(connection: sqlite3.Connection, change: Change) -> Change:
    """A copy of a copy is a copy of the original; nothing is a copy or a later version of itself."""
    field, target = change.field, str(change.value)
    line = [target]
    while len(line) < _LONGEST_LINE:
        step = _shown(connection, line[-1], field)
        if step is None or step in line:
            break
        line.append(step)
    if change.subject_id in line:
        # Saying the reverse of what stood is fine; the reverse of something further off is not.
        if line.index(change.subject_id) > 1:
            raise UsageError(
                f"{target} is itself {'a copy' if field == DUPLICATE_OF else 'a later version'} of what "
                f"{change.subject_id} is; take that back first"
            )
        return change
    return replace(change, value=line[-1]) if field == DUPLICATE_OF else change


def _shown(connection: sqlite3.Connection, document: str, field: str) -> str | None:
    column = DUPLICATE_OF if field == DUPLICATE_OF else REPLACES
    row = connection.execute(f"SELECT {column} FROM documents WHERE id = ?", (document,)).fetchone()  # noqa: S608
    return row[0] if row else None


def _decided(connection: sqlite3.Connection, document: str, field: str) -> str | None:
    column = DUPLICATE_OF if field == DUPLICATE_OF else REPLACES
    row = connection.execute(
        f"SELECT {column} FROM decided WHERE subject_id = ?",  # noqa: S608
        (document,),
    ).fetchone()
    return row[0] if row else None


def _decided_copies(connection: sqlite3.Connection, original: str) -> list[str]:
    rows = connection.execute(
        """SELECT subject_id FROM standing WHERE other_id = ? AND field = ? ORDER BY subject_id""",
        (original, DUPLICATE_OF),
    )
    return [row[0] for row in rows]


def _apart(connection: sqlite3.Connection, one: str, other: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM standing WHERE subject_id = ? AND field = ? AND key = ?",
        (one, NOT_DUPLICATE_OF, other),
    ).fetchone()
    return row is not None
