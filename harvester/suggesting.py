"""Suggest codings for texts that the rules of today have not seen.

A crawl ends with it, unless told to leave it; the night has a step for it; and whoever shows or counts
suggestions asks first, so that none is missing there. What comes of a text depends
on nothing but that text, when it was read, and what it was described as; so it does not matter when this is
done, nor by whom, nor whether two do it at once.
"""

from __future__ import annotations

import logging
from concurrent.futures import wait
from contextlib import ExitStack
from typing import TYPE_CHECKING

from harvester.errors import failed_at

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from typing import Any

    from harvester.catalogue import Catalogue
    from harvester.catalogue.codings import Uncoded
    from harvester.coding import Suggestion
    from harvester.run.describers import Describers
    from harvester.run.working_out import Answer

    Found = tuple[Uncoded, tuple[Suggestion, ...]]

log = logging.getLogger(__name__)

FEW = 60  # texts for which no process is started
_LOOKED_UP = 1000  # at once: each look goes through all documents
_AT_ONCE = 10  # texts that another process is asked at once
_SAVED = 100  # documents between two commits
_PATIENCE_S = 0.2  # between two looks at whether to stop


def suggest_codings(
    catalogue: Catalogue,
    stopping: Callable[[], bool] = lambda: False,
    hear: Callable[[dict[str, Any]], None] = lambda _m: None,
    processes: int = 0,
) -> int:
    """Go through every text that is new or changed; how many there were. Running it twice changes nothing.

    Args:
        catalogue: where texts and suggestions are.
        stopping: asked all the time; what is left is done by the next pass.
        hear: told of progress, where there is something to do: dicts with `event` coding, `done`, `of`.
        processes: so many, but no more than there are cores, where there are many texts; 0: one a core.
    """
    from harvester.run.describer import Work
    from harvester.run.describers import cores, describers_of

    whole, done = to_come(catalogue), 0
    if not whole:
        return 0
    with ExitStack() as stack:
        describers = None
        if whole > FEW:
            among = describers_of(catalogue.path, processes or cores(), Work.CODE)
            describers = stack.enter_context(among)
        while not stopping():
            with catalogue.reading() as connection:
                waiting = _uncoded(connection)
            if not waiting:
                break
            for found in _grouped(_suggested(catalogue, waiting, describers, stopping)):
                hear({"event": "coding", "done": done, "of": max(whole, done)})
                done += _save(catalogue, found)
    return done


def to_come(catalogue: Catalogue) -> int:
    """How many texts have no suggestions by the rules of today."""
    from harvester.catalogue.codings import count_uncoded
    from harvester.coding import RULES

    with catalogue.reading() as connection:
        return count_uncoded(connection, RULES)


def not_kept(catalogue: Catalogue, review_id: str) -> dict[str, tuple[Suggestion, ...]]:
    """What there is to suggest for a review and is not kept yet, by document."""
    from harvester.catalogue.codings import uncoded_of
    from harvester.coding import RULES

    with catalogue.reading() as connection:
        found = uncoded_of(connection, RULES, review_id)
    return {one.document_id: _suggest(catalogue, one) for one in found}


def _uncoded(connection: sqlite3.Connection) -> list[Uncoded]:
    from harvester.catalogue.codings import uncoded
    from harvester.coding import RULES

    return uncoded(connection, RULES, _LOOKED_UP)


def _suggest(catalogue: Catalogue, one: Uncoded) -> tuple[Suggestion, ...]:
    from harvester.catalogue.codings import page_texts
    from harvester.coding import suggest

    with catalogue.reading() as connection:  # no longer than that: who writes would wait for it
        pages = page_texts(connection, one.sha256)
    try:
        return suggest(pages, one.case, today=one.read)
    except MemoryError:
        raise
    except Exception as error:  # it must not end every night at the same place; other rules try again
        log.warning(
            "nothing is suggested from %s, which the rules fail at: %s", one.document_id, failed_at(error)
        )
        return ()


def _suggested(
    catalogue: Catalogue,
    waiting: Sequence[Uncoded],
    describers: Describers | None,
    stopping: Callable[[], bool],
) -> Iterator[Found]:
    """What is suggested from each text, in order; what describers fail at is done here."""
    from harvester.run.working_out import Task

    asked: list[tuple[Sequence[Uncoded], Future[list[Answer | None]] | None]] = []
    for start in range(0, len(waiting), _AT_ONCE):
        some = waiting[start : start + _AT_ONCE]
        tasks = [Task(one.sha256, case=one.case, read=one.read) for one in some]
        asked.append((some, describers.submit(tasks) if describers is not None else None))
    for some, future in asked:
        answers = _answers(future, len(some), stopping)
        for one, answer in zip(some, answers, strict=True):
            if stopping():
                return
            if answer is not None and answer.coded is not None:
                yield one, answer.coded
                continue
            yield one, _suggest(catalogue, one)


def _answers(
    future: Future[list[Answer | None]] | None, count: int, stopping: Callable[[], bool]
) -> Sequence[Answer | None]:
    from harvester.run.describers import DescriberDiedError

    nothing = [None] * count
    while future is not None and not stopping():
        if wait([future], _PATIENCE_S).done:
            try:
                return future.result()
            except DescriberDiedError as error:
                log.warning("%s; %d texts are read for codings without it", error, count)
                return nothing
    return nothing


def _grouped(found: Iterator[Found]) -> Iterator[list[Found]]:
    some: list[Found] = []
    for one in found:
        some.append(one)
        if len(some) == _SAVED:
            yield some
            some = []
    if some:
        yield some


def _save(catalogue: Catalogue, found: Sequence[Found]) -> int:
    """Keep suggestions of texts that are still what they were made from; how many there were."""
    from harvester.catalogue.codings import save_suggestions, still_uncoded
    from harvester.coding import RULES

    with catalogue.writing() as connection:
        still = still_uncoded(connection, RULES, [one for one, _ in found])
        for one, suggestions in found:
            if one in still:
                save_suggestions(connection, one, suggestions)
    return len(still)
