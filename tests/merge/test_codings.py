"""What was coded of a review stays with it, whatever its documents and the review are called in the union."""

from __future__ import annotations

from pathlib import Path

from parts import Making, Night, differences, name_of, seen, union

from harvester.catalogue import Catalogue
from harvester.catalogue.acts import Change
from harvester.catalogue.codings import Said, to_decision
from harvester.catalogue.deciding import decide
from harvester.paths import DataDirectory

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
