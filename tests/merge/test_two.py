"""Two directories that saw the same site at different times."""

from __future__ import annotations

from parts import Making, Night, at_once, differences, union

from harvester.merge import merge
from harvester.vocabulary import Outcome

HERE = [
    Night(1, answers={"a": "Child Amber, first", "b": Outcome.GONE}),
    Night(3, answers={"a": "Child Amber, first", "b": "Child Beryl"}),
]
THERE = [
    Night(2, answers={"a": "Child Amber, second", "c": "Child Coral"}),
    Night(4, "eastvale", answers={"a": "Child Beryl"}),
]


def test_whichever_comes_first_and_however_often(tmp_path):
    one = Making(tmp_path / "one").nights(HERE).data.root
    two = Making(tmp_path / "two").nights(THERE).data.root
    joined = union(tmp_path / "joined", one, two)
    assert differences(joined, union(tmp_path / "other way", two, one)) == {}
    assert differences(joined, at_once(tmp_path / "at once", [one, two, one])) == {}
    assert differences(joined, union(tmp_path / "joined", one, two)) == {}


def test_what_was_served_at_an_address_in_the_order_of_time(tmp_path):
    one = Making(tmp_path / "one").nights(HERE).data.root
    two = Making(tmp_path / "two").nights(THERE).data.root
    joined = union(tmp_path / "joined", one, two)
    of = {row["title"].rpartition("Child ")[2]: row for row in joined["documents"]}
    assert (of["Amber, second"]["replaces"], of["Amber, second"]["presence"]) == (
        of["Amber, first"]["id"],
        "changed",
    )
    assert of["Amber, first"]["presence"] == "present"  # it was served again on the third day
    copies = [row["source"] for row in joined["documents"] if row["duplicate_of"]]
    assert copies == ["eastvale"]


def test_a_file_that_two_parts_have_is_told_as_new_once(tmp_path):
    one = Making(tmp_path / "one").nights(HERE).data.root
    two = Making(tmp_path / "two").nights(THERE).data.root  # both have "Child Beryl"
    for dry_run in (True, False):
        done = merge(tmp_path / "joined", [one, two], dry_run=dry_run)
        assert [part.files for part in done.parts] == [2, 2]
    assert len(list((tmp_path / "joined" / "files").glob("*/*"))) == 4
