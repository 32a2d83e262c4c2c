"""The catalogue comes back from files, web archives and decisions, row for row."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue, Decision, append_decision, deciding
from harvester.catalogue.acts import Change, copy_of, merge_reviews, not_a_duplicate, split_off
from harvester.paths import DataDirectory
from tests.run.farm import NAMES, Site, ask, report, run

VIEWS = (
    *("documents", "reviews", "review_publishers", "sightings", "evidence", "pages", "runs", "run_sources"),
    *("list_entries", "captures", "withdrawals"),
)


def rows(data: Path, view: str) -> list[str]:
    with contextlib.closing(sqlite3.connect(data / "catalogue.db")) as db:
        return sorted(map(repr, db.execute(f"SELECT * FROM {view}")))


def decide(data: Path, document: str, field: str, value: str | None, at: str) -> None:
    append_decision(
        DataDirectory(data),
        Decision(field=field, value=value, who="R. Librarian", at=at, document_id=document),
    )


def at_desk(data: Path, make: Callable[[list[str], dict[str, str]], list[Change]], after: str) -> str:
    """Decide some things together; the batch. `make` is given the documents, and the review of each."""
    with Catalogue.open(data / "catalogue.db") as catalogue:
        rows = catalogue.connection.execute("SELECT id, review_id FROM documents ORDER BY id").fetchall()
        names = [row["id"] for row in rows]
        changes = make(names, {row["id"]: row["review_id"] for row in rows})
        return deciding.decide(DataDirectory(data), catalogue, changes, who="S. Librarian", at=after).id


def take_back(data: Path, batch: str, after: str) -> None:
    with Catalogue.open(data / "catalogue.db") as catalogue:
        deciding.undo(DataDirectory(data), catalogue, batch, who="S. Librarian", at=after)


def now(data: Path) -> str:
    return str(ask(data, "SELECT max(finished) FROM runs")[0][0])


def soon(data: Path) -> str:
    """A second after the last run: by then its documents are grouped."""
    then = datetime.fromisoformat(now(data)) + timedelta(seconds=1)
    return then.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A harvest of three nights: new, changed, moved, lost, decided, added by hand."""
    folder = tmp_path_factory.mktemp("nights")
    data, sources = folder / "data", folder / "sources"
    with Site("ashby", 21, names=NAMES[:5]) as ashby, Site("birch", 22, names=NAMES[5:7]) as birch:
        for site in (ashby, birch):
            site.declare(sources)
        crawl = ("--data", data, "crawl", "--sources", sources, "--allow-host", "127.0.0.0/8", "--delay", "0")
        assert run(*crawl).returncode == 0
        first, second = (row[0] for row in ask(data, "SELECT id FROM documents ORDER BY id LIMIT 2"))
        decide(data, first, "title", "As a person titled it", now(data))
        decide(data, second, "status", "rejected", now(data))
        later = soon(data)
        batch = at_desk(
            data, lambda ids, of: [*split_off(ids[2:4]), *merge_reviews(ids[4:5], of[ids[5]])], later
        )
        at_desk(data, lambda ids, _: [*copy_of(ids[3], ids[0]), *not_a_duplicate(ids[5], ids[6])], later)
        at_desk(data, lambda ids, of: [Change("review", of[ids[6]], "title", "As a person called it")], later)
        # Other bytes at one address, the same bytes at another, one gone, one new.
        ashby.extra["/files/quince.pdf"] = ("application/pdf", report("Quince II", ashby.title))
        ashby.extra["/moved/rowan.pdf"] = ("application/pdf", report("Rowan", ashby.title))
        ashby.names = (*NAMES[2:5], "Bracken")
        _kind, body = ashby.answer("/reviews/")
        more = (
            "<a href='/files/quince.pdf'>Child Quince serious case review overview report (PDF)</a> "
            "<a href='/moved/rowan.pdf'>Child Rowan serious case review overview report (PDF)</a>"
        )
        ashby.extra["/reviews/"] = ("text/html", body.replace(b"</main>", f"{more}</main>".encode()))
        assert run(*crawl).returncode in (0, 3)
        letter = folder / "letter.pdf"
        letter.write_bytes(report("Letter", birch.title))
        added = run(
            *("--data", data, "add", letter, "--source", "birch", "--sources", sources),
            *("--who", "R. Librarian", "--why", "sent by the board"),
        )
        assert added.returncode == 0, added.stderr
        decide(data, first, "title", None, now(data))
        take_back(data, batch, soon(data))
        birch.down = True
        assert run(*crawl).returncode == 3
        decide(data, second, "case_name", "Child Q", now(data))
        yield data, folder


def test_a_rebuilt_catalogue_is_the_old_one_row_for_row(nights: tuple[Path, Path]) -> None:
    data, folder = nights
    assert ask(data, "SELECT count(*) FROM runs") == [(4,)]
    assert ask(data, "SELECT count(*) FROM documents WHERE presence = 'changed'") == [(1,)]
    assert ask(data, "SELECT count(*) FROM documents WHERE presence = 'moved'") == [(1,)]
    before = {view: rows(data, view) for view in VIEWS}
    assert all(before[view] for view in VIEWS[:8])
    dry = run("--data", data, "rebuild", "--dry-run")
    assert dry.returncode == 0, dry.stdout + dry.stderr
    assert "nothing was changed" in dry.stdout
    # With the catalogue gone, and everything that is only an index or a report.
    bare = folder / "bare"
    bare.mkdir()
    for name in ("files", "warc"):
        shutil.copytree(data / name, bare / name)
    shutil.copy(data / "decisions.jsonl", bare / "decisions.jsonl")
    (bare / "warc" / "index.db").unlink()
    built = run("--data", bare, "rebuild", "--json")
    assert built.returncode == 0, built.stderr
    assert json.loads(built.stdout)["notes"] == []
    for view in VIEWS:
        assert rows(bare, view) == before[view], view
    assert run("--data", bare, "verify").returncode == 0


def test_a_damaged_catalogue_is_rebuilt_and_kept_beside(nights: tuple[Path, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(nights[0], data)
    before = {view: rows(data, view) for view in VIEWS}
    whole = (data / "catalogue.db").read_bytes()
    (data / "catalogue.db").write_bytes(whole[: len(whole) // 2])
    assert run("--data", data, "status").returncode == 8
    built = run("--data", data, "rebuild")
    assert built.returncode == 0, built.stdout + built.stderr
    assert "cannot be read" in built.stdout
    assert {view: rows(data, view) for view in VIEWS} == before
    (kept,) = data.glob("catalogue.db.*.old")
    assert kept.stat().st_size == len(whole) // 2


def test_what_cannot_be_rebuilt_is_told_and_nothing_is_swapped(
    nights: tuple[Path, Path], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(nights[0], data)
    shutil.rmtree(data / "warc" / "2")
    before = (data / "catalogue.db").read_bytes()
    refused = run("--data", data, "rebuild")
    assert refused.returncode == 5, refused.stdout + refused.stderr
    assert "documents: " in refused.stdout
    assert "only in the old" in refused.stdout
    assert (data / "catalogue.db").read_bytes() == before
    taken = run("--data", data, "rebuild", "--accept-losses")
    assert taken.returncode == 0
    assert "kept as catalogue.db." in taken.stdout
    assert len(ask(data, "SELECT id FROM runs")) == 3


def test_nothing_recorded_is_said(tmp_path: Path) -> None:
    nothing = run("--data", tmp_path, "rebuild")
    assert nothing.returncode == 2
    assert "nothing to rebuild from" in nothing.stderr
