"""What crashes, disks, clocks and other programs do to a harvest: each row says tried N, survived N.

In full: `python -m bench.crashes`.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.catalogue.connection import SCHEMA_VERSION
from harvester.errors import HarvesterError
from harvester.fixity import check_all
from harvester.paths import DataDirectory
from harvester.restore import find, restore
from tests.run.farm import NAMES, ROOT, Site, ask, end_state, environment, run
from tests.survive.kills import kill_at_random, race, together

SEED = 20261126
SHIM = Path(__file__).with_name("shim.c")
FIXTURES = sorted((ROOT / "tests" / "catalogue").glob("catalogue-v*.db.gz"))
Copied = Callable[[], DataDirectory]


@dataclass
class Small:
    """A small farm, how to crawl it, and what an unbroken crawl comes to."""

    sources: Path
    state: object
    seconds: float
    reference: Path

    def crawl(self, data: Path) -> tuple[object, ...]:
        options = ("--sources", self.sources, "--allow-host", "127.0.0.0/8", "--delay", "0")
        return ("--data", data, "crawl", *options)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    folder = tmp_path_factory.mktemp("small")
    with Site("elder", 24, names=NAMES[:3]) as elder, Site("furze", 25, names=NAMES[3:5]) as furze:
        for site in (elder, furze):
            site.declare(folder / "sources")
        whole = Small(folder / "sources", None, 0.0, folder / "reference")
        began = time.monotonic()
        assert run(*whole.crawl(whole.reference)).returncode == 0
        whole.seconds = time.monotonic() - began
        whole.state = end_state(whole.reference)
        yield whole


# ---------------------------------------------------------------- kill -9


def test_a_crawl_killed_at_random_moments(small: Small, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    parts = [
        kill_at_random(
            small.crawl(tmp_path / f"data-{number}"),
            tmp_path / f"data-{number}",
            small.state,
            seconds=small.seconds,
            kills=3,
            chance=chance,
        )
        for number in range(2)
    ]
    figures = together(parts)
    print(f"kill -9 at random moments of a crawl: {figures}")
    assert not figures.failed
    # A kill can leave one transaction in a chronicle that the catalogue never had: no more than that.
    rebuilt = run("--data", tmp_path / "data-0", "rebuild", "--dry-run", "--json")
    assert rebuilt.returncode == 0, rebuilt.stdout
    differences = {one["view"]: one for one in json.loads(rebuilt.stdout)["differences"]}
    for view in ("documents", "reviews", "sightings", "evidence", "pages"):
        assert not differences[view]["only_old"], differences[view]
        assert not differences[view]["only_new"], differences[view]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("not run: needs gcc, to fail single writes")
    built = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", built, SHIM, "-ldl"], check=True)
    return built


@pytest.mark.parametrize("what", ["kill", "EIO", "ENOSPC", "EROFS"])
def test_a_night_broken_at_single_changes_of_files(what: str, shim: Path, tmp_path: Path) -> None:
    first = random.Random(f"{SEED} {what}").randint(1, 67)
    done = subprocess.run(
        [sys.executable, "-m", "tests.survive.night", tmp_path / "night", what, str(first), "67"],
        cwd=ROOT, env=environment(LD_PRELOAD=str(shim)), timeout=300,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    print("{what} at one of {changes} changes of files: tried {tried}, survived {survived}".format(**figures))
    assert figures["tried"] >= 9
    assert not figures["failed"]


@pytest.mark.parametrize(("what", "action", "number"), [("ENOSPC", 4, 28), ("EIO", 3, 5)])
def test_a_whole_crawl_with_a_failing_disk(
    what: str, action: int, number: int, shim: Path, small: Small, tmp_path: Path
) -> None:
    """All processes of a real crawl share one count."""
    chance = random.Random(f"{SEED} {what}")
    survived = 0
    for attempt, at in enumerate(chance.sample(range(40, 700), 2)):
        data, counter = tmp_path / f"data-{attempt}", tmp_path / f"counter-{attempt}"
        counter.write_bytes(bytes(8))
        told = {"SHIM_AT": at, "SHIM_ACTION": action, "SHIM_ERRNO": number}
        broken = run(
            *small.crawl(data),
            LD_PRELOAD=str(shim), SHIM_FOLDER=str(data), SHIM_COUNTER=str(counter),
            **{name: str(value) for name, value in told.items()},
        )  # fmt: skip
        assert broken.returncode in (0, 8) or (what == "EIO" and broken.returncode in (1, 3)), broken
        assert "Traceback" not in broken.stderr
        assert run(*small.crawl(data)).returncode == 0
        assert end_state(data) == small.state
        survived += 1
    print(f"{what} in a whole crawl: tried 2, survived {survived}")


# ---------------------------------------------------------------- two runs at once


def test_of_many_starts_at_once_one_runs(small: Small, tmp_path: Path) -> None:
    ran, refused, others = race(small.crawl(tmp_path / "data"), tmp_path / "data", 12)
    print(f"12 starts at once: ran {ran}, refused {refused}")
    assert others == []
    # Whoever comes when the first is done runs too, on a machine that is slow to start them.
    assert ran >= 1
    runs = ask(tmp_path / "data", "SELECT started, finished FROM run ORDER BY id")
    assert len(runs) == ran
    assert all(later[0] >= earlier[1] for earlier, later in pairwise(runs))
    assert end_state(tmp_path / "data") == small.state


# ---------------------------------------------------------------- power loss on the database


def test_a_cut_or_flipped_journal_or_database_is_noticed_or_whole(copied: Copied) -> None:
    """A power cut in the middle of a commit: anything may stand in the blocks that were on their way."""
    data = copied()
    before, journal = in_the_middle_of_a_commit(data)
    chance = random.Random(SEED)
    tried = consistent = noticed = 0
    whole, hot = data.catalogue.read_bytes(), journal.read_bytes()
    for attempt in range(160):
        body, left = bytearray(whole), bytearray(hot)
        target = (body, left)[attempt % 2]
        offset = chance.randrange(len(target))
        if attempt % 4 < 2:
            del target[offset:]
        else:
            target[offset] ^= 1 << chance.randrange(8)
        data.catalogue.write_bytes(body)
        journal.write_bytes(left)
        tried += 1
        state = None
        try:
            with Catalogue.open(data.catalogue, read_only=True) as catalogue:
                catalogue.source_health()
            state = end_state(data.root)
        except (HarvesterError, sqlite3.DatabaseError):
            noticed += 1
            continue
        if state == before:
            consistent += 1
        else:
            assert check_all(data).findings, f"a silent loss at {offset} of attempt {attempt}"
            noticed += 1
    print(f"power loss on the database: tried {tried}, consistent {consistent}, noticed {noticed}, silent 0")
    assert consistent + noticed == tried
    restore(find(data, "latest"), data)
    assert end_state(data.root) == before
    assert check_all(data).sound


def in_the_middle_of_a_commit(data: DataDirectory) -> tuple[object, Path]:
    """Leave a catalogue as a cut in the middle of a commit does: pages written, journal not yet gone."""
    before = end_state(data.root)
    journal = data.catalogue.with_name("catalogue.db-journal")
    with closing(sqlite3.connect(data.catalogue, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("PRAGMA cache_spill = 1")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE document SET title = hex(randomblob(3000)), link_text = hex(randomblob(3000))")
        db.execute("UPDATE file_page SET text = text || hex(randomblob(5000))")
        torn, hot = data.catalogue.read_bytes(), journal.read_bytes()
        db.execute("ROLLBACK")
    assert len(hot) > 512
    data.catalogue.write_bytes(torn)
    journal.write_bytes(hot)
    return before, journal


# ---------------------------------------------------------------- clocks


HOUR, YEAR = 3600, 365 * 24 * 3600
# Seconds, and how long after a process began; the last is 1970. `bench.crashes` tries more.
JUMPS = ((-HOUR, 2), (YEAR, 0), (-int(time.time()) + HOUR, 0))


@pytest.mark.parametrize(("jump", "after"), JUMPS, ids=("an hour back", "a year on", "to 1970"))
def test_a_clock_that_jumps(jump: int, after: int, shim: Path, small: Small, tmp_path: Path) -> None:
    """Set forwards or backwards before a run or in the middle of one: nothing is told that was not so."""
    data = tmp_path / "data"
    shutil.copytree(small.reference, data)
    told = "SELECT what, count(*) FROM event GROUP BY what"
    clock = {"LD_PRELOAD": str(shim), "SHIM_CLOCK": str(jump), "SHIM_CLOCK_AFTER": str(after)}
    for more in (clock, {}):
        done = run(*small.crawl(data), **more)
        assert done.returncode == 0, (done.stdout, done.stderr)
        assert end_state(data) == small.state
        assert ask(data, told) == [("new", 5)]
    assert run("--data", data, "verify").returncode == 0
    rebuilt = run("--data", data, "rebuild", "--dry-run")
    assert rebuilt.returncode == 0
    assert "differs" not in rebuilt.stdout
    print(f"clock moved by {jump} s: tried 1, survived 1")


# ---------------------------------------------------------------- older and newer catalogues


def of_schema(number: int, target: Path) -> None:
    """The catalogue of the first release, brought to a later schema by the steps of then."""
    from sqlite_utils import Database

    from harvester.catalogue.migrations import MIGRATIONS

    target.write_bytes(gzip.decompress(FIXTURES[0].read_bytes()))
    with closing(sqlite3.connect(target, isolation_level=None)) as db:
        names = [migration.name for migration in MIGRATIONS._migrations]
        MIGRATIONS.apply(Database(db), stop_before=names[number : number + 1])
        db.execute(f"PRAGMA user_version = {number}")


def rows_of(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    wanted = "id, title, sha256, url, page_url, presence, first_seen, last_seen"
    return db.execute(f"SELECT {wanted} FROM documents ORDER BY id").fetchall()


@pytest.mark.parametrize("number", range(1, SCHEMA_VERSION))
def test_an_older_catalogue_is_brought_up_with_every_row(number: int, tmp_path: Path) -> None:
    target = tmp_path / "catalogue.db"
    of_schema(number, target)
    check_brought_up(target)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_a_catalogue_as_it_was_released_is_brought_up(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "catalogue.db"
    target.write_bytes(gzip.decompress(path.read_bytes()))
    check_brought_up(target)


def check_brought_up(target: Path) -> None:
    with closing(sqlite3.connect(target)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        # The rows of the queue are worked out from the others, and may be worked out anew.
        tables = [name for name in tables if name != "_sqlite_migrations" and not name.startswith("find")]
        kept = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables}
        before = rows_of(db)
    assert before
    Catalogue.open(target).close()
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {name: db.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables} == kept
        assert rows_of(db) == before


@pytest.mark.parametrize("path", FIXTURES[:1], ids=lambda path: path.name)
def test_bringing_it_up_survives_a_kill_at_any_moment(path: Path, tmp_path: Path) -> None:
    """Killed inside the migration's transaction, after so many steps of SQLite's machine."""
    old = gzip.decompress(path.read_bytes())
    tried = 0
    for steps in range(1, 60, 4):
        target = tmp_path / "catalogue.db"
        target.write_bytes(old)
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                _migrate_and_die(target, steps)
            os._exit(0)
        os.waitpid(child, 0)
        tried += 1
        Catalogue.open(target).close()
        with closing(sqlite3.connect(target)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        target.unlink()
    print(f"kill -9 while an older catalogue is brought up: tried {tried}, survived {tried}")


def _migrate_and_die(target: Path, steps: int) -> None:
    from harvester.catalogue import connection as sqlite

    left = [steps]
    real = sqlite3.connect

    def connect(*args: object, **more: object) -> sqlite3.Connection:
        db: sqlite3.Connection = real(*args, **more)  # type: ignore[call-overload]

        def step() -> None:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), 9)

        db.set_progress_handler(step, 200)
        return db

    sqlite.sqlite3.connect = connect  # type: ignore[attr-defined]
    Catalogue.open(target).close()


def test_a_newer_catalogue_is_refused_and_not_touched(copied: Copied, small: Small) -> None:
    data = copied()
    with closing(sqlite3.connect(data.catalogue)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = data.catalogue.read_bytes()
    commands = (
        small.crawl(data.root),
        *(("--data", data.root, name) for name in ("status", "reprocess", "rebuild")),
    )
    for command in commands:
        refused = run(*command)
        assert refused.returncode == 10, (command, refused)
        assert "newer harvester" in refused.stderr
    assert data.catalogue.read_bytes() == before
