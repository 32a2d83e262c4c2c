"""How well links are judged: figures on the labelled links of `data/labels/links.jsonl`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from harvester.detect.model import LinkModel, link_model
from harvester.detect.rows import judge_row, judge_rows
from harvester.errors import UsageError
from harvester.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from harvester.records import LinkVerdict

FIELDS = ("review_type", "role", "case_name", "published")


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1 of one judge over labelled links."""

    links: int
    true: int
    found: int
    right: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Figures with the shipped model, in cross-validation, and of the values described."""

    all_rows: Figures
    cross_validated: Figures  # each row judged by the model trained without its partnership
    fields: dict[str, float]  # accuracy per field over true documents that were found
    wrong: tuple[str, ...]  # ids of rows judged wrongly in cross-validation

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def read_labels(path: Path | None = None) -> list[dict[str, Any]]:
    """The labelled links, from a file of JSON lines or the shipped ones.

    Raises:
        UsageError: the file is missing or a line is no JSON object with a truth.
    """
    if path is not None and not path.is_file():
        raise UsageError(f"{path}: no such file of labelled links")
    text = (path or resource("labels", "links.jsonl")).read_text(encoding="utf-8")
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            truth = row["is_review_document"]
        except (json.JSONDecodeError, KeyError, TypeError) as err:
            raise UsageError(f"{path or 'labels/links.jsonl'}, line {number}: no labelled link") from err
        if not isinstance(truth, bool):
            raise UsageError(
                f"{path or 'labels/links.jsonl'}, line {number}: is_review_document must be true or false"
            )
        rows.append(row)
    return rows


def evaluate_links(path: Path | None = None) -> LinkReport:
    """Measure judging on labelled links.

    Cross-validation retrains nothing: the models of the folds are stored with the shipped one, and a
    partnership's rows are judged by the model that never saw them.
    """
    rows = read_labels(path)
    model = link_model()
    shipped = [
        verdict
        for _, page in groupby(rows, key=lambda row: row.get("page_url"))
        for verdict in judge_rows(list(page), model=model)
    ]
    held_out = [judge_row(row, model=_without(model, row)) for row in rows]
    truths = [bool(row["is_review_document"]) for row in rows]
    return LinkReport(
        all_rows=figures(truths, [verdict.is_review_document for verdict in shipped]),
        cross_validated=figures(truths, [verdict.is_review_document for verdict in held_out]),
        fields=_fields(rows, shipped),
        wrong=tuple(
            str(row.get("id", number))
            for number, (row, truth, verdict) in enumerate(zip(rows, truths, held_out, strict=True), start=1)
            if truth != verdict.is_review_document
        ),
    )


def _without(model: LinkModel, row: dict[str, Any]) -> LinkModel:
    return model.without(str(row.get("partnership", "")))


def figures(truths: Sequence[bool], guesses: Sequence[bool]) -> Figures:
    """Precision, recall and F1; each 0 where it is undefined."""
    right = sum(truth and guess for truth, guess in zip(truths, guesses, strict=True))
    true, found = sum(truths), sum(guesses)
    precision = right / found if found else 0.0
    recall = right / true if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figures(
        links=len(truths), true=true, found=found, right=right,
        precision=round(precision, 4), recall=round(recall, 4), f1=round(f1, 4),
    )  # fmt: skip


def _fields(rows: Iterable[dict[str, Any]], verdicts: Iterable[LinkVerdict]) -> dict[str, float]:
    right = dict.fromkeys(FIELDS, 0)
    counted = 0
    for row, verdict in zip(rows, verdicts, strict=True):
        if not (row["is_review_document"] and verdict.is_review_document):
            continue
        counted += 1
        for name in FIELDS:
            right[name] += row.get(name) == getattr(verdict, name)
    return {name: round(value / counted, 4) if counted else 0.0 for name, value in right.items()}
