"""Deciding as the desk does it: batches, relations, two people, taking back, and what stands afterwards."""

from __future__ import annotations

import json

import pytest
from deciding_harvest import Desk, a_desk, everything, text_about

from harvester.catalogue import Catalogue, Decision, append_decision, replay_decisions
from harvester.catalogue.acts import copy_of, merge_reviews, not_a_duplicate, split_off, version_of
from harvester.catalogue.deciding import Change, ConflictError, history, recent_batches, revision, revisions
from harvester.errors import DiskError, UsageError
from harvester.vocabulary import Role


@pytest.fixture
def desk(tmp_path, harvest) -> Desk:
    return a_desk(tmp_path, harvest.catalogue)


def lines(desk: Desk) -> list[dict[str, object]]:
    return [json.loads(line) for line in desk.data.decisions.read_text().splitlines()]


# ---------------------------------------------------------------- batches


def test_what_is_decided_together_is_one_batch_with_what_was_shown_before(desk):
    report, response = desk.names["a-report"], desk.names["a-response"]
    batch = desk.decide(
        Change("document", report, "status", "accepted", "as it should be"),
        Change("document", report, "title", "Child A"),
        Change("document", response, "language", "cy"),
    )
    assert desk.shown(report)["status"] == "accepted"
    assert desk.shown(response)["language"] == "cy"
    assert {line["batch"] for line in lines(desk)} == {batch.id}
    (title, status) = history(desk.catalogue, report)
    assert (status.old, status.new, status.who, status.reason) == (
        "new",
        "accepted",
        "ann",
        "as it should be",
    )
    assert (title.old, title.new, title.batch) == ("Child A: overview_report", "Child A", batch.id)
    (row,) = recent_batches(desk.catalogue)
    assert (row.batch, row.who, row.decisions) == (batch.id, "ann", 3)
    assert row.fields == ("status", "title", "language")
    assert row.subjects == (report, response)


def test_one_wrong_change_and_nothing_of_the_batch_is_written(desk):
    report = desk.names["a-report"]
    before = everything(desk.catalogue)
    for wrong in (
        Change("document", report, "role", "chapter"),
        Change("document", report, "language", "English"),
        Change("document", "d_nowhere", "title", "x"),
        Change("document", report, "duplicate_of", "d_nowhere"),
        Change("document", report, "duplicate_of", report),
        Change("document", report, "review", "r_nowhere"),
        Change("document", report, "review", ""),
        Change("document", report, "not_duplicate_of", ""),
        Change("review", "r_nowhere", "title", "x"),
        Change("review", str(desk.review_of(report)), "status", "accepted"),
    ):
        with pytest.raises(UsageError):
            desk.decide(Change("document", report, "status", "accepted"), wrong)
    with pytest.raises(UsageError, match="nothing to decide"):
        desk.decide()
    assert not desk.data.decisions.exists() or desk.data.decisions.read_bytes() == b""
    assert everything(desk.catalogue) == before


def test_a_disk_that_refuses_leaves_nothing_decided(desk, monkeypatch):
    import os

    report = desk.names["a-report"]
    desk.say(report, "title", "One")
    before, kept = everything(desk.catalogue), desk.data.decisions.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskError, match="nothing was decided"):
        desk.say(report, "title", "Two")
    monkeypatch.undo()
    assert desk.data.decisions.read_bytes() == kept
    assert everything(desk.catalogue) == before


def test_a_clock_that_was_put_back_does_not_make_a_decision_old(desk):
    report = desk.names["a-report"]
    desk.minutes = 500
    first = desk.say(report, "title", "First").decisions[0]
    desk.minutes = 0
    second = desk.say(report, "title", "Second").decisions[0]
    assert desk.shown(report)["title"] == "Second"
    assert second.at == first.at


# ---------------------------------------------------------------- two people


def test_who_saw_an_older_state_is_told_and_overwrites_nothing(desk):
    report, other = desk.names["a-report"], desk.names["b-report"]
    seen = revisions(desk.catalogue, [report, other])
    assert seen == {report: 0, other: 0}
    desk.decide(Change("document", report, "title", "Ann's"), who="ann", expected=seen)
    kept = desk.data.decisions.read_bytes()
    with pytest.raises(ConflictError) as told:
        desk.decide(
            Change("document", other, "status", "accepted"),
            Change("document", report, "status", "rejected"),
            who="bob",
            expected=seen,
        )
    assert (told.value.who, told.value.field, told.value.value) == ("ann", "title", "Ann's")
    assert told.value.subject_id == report
    assert "ann decided title" in str(told.value)
    assert desk.data.decisions.read_bytes() == kept
    assert desk.shown(other)["status"] == "new"
    seen = revisions(desk.catalogue, [report, other])
    desk.decide(Change("document", report, "status", "rejected"), who="bob", expected=seen)
    assert desk.shown(report)["status"] == "rejected"


