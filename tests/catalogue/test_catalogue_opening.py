"""Making, opening, migrating and refusing catalogue files; what full and read-only disks do."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from harvests import NORTHMOOR, Harvest

from harvester.catalogue import Catalogue, connection, migrations
from harvester.errors import (
    DamagedCatalogueError,
    DiskError,
    LockedError,
    NewerCatalogueError,
    UsageError,
)
from harvester.process import process

RELEASED = Path(__file__).parent / "catalogue-v1.db.gz"


def schema_of(path: Path) -> list[tuple[str, str]]:
    database = sqlite3.connect(path)
    try:
        return database.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    finally:
        database.close()


def test_a_new_catalogue_has_the_settings_that_keep_it_safe(tmp_path):
    wanted = {
        "journal_mode": "delete",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30000,
        "page_size": 8192,
        "secure_delete": 1,
    }
    with Catalogue.open(tmp_path / "deep" / "catalogue.db") as catalogue:
        said = {n: catalogue.connection.execute(f"PRAGMA {n}").fetchone()[0] for n in wanted}
    assert said == wanted


def test_the_schema_number_counts_the_migrations():
    assert len(migrations.MIGRATIONS._migrations) == connection.SCHEMA_VERSION


def test_a_catalogue_left_in_wal_mode_comes_back_to_a_rollback_journal(tmp_path):
    path = released(tmp_path)
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal"
    database.close()
    with Catalogue.open(path, read_only=True) as catalogue:
        assert len(catalogue.search("first text")) == 1
    Catalogue.open(path).close()
    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["catalogue.db"]


def test_opening_twice_changes_nothing(tmp_path):
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    before = path.read_bytes()
    Catalogue.open(path).close()
    assert path.read_bytes() == before


def released(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.db"
    path.write_bytes(gzip.decompress(RELEASED.read_bytes()))
    return path


def test_a_released_schema_is_never_edited(tmp_path):
    database = sqlite3.connect(tmp_path / "now.db", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    names = [migration.name for migration in migrations.MIGRATIONS._migrations]
    from sqlite_utils import Database

    migrations.MIGRATIONS.apply(Database(database), stop_before=names[1:2])
    database.execute("COMMIT")
    database.close()
    assert schema_of(tmp_path / "now.db") == schema_of(released(tmp_path))


def test_a_catalogue_of_the_first_release_opens_with_everything_in_it(tmp_path):
    with Catalogue.open(released(tmp_path)) as catalogue:
        harvest = Harvest(catalogue)
        assert harvest.one()["title"] == "Overview report: Child A"
        assert [hit.page for hit in catalogue.search("first text")] == [1]
        assert harvest.one("runs")["exit_code"] == 0


def test_what_the_first_release_described_is_described_again_once(tmp_path):
    with Catalogue.open(released(tmp_path)) as catalogue:
        for described in (1, 0):
            done = process(catalogue, catalogue.sources(), "2026-11-26T00:00:00Z")
            assert done.described == described


def test_a_migration_and_its_record_come_together_or_not_at_all(tmp_path, monkeypatch):
    path = released(tmp_path)
    before = schema_of(path)
    more = migrations.Migrations("harvester")
    more._migrations.extend(migrations.MIGRATIONS._migrations)

    @more()
    def m999_breaks(db):
        db.conn.execute("ALTER TABLE run ADD COLUMN mood TEXT")
        raise RuntimeError("half-way")

    monkeypatch.setattr(migrations, "MIGRATIONS", more)
    version = connection.SCHEMA_VERSION + 1
    monkeypatch.setattr(connection, "SCHEMA_VERSION", version)
    with pytest.raises(RuntimeError, match="half-way"):
        Catalogue.open(path)
    assert schema_of(path) == before

    more._migrations.pop()

    @more()
    def m999_mends(db):
        db.conn.execute("ALTER TABLE run ADD COLUMN mood TEXT")

    with Catalogue.open(path) as catalogue:
        assert catalogue.connection.execute("SELECT mood FROM run").fetchall()
        assert catalogue.connection.execute("PRAGMA user_version").fetchone()[0] == version
    Catalogue.open(path).close()


def test_a_newer_catalogue_is_refused_untouched(tmp_path):
    path = released(tmp_path)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    with pytest.raises(NewerCatalogueError, match="newer harvester") as caught:
        Catalogue.open(path)
    assert caught.value.exit_code == 10
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 not a database at all" * 400, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "catalogue.db"
    path.write_bytes(content)
    with pytest.raises(DamagedCatalogueError, match="damaged or not a harvester catalogue"):
        Catalogue.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "catalogue.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE bookmarks (id)")
    database.close()
    with pytest.raises(DamagedCatalogueError, match="not a harvester catalogue"):
        Catalogue.open(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_catalogue_that_was_cut_off_is_told(tmp_path, share):
    path = released(tmp_path)
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(DamagedCatalogueError, match=r"cut off|damaged"):
        Catalogue.open(path)


def test_a_missing_catalogue_is_made_only_when_asked(tmp_path):
    with pytest.raises(UsageError, match="run 'harvester crawl' or 'harvester demo' first"):
        Catalogue.open(tmp_path / "catalogue.db", create=False)
    assert not (tmp_path / "catalogue.db").exists()


def test_a_folder_in_its_place_is_told(tmp_path):
    (tmp_path / "catalogue.db").mkdir()
    with pytest.raises(DiskError, match="cannot be opened"):
        Catalogue.open(tmp_path / "catalogue.db")


def test_a_full_disk_is_told_and_loses_nothing(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.finish()
    before = {view: harvest.rows(view) for view in ("documents", "pages", "sightings", "runs")}
    used = harvest.catalogue.connection.execute("PRAGMA page_count").fetchone()[0]
    harvest.catalogue.connection.execute(f"PRAGMA max_page_count = {used + 1}")
    harvest.texts[harvest.rows("file")[0]["sha256"]] = "long text " * 5000
    harvest.catalogue.mark_all_unread()
    with pytest.raises(DiskError, match="the disk is full") as caught:
        harvest.read()
    assert caught.value.exit_code == 8
    assert {view: harvest.rows(view) for view in before} == before
    harvest.catalogue.connection.execute("PRAGMA max_page_count = 100000")
    harvest.read()
    assert len(harvest.rows("pages", "page = 1")[0]["text"]) == 50000


def test_a_read_only_object_refuses_to_write(harvest, tmp_path):
    with (
        Catalogue.open(tmp_path / "catalogue.db", read_only=True) as catalogue,
        pytest.raises(DiskError, match="read-only"),
    ):
        catalogue.start_run("crawl", [NORTHMOOR], "2026-01-01T00:00:00Z")


AS_NOBODY = """
import os, sys
from pathlib import Path
from harvester.catalogue import Catalogue, describing, finds, searching  # nobody may import nothing
from harvester.errors import DiskError
path = Path(sys.argv[1]) / "catalogue.db"
if os.geteuid() == 0:
    os.setegid(65534), os.seteuid(65534)
