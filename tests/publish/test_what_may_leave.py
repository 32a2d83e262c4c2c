"""Whose text may leave, in whose words a review is told, and which evidence is public."""

from __future__ import annotations

import json

import pytest

from harvester.publish.clearance import Archives, held_back
from harvester.publish.material import with_coverage
from harvester.publish.names import inverted, split_name
from harvester.publish.text import one_line, prose


def fact(name: str = "d1", **more: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": name,
        "root": name,
        "sha256": name * 2,
        "source": "northmoor",
        "review_id": None,
        "presence": "present",
        "board": "A board",
        "source_kind": "partnership",
        "archives": [],
        "publishers": ["northmoor"],
        "listed_anonymously": False,
    }
    return {**plain, **more}


@pytest.mark.parametrize(
    ("speaks", "reason"),
    [
        ({}, None),
        ({"presence": "moved"}, None),
        ({"presence": "unreachable"}, None),
        ({"presence": "withdrawn"}, "withdrawn by its publisher"),
        ({"presence": "changed"}, "replaced at its address by other bytes"),
        ({"archives": ["web.archive.example"]}, "known from a web archive, not from its publisher"),
        ({"archives": ["monday.warc.gz"]}, None),  # a recording of the site itself
        ({"listed_anonymously": True}, "published anonymously"),
        ({"source_kind": "national", "board": None, "publishers": []}, "published anonymously"),
        ({"source_kind": "national", "board": "A board", "publishers": []}, None),
    ],
)
def test_default_and_decision(speaks, reason):
    one = fact(**speaks)
    assert held_back([one], {}).get("d1") == reason
    assert held_back([one], {"d1": "yes"}) == {}
    assert held_back([one], {"d1": "no"}) == {"d1": "a librarian decided that it stays"}


def test_a_warc_file_of_a_closed_site_is_a_web_archive_too():
    one = fact(archives=["old-site.warc.gz"])
    assert set(held_back([one], {}, Archives(gone=frozenset({"northmoor"})))) == {"d1"}
    assert set(held_back([one], {}, Archives({"northmoor": frozenset({"old-site.warc.gz"})}))) == {"d1"}
    assert set(held_back([one], {}, Archives({"northmoor": frozenset({"other.warc.gz"})}))) == set()


def test_what_a_site_was_seen_to_serve_is_not_known_from_an_archive_only(house):
    from harvester.catalogue.publishing import text_facts

    def archives() -> list[str]:
        with house.harvest.catalogue.reading() as connection:
            return next(one["archives"] for one in text_facts(connection) if one["id"] == house.ids[0])

    assert archives() == []
    with house.harvest.catalogue.writing() as connection:
        connection.execute(
            """UPDATE address SET archive = 'web.archive.example', captured = '2015-01-01T00:00:00Z'
            WHERE url LIKE '%/0.pdf'"""
        )
    assert archives() == ["web.archive.example"]
    _, folder = house.publish("--with-text")
    assert not list((folder / "files").glob(f"{house.ids[0]}*"))


@pytest.mark.parametrize("alike", [{"root": "d1"}, {"sha256": "d1d1"}])
def test_a_copy_of_a_withdrawn_text_stays_too(alike):
    facts = [fact("d1", presence="withdrawn"), fact("d2", source="eastvale", **alike)]
    assert held_back(facts, {})["d2"] == "the same text (d1 of northmoor) is withdrawn by its publisher"
    assert set(held_back(facts, {"d1": "yes"})) == set(), "one word frees the text"
    assert set(held_back(facts, {"d2": "yes"})) == {"d1"}, "or its copy alone"
    facts[0]["presence"] = "present"
    assert (
        held_back(facts, {"d1": "no"})["d2"] == "the same text (d1 of northmoor) is kept back by a librarian"
    )


def test_a_review_is_told_in_words_of_accepted_documents(house):
    """Of six documents in three reviews four are accepted; 4 (rejected) and 5 (new) make the third."""
    house.decide(4, "status", "accepted", at="2026-02-03T10:00:00Z")
    house.decide(4, "title", "What was accepted")
    with house.harvest.catalogue.writing() as connection:
        connection.execute("UPDATE review SET title = 'Words of the other', case_name = 'Secret'")
    _, folder = house.publish()
    rows = [json.loads(line) for line in (folder / "jsonl/reviews.jsonl").read_text().splitlines()]
    third = next(row for row in rows if row["documents"] == 1)
    assert (third["title"], third["case_name"]) == ("What was accepted", None)
    assert {row["title"] for row in rows} == {"Words of the other", "What was accepted"}


