"""Who waits to write comes before who has just written."""

import threading
from itertools import count

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
