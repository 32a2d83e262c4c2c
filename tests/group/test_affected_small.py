"""Small catalogues made for one question each: is what a change concerns found, however it is connected?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from harvester.group import Constraints
from harvester.group.compared import FromTexts
from harvester.group.joins import MAX_RECORD
from harvester.vocabulary import Role

from .corpus import board
from .kept import Kept
from .small import Play, blank, check_step, empty, filed, files

PAGE = "https://x.example/1"
REPLY, BRIEF = Role.RESPONSE, Role.BRIEFING


class Story:
    """A small catalogue, told by hand; each step is held to what grouping everything makes of it."""

    def __init__(self, kept: Kept | None = None) -> None:
        self.kept = kept or empty()

    def put(self, key: str, file: str | None = None, **values: object) -> None:
        self.kept.documents[key] = filed(blank(key, **values), file)
        check_step(self.kept, {key})

    def change(self, key: str, **values: object) -> None:
        self.kept.documents[key] = replace(self.kept.documents[key], **values)  # type: ignore[arg-type]
        check_step(self.kept, {key})

    def drop(self, *keys: str) -> None:
        for key in keys:
            del self.kept.documents[key]
        check_step(self.kept, set(keys))

    def sets(self) -> list[str]:
        """The reviews, each as the ids of its documents in a row."""
        return sorted(" ".join(review.document_ids) for review in self.kept.reviews.values())


@pytest.mark.parametrize("seed", range(70))
def test_random_changes(seed):
    game = Play(Random(f"s12 {seed}"), 12)
    for _ in range(5):
        check_step(game.kept, game.change())
    assert not game.kept.again, "what is concerned was found at once"


def test_a_name_more_on_a_page_parts_what_it_says_nothing_of():
    story = Story()
    story.put("a", case_name="Child A", page_url=PAGE)
    story.put("x", title="Board response", role=REPLY, page_url=PAGE)
    assert story.sets() == ["a x"]
    story.put("b", case_name="Child B", page_url=PAGE)
    assert story.sets() == ["a", "b", "x"]
    story.change("b", page_url="https://x.example/2")
    assert story.sets() == ["a x", "b"]
    story.change("b", page_url=PAGE)
    story.drop("b")
    assert story.sets() == ["a x"]


def test_the_page_of_a_record_that_becomes_too_full():
    story = Story()
    record = {"source": "repository", "page_url": PAGE}
    story.put("r", heading="Reviews 1", **record)
    for number in range(2, MAX_RECORD + 1):
        story.put(f"x{number}", heading=f"Reviews {number}", title="Response", role=REPLY, **record)
    assert len(story.sets()) == 1
    story.put("x9", heading="Reviews 9", title="Response", role=REPLY, **record)
    assert len(story.sets()) == MAX_RECORD + 1
    story.change("x9", completed="2012")
    assert len(story.sets()) == MAX_RECORD + 1
    story.drop("x9")
    assert len(story.sets()) == 1


def test_a_report_more_on_the_page_of_a_record():
    story = Story()
    record = {"source": "repository", "page_url": PAGE}
    story.put("r", heading="Reviews 1", **record)
    story.put("x", heading="Reviews 2", title="Response", role=REPLY, **record)
    story.put("y", heading="Reviews 3", title="Briefing", role=BRIEF, **record)
    assert story.sets() == ["r x y"]
    story.put("s", heading="Reviews 4", **record)
    assert story.sets() == ["r", "s", "x", "y"]
    story.change("s", role=REPLY)
    assert story.sets() == ["r s x y"]


@pytest.mark.parametrize("size", [3, MAX_RECORD])
def test_a_copy_elsewhere_keeps_a_paper_from_its_record(size):
    story = Story()
    record = {"source": "repository", "page_url": PAGE}
    story.put("r", heading="Reviews 1", published="2012", **record)
    story.put("m", "c", heading="Reviews 2", role=REPLY, **record)
    for number in range(3, size + 1):
        story.put(f"x{number}", heading=f"Reviews {number}", role=REPLY, published="2019", **record)
    story.put("z", "c", source="eastvale", role=REPLY, published="2019", page_url="https://x.example/2")
    assert "m z" in story.sets()
    story.change("z", published="2012")
    assert "m r z" in story.sets()


@pytest.mark.parametrize("size", [3, MAX_RECORD])
def test_a_namesake_elsewhere_keeps_a_paper_from_its_record(size):
    story = Story()
    record = {"source": "repository", "page_url": PAGE}
    told = {"case_name": "Child A", "role": REPLY}
    story.put("r", title="Review mill", published="2012", **record)
    story.put("m", board=board("Eastvale"), **told, **record)
    for number in range(3, size + 1):
        story.put(f"x{number}", title="Review orchard", role=REPLY, published="2019", **record)
    story.put("z", source="eastvale", published="2019", page_url="https://x.example/2", **told)
    assert "m z" in story.sets()
    story.change("z", published="2012")
    assert "m r z" in story.sets()


def test_a_subject_elsewhere_keeps_a_paper_from_its_page():
    story = Story()
    about = {"title": "Review willow bridge"}
    story.put("s", published="2012", board="Faraway Safeguarding Children Board", page_url=PAGE, **about)
    story.put("s2", role=REPLY, board=board("Eastvale"), page_url=PAGE, **about)
    elsewhere = {"source": "eastvale", "page_url": "https://x.example/2"}
    story.put("z", role=REPLY, published="2019", **elsewhere, **about)
    assert story.sets() == ["s", "s2 z"]
    story.change("z", published="2012")
    assert story.sets() == ["s s2 z"]


def test_a_nameless_paper_leaves_a_full_record_of_one_case():
    story = Story()
    record = {"source": "repository", "page_url": PAGE, "case_name": "Child A"}
    story.put("r", heading="Reviews 1", **record)
    story.put("x", heading="Reviews 2", title="Review mill", role=REPLY, **{**record, "case_name": None})
    for number in range(3, MAX_RECORD + 2):
        story.put(f"x{number}", heading=f"Reviews {number}", role=REPLY, **record)
    assert "r" in story.sets()
    story.drop("x")
    assert len(story.sets()) == 1, "the others are one record now"
    story.put("x", heading="Reviews 2", title="Review mill", role=REPLY, **{**record, "case_name": None})
    assert len(story.sets()) == MAX_RECORD + 1


def test_enough_is_looked_at_to_know_that_a_record_is_full():
    story = Story()
    record = {"source": "repository", "page_url": PAGE}
    for number in range(MAX_RECORD - 1):
        story.put(f"z{number}", heading=f"Reviews {number}", case_name="Child A", role=REPLY, **record)
    about = {**record, "title": "Review mill", "board": board("Northmoor")}
    story.put("a0", heading="Reviews 20", **about)
    story.put("a1", heading="Reviews 21", role=REPLY, **about)
    story.change("a0", completed="2012")
    assert {"a0", "a1"} <= set(story.sets())
    assert story.kept.grouped == 2


def test_a_copy_elsewhere_keeps_a_subject_from_its_page():
    story = Story()
    page = {"page_url": PAGE, "title": "Review mill"}
    story.put("s", published="2012", board="Faraway Safeguarding Children Board", **page)
    story.put("s2", "c", role=REPLY, board="Nearaway Safeguarding Children Board", **page)
    story.put("z", "c", source="eastvale", role=REPLY, published="2019", page_url="https://x.example/2")
    assert story.sets() == ["s", "s2 z"]
    story.change("z", published="2012")
    assert story.sets() == ["s s2 z"]


def test_one_name_of_several_stands_alone_at_another_publisher():
    story = Story()
    story.put("p", "c", source="eastvale", board=board("Eastvale"), case_name="Child Y and Child Z")
    story.put("p2", "c", board=board("Northmoor"), case_name="Child Y", page_url=PAGE)
    story.put("q", case_name="Child B and Child Y", role=REPLY, page_url="https://x.example/2")
    assert story.sets() == ["p p2 q"]
    story.put("t", case_name="Child Z", page_url="https://x.example/3")
    assert story.sets() == ["p p2", "q", "t"]
    story.change("q", completed="2012")
    assert (story.sets(), story.kept.grouped) == (["p p2", "q", "t"], 3)
    story.change("t", case_name="Child W")
    assert story.sets() == ["p p2 q", "t"]
    story.change("t", case_name="Child Z")
    story.drop("t")
    assert story.sets() == ["p p2 q"]


def test_a_name_on_a_page_keeps_subjects_apart():
    story = Story()
    story.put("a", case_name="Child A", page_url=PAGE)
    story.put("s", title="Review mill", page_url=PAGE)
    story.put("s2", title="Review mill", role=REPLY, page_url=PAGE)
    story.change("s", completed="2012")
    assert story.sets() == ["a", "s", "s2"]
    story.drop("a")
    assert story.sets() == ["s s2"]


def test_another_spelling_under_one_heading():
    story = Story()
    story.put("one", case_name="Jordan", page_url=PAGE, heading="The bridge")
    story.put("two", case_name="Jordyn", role=REPLY, page_url=PAGE, heading="The bridge")
    assert story.sets() == ["one two"]
    story.change("two", heading="The mill")
    assert story.sets() == ["one", "two"]


def test_a_chain_comes_apart_and_together_again():
    story = Story()
    story.put("a", case_name="CB22", page_url=PAGE)
    story.put("b", case_name="Child B (CB22)", role=BRIEF, page_url="https://x.example/2")
    story.put("c", case_name="Child B", role=REPLY, page_url="https://x.example/3")
    assert story.sets() == ["a b c"]
    story.drop("b")
    assert story.sets() == ["a", "c"]
    story.put("b", case_name="Child B (CB22)", role=BRIEF, page_url="https://x.example/2")
    assert story.sets() == ["a b c"]


def test_letters_and_numbers_that_lose_the_last_who_bears_them():
    story = Story()
    story.put("one", case_name="SCR G", page_url=PAGE)
    story.put("two", case_name="Child G", role=REPLY, page_url="https://x.example/2")
    story.put("n", case_name="CPR 6/2021", page_url="https://x.example/3", role=REPLY)
    story.put("m", case_name="CPR CTM 6/2021", page_url="https://x.example/4")
    assert story.sets() == ["m n", "one two"]
    story.put("k", case_name="APB 6/2021", page_url="https://x.example/5")
    assert story.sets() == ["k", "m", "n", "one two"], "a third code: which of them is it?"
    story.drop("k", "two")
    assert story.sets() == ["m n", "one"]


def test_an_operation_and_its_subject():
    story = Story()
    story.put("s", title="Operation harbour lights", role=REPLY, page_url=PAGE)
    story.put("o", case_name="Operation Harbour Lights", page_url="https://x.example/2")
    assert story.sets() == ["o s"]
    story.change("o", case_name="Operation Willow Bridge")
    assert story.sets() == ["o", "s"]


def test_the_id_that_a_review_of_that_name_would_have_is_taken():
    story = Story()
    story.put("a", case_name="Child A", page_url=PAGE)
    first = story.kept.review_of["a"]
    story.change("a", case_name="Child B")
    assert story.kept.review_of["a"] == first
    story.put("z", case_name="Child A", page_url="https://x.example/2")
    assert story.kept.review_of["z"] != first


def test_namesakes_whose_sketches_did_not_meet():
    class Missed(FromTexts):
        def pairs(self, among):
            return set()

    every = [filed(blank(name), name) for name in files()]
    story = Story(replace(empty(), texts=Missed(every)))
    story.put("one", "a", source="repository", case_name="Child A", page_url=PAGE)
    story.put("two", "a-scan", source="repository", case_name="Child A", page_url="https://x.example/2")
    assert story.kept.columns["two"][0] == "one" or story.kept.columns["one"][0] == "two"


def test_a_namesake_lends_a_publisher_where_nothing_else_led():
    class Missed(FromTexts):
        def pairs(self, among):
            return set()

    every = [filed(blank(name), name) for name in files()]
    story = Story(replace(empty(), texts=Missed(every)))
    listed = {"source": "repository"}
    story.put("lent", "a", case_name="X12", board=board("Northmoor"), page_url=PAGE, **listed)
    story.put("other", case_name="Child G", role=REPLY, page_url="https://x.example/3")
    story.put("new", "a-scan", case_name="SCR G (X12)", page_url="https://x.example/2", **listed)
    assert story.sets() == ["lent new other"]


def test_what_is_no_copy_leaves_and_comes_back():
    story = Story()
    for number, key in enumerate(("one", "two", "three")):
        story.put(key, "c", page_url=f"https://x.example/{number}", case_name="Child A")
    assert len(story.sets()) == 1
    story.kept.said = Constraints(not_copies=frozenset([("two", "one")]))
    check_step(story.kept, {"one", "two"})
    assert not story.kept.columns["two"][0]
    story.kept.said = Constraints()
    check_step(story.kept, {"one", "two"})
    assert len([row for row in story.kept.columns.values() if row[0]]) == 2
