"""What makes a document wait for a person, and what lets it go: in a real catalogue, over several nights."""

from __future__ import annotations

import pytest
from harvests import A, B, name_of

from harvester.catalogue.deciding import Change, decide, undo
from harvester.catalogue.queue import finds, queue_page
from harvester.catalogue.queue_types import QueueFilters
from harvester.paths import DataDirectory
from harvester.records import AlikePair, Evidence, Grouping
from harvester.vocabulary import Origin


class Desk:
    """A person who decides on what a harvest found."""

    def __init__(self, harvest):
        self.harvest = harvest
        self.data = DataDirectory(harvest.catalogue.path.parent)
        self.connection = harvest.catalogue.connection

    def night(self, body="first text", **described):
        self.harvest.start()
        self.harvest.link()
        self.harvest.fetch(A, body)
        if described:
            self.harvest.read()
            self.harvest.describe(**described)
        self.harvest.finish()

    def say(self, document, value, field="status", at="12:00:00"):
        change = Change("document", document, field, value)
        when = f"2026-01-{self.harvest.night:02}T{at}Z"
        return decide(self.data, self.harvest.catalogue, [change], who="robin", at=when)

    def take_back(self, batch, at="13:00:00"):
        when = f"2026-01-{self.harvest.night:02}T{at}Z"
        return undo(self.data, self.harvest.catalogue, batch.id, who="robin", at=when)

    def waiting(self, **filters):
        return {
            row.document_id: row.kinds for row in queue_page(self.connection, QueueFilters(**filters)).rows
        }

    def named(self, body):
        (name,) = [r["id"] for r in self.harvest.rows("documents", "sha256 = ?", name_of(body))]
        return name

    def withdraw(self, document):
        with self.harvest.catalogue.writing() as connection:
            connection.execute(
                "UPDATE document SET presence = 'withdrawn', withdrawn_run = ? WHERE id = ?",
                (self.harvest.run_id, document),
            )


@pytest.fixture
def desk(harvest):
    return Desk(harvest)


SURE = {
    "published": "2016-09-28",
    "evidence": (
        Evidence(field="published", value="2016-09-28", origin=Origin.COVER, rule="r", confidence=0.9),
    ),
}


def test_a_new_document_waits_until_it_is_decided(desk):
    desk.night(**SURE)
    name = desk.named("first text")
    assert desk.waiting() == {name: ("new",)}
    desk.say(name, "accepted")
    assert desk.waiting() == {}
    desk.night()
    assert desk.waiting() == {}, "the same find does not ask twice"


@pytest.mark.parametrize("said", ["accepted", "rejected"])
def test_a_changed_document_asks_again_whatever_was_said(desk, said):
    desk.night(**SURE)
    old = desk.named("first text")
    desk.say(old, said)
    desk.night("second text, a little different", **SURE)
    new = desk.named("second text, a little different")
    assert desk.waiting() == {new: ("changed",)}
    assert finds(desk.connection, [new])[0].replaces == old


def test_a_rejected_document_does_not_come_back(desk):
    desk.night(**SURE)
    name = desk.named("first text")
    desk.say(name, "rejected")
    desk.harvest.catalogue.mark_all_stale()
    desk.night(title="Otherwise described", published=None)
    desk.withdraw(name)
    assert desk.waiting() == {}


def test_a_document_in_doubt_is_doubtful_until_a_person_says_so(desk):
    desk.night()
    name = desk.named("first text")
    assert desk.waiting() == {name: ("new", "doubtful")}, "it has no date"
    desk.say(name, "2016", field="published")
    assert desk.waiting() == {name: ("new",)}
    assert finds(desk.connection, [name])[0].doubts == ()


def test_accepting_settles_the_doubts_that_there_were(desk):
    desk.night()
    name = desk.named("first text")
    desk.say(name, "accepted")
    assert desk.waiting() == {}
    desk.harvest.catalogue.mark_all_stale()
    desk.night()
    assert desk.waiting() == {}, "the same doubts are no news"


def test_a_new_doubt_asks_again(desk):
    desk.night()
    name = desk.named("first text")
    desk.say(name, "accepted")
    rival = tuple(
        Evidence(field="role", value=value, origin=Origin.COVER, rule="r", confidence=0.9)
        for value in ("overview_report", "response")
    )
    desk.harvest.catalogue.mark_all_stale()
    desk.night(evidence=rival)
    assert desk.waiting() == {name: ("doubtful",)}
    assert desk.waiting(since="2026-01-01T23:00:00Z") == {name: ("doubtful",)}
    assert desk.waiting(since="2026-01-02T23:00:00Z") == {}
    desk.say(name, "accepted")
    assert desk.waiting() == {}