with Catalogue.open(path, create=False, read_only=True) as catalogue:
    print(len(catalogue.search("first")))
beside = path.parent / "new" / "c.db"
for write in (lambda: Catalogue.open(path).mark_all_stale(), lambda: Catalogue.open(beside)):
    try:
        write()
    except DiskError as error:
        print(error)
"""


def test_a_read_only_folder_can_be_searched_and_says_why_it_cannot_be_written(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    path = released(tmp_path)
    Catalogue.open(path).close()  # an older one would have to be brought up to date first
    shutil.move(path, folder)
    for path, mode in ((folder / "catalogue.db", 0o444), (folder, 0o555)):
        path.chmod(mode)
    above = [part for part in folder.parents if part.stat().st_uid == os.getuid() and part != Path("/")]
    modes = {part: part.stat().st_mode for part in above}
    try:
        for part in above:
            part.chmod(modes[part] | 0o055)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(folder)], capture_output=True, text=True, timeout=30
        )
    finally:
        for part in above:
            part.chmod(modes[part])
    lines = done.stdout.splitlines()
    assert lines[0] == "1", done.stderr
    assert "read-only" in lines[1]
    assert "Permission denied" in lines[2]


def test_a_lock_that_is_kept_too_long_is_told(harvest, tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_S", 0.05)
    harvest.start()
    with (
        Catalogue.open(tmp_path / "catalogue.db") as other,
        harvest.catalogue.writing(),
        pytest.raises(LockedError, match="another program"),
    ):
        other.mark_all_stale()


def test_a_failing_write_leaves_nothing_of_itself(harvest):
    harvest.start()
    foreign = harvest.candidate(source="nowhere")
    with pytest.raises(sqlite3.IntegrityError):
        harvest.catalogue.record_candidates(
            harvest.run_id, [harvest.candidate(), foreign], "2026-01-01T00:00:00Z"
        )
    assert harvest.rows("sighting") == []
    assert harvest.rows("document") == []
