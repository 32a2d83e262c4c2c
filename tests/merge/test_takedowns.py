"""What was taken down in one directory stays out of the union, whichever part still has it."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from parts import Making, Night, at_once, differences, name_of, read_of, seen, union

from harvester.catalogue import Catalogue
from harvester.catalogue.crawling import unite
from harvester.fixity.check import check_all
from harvester.merge import merge
from harvester.paths import DataDirectory
from harvester.store import LocalStore
from harvester.takedown.cleaning import finish
from harvester.takedown.deciding import Word, take_down
from harvester.takedown.planning import plan
from harvester.vocabulary import Outcome

AMBER = "Child Amber of the lantern house"
FIRST = [Night(1, answers={"a": AMBER, "b": "Child Beryl"})]
LATER = [Night(2, answers={"a": AMBER, "b": "Child Beryl", "c": "Child Coral"})]


def take_amber_down(root: Path) -> None:
    data = DataDirectory(root)
    with Catalogue.open(data.catalogue) as catalogue:
        (row,) = catalogue.connection.execute("SELECT id FROM document WHERE sha256 = ?", (name_of(AMBER),))
        planned = plan(catalogue, row["id"])
        take_down(data, catalogue, planned, Word(who="lena", at="2026-02-01T10:00:00Z", reason="asked to"))
    finish(data)


def everything(root: Path) -> bytes:
    """Every byte below a directory, unpacked."""
    found = b""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            found += gzip.decompress(body) if path.suffix == ".gz" else body
    return found


def test_a_takedown_wins_in_either_order(tmp_path):
    one = Making(tmp_path / "one").nights(FIRST).data.root
    two = Making(tmp_path / "two").nights(LATER).data.root
    assert b"lantern house" in everything(two)
    take_amber_down(one)
    joined = union(tmp_path / "joined", one, two)
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    assert name_of(AMBER) not in joined["files"]
    assert [row["sha256"] for row in joined["documents"] if row["sha256"] == name_of(AMBER)] == []
    assert len(joined["documents"]) == 2
    for folder in ("joined", "other way"):
        assert b"lantern house" not in everything(tmp_path / folder), folder
        assert check_all(DataDirectory(tmp_path / folder)).findings == ()
    assert b"lantern house" in everything(two)  # parts are only read


def test_it_is_kept_out_of_what_is_joined_later(tmp_path):
    one = Making(tmp_path / "one").nights(FIRST).data.root
    two = Making(tmp_path / "two").nights(LATER).data.root
    take_amber_down(one)
    report = merge(one, [two])
    assert report.parts[0].withheld == 1
    assert b"lantern house" not in everything(one)
    assert differences(seen(one), union(tmp_path / "again", one, two)) == {}


def kept(joined: dict) -> set[str]:
    """The words of the files that are kept, by which documents go."""
    texts = {name_of(text): text for text in (AMBER, f"{AMBER} ", "Child Beryl", "Child Coral", CORRECTED)}
    assert {row["sha256"] for row in joined["documents"] if row["sha256"]} == set(joined["files"])
    return {texts[name] for name in joined["files"]}


CORRECTED = "Child Amber of the lantern house, corrected"


def test_what_its_address_gave_to_others_goes_too_unless_another_address_gives_it(tmp_path):
    one = Making(tmp_path / "one").nights(FIRST).data.root
    two = Making(tmp_path / "two").nights([Night(2, answers={"a": CORRECTED, "c": "Child Coral"})]).data.root
    three = Making(tmp_path / "three").nights([Night(3, answers={"d": CORRECTED})]).data.root
    take_amber_down(one)
    joined = union(tmp_path / "joined", one, two)
    assert kept(joined) == {"Child Beryl", "Child Coral"}
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    joined = union(tmp_path / "joined", three)
    assert kept(joined) == {"Child Beryl", "Child Coral", CORRECTED}
    assert {row["url"][-5:] for row in joined["sightings"]} == {"b.pdf", "c.pdf", "d.pdf"}
    union(tmp_path / "other way", three)
    for folder in ("joined", "other way"):
        assert check_all(DataDirectory(tmp_path / folder)).findings == (), folder


def test_an_older_version_goes_and_what_came_after_it_stays_wherever_it_was_seen(tmp_path):
    one = Making(tmp_path / "one").nights([*FIRST, Night(3, answers={"a": CORRECTED})]).data.root
    two = Making(tmp_path / "two").nights([Night(2, answers={"a": CORRECTED, "c": "Child Coral"})]).data.root
    take_amber_down(one)
    joined = union(tmp_path / "joined", one, two)
    assert kept(joined) == {"Child Beryl", "Child Coral", CORRECTED}
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    assert differences(joined, union(tmp_path / "joined", two, one)) == {}


def test_its_text_in_other_bytes_goes_from_the_target_too(tmp_path):
    one = Making(tmp_path / "one").nights(FIRST).data.root
    others = {"d": f"{AMBER} ", "c": "Child Coral"}
    two = Making(tmp_path / "two").nights([Night(2, answers=others)]).data.root
    take_amber_down(one)
    joined = union(tmp_path / "joined", one, two)
    assert kept(joined) == {"Child Beryl", "Child Coral"}
    union(tmp_path / "other way", two)
    assert kept(union(tmp_path / "other way", one)) == {"Child Beryl", "Child Coral"}


def test_words_of_another_directorys_document_stay_with_it(tmp_path):
    words = "The lantern house review, overview report"
    nights = [Night(1, answers={"a": AMBER}, words={"a": words})]
    made = Making(tmp_path / "one").nights(nights)
    one = made.data.root
    two = Making(tmp_path / "two")
    two.nights([Night(2, "eastvale", answers={"b": "Child Beryl"}, words={"b": words})])
    for name in ("at once", "other way"):
        made.copy(tmp_path / name)
    take_amber_down(one)
    for name, parts in (("at once", [one, two.data.root]), ("other way", [two.data.root, one])):
        joined = at_once(tmp_path / name, parts)
        assert [row["link_text"] for row in joined["sightings"]] == [words], name
        assert words.encode() in everything(tmp_path / name / "warc"), name
        assert b"a.pdf" not in everything(tmp_path / name), name


@pytest.mark.parametrize("turned", [False, True])
def test_nothing_is_called_by_a_link_that_was_taken_down(tmp_path, monkeypatch, turned):
    """A scan, known by its links alone, of which one lay at the address that is blocked."""
    scan = "nothing but pictures"

    def seen_by_machine(name, text):
        made = read_of(name, text)
        return replace(made, pages=(), lines=()) if text == scan else made

    monkeypatch.setattr("parts.read_of", seen_by_machine)
    words = {"a": "Serious case review Child Zebra of the tin house, overview report", "d": "Overview report"}
    nights = [
        Night(2, answers={"a": scan, "c": "Child Coral"}, words=words),
        Night(3, answers={"d": scan}, words=words),
    ]
    two = Making(tmp_path / "two").nights(nights).data.root
    called = {row["sha256"]: row for row in seen(two)["documents"]}[name_of(scan)]
    assert (called["title"], called["case_name"]) == (words["a"], "Child Zebra")
    one = Making(tmp_path / "one").nights(FIRST).data.root
    take_amber_down(one)
    into = tmp_path / "joined"
    joined = union(into, *((two, one) if turned else (one, two)))
    (row,) = [row for row in joined["documents"] if row["sha256"] == name_of(scan)]
    assert (row["title"], row["case_name"], row["url"][-5:]) == (
        "Reviews: Overview report",
        None,
        "d.pdf",
    )
    (review,) = [one for one in joined["reviews"] if one["id"] == row["review_id"]]
    assert (review["title"], review["case_name"]) == (row["title"], None)
    assert b"Zebra" not in everything(into)
    assert b"tin house" not in everything(into)
    assert differences(joined, union(into, one, two)) == {}
    assert check_all(DataDirectory(into)).findings == ()


@pytest.mark.parametrize("then", ["merge", "finish"])
@pytest.mark.parametrize("at", ["sweep", "claims_of"])
def test_no_file_of_nobody_is_left_by_a_merge_that_was_killed(tmp_path, monkeypatch, then, at):
    """Its address gave other bytes to the target, and others yet to a part; the kill comes before they go."""
    other = f"{CORRECTED} again"
    into = (
        Making(tmp_path / "into").nights([Night(2, answers={"a": CORRECTED, "b": "Child Beryl"})]).data.root
    )
    two = Making(tmp_path / "two").nights([Night(3, answers={"a": other, "c": "Child Coral"})]).data.root
    one = Making(tmp_path / "one").nights(FIRST).data.root
    take_amber_down(one)
    into_store = LocalStore(DataDirectory(into).files)

    def end(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"harvester.merge.command.{at}", end)
        with pytest.raises(KeyboardInterrupt):
            merge(into, [one, two])
    assert name_of(CORRECTED) in set(into_store.hashes())  # nothing speaks of it any more
    if then == "merge":
        assert merge(into, [one, two]).exit_code == 0
    else:
        finish(DataDirectory(into))
    assert set(into_store.hashes()) <= {name_of("Child Beryl"), name_of("Child Coral")}
    assert b"lantern house" not in everything(into / "files")
    if then == "finish":
        assert merge(into, [one, two]).exit_code == 0
    assert kept(seen(into)) == {"Child Beryl", "Child Coral"}
    checked = check_all(DataDirectory(into))
    assert (checked.findings, [note for note in checked.notes if "no row" in note]) == ((), [])


def test_bytes_in_which_a_page_said_the_same_on_another_night_stay_with_it(tmp_path):
    into = Making(tmp_path / "into").nights(
        [Night(1, answers={"b": "Child Beryl"}), Night(2, answers={"b": CORRECTED})]
    )
    two = Making(tmp_path / "two").nights([Night(3, answers={"a": CORRECTED, "c": "Child Coral"})]).data.root
    one = Making(tmp_path / "one").nights(FIRST).data.root
    take_amber_down(one)
    with Catalogue.open(into.data.catalogue) as catalogue, catalogue.writing() as db:
        new, old = db.execute(
            "SELECT id, replaces_address FROM document WHERE replaces_address <> ''"
        ).fetchone()
        unite(db, old=new, new=old)  # as a page is that says the same in other bytes
    joined = union(tmp_path / "joined", into.data.root, one, two)
    assert {row["url"][-5:] for row in joined["sightings"]} == {"b.pdf", "c.pdf"}
    with Catalogue.open(tmp_path / "joined" / "catalogue.db") as catalogue:
        count = "SELECT count(*) FROM {} WHERE url LIKE '%/b.pdf' AND sha256 = ?"
        for table in ("address", "fetch"):
            found = catalogue.connection.execute(count.format(table), (name_of(CORRECTED),)).fetchone()
            assert found[0] == 1, table
    assert name_of(CORRECTED) in set(LocalStore(DataDirectory(tmp_path / "joined").files).hashes())
    assert check_all(DataDirectory(tmp_path / "joined")).findings == ()


def test_an_address_that_no_takedown_names_stays_without_bytes_and_words_until_it_is_asked(tmp_path):
    """As in a crawl, which asks it, gets what was taken down, and has it blocked."""
    words = {"e": "Serious case review Child Zebra of the tin house, overview report"}
    one = Making(tmp_path / "one").nights(FIRST).data.root
    nights = [
        Night(2, answers={"e": AMBER, "c": "Child Coral"}, words=words),
        Night(3, answers={"e": Outcome.GONE}, words=words),
    ]
    two = Making(tmp_path / "two").nights(nights).data.root
    take_amber_down(one)
    into = tmp_path / "joined"
    joined = union(into, two, one)
    assert kept(joined) == {"Child Beryl", "Child Coral"}
    assert [row["url"][-5:] for row in joined["address"] if row["sha256"] is None] == ["e.pdf"]
    assert b"Zebra" not in everything(into)

    again = Making(into).nights([Night(5, answers={"e": AMBER}, words=words)])
    finish(again.data)
    later = seen(into)
    assert [row for row in later["address"] if row["url"].endswith("e.pdf")] == []
    assert len(later["tombstones"]) == len(joined["tombstones"]) + 1
    assert b"Zebra" not in everything(into)
