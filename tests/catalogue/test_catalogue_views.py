"""The views are the contract: names, columns, vocabularies, and which value is the effective one."""

from __future__ import annotations

import json
import sqlite3

import pytest
from harvests import EASTVALE, NORTHMOOR, A, B, name_of

from harvester.catalogue import RunSource
from harvester.catalogue.views import DOCUMENT_COLUMNS
from harvester.records import Description, DocumentVerdict, Evidence, Grouping, ReviewGroup
from harvester.vocabulary import (
    Nation,
    Origin,
    Outcome,
    PageKind,
    Precision,
    ReviewType,
    Role,
    SourceKind,
    SourceOutcome,
)

CONTRACT = {
    "documents": (
        "id, review_id, source, nation, title, review_type, role, case_name, authors, board, published, "
        "published_precision, completed, language, media_type, pages, sha256, url, page_url, link_text, "
        "status, presence, fetch_outcome, text_outcome, duplicate_of, replaces, first_seen, last_seen"
    ),
    "reviews": "id, source, nation, review_type, case_name, title, year, documents, first_seen",
    "review_publishers": "review_id, source",
    "captures": "document_id, url, archive, captured",
    "sightings": "document_id, url, page_url, link_text, heading, first_seen, last_seen",
    "evidence": "document_id, field, value, origin, page, line, box, rule, confidence",
    "pages": "document_id, page, text",
    "runs": "id, started, finished, exit_code, reason",
    "run_sources": (
        "run_id, source, outcome, pages_fetched, requests, bytes, candidates, documents_new, "
        "documents_changed, documents_lost, seconds, message"
    ),
}


@pytest.mark.parametrize("view", CONTRACT)
def test_views_have_the_columns_of_the_contract_in_their_order(harvest, view):
    cursor = harvest.catalogue.connection.execute(f"SELECT * FROM {view}")
    assert ", ".join(column[0] for column in cursor.description) == CONTRACT[view]
    kind = harvest.one("sqlite_schema", "name = ?", view)["type"]
    assert kind == "view"


def test_the_columns_named_in_code_are_those_of_the_view():
    assert ", ".join(DOCUMENT_COLUMNS) == CONTRACT["documents"]


def test_every_word_of_the_vocabularies_is_legal_and_no_other(harvest):
    connection = harvest.catalogue.connection
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.finish()
    columns = (
        ("document", "review_type", ReviewType),
        ("document", "role", Role),
        ("document", "published_precision", Precision),
        ("document", "fetch_outcome", Outcome),
        ("extract", "outcome", Outcome),
        ("run_source", "outcome", SourceOutcome),
        ("source", "nation", Nation),
        ("source", "kind", SourceKind),
        ("sighting", "page_kind", PageKind),
        ("evidence_item", "origin", Origin),
    )
    for table, column, vocabulary in columns:
        for word in vocabulary:
            changed = connection.execute(f"UPDATE {table} SET {column} = ?", (word.value,))
            assert changed.rowcount > 0
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"UPDATE {table} SET {column} = 'invented'")


def test_presence_and_status_speak_the_contracts_words(harvest):
    harvest.start()
    harvest.link()
    harvest.describe()
    connection = harvest.catalogue.connection
    for word in ("present", "changed", "moved", "withdrawn", "unreachable"):
        connection.execute("UPDATE document SET presence = ?", (word,))
        assert harvest.one()["presence"] == word
    for word in ("new", "accepted", "rejected", "held"):
        connection.execute(
            "INSERT OR REPLACE INTO decided (subject_id, status) SELECT id, ? FROM document", (word,)
        )
        assert harvest.one()["status"] == word


@pytest.mark.parametrize(
    ("text", "url", "title"),
    [
        ("Child A: overview", A, "Child A: overview"),
        ("", "https://northmoor.example/files/Child%20A.pdf?v=2", "Child A.pdf"),
        ("", "https://northmoor.example/", "northmoor.example"),
    ],
)
def test_title_type_and_role_are_never_null(harvest, text, url, title):
    harvest.start()
    harvest.link(url, text)
    harvest.describe(title=None, review_type=None, role=None)
    document = harvest.one()
    assert (document["title"], document["review_type"], document["role"]) == (title, "other", "other")
    assert document["authors"] == "[]"
    assert (document["sha256"], document["pages"], document["text_outcome"]) == (None, None, None)


