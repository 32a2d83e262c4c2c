"""What is worked out of one document: what it is, whether it is kept, its codings, a sketch of its text.

All of it comes from what it is told and from the catalogue, which is only read; so it can be done in any
process, and its text is loaded once for all.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from harvester.catalogue import prepared
from harvester.coding.values import Case
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from harvester.catalogue import Catalogue, DocumentInput
    from harvester.catalogue.prepared import Held, Sketched
    from harvester.coding.values import Suggestion
    from harvester.described import Described
    from harvester.records import SourceInfo

    Name = tuple[str, str | Case]

log = logging.getLogger(__name__)


class Task(NamedTuple):
    """One document that is to be described, or one text that is to be coded, or only to be sketched."""

    sha256: str | None
    item: DocumentInput | None = None  # to be described
    source: SourceInfo | None = None  # whose it is
    case: Case | None = None  # to be coded as this
    code: bool = True  # else it is described only

    @property
    def name(self) -> Name:
        """What it is about: of two tasks with one name the later counts."""
        if self.item is not None:
            return "document", self.item.id
        return self.sha256 or "", self.case or ""


class Answer(NamedTuple):
    """What a task came to."""

    stamp: str | None  # of the text; None where there is none
    described: Described | None = None
    coded: tuple[Case, tuple[Suggestion, ...]] | None = None
    sketched: Sketched | None = None


def work_out(catalogue: Catalogue, tasks: Sequence[Task], today: date) -> list[Answer | None]:
    """Do these tasks; None where the rules fail."""
    return [_attempt(catalogue, task, today) for task in tasks]


def _attempt(catalogue: Catalogue, task: Task, today: date) -> Answer | None:
    try:
        return _work_out(catalogue, task, today)
    except MemoryError:
        raise  # the process may be of no more use
    except Exception:  # what is wrong is told where it counts, by the process that keeps what comes of it
        log.debug("could not work out %s", task.name, exc_info=True)
        return None


def _work_out(catalogue: Catalogue, task: Task, today: date) -> Answer | None:
    from harvester.described import describe_read
    from harvester.group.texts import SKETCHED, sketch

    held: Held | None = None
    if task.sha256 is not None:
        with catalogue.reading() as connection:
            held = prepared.load(connection, task.sha256, SKETCHED)
    answer, case = Answer(held.stamp if held else None), task.case
    if task.item is not None:
        described = describe_read(held.extract if held else None, task.item, task.source)
        answer = answer._replace(described=described)
        case = case_to_code(described) if task.code and not _is_coded(catalogue, task.item) else None
    if held is None:
        return answer
    if case is not None:
        answer = answer._replace(coded=(case, _suggestions(held, case, today)))
    if held.sketched or not held.extract.pages:
        return answer
    made = sketch("\n\n".join(held.extract.pages))
    return answer._replace(sketched=prepared.Sketched(held.extract.sha256, held.stamp, made))


def case_to_code(described: Described) -> Case | None:
    """As what a document is coded if nothing else is said of it; None when it is not."""
    from harvester.catalogue.codings import CODED_ROLES

    told, verdict = described
    if not verdict.kept or (told.role or Role.OTHER) not in CODED_ROLES:
        return None
    kind = told.review_type or ReviewType.OTHER
    return Case(name=told.case_name, review_type=kind, title=told.title or "")


def _is_coded(catalogue: Catalogue, item: DocumentInput) -> bool:
    """Whether its text was coded by these rules: as another case it seldom is, and that is found later."""
    from harvester.coding import RULES

    with catalogue.reading() as connection:
        return item.sha256 is None or prepared.is_coded(connection, item.id, item.sha256, RULES)


def _suggestions(held: Held, case: Case, today: date) -> tuple[Suggestion, ...]:
    from harvester.coding import suggest

    return suggest(held.extract.pages, case, today=today)
