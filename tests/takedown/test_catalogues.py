"""Taking documents out of catalogues: what goes along, what stays, what people had said; of any schema."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue, Decision, append_decision
from harvester.catalogue.deciding import Change, decide
from harvester.catalogue.decision_file import rechained
from harvester.errors import UsageError
from harvester.fixity.decisions import decision_findings
from harvester.media_type import HTML
from harvester.paths import DataDirectory
from harvester.records import Extract
from harvester.store import LocalStore
from harvester.takedown.cleaning import finish
from harvester.takedown.deciding import Word, take_down
from harvester.takedown.planning import plan
from harvester.vocabulary import Outcome
from tests.catalogue.harvests import EASTVALE, HUB, NORTHMOOR, Harvest, name_of
from tests.run.farm import ROOT, ask
from tests.takedown.canary import TITLE, places_of

WORD = Word(who="A. Person", at="2026-11-26T05:00:00Z", reason="asked for by the partnership")
TEXT = " ".join(f"word{number} of a text long enough to be known again" for number in range(20))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "catalogue.db"
    Catalogue.open(path).close()
    return path


@pytest.fixture
def harvest(tmp_path: Path, empty: Path):
    shutil.copy(empty, tmp_path / "catalogue.db")
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        catalogue.connection.execute("PRAGMA synchronous = OFF")
        yield Harvest(catalogue)


def found(harvest: Harvest, source: str, name: str, body: str, text: str = "A report") -> str:
    """One document of a source, in the store and read; gives its id."""
    url = f"https://{source}.example/files/{name}.pdf"
    LocalStore(DataDirectory(harvest.catalogue.path.parent).files).put(body.encode())
    more = {"source": source, "page_url": HUB.replace("northmoor", source)}
    harvest.link(url, text, **more)
    harvest.fetch(url, body, source=source)
    row = harvest.catalogue.connection.execute(
        "SELECT document_id FROM address WHERE source = ? AND url = ?", (source, url)
    ).fetchone()
    return str(row[0])


def down(harvest: Harvest, name: str, *, copies: bool = False) -> DataDirectory:
    data = DataDirectory(harvest.catalogue.path.parent)
    take_down(data, harvest.catalogue, plan(harvest.catalogue, name, copies=copies), WORD)
    return data


def shown(harvest: Harvest) -> set[str]:
    return {row["id"] for row in harvest.rows("documents")}


def test_the_same_file_elsewhere_goes_along_and_copies_when_asked(harvest: Harvest) -> None:
    harvest.start(NORTHMOOR, EASTVALE)
    own = found(harvest, "northmoor", "own", TEXT)
    same = found(harvest, "eastvale", "same", TEXT)
    copy = found(harvest, "eastvale", "copy", f" {TEXT}")
    other = found(harvest, "eastvale", "other", "another text altogether")
    harvest.finish()
    planned = plan(harvest.catalogue, own)
    assert {one.id for one in planned.documents} == {own, same}
    assert [one.id for one in planned.copies] == [copy]
    down(harvest, own)
    assert shown(harvest) == {copy, other}
    with pytest.raises(UsageError, match=r"was taken down on 2026-11-26 by A\. Person"):
        plan(harvest.catalogue, own)
    planned = plan(harvest.catalogue, copy, copies=True)
    assert planned.copies == ()


def test_copies_are_taken_with_copies(harvest: Harvest) -> None:
    harvest.start(NORTHMOOR, EASTVALE)
    own = found(harvest, "northmoor", "own", TEXT)
    copy = found(harvest, "eastvale", "copy", f" {TEXT}")
    harvest.finish()
    down(harvest, own, copies=True)
    assert shown(harvest) == set()
    assert copy != own


def test_what_the_address_served_before_goes_and_what_it_serves_now_stays(harvest: Harvest) -> None:
    harvest.start()
    old = found(harvest, "northmoor", "a", "the old text")
    harvest.finish()
    harvest.start()
    new = found(harvest, "northmoor", "a", "the new text")
    harvest.finish()
    assert new != old
    assert {one.id for one in plan(harvest.catalogue, new).documents} == {old, new}
    assert {one.id for one in plan(harvest.catalogue, old).documents} == {old}
    down(harvest, old)
    assert shown(harvest) == {new}
    harvest.start()
    found(harvest, "northmoor", "a", "the new text")  # its address is asked as ever
    assert shown(harvest) == {new}


def test_nothing_that_names_it_is_recorded_again(harvest: Harvest) -> None:
    harvest.start()
    own = found(harvest, "northmoor", "own", TEXT, TITLE)
    stays = found(harvest, "northmoor", "stays", "another text")
    harvest.finish()
    down(harvest, own)
    harvest.start()
    url = "https://northmoor.example/files/own.pdf"
    harvest.link(url, TITLE)
    harvest.fetch(url, TEXT)
    harvest.fetch(url, "other bytes")
    harvest.link("https://northmoor.example/files/elsewhere.pdf", "A report")
    harvest.fetch("https://northmoor.example/files/elsewhere.pdf", TEXT)
    harvest.finish()
    assert shown(harvest) == {stays}
    for table in ("document", "sighting", "address", "fetch"):
        text = str([tuple(row) for row in harvest.catalogue.connection.execute(f"SELECT * FROM {table}")])
        assert TITLE not in text
        assert "elsewhere.pdf" not in text


def test_what_people_had_said_is_erased_and_what_they_said_of_others_stays(harvest: Harvest) -> None:
    harvest.start()
    own = found(harvest, "northmoor", "own", TEXT, TITLE)
    stays = found(harvest, "northmoor", "stays", "another text")
    harvest.finish()
    data = DataDirectory(harvest.catalogue.path.parent)
    said = Decision(field="title", value=TITLE, who="B", at=WORD.at, reason=f"is {TITLE}", document_id=own)
    append_decision(data, said, harvest.catalogue)
    changes = [
        Change("document", stays, "title", "A title that stays", reason="read on page 1"),
        Change("document", stays, "duplicate_of", own),
        Change("document", stays, "board", f"not the one of {TITLE}"),
    ]
    decide(data, harvest.catalogue, changes, who="C", at=WORD.at)
    assert harvest.one("decided", "subject_id = ?", stays)["duplicate_of"] == own
    down(harvest, own)
    # Until it is cleaned the file says more than the catalogue: no damage, or nothing could be published.
    notes: list[str] = []
    assert decision_findings(data, harvest.catalogue, notes) == (5, [])
    assert "harvester takedown --finish" in notes[0]
    assert finish(data).done
    lines = [json.loads(line) for line in data.decisions.read_text().splitlines()]
    assert [(one["field"], one["value"], one["who"]) for one in lines[:4]] == [
        ("title", None, "B"),
        ("title", "A title that stays", "C"),
        ("duplicate_of", own, "C"),
        ("board", None, "C"),
    ]
    assert places_of(data.root, TITLE.encode()) == {}
    after = harvest.one("decided", "subject_id = ?", stays)
    assert (after["title"], after["duplicate_of"], after["board"]) == ("A title that stays", None, None)
    assert decision_findings(data, harvest.catalogue, []) == (5, [])


def test_what_no_takedown_erased_is_damage_while_one_waits(harvest: Harvest) -> None:
    harvest.start()
    own = found(harvest, "northmoor", "own", TEXT, TITLE)
    harvest.finish()
    data = DataDirectory(harvest.catalogue.path.parent)
    said = Decision(field="title", value=TITLE, who="B", at=WORD.at, reason="read", document_id=own)
    append_decision(data, said, harvest.catalogue)
    down(harvest, own)
    lines = data.decisions.read_bytes().replace(b'"who": "B"', b'"who": "C"').splitlines()
    data.decisions.write_bytes(rechained(lines))
    _, (damage,) = decision_findings(data, harvest.catalogue, [])
    assert "who" in damage.what


def test_a_picture_that_another_document_shows_is_no_residue(harvest: Harvest) -> None:
    harvest.start()
    picture = "".join(f"<{number:x}>" for number in range(7000, 7300))
    own = found(harvest, "northmoor", "own", f"%PDF-1.7 own {picture} end of own")
    found(harvest, "northmoor", "stays", f"%PDF-1.7 another text {picture} end of it")
    harvest.finish()
    data = DataDirectory(harvest.catalogue.path.parent)
    copy = data.root / "backups" / "20261126T050000Z" / "kept.bin"  # of the other document
    copy.parent.mkdir(parents=True)
    copy.write_text(picture)
    down(harvest, own)
    cleaned = finish(data)
    assert (cleaned.residue.bytes, cleaned.done) == (0, True)
    assert copy.read_text() == picture


def test_words_that_another_document_carries_stay_with_it(harvest: Harvest) -> None:
    harvest.start()
    own = found(harvest, "northmoor", "own", TEXT, f"{TITLE} summary")
    stays = found(harvest, "northmoor", "stays", "another text", f"Response to {TITLE} summary")
    harvest.finish()
    data = down(harvest, own)
    assert finish(data).done
    (sighting,) = harvest.rows("sighting")
    assert (sighting["document_id"], sighting["link_text"]) == (stays, f"Response to {TITLE} summary")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, f"because of {TITLE}"])
def test_a_reason_that_cannot_be_kept(harvest: Harvest, reason: str) -> None:
    harvest.start()
    own = found(harvest, "northmoor", "own", TEXT, TITLE)
    harvest.finish()
    data = DataDirectory(harvest.catalogue.path.parent)
    with pytest.raises(UsageError):
        take_down(
            data, harvest.catalogue, plan(harvest.catalogue, own), Word(who="A", at=WORD.at, reason=reason)
        )
    assert shown(harvest) == {own}
    assert not data.decisions.exists()


def test_catalogues_of_earlier_schemas_are_cleaned_too(harvest: Harvest, tmp_path: Path) -> None:
    """A catalogue that was set aside before an upgrade is not upgraded, but cleaned."""
    harvest.start()
    own = found(harvest, "northmoor", "own", TEXT, TITLE)
    harvest.finish()
    data = DataDirectory(tmp_path)
    aside = tmp_path / "catalogue.db.20250101T000000Z.old"
    fixture = sorted((ROOT / "tests" / "catalogue").glob("catalogue-v*.db.gz"))[0]
    aside.write_bytes(gzip.decompress(fixture.read_bytes()))
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(aside)) as db:
        version = db.execute("PRAGMA user_version").fetchone()
        count = db.execute("SELECT count(*) FROM document").fetchone()[0]
        db.execute("UPDATE document SET title = ? WHERE rowid = 1", (f"About {TITLE}",))
        db.commit()
    down(harvest, own)
    assert finish(data).done
    with closing(sqlite3.connect(aside)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == version
        assert db.execute("SELECT count(*) FROM document").fetchone()[0] == count
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert places_of(tmp_path, TITLE.encode()) == {}
    assert ask(tmp_path, "SELECT count(*) FROM tombstones") == [(1,)]


def test_an_address_that_it_was_led_to_stays_where_another_document_is_there_now(harvest: Harvest) -> None:
    harvest.start()
    old = found(harvest, "northmoor", "a", "the old text")
    there = "https://northmoor.example/files/there.pdf"
    harvest.fetch("https://northmoor.example/files/a.pdf", "the old text", final_url=there)
    stays = found(harvest, "northmoor", "there", "another text altogether")
    harvest.finish()
    down(harvest, old)
    assert shown(harvest) == {stays}
    assert [row["url"] for row in harvest.rows("address")] == [there]
    harvest.start()
    found(harvest, "northmoor", "there", "another text altogether, corrected")  # it is asked as ever
    harvest.finish()
    assert len(shown(harvest)) == 2


def test_of_a_page_all_bytes_that_said_the_same_go(harvest: Harvest) -> None:
    data = DataDirectory(harvest.catalogue.path.parent)
    url, said = "https://northmoor.example/reviews/lantern", "the lantern house page, for all to read"
    for night in range(3):
        body = f"<p>{said}</p><!-- {night} -->"
        LocalStore(data.files).put(body.encode())
        harvest.start()
        harvest.link(url, "The lantern house review")
        harvest.fetch(url, body, media_type=HTML)
        own = {"sha256": name_of(body), "outcome": Outcome.OK, "media_type": HTML}
        harvest.catalogue.save_extract(Extract(**own, pages=(said,), extractor="reader 1"), harvest.now())
        harvest.finish()
    (row,) = harvest.rows("document")
    down(harvest, row["id"])
    cleaned = finish(data)
    assert cleaned is not None
    assert cleaned.done, cleaned.residue
    assert list(LocalStore(data.files).hashes()) == []
    assert harvest.rows("file") == []
