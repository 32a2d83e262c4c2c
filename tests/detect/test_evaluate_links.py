"""The figures on labelled links hold their floor, and are counted rightly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.detect.model import link_model, logistic, parse_model
from harvester.errors import UsageError
from harvester.evaluate.links import evaluate_links, figures, read_labels


def test_figures_are_counted_rightly() -> None:
    found = figures([True, True, False, False], [True, False, True, False])
    assert (found.right, found.found, found.true) == (1, 2, 2)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert figures([False], [False]).f1 == 0.0


def test_the_floor_of_the_labelled_links() -> None:
    report = evaluate_links()
    assert report.all_rows.links == 315
    assert report.cross_validated.f1 >= 0.94, report.wrong
    assert report.all_rows.f1 >= report.cross_validated.f1 - 0.01
    assert len(report.wrong) <= 10
    assert report.fields["review_type"] >= 0.9
    assert report.fields["role"] >= 0.9
    json.dumps(report.as_json())


def test_rows_of_a_partnership_are_judged_by_a_model_that_never_saw_them() -> None:
    model = link_model()
    assert {row["partnership"] for row in read_labels()} == set(model.folds)
    weights = [dict(model.without(name).weights) for name in ("Suffolk", "NSPCC")]
    assert weights[0] != weights[1]
    assert weights[0] != dict(model.weights)
    assert model.without("nowhere").weights == model.weights


def test_the_stored_model_is_the_sum_that_it_says() -> None:
    model = parse_model(
        {
            "bias": -1.0,
            "weights": {"a": 2.0, "b": -0.5},
            "fold_of": {"X": 0},
            "folds": [{"bias": 0.0, "weights": {"a": 1.0}}],
        }
    )
    assert model.log_odds({"a": 1.0, "c": 1.0}) == 1.0
    assert model.reasons({"a": 1.0, "b": 1.0}) == [("a", 2.0), ("b", -0.5)]
    assert model.without("X").log_odds({"a": 1.0}) == 1.0
    assert logistic(0.0) == 0.5
    assert logistic(10_000.0) == pytest.approx(1.0)
    assert logistic(-10_000.0) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("text", "why"),
    [("{", "line 1"), ('{"link_text": "x"}', "line 1"), ('{"is_review_document": 1}', "true or false")],
)
def test_a_broken_label_is_named(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=why):
        read_labels(file)
    with pytest.raises(UsageError, match="no such file"):
        read_labels(tmp_path / "none.jsonl")
