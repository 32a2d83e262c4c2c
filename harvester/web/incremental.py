"""How an address that we hold is asked again, so that what has not changed costs next to nothing. Pure.

| we hold                                     | it is asked                                              |
|---------------------------------------------|----------------------------------------------------------|
| a page or file with a validator             | conditionally: unchanged is one 304                      |
| a file without one                          | by HEAD: unchanged when length and type are as they were |
| a page without one                          | in full                                                  |
| anything whose last full fetch is long past | in full, whatever its validators say                     |

The last row finds the server that confirms what it has changed. "Long past" is counted in nights of the
source: 7 for a file without validators, 12 to 16 for a page and 24 to 36 for a file with one. Which of these
nights it is depends on the address, so that the files of a site do not all come in one night.
"""

from __future__ import annotations

import hashlib
import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.http import Response

    from harvester.warc_index import Capture

BY_HEAD = "unchanged_by_head"  # flag of a recorded copy that a HEAD, and no 304, stands behind
SAME = "asked by HEAD: length and type are as when it was last fetched in full"

_FILE_NIGHTS = 7
_PAGE_WITH_VALIDATOR = (12, 16)
_FILE_WITH_VALIDATOR = (24, 36)
# What servers that compress on the fly add to the tag of the file itself, and then do not know again.
_CODING = re.compile(r'[-;:]{1,2}(?:gzip|br|df|deflate|zstd)(?=")')


class Way(Enum):
    """How an address is asked again."""

    FULL = "full"
    CONDITIONAL = "conditional"
    HEAD = "head"


def is_file(capture: Capture) -> bool:
    """Whether a capture of ours is a document that the store holds; pages are kept in the WARC itself."""
    return capture.entry.names_file


def way_of(capture: Capture, nights: int) -> Way:
    """How to ask again for an address whose newest full answer this capture is.

    Args:
        capture: of a whole answer that can be read.
        nights: of the source since then; 1 is the night after.
    """
    entry = capture.entry
    if not (entry.etag or entry.last_modified):
        return Way.HEAD if is_file(capture) and nights < _FILE_NIGHTS else Way.FULL
    bounds = _FILE_WITH_VALIDATOR if is_file(capture) else _PAGE_WITH_VALIDATOR
    return Way.CONDITIONAL if nights < _spread(entry.url, *bounds) else Way.FULL


def nights_since(capture: Capture, nights: Sequence[int]) -> int:
    """Nights of a source from the run that made a capture to tonight, by the runs that counted."""
    run = capture.path.parent.name
    return 1 + sum(one > int(run) for one in nights) if run.isdigit() else _FILE_NIGHTS


def conditions(capture: Capture) -> dict[str, str]:
    """The headers that ask whether a capture still holds."""
    entry = capture.entry
    found = {}
    if entry.etag:
        plain = _CODING.sub("", entry.etag)
        found["If-None-Match"] = entry.etag if plain == entry.etag else f"{entry.etag}, {plain}"
    if entry.last_modified:
        found["If-Modified-Since"] = entry.last_modified
    return found


def judge_head(response: Response, capture: Capture, size: int) -> tuple[bool | None, str]:
    """Whether a HEAD says that a file is as we hold it; None when it does not say.

    Returns:
        The verdict, and why it is no yes.
    """
    if response.status != 200:
        return None, f"HEAD is answered {response.status}"
    length = (response.headers.get(b"Content-Length") or b"").decode("latin-1").strip()
    if not length.isdigit() or int(length) == 0 or b"Content-Encoding" in response.headers:
        return None, "HEAD tells no length"
    if int(length) != size:
        return False, f"{int(length):,} bytes instead of {size:,}"
    kind = (response.headers.get(b"Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
    if kind != capture.entry.media_type:
        return False, f"{kind or 'no type'} instead of {capture.entry.media_type or 'no type'}"
    return True, ""


def _spread(url: str, least: int, most: int) -> int:
    digest = hashlib.sha256(url.encode("utf-8", "replace")).digest()
    return least + digest[0] % (most - least + 1)
