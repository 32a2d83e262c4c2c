"""A small logistic model over the named features, read from `data/labels/link_model.json`.

Trained by `tools/train_links.py`; inference is a sum in plain Python.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harvester.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class LinkModel:
    """Weights per feature, and what cross-validation predicted for the labelled rows."""

    bias: float
    weights: Mapping[str, float]
    folds: Mapping[str, tuple[float, Mapping[str, float]]] = field(
        default_factory=dict
    )  # partnership → model

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Log odds that a link with these features leads to a review document."""
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())

    def reasons(self, features: Mapping[str, float], top: int = 4) -> list[tuple[str, float]]:
        """The features that moved the score most, strongest first."""
        moved = [(name, self.weights.get(name, 0.0) * value) for name, value in features.items()]
        moved = [(name, weight) for name, weight in moved if abs(weight) >= 0.15]
        return sorted(moved, key=lambda pair: (-abs(pair[1]), pair[0]))[:top]

    def without(self, partnership: str) -> LinkModel:
        """The model trained without one partnership's rows, for cross-validation."""
        bias, weights = self.folds.get(partnership, (self.bias, self.weights))
        return LinkModel(bias=bias, weights=weights)


def parse_model(data: Mapping[str, Any]) -> LinkModel:
    """A model from its JSON form; folds are stored once per fold and named per partnership."""
    folds = {
        name: (float(data["folds"][index]["bias"]), dict(data["folds"][index]["weights"]))
        for name, index in data.get("fold_of", {}).items()
    }
    return LinkModel(bias=float(data["bias"]), weights=dict(data["weights"]), folds=folds)


@lru_cache(maxsize=1)
def link_model() -> LinkModel:
    """The shipped model."""
    return parse_model(json.loads(resource("labels", "link_model.json").read_text(encoding="utf-8")))


def logistic(log_odds: float) -> float:
    """Probability from log odds, safe at both ends."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-min(log_odds, 60.0)))
    e = math.exp(max(log_odds, -60.0))
    return e / (1.0 + e)
