"""Codings of reviews: what studies count, suggested by rule from the words of a report. Pure.

A suggestion is never a value: it waits, with the sentence that it was read in, until a person confirms it,
corrects it, or says that the report does not state it (docs/studies.md).
"""

from harvester.coding.suggest import RULES, suggest
from harvester.coding.values import Case, Suggestion

__all__ = ["RULES", "Case", "Suggestion", "suggest"]
