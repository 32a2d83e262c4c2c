"""What was read is saved a few texts at a time, looked for now and then, and not lost."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest
from harvests import Harvest

from harvester.extract import EXTRACTOR
from harvester.records import Extract
from harvester.run.reading import SAVED_AT_ONCE, Reader
from harvester.store import LocalStore
from harvester.vocabulary import Outcome

FILES = 40


class Pool:
    """Reads in no time, what it does not refuse."""

    def __init__(self) -> None:
        self.refused: set[int] = set()
        self.asked: list[str] = []

    def submit(self, _path: Path, sha256: str) -> Future[Extract]:
        future: Future[Extract] = Future()
        if len(self.asked) in self.refused:
            future.set_exception(CancelledError())
        else:
            future.set_result(
                Extract(
                    sha256=sha256,
                    outcome=Outcome.OK,
                    media_type="application/pdf",
                    pages=(f"text {len(self.asked)}",),
                    extractor=EXTRACTOR,
                )
            )
        self.asked.append(sha256)
        return future


@pytest.fixture
def pool() -> Pool:
    return Pool()


@pytest.fixture
def reader(harvest: Harvest, pool: Pool, tmp_path: Path) -> Reader:
    harvest.start()
    for number in range(FILES):
        address = f"https://northmoor.example/files/{number}.pdf"
        harvest.link(address)
        harvest.fetch(address, f"bytes {number}")
    return Reader(harvest.catalogue, LocalStore(tmp_path / "files"), pool, now=harvest.now)


def unread(harvest: Harvest) -> int:
    return len(harvest.catalogue.files_to_read(EXTRACTOR, limit=1000))


def test_several_texts_are_saved_in_one_transaction(harvest: Harvest, reader: Reader, pool: Pool) -> None:
    statements: list[str] = []
    harvest.catalogue.connection.set_trace_callback(statements.append)
    reader.drain()
    harvest.catalogue.connection.set_trace_callback(None)
    assert reader.done == len(set(pool.asked)) == len(pool.asked) == FILES
    assert unread(harvest) == 0
    commits = sum(1 for statement in statements if statement.startswith("BEGIN IMMEDIATE"))
    assert commits <= -(-FILES // SAVED_AT_ONCE) + 2


def test_looking_is_not_done_at_every_step(
    harvest: Harvest, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    look = harvest.catalogue.files_to_read
    monkeypatch.setattr("harvester.run.reading.LOOKING", 1e-9)
    monkeypatch.setattr("harvester.run.reading.LOOKING_IDLE", 1e-9)
    monkeypatch.setattr(harvest.catalogue, "files_to_read", lambda *a, **k: looks.append(1) or look(*a, **k))
    while reader.step(0.1):
        pass
    assert not reader.step(0.1)
    assert len(looks) == 1
    harvest.link("https://northmoor.example/files/late.pdf")
    harvest.fetch("https://northmoor.example/files/late.pdf", "late bytes")
    assert not reader.step(0.1)  # not yet
    assert reader.step(0.1, last=True)
    assert not reader.step(0.1, last=True)
    assert reader.done == FILES + 1
    assert unread(harvest) == 0


def test_asked_to_stop_it_saves_what_was_read_and_leaves_the_rest(harvest: Harvest, reader: Reader) -> None:
    reader.drain(iter([False, True]).__next__)
    assert 0 < reader.done < FILES
    assert unread(harvest) == FILES - reader.done


def test_what_a_stopped_pool_cancels_stays_unread(
    harvest: Harvest, reader: Reader, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.run.reading.LOOKING", 1e-9)
    monkeypatch.setattr("harvester.run.reading.LOOKING_IDLE", 1e-9)
    pool.refused = {3}
    while reader.step(0.1):
        pass
    assert reader.done == FILES - 1
    assert unread(harvest) == 1
