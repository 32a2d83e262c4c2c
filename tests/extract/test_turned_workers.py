"""Workers whose document has made them its own: what they send costs this process next to nothing."""

from __future__ import annotations

import os
import socket
import stat
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.extract.forks import MAX_ANSWER, ForkServer, WorkerDiedError
from harvester.extract.forkserver import LENGTH

MUCH = 8 * 1024 * 1024  # bytes
MANY = 2000  # objects
SLOWLY = 2  # bytes


@pytest.fixture
def server() -> Iterator[ForkServer]:
    server = ForkServer("pdf")
    yield server
    server.close()


def to_the_program() -> socket.socket:
    """A worker's only socket."""
    for path in sorted(Path("/proc/self/fd").iterdir()):
        try:
            if stat.S_ISSOCK(os.fstat(int(path.name)).st_mode):
                return socket.socket(fileno=int(path.name))
        except OSError:  # the listing's own
            continue
    raise AssertionError("no socket")


def dribble(claimed: int, piece: int, count: int) -> None:
    """Claim an answer of that length, and send so many pieces of it."""
    channel = to_the_program()
    channel.sendall(LENGTH.pack(claimed))
    for _ in range(count):
        channel.sendall(b"x" * piece)
        if piece <= SLOWLY:
            time.sleep(0.00001)  # that each is received alone
    os._exit(0)


@pytest.mark.parametrize("claimed", [MAX_ANSWER, MAX_ANSWER + 1, 2**63])
def test_a_claim_takes_no_memory(server: ForkServer, claimed: int) -> None:
    worker = server.start(dribble, (claimed, 1, 10))
    tracemalloc.start()
    try:
        with pytest.raises(WorkerDiedError):
            worker.answer(20.0)
        assert tracemalloc.get_traced_memory()[1] < MUCH
    finally:
        tracemalloc.stop()


def test_what_comes_in_crumbs_is_no_heap_of_crumbs(server: ForkServer) -> None:
    worker = server.start(dribble, (MAX_ANSWER, 2, 10**9))
    before = sys.getallocatedblocks()
    with pytest.raises(TimeoutError) as info:
        worker.answer(3.0)
    assert sys.getallocatedblocks() - before < MANY
    assert info.traceback  # which held all that there was


def test_what_is_sent_in_any_pieces_arrives(server: ForkServer) -> None:
    for piece, count in ((1, 3000), (7, 1), (300_001, 11), (5_000_000, 2)):
        worker = server.start(dribble, (piece * count, piece, count))
        assert worker.answer(20.0) == b"x" * (piece * count)
