"""What is promised outlives `kill -9`, and processes that write at once do not hurt one another."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from harvests import Harvest

from harvester.catalogue import Catalogue

WRITER = Path(__file__).parent / "writer.py"
SEED = 20261126


def writer(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def check_whole(path: Path) -> set[str]:
    """The titles of the documents that were read, after making sure that nothing is torn."""
    read: set[str] = set()
    with Catalogue.open(path) as catalogue:
        connection = catalogue.connection
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO pages_fts (pages_fts, rank) VALUES ('integrity-check', 1)")
        harvest = Harvest(catalogue)
        unread = {sha for sha, _ in catalogue.files_to_read("reader 1", limit=10_000)}
        for row in harvest.rows("documents"):
            number, item = row["title"].removeprefix("Child ").split("-")
            assert row["url"] == f"https://northmoor.example/{number}/{item}.pdf"
            pages = harvest.rows("pages", "document_id = ?", row["id"])
            if len(pages) == 2:
                read.add(row["title"])
            else:  # killed before it was fetched or read: a later run does so
                assert pages == []
                assert row["sha256"] is None or row["sha256"] in unread
            assert harvest.rows("sightings", "document_id = ?", row["id"])
            assert harvest.rows("evidence", "document_id = ?", row["id"])
    return read


def test_a_catalogue_survives_being_killed_in_the_middle_of_writing(tmp_path):
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    chance = random.Random(SEED)
    promised: set[str] = set()
    killed = 0
    for point in range(20):
        inside = point < 12  # in the middle of a statement; the rest at any moment, syncs included
        steps = chance.randint(1, 400) if inside else 0
        process = writer(path, point, 0, 10_000, steps)
        if not inside:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.random() * 0.05)
            process.kill()
        out, err = process.communicate(timeout=30)
        said = (first if not inside else "") + out
        assert process.returncode == -9, err
        killed += 1
        promised |= {f"Child {point}-{line.split()[1]}" for line in said.splitlines() if line.count(" ") == 1}
        with Catalogue.open(path, read_only=True) as looking:  # rolls back what the kill left half-done
            looking.source_health()
        found = check_whole(path)
        assert promised <= found, "something promised was lost"
    assert killed == 20
    assert len(promised) > 8


def test_what_a_killed_run_left_is_finished_by_the_next(tmp_path):
    path, unbroken = tmp_path / "catalogue.db", tmp_path / "unbroken.db"
    for point in (60, 160, 260):
        writer(path, 7, 0, 5, point).communicate(timeout=30)
    for target in (path, unbroken):
        _, err = (process := writer(target, 7, 0, 5)).communicate(timeout=30)
        assert process.returncode == 0, err
    wanted = "id, title, sha256, url, page_url, link_text, presence, fetch_outcome, text_outcome"
    states = []
    for target in (path, unbroken):
        with Catalogue.open(target) as catalogue:
            rows = catalogue.connection.execute(f"SELECT {wanted} FROM documents ORDER BY id")
            states.append([tuple(row) for row in rows])
    assert states[0] == states[1]
    assert len(states[0]) == 5


def test_processes_that_write_at_once_wait_for_one_another(tmp_path):
    path = tmp_path / "catalogue.db"  # made by whichever comes first
    processes = [writer(path, number, 0, 12) for number in range(3)]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert out.count("kept") == 12
    assert check_whole(path) == {f"Child {number}-{item}" for number in range(3) for item in range(12)}
    with Catalogue.open(path) as catalogue:
        assert len(catalogue.last_runs()) == 3
