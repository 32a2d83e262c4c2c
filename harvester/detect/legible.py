"""Whether the text of a scan can be read: what cannot be read says nothing of what a document is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harvester.normalise.languages import telling_share

if TYPE_CHECKING:
    from harvester.records import Extract

_PAGES: Final = 4
_LETTERS: Final = 20_000
_FEWEST: Final = 40  # words of a page of a scan, below which most of the page was not recognised
_COMMON: Final = 0.15  # of all words; in readable text every third is one of the commonest


def is_legible(extract: Extract) -> bool:
    """Whether enough of a document was read for its silence to mean something."""
    if not extract.ocr:
        return True
    pages = [page for page in extract.pages[:_PAGES] if page.strip()]
    text = "\n".join(pages)[:_LETTERS]
    count = len(re.findall(r"[^\W\d_]{2,}", text))
    return count >= _FEWEST * max(len(pages), 1) and telling_share(text) >= _COMMON
