"""What is worked out of one document: what it is, whether it is kept, a sketch of its text; or its codings.

All of it comes from what it is told and from the catalogue, which is only read; so it can be done in any
process, and its text is loaded once for all.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from harvester.catalogue import prepared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from harvester.catalogue import Catalogue, DocumentInput
    from harvester.catalogue.prepared import Held, Sketched
    from harvester.coding.values import Case, Suggestion
    from harvester.described import Described
    from harvester.records import SourceInfo

    Name = tuple[str, str]

log = logging.getLogger(__name__)


class Task(NamedTuple):
    """One document that is to be described, or one text that is to be coded, or only to be sketched."""

    sha256: str | None
    item: DocumentInput | None = None  # to be described
    source: SourceInfo | None = None  # whose it is
    case: Case | None = None  # to be coded as this, and nothing else
    read: date | None = None  # when that was read

    @property
    def name(self) -> Name:
        """What it is about: of two tasks with one name the later counts."""
        if self.item is not None:
            return "document", self.item.id
        return "text", self.sha256 or ""


class Answer(NamedTuple):
    """What a task came to."""

    stamp: str | None  # of the text; None where there is none
    described: Described | None = None
    sketched: Sketched | None = None
    coded: tuple[Suggestion, ...] | None = None


class Ended(NamedTuple):
    """What a describer says in place of an answer, when it can be one no longer."""

    reason: str


def work_out(catalogue: Catalogue, tasks: Sequence[Task]) -> list[Answer | None]:
    """Do these tasks; None where the rules fail."""
    return [_attempt(catalogue, task) for task in tasks]


def _attempt(catalogue: Catalogue, task: Task) -> Answer | None:
    try:
        return _coded(catalogue, task, task.case) if task.case is not None else _work_out(catalogue, task)
    except MemoryError:
        raise  # the process may be of no more use
    except Exception:  # what is wrong is told where it counts, by the process that keeps what comes of it
        log.debug("could not work out %s", task.name, exc_info=True)
        return None


def _work_out(catalogue: Catalogue, task: Task) -> Answer:
    from harvester.described import describe_read
    from harvester.group.texts import SKETCHED, sketch

    held: Held | None = None
    if task.sha256 is not None:
        with catalogue.reading() as connection:
            held = prepared.load(connection, task.sha256, SKETCHED)
    answer = Answer(held.stamp if held else None)
    if task.item is not None:
        described = describe_read(held.extract if held else None, task.item, task.source)
        answer = answer._replace(described=described)
    if held is None or held.sketched or not held.extract.pages:
        return answer
    made = sketch("\n\n".join(held.extract.pages))
    return answer._replace(sketched=prepared.Sketched(held.extract.sha256, held.stamp, made))


def _coded(catalogue: Catalogue, task: Task, case: Case) -> Answer:
    from harvester.catalogue.codings import page_texts
    from harvester.coding import suggest

    with catalogue.reading() as connection:
        pages = page_texts(connection, task.sha256 or "")
    return Answer(None, coded=suggest(pages, case, today=task.read))
