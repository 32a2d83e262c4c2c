"""`harvester publish`: what leaves, what stays, what refuses; whole or not there, and never changed."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace

import pytest

from harvester.cli.publish import _print_lacks
from harvester.publish.about import About
from harvester.publish.folder import editions
from harvester.vocabulary import ExitCode
from tests.publish.conftest import url


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def database(folder):
    return closing(sqlite3.connect(f"{(folder / 'publication.db').as_uri()}?immutable=1", uri=True))


def every_byte(folder) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_accepted_records_leave_and_nothing_else(house):
    code, folder = house.publish()
    assert code == 0
    rows = lines(folder / "jsonl" / "documents.jsonl")
    assert {row["url"] for row in rows} == {url(number) for number in range(4)}
    assert {row["status"] for row in rows} == {"accepted"}
    everything = every_byte(folder)
    for number in (4, 5):
        assert house.ids[number].encode() not in everything
        assert url(number).encode() not in everything
    assert b"about supervision" not in everything, "no text without --with-text"
    assert b"E. Librarian" not in everything, "who decided is nobody's business"
    assert not (folder / "files").exists()


def test_every_file_is_listed_with_its_checksum_and_read_only(house):
    _, folder = house.publish()
    told = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert set(told) == there - {"SHA256SUMS"}
    for name, sha256 in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o444
    assert {"README.md", "publication.db", "feed.atom", "coverage.html", "csv/coverage.csv"} <= there


def test_a_second_edition_changes_nothing_of_the_first_and_latest_leads_to_it(house):
    _, first = house.publish()
    before = every_byte(first)
    house.accept(5)
    code, second = house.publish()
    assert code == 0
    assert second.name == f"{first.name}-2"
    assert every_byte(first) == before
    assert (house.out / "latest").readlink().name == second.name
    assert editions(house.out) == [first, second]
    assert sorted(path.name for path in house.out.iterdir()) == [first.name, second.name, "latest"]


def test_the_database_is_searched_and_joined_like_the_catalogue(house):
    _, folder = house.publish("--with-text")
    with database(folder) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        found = db.execute(
            """SELECT d.id FROM documents_fts f JOIN documents d ON d.rowid = f.rowid
            WHERE documents_fts MATCH 'overview' ORDER BY d.id"""
        ).fetchall()
        assert {row[0] for row in found} == {house.ids[number] for number in range(4)}
        found = db.execute(
            """SELECT document_id, page FROM pages_fts JOIN page_index ON page_index.page_id = pages_fts.rowid
            WHERE pages_fts MATCH 'supervision AND 2'"""
        ).fetchall()
        assert found == [(house.ids[2], 1)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM documents")


def test_the_readme_counts_reviews_people_documents_and_reports_apart(house):
    _, folder = house.publish()
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "| Documents (texts published about them) | 4 |" in text
    assert "| of these, overview reports, each text once | 4 |" in text
    assert (
        "| People they are about, as far as the names of their cases say | no name of a case says how many |"
        in text
    )
    assert "How to cite" in text
    assert f"edition {folder.name} [data set]" in text


def test_what_the_configuration_says_of_the_publication_stands_in_it(house, monkeypatch):
    told = {
        "TITLE": "Reviews of Northmoor",
        "PUBLISHER": "Northmoor Library",
        "HOMEPAGE": "https://library.example/reviews",
        "LICENCE": "https://creativecommons.org/publicdomain/zero/1.0/",
        "EMAIL": "desk@library.example",
    }
    for name, value in told.items():
        monkeypatch.setenv(f"HARVESTER_PUBLISH_{name}", value)
    _, folder = house.publish()
    text = (folder / "README.md").read_text(encoding="utf-8")
    for value in told.values():
        assert value in text
    assert (
        "<baseURL>https://library.example/reviews/oai</baseURL>" in (folder / "oai/Identify.xml").read_text()
    )


# ---------------------------------------------------------------- texts


def texts_in(folder) -> set[str]:
    return {row["document_id"] for row in lines(folder / "pages.jsonl")}


def files_in(folder) -> set[str]:
    return {path.name.partition(".")[0] for path in (folder / "files").iterdir()}


def test_texts_and_files_leave_with_the_option_but_not_of_what_was_withdrawn(house, capsys):
    house.withdraw(1)
    _, folder = house.publish("--with-text")
    assert texts_in(folder) == files_in(folder) == {house.ids[number] for number in (0, 2, 3)}
    assert f"no text of {house.ids[1]}: withdrawn by its publisher" in capsys.readouterr().out
    assert (folder / "files" / f"{house.ids[2]}.pdf").read_bytes() == b"text of report 2 about supervision"
    assert b"text of report 1 " not in every_byte(folder)
    assert house.ids[1] in {row["id"] for row in lines(folder / "jsonl/documents.jsonl")}, "its record leaves"
    assert "- 1: withdrawn by its publisher" in (folder / "README.md").read_text()


def test_a_librarian_decides_over_a_withdrawn_text_and_over_any_other(house):
    house.withdraw(1)
    house.decide(1, "publish_text", "yes")
    house.decide(2, "publish_text", "no")
    _, folder = house.publish("--with-text")
    assert texts_in(folder) == files_in(folder) == {house.ids[number] for number in (0, 1, 3)}
    house.decide(1, "publish_text", None, at="2026-02-02T10:00:00Z")
    _, folder = house.publish("--with-text")
    assert texts_in(folder) == {house.ids[number] for number in (0, 3)}, "taken back"


def test_text_of_what_is_not_accepted_never_leaves_though_someone_said_yes(house):
    house.decide(5, "publish_text", "yes")
    _, folder = house.publish("--with-text")
    assert house.ids[5] not in texts_in(folder)
    assert b"text of report 5 " not in every_byte(folder)


# ---------------------------------------------------------------- gates


def refused(house, capsys, *arguments) -> str:
    before = editions(house.out)
    code, _ = house.publish(*arguments)
    assert code == ExitCode.GATE
    assert editions(house.out) == before
    assert not list(house.out.glob(".draft*"))
    said = capsys.readouterr()
    assert "Nothing was published." in said.err
    return said.err


def test_refused_when_nothing_is_accepted(house, capsys):
    for number in range(4):
        house.decide(number, "status", "held", at="2026-02-03T10:00:00Z")
    assert "no document is accepted yet" in refused(house, capsys)


def test_refused_when_values_of_the_last_edition_are_lost_unless_someone_says_why(house, capsys):
    house.decide(0, "board", "Northmoor Board")
    house.publish()
    house.decide(0, "board", None, at="2026-02-03T10:00:00Z")
    with house.harvest.catalogue.writing() as connection:  # as if nobody had ever said it
        connection.execute("DROP TRIGGER decisions_are_not_deleted")
        connection.execute("DELETE FROM decisions WHERE field = 'board'")
    kept = [line for line in house.data.decisions.read_text().splitlines() if '"board"' not in line]
    house.data.decisions.write_text("\n".join(kept) + "\n")
    said = refused(house, capsys)
    assert f"board was known of 1 documents and is lost of 1 (first: {house.ids[0]})" in said
    assert "--accept-losses WHY" in said
    code, folder = house.publish("--accept-losses", "the board asked for it")
    assert code == 0
    assert "accepted because: the board asked for it" in (folder / "README.md").read_text()


def test_a_value_that_a_person_took_away_is_no_loss(house):
    house.decide(0, "case_name", "Child A")
    house.publish()
    house.decide(0, "case_name", "", at="2026-02-03T10:00:00Z")
    assert house.publish()[0] == 0


def test_refused_when_records_vanish_though_nobody_decided_so(house, capsys):
    house.publish()
    with house.harvest.catalogue.writing() as connection:
        connection.execute("UPDATE document SET kept = 0")
        connection.execute("DROP TRIGGER decisions_are_not_deleted")
        connection.execute("DELETE FROM standing WHERE subject_id = ?", (house.ids[0],))
        connection.execute("DELETE FROM decisions WHERE document_id = ?", (house.ids[0],))
        connection.execute("DELETE FROM decided WHERE subject_id = ?", (house.ids[0],))
    told = [json.loads(one) for one in house.data.decisions.read_text().splitlines()]
    kept = [{name: one[name] for name in one if name != "chain"} for one in told]  # as of before the chain
    kept = [json.dumps(one, sort_keys=True) for one in kept if one["document_id"] != house.ids[0]]
    house.data.decisions.write_text("\n".join(kept) + "\n")
    assert "1 of 4 documents of the last publication are no longer accepted" in refused(house, capsys)


def test_a_record_that_a_person_rejected_goes_without_asking_and_stays_deleted_for_oai(house, monkeypatch):
    monkeypatch.setenv("HARVESTER_PUBLISH_HOMEPAGE", "https://house.example/reviews")
    house.publish()
    house.decide(0, "status", "rejected", at="2026-02-03T10:00:00Z")
    code, folder = house.publish()
    assert code == 0
    with database(folder) as db:
        told = db.execute("SELECT deleted FROM oai_records WHERE id = ?", (house.ids[0],)).fetchone()
    assert told == (1,)
    assert b"Child A" not in (folder / "oai/GetRecord/oai_dc" / f"{house.ids[0]}.xml").read_bytes()
    assert house.ids[0].encode() not in (folder / "csv/documents.csv").read_bytes()


def test_refused_while_losses_are_withheld(house, capsys):
    with house.harvest.catalogue.writing() as connection:
        connection.execute(
            "INSERT INTO withheld (document_id, what, field, reason) VALUES (?, 'withdrawal', '', 'r')",
            (house.ids[3],),
        )
    assert "1 loss of northmoor withheld" in refused(house, capsys)


def test_refused_when_the_catalogue_or_what_people_said_is_damaged(house, capsys):
    sound = house.data.decisions.read_text()
    house.data.decisions.write_text(sound.replace("accepted", "rejected", 1))
    assert "differ from what the catalogue was told" in refused(house, capsys)
    house.data.decisions.write_text(sound)
    house.harvest.catalogue.close()
    with house.data.catalogue.open("r+b") as stream:
        stream.seek(8192 * 3)
        stream.write(b"\xff" * 300)
    refused(house, capsys)


def test_refused_when_a_file_that_should_leave_is_not_what_it_was(house, capsys):
    path = next(house.data.files.rglob(hashlib.sha256(b"text of report 2 about supervision").hexdigest()))
    path.chmod(0o644)
    path.write_bytes(b"text of report 2 about supervisioN")
    assert f"the file of {house.ids[2]} is not what it was" in refused(house, capsys, "--with-text")
    path.unlink()
    assert "is missing from the store" in refused(house, capsys, "--with-text")
    assert house.publish()[0] == 0, "metadata may leave"


def test_refused_when_the_last_edition_cannot_be_read(house, capsys):
    _, folder = house.publish()
    (folder / "publication.db").chmod(0o644)
    (folder / "publication.db").write_bytes(b"no database")
    assert "cannot be read" in refused(house, capsys)


def test_a_dry_run_asks_the_gates_and_writes_nothing(house, capsys):
    code, latest = house.publish("--dry-run")
    assert (code, latest) == (0, None)
    assert not house.out.exists()
    assert "4 documents" in capsys.readouterr().out
    for number in range(4):
        house.decide(number, "status", "held", at="2026-02-03T10:00:00Z")
    assert house.publish("--dry-run")[0] == ExitCode.GATE


def test_json_tells_what_was_made_or_why_not(house, capsys):
    _, folder = house.publish("--json", "--with-text")
    told = json.loads(capsys.readouterr().out)
    assert told["path"] == str(house.out / folder.name)
    assert (told["counts"]["documents"], told["counts"]["people"], told["refusals"]) == (4, None, [])
    for number in range(4):
        house.decide(number, "status", "held", at="2026-02-03T10:00:00Z")
    house.publish("--json")
    told = json.loads(capsys.readouterr().out)
    assert told["path"] is None
    assert told["refusals"][0]["gate"] == "nothing"


# ---------------------------------------------------------------- crashes


def test_a_full_disk_leaves_nothing_half_done(house, monkeypatch, capsys):
    from harvester.publish import folder as folders

    calls = 0
    real = os.fsync

    def failing(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 30:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(folders.os, "fsync", failing)
    code, latest = house.publish()
    assert (code, latest) == (ExitCode.DISK, None)
    assert "the disk is full" in capsys.readouterr().err
    assert not house.out.exists()


def test_what_a_crash_left_is_no_edition_and_is_cleared_away(house):
    (house.out / ".draft-1").mkdir(parents=True)
    (house.out / ".draft-1" / "half.csv").write_text("x")
    (house.out / "2026-01-01").mkdir()
    assert editions(house.out) == []
    code, _ = house.publish()
    assert code == 0
    assert not (house.out / ".draft-1").exists()


def test_what_is_refused_leaves_nothing_behind(house):
    for number in range(4):
        house.decide(number, "status", "rejected", at="2026-11-20T00:00:00Z")
    assert house.publish()[0] == ExitCode.GATE
    assert not house.out.exists()
    house.out.mkdir()
    assert house.publish()[0] == ExitCode.GATE
    assert list(house.out.iterdir()) == []


def test_two_at_once_wait_for_nobody(house, capsys):
    from filelock import FileLock

    house.out.mkdir()
    with FileLock(house.out / ".lock"):
        assert house.publish()[0] == ExitCode.LOCKED
        assert (house.out / ".lock").exists()
    assert "another publication is being made" in capsys.readouterr().err


# ---------------------------------------------------------------- people


def test_people_are_counted_apart_from_reviews_where_the_name_of_the_case_says_how_many(house):
    with house.harvest.catalogue.writing() as connection:
        connection.execute("UPDATE review SET case_name = 'Children A, B and C' WHERE id = 'r000000000000'")
        connection.execute("UPDATE review SET case_name = 'Family Q' WHERE id = 'r000000000002'")
        connection.execute("UPDATE document SET case_name = 'Children A, B and C'")
    _, folder = house.publish()
    told = {row["id"]: row["people"] for row in lines(folder / "jsonl" / "reviews.jsonl")}
    assert told == {"r000000000000": 3, "r000000000002": None}
    counts = json.loads((folder / "publication.json").read_text())["counts"]
    assert (counts["reviews"], counts["people"], counts["people_of"], counts["reports"]) == (2, 3, 1, 4)
    assert "| 3 in 1 reviews; of 1 not said |" in (folder / "README.md").read_text(encoding="utf-8")


def test_a_row_that_refers_to_nothing_keeps_an_edition_from_being_made(house, monkeypatch, capsys):
    from harvester.publish import material

    real = material._cleaned
    monkeypatch.setattr(material, "_cleaned", lambda row: {**real(row), "document_id": "dnone"})
    assert house.publish() == (ExitCode.UNEXPECTED, None)
    assert "a row of sightings refers to a row of documents that is not there" in capsys.readouterr().err
    assert not house.out.exists()


@pytest.mark.parametrize(
    ("about", "lacks"),
    [
        ({}, ["publish.licence", "publish.homepage"]),
        ({"licence": "https://licence.example/", "homepage": "https://house.example/"}, []),
        ({"licence": "https://licence.example/", "as_at": "2026-06-30"}, []),  # a look back has no OAI-PMH
    ],
)
def test_it_says_what_an_edition_lacks(about, lacks, capsys):
    _print_lacks(replace(About(edition="e", made="m", title="t"), **about))
    told = capsys.readouterr().out
    assert [name for name in ("publish.licence", "publish.homepage") if name in told] == lacks