def test_nobody_is_in_their_own_way(desk):
    report = desk.names["a-report"]
    seen = {report: revision(desk.catalogue, report)}
    desk.decide(Change("document", report, "title", "One"), who="ann", expected=seen)
    desk.decide(Change("document", report, "title", "Two"), who="ann", expected=seen)
    assert desk.shown(report)["title"] == "Two"


def test_a_review_has_a_revision_too(desk):
    review = str(desk.review_of(desk.names["a-report"]))
    seen = {review: revision(desk.catalogue, review)}
    desk.decide(Change("review", review, "case_name", "Child Z"), who="ann", expected=seen)
    with pytest.raises(ConflictError):
        desk.decide(Change("review", review, "case_name", "Child Y"), who="bob", expected=seen)
    assert desk.harvest.one("reviews", "id = ?", review)["case_name"] == "Child Z"


# ---------------------------------------------------------------- taking back


def test_a_batch_is_taken_back_whole_and_done_once_more(desk):
    report, other = desk.names["a-report"], desk.names["b-report"]
    desk.say(report, "title", "Earlier")
    before = {name: desk.shown(name) for name in (report, other)}
    batch = desk.decide(
        Change("document", report, "title", "Later"),
        Change("document", report, "status", "rejected", "not_a_review"),
        Change("document", other, "duplicate_of", report),
        Change("document", other, "review", "new"),
    )
    after = {name: desk.shown(name) for name in (report, other)}
    taken = desk.undo(batch, who="bob")
    assert {name: desk.shown(name) for name in (report, other)} == before
    assert all(one.undoes for one in taken.decisions)
    rows = {row.field: row for row in history(desk.catalogue, report) if row.batch == batch.id}
    assert rows["status"].undone_by == taken.id
    assert recent_batches(desk.catalogue)[0].undoes == batch.id
    assert recent_batches(desk.catalogue)[1].undone_by == taken.id
    desk.undo(taken)
    assert {name: desk.shown(name) for name in (report, other)} == after


def test_a_field_that_was_decided_again_since_is_not_undone(desk):
    report = desk.names["a-report"]
    batch = desk.decide(
        Change("document", report, "title", "One"), Change("document", report, "status", "accepted")
    )
    desk.say(report, "board", "A Board", who="bob")  # another field is in nobody's way
    desk.say(report, "title", "Two", who="bob")
    kept = desk.data.decisions.read_bytes()
    with pytest.raises(ConflictError) as told:
        desk.undo(batch)
    assert (told.value.who, told.value.value) == ("bob", "Two")
    assert desk.data.decisions.read_bytes() == kept
    assert desk.shown(report)["status"] == "accepted"


def test_nothing_is_undone_twice(desk):
    batch = desk.say(desk.names["a-report"], "title", "One")
    desk.undo(batch)
    with pytest.raises(UsageError, match="undone already"):
        desk.undo(batch)
    with pytest.raises(UsageError, match="nothing like that"):
        desk.undo("b_nowhere")


def test_of_several_who_are_no_copies_one_is_taken_back(desk):
    report, response, other = (desk.names[n] for n in ("a-report", "a-response", "b-report"))
    first = desk.decide(not_a_duplicate(report, response))
    desk.decide(not_a_duplicate(report, other))
    desk.undo(first)
    stands = desk.harvest.rows("standing", "field = 'not_duplicate_of'")
    assert [(row["subject_id"], row["other_id"]) for row in stands] == [(report, other)]
    assert [row["value"] for row in desk.harvest.rows("evidence", "field = 'not_duplicate_of'")] == [other]


# ---------------------------------------------------------------- relations at once


def test_a_copy_and_no_copy_show_at_once_and_never_both(desk):
    report, other = desk.names["a-report"], desk.names["b-report"]
    desk.decide(copy_of(other, report))
    assert desk.shown(other)["duplicate_of"] == report
    desk.decide(not_a_duplicate(report, other))
    assert desk.shown(other)["duplicate_of"] is None
    desk.decide(copy_of(report, other))
    assert desk.shown(report)["duplicate_of"] == other
    assert desk.harvest.rows("standing", "field = 'not_duplicate_of'") == []
    desk.decide(copy_of(other, report))
    assert (desk.shown(report)["duplicate_of"], desk.shown(other)["duplicate_of"]) == (None, report)


