"""What was coded of a review stays with it, whatever its documents and the review are called in the union."""

from __future__ import annotations

from pathlib import Path

from parts import Making, Night, differences, name_of, seen, union

from harvester.catalogue import Catalogue
from harvester.catalogue.acts import Change
from harvester.catalogue.codings import Said, to_decision
from harvester.catalogue.deciding import decide
from harvester.paths import DataDirectory
from harvester.suggesting import suggest_codings

AMBER, BERYL = "Child Amber", "Child Beryl"


def code(root: Path, text: str, value: str, at: str) -> None:
    data = DataDirectory(root)
    with Catalogue.open(data.catalogue) as catalogue:
        found = "SELECT id, review_id FROM document WHERE sha256 = ?"
        (row,) = catalogue.connection.execute(found, (name_of(text),)).fetchall()
        said = to_decision([Said(value=value, document_id=row["id"], page=1)])
        change = Change("review", row["review_id"], "coding:outcome", said)
        decide(data, catalogue, [change], who="lena", at=at)


def coded(joined: dict) -> set[tuple[str, str]]:
    """What stands: the value, and the text in which it was read."""
    text_of = {name_of(text): text for text in (AMBER, BERYL)}
    documents = {row["id"]: text_of.get(row["sha256"], "") for row in joined["documents"]}
    return {
        (row["value"], documents.get(row["document_id"], row["document_id"]))
        for row in joined["codings"]
        if row["origin"] == "confirmed"
    }


def test_where_both_gave_one_name_to_two_documents(tmp_path):
    one = Making(tmp_path / "one").nights([Night(1, answers={"a": AMBER})]).data.root
    two = Making(tmp_path / "two").nights([Night(2, answers={"a": BERYL})]).data.root
    code(one, AMBER, "died", "2026-02-01T00:00:00Z")
    code(two, BERYL, "serious_harm", "2026-02-02T00:00:00Z")
    joined = union(tmp_path / "joined", one, two)
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    assert coded(joined) == {("serious_harm", BERYL)}  # two versions of one review: the later coding
    assert differences(joined, union(tmp_path / "joined", two, one)) == {}


def test_where_each_called_the_document_otherwise(tmp_path):
    one = Making(tmp_path / "one").nights([Night(1, answers={"a": AMBER})]).data.root
    two = Making(tmp_path / "two").nights([Night(2, answers={"b": AMBER})]).data.root
    code(two, AMBER, "died", "2026-02-02T00:00:00Z")
    joined = union(tmp_path / "joined", one, two)
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    assert coded(joined) == {("died", AMBER)}
    code(tmp_path / "other way", AMBER, "serious_harm", "2026-02-03T00:00:00Z")
    assert coded(seen(tmp_path / "other way")) == {("serious_harm", AMBER)}


def suggested(root: Path, day: int) -> Path:
    """A directory whose suggestions are made, from a text that was read on a day."""
    report = f"{AMBER} serious case review. Child Amber was aged {day} when she died in March 2014."
    data = Making(root).nights([Night(day, answers={"a": report})]).data
    with Catalogue.open(data.catalogue) as catalogue:
        assert suggest_codings(catalogue) == 1
    return root


def test_suggestions_that_only_one_has_are_kept_in_any_order(tmp_path):
    report = f"{AMBER} serious case review. Child Amber was aged 2 when she died in March 2014."
    one = suggested(tmp_path / "one", 2)
    two = Making(tmp_path / "two").nights([Night(2, answers={"a": report})]).data.root
    three = Making(tmp_path / "three").nights([Night(4, answers={"b": report})]).data.root
    joined = union(tmp_path / "joined", one, two)
    assert {row["value"] for row in joined["codings"]} >= {"died", "1_to_5"}
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    assert differences(joined, union(tmp_path / "joined", one)) == {}
    first = union(tmp_path / "first", one, three, two)
    assert differences(first, union(tmp_path / "second", three, two, one)) == {}
    with Catalogue.open(tmp_path / "second" / "catalogue.db") as catalogue:
        suggest_codings(catalogue)
    assert differences(first, seen(tmp_path / "second")) == {}


def test_suggestions_of_the_newest_reading_stand(tmp_path):
    one, two = suggested(tmp_path / "one", 2), suggested(tmp_path / "two", 3)
    joined = union(tmp_path / "joined", one, two)
    assert joined["codings"]
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
