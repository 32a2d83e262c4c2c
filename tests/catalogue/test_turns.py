"""Who waits to write comes before who has just written."""

import fcntl
import os
import sqlite3
import threading
import time
from itertools import count

import pytest

from harvester.catalogue import connection as opening
from harvester.catalogue.connection import connect, writing


def test_who_waits_to_write_is_not_overtaken_again_and_again(tmp_path):
    path = tmp_path / "catalogue.db"
    connect(path, create=True, read_only=False).close()
    under_way, over, overtaken = threading.Event(), threading.Event(), count()

    def write_on() -> None:
        connection = connect(path, create=False, read_only=False)
        while not over.is_set():
            with writing(connection):
                next(overtaken)
                under_way.set()
                over.wait(0.003)
        connection.close()

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        connection = connect(path, create=False, read_only=False)
        waits = []
        for _ in range(8):
            under_way.clear()
            assert under_way.wait(10)
            before = next(overtaken)
            with writing(connection):
                waits.append(next(overtaken) - before)
        connection.close()
    finally:
        over.set()
        writer.join()
    # Its transaction under way, and one that it had begun to wait for; more only where we were put off.
    assert sorted(waits)[len(waits) // 2] <= 4, waits


def test_a_folder_that_cannot_be_opened_keeps_nobody_from_writing(tmp_path):
    connection = connect(tmp_path / "catalogue.db", create=True, read_only=False)
    connection.folder = tmp_path / "gone"
    with writing(connection):
        connection.execute("PRAGMA user_version")
    connection.close()


def test_who_stood_in_line_waits_no_longer_for_that(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_S", 2.0)
    ours = connect(tmp_path / "catalogue.db", create=True, read_only=False)
    other = connect(tmp_path / "catalogue.db", create=False, read_only=False)
    line = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(line, fcntl.LOCK_EX)
    other.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="locked"), writing(ours):
            pytest.fail("two write at once")
        assert 1.9 < time.monotonic() - began < 2.6
        assert ours.execute("PRAGMA busy_timeout").fetchone()[0] == 2000
        other.execute("COMMIT")
        with writing(ours):  # though the line does not move: it is a courtesy
            ours.execute("PRAGMA user_version = 1")
    finally:
        os.close(line)
        ours.close()
        other.close()