def test_a_copy_of_a_copy_is_a_copy_of_the_original(desk):
    one, two, three = (desk.names[n] for n in ("a-report", "a-response", "b-report"))
    desk.decide(copy_of(one, two))
    desk.decide(copy_of(two, three))
    assert {desk.shown(name)["duplicate_of"] for name in (one, two)} == {three}
    desk.decide(copy_of(three, one))
    copies = {name: desk.shown(name)["duplicate_of"] for name in (one, two, three)}
    assert list(copies.values()).count(None) == 1, copies
    assert set(copies.values()) - {None} <= {name for name, of in copies.items() if of is None}


def test_what_the_harvest_calls_a_copy_turns_round_when_a_person_says_so(desk):
    same = "word " + text_about("Child C")
    one = desk.find("c-one", case="Child C", body=same)
    two = desk.find("c-two", case="Child C", body=same, source="eastvale")
    three = desk.find("c-three", case="Child C", body=f"{same} end", source="eastvale")
    desk.regroup()
    copies = {name: desk.shown(name)["duplicate_of"] for name in (one, two, three)}
    (original,) = [name for name, of in copies.items() if of is None]
    first, second = [name for name in copies if name != original]
    desk.decide(copy_of(original, first))
    for _ in range(2):  # at once, and after the next night
        assert desk.shown(first)["duplicate_of"] is None
        assert desk.shown(original)["duplicate_of"] == first
        assert desk.shown(second)["duplicate_of"] == first
        desk.regroup()


def test_a_version_is_no_copy_and_nothing_is_a_version_of_itself(desk):
    same = text_about("Child C")
    old = desk.find("c-old", case="Child C", body=same)
    new = desk.find("c-new", case="Child C", body=f"{same} end")
    desk.regroup()
    assert {desk.shown(old)["duplicate_of"], desk.shown(new)["duplicate_of"]} & {old, new}
    desk.decide(version_of(new, old))
    for _ in range(2):
        assert desk.shown(new)["replaces"] == old
        assert (desk.shown(old)["duplicate_of"], desk.shown(new)["duplicate_of"]) == (None, None)
        desk.regroup()
    desk.decide(version_of(old, new))
    assert (desk.shown(old)["replaces"], desk.shown(new)["replaces"]) == (new, None)
    third = desk.names["b-report"]
    desk.decide(version_of(new, third))
    with pytest.raises(UsageError, match="take that back first"):
        desk.decide(version_of(third, old))


def test_replaces_nothing_outweighs_the_address(desk):
    address = "a-report"
    old = desk.names[address]
    desk.harvest.start(*desk.catalogue.sources().values())
    new = desk.find(address, body=text_about("Child A", 77))
    desk.regroup()
    assert desk.shown(new)["replaces"] == old
    batch = desk.say(new, "replaces", "")
    for _ in range(2):
        assert desk.shown(new)["replaces"] is None
        desk.regroup()
    desk.undo(batch)
    assert desk.shown(new)["replaces"] == old


# ---------------------------------------------------------------- reviews


def test_a_document_gets_a_review_of_its_own_at_once(desk):
    report, response = desk.names["a-report"], desk.names["a-response"]
    together = desk.review_of(report)
    assert together == desk.review_of(response)
    desk.say(response, "review", "new")
    own = desk.review_of(response)
    assert own not in (None, together)
    shown = desk.harvest.one("reviews", "id = ?", own)
    assert (shown["documents"], shown["case_name"], shown["title"]) == (1, "Child A", "Child A: response")
    assert [row["source"] for row in desk.harvest.rows("review_publishers", "review_id = ?", own)] == [
        "northmoor"
    ]
    assert desk.harvest.one("reviews", "id = ?", together)["documents"] == 1


def test_documents_are_split_off_together(desk):
    names = [desk.names[name] for name in ("a-report", "a-response")]
    others = desk.review_of(names[0])
    batch = desk.decide(split_off(names))
    assert desk.review_of(names[0]) == desk.review_of(names[1]) != others
    assert batch.decisions[1].other["document_id"] == names[0]
    desk.regroup()
    assert desk.review_of(names[0]) == desk.review_of(names[1]) == batch.decisions[1].value


