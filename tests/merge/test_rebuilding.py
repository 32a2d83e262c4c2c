"""A directory that was joined from others comes back from its files, chronicles and decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from parts import Making, Night, differences, name_of, read_of, seen, union

from harvester import other_readings
from harvester.catalogue import Catalogue
from harvester.catalogue.acts import Change
from harvester.catalogue.deciding import decide
from harvester.paths import DataDirectory
from harvester.process import process
from harvester.rebuild import command
from harvester.rebuild import rebuild as rebuild_data
from harvester.store import LocalStore
from harvester.takedown.cleaning import finish
from harvester.takedown.deciding import Word, take_down
from harvester.takedown.planning import plan
from harvester.vocabulary import Outcome

AMBER, BERYL, CORAL, DAMSON = "Child Amber", "Child Beryl", "Child Coral", "Child Damson"


@pytest.fixture
def rebuild(monkeypatch):
    """Rebuild, where the text of a made file is its bytes."""

    def described(
        self: Any, catalogue: Catalogue, _pool: object, now: str, gates: Any, *, unread: bool
    ) -> int:
        store = LocalStore(self.data.files)
        for name, _ in catalogue.files_to_read("reader 1", limit=1000):
            catalogue.save_extract(read_of(name, (store.read(name) or b"").decode()), now)
        return process(catalogue, catalogue.sources(), now, unread=unread, gates=gates).described

    monkeypatch.setattr(command._Rebuilding, "_process", described)

    def all_of(root: Path, *, without: bool = False) -> command.Rebuilt:
        if without:  # lost, not only damaged
            (root / "catalogue.db").unlink()
        return rebuild_data(DataDirectory(root))

    return all_of


def say(root: Path, text: str, field: str, value: str, at: str) -> None:
    data = DataDirectory(root)
    with Catalogue.open(data.catalogue) as catalogue:
        found = "SELECT id FROM document WHERE sha256 = ?"
        (row,) = catalogue.connection.execute(found, (name_of(text),)).fetchall()
        decide(data, catalogue, [Change("document", row["id"], field, value)], who="lena", at=at)


def take_out(root: Path, text: str) -> None:
    data = DataDirectory(root)
    with Catalogue.open(data.catalogue) as catalogue:
        found = "SELECT id FROM document WHERE sha256 = ?"
        (row,) = catalogue.connection.execute(found, (name_of(text),)).fetchall()
        word = Word(who="lena", at="2026-02-05T10:00:00Z", reason="asked to")
        take_down(data, catalogue, plan(catalogue, row["id"]), word)
    finish(data)


@pytest.mark.parametrize("without", [False, True])
def test_shards_of_sources_come_back_row_for_row(tmp_path, rebuild, without):
    one = Making(tmp_path / "one").nights(
        [
            Night(1, answers={"a": AMBER, "b": BERYL}),
            Night(3, answers={"a": "Child Amber, second", "c": Outcome.GONE}),
        ]
    )
    two = Making(tmp_path / "two").nights(
        [Night(2, "eastvale", answers={"a": DAMSON, "c": CORAL}), Night(4, "eastvale", answers={"c": CORAL})]
    )
    say(one.data.root, BERYL, "title", "Beryl as decided", "2026-02-01T00:00:00Z")
    say(two.data.root, CORAL, "status", "rejected", "2026-02-02T00:00:00Z")
    take_out(two.data.root, DAMSON)
    into = tmp_path / "joined"
    joined = union(into, two.data.root, one.data.root)
    assert rebuild(into, without=without).swapped
    assert differences(joined, seen(into)) == {}


def test_what_replaced_a_document_that_was_taken_down_keeps_its_name(tmp_path, rebuild):
    later = "Child Amber, second"
    made = Making(tmp_path / "one").nights(
        [Night(1, answers={"a": AMBER}), Night(2, answers={"a": later}), Night(3, answers={"a": later})]
    )
    root = made.data.root
    taken = {row["id"] for row in seen(root)["documents"] if row["sha256"] == name_of(AMBER)}
    take_out(root, AMBER)
    say(root, later, "title", "As decided", "2026-02-06T00:00:00Z")
    before = seen(root)["documents"]
    assert rebuild(root).swapped
    (row,) = seen(root)["documents"]
    assert (row["id"], row["title"]) == (before[0]["id"], "As decided")
    assert row["id"] not in taken
    made.nights([Night(4, answers={"a": "Child Amber, third"})])
    assert len(seen(root)["documents"]) == 2


def test_alternatives_of_two_directories_come_back(tmp_path, rebuild):
    one = Making(tmp_path / "one").nights([Night(1, answers={"a": AMBER, "b": BERYL})]).data.root
    words = {"a": "A learning review of Amber and what came of it"}
    two = Making(tmp_path / "two").nights([Night(2, answers={"a": AMBER}, words=words)]).data.root
    into = tmp_path / "joined"
    joined = union(into, one, two)
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    path = other_readings.path_of(DataDirectory(into))
    assert path.read_bytes() == other_readings.path_of(DataDirectory(tmp_path / "other way")).read_bytes()
    with Catalogue.open(into / "catalogue.db", read_only=True) as catalogue:
        before = [tuple(row) for row in catalogue.connection.execute("SELECT * FROM other_reading")]
    assert before
    assert rebuild(into, without=True).swapped
    with Catalogue.open(into / "catalogue.db", read_only=True) as catalogue:
        stands = catalogue.connection.execute(
            """SELECT field, value, origin, COALESCE(page, 0), COALESCE(line, ''), COALESCE(box, ''), rule,
            confidence FROM evidence_item"""
        )
        held = {tuple(row) for row in stands}
        after = [tuple(row) for row in catalogue.connection.execute("SELECT * FROM other_reading")]
    assert {row[1:] for row in before} <= held | {row[1:] for row in after}
    assert not {row[1:] for row in after} & held
    take_out(into, AMBER)
    assert not path.exists() or name_of(AMBER).encode() not in path.read_bytes()


@pytest.mark.parametrize("line", [b"[]", b"{}", b"\xff", b'{"source": 1}', b"null"])
def test_lines_that_say_nothing_are_passed_over(tmp_path, line):
    made = Making(tmp_path / "one").nights([Night(1, answers={"a": AMBER})])
    other_readings.path_of(made.data).write_bytes(line + b"\n")
    with Catalogue.open(made.data.catalogue) as catalogue, catalogue.writing() as connection:
        assert other_readings.bring_back(made.data, connection) == 0
