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
from harvester.catalogue import Catalogue
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
