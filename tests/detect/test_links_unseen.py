"""Link texts of invented areas that the model never saw: it must judge nearly all of them rightly."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

from harvester.detect.rows import judge_row

ROWS = Path(__file__).with_name("links_unseen.txt")


def rows() -> list[tuple[bool, dict[str, str | None]]]:
    out = []
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        truth, title, url, text, context = (part.strip() for part in line.split(" | ", 4))
        row = {
            "page_title": title,
            "page_url": url,
            "link_text": text,
            "context": None if context == "None" else context,
        }
        out.append((truth == "+", row))
    return out


def test_unseen_link_texts() -> None:
    right = wrong = missed = 0
    errors = []
    for truth, row in rows():
        verdict = judge_row(row)
        right += truth and verdict.is_review_document
        wrong += verdict.is_review_document and not truth
        missed += truth and not verdict.is_review_document
        if truth != verdict.is_review_document:
            errors.append(
                f"{'missed' if truth else 'taken'} {verdict.score:.2f} {row['page_title']} | {row['link_text']} | {row['context']}"
            )
    f1 = 2 * right / (2 * right + wrong + missed)
    assert f1 >= 0.95, "\n".join([f"F1 {f1:.3f}", *errors])
