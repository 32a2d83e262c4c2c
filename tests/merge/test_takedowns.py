"""What was taken down in one directory stays out of the union, whichever part still has it."""

from __future__ import annotations

import gzip
from pathlib import Path

from parts import Making, Night, differences, name_of, seen, union

from harvester.catalogue import Catalogue
from harvester.fixity.check import check_all
from harvester.merge import merge
from harvester.paths import DataDirectory
from harvester.takedown.cleaning import finish
from harvester.takedown.deciding import Word, take_down
from harvester.takedown.planning import plan

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
