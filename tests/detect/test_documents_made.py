"""How much of what is kept are review documents, and how many of those are kept, on hard look-alikes.

More than half of the documents were written before the rules that judge them. A link too weak to be
fetched loses its document here as it does in a crawl.
"""

from __future__ import annotations

import pytest

from harvester.vocabulary import Outcome

from .made import Judged, judge, rows


def rates(judged: list[Judged]) -> tuple[float, float]:
    """Precision and recall of what is kept."""
    kept = [item for item in judged if item.kept]
    right = sum(bool(item.row["kept"]) for item in kept)
    return right / len(kept), right / sum(bool(item.row["kept"]) for item in judged)


def mistakes(judged: list[Judged]) -> list[object]:
    return [
        (item.row["link"], item.row["lines"][:2], item.link_score, item.verdict)
        for item in judged
        if item.kept != item.row["kept"]
    ]


def test_the_set_is_large_and_even() -> None:
    made = rows()
    assert len(made) >= 200
    assert 0.35 <= sum(bool(row["kept"]) for row in made) / len(made) <= 0.65


def test_after_both_looks() -> None:
    judged = [judge(row) for row in rows()]
    precision, recall = rates(judged)
    assert precision >= 0.97, mistakes(judged)
    assert recall >= 0.92, mistakes(judged)


@pytest.mark.parametrize("score", [0.3, 0.5, 0.8])
def test_the_document_alone(score: float) -> None:
    """With the same middling link for all, the title page must tell them apart."""
    judged = [judge(row, score) for row in rows() if row["outcome"] == Outcome.OK]
    precision, recall = rates(judged)
    assert precision >= 0.95, mistakes(judged)
    assert recall >= 0.95, mistakes(judged)
