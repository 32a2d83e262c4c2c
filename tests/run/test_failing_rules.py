"""A document that the rules fail at ends no run, is told of, and is tried again when the rules are others."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester import coding, described
from harvester import process as processing
from harvester.catalogue import Catalogue, nearness
from harvester.group import facts, texts
from harvester.process import process
from harvester.suggesting import not_kept, suggest_codings, to_come
from tests.makers.desk_catalogue import Plan, make_catalogue

NOW = "2026-11-26T00:00:00Z"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    make_catalogue(tmp_path / "data", Plan(documents=30))
    with Catalogue.open(tmp_path / "data" / "catalogue.db") as opened:
        for number, sha256 in enumerate(opened.file_hashes()):
            extract = opened.load_extract(sha256)
            if extract is not None and extract.pages:
                more = f"Child A was a {number % 17} year old girl when she died in March 2014. {number}"
                opened.save_extract(replace(extract, pages=(*extract.pages, more)), NOW)
        opened.mark_all_stale()
        process(opened, opened.sources(), NOW)
        yield opened


def rows(catalogue: Catalogue, sql: str) -> list[tuple[Any, ...]]:
    with catalogue.reading() as connection:
        return [tuple(row) for row in connection.execute(sql)]


def a_text(catalogue: Catalogue) -> tuple[str, str]:
    """A document that is kept for its text, and its file."""
    found = rows(
        catalogue,
        """SELECT d.id, d.sha256 FROM document d JOIN extract e ON e.sha256 = d.sha256
        WHERE d.kept AND e.outcome = 'ok' AND d.kept_reasons NOT LIKE '%link alone%' ORDER BY d.id LIMIT 1""",
    )
    return found[0]


STATE = "SELECT id, title, kept, kept_score, kept_reasons FROM document ORDER BY id"


@pytest.mark.parametrize("links_too", [False, True])
def test_a_document_that_the_rules_fail_at_is_described_by_its_links(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, links_too: bool
) -> None:
    before = rows(catalogue, STATE)
    name, _ = a_text(catalogue)
    rules, failed = described.describe_read, []

    def fail(extract: Any, item: Any, source: Any) -> Any:
        if item.id == name and (extract is not None or links_too):
            failed.append(item.id)
            raise ZeroDivisionError
        return rules(extract, item, source)

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "harvester"):
        patched.setattr(described, "describe_read", fail)
        catalogue.mark_all_stale()
        done = process(catalogue, catalogue.sources(), NOW)
        assert done.described == len(before)
        assert process(catalogue, catalogue.sources(), NOW).described == 0  # nor is it tried for ever
        assert len(failed) == 1 + links_too
    (said,) = [record.getMessage() for record in caplog.records]
    assert name in said
    assert "ZeroDivisionError in test_failing_rules.py, line " in said
    after = rows(catalogue, STATE)
    assert [row for row in after if row[0] != name] == [row for row in before if row[0] != name]
    (reasons,) = [json.loads(row[4]) for row in after if row[0] == name]
    assert reasons[0].startswith("the rules fail at its text (ZeroDivisionError in ")

    monkeypatch.setattr(processing, "RULES", processing.RULES + 1)
    process(catalogue, catalogue.sources(), NOW)
    assert rows(catalogue, STATE) == before


REVIEWS = "SELECT id, review_id FROM documents ORDER BY id"
PAIRS = "SELECT one, two FROM text_pair ORDER BY one, two"


def test_a_text_that_no_sketch_can_be_made_of_ends_no_run(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _, sha256 = a_text(catalogue)
    number = len(rows(catalogue, "SELECT 1 FROM text_sketch"))
    text = "\n\n".join(
        row[0] for row in rows(catalogue, f"SELECT text FROM file_page WHERE sha256 = '{sha256}'")
    )
    rules = texts.sketch

    def fail(given: str) -> Any:
        return rules(given) if given != text else 1 // 0

    with catalogue.writing() as connection:
        connection.execute("DELETE FROM text_sketch")
    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "harvester"):
        patched.setattr(texts, "sketch", fail)
        process(catalogue, catalogue.sources(), NOW)
        process(catalogue, catalogue.sources(), NOW)  # nor is it tried for ever
    (said,) = [record.getMessage() for record in caplog.records]
    assert f"the text of {sha256} (ZeroDivisionError in test_failing_rules.py, line " in said
    made = rows(catalogue, "SELECT sha256, words IS NULL FROM text_sketch")
    assert len(made) == number
    assert (sha256, 1) in made
    assert rows(catalogue, f"SELECT review_id FROM documents WHERE id = '{a_text(catalogue)[0]}'")[0][0]

    monkeypatch.setattr("harvester.catalogue.sketches._rules", lambda: texts.SKETCHED + 1)
    process(catalogue, catalogue.sources(), NOW)
    assert (sha256, 0) in rows(catalogue, "SELECT sha256, words IS NULL FROM text_sketch")


def test_two_texts_that_cannot_be_compared_count_as_unlike(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = rows(catalogue, PAIRS)
    assert before
    with catalogue.writing() as connection:
        connection.execute("DELETE FROM text_sketch")

    measure = nearness._Comparing._measure

    def fail(self: Any, pair: tuple[str, str], *others: Any) -> Any:
        return measure(self, pair, *others) if pair != before[0] else 1 // 0

    monkeypatch.setattr(nearness._Comparing, "_measure", fail)
    with caplog.at_level(logging.WARNING, "harvester"):
        process(catalogue, catalogue.sources(), NOW)
    assert rows(catalogue, PAIRS) == before[1:]
    (said,) = {record.getMessage() for record in caplog.records}
    assert before[0][0] in said
    assert before[0][1] in said


def test_a_document_that_grouping_fails_at_is_grouped_by_its_text(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = rows(catalogue, REVIEWS)
    name = before[0][0]
    rules = facts._facts

    def fail(doc: Any, *others: Any) -> Any:
        return rules(doc, *others) if doc.id != name else 1 // 0

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "harvester"):
        patched.setattr(facts, "_facts", fail)
        with catalogue.writing() as connection:
            connection.execute("DELETE FROM group_basis")  # as after a change of the rules
        process(catalogue, catalogue.sources(), NOW)
    assert any(name in record.getMessage() for record in caplog.records)
    after = dict(rows(catalogue, REVIEWS))
    assert after.keys() == dict(before).keys()
    assert after[name]

    with catalogue.writing() as connection:
        connection.execute("DELETE FROM group_basis")
    process(catalogue, catalogue.sources(), NOW)
    assert rows(catalogue, REVIEWS) == before


def test_a_text_that_the_rules_for_codings_fail_at_is_left_out(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    suggested = "SELECT * FROM coding_suggestion ORDER BY document_id, position"
    suggest_codings(catalogue)
    before = rows(catalogue, suggested)
    name = before[0][0]
    with catalogue.reading() as connection:
        (review,) = connection.execute("SELECT review_id FROM documents WHERE id = ?", (name,)).fetchone()
        (sha256,) = connection.execute("SELECT sha256 FROM document WHERE id = ?", (name,)).fetchone()
        (text,) = connection.execute(
            "SELECT text FROM file_page WHERE sha256 = ? ORDER BY page DESC", (sha256,)
        ).fetchmany(1)[0]
    with catalogue.writing() as connection:
        connection.execute("DELETE FROM coded")
    rules = coding.suggest

    def fail(pages: Any, case: Any, *, today: Any) -> Any:
        if text in pages:
            raise ZeroDivisionError
        return rules(pages, case, today=today)

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "harvester"):
        patched.setattr(coding, "suggest", fail)
        assert not_kept(catalogue, review)[name] == ()
        caplog.clear()
        assert suggest_codings(catalogue)
        assert to_come(catalogue) == 0
        assert suggest_codings(catalogue) == 0
    (said,) = {record.getMessage() for record in caplog.records}
    assert name in said
    assert "ZeroDivisionError in test_failing_rules.py, line " in said
    assert rows(catalogue, suggested) == [row for row in before if row[0] != name]

    monkeypatch.setattr(coding, "RULES", coding.RULES + 1)
    assert suggest_codings(catalogue)
    assert rows(catalogue, suggested) == before
