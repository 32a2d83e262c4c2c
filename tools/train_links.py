"""Train the link model from the labelled rows, and measure it by partnership.

    python tools/train_links.py            # report only
    python tools/train_links.py --write    # report, and write data/labels/link_model.json

Needs scikit-learn (development only). Deterministic: no shuffling, fixed solver, rounded weights.
The rows of data/labels/links_made.jsonl are invented, modelled on wording seen on public sites; they
help to train and are never counted in the figures.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harvester.detect.features import observe
from harvester.detect.links import rules_log_odds, settle
from harvester.detect.model import LinkModel, logistic
from harvester.detect.page_kind import judge_page
from harvester.detect.rows import row_to_link

LABELS = Path(__file__).resolve().parent.parent / "data" / "labels"
FOLDS = 12
STRENGTH = 0.7  # inverse of the penalty on large weights
MADE_WEIGHT = 1.0
# "case&type" is rare but in news, where it misleads; "near:contents" and "text:leads_on" are too rare
# in the labels to be weighed by them: the rules keep them.
NOT_LEARNT = (
    "file:",
    "slug:",
    "case&type",
    "near:contents",
    "text:leads_on",
    "one_type&role&clean",
    "vague&near_leads_on",
    "name_only&governance",
    "text:title&alone",
)


def read(name: str) -> list[dict[str, Any]]:
    """The rows of one file of labels; none where there is no such file."""
    path = LABELS / name
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def features_of(row: dict[str, Any]) -> dict[str, float]:
    """The features of one row."""
    link, page = row_to_link(row)
    return observe(link, page, judge_page(page).kind)


def learnable(features: dict[str, float]) -> dict[str, float]:
    """Without what the labels cannot teach: read off pages as text, sizes and addresses are lost."""
    return {name: value for name, value in features.items() if not name.startswith(NOT_LEARNT)}


def fit(rows: Sequence[dict[str, float]], labels: Sequence[int], weights: Sequence[float]) -> LinkModel:
    """A model of the rows given."""
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    vectorizer = DictVectorizer(sparse=True, sort=True)
    matrix = vectorizer.fit_transform([learnable(row) for row in rows])
    regression = LogisticRegression(C=STRENGTH, solver="lbfgs", max_iter=5_000)
    regression.fit(matrix, labels, sample_weight=weights)
    names = vectorizer.get_feature_names_out()
    rounded = {str(name): round(float(w), 4) for name, w in zip(names, regression.coef_[0], strict=True)}
    return LinkModel(
        bias=round(float(regression.intercept_[0]), 4),
        weights={name: w for name, w in rounded.items() if abs(w) >= 0.01},
    )


def figures(truth: Sequence[int], guess: Sequence[bool]) -> str:
    """Precision, recall and F1 in one line."""
    right = sum(1 for t, g in zip(truth, guess, strict=True) if t and g)
    found, real = sum(guess), sum(truth)
    precision, recall = right / max(found, 1), right / max(real, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"


def folds_by_group(groups: Sequence[str]) -> dict[str, int]:
    """Groups dealt to folds, largest first, each to the fold with the fewest rows."""
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    loads = [0] * FOLDS
    dealt = {}
    for group in sorted(sizes, key=lambda name: (-sizes[name], name)):
        index = loads.index(min(loads))
        loads[index] += sizes[group]
        dealt[group] = index
    return dealt


class Trial:
    """Models per fold, and what each says of the partnerships it never saw."""

    def __init__(self, rows, features, labels, fold_of, made_features=(), made_labels=()):
        self.rows, self.features, self.labels, self.fold_of = rows, features, labels, fold_of
        self.made = (list(made_features), list(made_labels))
        self.models = [
            self._fit(lambda row, fold=fold: fold_of[row["partnership"]] != fold) for fold in range(FOLDS)
        ]

    def _fit(self, keep):
        chosen = [i for i, row in enumerate(self.rows) if keep(row)]
        made_x, made_y = self.made
        return fit(
            [self.features[i] for i in chosen] + made_x,
            [self.labels[i] for i in chosen] + made_y,
            [1.0] * len(chosen) + [MADE_WEIGHT] * len(made_x),
        )

    def final(self):
        """The model of all rows."""
        return self._fit(lambda _row: True)

    def _odds(self):
        for row, x in zip(self.rows, self.features, strict=True):
            yield row, x, self.models[self.fold_of[row["partnership"]]].log_odds(x)

    def learnt(self):
        """What the models alone say."""
        return [odds >= 0 for _, _, odds in self._odds()]

    def settled(self):
        """Scores of rules and models together, as a link is judged."""
        return [settle(*row_to_link(row), x, (rules_log_odds(x), odds))[0] for row, x, odds in self._odds()]


def main() -> None:
    """Train, measure, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    real, made = read("links.jsonl"), read("links_made.jsonl")
    real_x = [features_of(row) for row in real]
    made_x = [features_of(row) for row in made]
    real_y = [int(row["is_review_document"]) for row in real]
    made_y = [int(row["is_review_document"]) for row in made]
    fold_of = folds_by_group([row["partnership"] for row in real])
    print(
        f"{len(real)} rows, {sum(real_y)} positive, {len(fold_of)} partnerships in {FOLDS} folds; "
        f"{len(made)} made rows"
    )
    bare = Trial(real, real_x, real_y, fold_of)
    whole = Trial(real, real_x, real_y, fold_of, made_x, made_y)
    print(f"rules        {figures(real_y, [logistic(rules_log_odds(x)) >= 0.5 for x in real_x])}")
    for name, trial in (("labels alone", bare), ("with made", whole)):
        print(f"{name:12} model only: {figures(real_y, trial.learnt())}")
        print(f"{name:12} both:       {figures(real_y, [score >= 0.5 for score in trial.settled()])}")
    models, scores = whole.models, whole.settled()
    if options.errors:
        for row, y, score in zip(real, real_y, scores, strict=True):
            if (score >= 0.5) != bool(y):
                print(
                    f"{row['id']} true={y} {score:.2f} {row['page_title']!r} | "
                    f"{row['link_text']!r} | {row['context']!r}"
                )
        for name, weight in sorted(whole.final().weights.items(), key=lambda pair: pair[1]):
            print(f"{weight:7.2f} {name}")
    if options.write:
        final = whole.final()
        data = {
            "about": "Logistic model of links, made by tools/train_links.py.",
            "bias": final.bias,
            "weights": dict(sorted(final.weights.items())),
            "fold_of": dict(sorted(fold_of.items())),
            "folds": [
                {"bias": model.bias, "weights": dict(sorted(model.weights.items()))} for model in models
            ],
        }
        (LABELS / "link_model.json").write_text(
            json.dumps(data, indent=1, sort_keys=False) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