def test_evidence_comes_with_its_place(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.read()
    (item,) = harvest.catalogue.stale_documents(rules=1)
    found = Evidence(
        field="published",
        value="2016-09-28",
        origin=Origin.COVER,
        rule="labelled date",
        confidence=0.97,
        page=2,
        line="Published 28.09.16",
        box=(72.0, 500.25, 210.0, 512.0),
    )
    harvest.catalogue.save_description(
        item.id,
        Description(
            authors=("A. Author", "B. Writer"),
            published="2016-09-28",
            published_precision=Precision.DAY,
            evidence=(found,),
        ),
        DocumentVerdict(kept=True, score=1.0),
        harvest.now(),
        rules=1,
    )
    row = harvest.one("evidence")
    assert json.loads(row.pop("box")) == [72.0, 500.25, 210.0, 512.0]
    assert row == {
        "document_id": item.id,
        "field": "published",
        "value": "2016-09-28",
        "origin": "cover",
        "page": 2,
        "line": "Published 28.09.16",
        "rule": "labelled date",
        "confidence": 0.97,
    }
    assert json.loads(harvest.one()["authors"]) == ["A. Author", "B. Writer"]


def grouped(harvest) -> dict[str, str]:
    """Two sources list one text, which Northmoor published; document ids by source."""
    harvest.start(NORTHMOOR, EASTVALE)
    for source in ("northmoor", "eastvale"):
        harvest.link(source=source)
        harvest.fetch(source=source)
    harvest.link(B, "Response")
    harvest.finish()
    ids = {row["source"]: row["id"] for row in harvest.rows("documents", "sha256 IS NOT NULL")}
    ids["response"] = harvest.one("documents", "sha256 IS NULL")["id"]
    return ids


def grouping(ids: dict[str, str], **values) -> Grouping:
    review = ReviewGroup(
        id="r0123456789ab",
        source="northmoor",
        nation=Nation.ENGLAND,
        review_type=ReviewType.SCR,
        case_name="Child A",
        title="Child A",
        year=2016,
        document_ids=tuple(ids.values()),
        publishers=("northmoor", "eastvale"),
    )
    empty = {"duplicate_of": {}, "replaces": {}, "publisher": {}, "foreign": frozenset(), "reasons": {}}
    return Grouping(reviews=(review,), **(empty | values))


def test_what_grouping_decided_is_in_the_views(harvest):
    ids = grouped(harvest)
    decided = grouping(
        ids,
        duplicate_of={ids["eastvale"]: ids["northmoor"]},
        foreign=frozenset({ids["eastvale"]}),
        reasons={ids["eastvale"]: "same bytes"},
    )
    harvest.catalogue.save_grouping(decided, harvest.now())
    review = harvest.one("reviews")
    assert (review["documents"], review["year"], review["case_name"]) == (3, 2016, "Child A")
    assert review["first_seen"] == min(row["first_seen"] for row in harvest.rows("documents"))
    assert {row["source"] for row in harvest.rows("review_publishers")} == {"northmoor", "eastvale"}
    copy = harvest.one("documents", "source = 'eastvale'")
    assert (copy["duplicate_of"], copy["status"]) == (ids["northmoor"], "new")
    assert {item.previous_review for item in harvest.catalogue.group_inputs()} == {"r0123456789ab"}

    harvest.catalogue.save_grouping(grouping({"n": ids["northmoor"]}), harvest.now())
    assert harvest.one("reviews")["documents"] == 1
    assert harvest.one("documents", "source = 'eastvale'")["duplicate_of"] is None


def test_another_areas_report_is_held_until_its_original_is_here(harvest):
    ids = grouped(harvest)
    foreign = frozenset({ids["eastvale"]})
    harvest.catalogue.save_grouping(grouping(ids, foreign=foreign), harvest.now())
    assert harvest.one("documents", "source = 'eastvale'")["status"] == "held"
    another_copy = grouping(
        ids,
        foreign=frozenset({ids["eastvale"], ids["northmoor"]}),
        duplicate_of={ids["eastvale"]: ids["northmoor"]},
    )
    harvest.catalogue.save_grouping(another_copy, harvest.now())
    assert {row["status"] for row in harvest.rows("documents", "sha256 IS NOT NULL")} == {"held"}


def test_grouping_sees_texts_headings_and_what_replaced_what(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch(body="one")
    harvest.finish()
    harvest.start()
    harvest.link()
    harvest.fetch(body="two")
    harvest.finish()
    seen = {item.sha256: item for item in harvest.catalogue.group_inputs()}
    old, new = seen[name_of("one")], seen[name_of("two")]
    assert old.replaced_by_address == new.id
    assert new.replaced_by_address is None
    assert old.text == "one\n\nsecond page"
    assert new.heading == "Child A"


def test_a_version_found_by_its_text_is_in_replaces_and_counts_as_new(harvest):
    harvest.start(NORTHMOOR, EASTVALE)
    harvest.link(A)
    harvest.fetch(A, "one")
    harvest.finish()
    harvest.start()
    harvest.link(B)
    harvest.fetch(B, "two")
    assert harvest.finish() == (1, 0, 0)
    ids = {row["sha256"]: row["id"] for row in harvest.rows("documents")}
    old, new = ids[name_of("one")], ids[name_of("two")]
    harvest.catalogue.save_grouping(grouping({"a": old, "b": new}, replaces={new: old}), harvest.now())
    assert harvest.one("documents", "id = ?", new)["replaces"] == old


def test_the_search_index_can_be_matched_by_other_programs(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch(body="Lessons about supervision")
    harvest.finish()
    found = harvest.catalogue.connection.execute(
        """SELECT document_id, page, snippet(pages_fts, 0, '[', ']', '…', 12)
        FROM pages_fts JOIN page_index ON page_index.page_id = pages_fts.rowid
        WHERE pages_fts MATCH 'supervision' ORDER BY rank"""
    ).fetchall()
    assert [tuple(row) for row in found] == [(harvest.one()["id"], 1, "Lessons about [supervision]")]


def test_run_rows_mirror_what_was_recorded(harvest):
    harvest.start()
    told = RunSource(
        source="northmoor",
        outcome=SourceOutcome.SUSPECT,
        pages_fetched=3,
        requests=5,
        bytes=2**40,
        candidates=2,
        documents_new=1,
        seconds=1.5,
        message="lists nothing",
    )
    harvest.catalogue.record_source(harvest.run_id, told)
    harvest.catalogue.record_source(harvest.run_id, told)
    harvest.catalogue.finish_run(harvest.run_id, "2026-01-01T03:00:00Z", 3, "need care: northmoor")
    row = harvest.one("run_sources")
    assert (row["outcome"], row["bytes"], row["seconds"]) == ("suspect", 2**40, 1.5)
    assert harvest.one("runs")["reason"] == "need care: northmoor"
