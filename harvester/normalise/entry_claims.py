"""What the entry of a national list says of the document that it links to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.records import Evidence
from harvester.vocabulary import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.records import ListEntry

RULE = "entry of a national list"
_CONFIDENCE = 0.75


def claims_of_entries(entries: Sequence[ListEntry]) -> Iterator[Evidence]:
    """Publisher, case, kind and date of publication as a list records them.

    Entries of one document that contradict each other say nothing of what they contradict in.
    """
    for name, values in (
        ("board", {e.publisher_text for e in entries if e.publisher_text}),
        ("case_name", {e.case_name for e in entries if e.case_name}),
        ("review_type", {e.review_type.value for e in entries if e.review_type}),
        ("published", {e.published for e in entries if e.published}),
    ):
        if len(values) == 1:
            yield Evidence(
                field=name,
                value=values.pop(),
                origin=Origin.HEADING,
                rule=RULE,
                confidence=_CONFIDENCE,
                line=entries[0].title[:200],
            )
