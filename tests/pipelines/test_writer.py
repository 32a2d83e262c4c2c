"""Writes of many crawls by one thread: together where they wait, each for itself where one fails."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from harvester.catalogue import Catalogue
from harvester.errors import HarvesterError, LockedError
from pipelines.catalogue import CatalogueWriter

SETTING = "CREATE TABLE IF NOT EXISTS noted (word TEXT)"


def commits(catalogue: Catalogue) -> int:
    """How often the file was changed: SQLite counts in its header."""
    path = Path(catalogue.connection.execute("PRAGMA database_list").fetchone()[2])
    return int.from_bytes(path.read_bytes()[24:28], "big")


def note(word: str, *, fails: bool = False) -> Any:
    def work(catalogue: Catalogue) -> str:
        with catalogue.writing() as connection:
            connection.execute("INSERT INTO noted VALUES (?)", (word,))
            if fails:
                raise HarvesterError(f"not {word}")
        return word

    return work


async def ask(writer: CatalogueWriter, *works: Any) -> list[Any]:
    """All of these, while the thread is busy with something else."""
    go = threading.Event()
    first = asyncio.ensure_future(writer.do(lambda _: go.wait(5)))
    await asyncio.sleep(0.05)  # it has begun, and by itself
    others = [asyncio.ensure_future(writer.do(work)) for work in works]
    await asyncio.sleep(0.05)
    go.set()
    await first
    return await asyncio.gather(*others, return_exceptions=True)


def noted(catalogue: Catalogue) -> list[str]:
    return [row[0] for row in catalogue.connection.execute("SELECT word FROM noted ORDER BY rowid")]


@pytest.mark.parametrize("failing", [None, 0, 3, 5])
def test_what_waits_is_written_together_and_a_failure_is_its_own(failing: int | None, tmp_path: Path) -> None:
    async def work() -> None:
        writer = CatalogueWriter(tmp_path / "catalogue.db").enter()
        await writer.do(lambda catalogue: catalogue.connection.execute(SETTING) and None)
        before = await writer.do(commits)
        answers = await ask(writer, *(note(f"w{n}", fails=n == failing) for n in range(6)))
        after = await writer.do(commits)
        for number, answer in enumerate(answers):
            assert answer == f"w{number}" if number != failing else str(answer) == f"not w{number}"
        assert await writer.do(noted) == [f"w{n}" for n in range(6) if n != failing]
        assert after - before == (1 if failing is None else 5)
        assert await writer.leave()

    asyncio.run(work())


def test_a_catalogue_that_does_not_open_is_told_to_all_and_forgotten(tmp_path: Path) -> None:
    async def work() -> None:
        writer = CatalogueWriter(tmp_path).enter()  # a folder
        answers = await asyncio.gather(writer.do(noted), writer.do(noted), return_exceptions=True)
        assert all(isinstance(answer, Exception) for answer in answers)
        assert not writer._asked
        await writer.leave()

    asyncio.run(work())


def test_while_another_program_keeps_it_locked_all_are_told_after_one_wait(tmp_path: Path) -> None:
    async def work() -> None:
        path = tmp_path / "catalogue.db"
        writer = CatalogueWriter(path).enter()
        await writer.do(lambda catalogue: catalogue.connection.execute(SETTING) and None)
        await writer.do(lambda catalogue: catalogue.connection.execute("PRAGMA busy_timeout = 20") and None)
        begun: list[str] = []
        await writer.do(lambda catalogue: catalogue.connection.set_trace_callback(begun.append))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        answers = await ask(writer, *(note(f"w{n}") for n in range(6)))
        other.execute("ROLLBACK")
        other.close()
        assert all(isinstance(answer, LockedError) for answer in answers)
        assert sum("BEGIN" in statement for statement in begun) == 1
        assert await ask(writer, *(note(f"w{n}") for n in range(6))) == [f"w{n}" for n in range(6)]
        await writer.leave()

    asyncio.run(work())


def test_who_comes_while_the_last_one_leaves_can_write(tmp_path: Path) -> None:
    """Sources taken in turn: the next one begins in the moment in which the catalogue is closed."""

    async def in_turn() -> list[Any]:
        writer = CatalogueWriter(tmp_path / "catalogue.db").enter()
        await ask(writer, lambda catalogue: 1)
        leaving = asyncio.ensure_future(writer.leave())
        await asyncio.sleep(0)  # it waits for the catalogue to be closed
        writer.enter()
        assert not await leaving
        found = await ask(writer, lambda catalogue: catalogue.last_runs())
        assert await writer.leave()
        return found

    assert asyncio.run(in_turn()) == [[]]