def test_evidence_is_of_published_values_and_without_the_words(house):
    with house.harvest.catalogue.writing() as connection:
        connection.execute("DELETE FROM evidence_item")
        for place, (field, value) in enumerate(
            (("title", "Overview report: Child A"), ("authors", "Real Name"))
        ):
            connection.execute(
                """INSERT INTO evidence_item (document_id, position, field, value, origin, page, line, rule,
                confidence) VALUES (?, ?, ?, ?, 'cover', 1, 'a line of the text', 'large', 0.9)""",
                (house.ids[0], place, field, value),
            )
    _, folder = house.publish()
    rows = [json.loads(line) for line in (folder / "jsonl/evidence.jsonl").read_text().splitlines()]
    mine = [row for row in rows if row["document_id"] == house.ids[0]]
    assert {row["field"] for row in mine} == {"title", "status"}
    assert {row["rule"] for row in mine} == {"large", "decided by a librarian"}
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"a line of the text" not in path.read_bytes()
            assert b"Real Name" not in path.read_bytes()


def test_a_document_names_none_that_is_not_published(house):
    with house.harvest.catalogue.writing() as connection:
        connection.execute(
            "UPDATE document SET duplicate_of = ?, replaces_text = ? WHERE id = ?",
            (house.ids[5], house.ids[4], house.ids[0]),
        )
        connection.execute("UPDATE document SET duplicate_of = ? WHERE id = ?", (house.ids[0], house.ids[1]))
    _, folder = house.publish()
    rows = [json.loads(line) for line in (folder / "jsonl/documents.jsonl").read_text().splitlines()]
    told = {row["id"]: row["duplicate_of"] for row in rows}
    assert told[house.ids[0]] is None
    assert told[house.ids[1]] == house.ids[0]
    assert "| of these, copies of a text that another row has | 1 |" in (folder / "README.md").read_text()


def test_coverage_counts_what_is_in_the_edition_beside_what_is_held(house):
    _, folder = house.publish()
    rows = [json.loads(line) for line in (folder / "jsonl/coverage.jsonl").read_text().splitlines()]
    northmoor = next(row for row in rows if row["body"] == "northmoor" and row["year"] == 2016)
    assert (northmoor["accepted"], northmoor["held"]) == (2, 3)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Jane Doe", "Doe, Jane"),
        ("Dr Jane van der Doe", "van der Doe, Jane"),
        ("Siân ap Rhys", "ap Rhys, Siân"),
        ("J. P. O’Neil-Smith", "O’Neil-Smith, J. P."),
        ("Learning Associates Ltd", "Learning Associates Ltd"),
        ("Northmoor Council, Children", "Northmoor Council  Children"),
        ("Plato", "Plato"),
        ("Doe, Jane", "Doe  Jane"),
    ],
)
def test_names_as_reference_managers_want_them(name, written):
    assert inverted(name) == written
    assert (split_name(name) is None) == ("," not in written)


def test_clean_text():
    assert one_line("  a\tb\r\nc\u2028d\x00\x1b[1m\u202e\ud800\ue000 é☃𝒳 ") == "a b c d[1m é☃𝒳"
    assert one_line(None) == ""
    assert prose("a\r\nb\x0cc\x00\td\u202e\ufffe") == "a\nb\nc\td"


def test_every_published_review_is_counted_also_one_of_another_year_here():
    held = {"held": 1, "refused": 0, "unavailable": 0, "elsewhere": 0, "last_outcome": "ok"}
    body = {"body": "northmoor", "title": "Northmoor", "nation": "england", "review_type": "scr"}
    rows = with_coverage(
        [{**body, **held, "year": 2014}],
        [{"id": "r1", "source": "northmoor", "year": year, "review_type": "scr"} for year in (2014, 2013)],
        [],
    )
    assert [(row["year"], row["accepted"], row["held"]) for row in rows] == [(2013, 1, 0), (2014, 1, 1)]