def test_reviews_are_merged_and_the_decisions_about_the_first_stay(desk):
    report, response, other = (desk.names[n] for n in ("a-report", "a-response", "b-report"))
    into, gone = str(desk.review_of(other)), str(desk.review_of(report))
    desk.decide(Change("review", gone, "title", "Of the merged"))
    desk.decide(Change("review", into, "title", "Of both"))
    batch = desk.decide(merge_reviews([report, response], into))
    for _ in range(2):
        assert {desk.review_of(name) for name in (report, response, other)} == {into}
        shown = desk.harvest.one("reviews")
        assert (shown["id"], shown["title"], shown["documents"]) == (into, "Of both", 3)
        desk.regroup()
    desk.undo(batch)
    for _ in range(2):
        assert desk.review_of(report) == desk.review_of(response) == gone
        assert desk.review_of(other) == into
        assert desk.harvest.one("reviews", "id = ?", gone)["title"] == "Of the merged"
        desk.regroup()


def test_a_new_paper_of_the_case_joins_where_a_person_put_it(desk):
    report, response, other = (desk.names[n] for n in ("a-report", "a-response", "b-report"))
    into = str(desk.review_of(other))
    desk.decide(merge_reviews([report, response], into))
    desk.regroup()
    plan = desk.find("a-plan", case="Child A", role=Role.ACTION_PLAN)
    desk.regroup()
    assert desk.review_of(plan) == into


def test_what_is_rejected_is_in_no_review(desk):
    report = desk.names["a-report"]
    desk.say(report, "review", "new")
    desk.say(report, "status", "rejected")
    desk.regroup()
    assert desk.review_of(report) is None
    desk.say(report, "status", None)
    assert desk.review_of(report) is not None


# ---------------------------------------------------------------- replay


def test_decisions_are_found_again_under_other_ids_the_other_document_too(desk, tmp_path):
    report, response, other = (desk.names[n] for n in ("a-report", "a-response", "b-report"))
    desk.decide(copy_of(response, other))
    desk.decide(Change("document", report, "review", str(desk.review_of(other))))
    desk.decide(Change("review", str(desk.review_of(other)), "title", "Decided"))
    desk.decide(not_a_duplicate(report, other))
    told = desk.data.decisions.read_text()
    for number, name in enumerate((report, response, other)):
        told = told.replace(f'"{name}"', f'"d_elsewhere_{number}"')
    told = told.replace(str(desk.review_of(other)), "r_elsewhere")
    with Catalogue.open(tmp_path / "again" / "catalogue.db") as rebuilt:
        again = a_desk(tmp_path / "again", rebuilt)
        again.data.decisions.write_text(told)
        replay_decisions(again.data, rebuilt)
        again.regroup()
        assert again.shown(response)["duplicate_of"] == other
        assert again.review_of(report) == again.review_of(other)
        shown = again.harvest.one("reviews", "id = ?", again.review_of(other))
        assert shown["title"] == "Decided"
        (pair,) = again.harvest.rows("standing", "field = 'not_duplicate_of'")
        assert (pair["subject_id"], pair["other_id"]) == (report, other)
        assert history(rebuilt, report), "its history is its own"


def test_a_decision_waits_for_its_documents(desk, tmp_path):
    report, other = desk.names["a-report"], desk.names["b-report"]
    desk.decide(copy_of(report, other), Change("document", report, "status", "rejected"))
    with Catalogue.open(tmp_path / "again" / "catalogue.db") as rebuilt:
        (tmp_path / "again" / "decisions.jsonl").write_bytes(desk.data.decisions.read_bytes())
        from harvester.paths import DataDirectory

        replay_decisions(DataDirectory(tmp_path / "again"), rebuilt)  # nothing is there yet
        again = a_desk(tmp_path / "again", rebuilt)
        assert again.shown(report)["status"] == "rejected"
        assert again.shown(report)["duplicate_of"] == other


# ---------------------------------------------------------------- what was taken down


def test_a_document_taken_down_leaves_those_it_was_related_to_in_order(desk):
    from harvester.catalogue.tombstones import Said

    report, response, other = (desk.names[n] for n in ("a-report", "a-response", "b-report"))
    desk.decide(copy_of(response, report), version_of(other, report))
    desk.decide(merge_reviews([report, response], str(desk.review_of(other))))
    gone = desk.harvest.one("document", "id = ?", report)
    down = Decision(
        document_id=report,
        field="takedown",
        value=Said(files=(str(gone["sha256"]),)).to_json(),
        who="ann",
        at=desk.now(),
        reason="asked for",
        source="northmoor",
        sha256=str(gone["sha256"]),
    )
    append_decision(desk.data, down, desk.catalogue)
    for _ in range(2):
        assert desk.harvest.rows("documents", "id = ?", report) == []
        assert desk.shown(response)["duplicate_of"] is None
        assert desk.shown(other)["replaces"] is None
        assert desk.review_of(response) == desk.review_of(other)
        assert desk.catalogue.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        desk.regroup()
