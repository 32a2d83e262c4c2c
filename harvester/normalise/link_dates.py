"""The date on which a document was published, as the words around its link give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.cases import find_case_names
from harvester.normalise.dates import DateLabel, DateMention, find_dates

if TYPE_CHECKING:
    from harvester.normalise.link_fields import Field

_NEVER = (DateLabel.BIRTH, DateLabel.DEATH, DateLabel.INCIDENT, DateLabel.PERIOD, DateLabel.OTHER)


def published_of(fields: tuple[Field, ...]) -> tuple[DateMention, Field] | None:
    """The date and the text that gives it: one called published before one without a label."""
    dates = [(field, [d for d in find_dates(field.text) if d.label not in _NEVER]) for field in fields]
    labelled = [
        (d, field)
        for field, found in dates
        for d in found
        if d.label is DateLabel.PUBLISHED and field.name != "breadcrumb"
    ]
    own = [(d, field) for field, found in dates for d in found if _undated_counts(d, field, fields)]
    if labelled:
        return _finest(labelled, own)
    return _finest(own, []) if own else None


def _undated_counts(mention: DateMention, field: Field, fields: tuple[Field, ...]) -> bool:
    """Whether a date without label dates the publication, by where it stands."""
    if mention.label is not None:
        return False
    if field.name in ("text", "alt", "title", "entry", "row"):
        return True
    if field.name == "heading":
        return len(field.text) <= 80 or mention.start <= 3
    if field.name in ("h1", "page title"):
        return bool(find_case_names(field.text)) and len(field.text) <= 80
    rest = field.text[: mention.start] + field.text[mention.end :]
    return field.name == "nearby" and len(re.sub(r"[\W_]", "", rest)) <= 12


def _finest(
    first: list[tuple[DateMention, Field]], others: list[tuple[DateMention, Field]]
) -> tuple[DateMention, Field]:
    """The most trusted date, in the finest form that another text gives of the same date."""
    best = first[0]
    for candidate in first + others:
        finer = len(candidate[0].value) > len(best[0].value)
        if finer and candidate[0].value.startswith(best[0].value):
            best = candidate
    return best