def test_a_withdrawal_asks_again_and_an_answer_settles_it(desk):
    desk.night(**SURE)
    name = desk.named("first text")
    desk.say(name, "accepted")
    desk.night()
    desk.withdraw(name)
    assert desk.waiting() == {name: ("withdrawn",)}
    assert desk.waiting(since="2026-01-01T23:00:00Z") == {name: ("withdrawn",)}
    said = desk.say(name, "accepted")
    assert desk.waiting() == {}
    redone = desk.take_back(said)
    assert desk.waiting() == {name: ("withdrawn",)}, "the answer was taken back"
    desk.take_back(redone, at="14:00:00")
    assert desk.waiting() == {}, "and given again"


def test_taking_a_decision_back_brings_the_find_back_to_its_place(desk):
    desk.night(**SURE)
    name = desk.named("first text")
    before = finds(desk.connection, [name])
    said = desk.say(name, "rejected")
    assert desk.waiting() == {}
    desk.take_back(said)
    assert finds(desk.connection, [name]) == before


def test_held_by_a_person_waits_among_the_held_only(desk):
    desk.night(**SURE)
    name = desk.named("first text")
    desk.say(name, "held")
    assert desk.waiting() == {name: ("held",)}
    assert desk.waiting(kind={"new"}) == {}


def test_a_document_taken_in_by_a_person_is_there_and_one_let_go_is_not(desk):
    desk.harvest.start()
    desk.harvest.link()
    desk.harvest.fetch(A, "first text")
    desk.harvest.read()
    desk.harvest.describe(refuse=("first text",))
    desk.harvest.finish()
    assert desk.waiting() == {}
    (row,) = desk.connection.execute("SELECT id FROM document").fetchall()
    assert finds(desk.connection, [row["id"]]) == ()
    said = desk.say(row["id"], "accepted")
    assert finds(desk.connection, [row["id"]])[0].status == "accepted"
    desk.take_back(said)
    assert finds(desk.connection, [row["id"]]) == ()


def test_a_newer_version_makes_the_old_one_superseded_but_does_not_ask_about_it(desk):
    desk.night(**SURE)
    old = desk.named("first text")
    desk.say(old, "accepted")
    desk.night("second text", **SURE)
    row = finds(desk.connection, [old])[0]
    assert [doubt.code for doubt in row.doubts] == ["superseded"]
    assert row.kinds == ()
    new = desk.named("second text")
    desk.say(new, "", field="replaces")
    assert finds(desk.connection, [old])[0].doubts == ()
    assert desk.waiting() == {new: ("new",)}, "a person said that it is no version"


def pair_of_alikes(desk):
    desk.harvest.start()
    for url, body in ((A, "first text"), (B, "other text")):
        desk.harvest.link(url, f"Child A {url[-5]}")
        desk.harvest.fetch(url, body)
    desk.harvest.read()
    desk.harvest.describe(**SURE)
    one, two = sorted((desk.named("first text"), desk.named("other text")))
    pair = AlikePair(one=one, two=two, inside=0.9, jaccard=0.8, verdict=None)
    result = Grouping(
        reviews=(), duplicate_of={}, replaces={}, publisher={}, foreign=frozenset(), reasons={}, alike=(pair,)
    )
    desk.harvest.catalogue.save_grouping(result, desk.harvest.now())
    desk.harvest.finish()
    return one, two


@pytest.mark.parametrize("field", ["duplicate_of", "not_duplicate_of"])
def test_texts_that_may_be_one_are_in_doubt_until_a_person_decides(desk, field):
    one, two = pair_of_alikes(desk)
    assert desk.waiting() == {one: ("new",), two: ("new",)}, "no reason to ask by itself"
    for row in finds(desk.connection, [one, two]):
        assert [doubt.code for doubt in row.doubts] == ["possible_copy"]
    said = desk.say(two, one, field=field)
    for row in finds(desk.connection, [one, two]):
        assert row.doubts == ()
    desk.take_back(said)
    for row in finds(desk.connection, [one, two]):
        assert [doubt.code for doubt in row.doubts] == ["possible_copy"]
