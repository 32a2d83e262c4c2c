"""The word of a person that takes a document down: from then on it is hidden, whatever happens next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from harvester.catalogue import tombstones
from harvester.catalogue.decisions import Decision, check
from harvester.errors import DiskError, UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.takedown.planning import Plan

LONGEST_REASON = 500  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who takes down, when, and why."""

    who: str
    at: str
    reason: str


def take_down(data: DataDirectory, catalogue: Catalogue, plan: Plan, word: Word) -> tuple[Decision, ...]:
    """Take down what is planned: the decisions fsynced, then out of the catalogue, at once everywhere.

    What is left in other places is cleaned by `cleaning.finish`.

    Raises:
        UsageError: no reason, or one that repeats what is to be forgotten.
        DiskError: it could not be written; nothing was taken down.
    """
    reason = " ".join(word.reason.split())
    if not reason:
        raise UsageError("a takedown needs a reason; it is kept with its date")
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"the reason is longer than {LONGEST_REASON} characters")
    from harvester.takedown.masking import Masker

    if Masker(plan.traces.words).found(reason):
        raise UsageError(
            "the reason repeats the title or address of the document, and it is kept: say it otherwise"
        )
    batch = uuid4().hex
    decisions = [
        Decision(
            field=tombstones.TAKEDOWN,
            value=plan.said[one.id].to_json(),
            who=word.who,
            at=word.at,
            reason=reason,
            document_id=one.id,
            source=one.source,
            sha256=one.sha256,
            batch=batch,
        )
        for one in plan.documents
    ]
    return keep(data, catalogue, lambda _connection: decisions)


def keep(
    data: DataDirectory, catalogue: Catalogue, made: Callable[[sqlite3.Connection], Sequence[Decision]]
) -> tuple[Decision, ...]:
    """Append decisions together and enter them, under the locks that everybody takes.

    Raises:
        DiskError: nothing was decided.
    """
    from harvester.catalogue.decision_file import holding
    from harvester.catalogue.standing import catch_up, enter

    with catalogue.writing() as connection:
        decisions = list(made(connection))
        for decision in decisions:
            check(decision)
        if not decisions:
            return ()
        try:
            with holding(data.decisions) as file:
                catch_up(connection, file)
                file.append(decisions)
        except OSError as error:
            raise DiskError(
                f"cannot write {data.decisions}: {error.strerror}; nothing was taken down."
            ) from error
        enter(connection, decisions)
    return tuple(decisions)


def came_back(
    data: DataDirectory, catalogue: Catalogue, documents: Sequence[str], stone: str, at: str
) -> tuple[Decision, ...]:
    """Take down what brought the same bytes or the same text again, for the reason that was given then."""

    def made(connection: sqlite3.Connection) -> list[Decision]:
        from harvester.catalogue.traces import bytes_of, gather

        first = tombstones.find(connection, stone)
        if first is None:
            return []
        found = []
        batch = uuid4().hex
        for name in documents:
            row = connection.execute("SELECT source, sha256 FROM document WHERE id = ?", (name,)).fetchone()
            if row is None:
                continue
            traces = gather(connection, (name,), bytes_of(connection, (name,)))
            said = tombstones.Said(
                files=traces.files,
                text=first.text_hash,
                addresses=tuple(dict.fromkeys(tombstones.address_hash(url) for url in traces.urls)),
            )
            found.append(
                Decision(
                    field=tombstones.TAKEDOWN,
                    value=said.to_json(),
                    who=first.who,
                    at=at,
                    reason=f"came again as {name}: {first.reason}",
                    document_id=name,
                    source=row["source"],
                    sha256=row["sha256"],
                    batch=batch,
                )
            )
        return found

    return keep(data, catalogue, made)
