"""The shipped weights are those that the labels in the repository give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from harvester.detect.model import link_model


def test_the_shipped_model_is_reproducible() -> None:
    pytest.importorskip("sklearn")
    path = Path(__file__).parents[2] / "tools" / "train_links.py"
    spec = importlib.util.spec_from_file_location("train_links", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    rows = tool.read("links.jsonl") + tool.read("links_made.jsonl")
    again = tool.fit(
        [tool.features_of(row) for row in rows],
        [int(row["is_review_document"]) for row in rows],
        [1.0] * len(rows),
    )
    shipped = link_model()
    assert again.bias == pytest.approx(shipped.bias, abs=0.02)
    for name in set(again.weights) | set(shipped.weights):
        assert again.weights.get(name, 0.0) == pytest.approx(shipped.weights.get(name, 0.0), abs=0.02), name
