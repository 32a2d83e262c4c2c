"""A night groups what changed, and leaves the catalogue as grouping everything anew would."""

from __future__ import annotations

from random import Random

import pytest

from bench.corpus import Corpus
from harvester.catalogue import Catalogue
from harvester.catalogue.removing import Removal, remove
from harvester.process import regroup

CORPUS = Corpus(documents=120, pages=2, words=70)
_TABLES = {
    "document": "id, review_id, grouped_review, duplicate_of, replaces_text, publisher, foreign_report, "
    "group_reason, review_type",
    "review": "*",
    "review_publisher": "*",
    "alike": "*",
    "group_bucket": "*",
    "text_pair": "*",
}


@pytest.fixture
def catalogue(tmp_path):
    with Catalogue.open(tmp_path / "catalogue.db") as opened:
        opened.connection.execute("PRAGMA synchronous = OFF")
        yield opened


def state(catalogue: Catalogue) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(map(tuple, catalogue.connection.execute(f"SELECT {columns} FROM {table}")), key=str)
        for table, columns in _TABLES.items()
    }


def night(catalogue: Catalogue) -> int:
    """Group; how many documents were written."""
    before = catalogue.connection.total_changes
    regroup(catalogue, catalogue.sources(), "2026-11-03T00:00:00Z")
    return catalogue.connection.total_changes - before


def check(catalogue: Catalogue) -> None:
    found = state(catalogue)
    with catalogue.writing() as connection:
        connection.execute("DELETE FROM group_basis")
    night(catalogue)
    anew = state(catalogue)
    for table in _TABLES:
        assert found[table] == anew[table], table


def test_night_after_night(catalogue):
    dice = Random(4)
    CORPUS.add(catalogue, 0, 80)
    night(catalogue)
    check(catalogue)
    assert state(catalogue)["alike"], "some are copies"
    for first in (80, 90, 100):
        CORPUS.add(catalogue, first, first + 10, now=f"2026-11-{first}T00:00:00Z")
        with catalogue.writing() as connection:
            names = [row[0] for row in connection.execute("SELECT id FROM document ORDER BY id")]
            one, two, three, four = dice.sample(names, 4)
            connection.execute(
                """UPDATE document SET case_name = (SELECT case_name FROM document WHERE id = ?),
                    source = (SELECT source FROM document WHERE id = ?) WHERE id = ?""",
                (one, one, two),
            )
            connection.execute("UPDATE document SET kept = 0 WHERE id = ?", (three,))
            connection.execute(
                "UPDATE document SET page_url = 'https://x.example/', heading = '' WHERE id = ?", (four,)
            )
        night(catalogue)
        check(catalogue)


def test_nothing_new_is_no_work(catalogue):
    CORPUS.add(catalogue, 0, 60)
    night(catalogue)
    assert night(catalogue) < 10


def test_what_was_taken_out_leaves_the_rest_as_it_would_be(catalogue):
    CORPUS.add(catalogue, 0, 80)
    night(catalogue)
    held = catalogue.connection.execute(
        "SELECT duplicate_of, sha256 FROM document WHERE duplicate_of IS NOT NULL"
    ).fetchone()
    (sha,) = catalogue.connection.execute("SELECT sha256 FROM document WHERE id = ?", (held[0],)).fetchone()
    with catalogue.writing() as connection:
        remove(connection, Removal(documents=(held[0],), files=(sha,)))
    night(catalogue)
    check(catalogue)
    assert not catalogue.connection.execute(
        "SELECT 1 FROM document WHERE duplicate_of = ?", (held[0],)
    ).fetchone()
