"""Whatever brings it again, it does not come back: sites, archives, backups, chronicles, people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from harvester.backup import backups
from harvester.paths import DataDirectory
from harvester.publish.oai_site import answer
from tests.run.farm import NAMES, ask, page, run
from tests.takedown.canary import PHRASE, TITLE, places_of
from tests.takedown.conftest import CANARY_ROW, Farm, canary_report, hub

NEEDLES = (PHRASE.encode(), TITLE.encode(), b"canary-lantern.pdf")
REASON = ("--reason", "asked for by the partnership")


def take_down(data: DataDirectory, name: str, *more: str) -> None:
    done = run("--data", data.root, "takedown", name, *REASON, *more)
    assert done.returncode == 0, done.stderr + done.stdout


def documents(data: DataDirectory) -> list[tuple[object, ...]]:
    return ask(data.root, "SELECT id, title, sha256, status, review_id IS NULL FROM documents ORDER BY id")


@pytest.fixture
def down(data: DataDirectory, canary: str) -> DataDirectory:
    """A data directory from which it was taken, and which is clean."""
    take_down(data, canary)
    return data


@pytest.fixture
def elsewhere(harvested: DataDirectory, tmp_path: Path) -> Path:
    """What somebody kept of the harvest outside, from before."""
    return Path(shutil.copytree(harvested.root, tmp_path / "elsewhere", symlinks=True))


@pytest.fixture
def changed_site(farm: Farm) -> Iterator[Farm]:
    """The site offers the same bytes under another name, the same words in another file, and as a page."""
    before = dict(farm.site.extra)
    retyped = canary_report().replace(b"/Producer", b"/Producer ", 1)
    rows = (
        CANARY_ROW.replace("canary-lantern.pdf", "moved-lantern.pdf"),
        CANARY_ROW.replace("canary-lantern.pdf", "retyped-lantern.pdf"),
        "<li><a href='/reviews/new-one/'>A new case review of Child Hawthorn</a></li>",
    )
    farm.site.extra["/reviews/"] = ("text/html", hub(NAMES[:3], *rows))
    farm.site.extra["/files/moved-lantern.pdf"] = ("application/pdf", canary_report())
    farm.site.extra["/files/retyped-lantern.pdf"] = ("application/pdf", retyped)
    farm.site.extra["/reviews/new-one/"] = ("text/html", page("Child Hawthorn", f"<p>{TITLE}</p>"))
    yield farm
    farm.site.extra.clear()
    farm.site.extra.update(before)


def test_other_addresses_and_other_files(down: DataDirectory, changed_site: Farm) -> None:
    kept = documents(down)
    done = changed_site.crawl(down)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "/files/moved-lantern.pdf" in changed_site.site.asked
    assert "/files/retyped-lantern.pdf" in changed_site.site.asked
    assert places_of(down.root, *NEEDLES) == {}
    assert documents(down) == kept
    changed_site.site.asked.clear()
    done = changed_site.crawl(down)
    assert done.returncode == 0, done.stderr + done.stdout
    asked = set(changed_site.site.asked)
    assert asked.isdisjoint({"/files/moved-lantern.pdf", "/files/retyped-lantern.pdf"})
    assert places_of(down.root, *NEEDLES) == {}
    verified = run("--data", down.root, "verify")
    assert verified.returncode == 0, verified.stdout


def test_a_replayed_archive(down: DataDirectory, elsewhere: Path, farm: Farm) -> None:
    kept = documents(down)
    done = farm.crawl(down, "--replay", elsewhere / "warc" / "1")
    assert done.returncode in (0, 3), done.stderr + done.stdout
    assert [row for row in documents(down) if row not in kept] == []
    assert places_of(down.root, *NEEDLES) == {}


def test_a_backup_from_elsewhere(down: DataDirectory, elsewhere: Path, canary: str) -> None:
    kept = documents(down)
    (backup,) = backups(elsewhere / "backups")
    done = run("--data", down.root, "restore", backup)
    assert done.returncode == 0, done.stderr + done.stdout
    assert documents(down) == kept
    assert places_of(down.root, *NEEDLES) == {}
    assert ask(down.root, "SELECT document_id, cleaned <> '' FROM tombstones") == [(canary, 1)]


def test_a_rebuild_from_a_chronicle_that_still_tells_of_it(down: DataDirectory, elsewhere: Path) -> None:
    kept = documents(down)
    shutil.rmtree(down.warc)
    shutil.copytree(elsewhere / "warc", down.warc)
    shutil.copytree(elsewhere / "files", down.files, dirs_exist_ok=True)
    done = run("--data", down.root, "rebuild", timeout=300)
    assert done.returncode == 0, done.stderr + done.stdout
    assert [row[:4] for row in documents(down)] == [row[:4] for row in kept]
    assert places_of(down.root, PHRASE.encode(), b"canary-lantern.pdf") == {}


def test_a_person_who_adds_it(down: DataDirectory, farm: Farm, tmp_path: Path) -> None:
    sources = ("--sources", farm.folder / "sources", "--source", "alder", "--why", "found again")
    own = tmp_path / "again.pdf"
    own.write_bytes(canary_report())
    other = tmp_path / "other.pdf"
    other.write_bytes(canary_report().replace(b"/Producer", b"/Producer ", 1))
    hosts = ("--allow-host", "127.0.0.0/8")
    for what in (own, other, farm.site.url("/files/canary-lantern.pdf")):
        done = run("--data", down.root, "add", what, *sources, *hosts)
        assert done.returncode == 2, done.stderr + done.stdout
        assert "taken down" in done.stderr
    assert places_of(down.root, *NEEDLES) == {}


def test_editions_are_removed_and_the_next_tells_it_as_deleted(
    data: DataDirectory, canary: str, tmp_path: Path
) -> None:
    record = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:harvester:{canary}"}
    outside = tmp_path / "www"
    made = run("--data", data.root, "publish", outside)
    assert made.returncode == 0, made.stderr
    done = run("--data", data.root, "takedown", canary, *REASON)
    assert done.returncode == 0, done.stderr
    edition = outside.resolve() / "latest"
    assert f"warning: the publication {edition.resolve()} holds it" in done.stdout
    assert "removed the edition" in done.stdout
    inside = data.root / "publications"
    (note,) = inside.glob("*.removed.json")
    again = run("--data", data.root, "publish", inside, "--with-text")
    assert again.returncode == 0, again.stderr
    latest = (inside / "latest").resolve()
    assert latest.name != note.name.removesuffix(".removed.json")
    assert b'status="deleted"' in answer(latest, record.items())
    assert places_of(data.root, *NEEDLES) == {}
    again = run("--data", data.root, "publish", outside)
    assert again.returncode == 0, again.stderr
    assert b'status="deleted"' in answer(outside / "latest", record.items())


def test_while_a_run_holds_the_directory_it_is_hidden_and_cleaned_later(
    data: DataDirectory, canary: str
) -> None:
    kept = [row for row in documents(data) if row[0] != canary]
    with FileLock(str(data.lock)):
        done = run("--data", data.root, "takedown", canary, *REASON)
        assert done.returncode == 7, done.stderr + done.stdout
        assert documents(data) == kept
        assert run("--data", data.root, "show", canary).returncode == 2
        assert run("--data", data.root, "takedown", "--finish").returncode == 7
    assert places_of(data.root, *NEEDLES)
    done = run("--data", data.root, "reprocess")
    assert done.returncode == 0, done.stderr
    assert places_of(data.root, *NEEDLES) == {}
    assert (
        "Everything that was taken down is cleaned" in run("--data", data.root, "takedown", "--finish").stdout
    )


@pytest.fixture
def twice(copied: Callable[[], DataDirectory]) -> DataDirectory:
    return copied()


def test_dry_run_changes_nothing(twice: DataDirectory, canary: str) -> None:
    before = {path: path.read_bytes() for path in twice.root.rglob("*") if path.is_file()}
    done = run("--data", twice.root, "takedown", canary, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert TITLE in done.stdout
    assert "Nothing was changed" in done.stdout
    assert {path: path.read_bytes() for path in twice.root.rglob("*") if path.is_file()} == before
