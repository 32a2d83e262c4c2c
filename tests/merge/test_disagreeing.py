"""Values, decisions and names on which two directories disagree."""

from __future__ import annotations

from pathlib import Path

from parts import Making, Night, differences, name_of, seen, union

from harvester.catalogue import Catalogue
from harvester.catalogue.alternatives import alternatives
from harvester.catalogue.deciding import Change, decide
from harvester.fixity.check import check_all
from harvester.paths import DataDirectory
from harvester.process import RULES
from harvester.records import Description, DocumentVerdict, Evidence
from harvester.vocabulary import Origin

AMBER = "Child Amber"


def describe(root: Path, title: str, at: str, rules: int = RULES) -> None:
    """Describe the one document anew, as if its title had been read from another place."""
    evidence = Evidence(field="title", value=title, origin=Origin.COVER, rule="made", confidence=0.9, page=1)
    with Catalogue.open(root / "catalogue.db") as catalogue:
        (row,) = catalogue.connection.execute("SELECT id FROM document")
        said = Description(title=title, evidence=(evidence,))
        catalogue.save_description(row["id"], said, DocumentVerdict(kept=True, score=0.9), at, rules=rules)


def say(root: Path, sha256: str, field: str, value: str, at: str) -> None:
    data = DataDirectory(root)
    with Catalogue.open(data.catalogue) as catalogue:
        (row,) = catalogue.connection.execute("SELECT id FROM document WHERE sha256 = ?", (sha256,))
        decide(data, catalogue, [Change("document", row["id"], field, value)], who="lena", at=at)


def two(tmp_path: Path) -> tuple[Path, Path]:
    one = Making(tmp_path / "one").nights([Night(1, answers={"a": AMBER})]).data.root
    other = Making(tmp_path / "two").nights([Night(2, answers={"a": AMBER})]).data.root
    return one, other


def title_of(joined: dict) -> str:
    (row,) = joined["documents"]
    return str(row["title"])


def test_two_titles_stand_beside_each_other_and_the_newest_first(tmp_path):
    one, other = two(tmp_path)
    describe(one, "As read in the north", "2026-02-02T00:00:00Z")
    describe(other, "As read in the south", "2026-02-01T00:00:00Z")
    joined = union(tmp_path / "joined", one, other)
    assert differences(joined, union(tmp_path / "other way", other, one)) == {}
    assert title_of(joined) == "As read in the north"
    with Catalogue.open(tmp_path / "joined" / "catalogue.db", read_only=True) as catalogue:
        offered = alternatives(catalogue.connection, joined["documents"][0]["id"])["title"]
    assert [(one.value, one.chosen, one.page) for one in offered] == [
        ("As read in the north", True, 1),
        ("As read in the south", False, 1),
    ]


def test_newer_rules_go_before_a_later_reading_and_the_value_decides_between_equals(tmp_path):
    one, other = two(tmp_path)
    describe(one, "By newer rules", "2026-02-01T00:00:00Z", rules=RULES + 1)
    describe(other, "By older rules", "2026-02-02T00:00:00Z")
    assert title_of(union(tmp_path / "joined", other, one)) == "By newer rules"
    third, fourth = two(tmp_path / "more")
    describe(third, "Zebra", "2026-02-02T00:00:00Z")
    describe(fourth, "Aardvark", "2026-02-02T00:00:00Z")
    assert title_of(union(tmp_path / "zebra", third, fourth)) == "Zebra"
    assert title_of(union(tmp_path / "zebra too", fourth, third)) == "Zebra"


def test_a_decision_goes_before_both_and_the_later_one_before_the_earlier(tmp_path):
    one, other = two(tmp_path)
    say(one, name_of(AMBER), "title", "Said first", "2026-02-01T00:00:00Z")
    say(other, name_of(AMBER), "title", "Said later", "2026-02-02T00:00:00Z")
    joined = union(tmp_path / "joined", other, one)
    assert differences(joined, union(tmp_path / "other way", one, other)) == {}
    assert title_of(joined) == "Said later"
    assert [line["value"] for line in joined["decisions"]] == ["Said first", "Said later"]
    assert check_all(DataDirectory(tmp_path / "joined")).findings == ()


def test_decisions_follow_the_bytes_where_both_gave_one_name_to_two_documents(tmp_path):
    one = Making(tmp_path / "one").nights([Night(1, answers={"a": AMBER})]).data.root
    other = Making(tmp_path / "two").nights([Night(2, answers={"a": "Child Beryl"})]).data.root
    say(one, name_of(AMBER), "title", "Amber as decided", "2026-02-01T00:00:00Z")
    say(other, name_of("Child Beryl"), "title", "Beryl as decided", "2026-02-02T00:00:00Z")
    ids = {seen(root)["documents"][0]["id"] for root in (one, other)}
    assert len(ids) == 1  # both are called by the address
    joined = union(tmp_path / "joined", one, other)
    assert differences(joined, union(tmp_path / "other way", other, one)) == {}
    titles = {row["sha256"]: row["title"] for row in joined["documents"]}
    assert titles == {name_of(AMBER): "Amber as decided", name_of("Child Beryl"): "Beryl as decided"}
    assert differences(joined, union(tmp_path / "joined", other, one)) == {}
