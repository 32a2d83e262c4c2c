"""The second look at what a national body publishes of its own: its reviews often name no case.

"Unheard: babies in temporary homes" may be a review by the national panel; on a board's site the same
title page would be that of a national study. What decides is the publication: its page said that it is a
review.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from harvester.detect.documents import KEEP
from harvester.detect.title_block import title_lines
from harvester.vocabulary import Outcome, ReviewType, SourceKind

if TYPE_CHECKING:
    from harvester.records import DocumentVerdict, Extract, Sighting, SourceInfo

_SURE: Final = 0.85  # of the publication that it is a review
_FIRST: Final = 4  # lines of a title page


def keep_own(
    verdict: DocumentVerdict, extract: Extract | None, sighting: Sighting | None, source: SourceInfo | None
) -> DocumentVerdict:
    """The verdict on a paper of a national body's own review; any other is left as it is.

    Args:
        verdict: by the title page alone.
        extract: what was read.
        sighting: the best link to it.
        source: the site that listed it.
    """
    if verdict.kept or sighting is None or source is None or source.kind is not SourceKind.NATIONAL:
        return verdict
    if sighting.review_type is not ReviewType.NATIONAL or sighting.score < _SURE:
        return verdict
    if extract is not None and extract.outcome is Outcome.OK:
        from harvester.detect.entry_fields import is_collective  # few papers come so far

        title = " ".join(title_lines(extract)[:_FIRST])
        if is_collective(title):
            return verdict
    reason = "for: a paper of a publication that its own body calls a national review"
    return replace(verdict, kept=True, score=KEEP, reasons=(*verdict.reasons, reason))
