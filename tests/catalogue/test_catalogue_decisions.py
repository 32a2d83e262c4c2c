"""What people decided outlives everything: the machine, a crash, a rebuilt catalogue."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest
from harvests import A, Harvest

from harvester.catalogue import Catalogue, Decision, append_decision, replay_decisions
from harvester.errors import DamagedCatalogueError, DiskError, UsageError
from harvester.paths import DataDirectory
from harvester.vocabulary import Outcome


@pytest.fixture
def data(tmp_path):
    return DataDirectory(tmp_path)


@pytest.fixture
def document(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.finish()
    return harvest.one()


def decision(document, field, value, at="2026-02-01T10:00:00Z", **more):
    values = {"reason": "read it", "who": "librarian", "source": "northmoor", "sha256": document["sha256"]}
    return Decision(document_id=document["id"], field=field, value=value, at=at, **(values | more))


DECIDED = {
    "title": "The Overview Report",
    "review_type": "cspr",
    "role": "response",
    "case_name": "Child Z",
    "authors": '["A. Author"]',
    "board": "Northmoor Safeguarding Partnership",
    "published": "2019-05",
    "completed": "2018",
    "status": "accepted",
}


def test_a_decision_outweighs_the_harvest_in_every_field(harvest, data, document):
    for field, value in DECIDED.items():
        append_decision(data, decision(document, field, value), harvest.catalogue)
    after = harvest.one()
    assert {field: after[field] for field in DECIDED} == DECIDED
    assert after["published_precision"] == "month"
    shown = {row["field"]: row for row in harvest.rows("evidence", "origin = 'decision'")}
    assert {field: row["value"] for field, row in shown.items()} == DECIDED
    assert shown["title"]["rule"] == "decided by librarian"


def test_the_machine_never_overwrites_a_decision(harvest, data, document):
    append_decision(data, decision(document, "title", "Decided"), harvest.catalogue)
    harvest.catalogue.mark_all_stale()
    harvest.describe(title="By machine")
    assert harvest.one()["title"] == "Decided"
    assert harvest.rows("document")[0]["title"] == "By machine"


def test_the_latest_decision_stands_and_none_takes_it_back(harvest, data, document):
    for at, value in (("2026-02-02", "second"), ("2026-02-01", "first"), ("2026-02-03", "third")):
        append_decision(data, decision(document, "case_name", value, at), harvest.catalogue)
    assert harvest.one()["case_name"] == "third"
    append_decision(data, decision(document, "case_name", "", "2026-02-04"), harvest.catalogue)
    assert harvest.one()["case_name"] is None
    append_decision(data, decision(document, "case_name", None, "2026-02-05"), harvest.catalogue)
    assert harvest.one()["case_name"] is None, "back to what the machine says, which is nothing"
    append_decision(data, decision(document, "title", "", "2026-02-05"), harvest.catalogue)
    assert harvest.one()["title"] == "Overview report: Child A", "a title is never blank"


def test_a_person_may_take_in_what_the_machine_refused(harvest, data):
    harvest.start()
    harvest.link()
    harvest.describe(refuse=())
    document = harvest.one()
    harvest.catalogue.connection.execute("UPDATE document SET kept = 0")
    assert harvest.rows("documents") == []
    append_decision(data, decision(document, "status", "accepted"), harvest.catalogue)
    assert harvest.one()["status"] == "accepted"


def test_rejected_documents_are_not_grouped(harvest, data, document):
    append_decision(data, decision(document, "status", "rejected"), harvest.catalogue)
    assert harvest.one()["status"] == "rejected"
    assert harvest.catalogue.group_inputs() == []


def test_a_review_can_be_decided_about(harvest, data, document):
    append_decision(
        data,
        Decision(review_id="r1", field="case_name", value="Family Q", who="librarian", at="2026-02-01"),
        harvest.catalogue,
    )
    connection = harvest.catalogue.connection
    connection.execute(
        "INSERT INTO review VALUES ('r1', 'northmoor', 'england', 'scr', 'Child A', 'Child A', 2016)"
    )
    connection.execute("UPDATE document SET review_id = 'r1'")
    assert harvest.one("reviews")["case_name"] == "Family Q"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("review_type", "serious", "no review_type"),
        ("status", "kept", "no status"),
        ("published", "September 2016", "no date"),
        ("authors", "A. Author", "JSON array"),
        ("authors", '{"a": 1}', "JSON array"),
        ("sha256", "x", "cannot be decided"),
    ],
)
def test_a_decision_that_cannot_be_meant_is_refused_before_it_is_written(
    data, harvest, document, field, value, words
):
    with pytest.raises(UsageError, match=words):
        append_decision(data, decision(document, field, value), harvest.catalogue)
    assert not data.decisions.exists()


def test_decisions_are_append_only(harvest, data, document):
    append_decision(data, decision(document, "title", "Decided"), harvest.catalogue)
    for statement in ("UPDATE decisions SET value = 'x'", "DELETE FROM decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            harvest.catalogue.connection.execute(statement)


def test_decisions_are_replayed_into_a_rebuilt_catalogue_under_other_ids(harvest, data, tmp_path):
    harvest.start()
    harvest.link()
    harvest.fetch(body=None, outcome=Outcome.TIMEOUT)
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.finish()
    document = harvest.one()
    append_decision(data, decision(document, "title", "Decided", url=A), harvest.catalogue)
    with Catalogue.open(tmp_path / "rebuilt.db") as rebuilt:
        again = Harvest(rebuilt)
        again.start()
        again.fetch()
        again.finish()
        assert again.one()["id"] != document["id"]
        told = replay_decisions(data, rebuilt)
        assert (told.entered, told.known, told.torn) == (1, 0, 0)
        assert again.one()["title"] == "Decided"
        assert replay_decisions(data, rebuilt).known == 1
        assert rebuilt.record(document["id"]).fields["title"] == "Decided"


def test_a_decision_may_come_before_its_document(harvest, data):
    early = Decision(
        document_id="d_unknown", field="title", value="Decided", who="l", at="2026", source="northmoor", url=A
    )
    harvest.catalogue.save_decision(early)
    harvest.start()
    harvest.link()
    harvest.describe()
    assert harvest.one()["title"] == "Overview report: Child A"
    harvest.catalogue.save_decision(early)
    assert harvest.one()["title"] == "Decided"


def test_a_line_cut_by_a_crash_is_passed_over_and_the_next_is_whole(harvest, data, document):
    append_decision(data, decision(document, "title", "One"), harvest.catalogue)
    with data.decisions.open("ab") as file:
        file.write(b'{"field": "title", "val')
    append_decision(data, decision(document, "role", "letter"), harvest.catalogue)
    told = replay_decisions(data, harvest.catalogue)
    assert (told.known, told.torn) == (2, 1)


def test_a_whole_line_that_is_no_decision_is_named(harvest, data, document):
    append_decision(data, decision(document, "title", "One"), harvest.catalogue)
    with data.decisions.open("a") as file:
        file.write(json.dumps({"colour": "red"}) + "\n")
    with pytest.raises(DamagedCatalogueError, match="line 2 is no decision"):
        replay_decisions(data, harvest.catalogue)


def test_a_file_that_cannot_be_written_decides_nothing(harvest, data, document):
    data.decisions.mkdir()
    with pytest.raises(DiskError, match="nothing was decided"):
        append_decision(data, decision(document, "title", "One"), harvest.catalogue)
    assert harvest.one()["title"] == "Overview report: Child A"


def test_hostile_words_in_a_decision_stay_one_line(harvest, data, document):
    append_decision(data, decision(document, "title", "a\nb\u2028c \x1b[31m"), harvest.catalogue)
    assert len(data.decisions.read_bytes().splitlines()) == 1
    assert replay_decisions(data, harvest.catalogue).known == 1
    assert replace(decision(document, "title", "x"), id="1").id == "1"


def test_whether_text_may_leave_is_decided_with_yes_or_no_and_travels_with_the_decisions(
    harvest, data, document
):
    from harvester.catalogue.publishing import text_decisions

    assert text_decisions(harvest.catalogue.connection) == {}
    for at, value in (("2026-02-02", "no"), ("2026-02-01", "yes")):
        append_decision(data, decision(document, "publish_text", value, at), harvest.catalogue)
    assert text_decisions(harvest.catalogue.connection) == {document["id"]: "no"}, "the latest stands"
    assert harvest.one() == document, "it says nothing about the document itself"
    append_decision(data, decision(document, "publish_text", None, "2026-02-03"), harvest.catalogue)
    assert text_decisions(harvest.catalogue.connection) == {}, "taken back"
    with pytest.raises(UsageError, match="neither yes nor no"):
        append_decision(data, decision(document, "publish_text", "maybe"), harvest.catalogue)
    with pytest.raises(UsageError, match="cannot be decided"):
        append_decision(
            data,
            Decision(review_id="r1", field="publish_text", value="yes", who="l", at="2026-02-01"),
            harvest.catalogue,
        )


def test_whether_text_may_leave_holds_under_an_id_of_a_rebuilt_catalogue(harvest, data, document):
    from harvester.catalogue.publishing import text_decisions

    told = decision(document, "publish_text", "yes")
    append_decision(data, replace(told, document_id="dother"), harvest.catalogue)
    assert text_decisions(harvest.catalogue.connection) == {document["id"]: "yes"}
