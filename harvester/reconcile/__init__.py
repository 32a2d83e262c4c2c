"""Our finds against the national lists: which review is which entry, what only one side has."""

from __future__ import annotations

from harvester.reconcile.counting import count, totals
from harvester.reconcile.matching import reconcile
from harvester.reconcile.values import Count, HeldReview, Match, Reconciliation, Standing

__all__ = ["Count", "HeldReview", "Match", "Reconciliation", "Standing", "count", "reconcile", "totals"]
