"""Words of a link that only invite to follow it, told apart from what it leads to."""

from __future__ import annotations

import re
from typing import Final

from harvester.detect import words

_VERB: Final = re.compile(
    r"^(?:please )?(?:click (?:here )?(?:to|for) )?(?:(?:(?:read|find out|see|view|learn|discover|open|go to|"
    r"continue reading|show|visit|get|darllen(?:wch)?|darganfod) ?(?:more|mwy|rhagor|on)?|"
    r"more|details|further details|more (?:information|details|info))\b"
    r"(?: (?:about|on|of|for|am))?\W+)+(?=\w)",
    re.IGNORECASE,
)


def without_verb(text: str) -> str:
    """The words of a link without what only invites to follow it: "Read more about Ivy" is "Ivy"."""
    bare = _VERB.sub("", text[: words.CAP])
    return text if not bare or words.is_vague(bare) else bare
