"""Figures of a crawl against the truth, on harvests made by hand."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import UsageError
from harvester.evaluate.sites import PairScore, case_words, compare, evaluate, plain
from harvester.evaluate.truth import (
    FIELDS,
    STATES,
    Harvest,
    Row,
    TrueDocument,
    Truth,
    address_key,
    read_truth,
)

VALUES = {
    "title": "Serious Case Review Child A",
    "review_type": "scr",
    "role": "overview_report",
    "case_name": "Child A",
    "authors": ["Ann Author"],
    "board": "Moor Board",
    "published": "2016-09",
    "completed": None,
    "language": "en",
    "status": "new",
    "fetch_outcome": "ok",
    "text_outcome": "ok",
}


def true(key: str, source: str = "moor", review: str = "r1", **more: Any) -> TrueDocument:
    values = {**VALUES, **more.pop("values", {})}
    allowed: dict[str, tuple[Any, ...]] = dict.fromkeys((*FIELDS, *STATES), ())
    base = TrueDocument(
        key=key,
        source=source,
        urls=(f"https://{source}.example/{key}.pdf",),
        sha256=key * 8,
        review=review,
        duplicate_of=None,
        replaces=None,
        duplicate_optional=False,
        readable=True,
        values=values,
        allowed=allowed,
    )
    return replace(base, **more)


def row(key: str, source: str = "moor", review: str = "r1", **more: Any) -> Row:
    url = f"https://{source}.example/{key}.pdf"
    links = {
        "review_id": review,
        "sha256": key * 8,
        "url": url,
        "link_text": "report",
        "duplicate_of": None,
        "replaces": None,
    }
    return Row(
        id=f"d-{key}",
        source=source,
        values={**VALUES, **links, **more},
        addresses=frozenset({address_key(url)}),
    )


def truth(*documents: TrueDocument, grey: tuple[str, ...] = ()) -> Truth:
    return Truth(documents=documents, outcomes={"moor": "ok"}, grey=frozenset(map(address_key, grey)))


def test_a_perfect_harvest_is_perfect() -> None:
    report = compare(
        Harvest(rows=(row("a"), row("b")), outcomes={"moor": "ok"}, pages={"moor": 6}),
        truth(true("a"), true("b")),
    )
    assert not report.problems
    assert (report.overall.recall, report.overall.precision, report.overall.pages_per_document) == (1, 1, 3)
    assert report.grouping == PairScore(1, 1, 1)
    assert report.outcomes.rate == 1
    assert all(share.rate == share.strict_rate == 1 for share in report.overall.fields.values())


def test_misses_false_finds_and_second_rows_count() -> None:
    twice = replace(row("a"), id="d-again")
    report = compare(Harvest(rows=(row("a"), twice, row("x"))), truth(true("a"), true("b")))
    assert report.overall.recall == 0.5
    assert report.overall.precision == pytest.approx(1 / 3)
    assert {(p.kind, p.what) for p in report.problems if p.kind != "outcome"} == {
        ("missed", "b"), ("false find", "https://moor.example/x.pdf"), ("false find", "https://moor.example/a.pdf"),
    }  # fmt: skip


def test_grey_addresses_count_neither_way() -> None:
    report = compare(
        Harvest(rows=(row("a"), row("g"))), truth(true("a"), grey=("https://moor.example/g.pdf",))
    )
    assert report.overall.precision == 1


def test_a_document_without_bytes_is_known_by_its_address() -> None:
    withheld = replace(true("a"), sha256=None)
    report = compare(Harvest(rows=(row("a", sha256=None),)), truth(withheld))
    assert report.overall.recall == 1


@pytest.mark.parametrize(
    ("field", "got", "right", "strict"),
    [
        ("title", "SERIOUS CASE REVIEW: ‘Child A’", True, False),
        ("title", "Serious Case Review Child B", False, False),
        ("case_name", "child ‘A’", True, False),
        ("authors", ["ANN AUTHOR"], True, False),
        ("authors", ["Ann Author", "Board Chair"], False, False),
        ("published", "2016-09", True, True),
        ("published", "2016-09-28", True, False),  # allowed below
        ("published", None, False, False),
        ("completed", "2016", False, False),
    ],
)
def test_fields_are_judged_kindly_and_to_the_letter(field: str, got: Any, right: bool, strict: bool) -> None:
    document = true("a")
    document = replace(document, allowed={**document.allowed, "published": ("2016-09-28",)})
    share = compare(Harvest(rows=(row("a", **{field: got}),)), truth(document)).overall.fields[field]
    assert (share.right, share.strict) == (right, strict)


def test_an_unreadable_document_may_be_called_by_its_link() -> None:
    document = true("a", values={"title": None})
    assert (
        compare(Harvest(rows=(row("a", title="report"),)), truth(document)).overall.fields["title"].right == 1
    )


def test_groups_are_scored_by_pairs() -> None:
    documents = [true("a"), true("b"), true("c", review="r2")]
    report = compare(
        Harvest(rows=(row("a"), row("b", review="r9"), row("c", review="r9"))), truth(*documents)
    )
    assert report.grouping == PairScore(true=1, claimed=1, both=0)
    assert report.grouping.f1 == 0


def test_which_copy_is_the_original_is_no_matter() -> None:
    documents = [true("a"), true("b", duplicate_of="a"), true("c", duplicate_of="a")]
    star = Harvest(rows=(row("a", duplicate_of="d-c"), row("b", duplicate_of="d-c"), row("c")))
    assert compare(star, truth(*documents)).duplicates == PairScore(3, 3, 3)
    wrong = Harvest(rows=(row("a", duplicate_of="d-z"), row("b"), row("c")))
    assert compare(wrong, truth(*documents)).duplicates == PairScore(true=3, claimed=1, both=0)


def test_an_optional_pair_neither_helps_nor_hurts() -> None:
    documents = [true("a"), true("b", duplicate_of="a", duplicate_optional=True)]
    for answer in (None, "d-a"):
        harvest = Harvest(rows=(row("a"), row("b", duplicate_of=answer)))
        assert compare(harvest, truth(*documents)).duplicates == PairScore(0, 0, 0)


def test_words_are_compared_without_their_dress() -> None:
    assert plain("Smith & Jones’s  “Report”") == plain("smith and joness report")
    assert case_words("The Q Family") == case_words("Family Q")
    assert case_words("Child A") != case_words("Child B")
    assert address_key("http://a.example/x%20y.pdf#page=2") == address_key("https://a.example/x y.pdf")


def test_files_that_are_missing_or_of_another_kind_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"truth\.json"):
        read_truth(tmp_path / "truth.json")
    (tmp_path / "truth.json").write_text(json.dumps({"sites": {}, "documents": []}))
    with pytest.raises(UsageError, match="no such catalogue"):
        evaluate(tmp_path / "catalogue.db", tmp_path / "truth.json")
    sqlite3.connect(tmp_path / "other.db").close()
    (tmp_path / "other.db").write_bytes(b"not a database at all, only a text that is long enough to be read")
    with pytest.raises(UsageError, match="cannot be read as a catalogue"):
        evaluate(tmp_path / "other.db", tmp_path / "truth.json")
